use std::fs;
use std::path::{Path, PathBuf};

use ccloud_connect::Error;
use ccloud_connect::connectors::{Cluster, ConnectorSummary};
use ccloud_connect::desired::{ExportedConnector, FileNames};
use clap::{ArgGroup, Args};
use globset::Glob;
use serde::Serialize;

use super::Finder;
use crate::completion;
use crate::confirm::confirm;
use crate::context::{Context, Service};
use crate::failure::{Detail, ErrorKind, Failure};
use crate::output::{Format, table};
use crate::private_file::PrivateFile;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true).args(["connectors", "all"])))]
#[command(after_help = "\
The files are YAML, with `-o json` JSON. What the service adds to every configuration is left out, and so is whether a \
connector is paused. Each secret is a reference, such as `${env:ORDERS_DB_PASSWORD}`: which variables `connector apply` \
needs is said. A value is secret when its plugin says so, when the service hides it, or when nobody knows it to be \
harmless; of one with credentials inside, only these.

Examples:
  cconnect connector export orders-s3 > orders-s3.yaml
  cconnect connector export --all --to connectors
  cconnect connector export --all --name 'orders-*' --to connectors -o json")]
pub(crate) struct Export {
    /// Names or ids
    #[arg(value_name = "CONNECTOR", add = completion::connectors())]
    connectors: Vec<String>,
    /// All connectors of the cluster
    #[arg(long)]
    all: bool,
    /// Of all, only those whose name matches
    #[arg(long, value_name = "GLOB", value_parser = Glob::new, requires = "all")]
    name: Option<Glob>,
    /// Write a file for each into this folder; files that are there already are not overwritten without being asked
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

/// A file that was written.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    file: String,
    variables: Vec<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Export) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    let (found, failures) = find(context, &cluster, &args).await?;
    let exported = cluster.export(&found).await;
    if !exported.is_empty() || args.all {
        match &args.to {
            Some(folder) => write(context, folder, &exported).await?,
            None => show(context, &exported, args.connectors.len() == 1)?,
        }
    }
    Failure::of_several(args.connectors.len(), failures).map_or(Ok(()), Err)
}

async fn find(
    context: &Context,
    cluster: &Cluster,
    args: &Export,
) -> Result<(Vec<ConnectorSummary>, Vec<(String, Failure)>), Error> {
    if args.all {
        let mut found = cluster.connectors().list().await?;
        let any = !found.is_empty();
        if let Some(name) = args.name.as_ref().map(Glob::compile_matcher) {
            found.retain(|connector| name.is_match(&connector.name));
        }
        if found.is_empty() {
            context.output.note(if any { "no connector matches" } else { "there are no connectors" });
        }
        return Ok((found, Vec::new()));
    }
    let (finder, mut found, mut failures) = (Finder::new(cluster), Vec::<ConnectorSummary>::new(), Vec::new());
    for given in &args.connectors {
        match finder.find(given).await {
            Ok(connector) if found.iter().any(|other| other.name == connector.name) => {}
            Ok(connector) => found.push(connector),
            Err(error) => failures.push((given.clone(), Failure::from(error))),
        }
    }
    Ok((found, failures))
}

/// Shows the text of the files: a document for each in YAML, in JSON a list unless one was asked for.
fn show(context: &Context, exported: &[ExportedConnector], is_one: bool) -> Result<(), Failure> {
    let text = match (context.output.format, exported) {
        (Format::Json, [one]) if is_one => one.to_json()?,
        (Format::Json, all) => serde_json::to_string_pretty(all).map_err(|error| {
            Failure::new(ErrorKind::Input, "the connectors cannot be written down").caused_by(&error)
        })?,
        (_, all) => all.iter().map(ExportedConnector::to_yaml).collect::<Result<Vec<_>, _>>()?.join("---\n"),
    };
    context.output.verbatim(text.trim_end_matches('\n').to_owned())?;
    let variables: Vec<_> = exported.iter().flat_map(|one| &one.variables).map(String::as_str).collect();
    if !variables.is_empty() {
        context.output.note(&format!("variables that `connector apply` needs: {}", variables.join(", ")));
    }
    Ok(())
}

async fn write(context: &Context, folder: &Path, exported: &[ExportedConnector]) -> Result<(), Failure> {
    let is_json = context.output.format == Format::Json;
    let mut names = FileNames::new(if is_json { "json" } else { "yaml" });
    let mut files = Vec::new();
    for one in exported {
        let text = if is_json { one.to_json()? + "\n" } else { one.to_yaml()? };
        files.push((folder.join(names.of(&one.name)), text));
    }
    overwriting(context, files.iter().map(|(path, _)| path.as_path())).await?;
    if !context.global.dry_run {
        write_all(folder, &files)?;
    }
    let row = |(one, (path, _)): (&ExportedConnector, &(PathBuf, String))| Row {
        name: one.name.clone(),
        file: path.display().to_string(),
        variables: one.variables.clone(),
    };
    let rows: Vec<_> = exported.iter().zip(&files).map(row).collect();
    context.output.data(&rows, || {
        let cells = |row: &Row| [row.name.clone(), row.file.clone(), row.variables.join(" ")];
        table(&["NAME", "FILE", "VARIABLES"], rows.iter().map(cells))
    })
}

/// Asks before files are overwritten: somebody may have worked on them.
async fn overwriting(context: &Context, paths: impl Iterator<Item = &Path>) -> Result<(), Failure> {
    let there: Vec<_> = paths.filter(|path| path.symlink_metadata().is_ok()).collect();
    if there.is_empty() {
        return Ok(());
    }
    let told = there.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ");
    let detail = |path: &&Path| Detail {
        file: Some(path.display().to_string()),
        ..Detail::new(format!("`{}` is there already", path.display()))
    };
    let asked = confirm(context, &format!("overwrite {told}?")).await;
    asked.map_err(|failure| failure.with_details(there.iter().map(detail).collect()))
}

fn write_all(folder: &Path, files: &[(PathBuf, String)]) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::new(ErrorKind::Input, format!("the folder `{}` cannot be made", folder.display())).caused_by(&error)
    })?;
    files.iter().try_for_each(|(path, text)| PrivateFile::begin(path)?.finish(text.as_bytes()))
}
