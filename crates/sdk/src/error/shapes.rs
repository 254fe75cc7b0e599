//! What a server's refusal says, whatever form it has.

use std::io::Read;

use ccloud_connect_secret::Redactor;
use http::HeaderMap;
use serde_json::Value;

use super::answer::ServerMessage;

/// Plain text bodies are cut to this many characters.
const PLAIN_TEXT: usize = 300;

/// A gzip body is read up to this size.
const UNZIPPED: u64 = 1 << 20;

/// The shapes of an error body, in the order they are tried. The documents promise several, and live answers hold more
/// than they promise.
const SHAPES: &[fn(&Value) -> Vec<ServerMessage>] = &[error_list, nested_error, flat_message, error_text, bare_text];

/// Every message in a body, in its order. Known secrets are taken out first: what is trimmed or cut could no longer be
/// recognised.
pub(super) fn messages(body: &str, headers: &HeaderMap, redactor: &Redactor) -> Vec<ServerMessage> {
    match serde_json::from_str::<Value>(body) {
        Ok(json) => {
            let json = scrubbed(&json, redactor);
            SHAPES.iter().map(|shape| shape(&json)).find(|messages| !messages.is_empty()).unwrap_or_default()
        }
        Err(_) => plain_text(&redactor.scrub(body), headers),
    }
}

/// A body without known secrets in its texts. Servers escape more than they have to (`&` as `\u0026`), which would hide
/// a secret from a search in the text.
pub(super) fn scrubbed(json: &Value, redactor: &Redactor) -> Value {
    match json {
        Value::String(text) => redactor.scrub(text).into(),
        Value::Array(items) => items.iter().map(|item| scrubbed(item, redactor)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, item)| (redactor.scrub(name), scrubbed(item, redactor))).collect()
        }
        other => other.clone(),
    }
}

/// The body as text. Some answers are gzip without saying so.
pub(crate) fn text(body: &[u8]) -> String {
    if body.starts_with(&[0x1f, 0x8b]) {
        let mut unzipped = Vec::new();
        if flate2::read::GzDecoder::new(body).take(UNZIPPED).read_to_end(&mut unzipped).is_ok() {
            return String::from_utf8_lossy(&unzipped).into_owned();
        }
    }
    String::from_utf8_lossy(body).into_owned()
}

/// `{"errors": [{"detail" | "message" | "title", "code", "source": {…}, "details": […], "resolution"}]}`
fn error_list(json: &Value) -> Vec<ServerMessage> {
    let entries = json.get("errors").and_then(Value::as_array);
    entries.into_iter().flatten().flat_map(list_entry).collect()
}

fn list_entry(entry: &Value) -> Vec<ServerMessage> {
    let details = entry.get("details").and_then(Value::as_array).into_iter().flatten();
    let details = details.filter_map(|detail| words(detail.get("detail")?));
    let own = entry.as_str().map(str::to_owned).or_else(|| first(entry, &["detail", "message", "title"]));
    let mut texts: Vec<String> = own.into_iter().chain(details).collect();
    texts.dedup();
    if texts.is_empty() {
        texts.extend(first(entry, &["code", "status"]));
    }
    let message = |message| ServerMessage {
        message,
        code: entry.get("code").and_then(words),
        pointer: entry.pointer("/source/pointer").and_then(words),
        parameter: entry.pointer("/source/parameter").and_then(words),
        resolution: entry.get("resolution").and_then(words),
    };
    texts.into_iter().map(message).collect()
}

/// `{"error": {"code", "message"}}`
fn nested_error(json: &Value) -> Vec<ServerMessage> {
    json.get("error").filter(|error| error.is_object()).map(flat_message).unwrap_or_default()
}

/// `{"code", "message"}`, `{"error_code", "message"}` or `{"detail"}`
fn flat_message(json: &Value) -> Vec<ServerMessage> {
    let Some(message) = first(json, &["message", "detail", "error_description"]) else { return Vec::new() };
    let code = ["code", "error_code", "error"].iter().find_map(|key| words(json.get(key)?));
    vec![ServerMessage { message, code, ..ServerMessage::default() }]
}

/// `{"error": "…"}`
fn error_text(json: &Value) -> Vec<ServerMessage> {
    json.get("error").map(bare_text).unwrap_or_default()
}

