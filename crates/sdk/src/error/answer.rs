use std::fmt;
use std::time::Duration;

use ccloud_connect_api::runtime::Answer;
use ccloud_connect_secret::{Redactor, Secret};
use http::HeaderMap;
use serde_json::Value;

use crate::client::Request;

/// Plain text bodies are cut to this many characters.
const PLAIN_TEXT: usize = 300;

/// What the server said when it did not do what was asked.
pub struct ServerAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The request's id, for Confluent's support.
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
}

impl ServerAnswer {
    pub(super) fn read(answer: Answer) -> Self {
        let request = answer.extension::<Request>().cloned().unwrap_or_default();
        let body = text(answer.expose_body());
        // What a success holds is no message, even where it cannot be read.
        let failed = !answer.status().is_success();
        let messages = if failed { messages(&body, answer.headers()) } else { Vec::new() };
        Self {
            status: answer.status().as_u16(),
            request_id: header(answer.headers(), "x-request-id"),
            messages: messages.into_iter().map(|message| message.scrub(&request.redactor)).collect(),
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
        let read = messages(&body, answer.headers());
        Self {
            status: answer.status().as_u16(),
            request_id: header(answer.headers(), "x-request-id"),
            messages: read.into_iter().map(|message| message.scrub(redactor)).collect(),
            request,
            headers: answer.headers().clone(),
            body: body.into(),
        }
    }

    /// The body as text, scrubbed of known secrets.
    #[must_use]
    pub fn body(&self) -> String {
        let (text, redactor) = (self.body.expose(), &self.request.redactor);
        // Servers escape more than they have to (`&` as `\u0026`), which would hide a secret from a search in the text.
        let read: Option<Value> = serde_json::from_str(text).ok();
        let scrubbed = read.as_ref().map(|json| scrub_texts(json, redactor));
        match scrubbed {
            Some(json) if Some(&json) != read.as_ref() => redactor.scrub(&json.to_string()),
            _ => redactor.scrub(text),
        }
    }

    /// How long the server asks to wait before another try.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        crate::client::wait_asked_for(&self.headers)
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.request.operation
    }

    pub(super) fn used_token(&self) -> bool {
        self.request.token
    }

    /// Environment and cluster of the call, as its path names them.
    pub(super) fn scope(&self) -> Option<String> {
        let mut segments = self.request.path.split('/');
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
            f.write_str(&message.message)?;
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

impl ServerMessage {
    fn scrub(self, redactor: &Redactor) -> Self {
        let scrub = |text: Option<String>| text.map(|text| redactor.scrub(&text));
        Self {
            message: redactor.scrub(&self.message),
            code: scrub(self.code),
            pointer: scrub(self.pointer),
            parameter: scrub(self.parameter),
            resolution: scrub(self.resolution),
        }
    }
}

fn scrub_texts(json: &Value, redactor: &Redactor) -> Value {
    match json {
        Value::String(text) => redactor.scrub(text).into(),
        Value::Array(items) => items.iter().map(|item| scrub_texts(item, redactor)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, item)| (name.clone(), scrub_texts(item, redactor))).collect()
        }
        other => other.clone(),
    }
}

/// The shapes of an error body, in the order they are tried. The documents promise several, and live answers hold more
/// than they promise.
const SHAPES: &[fn(&Value) -> Vec<ServerMessage>] = &[error_list, nested_error, error_text, flat_message];

fn messages(body: &str, headers: &HeaderMap) -> Vec<ServerMessage> {
    let Ok(json) = serde_json::from_str::<Value>(body) else {
        return plain_text(body, headers);
    };
    SHAPES.iter().map(|shape| shape(&json)).find(|messages| !messages.is_empty()).unwrap_or_default()
}

/// `{"errors": [{"detail" | "message" | "title", "code", "source": {…}, "resolution"}]}`
fn error_list(json: &Value) -> Vec<ServerMessage> {
    let entries = json.get("errors").and_then(Value::as_array);
    entries.into_iter().flatten().filter_map(list_entry).collect()
}

