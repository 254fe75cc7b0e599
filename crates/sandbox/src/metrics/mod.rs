//! What the connectors of a sandbox have counted. Nothing is stored: each number follows from a connector's id, the
//! metric and the minute, and from when the connector ran.

mod answer;
mod count;
mod export;
mod filter;
mod interval;
mod query;

use serde_json::{Value, json};

pub(crate) use answer::{groups, shown};
pub(crate) use export::{Format as ExportFormat, export};
pub(crate) use query::{Attributes, Query};

/// The one label there is: the connector that counted.
pub(crate) const CONNECTOR_ID: &str = "resource.connector.id";

/// The one type of resources that count anything here.
const CONNECTOR: &str = "connector";

/// Something that connectors count.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
    description: &'static str,
    unit: &'static str,
    counts: Counts,
}

/// How much of it there is in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// Many, at the connector's own pace.
    Records(&'static str),
    /// The bytes of those records.
    BytesOf(&'static str),
    /// One now and then.
    Rare,
}

pub(crate) const METRICS: [Metric; 5] = [
    Metric {
        name: "io.confluent.kafka.connect/received_records",
        description: "Records a sink connector received from Kafka.",
        unit: "1",
        counts: Counts::Records("received"),
    },
    Metric {
        name: "io.confluent.kafka.connect/sent_records",
        description: "Records a source connector sent to Kafka.",
        unit: "1",
        counts: Counts::Records("sent"),
    },
    Metric {
        name: "io.confluent.kafka.connect/received_bytes",
        description: "Bytes a sink connector received from Kafka.",
        unit: "By",
        counts: Counts::BytesOf("received"),
    },
    Metric {
        name: "io.confluent.kafka.connect/sent_bytes",
        description: "Bytes a source connector sent to Kafka.",
        unit: "By",
        counts: Counts::BytesOf("sent"),
    },
    Metric {
        name: "io.confluent.kafka.connect/dead_letter_queue_records",
        description: "Records a sink connector wrote to its dead letter queue.",
        unit: "1",
        counts: Counts::Rare,
    },
];

impl Metric {
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        METRICS.iter().find(|metric| metric.name == name)
    }

    pub(crate) fn descriptor(&self) -> Value {
        json!({
            "name": self.name,
            "description": self.description,
            "type": "COUNTER_INT64",
            "unit": self.unit,
            "lifecycle_stage": "GENERAL_AVAILABILITY",
            "exportable": true,
            "labels": [],
            "resources": [CONNECTOR],
        })
    }
}

/// The metrics of a type of resources, or of all.
pub(crate) fn metric_descriptors(resource_type: Option<&str>) -> Vec<Value> {
    let wanted = resource_type.is_none_or(|wanted| wanted == CONNECTOR);
    METRICS.iter().filter(|_| wanted).map(Metric::descriptor).collect()
}

pub(crate) fn resource_descriptors() -> Vec<Value> {
    let label = json!({"key": "connector.id", "description": "Id of the connector.", "exportable": true});
    vec![json!({"type": CONNECTOR, "description": "A connector.", "labels": [label]})]
}
