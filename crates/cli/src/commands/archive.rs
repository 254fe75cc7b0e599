//! What commands that send an archive have in common.

use std::path::Path;

use ccloud_connect::plugins::{Cloud, PluginType};

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
