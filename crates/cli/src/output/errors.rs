use serde::Serialize;

use super::printable;
use crate::failure::{Detail, Failure};

const RED: &str = "\u{1b}[1;31m";
const CYAN: &str = "\u{1b}[1;36m";
const RESET: &str = "\u{1b}[0m";

#[derive(Serialize)]
pub(super) struct ErrorObject {
    error: Failure,
}

/// The error as programs read it. Causes and warnings have no keys of their own, so message and hint tell them.
pub(super) fn object(failure: &Failure, warnings: &[String]) -> ErrorObject {
    let hints: Vec<_> = failure.hint.as_deref().into_iter().chain(warnings.iter().map(String::as_str)).collect();
    let hint = (!hints.is_empty()).then(|| hints.join(" ").into());
    ErrorObject { error: Failure { message: failure.full_message(), hint, ..failure.clone() } }
}

/// The error as people read it: what, why, what the server said, what to do.
pub(super) fn human(failure: &Failure, color: bool) -> String {
    let label = |word: &str, code: &str| if color { format!("{code}{word}:{RESET}") } else { format!("{word}:") };
    let (place, details) = leading_place(failure);
    let mut lines = vec![format!("{} {place}{}", label("error", RED), printable(&failure.message))];
    lines.extend(failure.causes.iter().map(|cause| format!("  caused by: {}", printable(cause))));
    lines.extend(details.iter().filter(|detail| is_news(detail, failure)).map(line));
    if let Some(id) = &failure.request_id {
        lines.push(format!("  request id: {}", printable(id)));
    }
    if let Some(hint) = &failure.hint {
        lines.push(format!("\n{} {}", label("hint", CYAN), printable(hint)));
    }
    lines.join("\n")
}

/// A mistake in a file is told as compilers do, place first.
fn leading_place(failure: &Failure) -> (String, &[Detail]) {
    match failure.details.split_first() {
        Some((first, rest)) if first.message == failure.message && first.place().is_some() => {
            (first.place().map(|place| format!("{place}: ")).unwrap_or_default(), rest)
        }
        _ => (String::new(), &failure.details),
    }
}

fn is_news(detail: &Detail, failure: &Failure) -> bool {
    detail.place().is_some() || detail.pointer.is_some() || !failure.message.contains(&detail.message)
}

fn line(detail: &Detail) -> String {
    let message = printable(&detail.message);
    match (detail.place(), &detail.pointer) {
        (Some(place), _) => format!("  {place}: {message}"),
        (None, Some(pointer)) => format!("  {}: {message}", printable(pointer)),
        (None, None) => format!("  {message}"),
    }
}
