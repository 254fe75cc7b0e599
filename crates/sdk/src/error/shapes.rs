//! What a server's refusal says, whatever form it has.

use ccloud_connect_api::runtime::LARGEST_REFUSAL;
use ccloud_connect_secret::Redactor;
use http::HeaderMap;
use serde_json::Value;

use super::answer::ServerMessage;
use crate::{gzip, printable};

/// Plain text bodies are cut to this many characters.
const PLAIN_TEXT: usize = 300;

/// The shapes of an error body, in the order they are read. The documents promise several, and live answers hold more
/// than they promise.
const SHAPES: &[fn(&Value) -> Vec<ServerMessage>] = &[error_list, nested_error, flat_message, error_text, bare_text];

/// Every message in a body, in its order. Known secrets are taken out first: what is trimmed or cut could no longer be
/// recognised.
pub(super) fn messages(body: &str, headers: &HeaderMap, redactor: &Redactor) -> Vec<ServerMessage> {
    let told = match serde_json::from_str::<Value>(body) {
        Ok(json) => in_any_shape(&scrubbed(&json, redactor)),
        Err(_) => plain_text(&redactor.scrub(body), headers),
    };
    if told.is_empty() { challenge(headers, redactor).into_iter().collect() } else { told }
}

/// Some bodies have several shapes at once; what one has told, a later one need not repeat.
fn in_any_shape(json: &Value) -> Vec<ServerMessage> {
    let mut told: Vec<ServerMessage> = Vec::new();
    for shape in SHAPES {
        let mut more = shape(json);
        more.retain(|new| {
            !told.iter().any(|old| old.message == new.message || old.code.as_ref() == Some(&new.message))
        });
        told.append(&mut more);
    }
    told
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

/// The body as text.
pub(crate) fn text(body: &[u8]) -> String {
    let unzipped = gzip::unzipped(body, LARGEST_REFUSAL);
    String::from_utf8_lossy(unzipped.as_deref().unwrap_or(body)).into_owned()
}

/// `{"errors": [{"detail" | "message" | "title", "code", "source": {…}, "details": […], "resolution"}]}`
fn error_list(json: &Value) -> Vec<ServerMessage> {
    entries(json.get("errors")).iter().flat_map(list_entry).collect()
}

fn list_entry(entry: &Value) -> Vec<ServerMessage> {
    let mut texts = Vec::new();
    let own = ["detail", "message"].iter().filter_map(|key| words(entry.get(key)?));
    let details = entries(entry.get("details")).iter().filter_map(|detail| text_of(detail, &["detail", "message"]));
    for text in words(entry).into_iter().chain(own).chain(details) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    if texts.is_empty() {
        texts.extend(first(entry, &["title", "code", "status"]));
    }
    let message = |message| ServerMessage {
        message,
        code: entry.get("code").and_then(words),
        pointer: entry.pointer("/source/pointer").and_then(words),
        parameter: entry.pointer("/source/parameter").and_then(words),
        resolution: entry.get("resolution").and_then(words),
        id: entry.get("id").and_then(words),
    };
    texts.into_iter().map(message).collect()
}

/// The items of a list; what is none is the only item.
fn entries(list: Option<&Value>) -> &[Value] {
    match list {
        Some(Value::Array(items)) => items,
        Some(only) if !only.is_null() => std::slice::from_ref(only),
        _ => &[],
    }
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

/// What the header of a 401 says: `Basic error="…", error_description="…"`.
fn challenge(headers: &HeaderMap, redactor: &Redactor) -> Option<ServerMessage> {
    let challenge = redactor.scrub(headers.get(http::header::WWW_AUTHENTICATE)?.to_str().ok()?);
    let message = parameter(&challenge, "error_description=\"").filter(|text| !text.trim().is_empty())?;
    Some(ServerMessage { message, code: parameter(&challenge, "error=\""), ..ServerMessage::default() })
}

/// A quoted text of a header, which begins after this.
fn parameter(header: &str, start: &str) -> Option<String> {
    let (_, quoted) = header.split_once(start)?;
    let mut text = String::new();
    let mut rest = quoted.chars();
    while let Some(next) = rest.next().filter(|next| *next != '"') {
        text.extend(if next == '\\' { rest.next() } else { Some(next) });
    }
    Some(text)
}

/// The title of a page, or the beginning of a text. Anything else says nothing to a person.
fn plain_text(body: &str, headers: &HeaderMap) -> Vec<ServerMessage> {
    let kind = headers.get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    // Bytes that are no text at all.
    if body.contains('\0') {
        return Vec::new();
    }
    let html = kind.is_some_and(|kind| kind.contains("html")) || body.trim_start().starts_with('<');
    let text = if html { title(body) } else { body };
    let text = printable::beginning(text, PLAIN_TEXT);
    if text.is_empty() { Vec::new() } else { vec![ServerMessage { message: text, ..ServerMessage::default() }] }
}

fn title(page: &str) -> &str {
    let after = page.split_once("<title>").map_or("", |(_, rest)| rest);
    after.split_once("</title>").map_or("", |(title, _)| title)
}

fn text_of(json: &Value, keys: &[&str]) -> Option<String> {
    words(json).or_else(|| first(json, keys))
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
            (
                r#"{"errors":[{"detail":"one","message":"two","title":"t"}],"message":"three"}"#,
                &["one", "two", "three"],
            ),
            (r#"{"errors":[{"detail":"one"}],"error":{"code":1,"message":"two"},"message":"one"}"#, &["one", "two|1"]),
            (r#"{"errors":{"code":"C","details":["one",{"message":"two"},7,{}]}}"#, &["one|C", "two|C", "7|C"]),
            (r#"{"errors":null,"error":"why"}"#, &["why"]),
            ("\u{1f}\u{fffd}\u{8}\0broken gzip", &[]),
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
