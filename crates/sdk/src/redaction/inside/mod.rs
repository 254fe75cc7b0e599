//! Credentials inside a value that is no secret as a whole: they are masked, and the rest is shown.
//!
//! [`address`] knows URLs, [`pairs`] texts such as `Server=h;Password=p`.

mod address;
mod pairs;

use std::borrow::Cow;

use ccloud_connect_secret::MASK;
use serde_json::Value;

use super::names::{ends_secret, looks_secret};

/// What stands before the credentials of a header.
const SCHEMES: [&str; 2] = ["basic ", "bearer "];

/// Masks what lets one in, in whatever form values are known to hold it. Rather too much than too little.
pub(super) fn without_credentials(text: &str) -> Cow<'_, str> {
    // Whatever is looked for has one of these.
    let is_telling = |byte| matches!(byte, b':' | b'=' | b'@' | b' ');
    if text.bytes().any(is_telling) { searched(text).into() } else { text.into() }
}

fn searched(text: &str) -> String {
    if text.contains("PRIVATE KEY-----") {
        return MASK.to_owned();
    }
    if let Some(shown) = json(text) {
        return shown;
    }
    if text.contains("LoginModule") {
        // All options of a JAAS login may let one in.
        return pairs::masked(text, |_, _| true);
    }
    let text = address::masked(text).unwrap_or_else(|| without_user(text));
    let text = pairs::masked(&text, |name, sign| if sign == '=' { looks_secret(name) } else { ends_secret(name) });
    without_schemes(text)
}

/// The members of an object that are secret by their names are masked, and every text in it is looked into.
fn json(text: &str) -> Option<String> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let document: Value = serde_json::from_str(text).ok()?;
    let shown = value(document.clone());
    // As it was written, when there is nothing to hide.
    Some(if shown == document { text.to_owned() } else { shown.to_string() })
}

fn value(document: Value) -> Value {
    match document {
        Value::String(text) => without_credentials(&text).into_owned().into(),
        Value::Array(items) => items.into_iter().map(value).collect(),
        Value::Object(members) => {
            let shown = |(name, inner): (String, Value)| {
                let inner = if looks_secret(&name) { MASK.into() } else { value(inner) };
                (name, inner)
            };
            members.into_iter().map(shown).collect()
        }
        plain => plain,
    }
}

/// Masks `user:password` before a host where no scheme tells of an address.
fn without_user(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace).map(|word| match word.rsplit_once('@') {
        Some((user, host)) if user.contains(':') => format!("{MASK}@{host}"),
        _ => word.to_owned(),
    });
    words.collect()
}

/// Masks what follows `Basic` or `Bearer`, up to the end of the line.
fn without_schemes(text: String) -> String {
    if !text.contains(' ') {
        return text;
    }
    let lower = text.to_ascii_lowercase();
    let ends = SCHEMES.iter().filter_map(|scheme| lower.find(scheme).map(|at| at + scheme.len()));
    match ends.min() {
        Some(end) => format!("{}{MASK}", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_without_the_credentials_in_it() {
        for (text, expected) in [
            ("orders", "orders"),
            ("", ""),
            ("a@b.example,c@d.example", "a@b.example,c@d.example"),
            ("reader:pa:ss@host:5432", "#@host:5432"),
            ("h1:1 u:p@h2", "h1:1 #@h2"),
            ("'T'yyyy-MM-dd:HH", "'T'yyyy-MM-dd:HH"),
            // Connection strings.
            (
                "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=k+/==;EndpointSuffix=core.windows.net",
                "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=#;EndpointSuffix=core.windows.net",
            ),
            (
                "Endpoint=sb://h.example/;SharedAccessKeyName=root;SharedAccessKey=k=;EntityPath=e",
                "Endpoint=sb://h.example/;SharedAccessKeyName=root;SharedAccessKey=#;EntityPath=e",
            ),
            (
                "Server=h;Database=d;User Id=u;Password=p;w;Encrypt=true",
                "Server=h;Database=d;User Id=u;Password=#;Encrypt=true",
            ),
            ("Server=h;Account Key=a b; Timeout=1", "Server=h;Account Key=#; Timeout=1"),
            ("SELECT token, secret FROM t WHERE id = 1", "SELECT token, secret FROM t WHERE id = 1"),
            ("Server=h;Pwd='a;b=c'; Encrypt=true", "Server=h;Pwd=#; Encrypt=true"),
            ("host=h user=u password=p w sslmode=require", "host=h user=u password=#"),
            // JAAS.
            (
                "org.example.PlainLoginModule required username=\"u\" password=\"a\\\" b\";",
                "org.example.PlainLoginModule required username=# password=#;",
            ),
            (
                "org.example.OAuthBearerLoginModule required clientId=a clientSecret=b;",
                "org.example.OAuthBearerLoginModule required clientId=#;",
            ),
            // Headers.
            ("Authorization: Basic dTpw", "Authorization: #"),
            ("X-Any: Bearer abc", "X-Any: Bearer #"),
            ("X-Api-Key:abc\nAccept: text/plain", "X-Api-Key:#\nAccept: text/plain"),
            ("token-service.example.com:443", "token-service.example.com:443"),
            // Documents.
            ("-----BEGIN RSA PRIVATE KEY-----\nabc", "#"),
            (r#"{"type": "service_account", "project_id": "p"}"#, r#"{"type": "service_account", "project_id": "p"}"#),
            (r#"{"a":[{"private_key":"k"},"https://u:p@h"]}"#, r##"{"a":[{"private_key":"#"},"https://#@h"]}"##),
            (r#"{"password": "p", broken"#, r#"{"password": #, broken"#),
        ] {
            assert_eq!(without_credentials(text).replace(MASK, "#"), expected, "{text}");
        }
    }
}
