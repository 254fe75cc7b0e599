use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ccloud_connect_api::Transport;
use ccloud_connect_secret::Secret;
use url::Url;

use super::credentials::{Credentials, Signer};
use super::execute::{Courier, Manner};
use super::host::{Configure, Host, HttpClients};
use super::rate::Gate;
use super::sts::{Session, Sts};
use super::tls::Tls;
use super::{Client, DryRun, Inner, RetryPolicy, endpoint, proxy};
use crate::Error;
#[cfg(feature = "connect-v1")]
use crate::plugins::{DefinitionCache, Known};
use crate::redaction::Viewer;

/// Where metrics are.
const TELEMETRY: &str = "https://api.telemetry.confluent.cloud";

/// Where the log search is.
const LOGGING: &str = "https://api.logging.confluent.cloud";

/// Puts a [`Client`] together. See [`Client::builder`].
pub struct ClientBuilder {
    endpoint: String,
    telemetry: Option<String>,
    logging: Option<String>,
    key: Option<(String, Secret)>,
    token: Option<Secret>,
    sts: Option<Sts>,
    user_agent: String,
    deadline: Option<Duration>,
    retry: RetryPolicy,
    configure: Option<Configure>,
    dry_run: Option<DryRun>,
    #[cfg(feature = "connect-v1")]
    definitions: Option<std::path::PathBuf>,
}

impl ClientBuilder {
    /// The service's base URL where none is given.
    pub const ENDPOINT: &str = "https://api.confluent.cloud";

    pub(super) fn new() -> Self {
        Self {
            endpoint: Self::ENDPOINT.to_owned(),
            telemetry: None,
            logging: None,
            key: None,
            token: None,
            sts: None,
            user_agent: concat!("ccloud-connect/", env!("CARGO_PKG_VERSION")).to_owned(),
            deadline: None,
            retry: RetryPolicy::default(),
            configure: None,
            dry_run: None,
            #[cfg(feature = "connect-v1")]
            definitions: None,
        }
    }

