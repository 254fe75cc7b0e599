//! Faults in text.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use jiff::SignedDuration;

use super::{Effect, Fault};

/// What is wrong with the text of a fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FaultError(String);

type Result<T> = std::result::Result<T, FaultError>;

/// Reads the value of a word into what is known of a fault so far.
type Read = fn(&mut Draft, &str) -> Result<()>;

/// The words that say what happens. The last two have no value.
const EFFECTS: &[(&str, Read)] = &[
    ("status", |draft, value| draft.happens(Effect::Status(status(value)?))),
    ("delay", |draft, value| draft.happens(Effect::Delay(time("delay", value)?))),
    ("cut-request", |draft, value| draft.happens(Effect::CutRequest(number("cut-request", value)?))),
    ("stall-request", |draft, value| draft.happens(Effect::StallRequest(number("stall-request", value)?))),
    ("slow-request", |draft, value| draft.happens(Effect::SlowRequest(per_second("slow-request", value)?))),
    ("cut-answer", |draft, value| draft.happens(Effect::CutAnswer(number("cut-answer", value)?))),
    ("policy-life", |draft, value| draft.happens(Effect::PolicyLife(time("policy-life", value)?))),
    ("rate", |draft, value| draft.happens(Effect::Rate(number("rate", value)?))),
    ("stall", |draft, value| bare("stall", value).and_then(|()| draft.happens(Effect::Stall))),
    ("reset", |draft, value| bare("reset", value).and_then(|()| draft.happens(Effect::Reset))),
];

/// The words that say when it happens, and how.
const OPTIONS: &[(&str, Read)] = &[
    ("method", |draft, value| set(&mut draft.method, "method", method(value)?)),
    ("path", |draft, value| set(&mut draft.path, "path", path(value)?)),
    ("call", |draft, value| set(&mut draft.calls, "call", calls(value)?)),
    ("when", |draft, value| set(&mut draft.after, "when", choice("when", value, "before", "after")?)),
    ("body", |draft, value| set(&mut draft.empty_body, "body", choice("body", value, "error", "empty")?)),
    ("retry-after", |draft, value| set(&mut draft.retry_after, "retry-after", number("retry-after", value)?)),
];

/// The words read so far.
#[derive(Default)]
struct Draft {
    effect: Option<Effect>,
    method: Option<Method>,
    path: Option<String>,
    calls: Option<RangeInclusive<u64>>,
    after: Option<bool>,
    empty_body: Option<bool>,
    retry_after: Option<u64>,
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self> {
        let mut draft = Draft::default();
        for part in text.split(',') {
            let (word, value) = part.split_once('=').unwrap_or((part, ""));
            let known = EFFECTS.iter().chain(OPTIONS).find(|(known, _)| *known == word.trim());
            let (_, read) = known.ok_or_else(|| unknown(word.trim()))?;
            read(&mut draft, value.trim())?;
        }
        draft.finish()
    }
}

impl Draft {
    fn happens(&mut self, effect: Effect) -> Result<()> {
        if self.effect.replace(effect).is_some() {
            return wrong("a fault does one thing: give two faults where two things are to happen");
        }
        Ok(())
    }

    fn finish(self) -> Result<Fault> {
        let Some(effect) = self.effect else {
            return wrong(format!("nothing is to happen: a fault has one of {}", words(EFFECTS)));
        };
        let answers = matches!(effect, Effect::Status(_));
        if self.after.is_some() && !answers && effect != Effect::Reset {
            return wrong("`when` goes with `status` and `reset` only");
        }
        if (self.empty_body.is_some() || self.retry_after.is_some()) && !answers {
            return wrong("`body` and `retry-after` go with `status` only");
        }
        if self.calls.is_some() && matches!(effect, Effect::Rate(_)) {
            return wrong("`rate` counts all calls: `call` does not go with it");
        }
        Ok(Fault {
            method: self.method,
            path: self.path,
            calls: self.calls.unwrap_or(1..=u64::MAX),
            effect,
            after: self.after.unwrap_or(false),
            retry_after: self.retry_after,
            empty_body: self.empty_body,
        })
    }
}

fn wrong<T>(message: impl Into<String>) -> Result<T> {
    Err(FaultError(message.into()))
}

fn unknown(word: &str) -> FaultError {
    FaultError(format!("unknown word `{word}`: a fault has one of {}, and any of {}", words(EFFECTS), words(OPTIONS)))
}

fn words(list: &[(&str, Read)]) -> String {
    list.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" ")
}

fn set<T>(place: &mut Option<T>, word: &str, value: T) -> Result<()> {
    if place.replace(value).is_some() {
        return wrong(format!("`{word}` stands there twice"));
    }
    Ok(())
}

fn bare(word: &str, value: &str) -> Result<()> {
    if value.is_empty() { Ok(()) } else { wrong(format!("`{word}` takes no value, and it got `{value}`")) }
}

fn number<T: FromStr>(word: &str, value: &str) -> Result<T> {
    value.parse().or_else(|_| wrong(format!("`{word}` wants a whole number, not `{value}`")))
}

