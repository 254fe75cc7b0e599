//! `cargo xtask spec import`: a document takes the place of the vendored one, with all that follows from it, or
//! nothing does.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use serde_json::Value;

use super::diff;
use super::try_::unpanicked;
use super::{Format, changelog, read, unusable};
use crate::apis;
use crate::tree::Tree;
use crate::{generate, operations};

#[derive(Args)]
pub struct Import {
    /// Id of a row of openapi/apis.toml; the row of a new API has no document yet
    api: String,
    /// Document to put in place of the vendored one: a file, a URL, or `-` for standard input
    file: String,
    /// What the revision is called [default: the document's version and the date of today]
    #[arg(long)]
    revision: Option<String>,
    /// Where the document comes from, if that is another source than before
    #[arg(long)]
    source: Option<String>,
}

pub fn run(root: &Path, import: &Import) -> ExitCode {
    match imported(&mut Tree::new(root), import) {
        Ok(told) => {
            // It is done, whether its reader wants to know or not.
            let _ = std::io::stdout().write_all(told.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => unusable(&error),
    }
}

/// Imports the document and says what it brought.
fn imported(tree: &mut Tree, import: &Import) -> Result<String> {
    let (name, bytes) = read::bytes(&import.file)?;
    let new = read::parse(&name, &bytes)?;
    let api = apis::load(tree, std::slice::from_ref(&import.api))?.remove(0);
    let file = api.document();
    let is_new = !tree.has(&file);
    if !is_new && tree.bytes(&file)? == bytes {
        return Ok(format!("{file} has these bytes already\n"));
    }
    let report = if is_new { None } else { Some(diff::against_vendored(tree, &api.id, &new)?) };
    let revision = one_line(&import.revision.clone().unwrap_or_else(|| revision(&new)));
    operations::put_rows(tree, &api, &new)?;
    tree.put(&file, bytes);
    record(tree, import, &revision)?;
    unpanicked(|| generate::renew(tree, &[]))?;
    let entry = match &report {
        Some(report) => changelog::changed(report, &revision),
        None => changelog::added(&api.id, &api.about, &revision),
    };
    tree.put(changelog::FILE, changelog::with_entry(&tree.text(changelog::FILE)?, &entry));

    let mut told = report.map_or_else(|| Ok(format!("{}: new\n", api.id)), |report| report.print(Format::Human))?;
    told.push_str("\nWritten:\n");
    for (file, _) in tree.changes() {
        let _ = writeln!(told, "  {file}");
    }
    tree.commit()?;
    Ok(told)
}

/// The document's own version says little: it often stays when the document changes.
fn revision(document: &Value) -> String {
    let version = document["info"]["version"].as_str().filter(|version| !version.is_empty());
    version.map_or_else(today, |version| format!("{version}, {}", today()))
}

fn record(tree: &mut Tree, import: &Import, revision: &str) -> Result<()> {
    let (date, source) = (today(), import.source.as_deref().map(one_line));
    let mut values = vec![("revision", revision), ("date", &date)];
    values.extend(source.as_deref().map(|source| ("source", source)));
    let rows = apis::with_values(&tree.text(apis::FILE)?, &import.api, &values)?;
    tree.put(apis::FILE, rows);
    Ok(())
}

/// It stands in heads of files.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn today() -> String {
    jiff::Timestamp::now().strftime("%F").to_string()
}
