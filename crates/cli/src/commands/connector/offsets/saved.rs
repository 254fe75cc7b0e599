use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ccloud_connect::connectors::{ConnectorOffset, ConnectorOffsets};
use ccloud_connect::jiff::Timestamp;
use serde::Serialize;

use super::row::OffsetRow;
use crate::context::{Scope, state_folder};
use crate::failure::{ErrorKind, Failure};
use crate::output::rfc3339;

/// The previous offsets of a connector, in a file from which they can be restored. There is none where there were none.
pub(super) struct Saved<'a> {
    path: Option<PathBuf>,
    content: Content<'a>,
}

/// What the file says: an offsets file for that connector.
#[derive(Serialize)]
struct Content<'a> {
    environment: &'a str,
    cluster: &'a str,
    name: &'a str,
    offsets: Vec<OffsetRow>,
    metadata: Metadata,
}

#[derive(Serialize)]
struct Metadata {
    observed_at: Option<String>,
}

impl<'a> Saved<'a> {
    /// Writes a new file; nothing may be changed when that cannot be done.
    pub(super) fn write(scope: &Scope<'a>, before: &'a ConnectorOffsets) -> Result<Self, Failure> {
        let content = Content {
            environment: scope.environment,
            cluster: scope.cluster,
            name: &before.name,
            offsets: before.offsets.iter().map(OffsetRow::of).collect(),
            metadata: Metadata { observed_at: before.observed_at.as_ref().map(rfc3339) },
        };
        let mut saved = Self { path: None, content };
        if !saved.content.offsets.is_empty() {
            saved.create()?;
        }
        Ok(saved)
    }

    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Puts the offsets in that the change found: those that were saved had been seen a while before.
    pub(super) fn correct(&mut self, previous: &[ConnectorOffset]) -> Result<(), Failure> {
        if previous.is_empty() {
            return Ok(());
        }
        self.content.offsets = previous.iter().map(OffsetRow::of).collect();
        self.content.metadata.observed_at = None;
        let corrected = match &self.path {
            Some(path) => fs::write(path, self.content.text()).map_err(|error| unsaved(path, &error)),
            None => self.create(),
        };
        // The change is done, so this is no mistake that could be put right before it.
        corrected.map_err(|failure| Failure { kind: ErrorKind::Storage.into(), ..failure })
    }

    /// Removes the file of a change that did not happen. That it stays does no harm.
    pub(super) fn forget(self) {
        if let Some(path) = self.path {
            let _ = fs::remove_file(path);
        }
    }

    fn create(&mut self) -> Result<(), Failure> {
        let folder = state_folder().map(|folder| folder.join("offsets")).ok_or_else(|| {
            Failure::new(ErrorKind::Input, "there is no folder to save the previous offsets in")
                .with_hint("Set XDG_STATE_HOME to one.")
        })?;
        let created = fs::create_dir_all(&folder).and_then(|()| fresh(&folder, self.content.name));
        let (path, mut file) = created.map_err(|error| unsaved(&folder, &error))?;
        file.write_all(self.content.text().as_bytes()).map_err(|error| unsaved(&path, &error))?;
        self.path = Some(path);
        Ok(())
    }
}

impl Content<'_> {
    fn text(&self) -> String {
        serde_json::to_string_pretty(self).map(|text| format!("{text}\n")).unwrap_or_default()
    }
}

fn unsaved(path: &Path, error: &io::Error) -> Failure {
    let message = format!("the previous offsets cannot be saved in `{}`", path.display());
    Failure::new(ErrorKind::Input, message).caused_by(error)
}

/// A file that was not there, named after connector and time.
fn fresh(folder: &Path, connector: &str) -> io::Result<(PathBuf, File)> {
    let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let stem = format!("{}-{time}", file_name(connector));
    let mut names = (1..).map(|count| match count {
        1 => format!("{stem}.json"),
        count => format!("{stem}-{count}.json"),
    });
    loop {
        let path = folder.join(names.next().unwrap_or_default());
        match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map(|file| (path, file)),
        }
    }
}

/// A connector's name as the beginning of a file's: what leads elsewhere, or is awkward in a shell, becomes `_`.
fn file_name(connector: &str) -> String {
    let plain = |character: char| {
        let is_plain = character.is_alphanumeric() || matches!(character, '-' | '_' | '.');
        if is_plain { character } else { '_' }
    };
    let name: String = connector.chars().map(plain).take(LONGEST).collect();
    if name.starts_with(['.', '-']) { format!("_{name}") } else { name }
}

/// Characters of a name that are kept; file systems end at 255 bytes, and a character has up to four.
const LONGEST: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_connector_wherever_that_name_would_lead() {
        for (connector, named) in [
            ("orders-s3", "orders-s3"),
            ("Größe.1", "Größe.1"),
            ("a b|c", "a_b_c"),
            ("../../etc/passwd", "_.._.._etc_passwd"),
            (".hidden", "_.hidden"),
            ("-rf", "_-rf"),
        ] {
            assert_eq!(file_name(connector), named, "{connector}");
        }
        assert_eq!(file_name(&"é".repeat(200)).len(), 100);
    }

    #[test]
    fn no_file_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [(); 3].map(|()| fresh(folder.path(), "orders").unwrap().0);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), paths.len());
    }
}