    /// The service's base URL: https, or http to loopback. Default `https://api.confluent.cloud`.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = url.into();
        self
    }

    /// Base URL of the metrics, under the same rules; the same credentials go there. Default
    /// `https://api.telemetry.confluent.cloud`, or the service's own base URL where that is loopback: what is meant for a
    /// local service does not leave the machine.
    pub fn telemetry_endpoint(mut self, url: impl Into<String>) -> Self {
        self.telemetry = Some(url.into());
        self
    }

    /// Base URL of the connectors' log search, under the same rules; the client's credentials do not go there. Default
    /// `https://api.logging.confluent.cloud`, or the service's own base URL where that is loopback.
    pub fn logging_endpoint(mut self, url: impl Into<String>) -> Self {
        self.logging = Some(url.into());
        self
    }

    /// A Cloud API key (resource scope "cloud"; not the key of a Kafka cluster) and its secret.
    pub fn api_key(mut self, key: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.key = Some((key.into(), secret.into()));
        self
    }

    /// A bearer token instead of a key. Presigned upload URLs are given to API keys only.
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Bearer tokens by exchange with a customer's identity provider. The same operations refuse them.
    pub fn sts(mut self, sts: Sts) -> Self {
        self.sts = Some(sts);
        self
    }

    /// How requests name their sender. Default `ccloud-connect/VERSION`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// How long one call may take in all, with its retries and its body; an upload is several calls and the transfer,
    /// and has to end by it as a whole. Default none: each attempt has its own time limit, see [`RetryPolicy`].
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// What is tried again, how often and for how long.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Tunes the HTTP client for the service: time limits, proxies, pool. It runs before the SDK's own rules, which
    /// therefore hold: no redirects, no proxy for loopback, this crate's TLS, no logging of the bytes that travel. It runs
    /// again where some of the hosts are loopback and others are not: these have clients of their own. The object store's
    /// client is another and is not tuned; `HTTPS_PROXY` and `NO_PROXY` count for all.
    pub fn configure(
        mut self,
        tune: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        self.configure = Some(Box::new(tune));
        self
    }

    /// Sends no write. Each is kept in `run` and ends in [`Error::Planned`]; reads are sent, as are validations, metric
    /// queries and log searches. An upload goes on to its last call without the store, with `<upload_id>` in the place of
    /// the id that a presigned answer would give.
    ///
    /// ```
    /// # async fn example(builder: ccloud_connect::ClientBuilder) -> Result<(), ccloud_connect::Error> {
    /// let run = ccloud_connect::DryRun::new();
    /// let client = builder.dry_run(&run).build()?;
    /// let outcome = client.cluster("env-1a2b3c", "lkc-4d5e6f").connector("orders").pause().await;
    /// assert!(matches!(outcome, Err(ccloud_connect::Error::Planned)));
    /// assert_eq!(run.writes()[0].method, "PUT");
    /// # Ok(()) }
    /// ```
    pub fn dry_run(mut self, run: &DryRun) -> Self {
        self.dry_run = Some(run.clone());
        self
    }

    /// A folder of this user's for a [`DefinitionCache`](crate::plugins::DefinitionCache), made when it is needed: other
    /// processes then need not ask what a plugin's settings are. Default none.
    #[cfg(feature = "connect-v1")]
    pub fn definition_cache(mut self, folder: impl Into<std::path::PathBuf>) -> Self {
        self.definitions = Some(folder.into());
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Error::Credentials`] without credentials or with two kinds; [`Error::Input`] for an endpoint over which
    /// credentials would travel in clear, or one with user information; [`Error::Network`] when TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = endpoint::parse(&self.endpoint, "the endpoint")?;
        let telemetry = beside(&endpoint, self.telemetry.as_deref(), TELEMETRY, "the telemetry endpoint")?;
        let logging = beside(&endpoint, self.logging.as_deref(), LOGGING, "the logging endpoint")?;
        let credentials = credentials(self.key, self.token, self.sts)?;
        let tls = Tls::default();
        let mut http = HttpClients::new(&tls, &self.user_agent, self.configure.as_ref());
        #[cfg(feature = "connect-v1")]
        let known =
            Arc::new(Known::new(self.definitions.map(|folder| DefinitionCache::new(folder, endpoint.as_str()))));
        #[cfg(feature = "connect-v1")]
        let viewer = Viewer::new(ccloud_connect_secret::Redactor::new(), Some(known.clone()));
        #[cfg(not(feature = "connect-v1"))]
        let viewer = Viewer::default();
        proxy::teach(&viewer, |name| std::env::var(name).ok());
        let manner = Manner { retry: self.retry, deadline: self.deadline, viewer, dry_run: self.dry_run };
        let mut host = |url: &Url, signer: Option<Signer>, manner: &Manner, gate: &Arc<Gate>| {
            let endpoint = url.as_str().trim_end_matches('/').to_owned();
            let courier = Courier::new(http.reaching(url)?, url.clone(), signer, manner.clone(), gate.clone());
            Ok::<_, Error>(Host { endpoint, transport: Transport::new(courier) })
        };
        let gate = Arc::default();
        let signer = credentials.signer(&manner.viewer, |sts| {
            // Whoever needs the token has a deadline of its own.
            let exchange = host(&endpoint, None, &Manner { deadline: None, ..manner.clone() }, &gate)?;
            Ok(Session::new(sts, &exchange.endpoint, exchange.transport, manner.viewer.redactor().clone()))
        })?;
        Ok(Client(Arc::new(Inner {
            control: host(&endpoint, Some(signer.clone()), &manner, &gate)?,
            telemetry: host(&telemetry, Some(signer), &manner, &Arc::default())?,
            logging: host(&logging, None, &manner, &Arc::default())?,
            #[cfg(feature = "_upload")]
            uploads: super::Uploads { retry: manner.retry, deadline: manner.deadline, tls },
            #[cfg(feature = "connect-v1")]
            known,
            viewer: manner.viewer,
            dry_run: manner.dry_run.is_some(),
        })))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("retry", &self.retry).finish_non_exhaustive()
    }
}

/// Another host of the service that `endpoint` belongs to.
fn beside(endpoint: &Url, given: Option<&str>, usual: &str, what: &str) -> Result<Url, Error> {
    match given {
        None if endpoint::is_loopback(endpoint) => Ok(endpoint.clone()),
        given => endpoint::parse(given.unwrap_or(usual), what),
    }
}

fn credentials(key: Option<(String, Secret)>, token: Option<Secret>, sts: Option<Sts>) -> Result<Credentials, Error> {
    let missing = |what: &str| Error::Credentials(what.to_owned());
    match (key, token, sts) {
        (None, None, None) => Err(missing("no credentials: give a Cloud API key with its secret, or an access token")),
        (Some((key, _)), None, None) if key.is_empty() => Err(missing("the API key is empty")),
        (Some((_, secret)), None, None) if secret.is_empty() => Err(missing("the API secret is empty")),
        (Some((key, secret)), None, None) => Ok(Credentials::ApiKey { key, secret }),
        (None, Some(token), None) if token.is_empty() => Err(missing("the access token is empty")),
        (None, Some(token), None) => Ok(Credentials::Token(token)),
        (None, None, Some(sts)) => Ok(Credentials::Sts(sts)),
        (Some(_), Some(_), None) => Err(missing("an API key and an access token were given: give one of the two")),
        _ => Err(missing("a token exchange and other credentials were given: give one of the two")),
    }
}

pub(super) fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Client, Error> {
    let mut builder = Client::builder();
    if let Some(endpoint) = variable("CONFLUENT_CLOUD_ENDPOINT") {
        builder = builder.endpoint(endpoint);
    }
    if let Some(endpoint) = variable("CONFLUENT_TELEMETRY_ENDPOINT") {
        builder = builder.telemetry_endpoint(endpoint);
    }
    if let Some(endpoint) = variable("CONFLUENT_LOGGING_ENDPOINT") {
        builder = builder.logging_endpoint(endpoint);
    }
    let secret = match variable("CONFLUENT_CLOUD_API_SECRET") {
        Some(secret) => Some(Secret::from(secret)),
        None => variable("CONFLUENT_CLOUD_API_SECRET_FILE").map(|path| secret_file(&path)).transpose()?,
    };
    builder = match (variable("CONFLUENT_CLOUD_API_KEY"), secret) {
        (Some(key), Some(secret)) => builder.api_key(key, secret),
        (Some(_), None) => return Err(half("CONFLUENT_CLOUD_API_KEY", "CONFLUENT_CLOUD_API_SECRET")),
        (None, Some(_)) => return Err(half("CONFLUENT_CLOUD_API_SECRET", "CONFLUENT_CLOUD_API_KEY")),
        (None, None) => builder,
    };
    if let Some(token) = variable("CONFLUENT_CLOUD_ACCESS_TOKEN") {
        builder = builder.access_token(token);
    }
    builder.build()
}

fn half(given: &str, missing: &str) -> Error {
    Error::Credentials(format!("{given} is set, but {missing} is not"))
}

fn secret_file(path: &str) -> Result<Secret, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::File { path: path.into(), source })?;
    Ok(Secret::new(text.trim_end_matches(['\r', '\n'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &'static [(&str, &str)]) -> Result<Client, Error> {
        from_env(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn half_a_pair_names_the_missing_half() {
        for (pairs, said) in [
            (&[][..], "no credentials"),
            (&[("CONFLUENT_CLOUD_API_KEY", "k")], "CONFLUENT_CLOUD_API_SECRET is not"),
            (&[("CONFLUENT_CLOUD_API_SECRET", "canary")], "CONFLUENT_CLOUD_API_KEY is not"),
            (
                &[
                    ("CONFLUENT_CLOUD_API_KEY", "k"),
                    ("CONFLUENT_CLOUD_API_SECRET", "canary"),
                    ("CONFLUENT_CLOUD_ACCESS_TOKEN", "canary"),
                ],
                "one of the two",
            ),
        ] {
            let error = env(pairs).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
            assert!(!format!("{error:?}").contains("canary"));
        }
        assert!(env(&[("CONFLUENT_CLOUD_ACCESS_TOKEN", "t")]).is_ok());
    }

    #[test]
    fn every_endpoint_of_the_environment_is_checked_and_named() {
        for (variable, said) in [
            ("CONFLUENT_CLOUD_ENDPOINT", "the endpoint must be https"),
            ("CONFLUENT_TELEMETRY_ENDPOINT", "the telemetry endpoint must be https"),
            ("CONFLUENT_LOGGING_ENDPOINT", "the logging endpoint must be https"),
        ] {
            let pairs = [(variable, "http://h.example"), ("CONFLUENT_CLOUD_ACCESS_TOKEN", "t")];
            let client = from_env(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).into()));
            assert!(client.unwrap_err().to_string().starts_with(said), "{variable}");
        }
    }

    #[test]
    fn what_is_meant_for_a_local_service_does_not_leave_the_machine() {
        let hosts = |builder: ClientBuilder| {
            let client = builder.access_token("t").build().unwrap();
            [client.0.telemetry.endpoint.clone(), client.0.logging.endpoint.clone()]
        };
        assert_eq!(hosts(Client::builder()), [TELEMETRY, LOGGING]);
        assert_eq!(hosts(Client::builder().endpoint("https://h.example")), [TELEMETRY, LOGGING]);
        let local = || Client::builder().endpoint("http://localhost:1/");
        assert_eq!(hosts(local()), ["http://localhost:1"; 2]);
        assert_eq!(hosts(local().logging_endpoint("https://h.example")), ["http://localhost:1", "https://h.example"]);
    }

    #[test]
    fn client_debug_shows_no_secret() {
        let client = Client::builder().api_key("k", "canary").build().unwrap();
        assert!(!format!("{client:?} {:?}", Client::builder().api_key("k", "canary")).contains("canary"));
    }
}
