use std::fmt;

use ccloud_connect_secret::{Redactor, Secret};
use http::StatusCode;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

/// Why an object store did not take an archive, in its own words. Stores agree neither on statuses nor on codes, so the
/// code and the message count, never the status alone.
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The store's code, such as `EntityTooLarge`, `SignatureDoesNotMatch` or `AuthorizationFailure`.
    pub code: Option<String>,
    /// The store's message, scrubbed of known secrets.
    pub message: Option<String>,
    /// The store's id of the request.
    pub request_id: Option<String>,
    body: Secret,
    redactor: Redactor,
}

impl Refusal {
    pub(super) fn read(status: StatusCode, body: &[u8], redactor: &Redactor) -> Self {
        let body = String::from_utf8_lossy(body).into_owned();
        let field = |names: &[&str]| element(&body, names).map(|text| redactor.scrub(&text));
        let code = field(&["Code"]);
        Self {
            status: status.as_u16(),
            message: field(&["Message", "Details"])
                .or_else(|| code.is_none().then(|| plain(&body, redactor)).flatten()),
            request_id: field(&["RequestId"]),
            code,
            body: body.into(),
            redactor: redactor.clone(),
        }
    }

    /// The whole answer as text, scrubbed of known secrets.
    #[must_use]
    pub fn body(&self) -> String {
        self.redactor.scrub(self.body.expose())
    }

    /// Whether the permission to upload was too old, so that a new one helps.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        let says = |word: &str| self.message.as_deref().is_some_and(|text| text.to_ascii_lowercase().contains(word));
        self.code.as_deref() == Some("ExpiredToken") || says("expired") || says("not valid in the specified time frame")
    }

    /// Whether the same upload may succeed a little later.
    pub(super) fn is_passing(&self) -> bool {
        self.status >= 500
            || self.status == 429
            || matches!(self.code.as_deref(), Some("SlowDown" | "RequestTimeout" | "InternalError" | "ServerBusy"))
    }

    pub(crate) fn hint(&self) -> Option<String> {
        let advice = match self.code.as_deref() {
            _ if self.is_expired() => {
                "The permission to upload lasts one hour; upload again. A wrong clock on this machine looks the same."
            }
            Some("EntityTooLarge") => "The store takes archives of up to 1 GiB.",
            Some("EntityTooSmall") => "The store takes no empty archives.",
            Some("SignatureDoesNotMatch") => {
                "Something between here and the store changed the request, such as a proxy."
            }
            Some("AccessDenied" | "AuthorizationFailure" | "AuthenticationFailed") => {
                "The store did not accept the permission that the service gave; upload again."
            }
            _ => return None,
        };
        Some(advice.to_owned())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(f, "{code}: {message}"),
            (Some(text), None) | (None, Some(text)) => f.write_str(text),
            (None, None) => write!(f, "status {}", self.status),
        }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

/// The text of the first element of one of these names.
fn element(xml: &str, names: &[&str]) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let mut wanted = false;
    let mut found = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                wanted = names.iter().any(|name| start.local_name().as_ref().eq_ignore_ascii_case(name));
            }
            Event::Text(text) if wanted => found.push_str(&text),
            Event::GeneralRef(entity) if wanted => found.extend(letter(&entity)),
            Event::End(_) if !found.is_empty() => return Some(found.trim().to_owned()),
            Event::End(_) => wanted = false,
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// What a reference such as `&amp;` or `&#34;` stands for.
fn letter(entity: &BytesRef<'_>) -> Option<char> {
    let named = || resolve_predefined_entity(entity)?.chars().next();
    entity.resolve_char_ref().ok().flatten().or_else(named)
}

/// The beginning of an answer that is no XML.
fn plain(body: &str, redactor: &Redactor) -> Option<String> {
    let text = redactor.scrub(body.trim());
    let shown: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    (!shown.is_empty() && !shown.starts_with('<')).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Refusal {
        let redactor = Redactor::new();
        redactor.learn(&"canary".into());
        Refusal::read(StatusCode::from_u16(status).unwrap(), body.as_bytes(), &redactor)
    }

    #[test]
    fn the_stores_own_words_are_kept_and_scrubbed() {
        for (status, body, shown) in [
            (
                403,
                "<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>not canary</Message></Error>",
                "SignatureDoesNotMatch: not ***",
            ),
            (400, "<Error><Code>EntityTooLarge</Code></Error>", "EntityTooLarge"),
            (400, "<Error><Code>A</Code><Message>&quot;x&#38;y&quot; &lt;</Message></Error>", "A: \"x&y\" <"),
            (400, "", "status 400"),
            (503, "try canary later", "try *** later"),
            (502, "<html><body>bad gateway</body></html>", "status 502"),
        ] {
            let refusal = read(status, body);
            assert_eq!(refusal.to_string(), shown);
            assert!(!format!("{refusal:?} {}", refusal.body()).contains("canary"));
        }
    }

    #[test]
    fn an_expired_permission_is_told_from_a_wrong_one() {
        for (code, message, expired) in [
            ("AccessDenied", "Invalid according to Policy: Policy expired.", true),
            ("AccessDenied", "Request has expired", true),
            ("AuthenticationFailed", "Signature not valid in the specified time frame", true),
            ("AccessDenied", "Access denied", false),
            ("SignatureDoesNotMatch", "x", false),
        ] {
            let refusal = read(403, &format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>"));
            assert_eq!(refusal.is_expired(), expired, "{message}");
        }
    }
}
