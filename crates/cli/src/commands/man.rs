//! `cconnect man`

use ccloud_connect::connectors::suggest;
use clap::{Args, CommandFactory};

use crate::arguments::Arguments;
use crate::failure::{ErrorKind, Failure};
use crate::output::print;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect man > cconnect.1
  cconnect man connector create | man -l -")]
pub(crate) struct Man {
    /// Words of one command, such as `connector create`; without them all commands are told, a page each
    #[arg(value_name = "WORD")]
    command: Vec<String>,
}

/// Prints the manual, in the language of man pages.
pub(crate) fn run(args: &Man) -> Result<(), Failure> {
    let mut root = Arguments::command().disable_help_subcommand(true);
    root.build();
    let mut pages = Vec::new();
    let written = match args.command.as_slice() {
        [] => all(&root, &mut pages),
        words => page(named(&root, words)?, &mut pages),
    };
    written.map_err(|error| Failure::new(ErrorKind::Storage, "the manual cannot be written").caused_by(&error))?;
    print(String::from_utf8_lossy(&pages).trim_end())
}

fn named<'a>(root: &'a clap::Command, words: &[String]) -> Result<&'a clap::Command, Failure> {
    let mut found = root;
    for word in words {
        found = found.find_subcommand(word).ok_or_else(|| unknown(found, word))?;
    }
    Ok(found)
}

fn unknown(within: &clap::Command, word: &str) -> Failure {
    let near = suggest(word, within.get_subcommands().map(clap::Command::get_name));
    let close = near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let hint = if close.is_empty() { "Try `--help`.".to_owned() } else { format!("Did you mean {close}?") };
    Failure::usage(format!("there is no command `{word}` here")).with_hint(hint)
}

/// A command and all below it. Global flags are told once, with the root.
fn all(command: &clap::Command, pages: &mut Vec<u8>) -> std::io::Result<()> {
    page(command, pages)?;
    for next in command.get_subcommands() {
        let own = next.clone().mut_args(|arg| {
            let is_told = arg.is_global_set();
            arg.hide(is_told)
        });
        all(&own, pages)?;
    }
    Ok(())
}

fn page(command: &clap::Command, pages: &mut Vec<u8>) -> std::io::Result<()> {
    let source = concat!("cconnect ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command.clone()).source(source).manual("cconnect").render(pages)
}
