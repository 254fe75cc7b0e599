use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder, MatchKind};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::{Secret, is_mask};

/// Values shorter than this are not searched for in free text: they would blot out half of it.
const SHORTEST: usize = 4;

/// Lines of a value of several lines are searched for by themselves from this length on.
const SHORTEST_LINE: usize = 16;

/// What replaces a found value in free text.
const BLOT: &str = "***";

/// Percent-encoding that leaves what RFC 3986 calls unreserved.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Knows secret values and takes them out of any text: a server's message, a trace, a log line.
///
/// A value is found as it is, percent-encoded, as a JSON string and in Base64. Clones share what they know.
#[derive(Clone, Default)]
pub struct Redactor(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    forms: Vec<Form>,
    told: Vec<Told>,
    /// Built when first needed after a change; `None` while there is nothing to find or it is stale.
    matcher: Option<DoubleArrayAhoCorasick<u32>>,
}

struct Form {
    text: Zeroizing<String>,
    /// How often it was learned.
    times: usize,
}

/// What is shown of a setting that was put together from elsewhere.
struct Told {
    key: String,
    value: Secret,
    text: String,
}

impl Redactor {
    /// Knows nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Learns a value. Masks, numbers, booleans and values under four bytes are not searched for in text. Of a value of
    /// several lines, such as a private key, each long line is learned too.
    pub fn learn(&self, secret: &Secret) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for form in all_forms(secret) {
            if let Some(form) = known.forms.iter_mut().find(|known| *known.text == *form) {
                form.times += 1;
            } else {
                known.forms.push(Form { text: form, times: 1 });
                known.matcher = None;
            }
        }
    }

    /// Takes back one [`Redactor::learn`] of the same value, such as a token that is long over: without it, whoever gets
    /// a new one every few minutes would learn without end. What was learned otherwise too stays known.
    pub fn forget(&self, secret: &Secret) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for form in all_forms(secret) {
            let Some(index) = known.forms.iter().position(|known| *known.text == *form) else { continue };
            known.forms[index].times -= 1;
            if known.forms[index].times == 0 {
                known.forms.swap_remove(index);
                known.matcher = None;
            }
        }
    }

    /// Keeps what to show in place of a setting whose value came from elsewhere, such as `${env:DB_PASSWORD}`.
    pub fn show_as(&self, key: &str, value: &Secret, text: impl Into<String>) {
        let told = Told { key: key.to_owned(), value: value.clone(), text: text.into() };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.told.retain(|other| other.key != told.key || other.value != told.value);
        known.told.push(told);
    }

    /// What to show in place of a setting's value, where it came from elsewhere.
    #[must_use]
    pub fn shown_as(&self, key: &str, value: &Secret) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = known.told.iter().find(|told| told.key == key && told.value == *value)?;
        Some(told.text.clone())
    }

    /// The text with every known value, in whatever form, replaced by `***`.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.forms.is_empty() {
            return text.to_owned();
        }
        if known.matcher.is_none() {
            known.matcher = build(&known.forms);
        }
        let Some(matcher) = &known.matcher else {
            // Fails closed: a text that cannot be searched is not shown.
            return BLOT.to_owned();
        };
        blot(matcher, text)
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor(..)")
    }
}

fn build(forms: &[Form]) -> Option<DoubleArrayAhoCorasick<u32>> {
    DoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::Standard)
        .build(forms.iter().map(|form| form.text.as_str()))
        .ok()
}

/// Overlapping finds are blotted as one, so that no end of a longer value is left standing.
fn blot(matcher: &DoubleArrayAhoCorasick<u32>, text: &str) -> String {
    let mut spans: Vec<(usize, usize)> =
        matcher.find_overlapping_iter(text).map(|found| (found.start(), found.end())).collect();
    spans.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut shown_to = 0;
    let mut spans = spans.into_iter().peekable();
    while let Some((start, mut end)) = spans.next() {
        while let Some((_, next_end)) = spans.next_if(|next| next.0 < end) {
            end = end.max(next_end);
        }
        out.push_str(&text[shown_to..start]);
        out.push_str(BLOT);
        shown_to = end;
    }
    out.push_str(&text[shown_to..]);
    out
}

/// A number or a boolean, as people write them: it says too little to be searched for.
fn is_plain(value: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = value.strip_prefix(['-', '+']).unwrap_or(value);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    (digits(whole) && digits(fraction)) || value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false")
}

