/// How much of an archive is looked at. What goes beyond is an error that says so: a hostile or broken archive costs no
/// more time and memory than these allow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Entries in all. Default 300,000: four times those of the largest connector archive seen.
    pub entries: usize,
    /// JARs in an archive. Default 2,000: the largest seen have a few hundred, and each takes memory for as long as the
    /// archive is read.
    pub jars: usize,
    /// Bytes of names in all, entries' and classes'. Default 64 MiB; 78,000 classes have 9 MiB.
    pub names: usize,
    /// Unpacked bytes in all. Default 4 GiB, four times the largest archive that Confluent Cloud takes.
    pub unpacked: u64,
    /// How many times larger than the file its content may be, once it is over 64 MiB. Default 100; classes shrink to a
    /// third.
    pub ratio: u64,
    /// Bytes of one class file; a larger one is left out and told of. Default 8 MiB.
    pub class: usize,
    /// Bytes of one manifest, services or properties file; a larger one is left out. Default 1 MiB.
    pub document: usize,
    /// Bytecode instructions carried out for one connector, to find its sensitive properties and its version. Default
    /// 3,000,000, three times those of the longest seen.
    pub steps: u64,
    /// The same for all of them together. Default 60,000,000.
    pub all_steps: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 300_000,
            jars: 2_000,
            names: 64 << 20,
            unpacked: 4 << 30,
            ratio: 100,
            class: 8 << 20,
            document: 1 << 20,
            steps: 3_000_000,
            all_steps: 60_000_000,
        }
    }
}

impl Limits {
    /// How many bytes a file of this size may unpack to.
    pub(super) fn unpacked_from(&self, size: u64) -> u64 {
        self.unpacked.min(size.saturating_mul(self.ratio).max(64 << 20))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_file_may_not_unpack_to_a_thousand_times_its_size() {
        let limits = Limits::default();
        for (size, unpacked) in [(80 << 10, 64 << 20), (8 << 20, 800 << 20), (1 << 30, 4 << 30), (u64::MAX, 4 << 30)] {
            assert_eq!(limits.unpacked_from(size), unpacked, "{size}");
        }
    }
}
