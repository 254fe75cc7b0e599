//! Flags, environment and profile, made into one thing that commands are given.

mod confluent_cli;
mod credentials;
mod folders;
mod ids;
mod offline;
mod profile;
#[cfg(feature = "sandbox")]
pub(crate) mod sandbox;
mod variables;

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ccloud_connect::connectors::Cluster;
use ccloud_connect::{Client, DryRun, Environment, Error, RetryPolicy, Secret};

use crate::arguments::Global;
use crate::failure::{ErrorKind, Failure};
use crate::output::Output;

pub(crate) use folders::state_folder;
pub(crate) use offline::Offline;
pub(crate) use variables::Variables;

use credentials::Credentials;
#[cfg(feature = "sandbox")]
pub(crate) use credentials::secret_file;
use ids::Ids;
use profile::Profile;

/// How much of a command's time limit is left to it after a wait.
const TIME_TO_TELL: Duration = Duration::from_millis(500);

/// What the service has already been asked to do, and how to see what comes of it: said when a command ends before it
/// could tell.
#[derive(Clone, Default)]
pub(crate) struct Begun(Arc<Mutex<Option<String>>>);

impl Begun {
    pub(crate) fn tell(&self, text: impl Into<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(text.into());
    }

    pub(crate) fn told(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What a command has to work with.
pub(crate) struct Context {
    pub output: Output,
    pub global: Global,
    variables: Variables,
    started: Instant,
    /// What another process has and this one waits for.
    waiting_for: RefCell<Option<String>>,
    begun: Begun,
    /// What a dry run does not send.
    pub planned: DryRun,
    /// Whether the command has found a difference or an error, which it was asked to look for.
    found: Cell<bool>,
}

impl Context {
    pub(crate) fn new(output: Output, global: Global, variables: Variables) -> Self {
        let (waiting_for, begun, planned) = (RefCell::default(), Begun::default(), DryRun::new());
        Self { output, global, variables, started: Instant::now(), waiting_for, begun, planned, found: Cell::default() }
    }

    /// Says that there is a difference, or an error, where the command was asked whether there is: exit code 3.
    pub(crate) fn found(&self) {
        self.found.set(true);
    }

    pub(crate) fn has_found(&self) -> bool {
        self.found.get()
    }

    /// What the command stands still for.
    pub(crate) fn waiting_for(&self) -> Option<String> {
        self.waiting_for.borrow().clone()
    }

    /// What the service has already been asked to do.
    pub(crate) fn begun(&self) -> &Begun {
        &self.begun
    }

    /// A failure; where a write may have taken effect all the same, with how to see.
    pub(crate) fn unsure(&self, error: Error) -> Failure {
        let told = self.begun.told().filter(|_| error.is_outcome_unknown());
        let failure = Failure::from(error);
        match told {
            Some(told) => failure.with_hint(told),
            None => failure,
        }
    }

    /// How long a wait may last, where the command has a time limit: it ends first, so as to say what it saw last.
    pub(crate) fn time_to_wait(&self) -> Option<Duration> {
        let limit = self.global.timeout?;
        let reserve = TIME_TO_TELL.min(limit / 8);
        Some(limit.saturating_sub(reserve).saturating_sub(self.started.elapsed()))
    }

    /// Gives the service to the work of a command and lets it go afterwards.
    pub(crate) async fn with_service(
        &self,
        work: impl AsyncFnOnce(&Service) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let service = self.service().await?;
        let outcome = work(&service).await;
        service.close().await;
        outcome
    }

    /// The service to call, with credentials. Nothing is sent yet.
    #[cfg_attr(
        not(feature = "sandbox"),
        allow(clippy::unused_async, reason = "only the embedded service is waited for")
    )]
    async fn service(&self) -> Result<Service, Failure> {
        #[cfg(feature = "sandbox")]
        if self.global.sandbox {
            return self.sandboxed().await;
        }
        let profile = Profile::chosen(&self.global, &self.variables)?;
        let mut builder = self.builder();
        // The embedded service has none: its words are not to be taken for Confluent Cloud's.
        if let Some(folder) = folders::cache_folder() {
            builder = builder.definition_cache(folder.join("definitions"));
        }
        let Global { endpoint, telemetry_endpoint, logging_endpoint, .. } = &self.global;
        if let Some(endpoint) = self.given(endpoint.as_ref(), variables::ENDPOINT, profile.endpoint.as_ref()) {
            builder = builder.endpoint(endpoint);
        }
        if let Some(endpoint) =
            self.given(telemetry_endpoint.as_ref(), variables::TELEMETRY_ENDPOINT, profile.telemetry_endpoint.as_ref())
        {
            builder = builder.telemetry_endpoint(endpoint);
        }
        if let Some(endpoint) =
            self.given(logging_endpoint.as_ref(), variables::LOGGING_ENDPOINT, profile.logging_endpoint.as_ref())
        {
            builder = builder.logging_endpoint(endpoint);
        }
        let mut token = None;
        builder = match Credentials::resolve(&self.global, &self.variables, &profile)? {
            Credentials::ApiKey { key, secret } => {
                #[cfg(feature = "test-panic")]
                crate::crash::on_request(&secret);
                builder.api_key(key, secret)
            }
            Credentials::Token(given) => {
                #[cfg(feature = "test-panic")]
                crate::crash::on_request(&given);
                builder.access_token(token.insert(given).clone())
            }
        };
        let Ids { environment, cluster, organization } = Ids::find(self, &profile);
        Ok(Service {
            client: builder.build()?,
            environment,
            cluster,
            organization,
            token,
            #[cfg(feature = "sandbox")]
            sandbox: None,
        })
    }

