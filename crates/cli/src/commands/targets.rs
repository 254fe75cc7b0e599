use serde::Serialize;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::table;

/// What became of one of several targets.
#[derive(Debug, Default, Serialize)]
pub(super) struct Target {
    pub name: Option<String>,
    pub id: Option<String>,
}

/// How it went, in the words of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    Done,
    Absent,
    Failed,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Absent => "absent",
            Self::Failed => "failed",
        }
    }
}

#[derive(Debug, Serialize)]
struct Row {
    #[serde(flatten)]
    target: Target,
    result: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
}

/// Tries every target, prints one row for each, and fails with the first failure.
pub(super) async fn each(
    context: &Context,
    targets: &[String],
    work: impl AsyncFn(&str) -> Result<(Target, Outcome), Failure>,
    nameless: impl Fn(&str) -> Target,
) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(targets.len());
    let mut failures = Vec::new();
    for given in targets {
        rows.push(match work(given).await {
            Ok((target, result)) => Row { target, result, error: None },
            Err(failure) => {
                failures.push((given.clone(), failure.clone()));
                Row { target: nameless(given), result: Outcome::Failed, error: Some(failure) }
            }
        });
    }
    if !context.global.dry_run {
        context.output.data(&rows, || human(&rows))?;
    }
    Failure::of_several(targets.len(), failures).map_or(Ok(()), Err)
}

/// Says that a target was not there, and what is called alike.
pub(super) fn say_absent(context: &Context, what: &str, given: &str, near: &[String]) {
    let close: Vec<_> = near.iter().map(|name| format!("`{name}`")).collect();
    say_only(context, what, given, &close);
}

/// The same; `close` tells in other words what there is.
pub(super) fn say_only(context: &Context, what: &str, given: &str, close: &[String]) {
    let close = if close.is_empty() { String::new() } else { format!("; there is {}", close.join(", ")) };
    context.output.note(&format!("there is no {what} `{given}`, so nothing was deleted{close}"));
}

fn human(rows: &[Row]) -> String {
    table(
        &["NAME", "ID", "RESULT"],
        rows.iter().map(|row| {
            let Target { name, id } = &row.target;
            [name.clone().unwrap_or_default(), id.clone().unwrap_or_default(), row.result.as_str().to_owned()]
        }),
    )
}
