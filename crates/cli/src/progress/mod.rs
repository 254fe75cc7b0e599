//! How far an upload is: a bar on a terminal, lines elsewhere for people and programs that ask for them.

mod lines;
mod room;

use std::io::{self, IsTerminal};
use std::sync::Arc;

use ccloud_connect::upload::{Progress, UploadEvent};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::again;
use crate::context::{Begun, Context};
use crate::output::{Format, printable};
use lines::{Form, Lines};
use room::Roomy;

/// How often it is drawn in a second, at most.
const RATE: u8 = 20;

const TEMPLATE: &str = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} left";

/// What is true until the archive has arrived.
const NOTHING_YET: &str = "Nothing was registered: the archive had not arrived whole.";

/// Shows how far an upload is. A bar leaves the terminal when this is dropped, also when the upload was interrupted:
/// whatever else still holds the upload's reporter cannot keep it there.
pub(crate) struct UploadBar(Reporter);

impl UploadBar {
    /// Begins; the command of these words and names lists what uploads become.
    pub(crate) fn new(context: &Context, words: &[&str], names: &[&str]) -> Self {
        let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        let lines = lines(context);
        let target = if lines.is_some() { ProgressDrawTarget::hidden() } else { target(context) };
        let bar = ProgressBar::with_draw_target(None, target).with_style(style);
        let list = again::command(&context.global, words, names);
        let unsure = format!("It may have been registered all the same: see `{list}` before you repeat it.");
        Self(Reporter { bar, lines, begun: context.begun().clone(), unsure })
    }

    /// What the upload tells its progress.
    pub(crate) fn reporter(&self) -> Reporter {
        self.0.clone()
    }
}

/// Where progress is drawn: on a terminal, if anywhere.
pub(crate) fn target(context: &Context) -> ProgressDrawTarget {
    let flags = &context.global;
    let is_shown = io::stderr().is_terminal() && !flags.quiet && !flags.no_progress;
    if !is_shown {
        return ProgressDrawTarget::hidden();
    }
    ProgressDrawTarget::term_like_with_hz(Box::new(Roomy::stderr()), RATE)
}

/// The lines in place of a bar: for programs on request alone, for people where there is no terminal to draw on.
fn lines(context: &Context) -> Option<Arc<Lines>> {
    let flags = &context.global;
    let is_asked_for = flags.progress || flags.verbose > 0;
    let form = match context.output.format {
        _ if flags.quiet || flags.no_progress => None,
        Format::Json | Format::Yaml if flags.progress => Some(Form::Json),
        _ if is_asked_for && !io::stderr().is_terminal() => Some(Form::Plain),
        _ => None,
    };
    form.map(|form| Arc::new(Lines::new(form)))
}

impl Drop for UploadBar {
    fn drop(&mut self) {
        self.0.bar.finish_and_clear();
    }
}

#[derive(Clone)]
pub(crate) struct Reporter {
    bar: ProgressBar,
    lines: Option<Arc<Lines>>,
    begun: Begun,
    unsure: String,
}

impl Progress for Reporter {
    fn event(&self, event: UploadEvent) {
        if let Some(lines) = &self.lines {
            lines.tell(&event);
        }
        match event {
            UploadEvent::Inspecting => self.begun.tell(NOTHING_YET),
            UploadEvent::Started { total, attempt, .. } => {
                self.begun.tell(NOTHING_YET);
                self.bar.reset();
                self.bar.set_length(total);
                let again = if attempt > 1 { format!("uploading (attempt {attempt})") } else { "uploading".to_owned() };
                self.bar.set_message(again);
            }
            UploadEvent::Sent { bytes, .. } => self.bar.set_position(bytes),
            UploadEvent::Creating => {
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
