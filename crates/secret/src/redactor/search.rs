use std::collections::BTreeSet;
use std::ops::Range;

use zeroize::Zeroizing;

use super::forms::forms;
use super::grams::{Grams, Triples};
use super::undo::Undone;

/// How often JSON escapes are undone: once, once more for a text within a text, and once more for what stands behind a
/// backslash that is not its own.
const JSON_LEVELS: usize = 3;

/// Of how many triples a byte is one.
const TRIPLES: usize = 3;

/// Finds many texts in every form at once.
pub(super) struct Search {
    forms: Grams,
    triples: Triples,
    longest: usize,
    /// Whether what replaces a find may be a part of a text.
    pub(super) for_asterisks: bool,
}

impl Search {
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let texts: BTreeSet<&str> = texts.collect();
        let forms: Vec<Zeroizing<String>> = texts.iter().copied().flat_map(forms).collect();
        let joins_asterisks = |text: &&str| text.starts_with('*') || text.ends_with('*') || text.contains("***");
        Self {
            triples: Triples::of(&texts),
            longest: texts.iter().map(|text| text.len()).max().unwrap_or_default(),
            for_asterisks: texts.iter().any(joins_asterisks),
            forms: Grams::of(forms),
        }
    }

    /// Where the texts stand, in no order.
    pub(super) fn finds(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut finds = Vec::new();
        self.forms.each(text, |part| finds.push(part));
        for undone in [Undone::percent, Undone::form].into_iter().filter_map(|undo| undo(text)) {
            self.each_undone(&undone, |part| finds.push(part));
        }
        self.each_json(text, JSON_LEVELS, &mut |part| finds.push(part));
        finds
    }

    /// Where the end of a text is the beginning of a form, from the longest such end on.
    pub(super) fn begun(&self, text: &[u8]) -> Option<Range<usize>> {
        self.forms.longest_begun(text).map(|length| text.len() - length..text.len())
    }

    fn each_json(&self, text: &[u8], levels: usize, found: &mut dyn FnMut(Range<usize>)) {
        let Some(undone) = Undone::json(text) else { return };
        self.each_undone(&undone, &mut *found);
        if levels > 1 {
            self.each_json(&undone.text, levels - 1, &mut |part| found(undone.origin(part)));
        }
    }

    /// Tells at least of the finds that hold something undone; all others are found without. Only what surrounds a likely
    /// place is searched, unless there are so many escapes that a search of everything looks at fewer places.
    fn each_undone(&self, undone: &Undone, mut found: impl FnMut(Range<usize>)) {
        if self.forms.looks(undone.text.len()) < TRIPLES * undone.escapes() {
            self.forms.each(&undone.text, |part| found(undone.origin(part)));
            return;
        }
        let mut search = |zone: Range<usize>| {
            self.forms.each(&undone.text[zone.clone()], |part| {
                found(undone.origin(zone.start + part.start..zone.start + part.end));
            });
        };
        let mut zone = 0..0;
        for end in undone.ends().filter(|end| self.is_likely(&undone.text, *end)) {
            let around = end.saturating_sub(self.longest)..undone.text.len().min(end + self.longest);
            if around.start > zone.end {
                search(std::mem::replace(&mut zone, around));
            } else {
                zone.end = around.end;
            }
        }
        search(zone);
    }

    /// Whether a find may hold the byte before this place. Of most bytes a look at their neighbours says that none does.
    fn is_likely(&self, text: &[u8], end: usize) -> bool {
        let near = &text[end.saturating_sub(3)..text.len().min(end + 2)];
        near.windows(3).any(|triple| self.triples.may_hold(triple))
    }
}
