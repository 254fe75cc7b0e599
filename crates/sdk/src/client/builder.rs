use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ccloud_connect_api::Transport;
use ccloud_connect_secret::{Redactor, Secret};

use super::credentials::Credentials;
use super::execute::Courier;
use super::tls::{Protocol, Tls};
use super::{Client, Inner, RetryPolicy, endpoint};
use crate::Error;

/// Where the service is unless told otherwise.
const ENDPOINT: &str = "https://api.confluent.cloud";

type Configure = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

/// Puts a [`Client`] together. See [`Client::builder`].
pub struct ClientBuilder {
    endpoint: String,
    key: Option<(String, Secret)>,
    token: Option<Secret>,
    user_agent: String,
    deadline: Option<Duration>,
    retry: RetryPolicy,
    configure: Option<Configure>,
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            endpoint: ENDPOINT.to_owned(),
            key: None,
            token: None,
            user_agent: concat!("ccloud-connect/", env!("CARGO_PKG_VERSION")).to_owned(),
            deadline: None,
            retry: RetryPolicy::default(),
            configure: None,
        }
    }

    /// The service's base URL: https, or http to loopback. Default `https://api.confluent.cloud`.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = url.into();
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
    /// therefore hold: no redirects, no proxy for loopback, this crate's TLS. The object store's client is another and
    /// is not tuned; `HTTPS_PROXY` and `NO_PROXY` count for both.
    pub fn configure(
        mut self,
        tune: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        self.configure = Some(Box::new(tune));
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Error::Credentials`] without credentials or with two kinds; [`Error::Input`] for an endpoint over which
    /// credentials would travel in clear, or one with user information; [`Error::Network`] when TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = endpoint::parse(&self.endpoint)?;
        let credentials = credentials(self.key, self.token)?;
        let redactor = Redactor::new();
        credentials.teach(&redactor);
        let tls = Tls::load()?;
        let http = reqwest::Client::builder().connect_timeout(Duration::from_secs(10));
        let http = match self.configure {
            Some(tune) => tune(http),
            None => http,
        };
        let http = http.user_agent(self.user_agent).redirect(reqwest::redirect::Policy::none());
        let http = if endpoint::is_loopback(&endpoint) { http.no_proxy() } else { http };
        let http = tls.apply(http, Protocol::Any).build().map_err(unbuilt)?;
        let base = endpoint.as_str().trim_end_matches('/').to_owned();
        let courier = Courier::new(http, endpoint, &credentials, self.retry.clone(), self.deadline, redactor.clone())?;
        Ok(Client(Arc::new(Inner {
            endpoint: base,
            transport: Transport::new(courier),
            redactor,
            #[cfg(feature = "_upload")]
            uploads: super::Uploads { retry: self.retry, deadline: self.deadline, tls },
        })))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("retry", &self.retry).finish_non_exhaustive()
    }
}

fn unbuilt(error: reqwest::Error) -> Error {
    Error::Network { what: "the HTTP client cannot be set up".to_owned(), source: error.into() }
}

fn credentials(key: Option<(String, Secret)>, token: Option<Secret>) -> Result<Credentials, Error> {
    let missing = |what: &str| Error::Credentials(what.to_owned());
    match (key, token) {
        (Some(_), Some(_)) => Err(missing("an API key and an access token were given: give one of the two")),
        (None, None) => Err(missing("no credentials: give a Cloud API key with its secret, or an access token")),
        (Some((key, _)), None) if key.is_empty() => Err(missing("the API key is empty")),
        (Some((_, secret)), None) if secret.is_empty() => Err(missing("the API secret is empty")),
        (Some((key, secret)), None) => Ok(Credentials::ApiKey { key, secret }),
        (None, Some(token)) if token.is_empty() => Err(missing("the access token is empty")),
        (None, Some(token)) => Ok(Credentials::Token(token)),
    }
}

pub(super) fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Client, Error> {
    let mut builder = Client::builder();
    if let Some(endpoint) = variable("CONFLUENT_CLOUD_ENDPOINT") {
        builder = builder.endpoint(endpoint);
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
    fn client_debug_shows_no_secret() {
        let client = Client::builder().api_key("k", "canary").build().unwrap();
        assert!(!format!("{client:?} {:?}", Client::builder().api_key("k", "canary")).contains("canary"));
    }
}
