//! Searches as clients send them.

use jiff::{SignedDuration, Timestamp};
use regex_lite::Regex;
use serde_json::{Map, Value};

use super::{Entry, Level};
use crate::clock::later;
use crate::failure::Problem;

/// How far back logs reach.
const REACH: SignedDuration = SignedDuration::from_hours(72);

/// Which entries are wanted.
#[derive(Debug)]
pub(crate) struct Search {
    levels: Vec<Level>,
    text: Option<Regex>,
    pub(crate) connector_id: Option<String>,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) newest_first: bool,
}

impl Search {
    pub(crate) fn read(body: &Map<String, Value>, now: Timestamp) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut noted = |pointer: &str, detail: String| problems.push(Problem::at(pointer, detail));
        let search = &body.get("search").cloned().unwrap_or_default();
        let levels = levels(&search["level"]).map_err(|detail| noted("/search/level", detail)).unwrap_or_default();
        let mut time = |member: &str| {
            let text = body.get(member).and_then(Value::as_str).unwrap_or_default();
            let time = moment(text);
            if time.is_none() {
                noted(&format!("/{member}"), format!("{member} must read 2026-01-05T09:00:00Z, not {text:?}"));
            }
            time
        };
        let (from, until) = (time("start_time"), time("end_time"));
        if let (Some(from), Some(until)) = (from, until) {
            if until < from {
                noted("/end_time", "end_time is before start_time".to_owned());
            }
            // The same moment, asked for in whole seconds, may be over by a part of one.
            if from < later(now, -REACH - SignedDuration::from_secs(60)) {
                noted("/start_time", "start_time is more than 72 hours ago".to_owned());
            }
        }
        let newest_first = match body.get("sort").and_then(Value::as_str) {
            None | Some("desc") => true,
            Some("asc") => false,
            Some(other) => {
                noted("/sort", format!("sort must be desc or asc, not {other:?}"));
                true
            }
        };
        let text = search["search_text"].as_str().filter(|text| !text.is_empty()).and_then(pattern);
        let connector_id = search["id"].as_str().filter(|id| !id.is_empty()).map(str::to_owned);
        match (from, until) {
            (Some(from), Some(until)) if problems.is_empty() => {
                Ok(Self { levels, text, connector_id, from, until, newest_first })
            }
            _ => Err(problems),
        }
    }

    pub(crate) fn wants(&self, entry: &Entry) -> bool {
        self.levels.contains(&entry.level) && self.text.as_ref().is_none_or(|text| text.is_match(&entry.message))
    }
}

/// All levels when none is named.
fn levels(levels: &Value) -> Result<Vec<Level>, String> {
    let one = |word: &Value| {
        let known = Level::ALL.into_iter().find(|level| *word == level.word());
        known.ok_or_else(|| format!("a level is INFO, WARN or ERROR, not {word}"))
    };
    match levels {
        Value::Null => Ok(Level::ALL.to_vec()),
        Value::Array(words) if words.is_empty() => Ok(Level::ALL.to_vec()),
        Value::Array(words) => words.iter().map(one).collect(),
        _ => Err("level must be a list".to_owned()),
    }
}

/// Text, or a simple regular expression; what is none is meant as it stands.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).or_else(|_| Regex::new(&regex_lite::escape(text))).ok()
}

/// Whole seconds of UTC, and nothing else.
fn moment(text: &str) -> Option<Timestamp> {
    let shape = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        19 => byte == b'Z',
        _ => byte.is_ascii_digit(),
    };
    (text.len() == 20 && text.bytes().enumerate().all(shape)).then(|| text.parse().ok()).flatten()
}

/// The connector that a resource name means within an organization, an environment and a cluster.
pub(crate) fn connector_in<'a>(crn: &'a str, organization: &str, environment: &str, cluster: &str) -> Option<&'a str> {
    let rest = crn.strip_prefix("crn://confluent.cloud/organization=")?;
    let rest = rest.strip_prefix(organization)?.strip_prefix("/environment=")?;
    let rest = rest.strip_prefix(environment)?.strip_prefix("/cloud-cluster=")?;
    rest.strip_prefix(cluster)?.strip_prefix("/connector=").filter(|name| !name.is_empty())
}
