use ccloud_connect::connectors::ConnectorSummary;
use clap::Args;
use globset::{Glob, GlobMatcher};

use super::row::{ConnectorRow, connectors};
use crate::context::{Context, Service};
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cconnect connector list
  cconnect connector list --state failed -o json
  cconnect connector list --name 'orders-*' --type sink")]
pub(crate) struct List {
    /// Only connectors in this state (RUNNING, FAILED, …)
    #[arg(long)]
    state: Option<String>,
    /// Only connectors of this type (source or sink)
    #[arg(long = "type", value_name = "TYPE")]
    connector_type: Option<String>,
    /// Only connectors of this class
    #[arg(long)]
    class: Option<String>,
    /// Only connectors whose name matches
    #[arg(long, value_name = "GLOB", value_parser = Glob::new)]
    name: Option<Glob>,
}

pub(super) async fn run(context: &Context, service: &Service, args: List) -> Result<(), Failure> {
    let all = service.cluster()?.connectors().list().await?;
    let any = !all.is_empty();
    let filter = Filter::new(args);
    let rows: Vec<_> = all.iter().filter(|connector| filter.takes(connector)).map(ConnectorRow::of).collect();
    if rows.is_empty() {
        context.output.note(if any { "no connector matches" } else { "there are no connectors" });
    }
    context.output.data(&rows, || connectors(&rows))
}

struct Filter {
    args: List,
    name: Option<GlobMatcher>,
}

impl Filter {
    fn new(args: List) -> Self {
        Self { name: args.name.as_ref().map(Glob::compile_matcher), args }
    }

    fn takes(&self, connector: &ConnectorSummary) -> bool {
        let row = ConnectorRow::of(connector);
        let same = |wanted: &Option<String>, actual: &Option<String>| {
            wanted
                .as_ref()
                .is_none_or(|wanted| actual.as_ref().is_some_and(|actual| actual.eq_ignore_ascii_case(wanted)))
        };
        let class = connector.config.class().map(ToOwned::to_owned);
        same(&self.args.state, &row.status)
            && same(&self.args.connector_type, &row.connector_type)
            && same(&self.args.class, &class)
            && self.name.as_ref().is_none_or(|name| name.is_match(&connector.name))
    }
}
