use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FingerprintKey, Scope};
use crate::{Error, private_file};

/// Of files with another number nothing is known.
const FORMAT: u32 = 1;

/// Ten thousand connectors with ten secrets each.
const LARGEST: u64 = 32 << 20;

/// A file's content: fingerprints under one key.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Records {
    format: u32,
    /// Which key they are made with.
    key: String,
    clusters: Vec<ClusterRecords>,
}

#[derive(Debug, Deserialize, Serialize)]
struct ClusterRecords {
    #[serde(flatten)]
    scope: Scope,
    connectors: BTreeMap<String, Record>,
}

/// What was applied last to a connector.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) class: String,
    pub(super) written_at: Timestamp,
    /// Whether it was seen to run with it; else a look has yet to tell.
    pub(super) settled: bool,
    /// Fingerprints by key.
    pub(super) settings: BTreeMap<String, String>,
}

impl Records {
    /// What a file holds. Made with another key, they tell nothing, and the next that are written take their place.
    pub(super) fn read(path: &Path, key: &FingerprintKey) -> Result<Self, Error> {
        let failed = |source| Error::File { path: path.to_owned(), source };
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            opened => opened.map_err(failed)?,
        };
        if !private_file::is_ours_alone(&file.metadata().map_err(failed)?) {
            let message = format!("`{0}` may be written by others: `chmod go-w {0}` where nobody has", path.display());
            return Err(Error::Input(message));
        }
        let mut text = Vec::new();
        file.take(LARGEST).read_to_end(&mut text).map_err(failed)?;
        let read: Self = serde_json::from_slice(&text)
            .map_err(|error| Error::Input(format!("`{}` holds no records of fingerprints: {error}", path.display())))?;
        if read.format != FORMAT {
            return Err(Error::Input(format!("`{}` is of another version of this program", path.display())));
        }
        Ok(if read.key == key.id() { read } else { Self::default() })
    }

    /// Those of a cluster, by connector.
    pub(super) fn of(mut self, scope: &Scope) -> BTreeMap<String, Record> {
        let index = self.clusters.iter().position(|cluster| cluster.scope == *scope);
        index.map(|index| self.clusters.swap_remove(index).connectors).unwrap_or_default()
    }

    /// Puts in what is known of those connectors of a cluster that were touched: a record, or that there is none.
    pub(super) fn put(&mut self, scope: &Scope, known: &BTreeMap<String, Record>, touched: &BTreeSet<String>) {
        let index = self.clusters.iter().position(|cluster| cluster.scope == *scope).unwrap_or_else(|| {
            self.clusters.push(ClusterRecords { scope: scope.clone(), connectors: BTreeMap::new() });
            self.clusters.len() - 1
        });
        let connectors = &mut self.clusters[index].connectors;
        for name in touched {
            match known.get(name) {
                Some(record) => connectors.insert(name.clone(), record.clone()),
                None => connectors.remove(name),
            };
        }
    }

    /// Takes the place of the file, for nobody else to read.
    pub(super) fn write(mut self, path: &Path, key: &FingerprintKey) -> Result<(), Error> {
        (self.format, self.key) = (FORMAT, key.id());
        let failed = |source| Error::File { path: path.to_owned(), source };
        let (folder, name) = place(path)?;
        // One that is there is somebody's own business.
        if !fs::exists(folder).map_err(failed)? {
            private_file::create_folder(folder).map_err(failed)?;
        }
        let mut text = serde_json::to_vec_pretty(&self).map_err(|error| failed(error.into()))?;
        text.push(b'\n');
        private_file::write(folder, name, &text).map_err(failed)
    }
}

/// The folder and the name of a file.
pub(super) fn place(path: &Path) -> Result<(&Path, &str), Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Error::Input(format!("`{}` cannot be the name of a file", path.display())))?;
    Ok((folder, name))
}
