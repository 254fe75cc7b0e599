//! Media types: one for each body.

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::{each_operation, formats};
use crate::apis::Api;

/// The mark this generator puts on an operation whose body has another media type than its form suggests.
pub const MEDIA: &str = "x-media";

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

/// Keeps the JSON of a body that can be several things, and takes for bytes what is neither JSON nor text. An answer in
/// several texts stays: the caller chooses.
pub fn take_one(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    each_operation(document, &mut |_, operation| {
        if let Some(Value::Object(content)) = operation.get_mut("requestBody").and_then(|it| it.get_mut("content")) {
            let before = content.clone();
            let media = take_sent(content)?;
            count += usize::from(*content != before);
            if let Some(media) = media {
                operation.insert(MEDIA.to_owned(), json!(media));
            }
        }
        for (_, response) in operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(Value::Object(content)) = response.get_mut("content") {
                let before = content.clone();
                take_received(content);
                count += usize::from(*content != before);
            }
        }
        Ok(())
    })?;
    Ok(count)
}

/// Leaves one form that the generator can send; returns the media type to declare it as, if that is another.
fn take_sent(content: &mut Map<String, Value>) -> Result<Option<String>> {
    let Some((media, mut body)) = preferred(content) else { return Ok(None) };
    if let Some(body) = body.as_object_mut() {
        body.shift_remove("encoding");
    }
    let form = match essence(&media) {
        "application/x-www-form-urlencoded" => media.clone(),
        "multipart/form-data" => bail!("a body of parts (`{media}`) cannot be generated"),
        "text/plain" => {
            body = json!({"schema": {"type": "string"}});
            media.clone()
        }
        other if is_json(other) => JSON.to_owned(),
        _ => {
            body = json!({"schema": {"type": "string", "format": "binary"}});
            BYTES.to_owned()
        }
    };
    let other = (form != media && essence(&media) != form && !media.contains('*')).then_some(media);
    *content = Map::from_iter([(form, with_schema(body))]);
    Ok(other)
}

fn take_received(content: &mut Map<String, Value>) {
    if content.keys().all(|media| formats::is_text(media)) {
        return;
    }
    if let Some((media, body)) = preferred(content) {
        let is_json = is_json(essence(&media));
        let kept = if is_json { (JSON.to_owned(), with_schema(body)) } else { (media, body) };
        *content = Map::from_iter([kept]);
    }
}

/// Plain JSON before JSON of a kind, and that before anything else.
fn preferred(content: &Map<String, Value>) -> Option<(String, Value)> {
    let rank = |media: &str| match essence(media) {
        JSON => 0,
        other if is_json(other) => 1,
        _ => 2,
    };
    content.iter().min_by_key(|(media, _)| rank(media)).map(|(media, body)| (media.clone(), body.clone()))
}

/// A media type without its parameters.
fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
}

fn is_json(essence: &str) -> bool {
    essence == JSON || essence.ends_with("+json")
}

/// Without a schema, it is any JSON.
fn with_schema(mut body: Value) -> Value {
    if body.get("schema").is_none() {
        body["schema"] = json!({});
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(media: &[&str]) -> Map<String, Value> {
        media.iter().map(|media| ((*media).to_owned(), json!({"schema": {"title": media}}))).collect()
    }

    #[test]
    fn a_request_has_one_body_and_keeps_its_media_type() {
        for (media, form, schema, declared) in [
            (
                &["application/vnd.x.v1+json", "application/json", "application/octet-stream"][..],
                JSON,
                "application/json",
                None,
            ),
            (&["application/json; charset=utf-8"], JSON, "application/json; charset=utf-8", None),
            (
                &["application/json-patch+json"],
                JSON,
                "application/json-patch+json",
                Some("application/json-patch+json"),
            ),
            (&["image/*"], BYTES, "", None),
            (&["image/png"], BYTES, "", Some("image/png")),
            (&["application/octet-stream"], BYTES, "", None),
            (&["text/plain"], "text/plain", "", None),
            (
                &["application/x-www-form-urlencoded"],
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded",
                None,
            ),
        ] {
            let mut content = bodies(media);
            assert_eq!(take_sent(&mut content).unwrap().as_deref(), declared, "{media:?}");
            assert_eq!(content.len(), 1, "{media:?}");
            assert_eq!(content[form]["schema"]["title"].as_str().unwrap_or_default(), schema, "{media:?}");
        }
        assert!(take_sent(&mut bodies(&["multipart/form-data"])).is_err());
    }

    #[test]
    fn an_answer_is_json_if_it_can_be_and_texts_are_chosen_among() {
        for (media, kept) in [
            (&["application/vnd.x.v1+json", "application/json; qs=0.5"][..], &["application/json"][..]),
            (&["application/problem+json"], &["application/json"]),
            (&["image/*", "text/plain"], &["image/*"]),
            (&["text/plain", "text/csv"], &["text/plain", "text/csv"]),
        ] {
            let mut content = bodies(media);
            take_received(&mut content);
            assert_eq!(content.keys().collect::<Vec<_>>(), kept);
        }
        let mut content = Map::from_iter([(JSON.to_owned(), json!({}))]);
        take_received(&mut content);
        assert_eq!(content[JSON], json!({"schema": {}}));
    }
}
