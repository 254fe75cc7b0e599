//! `cargo xtask spec`: what a document brings, before anything is made of it.

use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};

mod changelog;
mod diff;
mod import;
mod lint;
mod place;
mod read;
mod scratch;
mod try_;

use crate::tree::Tree;
use crate::{apis, generate};

/// The exit code of a file that cannot be used; the parser of arguments has the same.
const BAD_FILE: u8 = 2;
/// The exit code of a comparison that found something breaking.
const BREAKING: u8 = 3;

#[derive(Subcommand)]
pub enum Command {
    /// Say what another document would change for users; exit 3 when it breaks them, 2 when it cannot be used
    Diff {
        /// Id of a row of openapi/apis.toml
        api: String,
        /// Document to compare the vendored one with: a file, a URL, or `-` for standard input
        file: String,
        /// Who reads it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Put a document in place of the vendored one and make everything that follows from it; exit 2 when it cannot be
    /// used, with nothing changed
    Import(import::Import),
    /// Tell what nothing else tells: rows and passes without a purpose, secrets that generated code shows, operations that
    /// nobody serves, files that are not the recorded ones; exit 1 when there is any
    Lint {
        /// Ids of rows of openapi/apis.toml; all when none is given
        apis: Vec<String>,
    },
    /// Generate a client and mocks from each document and compile the client in a scratch crate; nothing in the repository
    /// changes; exit 1 when one fails, 2 when one cannot be used at all
    Try {
        /// Generate only
        #[arg(long)]
        no_compile: bool,
        /// OpenAPI 3.0 documents in YAML or JSON, Confluent's or another's: files, URLs, or `-` for standard input
        #[arg(required = true)]
        files: Vec<String>,
    },
}

/// Who reads a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// People at a terminal
    #[default]
    Human,
    /// Programs
    Json,
    /// A pull request
    Markdown,
}

pub fn run(root: &Path, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Diff { api, file, format } => diff(root, api, file, *format),
        Command::Import(import) => Ok(import::run(root, import)),
        Command::Lint { apis } => lint(&Tree::new(root), apis),
        Command::Try { no_compile, files } => try_::run(root, files, !no_compile),
    }
}

fn diff(root: &Path, id: &str, file: &str, format: Format) -> Result<ExitCode> {
    let tree = Tree::new(root);
    let vendored = apis::load(&tree, &[id.to_owned()]).and_then(|rows| generate::document(&tree, &rows[0]));
    let new = match vendored.and_then(|_| read::from(file)) {
        Ok(new) => new,
        Err(error) => return Ok(unusable(&error)),
    };
    let report = diff::against_vendored(&tree, id, &new)?;
    // A reader that has seen enough, as `head` has, is no error.
    match std::io::stdout().write_all(report.print(format)?.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    Ok(if report.breaks() { ExitCode::from(BREAKING) } else { ExitCode::SUCCESS })
}

fn lint(tree: &Tree, ids: &[String]) -> Result<ExitCode> {
    match apis::load(tree, ids) {
        Ok(_) => lint::run(tree, ids),
        Err(error) => Ok(unusable(&error)),
    }
}

/// Of what was asked with: the id of an API, or a file.
fn unusable(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::from(BAD_FILE)
}
