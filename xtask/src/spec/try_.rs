//! Foreign documents: does the generator take them, does the compiler take what it makes of them?

use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use super::scratch::{MODULE, Scratch};
use super::{BAD_FILE, read};
use crate::apis::Api;
use crate::code::{self, Code, Matches};
use crate::emit;

/// What became of a document.
struct Tried {
    /// Lines of the client, as far as there is one.
    lines: Option<usize>,
    took: Duration,
    outcome: Outcome,
}

enum Outcome {
    Done,
    /// It is no document that could be tried.
    Unusable(anyhow::Error),
    /// The generator or the compiler does not take it.
    Failed(anyhow::Error),
}

/// Tries every document and tells what became of it, as soon as it is known.
pub fn run(root: &Path, files: &[String], compile: bool) -> Result<ExitCode> {
    let scratch = if compile { Some(Scratch::new(root)?) } else { None };
    let width = files.iter().map(String::len).max().unwrap_or_default();
    let (mut unusable, mut failed) = (0, 0);
    println!("{:width$}  {:12}  {:>6}  {:>7}", "DOCUMENT", "RESULT", "LINES", "SECONDS");
    for file in files {
        let Tried { lines, took, outcome } = attempt(file, scratch.as_ref());
        let result = match (&outcome, lines) {
            (Outcome::Done, _) if compile => "compiled",
            (Outcome::Done, _) => "generated",
            (Outcome::Unusable(_), _) => "unusable",
            (Outcome::Failed(_), Some(_)) => "not compiled",
            (Outcome::Failed(_), None) => "failed",
        };
        let lines = lines.map_or_else(|| "-".to_owned(), |lines| lines.to_string());
        println!("{file:width$}  {result:12}  {lines:>6}  {:>7.1}", took.as_secs_f32());
        let (count, error) = match outcome {
            Outcome::Done => continue,
            Outcome::Unusable(error) => (&mut unusable, error),
            Outcome::Failed(error) => (&mut failed, error),
        };
        *count += 1;
        eprintln!("error: {error:#}");
    }
    let done = files.len() - failed - unusable;
    println!("{done} of {} {}", files.len(), if compile { "compiled" } else { "generated" });
    Ok(match (unusable, failed) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::FAILURE,
        _ => ExitCode::from(BAD_FILE),
    })
}

fn attempt(file: &str, scratch: Option<&Scratch>) -> Tried {
    let start = Instant::now();
    let mut lines = None;
    let outcome = match read::from(file) {
        Err(error) => Outcome::Unusable(error),
        Ok(document) => match made(file, document, scratch, &mut lines) {
            Ok(()) => Outcome::Done,
            Err(error) => Outcome::Failed(error),
        },
    };
    Tried { lines, took: start.elapsed(), outcome }
}

/// Makes client and mocks, and compiles the client.
fn made(file: &str, document: Value, scratch: Option<&Scratch>, lines: &mut Option<usize>) -> Result<()> {
    let code = unpanicked(|| generated(document)).with_context(|| file.to_owned())?;
    let client = emit::print(&code.client);
    *lines = Some(client.lines().count());
    scratch.map_or(Ok(()), |scratch| scratch.compile(&client)).with_context(|| file.to_owned())
}

fn generated(document: Value) -> Result<Code> {
    let api = Api { module: MODULE.to_owned(), ..Api::foreign() };
    code::of(&api, document, &mut Matches::default())
}

/// The generator panics at some documents; one must not keep the others from being tried.
pub fn unpanicked<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    panic::set_hook(hook);
    result.unwrap_or_else(|payload| {
        let told = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
        Err(anyhow!("the generator panics: {}", told.unwrap_or("without a word")))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A document with one operation that has these parts.
    fn document(operation: Value) -> Value {
        json!({"openapi": "3.0.0", "info": {"title": "T", "version": "1"},
        "paths": {"/things/{id}": {"post": operation, "parameters": [
            {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}]}},
        "components": {"schemas": {
            "Tree": {"type": "object", "properties": {"left": {"$ref": "#/components/schemas/Tree"}}},
            "tree": {"type": "object", "properties": {"height": {"type": "integer"}}},
            "Cat": {"type": "object", "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
            "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Tree"}],
                "discriminator": {"propertyName": "kind", "mapping": {"CAT": "#/components/schemas/Cat"}}}}}})
    }

    fn answer(media: &str, schema: &Value) -> Value {
        json!({"200": {"description": "d", "content": {media: {"schema": schema}}}, "400": {"description": "e"}})
    }

    #[test]
    fn whatever_confluent_writes_is_generated() {
        let named = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let json = "application/json";
        let none = json!({"204": {"description": "d"}});
        let deep = json!({"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "array",
            "items": {"type": "object", "properties": {"c": {"type": "string", "enum": ["x", "Other"]}}}}}}}});
        let body =
            |media: &str| json!({"requestBody": {"content": {media: {"schema": named("Cat")}}}, "responses": none});
        let parameter = |parameter: Value| json!({"parameters": [parameter], "responses": none});
        let list = json!({"type": "array", "items": {"type": "string"}});
        for (operation, told) in [
            (json!({"responses": answer(json, &named("Tree"))}), "fn post_things_by_id"),
            (json!({"responses": answer("application/vnd.x+json; qs=0.5", &named("tree"))}), "Response<types::Tree2>"),
            (json!({"responses": answer("image/*", &json!({"type": "string"}))}), "ByteStream"),
            (json!({"responses": answer(json, &named("Pet"))}), "pub lives"),
            (json!({"responses": answer(json, &deep)}), "OtherWord = \"Other\""),
            (json!({"responses": answer(json, &json!({"type": "string", "format": "uuid"}))}), "String"),
            (body("application/json-patch+json"), "\"application/json-patch+json\""),
            (body("application/x-www-form-urlencoded"), ".form(&Wire(&body))"),
            (body("image/png"), "\"image/png\""),
            (parameter(json!({"name": "Org-Id", "in": "header", "schema": {"type": "string"}})), "\"Org-Id\""),
            (parameter(json!({"name": "sort", "in": "query", "schema": list})), "runtime::repeated(\"sort\""),
            (
                parameter(json!({"name": "sort", "in": "query", "schema": list, "explode": false})),
                "query(&[(\"sort\", &sort)])",
            ),
        ] {
            let code = generated(document(operation.clone())).unwrap_or_else(|error| panic!("{operation}: {error:#}"));
            assert!(emit::print(&code.client).contains(told), "{told} not in what is made of {operation}");
        }
    }

    #[test]
    fn a_panic_of_the_generator_is_an_error() {
        let told = unpanicked::<()>(|| panic!("of {}", "it")).unwrap_err().to_string();
        assert_eq!(told, "the generator panics: of it");
    }
}
