use ccloud_connect::Client;
use ccloud_connect::connectors::{ConnectorOffset, Offsets, OffsetsRequest, OffsetsStatus};
use serde_json::{Value, json};

use super::exchange::{Exchange, Row, request, shown};

const CONNECTOR: &str = "/connect/v1/environments/env-1/clusters/lkc-1/connectors/a%20b";
const REQUEST: &str = "/connect/v1/environments/env-1/clusters/lkc-1/connectors/a%20b/offsets/request";

fn offsets(client: &Client) -> Offsets {
    client.cluster("env-1", "lkc-1").connector("a b").offsets()
}

/// Kinds of JSON that a detour through texts or floats would change, and a null offset, which drops a partition's.
fn list() -> Value {
    json!([
        {"partition": {"kafka_topic": "t", "kafka_partition": 0}, "offset": {"kafka_offset": 9_007_199_254_740_993_i64}},
        {"partition": {"server": "s", "nested": {"a": [1, "1", null, true]}},
         "offset": {"pos": "0", "ts": 18_446_744_073_709_551_615_u64, "ratio": 0.5, "transaction_id": null}},
        {"partition": {"kafka_topic": "t", "kafka_partition": "1"}, "offset": null},
    ])
}

fn entries() -> Vec<ConnectorOffset> {
    serde_json::from_value(list()).unwrap()
}

fn patch() -> Value {
    json!({"id": "lcc-1", "name": "a b", "type": "PATCH", "requested_at": "2026-01-05T10:15:00.123456789Z",
           "offsets": list()})
}

fn status() -> Exchange {
    let answer = json!({"request": patch(), "status": {"phase": "pending", "message": ""}, "previous_offsets": list(),
                        "applied_at": null});
    request("get_connector_offsets_request_status", "GET", format!("{REQUEST}/status")).gets(200, answer)
}

fn alter(body: Value, answer: Value) -> Exchange {
    request("alter_connector_offsets_request", "POST", REQUEST).body(body).gets(202, answer)
}

/// The members as JSON, in which numbers, texts and nulls are told apart.
fn written(offsets: &[ConnectorOffset]) -> bool {
    let null = |value: Value| match value {
        Value::Object(mut entry) => {
            entry.entry("offset").or_insert(Value::Null);
            Value::Object(entry)
        }
        other => other,
    };
    let written = offsets.iter().map(|entry| null(serde_json::to_value(entry).unwrap()));
    Value::Array(written.collect()) == list()
}

fn told(request: OffsetsRequest) -> (String, String, Option<String>, usize, bool) {
    let info = request.info;
    let at = info.requested_at.map(|at| at.to_string());
    (info.name, info.request_type.to_string(), at, info.offsets.len(), written(&info.offsets))
}

fn how_far(status: OffsetsStatus) -> (Option<String>, Option<String>, bool, bool) {
    let same = (written(&status.previous_offsets), written(&status.requested_offsets));
    (status.phase.map(|phase| phase.to_string()), status.message, same.0, same.1)
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row {
            name: "offsets.get",
            exchanges: vec![request("get_connector_offsets", "GET", format!("{CONNECTOR}/offsets")).gets(
                200,
                json!({"id": "lcc-1", "name": "a b", "offsets": list(),
                       "metadata": {"observed_at": "2026-01-05T10:15:00Z"}}),
            )],
            call: |client| {
                shown(async move {
                    let got = offsets(&client).get().await?;
                    Ok((got.id, got.name, got.observed_at.map(|at| at.to_string()), written(&got.offsets)))
                })
            },
            gives: r#"(Some("lcc-1"), "a b", Some("2026-01-05T10:15:00Z"), true)"#,
        },
        Row {
            name: "offsets.status",
            exchanges: vec![status()],
            call: |client| shown(async move { Ok(how_far(offsets(&client).status().await?)) }),
            gives: r#"(Some("PENDING"), None, true, true)"#,
        },
        Row {
            name: "offsets.alter",
            exchanges: vec![status().dispensable(), alter(json!({"type": "PATCH", "offsets": list()}), patch())],
            call: |client| shown(async move { Ok(told(offsets(&client).alter(entries()).await?)) }),
            gives: r#"("a b", "PATCH", Some("2026-01-05T10:15:00.123456789Z"), 3, true)"#,
        },
        Row {
            name: "offsets.reset",
            exchanges: vec![
                status().dispensable(),
                alter(json!({"type": "DELETE"}), json!({"name": "a b", "type": "DELETE", "offsets": []})),
            ],
            call: |client| shown(async move { Ok(told(offsets(&client).reset().await?)) }),
            gives: r#"("a b", "DELETE", None, 0, false)"#,
        },
    ]
}
