use std::net::IpAddr;

use url::{Host, Url};

use crate::Error;

/// A base URL of the service, checked: https, or http to loopback; no user information, query or fragment.
pub(super) fn parse(text: &str, what: &str) -> Result<Url, Error> {
    let refuse = |why: &str| Error::Input(format!("{what} {why}"));
    let url = Url::parse(text).map_err(|error| refuse(&format!("is no URL: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("must not hold user information"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("must not have a query or a fragment"));
    }
    require_tls(&url, what)?;
    Ok(url)
}

/// Refuses a URL over which credentials or data would travel in clear.
pub(crate) fn require_tls(url: &Url, what: &str) -> Result<(), Error> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        "http" => Err(Error::Input(format!("{what} must be https: plain http is for loopback only"))),
        other => Err(Error::Input(format!("{what} must be https, not {other}"))),
    }
}

/// Whether requests to a URL stay on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).to_canonical().is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_travel_over_tls_or_stay_on_this_machine() {
        for (endpoint, accepted) in [
            ("https://api.confluent.cloud", true),
            ("https://api.confluent.cloud/", true),
            ("http://127.0.0.1:8085", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:1", true),
            ("http://localhost:1", true),
            ("http://api.confluent.cloud", false),
            ("http://127.0.0.1.example.com", false),
            ("http://localhost.example.com", false),
            ("https://user:secret@api.confluent.cloud", false),
            ("https://user@api.confluent.cloud", false),
            ("https://api.confluent.cloud?x=1", false),
            ("ftp://api.confluent.cloud", false),
            ("api.confluent.cloud", false),
            ("", false),
        ] {
            assert_eq!(parse(endpoint, "the endpoint").is_ok(), accepted, "{endpoint}");
        }
    }

    #[test]
    fn a_refused_endpoint_is_not_quoted_with_its_password() {
        let error = parse("https://user:canary@h.example", "the endpoint").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}
