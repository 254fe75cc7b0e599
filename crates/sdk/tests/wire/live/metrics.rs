use ccloud_connect::Client;
use ccloud_connect::metrics::{LabelDescriptor, LifecycleStage, MetricDescriptor, MetricType, Point};
use serde_json::json;

use super::reads;
use crate::decoding::asked;
use crate::server::{gzip, json as answer};

fn point(point: &Point) -> String {
    let value = point.value.as_ref().map_or("-".to_owned(), ToString::to_string);
    format!("{} {value} {}", point.timestamp, serde_json::to_string(&point.labels).unwrap())
}

#[tokio::test]
async fn points_are_read_with_null_links_and_keys_nobody_asked_for() {
    reads(
        [
            (
                "flat, with null links and meta",
                json!({"data": [{"timestamp": "2026-01-05T10:00:00Z", "value": 1.5, "resource.connector.id": "lcc-1"}],
                       "links": null, "meta": null}),
                r#"2026-01-05T10:00:00Z 1.5 {"resource.connector.id":"lcc-1"}"#,
            ),
            (
                "grouped, with extra members in groups and points",
                json!({"data": [{"metric.topic": null, "new": [1], "points": [
                           {"timestamp": "2026-01-05T10:00:00+0000", "value": 9_007_199_254_740_993_u64, "quality": "low"}]},
                           {"metric.topic": "t", "points": null}],
                       "meta": {"pagination": null}, "errors": []}),
                r#"2026-01-05T10:00:00+0000 9007199254740993 {"metric.topic":null,"new":[1],"quality":"low"}"#,
            ),
            ("a point without value or time", json!({"data": [{"value": null, "timestamp": "x"}]}), "x - {}"),
            ("null", json!({"data": null, "meta": {"pagination": {"next_page_token": null}}}), ""),
            ("nothing", json!({}), ""),
        ],
        async |client: Client| {
            let points = client.metrics().query("m").group_by(["metric.topic"]).all().await?;
            Ok(points.iter().map(point).collect::<Vec<_>>().join("\n"))
        },
    )
    .await;
}

#[tokio::test]
async fn descriptors_and_label_values_are_read_with_new_words_and_nulls() {
    reads(
        [
            (
                "with new types, stages and members",
                json!({"data": [{"name": "m", "type": "HISTOGRAM", "unit": "{furlongs}", "lifecycle_stage": "RETIRED",
                           "resources": null, "labels": [{"key": "k", "exportable": null, "new": 1}, {}], "exportable": null}],
                       "links": {"next": null, "prev": 7}, "meta": {"pagination": {"page_size": 1, "total_size": null}}}),
                r#"m Some("HISTOGRAM") Some("RETIRED") [] ["k", ""]"#,
            ),
            ("without members", json!({"data": [{}], "links": null, "meta": null}), " None None [] []"),
        ],
        async |client: Client| {
            let told = |each: &MetricDescriptor| {
                let kind = each.metric_type.as_ref().map(MetricType::as_str);
                let stage = each.lifecycle_stage.as_ref().map(LifecycleStage::as_str);
                let key = |label: &LabelDescriptor| label.key.clone();
                let labels: Vec<_> = each.labels.iter().map(key).collect();
                format!("{} {kind:?} {stage:?} {:?} {labels:?}", each.name, each.resources)
            };
            Ok(client.metrics().descriptors().all().await?.iter().map(told).collect::<Vec<_>>().join("; "))
        },
    )
    .await;
    reads(
        [("as they are", json!({"data": [{"type": "connector", "labels": null}, {}], "links": null}), "connector,")],
        async |client: Client| {
            let all = client.metrics().resources().all().await?;
            Ok(all.iter().map(|each| each.resource_type.as_str()).collect::<Vec<_>>().join(","))
        },
    )
    .await;
    reads(
        [
            ("texts and numbers", json!({"data": [{"metric.topic": "t"}, {"metric.topic": 7}], "links": null}), "t,7"),
            ("nulls", json!({"data": [{"metric.topic": null}, {}]}), ""),
        ],
        async |client: Client| Ok(client.metrics().attributes("metric.topic").all().await?.join(",")),
    )
    .await;
}

/// The SDK has no methods for what the service has given up, yet it can be asked.
#[tokio::test]
async fn answers_of_the_first_version_are_read_alike() {
    reads(
        [("a list", json!({"data": [{"name": "m", "type": null}], "meta": null, "links": null}), "m")],
        async |client| {
            let told =
                client.api().metrics_v2().list_metric_descriptors_v1().dataset("cloud").send().await?.into_inner();
            Ok(told.data.into_iter().filter_map(|each| each.name).collect())
        },
    )
    .await;
}

#[tokio::test]
async fn a_raw_query_gives_the_answer_as_it_is() {
    let body = json!({"data": [{"value": 9_007_199_254_740_993_u64}], "links": null, "new": [null]});
    reads([("as it is", body.clone(), &body.to_string())], async |client: Client| {
        Ok(client.metrics().query_raw(json!({})).await?.to_string())
    })
    .await;
}

#[tokio::test]
async fn an_export_is_whatever_text_there_is() {
    let text = "# HELP m é\nm{a=\"b\"} NaN 1\n";
    for (body, expected) in [(text.into(), text), (gzip(text), text), (Vec::new(), "")] {
        let export = async |client: Client| client.metrics().export().connector("lcc-1").send().await;
        let answer = answer(200, body).header("content-type", "text/plain;version=0.0.4");
        assert_eq!(asked(answer, export).await.unwrap(), expected);
    }
}
