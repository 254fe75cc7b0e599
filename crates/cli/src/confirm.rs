use std::io::{self, BufRead, IsTerminal, Write};

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::output::printable;

/// Asks before something is destroyed. Without a terminal there is nobody to ask, so the caller has to say it; a dry run
/// destroys nothing.
pub(crate) async fn confirm(context: &Context, question: &str) -> Result<(), Failure> {
    if context.global.force || context.global.dry_run {
        return Ok(());
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Failure::usage("nobody can be asked without a terminal").with_hint("Pass `--force` to go ahead."));
    }
    let question = format!("{} [y/N] ", printable(question));
    // Reading blocks; on a thread of its own, Ctrl-C is heard meanwhile.
    let answer = tokio::task::spawn_blocking(move || ask(&question)).await;
    match answer.map_err(io::Error::other).and_then(std::convert::identity) {
        Ok(answer) if is_yes(&answer) => Ok(()),
        Ok(_) => Err(Failure::new(Kind::Interrupted, "not confirmed, so nothing was done")),
        Err(error) => Err(Failure::usage("the answer cannot be read").caused_by(&error)),
    }
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

fn ask(question: &str) -> io::Result<String> {
    // Not locked while waiting: whoever ends the command meanwhile has to say why.
    io::stderr().write_all(question.as_bytes())?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_a_yes_in_any_case_is_one() {
        for (answer, yes) in [
            ("y\n", true),
            ("Y", true),
            ("yes", true),
            ("Yes\r\n", true),
            ("YES", true),
            ("", false),
            ("n", false),
            ("yep", false),
        ] {
            assert_eq!(is_yes(answer), yes, "{answer:?}");
        }
    }
}
