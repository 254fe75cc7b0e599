use ccloud_connect::connectors::{Cluster, Connector};
use ccloud_connect::{Client, ConnectorConfig};
use serde_json::{Value, json};

use super::exchange::{Exchange, Row, request, shown};

const CONNECTORS: &str = "/connect/v1/environments/env-1/clusters/lkc-1/connectors";

/// Every character a name may hold that means something in a URL.
const NAME: &str = "a b|[x]+&,é%";
const ENCODED: &str = "a%20b%7C%5Bx%5D%2B%26%2C%C3%A9%25";

fn cluster(client: &Client) -> Cluster {
    client.cluster("env-1", "lkc-1")
}

fn connector(client: &Client) -> Connector {
    cluster(client).connector(NAME)
}

fn config() -> ConnectorConfig {
    ConnectorConfig::from([("connector.class", "S3_SINK")])
}

fn sent() -> Value {
    json!({"connector.class": "S3_SINK", "name": NAME})
}

fn stored() -> Value {
    json!({"name": NAME, "config": {"tasks.max": "1"}, "type": "sink", "tasks": [{"connector": NAME, "task": 0}]})
}

fn names(names: Value) -> Exchange {
    request("list_connectors", "GET", CONNECTORS).gets(200, names)
}

fn expanded(blocks: &'static str) -> Exchange {
    let all = json!({NAME: {
        "id": {"id": "lcc-1", "id_type": "ID"},
        "info": {"name": NAME, "type": "sink", "config": {"tasks.max": "1"}},
        "status": {"name": NAME, "connector": {"state": "RUNNING", "worker_id": NAME, "trace": ""},
                   "tasks": [], "type": "sink"}}});
    request("list_connectors_with_expansions", "GET", CONNECTORS).query([("expand", blocks)]).gets(200, all)
}

fn one(operation: &'static str, method: &'static str, rest: &str) -> Exchange {
    request(operation, method, format!("{CONNECTORS}/{ENCODED}{rest}"))
}

fn put_config() -> Exchange {
    one("create_or_update_connector_config", "PUT", "/config").body(sent()).gets(200, stored())
}

fn create(body: Value, answer: Value) -> Exchange {
    request("create_connector", "POST", CONNECTORS).body(body).gets(201, answer)
}

const MASKED: &str = r#"{"tasks.max": ****************}"#;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = lists();
    rows.extend(reads());
    rows.extend(writes());
    rows.extend(actions());
    rows
}

fn lists() -> Vec<Row> {
    vec![
        Row {
            name: "connectors.names",
            exchanges: vec![names(json!(["b", "a"]))],
            call: |client| shown(async move { cluster(&client).connectors().names().await }),
            gives: r#"["a", "b"]"#,
        },
        Row {
            name: "connectors.list",
            exchanges: vec![expanded("id,info,status")],
            call: |client| {
                shown(async move {
                    let all = cluster(&client).connectors().list().await?;
                    Ok(all
                        .into_iter()
                        .map(|c| (c.name, c.id, c.connector_type, c.status.unwrap().state))
                        .collect::<Vec<_>>())
                })
            },
            gives: r#"[("a b|[x]+&,é%", Some("lcc-1"), Some(Sink), Running)]"#,
        },
        Row {
            name: "connectors.ids",
            exchanges: vec![expanded("id")],
            call: |client| shown(async move { cluster(&client).connectors().ids().await }),
            gives: r#"[("a b|[x]+&,é%", Some("lcc-1"))]"#,
        },
        Row {
            name: "cluster.find",
            exchanges: vec![expanded("id")],
            call: |client| shown(async move { Ok(cluster(&client).find("lcc-1").await?.name().to_owned()) }),
            gives: r#""a b|[x]+&,é%""#,
        },
        Row {
            name: "connector.summary",
            exchanges: vec![expanded("id,info,status")],
            call: |client| shown(async move { Ok(connector(&client).summary().await?.id) }),
            gives: r#"Some("lcc-1")"#,
        },
        Row {
            name: "connector.absence",
            exchanges: vec![names(json!(["other"]))],
            call: |client| shown(async move { connector(&client).absence().await }),
            gives: "Some([])",
        },
    ]
}

