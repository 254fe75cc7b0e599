//! `cconnect completion`

use clap::Args;
use clap_complete::Shell;
use clap_complete::env::Shells;

use crate::completion::VARIABLE;
use crate::failure::{ErrorKind, Failure};
use crate::output::print;

#[derive(Debug, Args)]
#[command(after_help = "\
The script asks `cconnect` for every word, so it offers the names of connectors, plugins and files that are there, with \
the flags typed so far and the environment; without credentials it offers none. Read it anew in each session, as the \
examples do: it belongs to the version that printed it.

Examples:
  bash:        source <(cconnect completion bash)                     in ~/.bashrc
  zsh:         source <(cconnect completion zsh)                      in ~/.zshrc
  fish:        cconnect completion fish | source                      in ~/.config/fish/config.fish
  elvish:      eval (cconnect completion elvish | slurp)              in ~/.config/elvish/rc.elv
  powershell:  cconnect completion powershell | Out-String | Invoke-Expression    in $PROFILE")]
pub(crate) struct Completion {
    /// bash, zsh, fish, elvish or powershell
    #[arg(hide_possible_values = true)]
    shell: Shell,
}

/// Prints the shell's script. It calls whatever `cconnect` is found, so that it can be made in one place for another.
pub(crate) fn run(args: &Completion) -> Result<(), Failure> {
    let name = args.shell.to_string();
    let unknown = || Failure::usage(format!("there is no completion for `{name}`"));
    let shells = Shells::builtins();
    let shell = shells.completer(&name).ok_or_else(unknown)?;
    let mut script = Vec::new();
    let written = shell.write_registration(VARIABLE, "cconnect", "cconnect", "cconnect", &mut script);
    written.map_err(|error| Failure::new(ErrorKind::Storage, "the script cannot be written").caused_by(&error))?;
    print(String::from_utf8_lossy(&script).trim())
}
