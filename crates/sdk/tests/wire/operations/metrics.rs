use ccloud_connect::jiff::Timestamp;
use ccloud_connect::metrics::{Filter, Granularity, Interval, Point};
use serde_json::{Value, json};

use super::exchange::{Row, request, shown};

const BASE: &str = "/v2/metrics/cloud";

pub(super) fn rows() -> Vec<Row> {
    vec![descriptors(), resources(), attributes(), query(), query_raw(), export()]
}

fn meta() -> Value {
    json!({"pagination": {"page_size": 1000}})
}

fn descriptors() -> Row {
    let label = json!({"key": "topic", "description": "d", "exportable": true});
    let metric = json!({"name": "io.confluent.kafka.connect/sent_records", "description": "d", "unit": "1",
        "type": "COUNTER_INT64", "lifecycle_stage": "SOON", "exportable": true, "resources": ["connector"],
        "labels": [label]});
    Row {
        name: "metrics.descriptors",
        exchanges: vec![
            request("list_metric_descriptors", "GET", format!("{BASE}/descriptors/metrics"))
                .query([("page_size", "1000"), ("resource_type", "connector")])
                .gets(200, json!({"data": [metric], "meta": meta(), "links": null})),
        ],
        call: |client| {
            shown(async move {
                let all = client.metrics().descriptors().resource_type("connector").all().await?;
                Ok(serde_json::to_string(&all).unwrap())
            })
        },
        gives: r#""[{\"name\":\"io.confluent.kafka.connect/sent_records\",\"description\":\"d\",\"type\":\"COUNTER_INT64\",\"unit\":\"1\",\"lifecycle_stage\":\"SOON\",\"exportable\":true,\"resources\":[\"connector\"],\"labels\":[{\"key\":\"topic\",\"description\":\"d\",\"exportable\":true}]}]""#,
    }
}

fn resources() -> Row {
    let label = json!({"key": "connector.id", "description": "d"});
    Row {
        name: "metrics.resources",
        exchanges: vec![
            request("list_resource_descriptors", "GET", format!("{BASE}/descriptors/resources"))
                .query([("page_size", "1000")])
                .gets(
                    200,
                    json!({"data": [{"type": "connector", "description": "d", "labels": [label]}], "meta": meta()}),
                ),
        ],
        call: |client| shown(async move { client.metrics().resources().all().await }),
        gives: r#"[ResourceDescriptor { resource_type: "connector", description: "d", labels: [LabelDescriptor { key: "connector.id", description: "d", exportable: None }] }]"#,
    }
}

fn attributes() -> Row {
    Row {
        name: "metrics.attributes",
        exchanges: vec![
            request("query_metric_attributes", "POST", format!("{BASE}/attributes"))
                .body(json!({"metric": "m", "group_by": ["metric.topic"], "intervals": ["PT4H/now"], "limit": 25,
                             "filter": {"field": "resource.kafka.id", "op": "EQ", "value": "lkc-1"}}))
                .gets(
                    200,
                    json!({"data": [{"metric.topic": "a"}, {"metric.topic": null}, {"topic": 7}], "meta": meta()}),
                ),
        ],
        call: |client| {
            shown(async move {
                let values = client.metrics().attributes("metric.topic").metric("m").limit(25);
                let values = values.filter(Filter::eq("resource.kafka.id", "lkc-1"));
                values.interval(Interval::raw("PT4H/now")).all().await
            })
        },
        gives: r#"["a", "7"]"#,
    }
}

/// What the public documentation page of a connector shows: records received, by hour. Its times carry no zone.
fn query() -> Row {
    Row {
        name: "metrics.query",
        exchanges: vec![
            request("query_metrics", "POST", format!("{BASE}/query"))
                .body(json!({"aggregations": [{"metric": "io.confluent.kafka.connect/received_records"}],
                             "filter": {"field": "resource.connector.id", "op": "EQ", "value": "lcc-1"},
                             "granularity": "PT1H", "intervals": ["2026-01-05T10:00:00/2026-01-05T12:00:00"]}))
                .gets(
                    200,
                    json!({"data": [{"timestamp": "2026-01-05T11:00:00Z", "value": 9_007_199_254_740_993_u64},
                                           {"timestamp": "2026-01-05T10:00:00Z", "value": 6.5}]}),
                ),
        ],
        call: |client| {
            shown(async move {
                let records = client.metrics().of_connector("lcc-1", "received_records");
                let records = records.granularity(Granularity::Pt1h);
                let points = records.interval(Interval::raw("2026-01-05T10:00:00/2026-01-05T12:00:00")).all().await?;
                let brief = |point: Point| (point.timestamp.instant(), point.value.unwrap().to_string());
                let expected = |hour: &str, value: &str| {
                    (Some(format!("2026-01-05T{hour}:00:00Z").parse::<Timestamp>().unwrap()), value.to_owned())
                };
                let points: Vec<_> = points.into_iter().map(brief).collect();
                Ok(points == [expected("11", "9007199254740993"), expected("10", "6.5")])
            })
        },
        gives: "true",
    }
}

fn query_raw() -> Row {
    let query = || json!({"aggregations": [{"metric": "m", "agg": "MAX"}], "granularity": "PT1H", "later": [null]});
    Row {
        name: "metrics.query_raw",
        exchanges: vec![
            request("query_metrics", "POST", format!("{BASE}/query"))
                .body(query())
                .gets(200, json!({"data": [{"value": 1}], "later": {}})),
        ],
        call: |client| {
            shown(async move {
                let query =
                    json!({"aggregations": [{"metric": "m", "agg": "MAX"}], "granularity": "PT1H", "later": [null]});
                client.metrics().query_raw(query).await.map(|answer| answer.to_string())
            })
        },
        gives: r#""{\"data\":[{\"value\":1}],\"later\":{}}""#,
    }
}

fn export() -> Row {
    Row {
        name: "metrics.export",
        exchanges: vec![
            request("export_metrics", "GET", format!("{BASE}/export"))
                .accept("application/openmetrics-text;version=1.0.0;charset=utf-8")
                .query([
                    ("resource.connector.id", "lcc-1"),
                    ("resource.connector.id", "lcc-2"),
                    ("resource.kafka.id", "lkc-1"),
                    ("resource.ksql.id", "lksqlc-1"),
                    ("resource.schema_registry.id", "lsrc-1"),
                    ("metric", "m"),
                ])
                .gets(200, json!("sent_records{connector_id=\"lcc-1\"} 7\n# EOF\n")),
        ],
        call: |client| {
            shown(async move {
                let export = client.metrics().export().connector("lcc-1").connector("lcc-2").kafka_cluster("lkc-1");
                export.ksql_cluster("lksqlc-1").schema_registry("lsrc-1").metric("m").open_metrics().send().await
            })
        },
        gives: r#""sent_records{connector_id=\"lcc-1\"} 7\n# EOF\n""#,
    }
}
