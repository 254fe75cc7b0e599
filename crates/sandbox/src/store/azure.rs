//! Azure's shared access signature for one blob.

use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use super::refusal::Refusal;
use super::signing::hmac_sha256;

/// The storage account of this sandbox.
pub(crate) const ACCOUNT: &str = "sandboxuploads";

/// Service version whose signature this is.
const VERSION: &str = "2022-11-02";

/// What is signed, in this order, a line each; the resource stands after the third.
const SIGNED: [&str; 15] =
    ["sp", "st", "se", "si", "sip", "spr", "sv", "sr", "snapshot", "ses", "rscc", "rscd", "rsce", "rscl", "rsct"];

/// A query string that allows to create and write one blob until it expires.
pub(crate) fn sign(key: &[u8], container: &str, blob: &str, expires_at: Timestamp) -> String {
    let expiry = expires_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut query = vec![("sv", VERSION.to_owned()), ("sp", "cw".to_owned()), ("sr", "b".to_owned()), ("se", expiry)];
    let signature = signature(key, ACCOUNT, container, blob, |name| find(&query, name).to_owned());
    query.push(("sig", signature));
    let encoded = |(name, value): (&str, String)| format!("{name}={}", utf8_percent_encode(&value, NON_ALPHANUMERIC));
    query.into_iter().map(encoded).collect::<Vec<_>>().join("&")
}

/// What the real service tells beside the URL. Clients do not send it.
pub(crate) fn form(container: &str, blob: &str, sas_token: &str) -> Value {
    json!({"storage_account": ACCOUNT, "container": container, "blob_path": blob, "sas_token": sas_token})
}

/// Checks a PUT of a blob: its signature, its expiry, and the header that says what kind of blob it makes.
pub(crate) fn check(
    key: &[u8],
    account: &str,
    container: &str,
    blob: &str,
    request: &Parts,
    now: Timestamp,
) -> Result<(), Refusal> {
    let query = decoded(request.uri.query().unwrap_or_default());
    let expected = signature(key, account, container, blob, |name| find(&query, name).to_owned());
    if !bool::from(expected.as_bytes().ct_eq(find(&query, "sig").as_bytes())) {
        return Err(refused("Signature did not match."));
    }
    let expiry = find(&query, "se").parse::<Timestamp>();
    if expiry.is_ok_and(|expiry| now >= expiry) {
        return Err(refused("Signature not valid in the specified time frame."));
    }
    if !find(&query, "sp").contains(['c', 'w']) {
        let reason = "This request is not authorized to perform this operation using this permission.";
        return Err(Refusal::forbidden("AuthorizationPermissionMismatch", reason));
    }
    match request.headers.get("x-ms-blob-type").map(HeaderValue::as_bytes) {
        Some(b"BlockBlob") => Ok(()),
        Some(_) => Err(Refusal::bad_request("InvalidHeaderValue", "The value of x-ms-blob-type must be BlockBlob.")),
        None => {
            let reason = "An HTTP header that's mandatory for this request is not specified: x-ms-blob-type.";
            Err(Refusal::new(StatusCode::BAD_REQUEST, "MissingRequiredHeader", reason))
        }
    }
}

fn signature(key: &[u8], account: &str, container: &str, blob: &str, value: impl Fn(&str) -> String) -> String {
    let mut lines: Vec<String> = SIGNED.into_iter().map(value).collect();
    lines.insert(3, format!("/blob/{account}/{container}/{blob}"));
    STANDARD.encode(hmac_sha256(key, lines.join("\n").as_bytes()))
}

fn find<'a, N: AsRef<str>>(query: &'a [(N, String)], name: &str) -> &'a str {
    query.iter().find(|(known, _)| known.as_ref() == name).map_or("", |(_, value)| value)
}

fn decoded(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}

fn refused(reason: &str) -> Refusal {
    Refusal::forbidden("AuthenticationFailed", format!("Server failed to authenticate the request. {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOB: &str = "incoming/0b9f3c52-6a1d-4e77-9c55-1f2f6a0c9e11/plugin.zip";

    fn request(query: &str) -> Parts {
        let request = axum::http::Request::put(format!("/?{query}")).header("x-ms-blob-type", "BlockBlob");
        request.body(()).unwrap().into_parts().0
    }

    fn checked(query: &str, blob: &str, now: &str) -> Result<(), &'static str> {
        let checked = check(&[7; 32], ACCOUNT, "sandbox-uploads", blob, &request(query), now.parse().unwrap());
        checked.map_err(|refusal| refusal.code)
    }

    /// Made with `generate_blob_sas` of Azure's own library for Python under the account key `[7; 32]`.
    const SAS: &str = "st=2026-01-05T10%3A00%3A00Z&se=2026-01-05T11%3A00%3A00Z&sp=cw&sv=2026-10-06&sr=b&sig=Oe0L1ew83gKrJ%2BKTIWd/pP4gmflY3%2B7FQiYcMljr1nw%3D";

    #[test]
    fn a_signature_of_azures_own_library_is_accepted_until_it_expires() {
        assert_eq!(checked(SAS, BLOB, "2026-01-05T10:59:59Z"), Ok(()));
        assert_eq!(checked(SAS, BLOB, "2026-01-05T11:00:00Z"), Err("AuthenticationFailed"));
    }

    #[test]
    fn our_signatures_are_accepted_for_their_blob_alone() {
        let query = sign(&[7; 32], "sandbox-uploads", BLOB, "2026-01-05T11:00:00Z".parse().unwrap());
        assert_eq!(checked(&query, BLOB, "2026-01-05T10:00:00Z"), Ok(()));
        assert_eq!(checked(&query, "other", "2026-01-05T10:00:00Z"), Err("AuthenticationFailed"));
        let later = query.replace("2026", "2027");
        assert_eq!(checked(&later, BLOB, "2026-01-05T10:00:00Z"), Err("AuthenticationFailed"));
    }
}
