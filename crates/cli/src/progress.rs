use std::io::{self, IsTerminal};

use ccloud_connect::upload::{Progress, UploadEvent};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::again;
use crate::context::{Begun, Context};
use crate::output::printable;

const TEMPLATE: &str = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} left";

/// Shows how far an upload is: bytes, rate and remaining time, on a terminal only. It leaves the terminal when it is
/// dropped, also when the upload was interrupted: whatever else still holds the upload's reporter cannot keep it there.
pub(crate) struct UploadBar(Reporter);

impl UploadBar {
    /// A bar; the command of these words and names lists what uploads become.
    pub(crate) fn new(context: &Context, words: &[&str], names: &[&str]) -> Self {
        let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(None, target(context)).with_style(style);
        let list = again::command(&context.global, words, names);
        let unsure = format!("It may have been registered all the same: see `{list}` before you repeat it.");
        Self(Reporter { bar, begun: context.begun().clone(), unsure })
    }

    /// What the upload tells its progress.
    pub(crate) fn reporter(&self) -> Reporter {
        self.0.clone()
    }
}

/// Where progress is shown: on a terminal, if anywhere.
pub(crate) fn target(context: &Context) -> ProgressDrawTarget {
    let flags = &context.global;
    let is_shown = io::stderr().is_terminal() && !flags.quiet && !flags.no_progress;
    if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() }
}

impl Drop for UploadBar {
    fn drop(&mut self) {
        self.0.bar.finish_and_clear();
    }
}

#[derive(Clone)]
pub(crate) struct Reporter {
    bar: ProgressBar,
    begun: Begun,
    unsure: String,
}

impl Progress for Reporter {
    fn event(&self, event: UploadEvent) {
        match event {
            UploadEvent::Started { total, attempt, .. } => {
                self.bar.reset();
                self.bar.set_length(total);
                let again = if attempt > 1 { format!("uploading (attempt {attempt})") } else { "uploading".to_owned() };
                self.bar.set_message(again);
            }
            UploadEvent::Sent { bytes, .. } => self.bar.set_position(bytes),
            UploadEvent::Stored => {
                self.bar.set_message("registering");
                self.begun.tell(&self.unsure);
            }
            UploadEvent::Retrying { reason, .. } => {
                self.bar.set_message(format!("trying again: {}", printable(&reason)));
            }
            _ => {}
        }
    }
}
