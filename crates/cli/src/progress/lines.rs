use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ccloud_connect::upload::UploadEvent;
use indicatif::{BinaryBytes, HumanDuration};
use serde::Serialize;

use crate::output::printable;

/// For whom lines are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// For people who read a log.
    Plain,
    /// For programs: one document a line.
    Json,
}

impl Form {
    /// How often the bytes sent are told. Programs draw something of it; a log is to stay readable.
    fn pace(self) -> Duration {
        match self {
            Self::Plain => Duration::from_secs(5),
            Self::Json => Duration::from_secs(1),
        }
    }
}

/// Says on stderr how an upload goes on: each step, and every few seconds how much is sent.
pub(super) struct Lines {
    form: Form,
    last: Mutex<Option<Instant>>,
}

impl Lines {
    pub(super) fn new(form: Form) -> Self {
        Self { form, last: Mutex::new(None) }
    }

    pub(super) fn tell(&self, event: &UploadEvent) {
        if !self.is_due(event) {
            return;
        }
        let line = match self.form {
            Form::Plain => plain(event),
            Form::Json => json(event),
        };
        if let Some(line) = line {
            // Nobody may be reading.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    fn is_due(&self, event: &UploadEvent) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_step = !matches!(event, UploadEvent::Sent { bytes, total, .. } if bytes < total);
        let is_due = is_step || last.is_none_or(|last| last.elapsed() >= self.form.pace());
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}

fn plain(event: &UploadEvent) -> Option<String> {
    Some(match event {
        UploadEvent::Inspecting => "looking at the archive".to_owned(),
        UploadEvent::Asking => "asking where to store the archive".to_owned(),
        UploadEvent::Started { total, attempt, .. } => format!("sending {} (attempt {attempt})", BinaryBytes(*total)),
        UploadEvent::Sent { bytes, total, rate, left, .. } => {
            let rate = rate.map(|rate| format!(", {}/s", BinaryBytes(rate))).unwrap_or_default();
            let left = left.filter(|_| bytes < total).map(|left| format!(", {} left", HumanDuration(left)));
            format!("sent {} of {}{rate}{}", BinaryBytes(*bytes), BinaryBytes(*total), left.unwrap_or_default())
        }
        UploadEvent::Retrying { attempt, reason, after, .. } => {
            format!("attempt {attempt} ended: {}; trying again in {after:.1?}", printable(reason))
        }
        UploadEvent::Creating => "registering".to_owned(),
        UploadEvent::Processing => "the service looks into the archive".to_owned(),
        _ => return None,
    })
}

/// An event for programs; what it does not tell is left out.
#[derive(Default, Serialize)]
struct Line<'a> {
    phase: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes_per_second: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_left: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_in_seconds: Option<f64>,
}

/// Told apart from an error by its one key.
#[derive(Serialize)]
struct Document<'a> {
    progress: Line<'a>,
}

fn json(event: &UploadEvent) -> Option<String> {
    let phase = event.phase().as_str();
    let line = match event {
        UploadEvent::Started { total, attempt, .. } => {
            Line { attempt: Some(*attempt), bytes: Some(0), total: Some(*total), ..Line::default() }
        }
        UploadEvent::Sent { bytes, total, attempt, rate, left, .. } => Line {
            attempt: Some(*attempt),
            bytes: Some(*bytes),
            total: Some(*total),
            bytes_per_second: *rate,
            seconds_left: left.map(|left| left.as_secs_f64()),
            ..Line::default()
        },
        UploadEvent::Retrying { attempt, reason, after, .. } => Line {
            attempt: Some(*attempt),
            reason: Some(reason),
            retry_in_seconds: Some(after.as_secs_f64()),
            ..Line::default()
        },
        _ => Line::default(),
    };
    serde_json::to_string(&Document { progress: Line { phase, ..line } }).ok()
}
