//! Credentials inside a value that is no secret as a whole: they are masked, and the rest is shown.
//!
//! [`address`] knows URLs, [`pairs`] texts such as `Server=h;Password=p`.

mod address;
mod pairs;

use std::borrow::Cow;

use ccloud_connect_secret::{MASK, Secret, holds_mask};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::names::{ends_secret, looks_secret};

/// What stands before the credentials of a header.
const SCHEMES: [&str; 2] = ["basic ", "bearer "];

/// Is told of each part of a value that lets one in.
type Told<'a> = &'a mut dyn FnMut(&str);

/// Masks what lets one in, in whatever form values are known to hold it. Rather too much than too little.
pub(super) fn without_credentials(text: &str) -> Cow<'_, str> {
    // Whatever is looked for has one of these. Looked at to the end, several bytes at once.
    let tells = text.bytes().fold(false, |tells, byte| tells | matches!(byte, b':' | b'=' | b'@' | b' '));
    if tells { searched(text, &mut |_| {}) } else { text.into() }
}

/// The parts of a value that let one in, each as it stands there and as it is used.
pub(super) fn credentials(text: &str) -> Vec<Secret> {
    let mut all = Vec::new();
    searched(text, &mut |part| {
        all.push(part.into());
        if part.contains('%') {
            all.push(percent_decode_str(part).decode_utf8_lossy().as_ref().into());
        }
        if let Some((scheme, credential)) = part.split_once(' ')
            && SCHEMES.iter().any(|known| known.trim_end().eq_ignore_ascii_case(scheme))
        {
            all.push(credential.into());
        }
    });
    // What was masked before is known already.
    all.retain(|part: &Secret| !part.is_empty() && !holds_mask(part.expose()));
    all
}

fn searched<'a>(text: &'a str, tell: Told<'_>) -> Cow<'a, str> {
    if text.contains("PRIVATE KEY-----") {
        tell(text);
        return MASK.into();
    }
    if let Some(shown) = json(text, tell) {
        return shown;
    }
    if text.contains("LoginModule") {
        // All options of a JAAS login may let one in.
        return pairs::masked(text, |_, _| true, tell);
    }
    let text = address::masked(text, tell).unwrap_or_else(|| without_user(text, tell));
    let hides = |name: &str, sign| if sign == '=' { looks_secret(name) } else { ends_secret(name) };
    let text = then(text, |text| pairs::masked(text, hides, tell));
    then(text, |text| without_schemes(text, tell))
}

/// What a step makes of a text. Most texts stay what they are, and cost no memory.
fn then(text: Cow<'_, str>, step: impl FnOnce(&str) -> Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => step(text),
        Cow::Owned(text) => step(&text).into_owned().into(),
    }
}

/// The members of an object that are secret by their names are masked, and every text in it is looked into.
fn json<'a>(text: &'a str, tell: Told<'_>) -> Option<Cow<'a, str>> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let document: Value = serde_json::from_str(text).ok()?;
    let shown = value(document.clone(), tell);
    // As it was written, when there is nothing to hide.
    Some(if shown == document { text.into() } else { shown.to_string().into() })
}

fn value(document: Value, tell: Told<'_>) -> Value {
    match document {
        Value::String(text) => searched(&text, tell).into_owned().into(),
        Value::Array(items) => items.into_iter().map(|item| value(item, tell)).collect(),
        Value::Object(members) => {
            let mut shown = |(name, inner): (String, Value)| {
                let inner = if looks_secret(&name) { hidden(&inner, tell) } else { value(inner, tell) };
                (name, inner)
            };
            members.into_iter().map(&mut shown).collect()
        }
        plain => plain,
    }
}

fn hidden(value: &Value, tell: Told<'_>) -> Value {
    match value {
        Value::String(text) => tell(text),
        Value::Array(items) => items.iter().for_each(|item| drop(hidden(item, tell))),
        Value::Object(members) => members.values().for_each(|member| drop(hidden(member, tell))),
        _ => {}
    }
    MASK.into()
}

/// Masks `user:password` before a host where no scheme tells of an address.
fn without_user<'a>(text: &'a str, tell: Told<'_>) -> Cow<'a, str> {
    if !text.contains('@') {
        return text.into();
    }
    let words = text.split_inclusive(char::is_whitespace).map(|word| match word.rsplit_once('@') {
        Some((user, host)) if user.contains(':') => {
            address::tell_user(user, &[':'], tell);
            format!("{MASK}@{host}")
        }
        _ => word.to_owned(),
    });
    words.collect()
}

/// Masks what follows `Basic` or `Bearer`, up to the end of the line.
fn without_schemes<'a>(text: &'a str, tell: Told<'_>) -> Cow<'a, str> {
    if !text.contains(' ') {
        return text.into();
    }
    let lower = text.to_ascii_lowercase();
    let ends = SCHEMES.iter().filter_map(|scheme| lower.find(scheme).map(|at| at + scheme.len()));
    match ends.min() {
        Some(end) => {
            tell(text[end..].trim());
            format!("{}{MASK}", &text[..end]).into()
        }
        None => text.into(),
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
            ("Server=h;Password=a;=b;Encrypt=true", "Server=h;Password=#;Encrypt=true"),
            ("Server=h;Password=;Encrypt=true", "Server=h;Password=;Encrypt=true"),
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

    #[test]
    fn what_lets_one_in_is_told_without_what_surrounds_it() {
        for (text, parts) in [
            ("orders", &[][..]),
            ("https://h.example/a?version=1", &[]),
            ("https://reader:pa%2Fss@host/path", &["reader:pa%2Fss", "reader:pa/ss", "pa%2Fss", "pa/ss"]),
            ("https://token@host", &["token"]),
            ("mongodb://u:p/w@h1,v:q,r@h2/db", &["u:p/w@h1,v:q,r", "p/w@h1,v:q,r", "p/w", "q,r"]),
            ("reader:pa:ss@host:5432", &["reader:pa:ss", "pa:ss", "ss"]),
            ("jdbc:oracle:thin:u/p@host:1521/x", &["thin:u/p", "u/p", "p"]),
            ("jdbc:oracle:thin:@//host:1521/x", &[]),
            ("jdbc:postgresql://h/db?user=u&password=p;w&ssl=true", &["p;w"]),
            ("https://h.example/hook?0123abcd", &["0123abcd"]),
            ("https://h.example/hook?code=0123", &["0123"]),
            ("Server=h;User Id=u;Password=p;w;Encrypt=true", &["p;w"]),
            ("a.PlainLoginModule required username=\"u\" password=\"a\\\" b\" serviceName=kafka;", &["a\" b"]),
            ("X-Any: Bearer abc", &["abc"]),
            ("Authorization: Basic dTpw", &["Basic dTpw", "dTpw"]),
            (r#"{"a":[{"private_keys":["k"]},"https://u:p@h"]}"#, &["k", "u:p", "p"]),
            (r#"{"secret":{"a":1,"b":{"c":"k"}}}"#, &["k"]),
        ] {
            let told = credentials(text);
            assert_eq!(told.iter().map(Secret::expose).collect::<Vec<_>>(), parts, "{text}");
        }
    }
}
