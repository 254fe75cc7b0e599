use ccloud_connect::Error;
use ccloud_connect::desired::{self, DesiredConnector, Files, Finding, Validated};
use ccloud_connect::plugins::DefinitionCache;
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::connector_files::{ConnectorFiles, read_guarded, say_spelled};
use crate::context::{Context, Offline, Scope, Service};
use crate::failure::Failure;
use crate::output::printable;
use crate::report::Report;

#[derive(Debug, Args)]
#[command(after_help = "\
Every error is told with file, line and key. The exit code is 3 when there is one, and 2 when a file cannot be read as \
what it should be. The service does not check the settings of custom connectors before they run.

With `--offline` nothing is called, no reference is resolved and no key is needed: settings are held against what plugins \
said when they were last asked, by `validate` or `plugin describe`, at most 30 days ago.

Examples:
  cconnect connector validate -f connectors/
  cconnect connector validate -f orders.yaml --report junit=report.xml --report markdown=comment.md
  cconnect connector validate -f connectors/ --offline --report sarif=connectors.sarif -o json")]
pub(crate) struct Validate {
    #[command(flatten)]
    files: ConnectorFiles,
    /// Call nobody and resolve no reference
    #[arg(long)]
    pub(crate) offline: bool,
    /// Write a report as well: junit, sarif or markdown
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<Report<Format>>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Junit,
    Sarif,
    Markdown,
}

#[derive(Serialize)]
struct Answer {
    valid: bool,
    errors: Vec<Row>,
    warnings: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    connector: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recommended: Vec<String>,
}

/// Asks the service.
pub(super) async fn online(context: &Context, service: &Service, args: &Validate) -> Result<(), Failure> {
    let Scope { environment, cluster } = service.scope()?;
    let files = Files::new(&args.files.files).environment(environment).cluster(cluster);
    let mut connectors = usable(context, args, read_guarded(files, &args.files.files).await)?;
    let references = args.files.secret_root.references(context, service);
    usable_at_all(args, desired::resolve(&mut connectors, &references))?;
    let validated = desired::validate(&service.cluster()?, &connectors).await?;
    tell(context, args, &validated)
}

/// Holds connectors against what is kept here.
pub(super) async fn offline(context: &Context, args: &Validate) -> Result<(), Failure> {
    let Offline { environment, cluster, definitions } = context.offline()?;
    let mut files = Files::new(&args.files.files);
    if let Some(environment) = environment {
        files = files.environment(environment);
    }
    if let Some(cluster) = cluster {
        files = files.cluster(cluster);
    }
    let connectors = usable(context, args, read_guarded(files, &args.files.files).await)?;
    let known = |plugin: &_| definitions.as_ref().and_then(|cache: &DefinitionCache| cache.read(plugin));
    let validated = desired::validate_offline(&connectors, |plugin| known(plugin).map(|cached| cached.settings));
    tell(context, args, &validated)
}

/// The connectors that were read.
fn usable(
    context: &Context,
    args: &Validate,
    read: Result<Vec<DesiredConnector>, Error>,
) -> Result<Vec<DesiredConnector>, Failure> {
    let connectors = usable_at_all(args, read)?;
    say_spelled(context, &connectors);
    if connectors.is_empty() {
        context.output.note("there is no connector file in it");
    }
    Ok(connectors)
}

/// Reports tell of files that cannot be used, too.
fn usable_at_all<T>(args: &Validate, read: Result<T, Error>) -> Result<T, Failure> {
    if let Err(Error::Files { problems, .. }) = &read {
        report(args, &Validated::from(problems.as_slice()))?;
    }
    Ok(read?)
}

fn tell(context: &Context, args: &Validate, validated: &Validated) -> Result<(), Failure> {
    report(args, validated)?;
    let answer = Answer {
        valid: validated.is_valid(),
        errors: validated.errors().map(row).collect(),
        warnings: validated.warnings().map(row).collect(),
    };
    context.output.data(&answer, || human(validated))?;
    if !validated.is_valid() {
        context.found();
    }
    Ok(())
}

fn report(args: &Validate, validated: &Validated) -> Result<(), Failure> {
    Report::write_all(&args.reports, |format| match format {
        Format::Junit => validated.junit(),
        Format::Sarif => validated.sarif("cconnect", env!("CARGO_PKG_VERSION")),
        Format::Markdown => validated.markdown(),
    })
}

fn row(finding: &Finding) -> Row {
    Row {
        connector: finding.connector.clone(),
        key: finding.key.clone(),
        message: finding.message.clone(),
        file: finding.file.as_ref().map(|file| file.display().to_string()),
        line: finding.place.map(|place| place.line),
        column: finding.place.map(|place| place.column),
        recommended: finding.recommended.clone(),
    }
}

fn human(validated: &Validated) -> String {
    let lines = validated.errors().chain(validated.warnings()).map(|finding| printable(&finding.to_string()));
    lines.chain([validated.to_string()]).collect::<Vec<String>>().join("\n")
}
