use std::borrow::Cow;

use ccloud_connect_secret::MASK;

use super::Told;
use crate::redaction::names::names_a_user;

/// Masks the values of pairs such as `name=value` or `name: value`, where `hides` says so of name and sign.
///
/// A value in quotes ends with them. Any other goes on to a `;` or `&` behind which the next name begins, or to the end of
/// the line: passwords hold all kinds of characters.
pub(super) fn masked<'a>(text: &'a str, hides: impl Fn(&str, char) -> bool, tell: Told<'_>) -> Cow<'a, str> {
    let (mut shown, mut shown_to, mut from) = (String::new(), 0, 0);
    while let Some(length) = text[from..].bytes().position(|byte| matches!(byte, b'=' | b':')) {
        let (name, value) = (last_name(&text[from..from + length]), &text[from + length + 1..]);
        let sign = if text[from + length..].starts_with('=') { '=' } else { ':' };
        from += length + 1;
        // What an address has masked stays so.
        let is_masked = value.starts_with(MASK) && end_of_value(value) == MASK.len();
        if !is_masked && hides(name, sign) {
            let gap = value.len() - value.trim_start_matches([' ', '\t']).len();
            let end = gap + end_of_value(&value[gap..]);
            if end > gap {
                shown.reserve(text.len());
                shown.push_str(&text[shown_to..from + gap]);
                shown.push_str(MASK);
                shown_to = from + end;
                // Names of users stand in half of all messages.
                if !names_a_user(name) {
                    tell(&unquoted(&value[gap..end]));
                }
            }
            from += end;
        }
    }
    if shown.is_empty() { text.into() } else { (shown + &text[shown_to..]).into() }
}

/// The name that ends here, of up to three words: `Account Key` of `a;"Account Key" `.
fn last_name(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '\t']).trim_end_matches(['"', '\'']);
    let before = text.bytes().rposition(|byte| byte != b' ' && !is_of_name(byte.into()));
    let text = &text[before.map_or(0, |at| at + 1)..];
    text.rmatch_indices(' ').nth(2).map_or(text, |(at, _)| &text[at..]).trim_start()
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$')
}

fn end_of_value(value: &str) -> usize {
    if let Some(end) = end_of_quoted(value) {
        return end;
    }
    let line = value.bytes().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(value.len());
    let ends = |(at, byte): &(usize, u8)| matches!(byte, b';' | b'&') && begins_pair(&value[at + 1..line]);
    value[..line].bytes().enumerate().find(ends).map_or(line, |(at, _)| at)
}

/// Behind the closing quote; `None` where there is none, or where the value goes on behind it.
fn end_of_quoted(value: &str) -> Option<usize> {
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let mut is_escaped = false;
    let closing = value.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == quote && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        ends
    });
    let end = closing?.0 + 1;
    let goes_on = value[end..].starts_with(|c: char| !matches!(c, ';' | '&' | ',' | '}' | ']') && !c.is_whitespace());
    (!goes_on).then_some(end)
}

/// A value as it is meant: without quotes, and what is escaped between them.
fn unquoted(value: &str) -> Cow<'_, str> {
    let inner = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    let Some(inner) = inner('"').or_else(|| inner('\'')) else { return value.into() };
    let mut is_escaped = false;
    let meant = inner.chars().filter(|c| {
        is_escaped = *c == '\\' && !is_escaped;
        !is_escaped
    });
    meant.collect()
}

/// Whether a text is empty, or a name with `=` behind it.
fn begins_pair(text: &str) -> bool {
    let text = text.trim_start();
    let name = text.trim_start_matches(|c| is_of_name(c) || c == ' ');
    text.is_empty() || (name.len() < text.len() && name.starts_with('='))
}
