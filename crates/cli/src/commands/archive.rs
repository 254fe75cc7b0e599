//! What commands that send an archive have in common.

use std::path::{Path, PathBuf};

use ccloud_connect::Error;
use ccloud_connect::inspect::{Packed, Problem, Warning};
use ccloud_connect::plugins::{Cloud, PluginType};

use clap::Args;

use crate::context::Context;
use crate::failure::{ErrorKind, Failure};

/// As the API documents say.
const LONGEST_NAME: usize = 60;

/// A cloud in any case; one that the service does not know is a slip.
pub(super) fn cloud(text: &str) -> Result<Cloud, String> {
    match Cloud::from(text) {
        Cloud::Other(_) => Err("a cloud is AWS, AZURE or GCP".to_owned()),
        cloud => Ok(cloud),
    }
}

/// `source` or `sink`, in any case.
pub(super) fn connector_type(text: &str) -> Result<PluginType, String> {
    match PluginType::from(text) {
        PluginType::Other(_) => Err("a connector is a source or a sink".to_owned()),
        known => Ok(known),
    }
}

/// What `a,b` names; an empty text names nothing.
pub(super) fn keys(given: Vec<String>) -> Vec<String> {
    given.into_iter().map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()).collect()
}

/// The file's name without its extension, for people to see.
pub(super) fn name_of(context: &Context, file: &Path, what: &str) -> Result<String, Failure> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let count = stem.chars().count();
    if count > LONGEST_NAME {
        let message =
            format!("the file's name has {count} characters, more than the {LONGEST_NAME} that {what} may have");
        return Err(Failure::new(ErrorKind::Input, message).with_hint("Pass `--name`."));
    }
    context.output.note(&format!("the name is taken from the file: `{stem}`"));
    Ok(stem)
}

/// Whether and how an archive is looked into before it is sent.
#[derive(Debug, Args)]
pub(super) struct Preflight {
    /// Send the archive as it is, whatever is in it; class and type are then to be given
    #[arg(long)]
    no_preflight: bool,
}

impl Preflight {
    pub(super) fn is_wanted(&self) -> bool {
        !self.no_preflight
    }
}

/// An archive that is sent.
#[derive(Debug, Args)]
pub(super) struct ArchiveFile {
    /// Archive: ZIP or JAR, up to 1 GiB; a tar.gz or a folder, which is packed as a ZIP
    #[arg(value_name = "FILE", required_unless_present = "plugin_file", conflicts_with = "plugin_file")]
    file: Option<PathBuf>,
    /// The same as FILE, as the official CLI spells it
    #[arg(long, value_name = "FILE", hide = true)]
    plugin_file: Option<PathBuf>,
}

impl ArchiveFile {
    pub(super) fn path(&self) -> Result<&Path, Failure> {
        let given = self.file.as_deref().or(self.plugin_file.as_deref());
        given.ok_or_else(|| Failure::usage("the archive is not given"))
    }
}

/// Says what a folder or `tar.gz` became, and what to know before it is sent.
pub(super) fn tell(context: &Context, file: &Path, packed: Option<&Packed>, warnings: &[Warning]) {
    if let Some(packed) = packed {
        let (files, size) = (packed.entries(), packed.size());
        let s = if files == 1 { "" } else { "s" };
        context.output.note(&format!("`{}` is packed as a ZIP of {files} file{s}, {size} bytes", file.display()));
        left_out(context, packed);
    }
    for warning in warnings {
        context.output.note(&warning.message);
    }
}

/// Says what did not become part of a ZIP.
pub(super) fn left_out(context: &Context, packed: &Packed) {
    let names = packed.left_out();
    if !names.is_empty() {
        context.output.note(&format!("left out for the dot in front of their names: {}", names.join(", ")));
    }
}

/// One line about everything that the archive told and nobody had to.
pub(super) fn taken(context: &Context, facts: &[(&str, Option<String>)]) {
    let known = facts.iter().filter_map(|(what, value)| value.as_ref().map(|value| format!("{what} {value}")));
    let known: Vec<_> = known.collect();
    if !known.is_empty() {
        context.output.note(&format!("taken from the archive: {}", known.join(", ")));
    }
}

/// Why an archive is not sent, with the way on.
pub(super) fn unfit(error: Error) -> Failure {
    let hint = match &error {
        Error::Unfit { problems, .. } if problems.iter().any(|one| is_choice(&one.problem)) => {
            "Choose one with `--class`, or make all of them a version with `cconnect custom-plugin version upload`."
                .to_owned()
        }
        Error::Unfit { .. } => {
            let way = error.hint().map(|way| format!("{way} ")).unwrap_or_default();
            format!("{way}`--no-preflight` sends it all the same.")
        }
        _ => return error.into(),
    };
    Failure::from(error).with_hint(hint)
}

/// The same of an archive for a plugin whose class and type are settled.
pub(super) fn unfit_for_plugin(error: Error) -> Failure {
    let is_other = |problem: &Problem| matches!(problem, Problem::ClassNotFound { .. } | Problem::WrongType { .. });
    match &error {
        Error::Unfit { problems, .. } if problems.iter().any(|one| is_other(&one.problem)) => {
            let hint = "A plugin keeps its class and type: make another of this archive, with `cconnect custom-plugin \
                        upload`.";
            Failure::from(error).with_hint(hint)
        }
        _ => unfit(error),
    }
}

fn is_choice(problem: &Problem) -> bool {
    matches!(problem, Problem::SeveralConnectors { .. })
}
