use std::collections::BTreeMap;

use ccloud_connect::jiff::ToSpan as _;
use ccloud_connect::metrics::{Filter, Granularity, Interval};
use ccloud_connect::{Client, Error};
use serde::Serialize;
use serde_json::Number;

use super::row::ConnectorRow;

/// The label that a connector's metrics carry.
const CONNECTOR: &str = "resource.connector.id";

/// Connectors in one query: no limit is documented, and a query stays short enough to be read.
const AT_ONCE: usize = 50;

/// The records of the last hour; null where the service counted none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Counts {
    pub received_records: Option<Number>,
    pub sent_records: Option<Number>,
}

/// Sets the last hour's records beside each connector.
pub(super) async fn add(client: &Client, rows: &mut [ConnectorRow]) -> Result<(), Error> {
    let ids: Vec<String> = rows.iter().filter_map(|row| row.id.clone()).collect();
    let (received, sent) =
        tokio::try_join!(of_all(client, &ids, "received_records"), of_all(client, &ids, "sent_records"))?;
    for row in rows {
        let of = |counted: &BTreeMap<String, Number>| row.id.as_ref().and_then(|id| counted.get(id).cloned());
        row.metrics = Some(Counts { received_records: of(&received), sent_records: of(&sent) });
    }
    Ok(())
}

async fn of_all(client: &Client, ids: &[String], metric: &str) -> Result<BTreeMap<String, Number>, Error> {
    let mut counted = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let any = Filter::any_of(ids.iter().map(|id| Filter::eq(CONNECTOR, id.as_str())));
        let query = client.metrics().query(format!("io.confluent.kafka.connect/{metric}")).filter(any);
        let query = query.group_by([CONNECTOR]).granularity(Granularity::All).interval(Interval::last(1.hour()));
        let points = query.all().await?;
        let counts = points.into_iter().filter_map(|point| Some((point.label(CONNECTOR)?.to_owned(), point.value?)));
        counted.extend(counts);
    }
    Ok(counted)
}
