//! Java's property files, as `java.util.Properties` reads them.

use std::str::Chars;

use ccloud_connect_secret::Secret;

/// One property and where it stands, from 1 on; columns count characters.
#[cfg_attr(not(feature = "desired"), allow(dead_code, reason = "only of connector files the places are told"))]
pub(crate) struct Property {
    pub(crate) key: String,
    pub(crate) value: Secret,
    pub(crate) line: u64,
    pub(crate) column: u64,
    /// The key's, where the value begins in a later line.
    pub(crate) value_column: u64,
}

/// The value of a key; the last one where there are several, as in Java.
pub(super) fn value(text: &str, key: &str) -> Option<Secret> {
    all(text).filter(|property| property.key == key).last().map(|property| property.value)
}

/// All properties, in their order.
pub(crate) fn all(text: &str) -> impl Iterator<Item = Property> {
    let mut lines = (1..).zip(text.split("\r\n").flat_map(|line| line.split(['\n', '\r'])));
    std::iter::from_fn(move || {
        loop {
            let (number, line) = lines.next()?;
            let begun = line.trim_start_matches(BLANK);
            if !begun.is_empty() && !begun.starts_with(['#', '!']) {
                let indent = line.len() - begun.len();
                return Some(property(begun, number, indent, &mut lines));
            }
        }
    })
}

fn property<'a>(begun: &str, line: u64, indent: usize, lines: &mut impl Iterator<Item = (u64, &'a str)>) -> Property {
    let mut whole = begun.to_owned();
    while goes_on(&whole) {
        whole.pop();
        whole.push_str(lines.next().map(|(_, line)| line).unwrap_or_default().trim_start_matches(BLANK));
    }
    let (name, value) = pair(&whole);
    let before = whole.len() - value.len();
    let column = |chars: usize| u64::try_from(indent + chars + 1).unwrap_or(u64::MAX);
    let in_line = begun.get(..before).filter(|_| before <= begun.len());
    let property = Property {
        key: unescaped(name),
        value: Secret::new(unescaped(value)),
        line,
        column: column(0),
        value_column: column(in_line.map_or(0, |before| before.chars().count())),
    };
    // Wiped like every other copy of what may be a secret.
    drop(Secret::new(whole));
    property
}

const BLANK: [char; 3] = [' ', '\t', '\u{c}'];

/// Whether the line is continued by the next one.
fn goes_on(line: &str) -> bool {
    line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// Name and value: between them stands `=`, `:` or blanks alone, and more blanks.
fn pair(line: &str) -> (&str, &str) {
    let mut escaped = false;
    let end = line.find(|letter: char| {
        let ends = !escaped && (letter == '=' || letter == ':' || BLANK.contains(&letter));
        escaped = letter == '\\' && !escaped;
        ends
    });
    let (name, rest) = line.split_at(end.unwrap_or(line.len()));
    let rest = rest.trim_start_matches(BLANK);
    let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest);
    (name, rest.trim_start_matches(BLANK))
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('f') => out.push('\u{c}'),
            Some('u') => out.push(unicode(&mut letters)),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// A character of four hexadecimal digits, or of two times four where Java needs two.
fn unicode(letters: &mut Chars<'_>) -> char {
    let Some(first) = unit(letters) else { return char::REPLACEMENT_CHARACTER };
    if let Some(letter) = char::from_u32(first.into()) {
        return letter;
    }
    let mut ahead = letters.clone();
    let is_next = ahead.next() == Some('\\') && ahead.next() == Some('u');
    let second = is_next.then(|| unit(&mut ahead)).flatten();
    match char::decode_utf16([first].into_iter().chain(second)).next() {
        Some(Ok(letter)) => {
            *letters = ahead;
            letter
        }
        _ => char::REPLACEMENT_CHARACTER,
    }
}

fn unit(letters: &mut Chars<'_>) -> Option<u16> {
    let digits = letters.as_str().get(..4).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    *letters = letters.as_str()[4..].chars();
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_read_as_java_reads_it() {
        for (text, key, expected) in [
            ("a=1\nb=2\n", "b", Some("2")),
            ("a=1\r\nb=2\r\n", "b", Some("2")),
            ("a=1\rb=2", "b", Some("2")),
            ("a=1\na=2\n", "a", Some("2")),
            ("a", "a", Some("")),
            ("a=", "a", Some("")),
            ("b=1", "a", None),
            ("", "a", None),
            ("#a=1\n!a=2\n  # a=3\n", "a", None),
            ("  a \t= \t1 2 ", "a", Some("1 2 ")),
            ("a:1", "a", Some("1")),
            ("a 1=2", "a", Some("1=2")),
            ("a==1", "a", Some("=1")),
            ("a = = 1", "a", Some("= 1")),
            ("a\\=b\\:c\\ d=1", "a=b:c d", Some("1")),
            ("a=one\\\n   two\\\n\tthree\nb=2", "a", Some("onetwothree")),
            ("a=one\\\r\n  two\r\nb=2", "b", Some("2")),
            ("a=one\\\r\n  two\r\nb=2", "a", Some("onetwo")),
            ("a=one\\\\\nb=2", "a", Some("one\\")),
            ("a=one\\\nb=2", "b", None),
            ("a=one\\\n\nb=2", "b", Some("2")),
            ("# one\\\na=2", "a", Some("2")),
            ("a=one\\", "a", Some("one")),
            ("a=\\t\\n\\r\\f\\q\\\\", "a", Some("\t\n\r\u{c}q\\")),
            ("a=C:\\\\temp\\\\x", "a", Some("C:\\temp\\x")),
            ("a=\\u00e9\\u00C9é", "a", Some("éÉé")),
            ("a=\\ud83d\\ude00!", "a", Some("😀!")),
            ("a=\\ud83dx", "a", Some("\u{fffd}x")),
            ("a=\\ud83d\\nde00", "a", Some("\u{fffd}\nde00")),
            ("a=\\u00", "a", Some("\u{fffd}00")),
            ("\\u0061=1", "a", Some("1")),
        ] {
            assert_eq!(value(text, key).as_ref().map(Secret::expose), expected, "{text:?}");
        }
    }
}
