use std::path::{Path, PathBuf};

use ccloud_connect::inspect;
use clap::Args;
use serde::Serialize;

use super::super::archive::left_out;
use crate::aside::aside;
use crate::context::Context;
use crate::failure::{ErrorKind, Failure, Kind};
use crate::output::rows;
use crate::signals;

#[derive(Debug, Args)]
#[command(after_help = "\
The same files give the same ZIP, byte for byte, from a folder or a tar.gz. Nothing is compressed, since JARs are. A \
folder around everything is left away, and so are files whose name begins with a dot. Links are refused.

Examples:
  cconnect custom-plugin pack debezium-connector-postgres-plugin.tar.gz
  cconnect custom-plugin pack target/my-connector --to my-connector-1.0.zip -o json")]
pub(crate) struct Pack {
    /// Folder or tar.gz
    #[arg(value_name = "DIR|FILE.tar.gz")]
    source: PathBuf,
    /// The ZIP to write; unless given, in this folder, under the name of the source. One that exists is replaced with
    /// `--force` only
    #[arg(long, value_name = "FILE.zip")]
    to: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct PackRow {
    file: String,
    size: u64,
    sha256: String,
    entries: usize,
}

/// Whichever way it is ended, no half of a file is left: the one that is written goes with what writes it.
pub(crate) async fn run(context: &Context, args: Pack) -> Result<(), Failure> {
    let ended = signals::ended()?;
    tokio::select! {
        () = ended => Err(Failure::new(Kind::Interrupted, "interrupted")),
        outcome = pack(context, args) => outcome,
    }
}

async fn pack(context: &Context, args: Pack) -> Result<(), Failure> {
    let replaces = context.global.force;
    if let Some(to) = args.to.as_deref().filter(|to| !replaces && to.symlink_metadata().is_ok()) {
        return Err(exists(to));
    }
    let packed = aside(move || inspect::pack(args.source).map_err(Failure::from)).await?;
    let to = args.to.unwrap_or_else(|| packed.file_name().into());
    if !replaces && to.symlink_metadata().is_ok() {
        return Err(exists(&to));
    }
    left_out(context, &packed);
    packed.save(&to, replaces).await?;
    let row = PackRow {
        file: to.display().to_string(),
        size: packed.size(),
        sha256: packed.sha256().to_owned(),
        entries: packed.entries(),
    };
    context.output.data(&row, || {
        let (size, entries) = (format!("{} bytes", row.size), row.entries.to_string());
        rows(&[("File", &row.file), ("Size", &size), ("SHA-256", &row.sha256), ("Entries", &entries)])
    })
}

fn exists(to: &Path) -> Failure {
    let message = format!("`{}` exists already", to.display());
    Failure::new(ErrorKind::Input, message).with_hint("Pass `--force` to replace it, or `--to` for another file.")
}
