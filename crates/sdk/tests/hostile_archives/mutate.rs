use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::seeds::Seed;

/// The n-th broken archive, always the same.
pub(crate) fn nth(seeds: &[Seed], n: u64) -> (&'static str, Vec<u8>) {
    let mut dice = Dice(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d);
    let seed = &seeds[dice.below(seeds.len())];
    let other = &seeds[dice.below(seeds.len())];
    let mut bytes = seed.bytes.clone();
    // What a tar says is seldom reached through broken gzip.
    let within = seed.is_gzip() && dice.below(4) > 0;
    if within {
        bytes.clear();
        GzDecoder::new(seed.bytes.as_slice()).read_to_end(&mut bytes).unwrap();
    }
    for _ in 0..=dice.below(4) {
        MUTATIONS[dice.below(MUTATIONS.len())](&mut bytes, &mut dice, &other.bytes);
    }
    if within {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(&bytes).unwrap();
        bytes = packer.finish().unwrap();
    }
    (seed.name, bytes)
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll() % count.max(1) as u64).unwrap()
    }
}

type Mutation = fn(&mut Vec<u8>, &mut Dice, &[u8]);

const MUTATIONS: &[Mutation] = &[
    |bytes, dice, _| flip(bytes, dice),
    |bytes, dice, _| flip(bytes, dice),
    |bytes, dice, _| overwrite(bytes, dice),
    |bytes, dice, _| extreme(bytes, dice),
    |bytes, dice, _| extreme(bytes, dice),
    |bytes, dice, _| field(bytes, dice),
    |bytes, dice, _| field(bytes, dice),
    |bytes, dice, _| cut(bytes, dice),
    |bytes, dice, _| take_out(bytes, dice),
    |bytes, dice, _| repeat(bytes, dice),
    splice,
];

fn flip(bytes: &mut [u8], dice: &mut Dice) {
    let at = dice.below(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << dice.below(8);
    }
}

fn overwrite(bytes: &mut [u8], dice: &mut Dice) {
    let at = dice.below(bytes.len());
    let value = dice.roll().to_le_bytes()[0];
    bytes.get_mut(at).into_iter().for_each(|byte| *byte = value);
}

/// A number at the edge of what fits, as ZIP or as class files write it.
fn extreme(bytes: &mut [u8], dice: &mut Dice) {
    let at = dice.below(bytes.len());
    write(bytes, at, dice);
}

fn write(bytes: &mut [u8], at: usize, dice: &mut Dice) {
    const EDGES: [u32; 10] = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x1_0000, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff];
    let edge = EDGES[dice.below(EDGES.len())];
    let (width, high) = [(2, edge << 16), (4, edge)][dice.below(2)];
    let value = if dice.below(2) == 0 { edge.to_le_bytes() } else { high.to_be_bytes() };
    bytes.iter_mut().skip(at).zip(value).take(width).for_each(|(byte, value)| *byte = value);
}

/// A field of one of the records that ZIPs and classes consist of.
fn field(bytes: &mut [u8], dice: &mut Dice) {
    const RECORDS: [(&[u8], usize); 4] =
        [(b"PK\x01\x02", 46), (b"PK\x03\x04", 30), (b"PK\x05\x06", 22), (b"\xca\xfe\xba\xbe", 200)];
    let (magic, length) = RECORDS[dice.below(RECORDS.len())];
    let found: Vec<usize> = bytes.windows(4).enumerate().filter(|(_, four)| *four == magic).map(|(at, _)| at).collect();
    if let Some(record) = found.get(dice.below(found.len())) {
        let at = record + 4 + dice.below(length - 4);
        write(bytes, at, dice);
    }
}

fn cut(bytes: &mut Vec<u8>, dice: &mut Dice) {
    bytes.truncate(dice.below(bytes.len()));
}

fn take_out(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let start = dice.below(bytes.len());
    let end = (start + dice.below(64)).min(bytes.len());
    bytes.drain(start..end);
}

fn repeat(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let start = dice.below(bytes.len());
    let end = (start + dice.below(256)).min(bytes.len());
    let part = bytes[start..end].to_vec();
    bytes.splice(start..start, part);
}

fn splice(bytes: &mut Vec<u8>, dice: &mut Dice, other: &[u8]) {
    let from = dice.below(other.len());
    let part = &other[from..(from + dice.below(512)).min(other.len())];
    let start = dice.below(bytes.len());
    let end = (start + dice.below(512)).min(bytes.len());
    bytes.splice(start..end, part.iter().copied());
}
