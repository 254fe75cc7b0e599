use std::path::PathBuf;

use ccloud_connect::inspect::{self, Evidence, Inspection, Severity};
use clap::Args;

use crate::aside::aside;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{rows, sections, table};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect custom-plugin inspect heartbeat.zip
  cconnect custom-plugin inspect debezium-connector-postgres-plugin.tar.gz -o json")]
pub(crate) struct Inspect {
    /// Archive: ZIP, JAR or tar.gz, or a folder
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) async fn run(context: &Context, args: Inspect) -> Result<(), Failure> {
    let inspection = aside(move || inspect::inspect(args.file).map_err(Failure::from)).await?;
    context.output.data(&inspection, || human(&inspection))
}

fn human(inspection: &Inspection) -> String {
    sections(&[facts(inspection), plugins(inspection), secrets(inspection), warnings(inspection)])
}

fn facts(inspection: &Inspection) -> String {
    let manifest = inspection.manifest.as_ref();
    let said = |field: Option<&Option<String>>| field.cloned().flatten().unwrap_or_default();
    rows(&[
        ("Archive", &inspection.format.to_string()),
        ("Size", &inspection.size.map(|size| format!("{size} bytes")).unwrap_or_default()),
        ("SHA-256", inspection.sha256.as_deref().unwrap_or_default()),
        ("Title", &said(manifest.map(|manifest| &manifest.title))),
        ("Version", &said(manifest.map(|manifest| &manifest.version))),
        ("Owner", &said(manifest.map(|manifest| &manifest.owner))),
        ("Documentation", &said(manifest.map(|manifest| &manifest.documentation_url))),
    ])
}

/// Those of libraries that come along are in JSON only.
fn plugins(inspection: &Inspection) -> String {
    let own = inspection.plugins.iter().filter(|plugin| !plugin.bundled);
    let cells = own.map(|plugin| {
        let version = plugin.version.clone().unwrap_or_default();
        [plugin.class.clone(), plugin.kind.to_string(), version, plugin.java.to_string()]
    });
    table(&["CLASS", "TYPE", "VERSION", "JAVA"], cells)
}

fn secrets(inspection: &Inspection) -> String {
    let cells = inspection.sensitive_properties.iter().map(|property| {
        let evidence = match property.evidence {
            Evidence::Name => "by its name only",
            Evidence::KafkaClients => "a setting of Kafka's clients",
            _ => "defined as a password",
        };
        [property.name.clone(), property.class.clone(), evidence.to_owned()]
    });
    table(&["SENSITIVE PROPERTY", "CLASS", "EVIDENCE"], cells)
}

fn warnings(inspection: &Inspection) -> String {
    let lines = inspection.warnings.iter().map(|warning| {
        let word = if warning.severity == Severity::Error { "error" } else { "warning" };
        let hint = warning.hint.as_ref().map(|hint| format!("\n    {hint}")).unwrap_or_default();
        format!("{word}: {}{hint}", crate::output::printable(&warning.message))
    });
    lines.collect::<Vec<_>>().join("\n")
}
