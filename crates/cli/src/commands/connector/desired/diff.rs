use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::options::Options;
use super::plan_file::PlanFile;
use super::rows::Report;
use super::{notes, prune};
use crate::connector_files::ConnectorFiles;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = "\
A file is the whole configuration: keys that it lacks are taken away, except those that the service adds and those at \
their default. The exit code is 3 where there is a difference, else 0.

The service hides secrets. They are compared, as keyed fingerprints, with what was applied last from here; the key is a \
file of its own in the state folder, or that of CCONNECT_FINGERPRINT_KEY_FILE. What was never applied from here is \
unknown, which is told and is no difference.

Examples:
  cconnect connector diff -f connectors/
  cconnect connector diff -f orders.yaml payments.yaml --rotate kafka.api.secret -o json
  cconnect connector diff -f connectors/ --prune --out plan.json
  cconnect connector diff -f connectors/ --no-references --report markdown=comment.md")]
pub(crate) struct Diff {
    #[command(flatten)]
    files: ConnectorFiles,
    #[command(flatten)]
    options: Options,
    /// Leave references to secrets unresolved; their keys are unknown then
    #[arg(long)]
    no_references: bool,
    /// Write a report as well, for a comment on a change
    #[arg(long = "report", value_name = "markdown=PATH")]
    reports: Vec<report::Report<Format>>,
    /// Keep the plan in a file for `connector apply --plan`; it holds no secret
    #[arg(long, value_name = "PLAN")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Markdown,
}

pub(in super::super) async fn run(context: &Context, service: &Service, args: Diff) -> Result<(), Failure> {
    let Diff { files, options, no_references, reports, out } = args;
    let connectors = if no_references {
        files.as_written(context, service).await?
    } else {
        files.resolved(context, service).await?
    };
    if options.kept.prune {
        prune::check(&files.files, &connectors)?;
    }
    let cluster = service.cluster()?;
    let prepared = options.planning(context, service, &cluster, connectors)?.prepare().await?;
    let plan = prepared.plan();
    notes::tell(context, &prepared);
    if let Err(error) = prepared.check_prune() {
        context.output.note(&format!("`connector apply` refuses that: {error}; `--prune-max` allows more"));
    }
    if let Some(path) = out {
        PlanFile::new(files.files, options.kept, &prepared)?.write(&path)?;
    }
    report::Report::write_all(&reports, |Format::Markdown| plan.markdown())?;
    let report = Report::of(plan);
    context.output.data(&report, || report.human())?;
    if !plan.is_empty() {
        context.found();
    }
    Ok(())
}
