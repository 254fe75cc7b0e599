//! `cargo xtask spec`: what a document brings, before anything is made of it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

mod scratch;
mod try_;

#[derive(Subcommand)]
pub enum Command {
    /// Generate a client from each document in a scratch crate and compile it; nothing in the repository changes
    Try {
        /// Generate only
        #[arg(long)]
        no_compile: bool,
        /// OpenAPI 3.0 documents in YAML or JSON, Confluent's or another's
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

pub fn run(root: &Path, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Try { no_compile, files } => try_::run(root, files, !no_compile),
    }
}
