//! `cconnect runtime …`

use ccloud_connect::plugins::Runtime;
use clap::{Args, Subcommand};
use futures_util::TryStreamExt;
use serde::Serialize;

use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::rfc3339;

#[derive(Debug, Subcommand)]
pub(crate) enum RuntimeCommand {
    /// List the runtimes
    List(List),
}

#[derive(Debug, Args)]
#[command(after_help = "\
A runtime's name is what a custom connector's `confluent.custom.connect.plugin.runtime` takes.

Examples:
  cconnect runtime list
  cconnect --sandbox runtime list -o json")]
pub(crate) struct List {}

/// A runtime under the service's own keys.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    custom_connect_plugin_runtime_name: String,
    runtime_ak_version: Option<String>,
    supported_java_versions: Vec<String>,
    product_maturity: Option<String>,
    end_of_life_at: Option<String>,
    description: Option<String>,
}

pub(crate) async fn run(context: &Context, service: &Service, command: RuntimeCommand) -> Result<(), Failure> {
    let RuntimeCommand::List(List {}) = command;
    let rows = service.client.runtimes().list().stream().map_ok(row);
    if !context.output.list(rows, HEAD, cells).await? {
        context.output.note("there are no runtimes");
    }
    Ok(())
}

fn row(runtime: Runtime) -> Row {
    Row {
        id: runtime.id,
        custom_connect_plugin_runtime_name: runtime.name,
        runtime_ak_version: runtime.kafka_version,
        supported_java_versions: runtime.java_versions,
        product_maturity: runtime.product_maturity,
        end_of_life_at: runtime.end_of_life_at.as_ref().map(rfc3339),
        description: runtime.description,
    }
}

const HEAD: &[&str] = &["ID", "NAME", "KAFKA", "JAVA", "MATURITY", "END OF LIFE", "DESCRIPTION"];

fn cells(row: &Row) -> [String; 7] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (id, name) = (row.id.clone(), row.custom_connect_plugin_runtime_name.clone());
    let java = row.supported_java_versions.join(", ");
    let (kafka, maturity) = (text(&row.runtime_ak_version), text(&row.product_maturity));
    [id, name, kafka, java, maturity, text(&row.end_of_life_at), text(&row.description)]
}
