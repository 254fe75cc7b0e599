//! Where the state lies between runs: one JSON file, the key and the uploads, all for the owner's eyes only.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::key::Key;
use crate::random;
use crate::state::State;

const LOCK: &str = "lock";
const KEY: &str = "key";
const NEW_KEY: &str = "key.new";
const STATE: &str = "state.json";
const NEW_STATE: &str = "state.json.new";
const UPLOADS: &str = "uploads";

/// What the lock holds: by it a folder is known to be a sandbox's, whose files may be removed.
const MARK: &[u8] = b"A ccloud-connect sandbox keeps its state in this folder.\n";

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
    pub(crate) fn open(path: &Path, on_wait: impl FnOnce(&Path)) -> Result<Self, Error> {
        let open = || {
            make_folder(path)?;
            // A sandbox marks the lock before it writes anything else.
            let others = || holds_state(path) || path.join(KEY).exists();
            if others() && !path.join(LOCK).exists() {
                return Err(foreign());
            }
            let mut lock = private_file(&path.join(LOCK), false)?;
            wait(&lock, path, on_wait)?;
            let held = contents(&mut lock)?;
            match MARK.strip_prefix(held.as_slice()) {
                Some([]) => {}
                Some(missing) if !others() => lock.write_all(missing)?,
                _ => return Err(foreign()),
            }
            Ok(lock)
        };
        let lock = open().map_err(|source| unusable(path, source))?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// Opens a folder that a sandbox has used before; nothing when there is no such folder, or nothing in it is like a
    /// sandbox's.
    pub(crate) fn find(path: &Path, on_wait: impl FnOnce(&Path)) -> Result<Option<Self>, Error> {
        let find = || {
            let Some(mut lock) = existing(OpenOptions::new().read(true).write(true).open(path.join(LOCK)))? else {
                return Ok(None);
            };
            wait(&lock, path, on_wait)?;
            Ok((contents(&mut lock)? == MARK).then_some(lock))
        };
        match find() {
            Ok(Some(lock)) => Ok(Some(Self { path: path.to_owned(), _lock: lock })),
            // Better said than done: these may be the only copies of something else.
            Ok(None) if holds_state(path) || path.join(KEY).exists() => Err(unusable(path, foreign())),
            Ok(None) => Ok(None),
            Err(source) => Err(unusable(path, source)),
        }
    }

    /// The key of this folder, made when there is none.
    pub(crate) fn key(&self) -> Result<Key, Error> {
        let path = self.path.join(KEY);
        let failed = |source| unusable(&self.path, source);
        if let Some(bytes) = existing(fs::read(&path)).map_err(failed)? {
            let source = || io::Error::new(ErrorKind::InvalidData, format!("it has {} bytes, not 32", bytes.len()));
            return Key::read(&bytes).ok_or_else(|| Error::State { path, source: source() });
        }
        let key = Key::generate();
        replace(&self.path.join(NEW_KEY), &path, key.bytes()).map_err(failed)?;
        Ok(key)
    }

    pub(crate) fn load(&self) -> Result<State, Error> {
        let path = self.path.join(STATE);
        match existing(fs::read(&path)) {
            Ok(Some(bytes)) => {
                serde_json::from_slice(&bytes).map_err(|error| Error::State { path, source: damage(&error) })
            }
            Ok(None) => Ok(State::default()),
            Err(source) => Err(unusable(&self.path, source)),
        }
    }

    pub(crate) fn save(&self, state: &State) -> io::Result<()> {
        replace(&self.path.join(NEW_STATE), &self.path.join(STATE), &serde_json::to_vec(state)?)
    }

    /// The folder of the uploaded archives, without what a sandbox that was killed left half received.
    pub(crate) fn uploads(&self) -> Result<PathBuf, Error> {
        let path = self.path.join(UPLOADS);
        let made = make_folder(&path)
            .and_then(|()| remove_archives(&path, |file| file.extension().is_some_and(|extension| extension == DRAFT)));
        made.map(|()| path).map_err(|source| unusable(&self.path, source))
    }

    /// Removes all that a sandbox ever wrote here, and nothing else. The lock stays, as somebody may wait for it.
    pub(crate) fn clear(&self) -> Result<(), Error> {
        let uploads = self.path.join(UPLOADS);
        let clear = || {
            for file in [STATE, NEW_STATE, KEY, NEW_KEY] {
                existing(fs::remove_file(self.path.join(file)))?;
            }
            existing(remove_archives(&uploads, |_| true))?;
            match existing(fs::remove_dir(&uploads)) {
                Err(error) if error.kind() != ErrorKind::DirectoryNotEmpty => Err(error),
                _ => Ok(()),
            }
        };
        clear().map_err(|source| unusable(&self.path, source))
    }
}