/// `"…"`
fn bare_text(json: &Value) -> Vec<ServerMessage> {
    words(json).map(|message| ServerMessage { message, ..ServerMessage::default() }).into_iter().collect()
}

/// The title of a page, or the beginning of a text. Anything else says nothing to a person.
fn plain_text(body: &str, headers: &HeaderMap) -> Vec<ServerMessage> {
    let kind = headers.get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let html = kind.is_some_and(|kind| kind.contains("html")) || body.trim_start().starts_with('<');
    let text = if html { title(body) } else { body };
    let text: String = text.trim().chars().filter(|c| !c.is_control()).take(PLAIN_TEXT).collect();
    if text.is_empty() { Vec::new() } else { vec![ServerMessage { message: text, ..ServerMessage::default() }] }
}

fn title(page: &str) -> &str {
    let after = page.split_once("<title>").map_or("", |(_, rest)| rest);
    after.split_once("</title>").map_or("", |(title, _)| title)
}

fn first(json: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| words(json.get(key)?))
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str, redactor: &Redactor) -> Vec<String> {
        let parts = |m: ServerMessage| [Some(m.message), m.code, m.pointer, m.parameter, m.resolution];
        let line = |m| parts(m).into_iter().flatten().collect::<Vec<_>>().join("|");
        messages(body, &HeaderMap::new(), redactor).into_iter().map(line).collect()
    }

    #[test]
    fn every_message_of_every_body_shape_is_read() {
        for (body, read) in [
            (r#"{"error":{"code":401,"message":"Unauthorized"}}"#, &["Unauthorized|401"][..]),
            (r#"{"code":400,"message":"bad"}"#, &["bad|400"]),
            (r#"{"error_code":404,"message":"resource not found"}"#, &["resource not found|404"]),
            (
                r#"{"errors":[{"detail":"too long","code":"c","source":{"pointer":"/display_name"}},
                    {"title":"also","source":{"parameter":"cloud"},"resolution":"shorten"}]}"#,
                &["too long|c|/display_name", "also|cloud|shorten"],
            ),
            (
                r#"{"errors":[{"status":"404","code":"NOT_FOUND","message":"gone",
                    "details":[{"detail":"x"},{"detail":"y"}]}]}"#,
                &["gone|NOT_FOUND", "x|NOT_FOUND", "y|NOT_FOUND"],
            ),
            (r#"{"errors":[{"code":"C","details":[{"detail":"deep"}]}]}"#, &["deep|C"]),
            (r#"{"errors":[{"status":"404"}]}"#, &["404"]),
            (r#"{"errors":["plain"]}"#, &["plain"]),
            (r#"{"error":"Bad Request","message":"the reason"}"#, &["the reason|Bad Request"]),
            (r#"{"detail":"why"}"#, &["why"]),
            (r#"{"error":"not deleted"}"#, &["not deleted"]),
            (r#""a text""#, &["a text"]),
            (r#"{"error":null}"#, &[]),
            ("", &[]),
            ("upstream timed out\n", &["upstream timed out"]),
            ("<html><head><title>502 Bad Gateway</title></head><body>x</body></html>", &["502 Bad Gateway"]),
        ] {
            assert_eq!(shown(body, &Redactor::new()), read, "{body}");
        }
    }

    #[test]
    fn a_secret_is_taken_out_before_a_text_is_trimmed_or_cut() {
        let redactor = Redactor::new();
        let key = "-----BEGIN KEY-----\ncanary-canary-canary\n-----END KEY-----\n";
        redactor.learn(&key.into());
        redactor.learn(&"canary-on-the-edge".into());
        let edge = format!("{}canary-on-the-edge", "x".repeat(PLAIN_TEXT - 5));
        for body in [
            format!("bad key {key}"),
            format!("bad key {}", key.replace('\n', " ")),
            edge,
            serde_json::json!({ "message": format!("bad: {key}") }).to_string(),
            r#"{"message":"c\u0061nary-on-the-edge"}"#.to_owned(),
        ] {
            let shown = shown(&body, &redactor).concat();
            assert!(!shown.contains("canary") && !shown.contains("cana"), "{shown}");
        }
    }
}
