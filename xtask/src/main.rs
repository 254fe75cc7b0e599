//! Maintainer's commands. `cargo xtask generate` turns the vendored documents into the modules of `crates/api`
//! and `crates/httpmock`.

#![allow(unreachable_pub, reason = "a binary offers nothing; `pub` says what a module does")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

mod apis;
mod at_once;
mod code;
mod document;
mod emit;
mod finding;
mod generate;
mod listed;
mod misfits;
mod mocks;
mod operations;
mod overlay;
mod spec;
mod stale;
mod tree;
mod yaml;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Maintainer's commands")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the API modules and mocks from the documents in openapi/, their digests, and the table of operations
    Generate {
        /// Write nothing; fail when a document, its digest, a module or the table is not what it should be
        #[arg(long)]
        check: bool,
        /// Ids of rows of openapi/apis.toml; all when none is given
        apis: Vec<String>,
    },
    /// See what a document brings
    #[command(subcommand)]
    Spec(spec::Command),
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<ExitCode> {
    let root = root()?;
    match command {
        Command::Generate { check: true, apis } => {
            let stale = generate::check(&root, apis)?;
            for reason in &stale {
                eprintln!("error: {reason}");
            }
            Ok(if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Generate { check: false, apis } => {
            generate::write(&root, apis)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Spec(command) => spec::run(&root, command),
    }
}

/// The workspace that the current folder belongs to: a clone is worked on by whichever xtask is run in it.
fn root() -> Result<PathBuf> {
    let current = std::env::current_dir()?;
    let found = current.ancestors().find(|folder| folder.join(apis::FILE).is_file());
    found.map(Path::to_owned).with_context(|| format!("no folder from here upwards has a file {}", apis::FILE))
}