fn unusable(path: &Path, source: io::Error) -> Error {
    Error::Folder { path: path.to_owned(), source }
}

fn foreign() -> io::Error {
    io::Error::new(ErrorKind::AlreadyExists, "it holds files of the same names that are no sandbox's")
}

/// Where and how, but no word of what the file holds.
fn damage(error: &serde_json::Error) -> io::Error {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "the text ends too early",
        serde_json::error::Category::Data => "an unexpected kind of value",
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => "no JSON",
    };
    io::Error::new(ErrorKind::InvalidData, format!("{what}: line {}, column {}", error.line(), error.column()))
}

/// Whether there is anything by the names of what a sandbox keeps.
fn holds_state(path: &Path) -> bool {
    [STATE, UPLOADS].iter().any(|name| path.join(name).exists())
}

fn wait(lock: &File, path: &Path, on_wait: impl FnOnce(&Path)) -> io::Result<()> {
    match lock.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            on_wait(path);
            lock.lock()
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// What a small file holds, as far as it can matter here.
fn contents(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(1024).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Removes those archives of a folder that are chosen; they are named by UUIDs, and nothing else is touched.
fn remove_archives(folder: &Path, chosen: impl Fn(&Path) -> bool) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        let is_archive = file.file_stem().and_then(|stem| stem.to_str()).is_some_and(random::is_uuid);
        if is_archive && chosen(&file) {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

/// Writes a file whole or not at all.
fn replace(draft: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_file(draft, true)?;
    file.write_all(bytes)?;
    // Without this a crash of the system can leave the new name with nothing under it.
    file.sync_all()?;
    fs::rename(draft, target)
}

/// Nothing where there is no such file.
fn existing<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A file that only its owner may read, for reading and writing.
pub(crate) fn private_file(path: &Path, truncate: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(truncate);
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

    const ARCHIVE: &str = "0b8f1c1e-6c1f-4b3a-9d58-0f6f6f1d2a01";

    #[test]
    fn archives_half_received_do_not_outlive_the_sandbox() {
        let path = tempfile::tempdir().unwrap();
        let folder = alone(path.path());
        let uploads = folder.uploads().unwrap();
        let [whole, half, other] = [ARCHIVE, &format!("{ARCHIVE}.part"), "song.part"].map(|name| uploads.join(name));
        for file in [&whole, &half, &other] {
            fs::write(file, "x").unwrap();
        }
        folder.uploads().unwrap();
        assert!(whole.exists() && !half.exists() && other.exists());
    }

    fn listed(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn clearing_removes_what_a_sandbox_wrote_and_leaves_what_others_put_there() {
        let path = tempfile::tempdir().unwrap();
        let folder = alone(path.path());
        let first = folder.key().unwrap();
        folder.save(&State::default()).unwrap();
        let uploads = folder.uploads().unwrap();
        for file in [path.path().join(NEW_KEY), path.path().join(NEW_STATE), uploads.join(ARCHIVE)] {
            fs::write(file, "x").unwrap();
        }
        for file in [path.path().join("mine"), uploads.join("mine")] {
            fs::write(file, "x").unwrap();
        }
        folder.clear().unwrap();
        assert_eq!(
            (listed(path.path()), listed(&uploads)),
            (vec![LOCK.into(), "mine".into(), UPLOADS.into()], vec!["mine".into()])
        );
        fs::remove_file(uploads.join("mine")).unwrap();
        folder.clear().unwrap();
        assert!(!uploads.exists());
        assert_ne!(folder.key().unwrap().bytes(), first.bytes());
    }
}
