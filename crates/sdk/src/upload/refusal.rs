use std::fmt;
use std::time::Duration;

use ccloud_connect_secret::{Redactor, SafeUrl, Secret};
use http::{HeaderMap, StatusCode};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use crate::client::wait_asked_for;
use crate::printable;

/// How much of a refusal is read.
const LARGEST: usize = 64 << 10;

/// How long a refusal is read in all. It comes in one piece mostly, with the code at its beginning; a store that lets it
/// trickle must not keep the upload from its end, or from another attempt.
const LONGEST: Duration = Duration::from_secs(10);

/// Where stores say why: S3 in the first, Azure and Google more clearly in the others.
const SAID_IN: [&str; 3] = ["Message", "AuthenticationErrorDetail", "Details"];

/// Of an answer that is no XML so many characters are told.
const PLAIN_TEXT: usize = 200;

/// Where stores name a request, other than in the body.
const REQUEST_ID: [&str; 3] = ["x-amz-request-id", "x-ms-request-id", "x-guploader-uploadid"];

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
    /// How long it asks to wait.
    retry_after: Option<Duration>,
    /// What it may have meant, when it says nothing.
    likely: String,
    body: Secret,
    redactor: Redactor,
}

impl Refusal {
    pub(super) fn read(status: StatusCode, headers: &HeaderMap, body: String, redactor: &Redactor) -> Self {
        let field = |name: &str| element(&body, name).map(|text| redactor.scrub(&text));
        let header = |name: &&str| Some(redactor.scrub(headers.get(*name)?.to_str().ok()?));
        let code = field("Code").or_else(|| header(&"x-ms-error-code"));
        let mut said: Vec<String> = SAID_IN.iter().filter_map(|name| field(name)).collect();
        said.dedup();
        if said.is_empty() && code.is_none() {
            said.extend(redirect(status, headers).or_else(|| plain(&body, redactor)));
        }
        Self {
            status: status.as_u16(),
            code,
            message: (!said.is_empty()).then(|| said.join(" ")),
            request_id: field("RequestId").or_else(|| REQUEST_ID.iter().find_map(header)),
            retry_after: wait_asked_for(status, headers),
            likely: String::new(),
            body: body.into(),
            redactor: redactor.clone(),
        }
    }

    /// Adds why it may be, for a store that does not say so.
    pub(super) fn likely(mut self, doubts: String) -> Self {
        self.likely = doubts;
        self
    }

    /// How long the store asks to wait.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        self.retry_after
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
            // A 5xx says enough: it is not about the upload.
            (None, None) if self.likely.is_empty() || self.status >= 500 => write!(f, "status {}", self.status),
            (None, None) => write!(f, "status {} without a reason (likely {})", self.status, self.likely),
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

/// A refusal's body, or as much of it as comes in time, which is no longer than an upload may stand still.
pub(super) async fn beginning(answer: &mut reqwest::Response, stall: Duration, redactor: &Redactor) -> String {
    let mut body = Vec::new();
    let whole = async {
        while body.len() < LARGEST {
            match answer.chunk().await {
                Ok(Some(piece)) => body.extend_from_slice(&piece),
                ended => return ended.is_ok(),
            }
        }
        false
    };
    let is_whole = tokio::time::timeout(LONGEST.min(stall), whole).await.unwrap_or(false);
    let body = String::from_utf8_lossy(&body);
    if is_whole { body.into_owned() } else { redactor.scrub_beginning(&body) }
}

/// The text of the first element of a name.
fn element(xml: &str, name: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let mut wanted = false;
    let mut found = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => wanted = start.local_name().as_ref().eq_ignore_ascii_case(name),
            Event::Text(text) if wanted => found.push_str(&text),
            Event::GeneralRef(entity) if wanted => found.extend(letter(&entity)),
            Event::End(_) if !found.is_empty() => return Some(found.trim().to_owned()),
            Event::End(_) => wanted = false,
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Where a redirect points: it is not followed.
fn redirect(status: StatusCode, headers: &HeaderMap) -> Option<String> {
    let target = headers.get(http::header::LOCATION).filter(|_| status.is_redirection())?.to_str().ok()?;
    Some(format!("it redirects to {}", SafeUrl::new(target)))
}

/// What a reference such as `&amp;` or `&#34;` stands for.
fn letter(entity: &BytesRef<'_>) -> Option<char> {
    let named = || resolve_predefined_entity(entity)?.chars().next();
    entity.resolve_char_ref().ok().flatten().or_else(named)
}

/// The beginning of an answer that is no XML.
fn plain(body: &str, redactor: &Redactor) -> Option<String> {
    let shown = printable::beginning(&redactor.scrub(body.trim()), PLAIN_TEXT);
    (!shown.is_empty() && !shown.starts_with('<')).then_some(shown)
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll, ready};

    use bytes::Bytes;
    use http::HeaderName;
    use http_body::{Body, Frame};
    use tokio::time::{Instant, Sleep, sleep};

    use super::*;

    /// Says this, and then a blank every three seconds, for ever.
    struct Trickle(&'static str, Pin<Box<Sleep>>);

    impl Body for Trickle {
        type Data = Bytes;
        type Error = std::io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
            ready!(self.1.as_mut().poll(context));
            self.1 = Box::pin(sleep(Duration::from_secs(3)));
            let said = std::mem::replace(&mut self.0, " ");
            Poll::Ready(Some(Ok(Frame::data(said.into()))))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_that_trickles_is_read_for_a_while_and_what_came_is_told() {
        let said = "<Error><Code>EntityTooLarge</Code><Message>too large</Message>";
        for (stall, reading) in [(120, 10), (4, 4)] {
            let body = reqwest::Body::wrap(Trickle(said, Box::pin(sleep(Duration::ZERO))));
            let mut answer = http::Response::new(body).into();
            let begun = Instant::now();
            let beginning = beginning(&mut answer, Duration::from_secs(stall), &Redactor::new()).await;
            assert_eq!(begun.elapsed().as_secs(), reading);
            assert_eq!(read(400, &beginning).to_string(), "EntityTooLarge: too large");
        }
    }

    fn read(status: u16, body: &str) -> Refusal {
        read_with(status, &[], body)
    }

    fn read_with(status: u16, headers: &[(&'static str, &str)], body: &str) -> Refusal {
        let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        let redactor = Redactor::new();
        redactor.learn(&"canary".into());
        Refusal::read(StatusCode::from_u16(status).unwrap(), &headers.collect(), body.to_owned(), &redactor)
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
    fn what_stores_say_outside_of_code_and_message_is_read_too() {
        let azure = read_with(400, &[("x-ms-error-code", "MissingRequiredHeader"), ("x-ms-request-id", "r-1")], "");
        assert_eq!((azure.to_string().as_str(), azure.request_id.as_deref()), ("MissingRequiredHeader", Some("r-1")));
        let expired = "<Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate.</Message>\
            <AuthenticationErrorDetail>Signature not valid in the specified time frame</AuthenticationErrorDetail></Error>";
        assert!(read(403, expired).is_expired());
        let moved = read_with(307, &[("location", "https://h.example/x?sig=canary")], "");
        assert_eq!(moved.to_string(), "it redirects to https://h.example/x?sig=***");
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
