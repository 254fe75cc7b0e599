use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::is_mask;

/// What is shorter is not searched for.
const SHORTEST: usize = 4;

/// Lines of a value of several lines are searched for by themselves from this length on.
const SHORTEST_LINE: usize = 16;

/// Percent-encoding that leaves what RFC 3986 calls unreserved.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Percent-encoding of a form, as the URL standard has it.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*').remove(b' ');

/// What of a value is searched for: all of it, also as Kafka reads it, which trims what surrounds it, and the long lines
/// of one of several lines. Masks, numbers, booleans and what is shorter than four bytes would blot out half of a text.
pub(super) fn telling(value: &str) -> impl Iterator<Item = &str> {
    let lines = value.lines().map(str::trim).filter(|line| line.len() >= SHORTEST_LINE);
    let texts = [value, value.trim()].into_iter().chain(lines);
    texts.filter(|text| text.len() >= SHORTEST && !is_mask(text) && !is_plain(text))
}

/// A number or a boolean, as people write them.
fn is_plain(text: &str) -> bool {
    let number = text.parse::<f64>().is_ok() && text.bytes().any(|byte| byte.is_ascii_digit());
    number || text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

/// A text in every encoding in which it is searched for.
pub(super) fn forms(text: &str) -> Vec<Zeroizing<String>> {
    let mut forms = vec![Zeroizing::new(text.to_owned())];
    forms.extend(percent(text));
    for inner in json(text) {
        let outer = quoted(&inner);
        forms.push(Zeroizing::new(outer.replace('/', "\\/")));
        forms.push(outer);
        forms.push(inner);
    }
    forms.extend((0..3).flat_map(|before| base64(text, before)));
    forms
}

fn percent(text: &str) -> impl Iterator<Item = Zeroizing<String>> {
    let strict = Zeroizing::new(utf8_percent_encode(text, STRICT).to_string());
    let form = Zeroizing::new(utf8_percent_encode(text, FORM).to_string().replace(' ', "+"));
    [strict, form].into_iter().flat_map(|upper| [lower_hex(&upper), upper])
}

fn lower_hex(percent_encoded: &str) -> Zeroizing<String> {
    let mut digits = 0;
    let lower = percent_encoded.chars().map(|letter| {
        digits = if letter == '%' { 2 } else { i32::max(digits - 1, -1) };
        if letter != '%' && digits >= 0 { letter.to_ascii_lowercase() } else { letter }
    });
    Zeroizing::new(lower.collect())
}

/// The inside of a JSON text: with and without an escaped slash, and with nothing, what is no ASCII or everything
/// escaped by number.
fn json(text: &str) -> Vec<Zeroizing<String>> {
    let plain = quoted(text);
    let mut all = Vec::new();
    for digits in ["0123456789abcdef", "0123456789ABCDEF"] {
        all.push(numbered(&plain, |character| !character.is_ascii(), digits.as_bytes()));
        all.push(numbered(text, |_| true, digits.as_bytes()));
    }
    all.push(plain);
    let slashes: Vec<_> = all.iter().map(|form| Zeroizing::new(form.replace('/', "\\/"))).collect();
    all.extend(slashes);
    all
}

fn quoted(text: &str) -> Zeroizing<String> {
    let quoted = Zeroizing::new(Value::from(text).to_string());
    Zeroizing::new(quoted[1..quoted.len() - 1].to_owned())
}

fn numbered(text: &str, is_numbered: fn(char) -> bool, digits: &[u8]) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(6 * text.len()));
    for character in text.chars() {
        if !is_numbered(character) {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            out.push_str("\\u");
            out.extend([12, 8, 4, 0].map(|bits| char::from(digits[usize::from(*unit >> bits & 15)])));
        }
    }
    out
}

/// Base64 of something in which so many bytes stand before the text: without the characters at both ends that depend on
/// its neighbours, and with the last one as it is when nothing follows.
fn base64(text: &str, before: usize) -> Vec<Zeroizing<String>> {
    let bytes = Zeroizing::new([&b"\0\0"[..before], text.as_bytes()].concat());
    let (start, end) = ((8 * before).div_ceil(6), 8 * bytes.len() / 6);
    let both = [STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|alphabet| Zeroizing::new(alphabet.encode(&*bytes)));
    let parts = |encoded: &Zeroizing<String>| [&encoded[start..end], &encoded[start..]].map(str::to_owned);
    both.iter().flat_map(parts).map(Zeroizing::new).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn only_what_is_percent_encoded_is_written_in_lower_case() {
        assert_eq!(*lower_hex("AB%2FAB%C3%A9AB%"), "AB%2fAB%c3%a9AB%");
    }

    #[test]
    fn a_text_has_the_forms_of_the_list_and_no_others() {
        let forms: BTreeSet<String> = forms("/\" \u{e9}~").iter().map(|form| form.to_string()).collect();
        let all_lower = r"\u002f\u0022\u0020\u00e9\u007e";
        let all_upper = r"\u002F\u0022\u0020\u00E9\u007E";
        let mut expected = BTreeSet::from(
            [
                "/\" \u{e9}~",
                "%2f%22%20%c3%a9~",
                "%2F%22%20%C3%A9~",
                "%2f%22+%c3%a9%7e",
                "%2F%22+%C3%A9%7E",
                all_lower,
                all_upper,
                // The bytes are 2f 22 20 c3 a9 7e, behind none, one or two others.
                "LyIgw6l-",
                "LyIgw6l+",
                "8iIMOpf",
                "8iIMOpfg",
                "vIiDDqX",
                "vIiDDqX4",
            ]
            .map(str::to_owned),
        );
        expected.extend([all_lower, all_upper].map(|text| text.replace('\\', "\\\\")));
        for character in ["\u{e9}", "\\u00e9", "\\u00E9"] {
            for slash in ["/", "\\/"] {
                let once = format!("{slash}\\\" {character}~");
                let twice = once.replace('\\', "\\\\").replace('"', "\\\"");
                expected.extend([twice.replace('/', "\\/"), twice, once]);
            }
        }
        assert_eq!(forms, expected);
    }
}
