//! Where the state lies between runs: one JSON file, the key and the uploads, all for the owner's eyes only.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::key::Key;
use crate::state::State;

const LOCK: &str = "lock";
const KEY: &str = "key";
const STATE: &str = "state.json";
const NEW_STATE: &str = "state.json.new";
const UPLOADS: &str = "uploads";

/// Extension of an archive that has not arrived whole.
pub(crate) const DRAFT: &str = "part";

/// A state folder that nobody else uses while this lives.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Unlocks when it is dropped.
    _lock: File,
}

impl Folder {
    /// Opens the folder, making it where it is missing. Somebody who uses it now is waited for, which is told first.
    pub(crate) fn open(path: &Path, on_wait: impl FnOnce(&Path)) -> io::Result<Self> {
        make_folder(path)?;
        let lock = private_file(&path.join(LOCK), false)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                on_wait(path);
                lock.lock()?;
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// The key of this folder, made when there is none.
    pub(crate) fn key(&self) -> io::Result<Key> {
        let path = self.path.join(KEY);
        match fs::read(&path) {
            Ok(bytes) => {
                Key::read(&bytes).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the key file is damaged"))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = Key::generate();
                replace(&path.with_extension("new"), &path, key.bytes())?;
                Ok(key)
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) fn load(&self) -> io::Result<State> {
        match fs::read(self.path.join(STATE)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::default()),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn save(&self, state: &State) -> io::Result<()> {
        replace(&self.path.join(NEW_STATE), &self.path.join(STATE), &serde_json::to_vec(state)?)
    }

    /// The folder of the uploaded archives, without what a sandbox that was killed left half received.
    pub(crate) fn uploads(&self) -> io::Result<PathBuf> {
        let path = self.path.join(UPLOADS);
        make_folder(&path)?;
        for entry in fs::read_dir(&path)? {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == DRAFT) {
                fs::remove_file(file)?;
            }
        }
        Ok(path)
    }

    /// Removes all that a sandbox ever wrote here, and nothing else.
    pub(crate) fn clear(&self) -> io::Result<()> {
        for file in [STATE, NEW_STATE, KEY] {
            ignore_missing(fs::remove_file(self.path.join(file)))?;
        }
        ignore_missing(fs::remove_dir_all(self.path.join(UPLOADS)))
    }
}

/// Writes a file whole or not at all.
fn replace(draft: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    private_file(draft, true)?.write_all(bytes)?;
    fs::rename(draft, target)
}

fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A file that only its owner may read, for writing.
pub(crate) fn private_file(path: &Path, truncate: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(truncate);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(path: &Path) -> Folder {
        Folder::open(path, |_| unreachable!("nobody else uses it")).unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn what_is_written_is_for_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("state");
        let folder = alone(&path);
        folder.key().unwrap();
        folder.save(&State::default()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&folder.uploads().unwrap())), (0o700, 0o700));
        for file in [KEY, STATE, LOCK] {
            assert_eq!(mode(&path.join(file)), 0o600, "{file}");
        }
    }

    #[test]
    fn a_second_user_waits_until_the_first_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let first = alone(folder.path());
        let lock = File::open(folder.path().join(LOCK)).unwrap();
        assert!(lock.try_lock().is_err());
        drop(first);
        assert!(lock.try_lock().is_ok());
    }

    #[test]
    fn archives_half_received_do_not_outlive_the_sandbox() {
        let path = tempfile::tempdir().unwrap();
        let folder = alone(path.path());
        let uploads = folder.uploads().unwrap();
        let (whole, half) = (uploads.join("whole"), uploads.join("half.part"));
        fs::write(&whole, "x").unwrap();
        fs::write(&half, "x").unwrap();
        folder.uploads().unwrap();
        assert!(whole.exists() && !half.exists());
    }

    #[test]
    fn clearing_leaves_what_others_put_there() {
        let path = tempfile::tempdir().unwrap();
        let folder = alone(path.path());
        let first = folder.key().unwrap();
        folder.save(&State::default()).unwrap();
        fs::write(path.path().join("mine"), "x").unwrap();
        folder.clear().unwrap();
        assert!(path.path().join("mine").exists() && !path.path().join(STATE).exists());
        assert_ne!(folder.key().unwrap().bytes(), first.bytes());
    }
}