fn list_entry(entry: &Value) -> Option<ServerMessage> {
    let nested = entry.pointer("/details/0/detail").and_then(words);
    let message = ["detail", "message", "title", "code", "status"].iter().find_map(|key| words(entry.get(key)?));
    Some(ServerMessage {
        message: entry.as_str().map(str::to_owned).or(message).or(nested)?,
        code: entry.get("code").and_then(words),
        pointer: entry.pointer("/source/pointer").and_then(words),
        parameter: entry.pointer("/source/parameter").and_then(words),
        resolution: entry.get("resolution").and_then(words),
    })
}

/// `{"error": {"code", "message"}}`
fn nested_error(json: &Value) -> Vec<ServerMessage> {
    json.get("error").filter(|error| error.is_object()).map(flat_message).unwrap_or_default()
}

/// `{"error": "…"}`
fn error_text(json: &Value) -> Vec<ServerMessage> {
    let message = json.get("error").and_then(words);
    message.map(|message| ServerMessage { message, ..ServerMessage::default() }).into_iter().collect()
}

/// `{"code", "message"}` or `{"error_code", "message"}`
fn flat_message(json: &Value) -> Vec<ServerMessage> {
    let Some(message) = json.get("message").and_then(words) else { return Vec::new() };
    let code = json.get("code").or_else(|| json.get("error_code")).and_then(words);
    vec![ServerMessage { message, code, ..ServerMessage::default() }]
}

/// The title of a page, or the beginning of a text. Anything else says nothing to a person.
fn plain_text(body: &str, headers: &HeaderMap) -> Vec<ServerMessage> {
    let html = header(headers, "content-type").is_some_and(|kind| kind.contains("html")) || body.starts_with('<');
    let text = if html { title(body) } else { body };
    let text: String = text.trim().chars().filter(|c| !c.is_control()).take(PLAIN_TEXT).collect();
    if text.is_empty() { Vec::new() } else { vec![ServerMessage { message: text, ..ServerMessage::default() }] }
}

fn title(page: &str) -> &str {
    let after = page.split_once("<title>").map_or("", |(_, rest)| rest);
    after.split_once("</title>").map_or("", |(title, _)| title)
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The body as text. Some answers are gzip without saying so.
fn text(body: &[u8]) -> String {
    if body.starts_with(&[0x1f, 0x8b]) {
        let mut unzipped = Vec::new();
        let limit = 1 << 20;
        let reader = flate2::read::GzDecoder::new(body);
        if std::io::Read::read_to_end(&mut std::io::Read::take(reader, limit), &mut unzipped).is_ok() {
            return String::from_utf8_lossy(&unzipped).into_owned();
        }
    }
    String::from_utf8_lossy(body).into_owned()
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str) -> Vec<String> {
        let read = messages(body, &HeaderMap::new());
        read.into_iter()
            .map(|m| {
                [Some(m.message), m.code, m.pointer, m.parameter, m.resolution]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("|")
            })
            .collect()
    }

    #[test]
    fn every_message_of_every_body_shape_is_read() {
        for (body, read) in [
            (r#"{"error":{"code":401,"message":"Unauthorized"}}"#, &["Unauthorized|401"][..]),
            (r#"{"code":400,"message":"bad"}"#, &["bad|400"]),
            (r#"{"error_code":404,"message":"resource not found"}"#, &["resource not found|404"]),
            (
                r#"{"errors":[{"detail":"too long","code":"c","source":{"pointer":"/display_name"}},{"title":"also","source":{"parameter":"cloud"},"resolution":"shorten"}]}"#,
                &["too long|c|/display_name", "also|cloud|shorten"],
            ),
            (
                r#"{"errors":[{"status":"404","code":"RESOURCE_NOT_FOUND","message":"gone","details":[{"detail":"x"}]}]}"#,
                &["gone|RESOURCE_NOT_FOUND"],
            ),
            (r#"{"errors":[{"code":"","details":[{"detail":"deep"}]}]}"#, &["deep"]),
            (r#"{"errors":["plain"]}"#, &["plain"]),
            (r#"{"error":"not deleted"}"#, &["not deleted"]),
            (r#"{"error":null}"#, &[]),
            ("", &[]),
            ("upstream timed out\n", &["upstream timed out"]),
            ("<html><head><title>502 Bad Gateway</title></head><body>x</body></html>", &["502 Bad Gateway"]),
        ] {
            assert_eq!(shown(body), read, "{body}");
        }
    }
}
