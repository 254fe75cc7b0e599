//! Looks for every secret in everything that came out.

use std::collections::BTreeSet;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::canaries::Canaries;
use crate::encodings;

/// Halves of long secrets are leaks too: a text must be searched before it is cut.
const HALF: usize = 12;

/// Finds every secret in every encoding.
pub(crate) struct Search {
    automaton: AhoCorasick,
    /// What each pattern is: whose secret, and how written.
    meaning: Vec<(usize, &'static str)>,
}

impl Search {
    pub(crate) fn get() -> &'static Self {
        static SEARCH: OnceLock<Search> = OnceLock::new();
        SEARCH.get_or_init(Self::new)
    }

    fn new() -> Self {
        let (mut patterns, mut meaning) = (Vec::new(), Vec::new());
        for (index, canary) in Canaries::get().all().iter().enumerate() {
            let mut traces = encodings::traces(&canary.value);
            if canary.value.is_ascii() && canary.value.len() >= 2 * HALF {
                traces.push(("its beginning", canary.value[..HALF].to_owned()));
                traces.push(("its end", canary.value[canary.value.len() - HALF..].to_owned()));
            }
            for (name, text) in traces {
                patterns.push(text);
                meaning.push((index, name));
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(patterns).unwrap();
        Self { automaton, meaning }
    }

    /// Which secrets are in it, by their place among all.
    pub(crate) fn secrets(&self, bytes: &[u8]) -> BTreeSet<usize> {
        self.finds(bytes).into_iter().map(|(index, _, _)| index).collect()
    }

    fn finds(&self, bytes: &[u8]) -> BTreeSet<(usize, &'static str, usize)> {
        let found = self.automaton.find_overlapping_iter(bytes);
        found.map(|found| (self.meaning[found.pattern()].0, self.meaning[found.pattern()].1, found.start())).collect()
    }
}

/// Everything that was searched, and what was found.
#[derive(Default)]
pub(crate) struct Surfaces {
    count: AtomicUsize,
    leaks: Mutex<BTreeSet<String>>,
    unproven: Mutex<Vec<String>>,
}

impl Surfaces {
    /// Searches one more. `allowed` are places whose secrets the caller put there on purpose.
    pub(crate) fn search(&self, of: &str, surface: &str, bytes: &[u8]) {
        self.count.fetch_add(1, Ordering::Relaxed);
        let (found, mut places) = (Search::get().finds(bytes), BTreeSet::new());
        let Some((_, _, at)) = found.iter().next() else { return };
        let around = String::from_utf8_lossy(&bytes[at.saturating_sub(60)..bytes.len().min(at + 90)]).into_owned();
        for (index, encoding, _) in &found {
            places.insert((Canaries::get().all()[*index].place, *encoding));
        }
        let places: Vec<_> = places.iter().take(4).map(|(place, encoding)| format!("{place} ({encoding})")).collect();
        self.leaks.lock().unwrap().insert(format!("{surface} of {of}: {}: …{around}…", places.join(", ")));
    }

    /// A run that did not do what it was to do, so that its silence says nothing.
    pub(crate) fn unproven(&self, of: &str, why: &str, output: &Output) {
        let said = String::from_utf8_lossy(&output.stderr);
        let end = said.floor_char_boundary(600);
        self.unproven.lock().unwrap().push(format!("{of}: {why}: {}", &said[..end]));
    }

    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Whether to search on: whoever disables a site wants to know of one leak only.
    pub(crate) fn goes_on(&self) -> bool {
        std::env::var_os("CANARY_FIRST").is_none() || self.leaks.lock().unwrap().is_empty()
    }

    /// Prints how much was searched, past the harness, which shows nothing of tests that succeed; fails on a leak.
    pub(crate) fn conclude(&self, what: &str) {
        use std::io::Write as _;
        let leaks = self.leaks.lock().unwrap();
        let seed = Canaries::get().seed;
        let line = format!("{what}: {} surfaces searched, {} leaks (CANARY_SEED={seed})\n", self.count(), leaks.len());
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        let shown: Vec<_> = leaks.iter().take(30).map(String::as_str).collect();
        assert!(leaks.is_empty(), "{line}{}", shown.join("\n"));
        let unproven = self.unproven.lock().unwrap();
        assert!(unproven.is_empty(), "{} runs prove nothing:\n{}", unproven.len(), unproven.join("\n"));
    }
}
