use std::io::{self, IsTerminal};
use std::sync::Arc;

use ccloud_connect::upload::{Progress, UploadEvent};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use crate::context::Context;
use crate::output::printable;

const TEMPLATE: &str = "{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left";

/// Shows how far an upload is: bytes, rate and remaining time, on a terminal only.
#[derive(Clone)]
pub(crate) struct UploadBar(Arc<ProgressBar>);

impl UploadBar {
    pub(crate) fn new(context: &Context) -> Self {
        let flags = &context.global;
        let is_shown = io::stderr().is_terminal() && !flags.quiet && !flags.no_progress;
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(None, target).with_style(style);
        // An interrupted upload leaves nothing behind either.
        Self(Arc::new(bar.with_finish(ProgressFinish::AndClear)))
    }

    /// Takes the bar off the terminal.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for UploadBar {
    fn event(&self, event: UploadEvent) {
        match event {
            UploadEvent::Started { total, attempt, .. } => {
                self.0.reset();
                self.0.set_length(total);
                let again = if attempt > 1 { format!("uploading (attempt {attempt})") } else { "uploading".to_owned() };
                self.0.set_message(again);
            }
            UploadEvent::Sent { bytes, .. } => self.0.set_position(bytes),
            UploadEvent::Stored => self.0.set_message("registering"),
            UploadEvent::Retrying { reason, .. } => self.0.set_message(format!("trying again: {}", printable(&reason))),
            _ => {}
        }
    }
}
