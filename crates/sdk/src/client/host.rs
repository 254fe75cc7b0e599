use std::time::Duration;

use ccloud_connect_api::Transport;
use url::Url;

use super::endpoint;
use super::tls::{Protocol, Tls};
use crate::Error;

/// One of the service's hosts: its base URL, and the way to it.
#[derive(Clone, Debug)]
pub(crate) struct Host {
    /// Without a slash at its end.
    pub(crate) endpoint: String,
    pub(crate) transport: Transport,
}

/// What a caller does to an HTTP client before the SDK's own rules.
pub(super) type Configure = Box<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

/// Makes the HTTP clients: one for all hosts, or several where they are reached in different ways. A proxy is set for a
/// client as a whole, and what goes to loopback in clear must not go through one.
pub(super) struct HttpClients<'a> {
    tls: &'a Tls,
    user_agent: &'a str,
    configure: Option<&'a Configure>,
    made: Vec<(Way, reqwest::Client)>,
}

/// What a client has to know about the hosts it reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Way {
    loopback: bool,
    secured: bool,
}

impl<'a> HttpClients<'a> {
    pub(super) fn new(tls: &'a Tls, user_agent: &'a str, configure: Option<&'a Configure>) -> Self {
        Self { tls, user_agent, configure, made: Vec::new() }
    }

    /// The client for a host.
    pub(super) fn reaching(&mut self, host: &Url) -> Result<reqwest::Client, Error> {
        let way = Way { loopback: endpoint::is_loopback(host), secured: host.scheme() != "http" };
        if let Some((_, made)) = self.made.iter().find(|(known, _)| *known == way) {
            return Ok(made.clone());
        }
        let made = self.make(way)?;
        self.made.push((way, made.clone()));
        Ok(made)
    }

    fn make(&self, way: Way) -> Result<reqwest::Client, Error> {
        let http = reqwest::Client::builder().connect_timeout(Duration::from_secs(10));
        let http = match self.configure {
            Some(tune) => tune(http),
            None => http,
        };
        // It would log all that travels, secrets included.
        let http = http.connection_verbose(false);
        let http = http.user_agent(self.user_agent).redirect(reqwest::redirect::Policy::none());
        let http = if way.loopback { http.no_proxy() } else { http };
        self.tls.apply(http, way.secured, Protocol::Any)?.build().map_err(unbuilt)
    }
}

fn unbuilt(error: reqwest::Error) -> Error {
    Error::Network { what: "the HTTP client cannot be set up".to_owned(), source: error.into() }
}
