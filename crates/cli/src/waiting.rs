//! What every command does that waits: it shows what it waits for, ends before its time does, and says how to go on.

use std::time::Duration;

use ccloud_connect::wait::{WaitEvent, WaitFor};
use ccloud_connect::{Error, ErrorKind};
use indicatif::{ProgressBar, ProgressStyle};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::printable;
use crate::progress::target;

/// How often the line shows that time passes.
const TICK: Duration = Duration::from_millis(200);

/// Shows what is waited for and what it does meanwhile, on a terminal only. Like the bar it leaves when it is dropped.
pub(crate) struct WaitLine(ProgressBar);

impl WaitLine {
    pub(crate) fn new(context: &Context) -> Self {
        let target = target(context);
        let is_shown = !target.is_hidden();
        let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
        let line = ProgressBar::with_draw_target(None, target)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
            .with_message("waiting");
        if is_shown {
            line.enable_steady_tick(TICK);
        }
        Self(line)
    }

    /// Shows a wait, and lets it end before the command's time does. Several may share the line; the last one that had
    /// news is shown.
    pub(crate) fn show<T>(&self, context: &Context, wait: WaitFor<T>) -> WaitFor<T> {
        let wait = wait.progress(self.teller());
        match context.time_to_wait() {
            Some(deadline) => wait.deadline(deadline),
            None => wait,
        }
    }

    /// Shows whatever is told of a wait.
    pub(crate) fn teller(&self) -> impl Fn(&WaitEvent) + Send + Sync + 'static {
        let line = self.0.clone();
        move |event| line.set_message(printable(&told(event)))
    }
}

impl Drop for WaitLine {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn told(event: &WaitEvent) -> String {
    let WaitEvent { what, name, state, problem, .. } = event;
    match (state.is_empty(), problem) {
        (_, Some(problem)) => format!("waiting for {what} `{name}`: {problem}"),
        (true, None) => format!("waiting for {what} `{name}`"),
        (false, None) => format!("{what} `{name}` is {state}"),
    }
}

/// Why a wait did not end as wanted. Of one that was given up: `unmet` within which time, and the `command` with which to
/// go on, introduced by `how`.
pub(crate) fn failure(context: &Context, error: Error, unmet: &str, how: &str, command: &str) -> Failure {
    let Error::Timeout { after, last, .. } = error else { return error.into() };
    let limit = context.global.timeout.unwrap_or(after).as_secs_f64();
    let last = last.map(|last| format!(": {last}")).unwrap_or_default();
    Failure::new(ErrorKind::Timeout, format!("{unmet} within {limit} s{last}")).with_hint(format!("{how} `{command}`."))
}
