//! Takes known secrets out of free text. `forms` lists how a value is encoded, `grams` finds all of that at once, `undo`
//! reads a text without its escapes, for encoders differ in what they escape, and `search` does the one and the other.

mod forms;
mod grams;
mod search;
mod undo;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use self::search::Search;
use crate::Secret;

/// What replaces a found value in free text.
const BLOT: &[u8] = b"***";

/// Knows secret values and takes them out of any text: a server's message, a trace, a log line.
///
/// A value is found
/// - as it is;
/// - percent-encoded, strictly or as in a form, in either case of hexadecimal digits;
/// - as a JSON text, whatever is escaped in it that need not be (`\/`, `\uXXXX`), and as one within another;
/// - in Base64 of either alphabet, wherever it begins in what was encoded;
///
/// and one of several lines also line by line, from 16 bytes. Encoders differ in what they escape, so a text is searched
/// as it is and with its escapes undone. Values under four bytes, numbers, `true`, `false` and masks are not searched for.
///
/// Clones share what they know. It is wiped when it is forgotten and when the last of them is dropped, but for what
/// encoders leave behind in memory while they work.
#[derive(Clone, Default)]
pub struct Redactor(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    /// Sorted by value.
    values: Vec<Learned>,
    told: Vec<Told>,
    /// Built when first needed after a change.
    search: Option<Arc<Search>>,
}

struct Learned {
    value: Secret,
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

    /// Learns a value. Learning is cheap: the next [`Redactor::scrub`] prepares for all new values at once.
    pub fn learn(&self, secret: &Secret) {
        if forms::telling(secret.expose()).next().is_none() {
            return;
        }
        let known = &mut *self.0.write().unwrap_or_else(PoisonError::into_inner);
        match known.find(secret) {
            Ok(index) => known.values[index].times += 1,
            Err(index) => {
                known.values.insert(index, Learned { value: secret.clone(), times: 1 });
                known.search = None;
            }
        }
    }

    /// Takes back one [`Redactor::learn`] of the same value, such as a token that is long over: without it, whoever gets
    /// a new one every few minutes would learn without end. What was learned otherwise too stays known.
    pub fn forget(&self, secret: &Secret) {
        let known = &mut *self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Ok(index) = known.find(secret) else { return };
        known.values[index].times -= 1;
        if known.values[index].times == 0 {
            known.values.remove(index);
            known.search = None;
        }
    }

    /// Whether a text is, as it is, a value that was learned.
    #[must_use]
    pub fn knows(&self, text: &Secret) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).find(text).is_ok()
    }

    /// Keeps what to show in place of a setting whose value came from elsewhere, such as `${env:DB_PASSWORD}`.
    pub fn show_as(&self, key: &str, value: &Secret, text: impl Into<String>) {
        let told = Told { key: key.to_owned(), value: value.clone(), text: text.into() };
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.told.retain(|other| other.key != told.key || other.value != told.value);
        known.told.push(told);
    }

    /// What to show in place of a setting's value, where it came from elsewhere.
    #[must_use]
    pub fn shown_as(&self, key: &str, value: &Secret) -> Option<String> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let told = known.told.iter().find(|told| told.key == key && told.value == *value)?;
        Some(told.text.clone())
    }

    /// The text with every known value, in whatever form, replaced by `***`. Cut a text after, never before: half of a
    /// value is found by [`Redactor::scrub_beginning`] alone.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        self.scrub_with(text, Search::finds)
    }

    /// As [`Redactor::scrub`], for what may be no text, such as a body.
    #[must_use]
    pub fn scrub_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        self.scrubbed(bytes, Search::finds).unwrap_or_else(|| bytes.to_owned())
    }

    /// As [`Redactor::scrub`], for a text that was cut before: what its end holds of a value is replaced too.
    #[must_use]
    pub fn scrub_beginning(&self, text: &str) -> String {
        // The cut may have gone through a character.
        let text = text.trim_end_matches(char::REPLACEMENT_CHARACTER);
        self.scrub_with(text, |search, text| {
            let mut finds = search.finds(text);
            finds.extend(search.begun(text));
            finds
        })
    }

    fn scrub_with(&self, text: &str, finds: impl FnOnce(&Search, &[u8]) -> Vec<Range<usize>>) -> String {
        match self.scrubbed(text.as_bytes(), finds) {
            Some(scrubbed) => String::from_utf8_lossy(&scrubbed).into_owned(),
            None => text.to_owned(),
        }
    }

    /// `None` when there is nothing to take out.
    fn scrubbed(&self, text: &[u8], finds: impl FnOnce(&Search, &[u8]) -> Vec<Range<usize>>) -> Option<Vec<u8>> {
        if self.knows_nothing() {
            return None;
        }
        let search = self.search();
        let mut scrubbed = blotted(text, finds(&search, text))?;
        // A blot may be the missing part of a value that holds asterisks.
        while search.for_asterisks
            && let Some(again) = blotted(&scrubbed, search.finds(&scrubbed))
        {
            scrubbed = again;
        }
        Some(scrubbed)
    }

    fn knows_nothing(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values.is_empty()
    }

    fn search(&self) -> Arc<Search> {
        if let Some(search) = &self.0.read().unwrap_or_else(PoisonError::into_inner).search {
            return search.clone();
        }
        let Known { values, search, .. } = &mut *self.0.write().unwrap_or_else(PoisonError::into_inner);
        let texts = values.iter().flat_map(|known| forms::telling(known.value.expose()));
        search.get_or_insert_with(|| Arc::new(Search::new(texts))).clone()
    }
}

