use std::io::{self, BufRead, IsTerminal, Write};

use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::output::printable;

/// Asks before something is destroyed. Without a terminal there is nobody to ask, so the caller has to say it.
pub(crate) async fn confirm(context: &Context, question: &str) -> Result<(), Failure> {
    if context.global.force {
        return Ok(());
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Failure::usage("nobody can be asked without a terminal").with_hint("Pass `--force` to go ahead."));
    }
    let question = format!("{} [y/N] ", printable(question));
    // Reading blocks; on a thread of its own, Ctrl-C is heard meanwhile.
    let answer = tokio::task::spawn_blocking(move || ask(&question)).await;
    match answer.map_err(io::Error::other).and_then(std::convert::identity) {
        Ok(answer) if matches!(answer.trim(), "y" | "Y" | "yes") => Ok(()),
        Ok(_) => Err(Failure::new(Kind::Interrupted, "not confirmed, so nothing was done")),
        Err(error) => Err(Failure::usage("the answer cannot be read").caused_by(&error)),
    }
}

fn ask(question: &str) -> io::Result<String> {
    let mut asking = io::stderr().lock();
    asking.write_all(question.as_bytes())?;
    asking.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer)
}
