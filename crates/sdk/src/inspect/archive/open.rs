use std::fmt;
use std::fs::File;
use std::path::Path;

use rawzip::ReaderAt as _;
use serde::{Deserialize, Serialize};

use super::super::fault::Fault;
use super::super::limits::Limits;
use super::super::warning::Problems;
use super::budget::Budget;
use super::parts::{Parts, is_class_path};
use super::source::Source;
use super::unit::{Content, Unit};
use super::zip::Zip;
use super::{folder, tar_gz};

/// What an archive is packed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ArchiveFormat {
    /// A ZIP by another name than `.jar`.
    #[serde(rename = "ZIP")]
    Zip,
    /// A ZIP named `.jar`.
    #[serde(rename = "JAR")]
    Jar,
    /// A tar compressed with gzip, as Debezium is published.
    #[serde(rename = "TAR_GZ")]
    TarGz,
    /// A folder.
    #[serde(rename = "FOLDER")]
    Folder,
}

impl fmt::Display for ArchiveFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zip => "a ZIP",
            Self::Jar => "a JAR",
            Self::TarGz => "a tar.gz",
            Self::Folder => "a folder",
        })
    }
}

/// How an archive is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Layout {
    /// Class files: a JAR, whether or not it holds all it needs.
    Classes,
    /// JARs side by side.
    Jars,
    /// Confluent Hub's: a folder with `manifest.json` and the JARs in `lib`.
    Hub,
}

/// An archive, opened.
pub(in crate::inspect) struct Archive {
    pub(in crate::inspect) format: ArchiveFormat,
    pub(in crate::inspect) size: Option<u64>,
    pub(in crate::inspect) units: Vec<Unit>,
    /// Confluent Hub's `manifest.json`.
    pub(in crate::inspect) manifest: Option<Vec<u8>>,
    pub(in crate::inspect) budget: Budget,
}

impl Archive {
    pub(in crate::inspect) fn open(path: &Path, limits: &Limits, problems: &mut Problems) -> Result<Self, Fault> {
        let metadata = std::fs::metadata(path)?;
        if metadata.is_dir() {
            let budget = Budget::new(limits, u64::MAX);
            let parts = folder::collect(path, limits, &budget, problems)?;
            return Ok(Self::of_parts(ArchiveFormat::Folder, None, parts, budget, problems));
        }
        if !metadata.is_file() {
            return Err(Fault::broken("is neither a file nor a folder"));
        }
        let size = metadata.len();
        let budget = Budget::new(limits, size);
        let source = Source::file(File::open(path)?)?;
        let mut magic = [0; 2];
        let read = source.read_at(&mut magic, 0)?;
        if read == 2 && magic == [0x1f, 0x8b] {
            let parts = tar_gz::collect(File::open(path)?, limits, &budget, problems)?;
            return Ok(Self::of_parts(ArchiveFormat::TarGz, Some(size), parts, budget, problems));
        }
        let named_jar = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jar"));
        let format = if named_jar { ArchiveFormat::Jar } else { ArchiveFormat::Zip };
        Self::of_zip(File::open(path)?, format, limits, problems)
    }

    /// A ZIP or JAR, whatever its name.
    pub(in crate::inspect) fn of_zip(
        file: File,
        format: ArchiveFormat,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<Self, Fault> {
        let size = file.metadata()?.len();
        let budget = Budget::new(limits, size);
        let zip = Zip::open(Source::file(file)?)?;
        if format == ArchiveFormat::Jar || is_class_path(&zip)? {
            let units = vec![Unit { jar: None, content: Content::Packed(zip) }];
            return Ok(Self { format, size: Some(size), units, manifest: None, budget });
        }
        let parts = Parts::of_zip(&zip, limits, &budget, problems)?;
        Ok(Self::of_parts(format, Some(size), parts, budget, problems))
    }

    fn of_parts(
        format: ArchiveFormat,
        size: Option<u64>,
        mut parts: Parts,
        budget: Budget,
        problems: &mut Problems,
    ) -> Self {
        let manifest = parts.manifest.take();
        Self { format, size, units: parts.units(problems), manifest, budget }
    }

    pub(in crate::inspect) fn layout(&self) -> Layout {
        match (&self.manifest, self.units.as_slice()) {
            (Some(_), _) => Layout::Hub,
            (None, [Unit { jar: None, .. }]) => Layout::Classes,
            _ => Layout::Jars,
        }
    }
}