    #[cfg(feature = "sandbox")]
    async fn sandboxed(&self) -> Result<Service, Failure> {
        sandbox::refuse_foreign(&self.global)?;
        let sandbox = sandbox::start(self).await?;
        #[cfg(feature = "test-panic")]
        crate::crash::on_request(&sandbox.api_secret().into());
        let builder = self.builder().endpoint(sandbox.endpoint()).api_key(sandbox.api_key(), sandbox.api_secret());
        Ok(Service {
            client: builder.build()?,
            environment: Some(self.global.environment.clone().unwrap_or_else(|| sandbox.environment().to_owned())),
            cluster: Some(self.global.cluster.clone().unwrap_or_else(|| sandbox.cluster().to_owned())),
            organization: Some(self.global.organization.clone().unwrap_or_else(|| sandbox.organization().to_owned())),
            token: Some(sandbox.access_token().into()),
            sandbox: Some(sandbox),
        })
    }

    /// A flag wins over the variables, and these over the profile.
    fn given(&self, flag: Option<&String>, variables: &[&str], profile: Option<&String>) -> Option<String> {
        flag.cloned().or_else(|| self.variables.first(variables)).or_else(|| profile.cloned())
    }

    fn builder(&self) -> ccloud_connect::ClientBuilder {
        let agent = concat!("cconnect/", env!("CARGO_PKG_VERSION"));
        let builder = Client::builder().user_agent(agent).retry(retry_policy(&self.global));
        if self.global.dry_run { builder.dry_run(&self.planned) } else { builder }
    }

    /// The variables of the process, for what only one command reads.
    pub(crate) fn variables(&self) -> &Variables {
        &self.variables
    }
}

/// Who allows a command more time than a call has for its retries means these, too; less time ends them anyhow.
fn retry_policy(flags: &Global) -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    if let Some(times) = flags.max_retries {
        policy = policy.max_retries(times);
    }
    match flags.timeout {
        Some(limit) if limit > RetryPolicy::BUDGET => policy.budget(limit),
        _ => policy,
    }
}

/// The environment and Kafka cluster that a call is for.
pub(crate) struct Scope<'a> {
    pub environment: &'a str,
    pub cluster: &'a str,
}

/// The service to call, and where in it.
pub(crate) struct Service {
    pub client: Client,
    environment: Option<String>,
    cluster: Option<String>,
    organization: Option<String>,
    token: Option<Secret>,
    /// Lives as long as it is called.
    #[cfg(feature = "sandbox")]
    sandbox: Option<ccloud_connect_sandbox::Sandbox>,
}

impl Service {
    /// Where connectors are. Both ids have to be known.
    pub(crate) fn scope(&self) -> Result<Scope<'_>, Failure> {
        let environment = self.environment_id()?;
        let cluster = self.cluster.as_deref().ok_or_else(|| {
            Failure::usage("no Kafka cluster is given").with_hint("Pass `--cluster lkc-…` or set KAFKA_ID.")
        })?;
        Ok(Scope { environment, cluster })
    }

    fn environment_id(&self) -> Result<&str, Failure> {
        self.environment.as_deref().ok_or_else(|| {
            Failure::usage("no environment is given")
                .with_hint("Pass `--environment env-…` or set CONFLUENT_ENVIRONMENT_ID.")
        })
    }

    /// Where plugins with versions and artifacts are.
    pub(crate) fn environment(&self) -> Result<Environment, Failure> {
        Ok(self.client.environment(self.environment_id()?))
    }

    /// A name for the service that lasts longer than its address.
    pub(crate) fn lasting_name(&self) -> Option<&'static str> {
        #[cfg(feature = "sandbox")]
        return self.sandbox.as_ref().map(|_| "sandbox");
        #[cfg(not(feature = "sandbox"))]
        None
    }

    pub(crate) fn cluster(&self) -> Result<Cluster, Failure> {
        let Scope { environment, cluster } = self.scope()?;
        Ok(self.client.cluster(environment, cluster))
    }

    /// The token of the caller's login, which only the log search asks for: it takes no API key.
    pub(crate) fn login_token(&self) -> Result<&Secret, Failure> {
        self.token.as_ref().ok_or_else(|| {
            Failure::new(ErrorKind::Unauthorized, "the log search takes the data-plane token of a login, no API key")
                .with_hint(
                    "Give that token in CONFLUENT_CLOUD_ACCESS_TOKEN or with `--access-token-file`, and no API key \
                     beside it; Confluent Cloud exchanges a login's token for it at \
                     https://confluent.cloud/api/access_tokens.",
                )
        })
    }

    /// The organization, which only the log search asks for.
    pub(crate) fn organization(&self) -> Result<&str, Failure> {
        self.organization.as_deref().ok_or_else(|| {
            Failure::usage("no organization is given")
                .with_hint("Pass `--organization ID` or set CONFLUENT_ORGANIZATION_ID.")
        })
    }

    /// Lets the embedded service put its state away.
    #[cfg_attr(
        not(feature = "sandbox"),
        allow(clippy::unused_async, reason = "only the embedded service is waited for")
    )]
    async fn close(self) {
        drop(self.client);
        #[cfg(feature = "sandbox")]
        if let Some(sandbox) = self.sandbox {
            sandbox.shutdown().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_may_take_longer_lets_its_calls_wait_longer_for_the_server() {
        let budget = |seconds| {
            let flags = Global { timeout: Some(Duration::from_secs(seconds)), ..Global::default() };
            format!("{:?}", retry_policy(&flags))
        };
        assert!(budget(600).contains("budget: 600s"), "{}", budget(600));
        assert_eq!(budget(5), format!("{:?}", RetryPolicy::default()));
    }
}
