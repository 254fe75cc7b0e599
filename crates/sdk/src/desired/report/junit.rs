use std::collections::BTreeMap;

use super::{count, message};
use crate::desired::validate::{Finding, Level, Validated};

/// Errors fail the test case of their connector, warnings stand in its output.
pub(super) fn text(validated: &Validated) -> String {
    let mut cases: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for name in &validated.connectors {
        cases.entry(name).or_default();
    }
    for finding in &validated.findings {
        let file = finding.file.as_deref().and_then(|file| file.to_str()).unwrap_or("connector files");
        cases.entry(finding.connector.as_deref().unwrap_or(file)).or_default().push(finding);
    }
    let failed = cases.values().filter(|found| found.iter().any(|finding| is_error(finding))).count();
    let body: String = cases.iter().map(|(name, found)| case(name, found)).collect();
    let counts = format!("tests=\"{}\" failures=\"{failed}\"", cases.len());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite name=\"cconnect validate\" {counts}>\n\
         {body}  </testsuite>\n</testsuites>\n"
    )
}

fn is_error(finding: &Finding) -> bool {
    finding.level == Level::Error
}

fn case(name: &str, found: &[&Finding]) -> String {
    let file = found.iter().find_map(|finding| finding.file.as_deref()).map(|file| file.display().to_string());
    let file = file.map(|file| format!(" file=\"{}\"", escaped(&file))).unwrap_or_default();
    let (errors, warnings): (Vec<_>, Vec<_>) = found.iter().copied().partition(|finding| is_error(finding));
    let failure = match errors.as_slice() {
        [] => String::new(),
        [one] => failure(&message(one), &errors),
        several => failure(&count(several.len(), "error"), &errors),
    };
    let out = match warnings.as_slice() {
        [] => String::new(),
        some => format!("      <system-out>{}</system-out>\n", escaped(&lines(some))),
    };
    format!("    <testcase name=\"{}\" classname=\"connector\"{file}>\n{failure}{out}    </testcase>\n", escaped(name))
}

fn failure(message: &str, found: &[&Finding]) -> String {
    let kind = found.first().map_or("", |finding| finding.rule.id());
    let (message, lines) = (escaped(message), escaped(&lines(found)));
    format!("      <failure type=\"{kind}\" message=\"{message}\">{lines}</failure>\n")
}

fn lines(found: &[&Finding]) -> String {
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A text in XML, in which some characters cannot stand at all.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\n' | '\t' => escaped.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            letter => escaped.push(letter),
        }
    }
    escaped
}
