//! Texts that the server writes in several formats.

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::each_operation;
use crate::apis::Api;

/// The mark this generator puts on an operation that answers with text.
pub const TEXT: &str = "x-text";

/// Where an answer is text, the caller names the format in the header `Accept`; the answer is read as a whole.
pub fn let_callers_choose(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    each_operation(document, &mut |_, operation| {
        let formats = formats(operation);
        if formats.is_empty() || !formats.iter().all(|format| is_text(format)) {
            return Ok(());
        }
        operation.insert(TEXT.to_owned(), json!(true));
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        parameters.as_array_mut().context("the parameters are no list")?.push(json!({
            "name": "accept",
            "in": "header",
            "required": true,
            "schema": {"description": "Formats of a text.", "type": "string", "enum": formats},
        }));
        count += 1;
        Ok(())
    })?;
    Ok(count)
}

/// The media types of an answer.
fn formats(operation: &Map<String, Value>) -> Vec<String> {
    let responses = operation.get("responses").and_then(Value::as_object);
    let contents = responses.into_iter().flat_map(|responses| responses.values()).filter_map(|it| it.get("content"));
    contents.filter_map(Value::as_object).flat_map(|content| content.keys().cloned()).collect()
}

/// Text by its name or by the one format of metrics that is called an application's.
pub fn is_text(format: &str) -> bool {
    format.starts_with("text/") || format.starts_with("application/openmetrics-text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(content: Value) -> Value {
        let mut document = json!({"paths": {"/a": {"get": {"responses": {"2XX": {"content": content}}}}}});
        let_callers_choose(&mut document, &Api::default()).unwrap();
        document["paths"]["/a"]["get"]["parameters"][0]["schema"]["enum"].clone()
    }

    #[test]
    fn callers_choose_among_texts_only() {
        let texts = json!({"text/plain;version=1": {}, "application/openmetrics-text": {}});
        assert_eq!(accepted(texts), json!(["text/plain;version=1", "application/openmetrics-text"]));
        for content in [json!({"application/json": {}}), json!({"text/plain": {}, "application/json": {}}), json!({})] {
            assert_eq!(accepted(content), Value::Null);
        }
    }
}