/// What is searched for on account of a value: itself, and the long lines of one of several lines.
fn all_forms(secret: &Secret) -> impl Iterator<Item = Zeroizing<String>> {
    let value = secret.expose();
    let lines = value.contains('\n').then(|| value.lines().map(str::trim).filter(|line| line.len() >= SHORTEST_LINE));
    let texts = [value, value.trim()].into_iter().chain(lines.into_iter().flatten());
    let telling = texts.filter(|text| text.len() >= SHORTEST && !is_mask(text) && !is_plain(text));
    telling.flat_map(forms).map(Zeroizing::new)
}

fn forms(value: &str) -> Vec<String> {
    let strict = utf8_percent_encode(value, STRICT).to_string();
    let json = serde_json::Value::from(value).to_string();
    let json = &json[1..json.len() - 1];
    vec![
        value.to_owned(),
        json.to_owned(),
        json.replace('/', "\\/"),
        strict.replace("%20", "+"),
        lower_hex(&strict),
        strict,
        STANDARD_NO_PAD.encode(value),
        URL_SAFE_NO_PAD.encode(value),
    ]
}

fn lower_hex(percent_encoded: &str) -> String {
    let mut out = String::with_capacity(percent_encoded.len());
    let mut hex_left = 0;
    for letter in percent_encoded.chars() {
        out.push(if hex_left > 0 { letter.to_ascii_lowercase() } else { letter });
        hex_left = if letter == '%' { 2 } else { i32::max(hex_left - 1, 0) };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_value_is_scrubbed_in_every_form_it_is_sent_in() {
        let redactor = Redactor::new();
        redactor.learn(&"p/ss \"w+rd".into());
        for text in [
            "p/ss \"w+rd",
            "p/ss \\\"w+rd",
            "p\\/ss \\\"w+rd",
            "p%2Fss%20%22w%2Brd",
            "p%2fss%20%22w%2brd",
            "p%2Fss+%22w%2Brd",
            "cC9zcyAidytyZA",
        ] {
            assert_eq!(redactor.scrub(&format!("before {text} after")), "before *** after", "{text}");
        }
    }

    #[test]
    fn overlapping_values_leave_no_rest() {
        let redactor = Redactor::new();
        redactor.learn(&"secret-one".into());
        redactor.learn(&"one-and-two".into());
        assert_eq!(redactor.scrub("x secret-one-and-two y"), "x *** y");
    }

    #[test]
    fn short_values_numbers_booleans_and_masks_are_not_searched() {
        let redactor = Redactor::new();
        for value in ["abc", "12345", "-12.50", "true", "****", "1234-5678-9012", "10.20.30.40"] {
            redactor.learn(&value.into());
        }
        let text = "abc 12345 -12.50 true **** 1234-5678-9012 10.20.30.40";
        assert_eq!(redactor.scrub(text), "abc 12345 -12.50 true **** *** ***");
    }

    #[test]
    fn a_forgotten_value_is_known_as_long_as_it_was_learned_otherwise_too() {
        let redactor = Redactor::new();
        let (old, kept) = ("old/token".into(), "kept".into());
        for secret in [&old, &old, &kept] {
            redactor.learn(secret);
        }
        redactor.forget(&old);
        assert_eq!(redactor.scrub("old/token old%2Ftoken kept"), "*** *** ***");
        redactor.forget(&old);
        redactor.forget(&old);
        assert_eq!(redactor.scrub("old/token old%2Ftoken kept"), "old/token old%2Ftoken ***");
    }

    #[test]
    fn a_value_from_elsewhere_is_shown_as_its_text_under_its_own_key_alone() {
        let redactor = Redactor::new();
        redactor.show_as("tasks.max", &"2".into(), "${env:OLD}");
        redactor.show_as("tasks.max", &"2".into(), "${env:TASKS}");
        assert_eq!(redactor.shown_as("tasks.max", &"2".into()).as_deref(), Some("${env:TASKS}"));
        assert_eq!(redactor.shown_as("tasks.max", &"3".into()), None);
        assert_eq!(redactor.shown_as("flush.size", &"2".into()), None);
    }

    #[test]
    fn redactor_debug_shows_nothing_it_knows() {
        let redactor = Redactor::new();
        redactor.learn(&"canary".into());
        assert!(!format!("{redactor:?}").contains("canary"));
    }
}
