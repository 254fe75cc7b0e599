use ccloud_connect::Error;
use ccloud_connect::connectors::{Connector, ConnectorSummary, ConnectorType, LiveConfig};
use clap::Args;

use super::super::targets::{Outcome, Target, each, say_absent};
use super::Finder;
use super::lifecycle::{named, target};
use crate::completion;
use crate::confirm::confirm;
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Asks first; without a terminal `--force` is needed. Topics are not deleted: which may be left over is said.

Examples:
  cconnect connector delete orders-s3
  cconnect connector delete lcc-x7k2p payments --force -o json")]
pub(crate) struct Delete {
    /// Names or ids
    #[arg(required = true, value_name = "CONNECTOR", add = completion::connectors())]
    connectors: Vec<String>,
}

pub(super) async fn run(context: &Context, service: &Service, args: Delete) -> Result<(), Failure> {
    let cluster = service.cluster()?;
    let quoted = args.connectors.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    confirm(context, &format!("delete {quoted}?")).await?;
    let finder = Finder::new(&cluster);
    let work = async |given: &str| {
        let found = match finder.find_to_write(given).await {
            // A complete list without it proves that there is nothing to delete.
            Err(Error::NotFound { near, answer: None, .. }) => return Ok(absent(context, given, &near)),
            found => found?,
        };
        if let Some(near) = delete(&cluster.connector(&found.name)).await? {
            return Ok(absent(context, given, &near));
        }
        say_leftovers(context, &found);
        Ok((target(found), Outcome::Done))
    };
    each(context, &args.connectors, work, named).await
}

/// Near names when it was gone already, which the service's 404 alone does not prove.
async fn delete(connector: &Connector) -> Result<Option<Vec<String>>, Error> {
    match connector.delete().await {
        Err(error @ Error::NotFound { .. }) => match connector.absence().await {
            Ok(Some(near)) => Ok(Some(near)),
            _ => Err(error),
        },
        outcome => outcome.map(|()| None),
    }
}

fn absent(context: &Context, given: &str, near: &[String]) -> (Target, Outcome) {
    say_absent(context, "connector", given, near);
    (named(given), Outcome::Absent)
}

/// Deleting a connector leaves the topics that were made for it.
fn say_leftovers(context: &Context, deleted: &ConnectorSummary) {
    let topics = |id| leftovers(id, deleted.connector_type.as_ref(), &deleted.config);
    if let Some(topics) = deleted.id.as_deref().and_then(topics) {
        context.output.note(&format!("topics of `{}` that may be left over: {topics}", deleted.name));
    }
}

/// Managed sinks report into topics of their own, custom connectors log into one, managed sources have none.
fn leftovers(id: &str, connector_type: Option<&ConnectorType>, config: &LiveConfig) -> Option<String> {
    match connector_type {
        _ if config.is_custom() || id.starts_with("clcc-") => Some(format!("{id}-app-logs")),
        Some(ConnectorType::Source) => None,
        _ => Some(format!("dlq-{id}, success-{id}, error-{id}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sinks_and_custom_connectors_leave_topics_over_and_sources_do_not() {
        let (source, sink) = (Some(ConnectorType::Source), Some(ConnectorType::Sink));
        let reports = Some("dlq-lcc-1, success-lcc-1, error-lcc-1");
        for (connector_type, kind, expected) in [
            (source.clone(), "MANAGED", None),
            (sink.clone(), "MANAGED", reports),
            (Some("unknown".into()), "MANAGED", reports),
            (None, "MANAGED", reports),
            (source, "CUSTOM", Some("lcc-1-app-logs")),
            (sink, "CUSTOM", Some("lcc-1-app-logs")),
        ] {
            let config = LiveConfig::from([("confluent.connector.type", kind)]);
            assert_eq!(leftovers("lcc-1", connector_type.as_ref(), &config).as_deref(), expected);
        }
        assert_eq!(leftovers("clcc-1", None, &LiveConfig::default()).as_deref(), Some("clcc-1-app-logs"));
    }
}
