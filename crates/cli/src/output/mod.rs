//! What a command shows: data on stdout, everything else on stderr; three formats, one shape of data.

mod chart;
mod errors;
mod human;
mod listing;
mod shown;
#[cfg(test)]
mod tests;
mod time;

use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;

use clap::{ColorChoice, ValueEnum};
use serde::Serialize;

use crate::failure::{ErrorKind, Failure};
use crate::preparse::Appearance;

pub(crate) use ccloud_connect::printable;
pub(crate) use chart::bars;
pub(crate) use human::{rows, sections, table};
use shown::Shown;
pub(crate) use time::rfc3339;

/// The form in which data and errors are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tables and sentences for people.
    #[default]
    Human,
    /// One JSON document.
    Json,
    /// One YAML document.
    Yaml,
}

impl Format {
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::from_str(word, false).ok()
    }
}

/// Begins at a terminal's top.
const HOME: &str = "\u{1b}[H";

/// Empties what is left of a line.
const END_OF_LINE: &str = "\u{1b}[K";

/// Empties all below.
const BELOW: &str = "\u{1b}[J";

/// Where a command's words go.
#[derive(Debug)]
pub(crate) struct Output {
    pub format: Format,
    pub quiet: bool,
    color: bool,
    /// Said once the command has succeeded: a program that reads stderr after a failure finds the error alone.
    held_back: RefCell<Vec<String>>,
    /// What has to be said of a failure too, in the one object that a program reads.
    warnings: RefCell<Vec<String>>,
    /// The data of a dry run, where its writes may be shown instead.
    held_data: Option<RefCell<Option<String>>>,
}

impl Output {
    pub(crate) fn new(appearance: Appearance, quiet: bool) -> Self {
        let color = match appearance.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        Self {
            format: appearance.format,
            quiet,
            color,
            held_back: RefCell::default(),
            warnings: RefCell::default(),
            held_data: None,
        }
    }

    /// Keeps data until somebody takes it.
    pub(crate) fn holding_data(mut self, holds: bool) -> Self {
        self.held_data = holds.then(RefCell::default);
        self
    }

    /// What would have been printed; nothing is held any longer.
    pub(crate) fn take_data(&self) -> Option<String> {
        self.held_data.as_ref().and_then(RefCell::take)
    }

    /// Prints the result of a command; `human` says it for people and is called for them only.
    pub(crate) fn data<W, T: Serialize + Shown<W>>(
        &self,
        value: &T,
        human: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        self.verbatim(self.text(value, human)?)
    }

    /// Prints the result of a command that is a text itself, of whatever format.
    pub(crate) fn verbatim(&self, text: String) -> Result<(), Failure> {
        match &self.held_data {
            Some(held) => {
                held.replace(Some(text));
                Ok(())
            }
            None => print(&text),
        }
    }

    /// Prints data whether data is held or not.
    pub(crate) fn data_at_last<T: Serialize>(&self, value: &T, human: impl FnOnce() -> String) -> Result<(), Failure> {
        print(&self.text(value, human)?)
    }

    fn text<T: Serialize>(&self, value: &T, human: impl FnOnce() -> String) -> Result<String, Failure> {
        let text = match self.format {
            Format::Human => human(),
            Format::Json => serde_json::to_string_pretty(value).map_err(|error| unwritten(&error))?,
            Format::Yaml => serde_saphyr::to_string(value).map_err(|error| unwritten(&error))?,
        };
        Ok(text.trim_end_matches('\n').to_owned())
    }

    /// Prints one of many things, as it comes: for programs one a line or document. There is nothing more to print when
    /// the reader has gone away.
    pub(crate) fn one_of_many<W, T: Serialize + Shown<W>>(
        &self,
        value: &T,
        human: impl FnOnce() -> String,
    ) -> Result<ControlFlow<()>, Failure> {
        let text = match self.format {
            Format::Human => human(),
            Format::Json => serde_json::to_string(value).map_err(|error| unwritten(&error))?,
            Format::Yaml => {
                format!("---\n{}", serde_saphyr::to_string(value).map_err(|error| unwritten(&error))?.trim_end())
            }
        };
        ended(put(&text))
    }

    /// Tells people what they may want to know beside the data.
    pub(crate) fn note(&self, text: &str) {
        if self.quiet {
            return;
        }
        let note = format!("note: {}", printable(text));
        match self.format {
            Format::Human => say(&note),
            Format::Json | Format::Yaml => self.held_back.borrow_mut().push(note),
        }
    }

    /// Tells what must be known however the command ends. Where it fails, a program finds it in the error's hint.
    pub(crate) fn warning(&self, text: &str) {
        self.note(text);
        self.warnings.borrow_mut().push(text.to_owned());
    }

    /// Tells people at once why nothing happens. A program that reads stderr would take it for a part of the error.
    pub(crate) fn meanwhile(&self, text: &str) {
        if self.speaks_at_once() {
            say(&format!("note: {}", printable(text)));
        }
    }

    /// Whether people read what is said before the command has ended.
    pub(crate) fn speaks_at_once(&self) -> bool {
        !self.quiet && (self.format == Format::Human || io::stderr().is_terminal())
    }

    /// Says what was held back; to be called when the command has succeeded.
    pub(crate) fn finish(&self) {
        self.held_back.take().iter().for_each(|note| say(note));
    }

    /// Tells why the command failed.
    pub(crate) fn failure(&self, failure: &Failure) {
        let object = || errors::object(failure, &self.warnings.borrow());
        let text = match self.format {
            Format::Human => errors::human(failure, self.color),
            Format::Json => serde_json::to_string_pretty(&object()).unwrap_or_default(),
            Format::Yaml => serde_saphyr::to_string(&object()).unwrap_or_default(),
        };
        say(text.trim_end_matches('\n'));
    }
}

/// How wide the terminal is that data is shown on; none where it goes elsewhere.
pub(crate) fn columns() -> Option<u16> {
    io::stdout().is_terminal().then(|| size().0)
}

/// The columns and rows of the terminal that data is shown on.
pub(crate) fn size() -> (u16, u16) {
    /// What a terminal has that does not tell.
    const USUAL: (u16, u16) = (80, 24);

    let told = terminal_size::terminal_size_of(io::stdout()).map(|(width, height)| (width.0, height.0));
    told.filter(|(width, height)| *width > 0 && *height > 0).unwrap_or(USUAL)
}

/// Puts lines in the place of what is on a terminal. Nothing of it has to be put back: whoever ends it anywhere leaves a
/// terminal as it should be.
pub(crate) fn redraw(lines: &[String]) -> Result<ControlFlow<()>, Failure> {
    let lines = lines.join(&format!("{END_OF_LINE}\n"));
    // All at once, or it flickers.
    ended(put(&format!("{HOME}{lines}{END_OF_LINE}{BELOW}")))
}

/// Prints data. A reader that went away is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    if text.is_empty() { Ok(()) } else { written(put(text)) }
}

fn put(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush())
}

/// Whether there is somebody left to print for.
fn ended(outcome: io::Result<()>) -> Result<ControlFlow<()>, Failure> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        outcome => written(outcome).map(ControlFlow::Continue),
    }
}

/// What became of data on its way out.
pub(crate) fn written(outcome: io::Result<()>) -> Result<(), Failure> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(unwritten(&error)),
        Ok(()) => Ok(()),
    }
}

fn unwritten(error: &dyn std::error::Error) -> Failure {
    Failure::new(ErrorKind::Storage, "the result cannot be written").caused_by(error)
}

/// One line or more to stderr. That it cannot be written is nothing one could tell anybody.
fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
