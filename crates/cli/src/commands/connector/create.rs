use std::path::PathBuf;

use ccloud_connect::connectors::Cluster;
use clap::Args;
use serde::Serialize;

use super::changes::Change;
use crate::connector_file::ConnectorFile;
use crate::context::{Context, Service};
use crate::failure::{Failure, Kind};
use crate::output::table;

#[derive(Debug, Args)]
#[command(after_help = "\
A file is JSON or YAML, either {name, config, offsets?} or a flat map with `name`:

  name: orders
  config:
    connector.class: DatagenSource
    kafka.topic: orders
    output.data.format: JSON
    quickstart: ORDERS
    tasks.max: \"1\"

Examples:
  cconnect connector create -f orders.yaml
  cconnect connector create -f orders.json -f payments.json -o json")]
pub(crate) struct Create {
    /// Connector file
    #[arg(short, long = "file", visible_alias = "config-file", value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
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
    pub changed: Option<Vec<Change>>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Create) -> Result<(), Failure> {
    let files = load(context, service, &args.files)?;
    let count = files.len();
    let (mut created, mut failures) = (Vec::new(), Vec::new());
    for file in files {
        let name = file.name.clone();
        match create(service, file).await {
            Ok(written) => created.push(written),
            Err(failure) => failures.push((name, failure)),
        }
    }
    match (count, created.as_slice()) {
        (_, []) => {}
        (1, [one]) => context.output.data(one, || human(&created))?,
        _ => context.output.data(&created, || human(&created))?,
    }
    Failure::of_several(count, failures).map_or(Ok(()), Err)
}

/// All files are read before anything is written.
fn load(context: &Context, service: &Service, paths: &[PathBuf]) -> Result<Vec<ConnectorFile>, Failure> {
    let scope = service.scope()?;
    let mut files: Vec<ConnectorFile> = Vec::with_capacity(paths.len());
    for path in paths {
        let file = ConnectorFile::load(path, &scope)?;
        if let Some(other) = files.iter().find(|other| other.name == file.name) {
            let message = format!("the connector `{}` is in two files", file.name);
            let places = vec![other.name_detail(message.clone()), file.name_detail(message.clone())];
            return Err(Failure::new(Kind::Input, message).with_details(places));
        }
        say_spelled(context, &file);
        files.push(file);
    }
    Ok(files)
}

pub(super) fn say_spelled(context: &Context, file: &ConnectorFile) {
    if !file.spelled.is_empty() {
        let keys = file.spelled.join(", ");
        context.output.note(&format!("{}: numbers and booleans are sent as texts: {keys}", file.path.display()));
    }
}

async fn create(service: &Service, file: ConnectorFile) -> Result<Written, Failure> {
    let cluster = service.cluster()?;
    let mut request = cluster.connectors().create(&file.name, file.config);
    if let Some(offsets) = file.offsets {
        request = request.offsets(offsets);
    }
    request.send().await?;
    Ok(seen(&cluster, &file.name).await)
}

/// What a write's answer lacks, id and state, is read from the list; that this fails undoes no write.
pub(super) async fn seen(cluster: &Cluster, name: &str) -> Written {
    let summary = match cluster.find(name).await {
        Ok(connector) => connector.summary().await.ok(),
        Err(_) => None,
    };
    let status = summary.as_ref().and_then(|summary| summary.status.as_ref());
    Written {
        id: summary.as_ref().and_then(|summary| summary.id.clone()),
        name: name.to_owned(),
        status: status.map(|status| status.state.to_string()),
        error_trace: status.map(|status| status.trace.clone()).filter(|trace| !trace.is_empty()),
        changed: None,
    }
}

fn human(created: &[Written]) -> String {
    table(&["ID", "NAME", "STATUS"], created.iter().map(Written::cells))
}

impl Written {
    pub(super) fn cells(&self) -> [String; 3] {
        [self.id.clone().unwrap_or_default(), self.name.clone(), self.status.clone().unwrap_or_default()]
    }
}