fn per_second(word: &str, value: &str) -> Result<u64> {
    match number(word, value)? {
        0 => wrong(format!("`{word}` wants one byte in a second at least: nothing is read with `stall`")),
        bytes => Ok(bytes),
    }
}

fn status(value: &str) -> Result<StatusCode> {
    let status = value.parse().ok().filter(|status| (200..=599).contains(status));
    let status = status.and_then(|status: u16| StatusCode::from_u16(status).ok());
    status.map_or_else(|| wrong(format!("`status` wants a number from 200 to 599, not `{value}`")), Ok)
}

fn time(word: &str, value: &str) -> Result<Duration> {
    let time = value.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
    time.map_or_else(|| wrong(format!("`{word}` wants a time such as `200ms` or `5s`, not `{value}`")), Ok)
}

fn method(value: &str) -> Result<Method> {
    const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let method = METHODS.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(value));
    method.map_or_else(|| wrong(format!("`method` is one of GET POST PUT PATCH DELETE, not `{value}`")), Ok)
}

fn path(value: &str) -> Result<String> {
    if value.starts_with(['/', '*']) {
        return Ok(value.to_owned());
    }
    wrong(format!("`path` begins with `/` or `*`, not as `{value}` does"))
}

/// `2`, `2-4` or `2-`.
fn calls(value: &str) -> Result<RangeInclusive<u64>> {
    let (first, last) = value.split_once('-').unwrap_or((value, value));
    let last = if last.is_empty() { Ok(u64::MAX) } else { last.parse() };
    match (first.parse(), last) {
        (Ok(first), Ok(last)) if 1 <= first && first <= last => Ok(first..=last),
        _ => wrong(format!("`call` counts from 1 and reads `2`, `2-4` or `2-`, not `{value}`")),
    }
}

/// Whether it is the second of two words.
fn choice(word: &str, value: &str, no: &str, yes: &str) -> Result<bool> {
    match value {
        _ if value == no => Ok(false),
        _ if value == yes => Ok(true),
        _ => wrong(format!("`{word}` is `{no}` or `{yes}`, not `{value}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_reads_as_it_is_built_in_code() {
        let seconds = Duration::from_secs;
        for (text, fault) in [
            ("status=503", Fault::status(StatusCode::SERVICE_UNAVAILABLE)),
            (
                "call=2-4,status=429,retry-after=7,body=error,when=after",
                Fault::status(StatusCode::TOO_MANY_REQUESTS).calls(2..=4).retry_after(7).empty_body(false).after(),
            ),
            ("delay=200ms , path=*/status", Fault::delay(Duration::from_millis(200)).path("*/status")),
            ("stall,call=3-", Fault::stall().calls(3..=u64::MAX)),
            ("reset,method=put,path=/a=b", Fault::reset().method(Method::PUT).path("/a=b")),
            ("cut-request=0", Fault::cut_request(0)),
            ("stall-request=9", Fault::stall_request(9)),
            ("slow-request=1000,call=1-", Fault::slow_request(1000)),
            ("cut-answer=10,call=1", Fault::cut_answer(10).calls(1..=1)),
            ("policy-life=2m", Fault::policy_life(seconds(120))),
            ("rate=10", Fault::rate(10)),
        ] {
            assert_eq!(text.parse(), Ok(fault), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_fault_is_told_by_its_word() {
        let known = "status delay cut-request stall-request slow-request cut-answer policy-life rate stall reset";
        let options = "method path call when body retry-after";
        for (text, message) in [
            ("statu=503", format!("unknown word `statu`: a fault has one of {known}, and any of {options}")),
            ("", format!("unknown word ``: a fault has one of {known}, and any of {options}")),
            ("method=POST", format!("nothing is to happen: a fault has one of {known}")),
            ("stall,reset", "a fault does one thing: give two faults where two things are to happen".into()),
            ("status=99", "`status` wants a number from 200 to 599, not `99`".into()),
            ("delay=5", "`delay` wants a time such as `200ms` or `5s`, not `5`".into()),
            ("delay=-5s", "`delay` wants a time such as `200ms` or `5s`, not `-5s`".into()),
            ("stall=5s", "`stall` takes no value, and it got `5s`".into()),
            ("rate=many", "`rate` wants a whole number, not `many`".into()),
            ("stall,method=PSOT", "`method` is one of GET POST PUT PATCH DELETE, not `PSOT`".into()),
            ("stall,path=connect", "`path` begins with `/` or `*`, not as `connect` does".into()),
            ("stall,call=0", "`call` counts from 1 and reads `2`, `2-4` or `2-`, not `0`".into()),
            ("stall,call=1,call=2", "`call` stands there twice".into()),
            ("stall,when=after", "`when` goes with `status` and `reset` only".into()),
            ("reset,when=later", "`when` is `before` or `after`, not `later`".into()),
            ("reset,body=empty", "`body` and `retry-after` go with `status` only".into()),
            ("rate=1,call=2", "`rate` counts all calls: `call` does not go with it".into()),
        ] {
            assert_eq!(text.parse::<Fault>().map_err(|error| error.to_string()), Err(message), "{text}");
        }
    }
}
