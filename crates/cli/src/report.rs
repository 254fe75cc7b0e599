//! Reports beside what a command prints: `--report FORMAT=PATH`.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::failure::{ErrorKind, Failure};

/// Where a report goes, in which of the formats `F`.
#[derive(Clone, Debug)]
pub(crate) struct Report<F> {
    pub format: F,
    path: PathBuf,
}

impl<F: clap::ValueEnum> FromStr for Report<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = || {
            let words = F::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value);
            words.map(|word| word.get_name().to_owned()).collect::<Vec<_>>().join(", ")
        };
        match text.split_once('=') {
            Some((format, path)) if !path.is_empty() => {
                let format = F::from_str(format, true).map_err(|_| format!("the formats are {}", words()))?;
                Ok(Self { format, path: path.into() })
            }
            _ => Err(format!("a report is FORMAT=PATH, with one of the formats {}", words())),
        }
    }
}

impl<F: Copy> Report<F> {
    /// Writes each report where it goes.
    pub(crate) fn write_all(reports: &[Self], text: impl Fn(F) -> String) -> Result<(), Failure> {
        reports.iter().try_for_each(|report| write(&report.path, &text(report.format)))
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| {
        let message = format!("the report cannot be written to `{}`", path.display());
        Failure::new(ErrorKind::Input, message).caused_by(&error)
    })
}
