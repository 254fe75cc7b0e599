//! Bodies of plugin requests, with every violation found before any is told.

use serde_json::{Map, Value};

use crate::failure::Problem;

/// Members of a body, read one by one; what is wrong with them gathers in `problems`.
pub(crate) struct Body<'a> {
    members: &'a Map<String, Value>,
    pub(crate) problems: Vec<Problem>,
}

type Rule = fn(&str) -> Option<String>;

impl<'a> Body<'a> {
    pub(crate) fn new(members: &'a Map<String, Value>) -> Self {
        Self { members, problems: Vec::new() }
    }

    /// A text member, if it is there and keeps its rule.
    pub(crate) fn text(&mut self, name: &str, rule: Rule) -> Option<String> {
        let text = match self.members.get(name)? {
            Value::Null => return None,
            Value::String(text) => text,
            _ => return self.refuse(format!("/{name}"), format!("{name} must be a string")),
        };
        match rule(text) {
            Some(problem) => self.refuse(format!("/{name}"), format!("{name} {problem}")),
            None => Some(text.clone()),
        }
    }

    /// A text member that must be there.
    pub(crate) fn required(&mut self, name: &str, rule: Rule) -> Option<String> {
        if self.members.get(name).is_none_or(Value::is_null) {
            return self.refuse(format!("/{name}"), format!("{name} is required"));
        }
        self.text(name, rule)
    }

    /// The names of settings to hide.
    pub(crate) fn sensitive(&mut self) -> Option<Vec<String>> {
        let name = "sensitive_config_properties";
        let list = match self.members.get(name)? {
            Value::Null => return None,
            Value::Array(list) => list,
            _ => return self.refuse(format!("/{name}"), format!("{name} must be a list of strings")),
        };
        let mut names = Vec::new();
        for (index, entry) in list.iter().enumerate() {
            let pointer = format!("/{name}/{index}");
            match entry.as_str().map(|text| (text, setting_name(text))) {
                Some((text, None)) => names.push(text.to_owned()),
                Some((_, Some(problem))) => {
                    self.problems.push(Problem::at(pointer, format!("a sensitive setting {problem}")));
                }
                None => self.problems.push(Problem::at(pointer, "a sensitive setting must be a string")),
            }
        }
        Some(names)
    }

    /// The id of the upload that holds the archive; nothing when the member is absent or blank.
    pub(crate) fn upload_id(&mut self) -> Option<String> {
        let source = self.members.get("upload_source").filter(|source| !source.is_null())?;
        let id = source["upload_id"].as_str().unwrap_or_default();
        if id.is_empty() {
            return None;
        }
        if source["location"].as_str() != Some("PRESIGNED_URL_LOCATION") {
            return self
                .refuse("/upload_source/location".to_owned(), "location must be PRESIGNED_URL_LOCATION".to_owned());
        }
        Some(id.to_owned())
    }

    /// Notes that a member that never changes would be changed.
    pub(crate) fn unchanged(&mut self, name: &str, current: &str) {
        let differs = |value: &Value| !value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(current));
        if self.members.get(name).is_some_and(|value| !value.is_null() && differs(value)) {
            self.problems.push(Problem::at(format!("/{name}"), format!("{name} cannot be changed")));
        }
    }

    pub(crate) fn refuse<T>(&mut self, pointer: String, detail: String) -> Option<T> {
        self.problems.push(Problem::at(pointer, detail));
        None
    }
}

fn longer_than(text: &str, most: usize) -> Option<String> {
    (text.chars().count() > most).then(|| format!("is longer than {most} characters"))
}

pub(crate) fn display_name(text: &str) -> Option<String> {
    text.trim().is_empty().then(|| "must not be empty".to_owned()).or_else(|| longer_than(text, 60))
}

pub(crate) fn description(text: &str) -> Option<String> {
    longer_than(text, 256)
}

/// `^$|^(http://|https://).+`, at most 512 characters.
pub(crate) fn documentation_link(text: &str) -> Option<String> {
    let address = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let fine = text.is_empty() || address.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('\n'));
    (!fine).then(|| "must be empty or begin with http:// or https://".to_owned()).or_else(|| longer_than(text, 512))
}

/// Java identifiers with dots between them, at most 150 characters.
pub(crate) fn connector_class(text: &str) -> Option<String> {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
    };
    (!text.split('.').all(part))
        .then(|| "is not the name of a Java class".to_owned())
        .or_else(|| longer_than(text, 150))
}

pub(crate) fn connector_type(text: &str) -> Option<String> {
    one_of(text, &["SOURCE", "SINK"])
}

pub(crate) fn cloud(text: &str) -> Option<String> {
    one_of(text, &["AWS", "GCP", "AZURE"])
}

pub(crate) fn content_format(text: &str) -> Option<String> {
    one_of(text, &["JAR", "ZIP"])
}

pub(crate) fn runtime_language(text: &str) -> Option<String> {
    one_of(text, &["JAVA", "PYTHON"])
}

/// `^[\w\+\.-]+$`, at most 150 characters.
fn setting_name(text: &str) -> Option<String> {
    let fine = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_+.-".contains(c));
    (!fine).then(|| "may hold letters, digits and _+.- only".to_owned()).or_else(|| longer_than(text, 150))
}

/// Words are taken in any case, as clients send archive formats in small letters.
fn one_of(text: &str, words: &[&str]) -> Option<String> {
    let known = words.iter().any(|word| word.eq_ignore_ascii_case(text));
    (!known).then(|| format!("must be one of {}", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_the_patterns_and_lengths_of_the_document() {
        let long = |count: usize| "a".repeat(count);
        let cases: &[(Rule, &[String], &[String])] = &[
            (display_name, &[long(60), "é".repeat(60)], &[long(61), String::new(), " ".into()]),
            (description, &[String::new(), long(256)], &[long(257)]),
            (
                documentation_link,
                &[String::new(), "http://x".into(), "https://x.y/z".into()],
                &["https://".into(), "ftp://x".into(), "x".into(), format!("https://{}", long(512))],
            ),
            (
                connector_class,
                &["A".into(), "a.b.C$D_1".into(), long(150)],
                &[String::new(), "a..b".into(), "1a".into(), "a.1".into(), "a-b".into(), ".a".into(), long(151)],
            ),
            (connector_type, &["SOURCE".into(), "sink".into()], &["both".into(), String::new()]),
            (setting_name, &["a.b-c_d+e".into(), long(150)], &[String::new(), "a b".into(), "é".into(), long(151)]),
        ];
        for (rule, right, wrong) in cases {
            for text in *right {
                assert_eq!(rule(text), None, "{text}");
            }
            for text in *wrong {
                assert!(rule(text).is_some(), "{text}");
            }
        }
    }
}
