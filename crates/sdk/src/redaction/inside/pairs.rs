use std::borrow::Cow;

use ccloud_connect_secret::MASK;

use super::Told;
use crate::redaction::names::names_a_user;

/// Masks the values of pairs such as `name=value` or `name: value`, where `hides` says so of name and sign.
///
/// A value in quotes ends with them. Any other goes on to a `;` or `&` behind which the next name begins, or to the end of
/// the line: passwords hold all kinds of characters.
pub(super) fn masked(text: &str, hides: impl Fn(&str, char) -> bool, tell: Told<'_>) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['=', ':']) {
        let (name, value) = (&rest[..at], &rest[at + 1..]);
        let sign = if rest[at..].starts_with('=') { '=' } else { ':' };
        shown.push_str(&rest[..=at]);
        rest = value;
        let name = last_name(name);
        if hides(name, sign) {
            let gap = value.len() - value.trim_start_matches([' ', '\t']).len();
            let end = gap + end_of_value(&value[gap..]);
            shown.push_str(&value[..gap]);
            if end > gap {
                shown.push_str(MASK);
                // Names of users stand in half of all messages.
                if !names_a_user(name) {
                    tell(&unquoted(&value[gap..end]));
                }
            }
            rest = &value[end..];
        }
    }
    shown + rest
}

/// The name that ends here, of up to three words: `Account Key` of `a;"Account Key" `.
fn last_name(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '\t']).trim_end_matches(['"', '\'']);
    let text = &text[text.trim_end_matches(|c| is_of_name(c) || c == ' ').len()..];
    text.rmatch_indices(' ').nth(2).map_or(text, |(at, _)| &text[at + 1..]).trim_start()
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$')
}

fn end_of_value(value: &str) -> usize {
    if let Some(end) = end_of_quoted(value) {
        return end;
    }
    let line = value.find(['\n', '\r']).unwrap_or(value.len());
    let next = value[..line].match_indices([';', '&']).map(|(at, _)| at).find(|at| begins_pair(&value[at + 1..line]));
    next.unwrap_or(line)
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
