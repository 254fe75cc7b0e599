//! `cconnect`: connectors and custom connector plugins of Confluent Cloud from the command line.

mod again;
mod arguments;
mod aside;
mod commands;
mod completion;
mod confirm;
mod connector_files;
mod context;
mod crash;
mod dry_run;
mod failure;
mod moment;
mod output;
mod preparse;
mod private_file;
mod progress;
mod references;
mod report;
mod signals;
mod verbose;
mod version;
mod waiting;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory, FromArgMatches};

use arguments::Arguments;
use context::{Context, Variables};
use failure::{ErrorKind, Failure, Kind};
use output::{Format, Output};
use preparse::Appearance;

/// Lists of connectors are many small texts, which this one takes and gives back in half the time of the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The exit code of a command that has found what it was asked to look for: a difference, or an error.
const FOUND: u8 = 3;

fn main() -> ExitCode {
    crash::keep_memory_private();
    let raw: Vec<OsString> = std::env::args_os().collect();
    let appearance = Appearance::of(&raw);
    crash::telling_panics(appearance, || {
        if let Some(answered) = completion::answer() {
            return answered;
        }
        match parse(&raw, appearance) {
            Ok(arguments) => run(arguments, appearance),
            Err(error) => refuse(&error, &raw, appearance),
        }
    })
}

fn parse(raw: &[OsString], appearance: Appearance) -> Result<Arguments, clap::Error> {
    let matches = Arguments::command().color(appearance.color).try_get_matches_from(raw)?;
    Arguments::from_arg_matches(&matches)
}

/// Help and version are no failures; everything else is told in the format that was asked for.
fn refuse(error: &clap::Error, raw: &[OsString], appearance: Appearance) -> ExitCode {
    let told = error.render().to_string();
    let shown = without_values(&told, raw);
    let failure = match (error.use_stderr(), appearance.format) {
        (true, Format::Human) => {
            let _ = if shown == told { error.print() } else { writeln!(io::stderr(), "{}", shown.trim_end()) };
            return ExitCode::from(Kind::from(ErrorKind::Usage).exit_code());
        }
        (true, _) => usage_failure(&shown),
        (false, _) => match output::written(error.print()).and_then(|()| told_more(error, appearance)) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(failure) => failure,
        },
    };
    Output::new(appearance, false).failure(&failure);
    ExitCode::from(failure.kind.exit_code())
}

/// The parser quotes what it does not know: of `db.password=…`, only the name is told.
fn without_values(told: &str, raw: &[OsString]) -> String {
    let pairs = raw.iter().filter_map(|argument| argument.to_str()?.split_once('='));
    pairs
        .filter(|(_, value)| !value.is_empty())
        .fold(told.to_owned(), |told, (name, value)| told.replace(&format!("{name}={value}"), &format!("{name}=***")))
}

/// What is told behind the version on demand.
fn told_more(error: &clap::Error, appearance: Appearance) -> Result<(), Failure> {
    let is_asked = appearance.verbose && error.kind() == clap::error::ErrorKind::DisplayVersion;
    if is_asked { output::print(&version::documents()) } else { Ok(()) }
}

/// The parser's text, taken apart: what is wrong, and its tips as the hint.
fn usage_failure(text: &str) -> Failure {
    let one_line = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut parts = text.split("\n\n");
    let first = parts.next().unwrap_or_default();
    let message = first.strip_prefix("error: ").map_or_else(|| "a command is missing".to_owned(), one_line);
    let tips: Vec<String> = parts.filter_map(|part| part.trim_start().strip_prefix("tip: ").map(one_line)).collect();
    let failure = Failure::usage(message);
    if tips.is_empty() { failure.with_hint("Try `--help`.") } else { failure.with_hint(tips.join("; ")) }
}

fn run(arguments: Arguments, appearance: Appearance) -> ExitCode {
    let Arguments { global, command, .. } = arguments;
    let output = Output::new(appearance, global.quiet).holding_data(global.dry_run);
    if global.verbose > 0 || output.speaks_at_once() {
        verbose::start(global.verbose);
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let failure = Failure::new(ErrorKind::Input, "the system gives no resources to run with").caused_by(&error);
            output.failure(&failure);
            return ExitCode::from(failure.kind.exit_code());
        }
    };
    let context = Context::new(output, global, Variables::of_process());
    let outcome = runtime.block_on(carry_out(&context, command));
    // A question that nobody answers must not keep the process.
    runtime.shutdown_background();
    let outcome = if context.global.dry_run { dry_run::conclude(&context, outcome) } else { outcome };
    match outcome {
        Ok(()) => {
            context.output.finish();
            if context.has_found() { ExitCode::from(FOUND) } else { ExitCode::SUCCESS }
        }
        Err(failure) => {
            context.output.failure(&failure);
            ExitCode::from(failure.kind.exit_code())
        }
    }
}

async fn carry_out(context: &Context, command: arguments::Command) -> Result<(), Failure> {
    let interruptible = !commands::ends_by_interrupt(&command);
    tokio::select! {
        // Listens before anything is begun.
        biased;
        Ok(()) = tokio::signal::ctrl_c(), if interruptible => Err(interrupted(context.begun().told())),
        outcome = in_time(context, commands::run(context, command)) => outcome,
    }
}

async fn in_time(context: &Context, work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let Some(limit) = context.global.timeout else { return work.await };
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(late(limit, context)))
}

/// What has been begun is not undone by it.
fn interrupted(begun: Option<String>) -> Failure {
    Failure { hint: begun.map(Into::into), ..Failure::new(Kind::Interrupted, "interrupted") }
}

fn late(limit: Duration, context: &Context) -> Failure {
    let late = format!("not done within {} s", limit.as_secs_f64());
    match context.waiting_for() {
        Some(other) => Failure::new(ErrorKind::Timeout, format!("{late}: still waiting for {other}"))
            .with_hint("End that one, or name another folder in CCONNECT_SANDBOX_DIR."),
        None => Failure::new(ErrorKind::Timeout, late).with_hint(context.begun().told().unwrap_or_else(|| {
            "What was begun may still take effect: look before you repeat it, or allow more with `--timeout`."
                .to_owned()
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_parser_says_becomes_message_and_hint() {
        let error = parse(&["cconnect", "plugn"].map(OsString::from), Appearance::default()).unwrap_err();
        let failure = usage_failure(&error.render().to_string());
        assert_eq!(failure.message, "unrecognized subcommand 'plugn'");
        assert_eq!(failure.hint.as_deref(), Some("a similar subcommand exists: 'plugin'"));
        let error = parse(&["cconnect"].map(OsString::from), Appearance::default()).unwrap_err();
        assert_eq!(usage_failure(&error.render().to_string()).message, "a command is missing");
    }
}
