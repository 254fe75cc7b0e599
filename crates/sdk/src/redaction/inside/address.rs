use std::borrow::Cow;

use ccloud_connect_secret::MASK;

use super::{Told, pairs, searched};

/// Parameters that say how to connect, and let nobody in. Lower case.
const HARMLESS: &[&str] = &[
    "api-version",
    "applicationname",
    "authmechanism",
    "authsource",
    "characterencoding",
    "comp",
    "connecttimeout",
    "currentschema",
    "database",
    "databasename",
    "db",
    "encrypt",
    "entitypath",
    "format",
    "limit",
    "offset",
    "page",
    "page_size",
    "readpreference",
    "replicaset",
    "restype",
    "retrywrites",
    "schema",
    "se",
    "servertimezone",
    "sharedaccesskeyname",
    "sockettimeout",
    "sp",
    "spr",
    "sr",
    "srt",
    "ss",
    "ssl",
    "sslmode",
    "st",
    "sv",
    "timezone",
    "tls",
    "trustservercertificate",
    "usessl",
    "version",
    "w",
    "warehouse",
    "x-amz-algorithm",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-signedheaders",
    "x-goog-algorithm",
    "x-goog-date",
    "x-goog-expires",
    "x-goog-signedheaders",
];

/// A text with a URL in it: user information and the values of parameters that are not known to be harmless are masked.
/// `None` for a text without one. All that stands before the last `@` is taken for user information: passwords hold
/// slashes.
pub(super) fn masked<'a>(text: &'a str, tell: Told<'_>) -> Option<Cow<'a, str>> {
    let start = start(text)?;
    if !text.contains(['@', '?', ';', '#']) {
        return Some(text.into());
    }
    let (before, rest) = text.split_at(start);
    let (user, rest) = match rest.rfind('@') {
        Some(at) => (masked_user(before, &rest[..=at], tell), &rest[at + 1..]),
        None => (String::new(), rest),
    };
    let (address, parameters) = rest.split_at(rest.find(['?', ';', '#']).unwrap_or(rest.len()));
    let parameters = masked_parameters(parameters, tell);
    Some([&masked_before(before, tell), &*user, address, &parameters].concat().into())
}

/// Where the scheme ends: behind `://`, or behind `jdbc:driver:` for those drivers that do without.
fn start(text: &str) -> Option<usize> {
    let driver = text.strip_prefix("jdbc:").and_then(|rest| rest.find(':')).map(|colon| "jdbc:".len() + colon + 1);
    driver.or_else(|| text.find("://").map(|at| at + "://".len()))
}

/// The scheme, and what may stand before it, which is no part of the address.
fn masked_before<'a>(before: &'a str, tell: Told<'_>) -> Cow<'a, str> {
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | ':' | '/');
    let (other, scheme) = before.split_at(before.trim_end_matches(is_scheme).len());
    if other.contains('@') { format!("{}{scheme}", searched(other, tell)).into() } else { before.into() }
}

/// User information up to its `@`. Some drivers put their kind where it would be: `jdbc:oracle:thin:@host`.
fn masked_user(before: &str, user: &str, tell: Told<'_>) -> String {
    let kind = user.strip_suffix(":@").filter(|_| before.starts_with("jdbc:"));
    let is_kind = kind.is_some_and(|kind| kind.chars().all(|c| c.is_ascii_alphanumeric()));
    if is_kind {
        return user.to_owned();
    }
    // Some drivers part them with a slash: `jdbc:oracle:thin:user/password@host`.
    let separators: &[char] = if before.starts_with("jdbc:") { &[':', '/'] } else { &[':'] };
    tell_user(&user[..user.len() - 1], separators, tell);
    format!("{MASK}@")
}

/// Tells user information, and whatever may be a password in it: there may be some for several hosts.
pub(super) fn tell_user(user: &str, separators: &[char], tell: Told<'_>) {
    tell(user);
    for (at, separator) in user.match_indices(separators) {
        let rest = &user[at + separator.len()..];
        tell(rest);
        if let Some((password, _)) = rest.split_once('@') {
            tell(password);
        }
    }
}

/// The parameters behind an address. A query that has no names may be one secret.
fn masked_parameters<'a>(parameters: &'a str, tell: Told<'_>) -> Cow<'a, str> {
    let is_harmless = |name: &str| HARMLESS.iter().any(|harmless| harmless.eq_ignore_ascii_case(name));
    let hides = |name: &str, sign| sign == '=' && !is_harmless(name);
    match parameters.chars().next() {
        Some(mark) if parameters.len() > 1 && !parameters.contains('=') => {
            tell(&parameters[mark.len_utf8()..]);
            format!("{mark}{MASK}").into()
        }
        _ => pairs::masked(parameters, hides, tell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_what_lets_one_in() {
        assert!(HARMLESS.is_sorted());
        for (url, expected) in [
            ("SASL_SSL://pkc-1.eu.aws.confluent.cloud:9092", "SASL_SSL://pkc-1.eu.aws.confluent.cloud:9092"),
            ("https://user:pw@host/path", "https://#@host/path"),
            ("https://token@host", "https://#@host"),
            (
                "mongodb://u:p/w@h1,u:p@h2/db?retryWrites=true&w=majority",
                "mongodb://#@h2/db?retryWrites=true&w=majority",
            ),
            ("https://a.example,https://u:p@b.example", "https://#@b.example"),
            ("u:p@h,https://b.example/x", "#@h,https://b.example/x"),
            ("https://host/p?sig=abc&sv=1&x=1", "https://host/p?sig=#&sv=1&x=#"),
            (
                "https://h/k?X-Amz-Date=1&X-Amz-Credential=AK%2F1&X-Amz-Signature=abc",
                "https://h/k?X-Amz-Date=1&X-Amz-Credential=#&X-Amz-Signature=#",
            ),
            ("https://h/cb#access_token=t", "https://h/cb#access_token=#"),
            ("https://h/hook?0123abcd", "https://h/hook?#"),
            ("https://h/?", "https://h/?"),
            (
                "jdbc:postgresql://host/db?user=u&password=p;w&ssl=true",
                "jdbc:postgresql://host/db?user=#&password=#&ssl=true",
            ),
            (
                "jdbc:sqlserver://host;user=u;password=p&w;encrypt=true",
                "jdbc:sqlserver://host;user=#;password=#;encrypt=true",
            ),
            ("jdbc:oracle:thin:u/p@host:1521/x", "jdbc:oracle:#@host:1521/x"),
            ("jdbc:oracle:thin:@//host:1521/x", "jdbc:oracle:thin:@//host:1521/x"),
        ] {
            assert_eq!(masked(url, &mut |_| {}).unwrap().replace(MASK, "#"), expected, "{url}");
        }
        assert_eq!(masked("host:9092", &mut |_| {}), None);
    }
}
