//! Files that are this user's alone: what others could write or read there would be theirs to decide, or to know.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that nobody else can look into, so that nobody else can put a file there.
pub(crate) fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
        builder.mode(0o700).create(folder)?;
        if fs::metadata(folder)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
    }
    #[cfg(not(unix))]
    builder.create(folder)?;
    if is_ours_alone(&fs::symlink_metadata(folder)?) { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// Whether it is this user's, and nobody else can have written it. Elsewhere than on Unix a user's folders are theirs by
/// their place.
pub(crate) fn is_ours_alone(about: &fs::Metadata) -> bool {
    !about.file_type().is_symlink() && is_ours(about) && !others_may(about, 0o022)
}

#[cfg_attr(not(unix), allow(unused_variables, reason = "no such owners"))]
fn is_ours(about: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        about.uid() == rustix::process::geteuid().as_raw()
    }
    #[cfg(not(unix))]
    true
}

/// Whether nobody else can read or write it.
#[cfg(feature = "desired")]
pub(crate) fn is_secret(about: &fs::Metadata) -> bool {
    !about.file_type().is_symlink() && !others_may(about, 0o077)
}

/// Whether others than its owner have one of these rights, where the system tells.
#[cfg_attr(not(unix), allow(unused_variables, reason = "no such rights"))]
fn others_may(about: &fs::Metadata, rights: u32) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        about.permissions().mode() & rights != 0
    }
    #[cfg(not(unix))]
    false
}

/// Writes a file that nobody else can read. It is there as a whole or not at all.
pub(crate) fn write(folder: &Path, name: &str, text: &[u8]) -> io::Result<()> {
    static WRITTEN: AtomicU32 = AtomicU32::new(0);
    let unique = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let beside = folder.join(format!(".{}-{unique}.tmp", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|mut file| file.write_all(text));
    written.and_then(|()| fs::rename(&beside, folder.join(name))).inspect_err(|_| {
        // It may never have been made.
        let _ = fs::remove_file(&beside);
    })
}