impl Known {
    fn find(&self, secret: &Secret) -> Result<usize, usize> {
        self.values.binary_search_by(|known| known.value.expose().cmp(secret.expose()))
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor(..)")
    }
}

/// The text with these parts blotted out; overlapping ones as one, so that no end of a longer value is left standing.
fn blotted(text: &[u8], mut parts: Vec<Range<usize>>) -> Option<Vec<u8>> {
    parts.sort_unstable_by_key(|part| part.start);
    let mut parts = parts.into_iter().peekable();
    parts.peek()?;
    let mut out = Vec::with_capacity(text.len());
    let mut shown_to = 0;
    while let Some(Range { start, mut end }) = parts.next() {
        while let Some(next) = parts.next_if(|next| next.start < end) {
            end = end.max(next.end);
        }
        out.extend_from_slice(&text[shown_to..start]);
        out.extend_from_slice(BLOT);
        shown_to = end;
    }
    out.extend_from_slice(&text[shown_to..]);
    Some(out)
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
    fn a_value_of_several_lines_is_found_whole_trimmed_and_line_by_line() {
        let redactor = Redactor::new();
        redactor.learn(&"-----BEGIN KEY-----\r\n  fifteen-bytes-a\r\nsixteen-bytes-ab\n".into());
        redactor.learn(&" trimmed ".into());
        for (text, shown) in [
            ("-----BEGIN KEY-----\r\n  fifteen-bytes-a\r\nsixteen-bytes-ab\n.", "***."),
            ("-----BEGIN KEY-----\r\n  fifteen-bytes-a\r\nsixteen-bytes-ab.", "***."),
            (">-----BEGIN KEY-----<", ">***<"),
            ("fifteen-bytes-a", "fifteen-bytes-a"),
            ("sixteen-bytes-ab\\n", "***\\n"),
            ("[trimmed]", "[***]"),
        ] {
            assert_eq!(redactor.scrub(text), shown);
        }
    }

    #[test]
    fn values_next_to_each_other_and_within_each_other_are_all_found() {
        let redactor = Redactor::new();
        for value in ["begin", "begin-and-end", "and-", "four"] {
            redactor.learn(&value.into());
        }
        assert_eq!(redactor.scrub("begin-and-end begin-and- fourfour beg"), "*** ***-*** ****** beg");
    }

    #[test]
    fn a_blot_does_not_complete_a_value() {
        let redactor = Redactor::new();
        for value in ["secret", "***start", "end***", "in***side"] {
            redactor.learn(&value.into());
        }
        assert_eq!(redactor.scrub("secretstart endsecret insecretside"), "*** *** ***");
        let redactor = Redactor::new();
        redactor.learn(&"secret".into());
        redactor.learn(&"a*b*c".into());
        assert_eq!(redactor.scrub("asecretbsecretc a*b*c"), "a***b***c ***");
    }

    #[test]
    fn bytes_that_are_no_text_are_scrubbed_too() {
        let redactor = Redactor::new();
        redactor.learn(&"p\u{e4}ss".into());
        assert_eq!(redactor.scrub_bytes(b"\xff\xc3p\xc3\xa4ss\xa4"), b"\xff\xc3***\xa4");
        assert_eq!(redactor.scrub_bytes(b"\xffp\\u00E4ss%41"), b"\xff***%41");
    }

    #[test]
    fn what_is_known_already_costs_no_new_preparation() {
        let redactor = Redactor::new();
        redactor.learn(&"canary".into());
        let before = redactor.search();
        redactor.learn(&"canary".into());
        redactor.clone().learn(&"12".into());
        redactor.forget(&"canary".into());
        assert!(Arc::ptr_eq(&before, &redactor.search()));
        redactor.learn(&"another".into());
        assert!(!Arc::ptr_eq(&before, &redactor.search()));
    }

    #[test]
    fn a_value_is_found_wherever_an_encoder_of_its_own_manners_put_it() {
        let redactor = Redactor::new();
        redactor.learn(&"p/ss w+rd".into());
        let far = "-".repeat(40);
        for form in [
            "p%2Fss w+rd",
            "p/ss+w%2Brd",
            "%70/ss+w%2brd",
            r"p/ss\u0020w\u002brd",
            r"p/ss\\u0020w+rd",
            r"p/ss w+r\u0064",
        ] {
            for (before, after) in [("", ""), ("a ", " b"), (&*far, &*far), ("%41%41", "%41%41"), (r"\n\n", r"\n\n")] {
                let text = [before, form, after, form, before, form].concat();
                assert_eq!(redactor.scrub(&text), [before, "***", after, "***", before, "***"].concat(), "{text}");
            }
        }
    }

    #[test]
    fn a_text_that_was_cut_ends_in_no_part_of_a_value() {
        let redactor = Redactor::new();
        for value in ["secret/one\u{e9}", "net/two"] {
            redactor.learn(&value.into());
        }
        let cut = "\u{fffd}";
        for (text, shown) in [
            ("a secret/one", "a ***"),
            ("a secret%2Fo", "a ***"),
            ("a secret\\\\u002fo", "a secret\\\\u002fo"),
            ("a secret\\/one", "a ***"),
            ("a c2VjcmV0L29", "a ***"),
            ("a s", "a ***"),
            ("a net/two", "a ***"),
            ("a net/twosecr", "a ******"),
            ("a secret/one\u{e9}", "a ***"),
            ("a secret", "a ***"),
            ("a secre.", "a secre."),
            ("", ""),
        ] {
            assert_eq!(redactor.scrub_beginning(text), shown, "{text}");
            assert_eq!(redactor.scrub_beginning(&format!("{text}{cut}")), shown, "{text}");
        }
        redactor.learn(&"a net".into());
        assert_eq!(redactor.scrub_beginning("a net/tw"), "***");
        assert_eq!(Redactor::new().scrub_beginning("secr"), "secr");
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
        for value in ["abc", "12345", "-12.50", "+1e10", "true", "FALSE", "****", "1234-5678-9012", "10.20.30.40"] {
            redactor.learn(&value.into());
        }
        let text = "abc 12345 -12.50 +1e10 true FALSE **** 1234-5678-9012 10.20.30.40";
        assert_eq!(redactor.scrub(text), "abc 12345 -12.50 +1e10 true FALSE **** *** ***");
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
        assert!(redactor.knows(&old) && !redactor.knows(&"old".into()));
        redactor.forget(&old);
        redactor.forget(&old);
        assert!(redactor.knows(&kept) && !redactor.knows(&old));
        assert_eq!(redactor.scrub("old/token old%2Ftoken kept"), "old/token old%2Ftoken ***");
    }

    #[test]
    fn a_value_from_elsewhere_is_shown_as_its_text_under_its_own_key_alone() {
        let redactor = Redactor::new();
        redactor.show_as("tasks.max", &"2".into(), "${env:OLD}");
        redactor.show_as("tasks.max", &"2".into(), "${env:TASKS}");
        redactor.show_as("tasks.max", &"4".into(), "${env:MORE}");
        redactor.show_as("partitions", &"2".into(), "${env:PARTITIONS}");
        assert_eq!(redactor.shown_as("tasks.max", &"2".into()).as_deref(), Some("${env:TASKS}"));
        assert_eq!(redactor.shown_as("tasks.max", &"4".into()).as_deref(), Some("${env:MORE}"));
        assert_eq!(redactor.shown_as("tasks.max", &"3".into()), None);
        assert_eq!(redactor.shown_as("flush.size", &"2".into()), None);
    }

    #[test]
    fn redactor_debug_shows_nothing_it_knows() {
        let redactor = Redactor::new();
        redactor.learn(&"canary".into());
        assert_eq!(format!("{redactor:?}"), "Redactor(..)");
    }
}
