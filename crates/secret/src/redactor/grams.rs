use std::collections::BTreeSet;
use std::ops::Range;

use zeroize::Zeroizing;

/// How many bytes are looked at together. Every text that is searched for is at least as long.
const GRAM: usize = 4;

/// The most places of a searched text that are entered into the table: more would make it greater, not the search
/// quicker.
const WIDEST_STEP: usize = 12;

/// Finds many texts at once.
///
/// Any `l` bytes in a row, as many as the shortest of the texts has, hold one of every `l - 3` places, so only so many
/// are looked at, and the four bytes there: a table says where in which of the texts these stand. An automaton would look
/// at each byte.
pub(super) struct Grams {
    texts: Vec<Zeroizing<String>>,
    /// How far the places are apart that are looked at.
    step: usize,
    /// What is in the table.
    entered: Bits,
    /// Four bytes, in which text they stand, and where; sorted.
    table: Zeroizing<Vec<(u32, (u32, u32))>>,
}

impl Grams {
    /// Searches for these texts, each at least four bytes long.
    pub(super) fn of(mut texts: Vec<Zeroizing<String>>) -> Self {
        texts.sort_unstable_by(|one, other| one.as_str().cmp(other));
        texts.dedup();
        let shortest = texts.iter().map(|text| text.len()).min().unwrap_or(GRAM);
        let step = (shortest + 1).saturating_sub(GRAM).clamp(1, WIDEST_STEP);
        let count = texts.len() * step;
        // Enough for all: to grow would leave an unwiped copy behind.
        let mut table = Zeroizing::new(Vec::with_capacity(count));
        let mut entered = Bits::for_about(count);
        for (index, text) in (0..).zip(&texts) {
            for (place, gram) in (0..).zip(text.as_bytes().windows(GRAM).take(step)) {
                entered.insert(number(gram));
                table.push((number(gram), (index, place)));
            }
        }
        table.sort_unstable();
        Self { texts, step, entered, table }
    }

    /// At how many places of a text of this length is looked.
    pub(super) fn looks(&self, length: usize) -> usize {
        length / self.step
    }

    /// Tells of every find, overlapping ones too, in no order.
    pub(super) fn each(&self, text: &[u8], mut found: impl FnMut(Range<usize>)) {
        for (at, gram) in text.windows(GRAM).enumerate().step_by(self.step) {
            let gram = number(gram);
            if self.entered.may_hold(gram) {
                self.each_around(text, at, gram, &mut found);
            }
        }
    }

    /// How long the longest end of a text is with which one of the searched begins.
    pub(super) fn longest_begun(&self, text: &[u8]) -> Option<usize> {
        let begun = |searched: &Zeroizing<String>| {
            let searched = searched.as_bytes();
            (1..searched.len()).rev().find(|length| text.ends_with(&searched[..*length]))
        };
        self.texts.iter().filter_map(begun).max()
    }

    fn each_around(&self, text: &[u8], at: usize, gram: u32, found: &mut impl FnMut(Range<usize>)) {
        let first = self.table.partition_point(|(entered, _)| *entered < gram);
        for (_, (index, place)) in self.table[first..].iter().take_while(|(entered, _)| *entered == gram) {
            let searched = self.texts[*index as usize].as_bytes();
            let Some(start) = at.checked_sub(*place as usize) else { continue };
            if text[start..].starts_with(searched) {
                found(start..start + searched.len());
            }
        }
    }
}

/// Which three bytes stand next to each other in some texts; now and then it says so of others.
pub(super) struct Triples(Bits);

impl Triples {
    pub(super) fn of(texts: &BTreeSet<&str>) -> Self {
        let triples = || texts.iter().flat_map(|text| text.as_bytes().windows(3));
        let mut bits = Bits::for_about(triples().count());
        triples().for_each(|triple| bits.insert(number(triple)));
        Self(bits)
    }

    pub(super) fn may_hold(&self, triple: &[u8]) -> bool {
        self.0.may_hold(number(triple))
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A set of numbers that now and then takes another one for its own. It is wiped, for it tells what the texts are.
struct Bits {
    bits: Zeroizing<Vec<u64>>,
    shift: u32,
}

impl Bits {
    fn for_about(count: usize) -> Self {
        // So many bits for each that three of a hundred are mistaken.
        let words = (count / 2).next_power_of_two().clamp(1 << 6, 1 << 20);
        Self { bits: Zeroizing::new(vec![0; words]), shift: u32::BITS - 6 - words.trailing_zeros() }
    }

    fn insert(&mut self, number: u32) {
        let bit = self.bit(number);
        self.bits[bit / 64] |= 1 << (bit % 64);
    }

    fn may_hold(&self, number: u32) -> bool {
        let bit = self.bit(number);
        self.bits[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// 2³² divided by the golden ratio spreads numbers that differ in little.
    fn bit(&self, number: u32) -> usize {
        (number.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_the_texts_the_fewer_places_are_looked_at() {
        for (texts, step) in [(&["0123"][..], 1), (&["0123456789", "01234567"], 5), (&["a text of many bytes"], 12)] {
            let grams = Grams::of(texts.iter().map(|text| Zeroizing::new((*text).to_owned())).collect());
            let count = step * texts.len();
            assert_eq!((grams.step, grams.table.len(), grams.table.capacity()), (step, count, count), "{texts:?}");
        }
    }

    #[test]
    fn different_bytes_are_different_numbers() {
        assert_eq!((number(b"abcd"), number(b"abc")), (0x6162_6364, 0x61_6263));
        let triples = Triples::of(&BTreeSet::from(["abcd"]));
        assert_eq!([b"abc", b"bcd", b"cda", b"xyz"].map(|triple| triples.may_hold(triple)), [true, true, false, false]);
    }

    #[test]
    fn few_numbers_are_taken_for_one_of_a_set() {
        for (count, words) in [(1, 64), (300, 256), (20_000, 16_384)] {
            let mut bits = Bits::for_about(count);
            assert_eq!(bits.bits.len(), words);
            let numbers = || (1..).map(|number: u32| number.wrapping_mul(0x0101_0107)).take(count);
            numbers().for_each(|number| bits.insert(number));
            assert!(numbers().all(|number| bits.may_hold(number)));
            let mistaken =
                (0..10_000).filter(|number| bits.may_hold(u32::from_be_bytes([b'a', 0, 0, 0]) + number)).count();
            assert!(mistaken < 500, "{mistaken} of {count}");
        }
    }
}
