//! Which config values may be shown. What is not known to be harmless is not.

use std::collections::HashMap;

use ccloud_connect::{ConnectorConfig, MASK, Secret, redaction};
use serde::Serialize;

/// What a class definition says about its keys: whether each is a password.
pub(crate) type Passwords = HashMap<String, bool>;

/// One line of a config as `describe` shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub config: String,
    pub value: String,
}

/// A config with every value masked that is not known to be harmless.
pub(crate) fn shown(config: &ConnectorConfig, passwords: &Passwords) -> Vec<Shown> {
    let show = |(key, value): (&str, &Secret)| Shown { config: key.to_owned(), value: value_of(key, value, passwords) };
    config.iter().map(show).collect()
}

fn value_of(key: &str, value: &Secret, passwords: &Passwords) -> String {
    if !is_harmless(key, passwords) {
        return MASK.to_owned();
    }
    // Known to be no secret, and relieved of what a URL may carry.
    without_url_credentials(value.expose())
}

fn is_harmless(key: &str, passwords: &Passwords) -> bool {
    match passwords.get(key) {
        Some(is_password) => !is_password,
        None => redaction::is_harmless(key),
    }
}

/// Masks user information and parameter values of whatever looks like a URL. Rather too much than too little.
fn without_url_credentials(text: &str) -> String {
    let Some(start) = address_start(text) else { return text.to_owned() };
    let (scheme, rest) = text.split_at(start);
    let (user, rest) = match rest.rfind('@') {
        Some(at) => (format!("{MASK}@"), &rest[at + 1..]),
        None => (String::new(), rest),
    };
    let (address, parameters) = rest.split_at(rest.find(['?', ';', '#']).unwrap_or(rest.len()));
    format!("{scheme}{user}{address}{}", without_values(parameters))
}

/// Where the scheme ends: behind `://`, or behind `jdbc:driver:` for those drivers that do without.
fn address_start(text: &str) -> Option<usize> {
    let driver = text.strip_prefix("jdbc:").and_then(|rest| rest.find(':')).map(|colon| "jdbc:".len() + colon + 1);
    driver.or_else(|| text.find("://").map(|at| at + "://".len()))
}

fn without_values(parameters: &str) -> String {
    let pieces = parameters.split_inclusive(['&', ';', '?', '#']).map(|piece| match piece.split_once('=') {
        Some((key, value)) => {
            let end = value.chars().next_back().filter(|last| matches!(last, '&' | ';' | '?' | '#'));
            format!("{key}={MASK}{}", end.map(String::from).unwrap_or_default())
        }
        None => piece.to_owned(),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_when_it_is_known_to_be_harmless_and_else_masked() {
        let passwords = Passwords::from([
            ("database.user".to_owned(), false),
            ("database.password".to_owned(), true),
            ("topics".to_owned(), true),
        ]);
        for (key, is_shown) in [
            ("name", true),
            ("tasks.max", true),
            ("output.data.format", true),
            ("database.user", true),
            ("database.password", false),
            ("topics", false),
            ("kafka.api.key", false),
            ("kafka.api.secret", false),
            ("something.new", false),
            ("Name", false),
        ] {
            let config = ConnectorConfig::from([(key, "canary")]);
            let value = shown(&config, &passwords).remove(0).value;
            assert_eq!(value, if is_shown { "canary" } else { MASK }, "{key}");
        }
    }

    #[test]
    fn a_url_is_shown_without_what_lets_one_in() {
        let masked = |text: &str| without_url_credentials(text).replace(MASK, "#");
        for (url, expected) in [
            ("orders", "orders"),
            ("a@b", "a@b"),
            ("SASL_SSL://pkc-1.eu.aws.confluent.cloud:9092", "SASL_SSL://pkc-1.eu.aws.confluent.cloud:9092"),
            ("https://user:pw@host/path", "https://#@host/path"),
            ("https://token@host", "https://#@host"),
            ("mongodb://u:p/w@h1,u:p@h2/db", "mongodb://#@h2/db"),
            ("https://host/p?sig=abc&x=1", "https://host/p?sig=#&x=#"),
            ("jdbc:postgresql://host/db?user=u&password=p", "jdbc:postgresql://host/db?user=#&password=#"),
            ("jdbc:sqlserver://host;user=u;password=p", "jdbc:sqlserver://host;user=#;password=#"),
            ("jdbc:oracle:thin:u/p@host:1521/x", "jdbc:oracle:#@host:1521/x"),
        ] {
            assert_eq!(masked(url), expected, "{url}");
        }
    }
}
