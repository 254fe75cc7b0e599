//! What the texts of a body must be like; each rule tells what is wrong.

pub(crate) type Rule = fn(&str) -> Option<String>;

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

pub(crate) fn environment(text: &str) -> Option<String> {
    text.is_empty().then(|| "must not be empty".to_owned()).or_else(|| longer_than(text, 255))
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
pub(crate) fn setting_name(text: &str) -> Option<String> {
    let fine = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_+.-".contains(c));
    (!fine).then(|| "may hold letters, digits and _+.- only".to_owned()).or_else(|| longer_than(text, 150))
}

/// Semantic version, a `v` in front of it allowed, at most 60 characters.
pub(crate) fn version(text: &str) -> Option<String> {
    let (rest, build) = split(text.strip_prefix('v').unwrap_or(text), '+');
    let (core, before) = split(rest, '-');
    let fine = core.split('.').count() == 3
        && core.split('.').all(number)
        && before.is_none_or(|parts| parts.split('.').all(|part| identifier(part) && (!digits(part) || number(part))))
        && build.is_none_or(|parts| parts.split('.').all(identifier));
    (!fine).then(|| "is not a semantic version".to_owned()).or_else(|| longer_than(text, 60))
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str) -> bool {
    digits(text) && (text == "0" || !text.starts_with('0'))
}

fn identifier(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
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
            (
                version,
                &["1.2.3".into(), "v0.0.1".into(), "1.0.0-rc.1+build.007".into(), "1.0.0+a-b".into()],
                &[
                    "1.2".into(),
                    "1.2.3.4".into(),
                    "01.2.3".into(),
                    "1.2.3-01".into(),
                    "1.2.3+".into(),
                    "1.2.3-a..b".into(),
                    "1.2.x".into(),
                    String::new(),
                    format!("1.0.0-{}", long(60)),
                ],
            ),
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
