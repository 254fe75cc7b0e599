use std::path::PathBuf;

use ccloud_connect::desired::{Applied, PreparedPlan};
use clap::Args;

use super::failed::{self, Origins, origins, refused};
use super::options::Options;
use super::plan_file::PlanFile;
use super::rows::{Report, Row};
use super::{notes, prune};
use crate::again;
use crate::connector_files::ConnectorFiles;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::waiting::WaitLine;

#[derive(Debug, Args)]
#[command(after_help = "\
Only what differs is written, after the service has checked all of it: what `connector diff` shows. A connector's whole \
configuration is sent, with the secrets that it refers to, and never what the service has added.

The exit code is 7 where a connector FAILED for what was written: with `--wait` once that has settled, else where the \
one look afterwards shows it. Right after a write the service may still show the state from before.

Deletions come last, once everything else has gone well. `--prune` asks first; without a terminal `--force` is needed.

Examples:
  cconnect connector apply -f connectors/ --wait
  cconnect connector apply -f orders.yaml --rotate kafka.api.secret --wait --timeout 10m
  cconnect connector apply -f connectors/ --prune --force -o json
  cconnect connector diff -f connectors/ --out plan.json
  cconnect connector apply --plan plan.json --wait")]
#[command(mut_arg("files", |files| files.required(false).required_unless_present("plan")))]
pub(crate) struct Apply {
    #[command(flatten)]
    files: ConnectorFiles,
    #[command(flatten)]
    options: Options,
    /// Do what `connector diff --out` has planned, and nothing else
    #[arg(long, value_name = "PLAN", conflicts_with_all = ["prune", "rotate", "rotate_all", "ignore_key"])]
    plan: Option<PathBuf>,
    /// Go on with the other connectors when one fails
    #[arg(long)]
    keep_going: bool,
    /// Wait until they have settled; with `--timeout` at most that long, else 30 minutes
    #[arg(long)]
    wait: bool,
}

pub(in super::super) async fn run(context: &Context, service: &Service, mut args: Apply) -> Result<(), Failure> {
    let planned = args.plan.as_deref().map(PlanFile::read).transpose()?;
    if let Some(planned) = &planned {
        args.options.kept = planned.options.clone();
        if args.files.files.is_empty() {
            args.files.files.clone_from(&planned.files);
        }
    }
    let Apply { files, options, .. } = &args;
    let connectors = files.resolved(context, service).await?;
    if options.kept.prune {
        prune::check(&files.files, &connectors)?;
    }
    let (cluster, origins) = (service.cluster()?, origins(&connectors));
    let prepared = options.planning(context, service, &cluster, connectors)?.prepare().await?;
    if let Some(planned) = &planned {
        planned.check(context, &prepared)?;
    }
    prepared.check_prune().map_err(|error| Failure::from(error).with_hint("`--prune-max` allows more."))?;
    notes::tell(context, &prepared);
    prune::ask(context, prepared.plan()).await?;
    let applied = carry_out(context, &args, prepared, &origins).await?;
    tell(context, applied)
}

async fn carry_out(
    context: &Context,
    args: &Apply,
    prepared: PreparedPlan,
    origins: &Origins,
) -> Result<Applied, Failure> {
    if !prepared.plan().is_empty() {
        let files: Vec<_> = args.files.files.iter().map(|file| file.to_string_lossy()).collect();
        let words = ["connector", "diff", "-f"].into_iter().chain(files.iter().map(AsRef::as_ref));
        let command = again::command(&context.global, &words.collect::<Vec<_>>(), &[]);
        context.begun().tell(format!("Some connectors may be written already: see what differs with `{command}`."));
    }
    let line = WaitLine::new(context);
    let mut apply = prepared.apply().keep_going(args.keep_going).wait(args.wait).progress(line.teller());
    if let Some(deadline) = context.time_to_wait() {
        apply = apply.deadline(deadline);
    }
    apply.send().await.map_err(|error| refused(error, origins))
}

fn tell(context: &Context, applied: Applied) -> Result<(), Failure> {
    let Applied { connectors, unrecorded, .. } = applied;
    if let Some(error) = unrecorded {
        let why = Failure::from(error).full_message();
        context
            .output
            .note(&format!("what was applied is not recorded, so its secrets are unknown from here on: {why}"));
    }
    let rows = connectors.into_iter().map(|one| Row::applied(one, |plan, outcome| failed::of(context, plan, outcome)));
    let report = Report::of_applied(rows.collect());
    context.output.data(&report, || report.human())?;
    let failures = report.connectors.iter().filter_map(|row| Some((row.name.clone(), row.error.clone()?)));
    Failure::of_several(report.connectors.len(), failures.collect()).map_or(Ok(()), Err)
}
