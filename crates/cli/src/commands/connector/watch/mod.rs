//! `connector status --watch`: the same over and over, until it is interrupted.
//!
//! [`screen`] draws it on a terminal, [`lines`] tells in a pipe what has changed.

mod lines;
mod screen;

use std::io::{self, IsTerminal};
use std::time::Duration;

use ccloud_connect::ErrorKind;
use ccloud_connect::connectors::Cluster;
use ccloud_connect::jiff::Timestamp;
use tokio::time::{Instant, sleep_until};

use super::counts::{self, Counted};
use super::row::ConnectorRow;
use super::status::{Seen, StatusOf, look};
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::{Format, redraw, size};

/// Between two looks: states change within seconds, and the service counts its callers' requests.
const PAUSE: Duration = Duration::from_secs(5);

/// Between two metrics queries: values change once a minute, and there may be 60 requests in one.
const COUNTING_PAUSE: Duration = Duration::from_mins(1);

/// Whether somebody still looks.
type Goes = std::ops::ControlFlow<()>;

pub(super) async fn run(
    context: &Context,
    service: &Service,
    cluster: &Cluster,
    args: &StatusOf,
) -> Result<(), Failure> {
    let mut watch = Watch::new(context, cluster);
    let (mut counted, mut counts_due) = (Counted::default(), Instant::now());
    loop {
        let next = Instant::now() + PAUSE;
        match look(cluster, args).await {
            Ok(seen) => watch.see(seen, &counted)?,
            Err(failure) if watch.seen.is_some() && may_pass(&failure) => watch.miss(&failure),
            Err(failure) => return Err(failure),
        }
        if watch.show()?.is_break() {
            return Ok(());
        }
        if args.metrics && Instant::now() >= counts_due {
            counts_due = Instant::now() + COUNTING_PAUSE;
            match counts::of(&service.client, watch.rows()).await {
                Ok(counts) => counted = counts,
                Err(why) => watch.lack_counts(&why),
            }
            watch.count(&counted);
            if watch.show()?.is_break() {
                return Ok(());
            }
        }
        while !watch.rests(next).await {
            if watch.show()?.is_break() {
                return Ok(());
            }
        }
    }
}

/// What may be over at the next look.
fn may_pass(failure: &Failure) -> bool {
    [ErrorKind::Network, ErrorKind::Server, ErrorKind::Timeout, ErrorKind::RateLimited]
        .iter()
        .any(|kind| failure.kind == (*kind).into())
}

/// What was seen last, and how it is shown.
struct Watch<'a> {
    context: &'a Context,
    cluster: &'a str,
    seen: Option<Seen>,
    /// When that was.
    at: String,
    /// Why there is nothing newer, or not all that was asked for.
    lacks: Option<String>,
    /// What was shown last where only changes are.
    shown: Option<Vec<ConnectorRow>>,
    on_screen: bool,
    #[cfg(unix)]
    resized: Option<tokio::signal::unix::Signal>,
}

impl<'a> Watch<'a> {
    fn new(context: &'a Context, cluster: &'a Cluster) -> Self {
        Self {
            context,
            cluster: cluster.kafka_cluster(),
            seen: None,
            at: String::new(),
            lacks: None,
            shown: None,
            on_screen: context.output.format == Format::Human && io::stdout().is_terminal(),
            #[cfg(unix)]
            resized: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::window_change()).ok(),
        }
    }

    fn rows(&self) -> &[ConnectorRow] {
        self.seen.as_ref().map_or(&[], |seen| seen.rows.as_slice())
    }

    /// Takes what one look has found; one that did not find all that was named ends the watch.
    fn see(&mut self, mut seen: Seen, counted: &Counted) -> Result<(), Failure> {
        counted.add_to(&mut seen.rows);
        self.at = Timestamp::now().strftime("%H:%M:%SZ").to_string();
        self.lacks = None;
        let failures = std::mem::take(&mut seen.failures);
        self.seen = Some(seen);
        match Failure::of_several(failures.len(), failures) {
            Some(failure) => {
                let _ = self.show()?;
                Err(failure)
            }
            None => Ok(()),
        }
    }

    fn count(&mut self, counted: &Counted) {
        if let Some(seen) = &mut self.seen {
            counted.add_to(&mut seen.rows);
        }
    }

    fn miss(&mut self, failure: &Failure) {
        self.lack(format!("no answer: {}", failure.full_message()));
    }

    fn lack_counts(&mut self, why: &str) {
        self.lack(format!("no metrics: {why}"));
    }

    fn lack(&mut self, what: String) {
        if !self.on_screen {
            self.context.output.meanwhile(&what);
        }
        self.lacks = Some(what);
    }

    fn show(&mut self) -> Result<Goes, Failure> {
        let Some(seen) = &self.seen else { return Ok(Goes::Continue(())) };
        let output = &self.context.output;
        if self.on_screen {
            let screen = screen::Screen { cluster: self.cluster, at: &self.at, lacks: self.lacks.as_deref() };
            return redraw(&screen.lines(seen, size()));
        }
        let shown = self.shown.replace(seen.rows.clone());
        if shown.as_ref() == Some(&seen.rows) {
            return Ok(Goes::Continue(()));
        }
        if output.format != Format::Human {
            return output.one_of_many(&seen.data(), String::new);
        }
        let lines = lines::changed(shown.as_deref().unwrap_or_default(), &seen.rows);
        let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        for line in lines {
            let goes = output.one_of_many(&(), || format!("{now}  {line}"))?;
            if goes.is_break() {
                return Ok(goes);
            }
        }
        Ok(Goes::Continue(()))
    }

    /// Rests until then, or until the terminal has another size, which is told by false.
    async fn rests(&mut self, until: Instant) -> bool {
        #[cfg(unix)]
        if let Some(resized) = self.resized.as_mut().filter(|_| self.on_screen) {
            return tokio::select! {
                () = sleep_until(until) => true,
                _ = resized.recv() => false,
            };
        }
        sleep_until(until).await;
        true
    }
}
