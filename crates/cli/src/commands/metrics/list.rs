use ccloud_connect::metrics::MetricDescriptor;
use clap::Args;
use serde::Serialize;

use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::table;

#[derive(Debug, Args)]
#[command(after_help = "\
With `-o json` it is the API's own object, all pages as one.

Examples:
  cconnect metrics list --resource-type connector
  cconnect metrics list -o json | jq -r '.data[].name'")]
pub(crate) struct List {
    /// Only metrics of this type of resource (connector, kafka, …)
    #[arg(long, value_name = "TYPE")]
    resource_type: Option<String>,
}

/// The one page that all of the service's make.
#[derive(Debug, Serialize)]
struct Page {
    data: Vec<MetricDescriptor>,
    meta: Meta,
}

#[derive(Debug, Serialize)]
struct Meta {
    pagination: Pagination,
}

#[derive(Debug, Serialize)]
struct Pagination {
    page_size: usize,
    total_size: usize,
}

pub(super) async fn run(context: &Context, service: &Service, args: List) -> Result<(), Failure> {
    let mut list = service.client.metrics().descriptors();
    if let Some(name) = args.resource_type {
        list = list.resource_type(name);
    }
    let data = list.all().await?;
    if data.is_empty() {
        context.output.note("there are no such metrics");
    }
    let pagination = Pagination { page_size: data.len(), total_size: data.len() };
    let page = Page { data, meta: Meta { pagination } };
    context.output.data(&page, || human(&page.data))
}

fn human(metrics: &[MetricDescriptor]) -> String {
    let cells = |metric: &MetricDescriptor| {
        let MetricDescriptor { name, metric_type, unit, lifecycle_stage, resources, description, .. } = metric;
        let kind = metric_type.as_ref().map(ToString::to_string).unwrap_or_default();
        let stage = lifecycle_stage.as_ref().map(ToString::to_string).unwrap_or_default();
        [name.clone(), kind, unit.clone(), stage, resources.join(" "), description.clone()]
    };
    table(&["NAME", "TYPE", "UNIT", "STAGE", "RESOURCES", "DESCRIPTION"], metrics.iter().map(cells))
}
