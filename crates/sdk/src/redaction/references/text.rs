use std::fmt;

const VARIABLE: &str = "${env:";
const FILE: &str = "${file:";

/// A part of a setting's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// It stands as it is.
    Literal(&'a str),
    /// It stands for something else.
    Reference(Reference<'a>),
    /// It began as a reference and never ended.
    Unclosed(&'static str),
}

/// What a part stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference<'a> {
    /// `${env:NAME}`
    Variable(&'a str),
    /// `${file:PATH}`
    File(&'a str),
    /// `${file:PATH:KEY}`
    Property { path: &'a str, key: &'a str },
}

impl fmt::Display for Reference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "{VARIABLE}{name}}}"),
            Self::File(path) => write!(f, "{FILE}{path}}}"),
            Self::Property { path, key } => write!(f, "{FILE}{path}:{key}}}"),
        }
    }
}

/// Whether a text has references in it, or escapes of them. What it has not stands as it is.
pub(super) fn concerns(text: &str) -> bool {
    text.contains(VARIABLE) || text.contains(FILE)
}

/// A text as it is written to stand for itself, even if it looks like a reference.
///
/// ```
/// assert_eq!(ccloud_connect::redaction::references::escaped("${env:A} ${topic}"), "$${env:A} ${topic}");
/// ```
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace(VARIABLE, "$${env:").replace(FILE, "$${file:")
}

/// Takes a text apart, from left to right and once: what a reference stands for is not looked into.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((at, begin)) = next(rest) {
        let (before, from) = rest.split_at(at);
        if let Some(before) = before.strip_suffix('$') {
            // `$${env:` stands for `${env:`, and what follows it for itself.
            pieces.extend([Piece::Literal(before), Piece::Literal(begin)]);
            rest = &from[begin.len()..];
            continue;
        }
        pieces.push(Piece::Literal(before));
        // Another `${` tells that the `}` is the one of that.
        let closed = from[begin.len()..].split_once('}').filter(|(inner, _)| !inner.contains("${"));
        let Some((inner, behind)) = closed else {
            pieces.push(Piece::Unclosed(begin));
            rest = "";
            continue;
        };
        pieces.push(Piece::Reference(reference(begin, inner)));
        rest = behind;
    }
    pieces.push(Piece::Literal(rest));
    pieces.retain(|piece| *piece != Piece::Literal(""));
    pieces
}

/// Where the next reference begins, and how.
fn next(text: &str) -> Option<(usize, &'static str)> {
    [VARIABLE, FILE].into_iter().filter_map(|begin| Some((text.find(begin)?, begin))).min()
}

fn reference<'a>(begin: &str, inner: &'a str) -> Reference<'a> {
    if begin == VARIABLE {
        return Reference::Variable(inner);
    }
    match inner.rsplit_once(':') {
        Some((path, key)) if !is_drive(path, key) => Reference::Property { path, key },
        _ => Reference::File(inner),
    }
}

/// Whether the last colon belongs to a drive: `C:\secrets\password`.
fn is_drive(before: &str, behind: &str) -> bool {
    matches!(before.as_bytes(), [letter] if letter.is_ascii_alphabetic()) && behind.starts_with(['\\', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Literal parts as they are, references in angle brackets.
    fn told(text: &str) -> String {
        let told = |piece: Piece<'_>| match piece {
            Piece::Literal(text) => text.to_owned(),
            Piece::Reference(Reference::Variable(name)) => format!("<variable {name}>"),
            Piece::Reference(Reference::File(path)) => format!("<file {path}>"),
            Piece::Reference(Reference::Property { path, key }) => format!("<file {path} key {key}>"),
            Piece::Unclosed(begin) => format!("<unclosed {begin}>"),
        };
        pieces(text).into_iter().map(told).collect()
    }

    #[test]
    fn texts_from_the_wild_are_literal_but_for_our_own_two_forms() {
        for text in [
            "",
            "${topic}",
            "topics/${topic}/partition=${partition:02d}",
            "$${x}",
            "$1-${2}",
            "^(?<env>[a-z]{2,3})\\.(.*)$",
            "(.*)\\$\\{env\\}(.*)",
            "${ENV:HOME}",
            "${env}",
            "${ env:HOME}",
            "$env:HOME",
            "{env:HOME}",
            "${envelope:x}",
            "${secretmanager:prod/db:password}",
            "${securepass:/opt/secrets.properties:key}",
            "${aws:prod:password}",
            "${vault:secret/db:password}",
            "${dir:/opt/secrets:password}",
            "${directory:/opt/secrets:password}",
            "${configMapFile:a}",
            "jdbc:postgresql://host:5432/db?user=app&currentSchema=${schema}",
            "jdbc:sqlserver://host:1433;databaseName=db;authentication=ActiveDirectory",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";",
            "#{env:HOME}",
            "C:\\kafka\\file:a",
            "**/*.csv",
            "file:///opt/kafka",
        ] {
            assert!(!concerns(text) && told(text) == text, "{text}");
        }
    }

    #[test]
    fn our_own_two_forms_are_read_wherever_they_stand() {
        for (text, expected) in [
            ("${env:A}", "<variable A>"),
            ("a${env:A}b${env:B}${file:c}", "a<variable A>b<variable B><file c>"),
            ("jdbc:postgresql://u:${env:PW}@host/${schema}", "jdbc:postgresql://u:<variable PW>@host/${schema}"),
            ("${file:/opt/secrets.properties:db.password}", "<file /opt/secrets.properties key db.password>"),
            ("${file:secrets/db.password}", "<file secrets/db.password>"),
            ("${file:a:b:c}", "<file a:b key c>"),
            ("${file:C:\\secrets\\db.properties:password}", "<file C:\\secrets\\db.properties key password>"),
            ("${file:C:\\secrets\\password}", "<file C:\\secrets\\password>"),
            ("${file:c:/secrets/password}", "<file c:/secrets/password>"),
            ("${file:c:password}", "<file c key password>"),
            ("$${env:A}", "${env:A}"),
            ("$${file:/opt/secrets.properties:key}", "${file:/opt/secrets.properties:key}"),
            ("$$${env:A}", "$${env:A}"),
            ("$${env:A}${env:A}", "${env:A}<variable A>"),
            ("$ ${env:A}", "$ <variable A>"),
            ("$${env:${env:A}}", "${env:<variable A>}"),
            ("${env:}", "<variable >"),
            ("${file:}", "<file >"),
            ("${file::}", "<file  key >"),
            ("${file:a:}", "<file a key >"),
            ("a${env:B c", "a<unclosed ${env:>"),
            ("${env:A${file:b}", "<unclosed ${env:>"),
            ("${env:${env:A}}", "<unclosed ${env:>"),
            ("jdbc:x://${env:USER:pw@host/${topic}", "jdbc:x://<unclosed ${env:>"),
            ("${env:A}}", "<variable A>}"),
        ] {
            assert!(concerns(text), "{text}");
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn a_reference_is_told_as_it_is_written() {
        for text in ["${env:A}", "${file:a/b}", "${file:a:b:c}", "${file:C:\\a}"] {
            let pieces = pieces(text);
            let [Piece::Reference(reference)] = pieces.as_slice() else { panic!("{text}") };
            assert_eq!(reference.to_string(), text);
        }
    }
}
