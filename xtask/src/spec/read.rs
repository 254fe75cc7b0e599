//! Reading a document that someone hands over: whatever is wrong with it is told once, with line or pointer.

use std::io::Read;
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};
use openapiv3::{OpenAPI, PathItem};
use serde_json::Value;

use crate::{document, yaml};

/// The document in a file, behind a URL, or on standard input for `-`.
pub fn from(file: &str) -> Result<Value> {
    let (name, bytes) = bytes(file)?;
    parse(&name, &bytes)
}

/// What the file is called in errors, and its bytes.
pub fn bytes(file: &str) -> Result<(String, Vec<u8>)> {
    if file == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
        return Ok(("standard input".to_owned(), bytes));
    }
    if let Some((_, place)) = file.split_once("://") {
        // Credentials may stand before the host and behind the path.
        let place = place.split(['?', '#']).next().unwrap_or_default();
        let name = place.rsplit('@').next().unwrap_or_default();
        return Ok((name.to_owned(), fetched(file).with_context(|| name.to_owned())?));
    }
    let bytes = std::fs::read(file).with_context(|| file.to_owned())?;
    Ok((file.to_owned(), bytes))
}

/// What is behind a URL. curl knows the proxies and certificates of whoever runs it.
fn fetched(url: &str) -> Result<Vec<u8>> {
    let options = ["--fail", "--silent", "--show-error", "--location", "--proto", "=http,https", "--max-time", "120"];
    let output = Command::new("curl").args(options).args(["--", url]).output().context("curl cannot be run")?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", told.lines().next().unwrap_or("curl does not say why"));
    Ok(output.stdout)
}

/// The document in these bytes, YAML or JSON, once it is known to be OpenAPI 3.0 and to hold what it refers to.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Value> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        anyhow!("{file}:{line}: not UTF-8")
    })?;
    let value = yaml::parse(file, text)?;
    document::check(&value).with_context(|| file.to_owned())?;
    // Path by path first: of the whole, the reader of OpenAPI does not tell which it was.
    for (path, item) in value["paths"].as_object().into_iter().flatten().filter(|(path, _)| path.starts_with('/')) {
        let at = format!("/paths/{}", yaml::token(path));
        yaml::typed::<PathItem>(item, &at, "OpenAPI 3.0").with_context(|| file.to_owned())?;
    }
    yaml::typed::<OpenAPI>(&value, "", "OpenAPI 3.0").with_context(|| file.to_owned())?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_document_is_told_with_line_or_pointer() {
        let head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";
        let cases = [
            ("a: [1\nb: 2\n".to_owned(), "x.yaml:2:"),
            ("a: 1\n".to_owned(), "x.yaml: not an OpenAPI document"),
            ("[]".to_owned(), "x.yaml: not an OpenAPI document"),
            ("swagger: '2.0'\npaths: {}\n".to_owned(), "x.yaml: not an OpenAPI document"),
            ("openapi: 3.1.0\npaths: {}\n".to_owned(), "x.yaml: /openapi: version"),
            ("openapi: 3.1\npaths: {}\n".to_owned(), "x.yaml: /openapi: version"),
            (head.to_owned(), "x.yaml: not an OpenAPI document: `/paths`"),
            (
                format!(
                    "{head}paths:\n  /a/b:\n    get: {{responses: {{200: {{$ref: '#/components/responses/B'}}}}}}\n"
                ),
                "x.yaml: /paths/~1a~1b/get/responses/200/$ref: `#/components/responses/B` leads nowhere",
            ),
            (
                format!("{head}paths: {{}}\ncomponents: {{schemas: {{A: {{items: {{$ref: other.yaml}}}}}}}}\n"),
                "x.yaml: /components/schemas/A/items/$ref: `other.yaml` leads nowhere",
            ),
            (
                format!("{head}paths: {{/a: {{get: {{responses: 5}}}}}}\n"),
                "x.yaml: /paths/~1a/get/responses: not as OpenAPI 3.0 has it",
            ),
        ];
        for (text, expected) in cases {
            let error = format!("{:#}", parse("x.yaml", text.as_bytes()).unwrap_err());
            assert!(error.starts_with(expected) && error.lines().count() == 1, "{error}");
        }
        assert_eq!(parse("x.yaml", b"a: 1\nb: \xff\n").unwrap_err().to_string(), "x.yaml:2: not UTF-8");
        assert!(parse("x.yaml", format!("{head}paths: {{}}\n").as_bytes()).is_ok());
        let example = format!("{head}paths: {{}}\ncomponents: {{schemas: {{A: {{example: {{$ref: 'no'}}}}}}}}\n");
        assert!(parse("x.yaml", example.as_bytes()).is_ok(), "an example refers to nothing");
    }
}
