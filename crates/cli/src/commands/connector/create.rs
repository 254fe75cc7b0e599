use ccloud_connect::Error;
use ccloud_connect::connectors::{self, Cluster, ConnectorSummary, LiveConfig, Status};
use ccloud_connect::desired::{DesiredConnector, DesiredState};
use clap::Args;
use serde::Serialize;

use super::super::changes::{self, ChangeRow};
use super::wait::{self, State, unsettled};
use crate::connector_files::ConnectorFiles;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::{sections, table};

#[derive(Debug, Args)]
#[command(after_help = "\
A file is JSON or YAML with {name, config, offsets?, state?}, or a flat map with `name`, or a list or map of those; or a \
Java property file. What `GET …/connectors?expand=info` returns and Terraform's two maps are read as well.

  name: orders
  config:
    connector.class: DatagenSource
    kafka.topic: orders
    output.data.format: JSON
    quickstart: ORDERS
    kafka.api.key: ${env:KAFKA_KEY}
    kafka.api.secret: ${file:secrets/kafka.properties:secret}
    tasks.max: \"1\"

A value may refer to a secret: `${env:NAME}`, `${file:PATH}`, `${file:PATH:KEY}` with the key of a Java property file. \
Files lie in the connector file's folder (the current one for stdin) or in that of `--secret-root`. Every other `${…}` \
stands as it is; `$${env:` and `$${file:` stand for `${env:` and `${file:`.

Examples:
  cconnect connector create -f orders.yaml
  cconnect connector create -f orders.yaml --secret-root /run/secrets --wait --timeout 10m
  cconnect connector create -f orders.json -f payments.json -o json")]
pub(crate) struct Create {
    #[command(flatten)]
    files: ConnectorFiles,
    /// Wait until they run, or are paused; with `--timeout` at most that long, else 30 minutes
    #[arg(long)]
    wait: bool,
}

/// A connector after it was written.
#[derive(Debug, Serialize)]
pub(super) struct Written {
    pub id: Option<String>,
    pub name: String,
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_trace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Vec<ChangeRow>>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Create) -> Result<(), Failure> {
    let connectors = args.files.resolved(context, service).await?;
    let cluster = service.cluster()?;
    let count = connectors.len();
    let (mut there, mut changed, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for connector in connectors {
        let (name, state) = (connector.name.clone(), wanted(connector.state));
        let all = changes::rows(connectors::changes(&LiveConfig::default(), &connector.to_send()));
        match create(&cluster, connector).await {
            Ok(()) => {
                there.push((name.clone(), state));
                changed.push(all);
                context.begun().tell(begun(context, &there));
                if let Err(error) = pause(&cluster, &name, state).await {
                    failures.push((name, error.into()));
                }
            }
            Err(failure) => failures.push((name, failure)),
        }
    }
    let outcomes = if args.wait { wait_for(context, &cluster, &there).await } else { Vec::new() };
    let listed = if there.is_empty() { Vec::new() } else { listed(&cluster).await };
    let one = |((name, _), changed)| Written { changed: Some(changed), ..Written::of(&listed, name) };
    let mut created: Vec<_> = there.into_iter().zip(changed).map(one).collect();
    for (written, (name, state, outcome)) in created.iter_mut().zip(outcomes) {
        match outcome {
            Ok(status) => written.status = Some(status.state.to_string()),
            Err(error) => failures.push((name.clone(), unsettled(context, &name, state, error))),
        }
    }
    match (count, created.as_slice()) {
        (_, []) => {}
        (1, [one]) => context.output.data(one, || written(&created))?,
        _ => context.output.data(&created, || written(&created))?,
    }
    Failure::of_several(count, failures).map_or(Ok(()), Err)
}

/// The state that a new connector comes to.
fn wanted(state: Option<DesiredState>) -> State {
    match state {
        Some(DesiredState::Paused) => State::Paused,
        _ => State::Running,
    }
}

/// What is there already, should the command be ended before it could tell.
fn begun(context: &Context, there: &[(String, State)]) -> String {
    let told = |(name, state): &(String, State)| {
        let command = wait::command(context, name, *state);
        format!("`{name}` was created: wait for it with `{command}`.")
    };
    there.iter().map(told).collect::<Vec<_>>().join(" ")
}

/// A connector of which is wanted that it be paused is so from the beginning, as far as the service allows: it runs for a
/// moment.
async fn pause(cluster: &Cluster, name: &str, state: State) -> Result<(), Error> {
    if state == State::Paused { cluster.connector(name).pause().await } else { Ok(()) }
}

/// Waits for all, each in the state that is wanted of it.
async fn wait_for(
    context: &Context,
    cluster: &Cluster,
    there: &[(String, State)],
) -> Vec<(String, State, Result<Status, Error>)> {
    let waits = there.iter().map(|(name, state)| (cluster.connector(name), *state));
    wait::each(context, waits.collect()).await
}

async fn create(cluster: &Cluster, connector: DesiredConnector) -> Result<(), Failure> {
    let mut request = cluster.connectors().create(&connector.name, connector.to_send());
    if let Some(offsets) = connector.offsets {
        request = request.offsets(offsets);
    }
    request.send().await?;
    Ok(())
}

/// What the answers to writes lack, id and state, is read from one list; that this fails undoes no write.
pub(super) async fn listed(cluster: &Cluster) -> Vec<ConnectorSummary> {
    cluster.connectors().list().await.unwrap_or_default()
}

impl Written {
    pub(super) fn of(listed: &[ConnectorSummary], name: String) -> Self {
        let connector = listed.iter().find(|connector| connector.name == name);
        let status = connector.and_then(|connector| connector.status.as_ref());
        Self {
            id: connector.and_then(|connector| connector.id.clone()),
            name,
            status: status.map(|status| status.state.to_string()),
            error_trace: status.map(|status| status.trace.clone()).filter(|trace| !trace.is_empty()),
            changed: None,
        }
    }
}

/// Rows for people, then what changed; a trace gets a column where there is one.
pub(super) fn written(rows: &[Written]) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let has_trace = rows.iter().any(|row| row.error_trace.is_some());
    let head: &[&str] = if has_trace { &["ID", "NAME", "STATUS", "TRACE"] } else { &["ID", "NAME", "STATUS"] };
    let cells = |row: &Written| {
        let cells = [text(&row.id), row.name.clone(), text(&row.status), text(&row.error_trace)];
        cells.into_iter().take(head.len())
    };
    sections(&[table(head, rows.iter().map(cells)), changed(rows)])
}

/// The changed keys, with the connector's name where there are several.
fn changed(rows: &[Written]) -> String {
    if let [row] = rows {
        return changes::human(row.changed.as_deref().unwrap_or_default());
    }
    let named = |row: &ChangeRow, name: &String| {
        let [key, change] = row.cells();
        [name.clone(), key, change]
    };
    let all = rows.iter().flat_map(|row| row.changed.iter().flatten().map(|one| named(one, &row.name)));
    table(&["NAME", "KEY", "CHANGE"], all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_shown_where_there_is_one() {
        let row = |trace: Option<&str>| Written {
            id: Some("lcc-1".into()),
            name: "orders".into(),
            status: Some("FAILED".into()),
            error_trace: trace.map(Into::into),
            changed: None,
        };
        assert_eq!(written(&[row(None)]), "ID     NAME    STATUS\nlcc-1  orders  FAILED");
        let shown = written(&[row(None), row(Some("tasks.max: must be 1"))]);
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines[0], "ID     NAME    STATUS  TRACE");
        assert_eq!(lines[2], "lcc-1  orders  FAILED  tasks.max: must be 1");
    }
}
