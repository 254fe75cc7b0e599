use std::collections::BTreeMap;
use std::time::Duration;

use ccloud_connect::jiff::ToSpan as _;
use ccloud_connect::metrics::{Filter, Granularity, Interval};
use ccloud_connect::{Client, Error};
use serde::Serialize;
use serde_json::Number;

use super::row::ConnectorRow;

/// The label that a connector's metrics carry.
const CONNECTOR: &str = "resource.connector.id";

/// As many as one query may be about.
const AT_ONCE: usize = 1000;

/// How long they are waited for: what is asked for is the connectors' state, and that is known.
const PATIENCE: Duration = Duration::from_secs(10);

/// The records of the last hour; null where the service counted none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Counts {
    pub received_records: Option<Number>,
    pub sent_records: Option<Number>,
}

/// The same of many connectors, by id.
#[derive(Default)]
pub(super) struct Counted(BTreeMap<String, Counts>);

impl Counted {
    /// Sets them beside each connector, unless they were never counted.
    pub(super) fn add_to(&self, rows: &mut [ConnectorRow]) {
        let none = Counts { received_records: None, sent_records: None };
        for row in rows.iter_mut().filter(|_| !self.0.is_empty()) {
            let counts = row.id.as_ref().and_then(|id| self.0.get(id));
            row.metrics = Some(counts.unwrap_or(&none).clone());
        }
    }
}

/// Counts the last hour's records of all connectors, by one query for each of the two metrics; or why it cannot.
pub(super) async fn of(client: &Client, rows: &[ConnectorRow]) -> Result<Counted, String> {
    let ids: Vec<String> = rows.iter().filter_map(|row| row.id.clone()).collect();
    let both =
        async { tokio::try_join!(of_all(client, &ids, "received_records"), of_all(client, &ids, "sent_records")) };
    let (mut received, mut sent) = match tokio::time::timeout(PATIENCE, both).await {
        Ok(counted) => counted.map_err(|error| error.to_string())?,
        Err(_) => return Err(format!("the metrics service does not answer within {} s", PATIENCE.as_secs())),
    };
    let counts = |id: String| {
        let counts = Counts { received_records: received.remove(&id), sent_records: sent.remove(&id) };
        (id, counts)
    };
    Ok(Counted(ids.into_iter().map(counts).collect()))
}

async fn of_all(client: &Client, ids: &[String], metric: &str) -> Result<BTreeMap<String, Number>, Error> {
    let mut counted = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let any = Filter::any_of(ids.iter().map(|id| Filter::eq(CONNECTOR, id.as_str())));
        let query = client.metrics().query(format!("io.confluent.kafka.connect/{metric}")).filter(any);
        let query = query.group_by([CONNECTOR]).granularity(Granularity::All).interval(Interval::last(1.hour()));
        // One group a connector; not all of them fit into what is usual.
        let points = query.limit(u16::try_from(ids.len()).unwrap_or(u16::MAX)).all().await?;
        let counts = points.into_iter().filter_map(|point| Some((point.label(CONNECTOR)?.to_owned(), point.value?)));
        counted.extend(counts);
    }
    Ok(counted)
}
