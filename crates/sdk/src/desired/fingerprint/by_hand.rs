//! Calls that are put together by hand write settings as well.

use http::Method;
use percent_encoding::percent_decode_str;

use super::Fingerprints;
use crate::connectors::Connector;
use crate::{Client, Error, RawRequest};

impl Fingerprints {
    /// As [`forget`](Fingerprints::forget), for a call by hand: voids what is recorded of the connector that it replaces
    /// or deletes, if it does. To be called before the call is sent.
    ///
    /// # Errors
    /// As [`forget`](Fingerprints::forget).
    pub fn forget_written_by(&self, call: &RawRequest) -> Result<(), Error> {
        let (client, method, path) = call.target();
        match written(client, method, path) {
            Some(connector) => self.forget(connector.cluster(), connector.name()),
            None => Ok(()),
        }
    }
}

/// The connector that a call gives other settings, or deletes: by whatever is no mere look, on it or its config. Its
/// other calls, such as a pause, leave settings alone; and one that is created has an id that no record knows.
fn written(client: &Client, method: &Method, path: &str) -> Option<Connector> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return None;
    }
    let path = path.strip_suffix('/').unwrap_or(path);
    let decoded = |part| percent_decode_str(part).decode_utf8().ok();
    let parts = path.split('/').map(decoded).collect::<Option<Vec<_>>>()?;
    match parts.iter().map(AsRef::as_ref).collect::<Vec<&str>>()[..] {
        ["", "connect", "v1", "environments", environment, "clusters", cluster, "connectors", name]
        | ["", "connect", "v1", "environments", environment, "clusters", cluster, "connectors", name, "config"] => {
            Some(client.cluster(environment, cluster).connector(name))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_written_on_a_connector_and_on_its_config_by_what_is_no_look() {
        let client = Client::builder().access_token("t").build().unwrap();
        let at = |path: &str| format!("/connect/v1/environments/env-1/clusters/lkc-1/{path}");
        for (method, path, name) in [
            (Method::PUT, at("connectors/orders/config"), Some("orders")),
            (Method::PUT, at("connectors/a%20%2Fb/%63onfig/"), Some("a /b")),
            (Method::POST, at("connectors/orders/config"), Some("orders")),
            (Method::PATCH, at("connectors/orders/config"), Some("orders")),
            (Method::DELETE, at("connectors/orders"), Some("orders")),
            (Method::GET, at("connectors/orders/config"), None),
            (Method::HEAD, at("connectors/orders"), None),
            (Method::PUT, at("connectors/orders/pause"), None),
            (Method::POST, at("connectors"), None),
            (Method::PUT, at("connector-plugins/X/config"), None),
            (Method::PUT, at("connectors/%ff/config"), None),
            (Method::PUT, "/x".to_owned() + &at("connectors/orders/config"), None),
        ] {
            let found = written(&client, &method, &path);
            assert_eq!(found.as_ref().map(Connector::name), name, "{method} {path}");
            let place = found.as_ref().map(|one| (one.cluster().environment(), one.cluster().kafka_cluster()));
            assert!(place.is_none_or(|place| place == ("env-1", "lkc-1")), "{method} {path}");
        }
    }
}
