use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use ccloud_connect::inspect::Limits;

use crate::cost::{self, alone};
use crate::{MOST_MEMORY, mutate, seeds};

/// How many broken archives to read; without it, as many as fit [`USUALLY`].
const COUNT: &str = "HOSTILE_ARCHIVES";
const USUALLY: Duration = Duration::from_secs(5);

/// Far more than any takes, since other work may share the machine; none is larger than 50 KB.
const LONGEST: Duration = Duration::from_secs(20);

#[test]
fn however_an_archive_is_broken_reading_it_ends_within_its_bounds() {
    let _alone = alone();
    let seeds = seeds::all();
    let count: Option<u64> = std::env::var(COUNT).ok().map(|count| count.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (begun, mut read, mut most, mut longest) = (Instant::now(), 0, (0, 0), (Duration::ZERO, 0));
    let (mut whole, mut wrong) = (0_u64, Vec::new());
    while count.map_or(begun.elapsed() < USUALLY, |count| read < count) {
        let (name, bytes) = mutate::nth(&seeds, read);
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        match catch_unwind(AssertUnwindSafe(|| cost::of(&path, &limits()))) {
            Ok(cost) => {
                whole += u64::from(cost.outcome.is_ok());
                most = most.max((cost.memory, read));
                longest = longest.max((cost.time, read));
            }
            Err(_) => wrong.push(read),
        }
        // To write over it would wait for the disk.
        std::fs::remove_file(&path).unwrap();
        read += 1;
    }
    println!("{read} archives in {:?}, {whole} of them readable", begun.elapsed());
    println!("at most {} bytes of memory (archive {}) and {:?} (archive {})", most.0, most.1, longest.0, longest.1);
    assert_eq!(wrong, [0; 0], "these made the reader panic");
    assert!(most.0 <= MOST_MEMORY && longest.0 <= LONGEST, "{most:?} {longest:?}");
    // Else nothing but the first bytes would be tried.
    assert!(whole > read / 4, "{whole} of {read}");
}

/// What runs in circles after a change is given up soon; that it is given up at all is shown beside.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.steps = 50_000;
    limits
}
