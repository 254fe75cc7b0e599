//! Foreign documents: does the generator take them, does the compiler take what it makes of them?

use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use super::read;
use super::scratch::Scratch;
use crate::apis::Api;
use crate::code::{self, Matches};

/// What became of a document.
struct Tried {
    /// Lines of code, as far as there are any.
    lines: Option<usize>,
    took: Duration,
    outcome: Result<()>,
}

/// Tries every document and tells what became of it, as soon as it is known.
pub fn run(root: &Path, files: &[String], compile: bool) -> Result<ExitCode> {
    let scratch = if compile { Some(Scratch::new(root)?) } else { None };
    let width = files.iter().map(String::len).max().unwrap_or_default();
    let mut failed = 0;
    println!("{:width$}  {:12}  {:>6}  {:>7}", "DOCUMENT", "RESULT", "LINES", "SECONDS");
    for file in files {
        let tried = attempt(file, scratch.as_ref());
        let result = match (&tried.outcome, tried.lines) {
            (Ok(()), _) if compile => "compiled",
            (Ok(()), _) => "generated",
            (Err(_), Some(_)) => "not compiled",
            (Err(_), None) => "failed",
        };
        let lines = tried.lines.map_or_else(|| "-".to_owned(), |lines| lines.to_string());
        println!("{file:width$}  {result:12}  {lines:>6}  {:>7.1}", tried.took.as_secs_f32());
        if let Err(error) = tried.outcome {
            failed += 1;
            eprintln!("error: {error:#}");
        }
    }
    println!("{} of {} {}", files.len() - failed, files.len(), if compile { "compiled" } else { "generated" });
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn attempt(file: &str, scratch: Option<&Scratch>) -> Tried {
    let start = Instant::now();
    let code = generated(file);
    let lines = code.as_ref().ok().map(|code| code.lines().count());
    let outcome = match (code, scratch) {
        (Ok(code), Some(scratch)) => scratch.compile(&code).with_context(|| file.to_owned()),
        (code, _) => code.map(drop),
    };
    Tried { lines, took: start.elapsed(), outcome }
}

fn generated(file: &str) -> Result<String> {
    let document = read::from(file)?;
    unpanicked(|| client(document)).with_context(|| file.to_owned())
}

fn client(document: Value) -> Result<String> {
    let mut matches = Matches::default();
    let (document, facts) = code::adapted(&Api::foreign(), document, &mut matches)?;
    code::client(&document, &facts, &mut matches)
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
            let code = client(document(operation.clone())).unwrap_or_else(|error| panic!("{operation}: {error:#}"));
            assert!(code.contains(told), "{told} not in what is made of {operation}");
        }
    }

    #[test]
    fn a_document_that_is_refused_or_panics_the_generator_is_told_and_keeps_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = |text: &str| {
            let file = folder.path().join("a.yaml");
            std::fs::write(&file, text).unwrap();
            let tried = attempt(&file.to_string_lossy(), None);
            (
                tried.lines,
                tried.outcome.map_err(|error| format!("{error:#}").replace(&*folder.path().to_string_lossy(), "")),
            )
        };
        assert_eq!(file("a: [1\nb: 2\n").1.unwrap_err().split(": ").next(), Some("/a.yaml:2:2"));
        assert_eq!(file("a: 1\n").1.unwrap_err(), "/a.yaml: not an OpenAPI document: `/openapi` is missing");
        let good = document(json!({"responses": {"204": {"description": "d"}}})).to_string();
        assert!(matches!(file(&good), (Some(_), Ok(()))));
        let told = unpanicked::<()>(|| panic!("of {}", "it")).unwrap_err().to_string();
        assert_eq!(told, "the generator panics: of it");
    }
}