fn reads() -> Vec<Row> {
    vec![
        Row {
            name: "connector.get",
            exchanges: vec![one("read_connector", "GET", "").gets(200, stored())],
            call: |client| shown(async move { connector(&client).get().await.map(|c| (c.name, c.connector_type, c.tasks)) }),
            gives: r#"("a b|[x]+&,é%", Some(Sink), [0])"#,
        },
        Row {
            name: "connector.config",
            exchanges: vec![one("get_connector_config", "GET", "/config").gets(200, json!({"tasks.max": "1"}))],
            call: |client| shown(async move { connector(&client).config().await }),
            gives: MASKED,
        },
        Row {
            name: "connector.status",
            exchanges: vec![one("read_connector_status", "GET", "/status").gets(
                200,
                json!({"name": NAME, "connector": {"state": "FAILED", "worker_id": NAME, "trace": "a: b"}, "type": "sink",
                       "tasks": [{"id": 1, "state": "USER_ACTIONABLE_ERROR", "worker_id": NAME, "msg": "denied"}]}),
            )],
            call: |client| {
                shown(async move {
                    let status = connector(&client).status().await?;
                    let tasks: Vec<_> = status.tasks.into_iter().map(|t| (t.id, t.state, t.message)).collect();
                    Ok((status.state, status.trace, tasks))
                })
            },
            gives: r#"(Failed, "a: b", [(Some(1), "USER_ACTIONABLE_ERROR", "denied")])"#,
        },
        Row {
            name: "connector.tasks",
            exchanges: vec![
                one("list_connector_tasks", "GET", "/tasks")
                    .gets(200, json!([{"id": {"connector": NAME, "task": 1}, "config": {"tasks.max": "1"}}])),
            ],
            call: |client| {
                shown(async move { connector(&client).tasks().await.map(|tasks| (tasks[0].id, tasks[0].config.clone())) })
            },
            gives: r#"(Some(1), {"tasks.max": ****************})"#,
        },
    ]
}

fn writes() -> Vec<Row> {
    let offset = json!([{"partition": {"kafka_topic": "t", "kafka_partition": 0}, "offset": {"kafka_offset": 7}}]);
    let with_offsets = json!({"name": NAME, "config": sent(), "offsets": offset});
    vec![
        Row {
            name: "connectors.create",
            exchanges: vec![create(json!({"name": NAME, "config": sent()}), stored())],
            call: |client| {
                shown(
                    async move { Ok(cluster(&client).connectors().create(NAME, config()).send().await?.details.config) },
                )
            },
            gives: MASKED,
        },
        Row {
            name: "connectors.create with offsets",
            exchanges: vec![create(with_offsets.clone(), with_offsets)],
            call: |client| {
                shown(async move {
                    let offset =
                        json!({"partition": {"kafka_topic": "t", "kafka_partition": 0}, "offset": {"kafka_offset": 7}});
                    let offsets = vec![serde_json::from_value(offset).unwrap()];
                    let create = cluster(&client).connectors().create(NAME, config()).offsets(offsets);
                    Ok(create.send().await?.offsets.len())
                })
            },
            gives: "1",
        },
        Row {
            name: "connector.update",
            exchanges: vec![one("get_connector_config", "GET", "/config").gets(200, json!({})), put_config()],
            call: |client| shown(async move { Ok(connector(&client).update(config()).await?.tasks) }),
            gives: "[0]",
        },
        Row {
            name: "connector.create_or_update a new one",
            exchanges: vec![names(json!(["a b"])), put_config()],
            call: |client| shown(async move { connector(&client).create_or_update(config()).await.map(outcome) }),
            gives: r#""created""#,
        },
        Row {
            name: "connector.create_or_update an old one",
            exchanges: vec![names(json!(["a b", NAME])), put_config()],
            call: |client| shown(async move { connector(&client).create_or_update(config()).await.map(outcome) }),
            gives: r#""updated""#,
        },
    ]
}

fn outcome(applied: ccloud_connect::connectors::Applied) -> &'static str {
    match applied {
        ccloud_connect::connectors::Applied::Created(_) => "created",
        ccloud_connect::connectors::Applied::Updated(_) => "updated",
    }
}

fn actions() -> Vec<Row> {
    vec![
        Row {
            name: "connector.pause",
            exchanges: vec![one("pause_connector", "PUT", "/pause").gets(202, Value::Null)],
            call: |client| shown(async move { connector(&client).pause().await }),
            gives: "()",
        },
        Row {
            name: "connector.resume",
            exchanges: vec![one("resume_connector", "PUT", "/resume").gets(202, Value::Null)],
            call: |client| shown(async move { connector(&client).resume().await }),
            gives: "()",
        },
        Row {
            name: "connector.restart",
            exchanges: vec![one("restart_connector", "POST", "/restart").gets(202, Value::Null)],
            call: |client| shown(async move { connector(&client).restart().await }),
            gives: "()",
        },
        Row {
            name: "connector.delete",
            exchanges: vec![one("delete_connector", "DELETE", "").gets(200, json!({"error": null}))],
            call: |client| shown(async move { connector(&client).delete().await }),
            gives: "()",
        },
    ]
}
