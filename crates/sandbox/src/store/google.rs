//! Google's signed URL, version 4, with an HMAC key.

use axum::http::HeaderMap;
use axum::http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use super::policy::Keys;
use super::refusal::Refusal;
use super::signing::{Dialect, Scope, sha256_hex};
use crate::clock::later;

/// The content type is part of the signature: a client must send exactly the one it was signed for.
const SIGNED_HEADERS: &str = "content-type;host";
const SIGNATURE: &str = "X-Goog-Signature";

/// A URL that allows to put one object until it expires.
pub(crate) fn sign(keys: &Keys, host: &str, path: &str, content_type: &str, now: Timestamp, seconds: i64) -> String {
    let scope = Scope::google(&now.strftime("%Y%m%d").to_string());
    let date = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let credential = format!("{}/{scope}", keys.access_key).replace('/', "%2F");
    let query = format!(
        "X-Goog-Algorithm={}&X-Goog-Credential={credential}&X-Goog-Date={date}&X-Goog-Expires={seconds}&X-Goog-SignedHeaders={}",
        Dialect::Google.algorithm(),
        SIGNED_HEADERS.replace(';', "%3B"),
    );
    let headers = format!("content-type:{content_type}\nhost:{host}\n");
    let signature = scope.sign(&keys.secret_key, &text(&scope, &date, path, &query, &headers));
    format!("http://{host}{path}?{query}&{SIGNATURE}={signature}")
}

/// What the real service tells beside the URL. Clients do not send it.
pub(crate) fn form(bucket: &str, object: &str) -> Value {
    json!({"bucket": bucket, "object_path": object})
}

/// Checks a PUT of an object: signature, expiry and the headers that were signed.
pub(crate) fn check(keys: &Keys, request: &Parts, now: Timestamp) -> Result<(), Refusal> {
    let query = request.uri.query().unwrap_or_default();
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let missing = || Refusal::bad_request("InvalidArgument", "The URL lacks a part of its signature.");
    let date = value("X-Goog-Date").ok_or_else(missing)?;
    let scope = Scope::google(date.get(..8).ok_or_else(missing)?);
    let expected = format!("{}/{scope}", keys.access_key).replace('/', "%2F");
    let known = value("X-Goog-Credential") == Some(&expected)
        && value("X-Goog-Algorithm") == Some(Dialect::Google.algorithm())
        && value("X-Goog-SignedHeaders") == Some(&SIGNED_HEADERS.replace(';', "%3B"));
    let others: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with(SIGNATURE)).collect();
    let text = text(&scope, date, request.uri.path(), &others.join("&"), &headers(&request.headers));
    let signature = scope.sign(&keys.secret_key, &text);
    let given = value(SIGNATURE).ok_or_else(missing)?;
    if !known || !bool::from(signature.as_bytes().ct_eq(given.as_bytes())) {
        let reason = "Access denied. The signature is not the one this request calls for.";
        return Err(Refusal::forbidden("SignatureDoesNotMatch", reason));
    }
    let begin = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", date)
        .and_then(|begin| begin.to_zoned(jiff::tz::TimeZone::UTC));
    let seconds = value("X-Goog-Expires").and_then(|text| text.parse().ok()).ok_or_else(missing)?;
    match begin {
        Ok(begin) if now < later(begin.timestamp(), SignedDuration::from_secs(seconds)) => Ok(()),
        _ => Err(Refusal::bad_request("ExpiredToken", "The URL has expired.")),
    }
}

/// The signed headers as this request has them.
fn headers(headers: &HeaderMap) -> String {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
    format!("content-type:{}\nhost:{}\n", value("content-type"), value("host"))
}

/// What is signed. The query is in its canonical order already, as it was made or is refused.
fn text(scope: &Scope, date: &str, path: &str, query: &str, headers: &str) -> String {
    let request = format!("PUT\n{path}\n{query}\n{headers}\n{SIGNED_HEADERS}\nUNSIGNED-PAYLOAD");
    format!("{}\n{date}\n{scope}\n{}", Dialect::Google.algorithm(), sha256_hex(request.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(url: &str, content_type: &str) -> Parts {
        let request = axum::http::Request::put(url).header("host", "127.0.0.1:9").header("content-type", content_type);
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_url_serves_its_object_content_type_and_hour_alone() {
        let keys =
            Keys { access_key: "KEY".into(), secret_key: "secret".into(), session_token: None, region: "auto".into() };
        let now: Timestamp = "2026-01-05T10:00:00Z".parse().unwrap();
        let url = sign(&keys, "127.0.0.1:9", "/google/b/o", "application/zip", now, 3600);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let checked =
            |url: &str, kind: &str, now| check(&keys, &request(url, kind), now).map_err(|refusal| refusal.code);
        assert_eq!(checked(&url, "application/zip", at("2026-01-05T10:59:59Z")), Ok(()));
        assert_eq!(checked(&url, "application/zip", at("2026-01-05T11:00:00Z")), Err("ExpiredToken"));
        assert_eq!(checked(&url, "text/plain", now), Err("SignatureDoesNotMatch"));
        for (from, to) in
            [("/b/o", "/b/p"), ("Expires=3600", "Expires=9999"), ("20260105T", "20260106T"), ("KEY", "YEK")]
        {
            assert_eq!(checked(&url.replace(from, to), "application/zip", now), Err("SignatureDoesNotMatch"), "{from}");
        }
    }
}
