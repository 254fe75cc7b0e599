use std::fmt;
use std::time::Duration;

use ccloud_connect_api::runtime::{Answer, LARGEST_REFUSAL};
use ccloud_connect_secret::{Redactor, SafeUrl, Secret};
use http::HeaderMap;
use serde_json::Value;

use super::line::one_line;
use super::shapes;
use crate::client::{RawBody, Request};
use crate::redaction::Place;

/// What the server said when it did not do what was asked.
pub struct ServerAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The request's id, for Confluent's support; where no header told one, the first message's id.
    pub request_id: Option<String>,
    /// Every message in the answer, in its order.
    pub messages: Vec<ServerMessage>,
    request: Request,
    headers: HeaderMap,
    body: Secret,
}

/// One message of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerMessage {
    /// What it says, scrubbed of known secrets.
    pub message: String,
    /// The server's code for it.
    pub code: Option<String>,
    /// JSON pointer to the member of the request's body that is to blame.
    pub pointer: Option<String>,
    /// The query parameter that is to blame.
    pub parameter: Option<String>,
    /// What the server suggests to do.
    pub resolution: Option<String>,
    /// The server's id of this occurrence.
    pub id: Option<String>,
}

impl ServerAnswer {
    pub(super) fn read(answer: Answer) -> Self {
        let request = answer.extension::<Request>().cloned().unwrap_or_default();
        let body = shapes::text(answer.expose_body());
        let was_cut = body.len() > LARGEST_REFUSAL;
        let body = if was_cut { request.redactor.scrub_beginning(&body) } else { body };
        // What a success holds is no message, even where it cannot be read.
        let said = if answer.status().is_success() { "" } else { body.as_str() };
        let messages = shapes::messages(said, answer.headers(), &request.redactor);
        Self {
            status: answer.status().as_u16(),
            request_id: request_id(answer.headers(), &messages, &request.redactor),
            messages,
            request,
            headers: answer.headers().clone(),
            body: body.into(),
        }
    }

    /// Reads the `error` member of an answer whose status says that all is well.
    #[cfg(feature = "connect-v1")]
    pub(super) fn denied<T>(
        answer: &ccloud_connect_api::runtime::Response<T>,
        error: &Value,
        redactor: &Redactor,
    ) -> Self {
        let body = serde_json::json!({ "error": error }).to_string();
        let request = Request { redactor: redactor.clone(), ..Request::default() };
        let messages = shapes::messages(&body, answer.headers(), redactor);
        Self {
            status: answer.status().as_u16(),
            request_id: request_id(answer.headers(), &messages, redactor),
            messages,
            request,
            headers: answer.headers().clone(),
            body: body.into(),
        }
    }

    /// The body as text, scrubbed of known secrets.
    #[must_use]
    pub fn body(&self) -> String {
        let redactor = &self.request.redactor;
        // Read, and shown without what the client knows to be secret.
        let text = self.body.expose();
        let clean = serde_json::from_str::<Value>(text).ok().and_then(|json| {
            let clean = shapes::scrubbed(&json, redactor);
            (clean != json).then(|| clean.to_string())
        });
        redactor.scrub(clean.as_deref().unwrap_or(text))
    }

    /// The body as anybody may see it, as [`Client::request`](crate::Client::request) shows the bodies of its answers;
    /// [`RawBody::Empty`] too when it is broken JSON, in which no secret can be told from the rest.
    #[must_use]
    pub fn shown_body(&self) -> RawBody {
        let redactor = &self.request.redactor;
        // Read, and shown without what is secret in it.
        match RawBody::shown(self.body.expose(), &self.headers, Place::Open, &redactor.into()) {
            // Names in it may repeat what was sent.
            Some(RawBody::Json(json)) => RawBody::Json(shapes::scrubbed(&json, redactor)),
            shown => shown.unwrap_or(RawBody::Empty),
        }
    }

    /// How long the server asks to wait before another try.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let status = http::StatusCode::from_u16(self.status).ok()?;
        crate::client::wait_asked_for(status, &self.headers)
    }

    /// A text about the answer without known secrets.
    pub(super) fn scrub(&self, text: &str) -> String {
        self.request.redactor.scrub(text)
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.request.operation
    }

    pub(super) fn used_token(&self) -> bool {
        self.request.token
    }

    pub(super) fn takes_keys_only(&self) -> bool {
        self.request.url.as_ref().is_some_and(crate::client::takes_keys_only)
    }

    /// Whether an earlier attempt of the same call may have taken effect.
    pub(crate) fn follows_unsure_attempt(&self) -> bool {
        self.request.unsure
    }

    /// Where a redirect points, without credentials.
    pub(super) fn location(&self) -> String {
        let target = header(&self.headers, "location").and_then(|link| match &self.request.url {
            Some(asked) => asked.join(&link).ok(),
            None => url::Url::parse(&link).ok(),
        });
        target.map_or_else(|| "nowhere".to_owned(), |url| self.request.redactor.scrub(&SafeUrl::from(url).to_string()))
    }

    /// Environment and cluster of the call, as its path names them.
    pub(super) fn scope(&self) -> Option<String> {
        let mut segments = self.request.url.as_ref()?.path_segments()?;
        let environment = segments.by_ref().skip_while(|segment| *segment != "environments").nth(1)?;
        let cluster = segments.skip_while(|segment| *segment != "clusters").nth(1)?;
        Some(format!("{environment}/{cluster}"))
    }

    pub(super) fn says(&self, words: &str) -> bool {
        self.messages.iter().any(|message| message.message.to_ascii_lowercase().contains(words))
    }

    pub(super) fn masked_value(&self) -> bool {
        self.messages.iter().any(|message| message.message.contains("****"))
    }
}

impl fmt::Display for ServerAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.messages.is_empty() {
            let reason = http::StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
            return write!(f, "{} {}", self.status, reason.unwrap_or_default());
        }
        for (index, message) in self.messages.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            f.write_str(&one_line(&message.message))?;
        }
        Ok(())
    }
}

impl fmt::Debug for ServerAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerAnswer")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("messages", &self.messages)
            .field("operation", &self.request.operation)
            .finish_non_exhaustive()
    }
}

fn request_id(headers: &HeaderMap, messages: &[ServerMessage], redactor: &Redactor) -> Option<String> {
    let told = header(headers, "x-request-id").map(|id| redactor.scrub(&id));
    told.filter(|id| !id.trim().is_empty()).or_else(|| messages.iter().find_map(|message| message.id.clone()))
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}
