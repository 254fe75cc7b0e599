use ccloud_connect::ErrorKind;
use ccloud_connect::connectors::{ConnectorSummary, ConnectorType};
use ccloud_connect::jiff::Span;
use ccloud_connect::metrics::{Granularity, Interval, Point};
use clap::Args;
use serde::Serialize;
use serde_json::Number;

use super::Finder;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::{bars, columns, rfc3339, table};
use crate::{completion, moment};

#[derive(Debug, Args)]
#[command(after_help = "\
The oldest value comes first, on a terminal with a bar beside each. A value appears about five minutes \
after what it tells of.

Steps: PT1M for 6 hours at most, PT5M for a day, PT15M for 4 days, PT30M for 7 days; PT1H, PT4H, PT6H, \
PT12H, P1D and ALL for any time.

Metrics: received_records, sent_records, received_bytes, sent_bytes, dead_letter_queue_records, and \
what else `cconnect metrics list --resource-type connector` shows.

Examples:
  cconnect connector metrics orders-s3
  cconnect connector metrics lcc-x7k2p --metric sent_bytes --last 7d --granularity P1D
  cconnect connector metrics orders-s3 --last 6h --granularity PT1M -o json")]
pub(crate) struct MetricsOf {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
    /// What was counted; the last part of a connector metric's name is enough
    #[arg(long, value_name = "NAME", default_value = "received_records")]
    metric: String,
    /// How far back (90m, 24h, 7d)
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = moment::span)]
    last: Span,
    /// The time that one value stands for
    #[arg(long, value_name = "STEP", default_value = "PT1H", value_parser = granularity)]
    granularity: Granularity,
}

#[derive(Debug, Serialize)]
struct Row {
    timestamp: String,
    value: Option<Number>,
}

pub(super) async fn run(context: &Context, service: &Service, args: MetricsOf) -> Result<(), Failure> {
    let interval = Interval::last(args.last);
    interval.check(&args.granularity)?;
    let cluster = service.cluster()?;
    let connector = Finder::new(&cluster).find(&args.connector).await?;
    let id = connector.id.as_deref().ok_or_else(|| {
        let message = format!("the service tells no id of `{}`, and its metrics are found by that", connector.name);
        Failure::new(ErrorKind::Decode, message)
    })?;
    let query = service.client.metrics().of_connector(id, &args.metric).granularity(args.granularity);
    let mut points = query.interval(interval).all().await?;
    if points.is_empty() {
        context.output.note(&nothing(&connector, &args.metric, args.last));
    }
    points.sort_by_key(|point| point.timestamp.instant());
    let rows: Vec<_> = points.into_iter().map(row).collect();
    context.output.data(&rows, || human(&rows, columns()))
}

/// One that the service does not know is a slip.
fn granularity(text: &str) -> Result<Granularity, String> {
    match Granularity::from(text) {
        Granularity::Other(_) => {
            Err("a granularity is PT1M, PT5M, PT15M, PT30M, PT1H, PT4H, PT6H, PT12H, P1D or ALL".to_owned())
        }
        granularity => Ok(granularity),
    }
}

fn nothing(connector: &ConnectorSummary, metric: &str, last: Span) -> String {
    let name = &connector.name;
    let wrong_way = match connector.connector_type {
        Some(ConnectorType::Source) if metric.starts_with("received_") => Some("a source: it sends records"),
        Some(ConnectorType::Sink) if metric.starts_with("sent_") => Some("a sink: it receives records"),
        _ => None,
    };
    let why = wrong_way.map(|kind| format!(", which is {kind}")).unwrap_or_default();
    format!("there is no {metric} in the last {last:#} of `{name}`{why}")
}

fn row(point: Point) -> Row {
    Row { timestamp: rfc3339(&point.timestamp), value: point.value }
}

/// Rows; on a terminal of so many columns with bars.
fn human(rows: &[Row], columns: Option<u16>) -> String {
    let head = ["TIMESTAMP", "VALUE"];
    let value = |row: &Row| row.value.as_ref().map(ToString::to_string).unwrap_or_default();
    let Some(columns) = columns else {
        return table(&head, rows.iter().map(|row| [row.timestamp.clone(), value(row)]));
    };
    let widest = |cells: &mut dyn Iterator<Item = usize>, head: &str| cells.chain([head.len()]).max().unwrap_or(0);
    let at_width = widest(&mut rows.iter().map(|row| row.timestamp.len()), head[0]);
    let width = widest(&mut rows.iter().map(|row| value(row).len()), head[1]);
    let taken = u16::try_from(at_width + width + 4).unwrap_or(u16::MAX);
    let values: Vec<f64> = rows.iter().map(|row| row.value.as_ref().and_then(Number::as_f64).unwrap_or(0.0)).collect();
    let bars = bars(&values, columns.saturating_sub(taken));
    let cells = rows.iter().zip(bars).map(|(row, bar)| [row.timestamp.clone(), format!("{:>width$}", value(row)), bar]);
    table(&[head[0], &format!("{:>width$}", head[1]), ""], cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row> {
        let values = [Some("0"), Some("120000"), None, Some("60000.5"), Some("7")];
        let row = |(hour, value): (usize, Option<&str>)| Row {
            timestamp: format!("2026-01-05T{hour:02}:00:00Z"),
            value: value.map(|value| value.parse().unwrap()),
        };
        values.into_iter().enumerate().map(row).collect()
    }

    #[test]
    fn a_terminal_shows_bars_as_wide_as_it_is_and_other_places_show_rows() {
        let chart = human(&rows(), Some(50));
        assert_eq!(chart.lines().map(|line| line.chars().count()).max(), Some(50));
        insta::assert_snapshot!(chart);
        insta::assert_snapshot!(human(&rows(), None));
    }

    #[test]
    fn a_narrow_terminal_shows_the_values_at_least() {
        assert!(human(&rows(), Some(20)).contains("00:00Z   120000"));
    }
}
