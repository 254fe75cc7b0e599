use std::path::{Component, Path};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::message;
use crate::desired::validate::{Finding, Rule, Validated};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One run with all rules, and a result for each finding.
pub(super) fn text(validated: &Validated, program: &str, version: &str) -> String {
    let rule = |rule: &Rule| json!({"id": rule.id(), "shortDescription": {"text": rule.description()}});
    let rules: Vec<_> = Rule::ALL.iter().map(rule).collect();
    let results: Vec<_> = validated.findings.iter().map(result).collect();
    let driver = json!({"name": program, "version": version, "rules": rules});
    let run = json!({"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results});
    let log = json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]});
    format!("{log:#}\n")
}

fn result(finding: &Finding) -> Value {
    let recommended = match finding.recommended.as_slice() {
        [] => String::new(),
        some => format!(" (recommended: {})", some.join(", ")),
    };
    let of = finding.connector.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    let mut result = json!({
        "ruleId": finding.rule.id(),
        "ruleIndex": Rule::ALL.iter().position(|rule| *rule == finding.rule),
        "level": finding.level.as_str(),
        "message": {"text": plain(&format!("{of}{}{recommended}", message(finding)))},
    });
    if let Some(file) = &finding.file {
        let mut place = json!({"artifactLocation": {"uri": uri(file)}});
        if let Some(at) = finding.place {
            place["region"] = json!({"startLine": at.line, "startColumn": at.column});
        }
        result["locations"] = json!([{"physicalLocation": place}]);
    }
    result
}

/// What looks like a link in a text is none, and what looks like a placeholder neither.
fn plain(text: &str) -> String {
    text.replace("](", "] (").replace('{', "{{").replace('}', "}}")
}

/// What cannot stand in the path of a URI.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\\')
    .add(b':');

/// A path as a URI, from the current folder on where it is not absolute.
fn uri(path: &Path) -> String {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::RootDir => parts.push("file://".to_owned()),
            Component::CurDir => {}
            other => {
                parts.push(utf8_percent_encode(&other.as_os_str().to_string_lossy(), IN_PATH).to_string());
            }
        }
    }
    parts.join("/")
}
