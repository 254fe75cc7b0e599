use super::obstacle::Obstacle;

/// Whether temporary files of so many bytes have room. Where the system does not tell, writing them will.
#[cfg(unix)]
pub(super) fn check(needed: u64) -> Result<(), Obstacle> {
    let folder = std::env::temp_dir();
    let free = rustix::fs::statvfs(&folder).map(|told| told.f_bavail.saturating_mul(told.f_frsize));
    match free {
        Ok(free) if free < needed => Err(Obstacle::NoSpace { folder, needed, free }),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
pub(super) fn check(_: u64) -> Result<(), Obstacle> {
    Ok(())
}
