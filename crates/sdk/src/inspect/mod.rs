//! What is in an archive, told before a byte of it leaves the machine.
//!
//! [`inspect`] reads a JAR, a ZIP of JARs (Confluent Hub's layout as well), a `tar.gz` or a folder, offline: the plugins
//! with their types and versions, the settings that hold secrets, and what is wrong with it. It blocks while it reads, and
//! takes no more time and memory than its [`Limits`] say. [`Inspection::lint`] compares the outcome with what is to be
//! done with the archive.

mod archive;
mod class_file;
mod classes;
mod contents;
mod evaluate;
mod fault;
mod hash;
mod hierarchy;
mod hint;
mod kind;
mod limits;
mod lint;
mod magic;
mod manifest;
mod names;
mod pack;
mod passwords;
mod plugins;
mod properties;
mod report;
mod services;
mod version;
mod warning;

use std::path::Path;

pub use archive::{ArchiveFormat, Layout};
#[cfg(feature = "connect-custom-plugin-v1")]
pub(crate) use hash::sha256;
pub use kind::PluginKind;
pub use limits::Limits;
pub use lint::Intent;
pub use manifest::Manifest;
#[cfg(any(feature = "ccpm-v1", feature = "connect-custom-plugin-v1"))]
pub(crate) use pack::is_to_be_packed;
pub use pack::{Obstacle, Packed, pack, pack_within};
pub use report::{Evidence, Inspection, Plugin, SensitiveProperty, VersionSource};
pub use warning::{Problem, Severity, Warning};

use crate::Error;
use archive::Archive;
use contents::Contents;
use fault::Fault;
use plugins::Found;
use warning::Problems;

/// What is in a JAR, a ZIP, a `tar.gz` or a folder, within the usual [`Limits`].
///
/// # Errors
/// [`Error::File`] when it cannot be read, [`Error::Input`] when it is no archive or is larger than the limits.
pub fn inspect(path: impl AsRef<Path>) -> Result<Inspection, Error> {
    inspect_within(path, &Limits::default())
}

/// The same within other limits.
///
/// # Errors
/// As [`inspect`].
pub fn inspect_within(path: impl AsRef<Path>, limits: &Limits) -> Result<Inspection, Error> {
    let path = path.as_ref();
    look(path, limits, true).map_err(|fault| fault.of(path))
}

/// The same within the usual limits, and without a SHA-256: an upload computes it as the bytes pass.
#[cfg(any(feature = "ccpm-v1", feature = "connect-custom-plugin-v1"))]
pub(crate) fn inspect_unhashed(path: &Path) -> Result<Inspection, Error> {
    look(path, &Limits::default(), false).map_err(|fault| fault.of(path))
}

fn look(path: &Path, limits: &Limits, hashes: bool) -> Result<Inspection, Fault> {
    let mut problems = Problems::default();
    let archive = Archive::open(path, limits, &mut problems).map_err(|fault| magic::explain(path, fault))?;
    let sha256 = archive.size.filter(|_| hashes).map(|_| hash::sha256(path)).transpose()?;
    examine(path, archive, sha256, limits, problems)
}

fn examine(
    path: &Path,
    archive: Archive,
    sha256: Option<String>,
    limits: &Limits,
    mut problems: Problems,
) -> Result<Inspection, Fault> {
    let manifest = archive.manifest.as_deref().and_then(Manifest::read);
    let contents = Contents::read(archive, limits, &mut problems)?;
    let found = plugins::find(&contents, &mut problems);
    let own = |plugin: &&Found<'_>| plugin.kind.is_connector() && !plugin.bundled;
    lint::always(path, &contents, found.iter().any(|plugin| own(&plugin)), &mut problems);
    let sensitive_properties =
        found.iter().filter(own).flat_map(|plugin| passwords::of(&contents, plugin, &mut problems));
    let sensitive_properties = sensitive_properties.collect();
    Ok(Inspection {
        format: contents.archive().format,
        layout: contents.archive().layout(),
        size: contents.archive().size,
        sha256,
        plugins: found.iter().map(|plugin| described(&contents, plugin, manifest.as_ref())).collect(),
        sensitive_properties,
        manifest,
        warnings: problems.warnings(),
    })
}

fn described(contents: &Contents, found: &Found<'_>, manifest: Option<&Manifest>) -> Plugin {
    let (version, version_from) = version::of(contents, found, manifest);
    Plugin {
        class: plugins::dotted(found.name),
        kind: found.kind,
        version,
        version_from,
        java: found.java,
        jar: contents.jar(found.class.unit).map(str::to_owned),
        bundled: found.bundled,
        in_services_file: found.in_services_file,
    }
}
