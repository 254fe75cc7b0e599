use std::path::PathBuf;

use ccloud_connect::Error;
use ccloud_connect::connectors::{self, Cluster, ConnectorSummary, LiveConfig, Status};
use clap::Args;
use serde::Serialize;

use super::super::changes::{self, ChangeRow};
use super::wait::{self, State, unsettled};
use crate::connector_file::{self, ConnectorFile};
use crate::context::{Context, Service};
use crate::failure::{ErrorKind, Failure};
use crate::output::{sections, table};
use crate::references::SecretRoot;

#[derive(Debug, Args)]
#[command(after_help = "\
A file is JSON or YAML, either {name, config, offsets?} or a flat map with `name`:

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
    /// Connector file, or `-` for stdin
    #[arg(short, long = "file", visible_alias = "config-file", value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// Wait until they run; with `--timeout` at most that long, else 30 minutes
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    secret_root: SecretRoot,
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
    let files = load(context, service, &args)?;
    let cluster = service.cluster()?;
    let count = files.len();
    let (mut names, mut changed, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        let name = file.name.clone();
        let all = changes::rows(connectors::changes(&LiveConfig::default(), &file.config));
        match create(&cluster, file).await {
            Ok(()) => {
                names.push(name);
                changed.push(all);
                context.begun().tell(begun(context, &names));
            }
            Err(failure) => failures.push((name, failure)),
        }
    }
    let waited = if args.wait { wait_for(context, &cluster, &names).await } else { Vec::new() };
    let listed = if names.is_empty() { Vec::new() } else { listed(&cluster).await };
    let one = |(name, changed)| Written { changed: Some(changed), ..Written::of(&listed, name) };
    let mut created: Vec<_> = names.into_iter().zip(changed).map(one).collect();
    for (written, (name, outcome)) in created.iter_mut().zip(waited) {
        match outcome {
            Ok(status) => written.status = Some(status.state.to_string()),
            Err(error) => failures.push((name.clone(), unsettled(context, &name, State::Running, error))),
        }
    }
    match (count, created.as_slice()) {
        (_, []) => {}
        (1, [one]) => context.output.data(one, || written(&created))?,
        _ => context.output.data(&created, || written(&created))?,
    }
    Failure::of_several(count, failures).map_or(Ok(()), Err)
}

/// What is there already, should the command be ended before it could tell.
fn begun(context: &Context, names: &[String]) -> String {
    let told = |name: &String| {
        let command = wait::command(context, name, State::Running);
        format!("`{name}` was created: wait for it with `{command}`.")
    };
    names.iter().map(told).collect::<Vec<_>>().join(" ")
}

async fn wait_for(context: &Context, cluster: &Cluster, names: &[String]) -> Vec<(String, Result<Status, Error>)> {
    wait::all(context, names.iter().map(|name| cluster.connector(name)).collect(), State::Running).await
}

/// All files are read, and everything they refer to, before anything is written.
fn load(context: &Context, service: &Service, args: &Create) -> Result<Vec<ConnectorFile>, Failure> {
    let scope = service.scope()?;
    let mut files: Vec<ConnectorFile> = Vec::with_capacity(args.files.len());
    for path in &args.files {
        let file = ConnectorFile::load(path, &scope)?;
        if let Some(other) = files.iter().find(|other| other.name == file.name) {
            let message = format!("the connector `{}` is in two files", file.name);
            let places = vec![other.name_detail(message.clone()), file.name_detail(message.clone())];
            return Err(Failure::new(ErrorKind::Input, message).with_details(places));
        }
        say_spelled(context, &file);
        files.push(file);
    }
    connector_file::resolve(&mut files, &args.secret_root.references(context, service))?;
    Ok(files)
}

pub(super) fn say_spelled(context: &Context, file: &ConnectorFile) {
    if !file.spelled.is_empty() {
        let keys = file.spelled.join(", ");
        context.output.note(&format!("{}: numbers and booleans are sent as texts: {keys}", file.path.display()));
    }
}

async fn create(cluster: &Cluster, file: ConnectorFile) -> Result<(), Failure> {
    let mut request = cluster.connectors().create(&file.name, file.config);
    if let Some(offsets) = file.offsets {
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
