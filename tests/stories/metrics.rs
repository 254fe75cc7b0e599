use std::time::Duration;

use ccloud_connect::Client;
use ccloud_connect::jiff::ToSpan;
use ccloud_connect::metrics::{Filter, Granularity, Interval, Point, ResponseFormat, SortOrder};
use ccloud_connect_sandbox::Sandbox;

use crate::datagen::datagen;

const CONNECTOR: &str = "resource.connector.id";
const RECORDS: &str = "io.confluent.kafka.connect/sent_records";

/// Three connectors that ran for three hours, with their ids.
async fn busy(sandbox: &Sandbox) -> (Client, Vec<String>) {
    let client = Client::builder().endpoint(sandbox.endpoint()).api_key(sandbox.api_key(), sandbox.api_secret());
    let client = client.telemetry_endpoint(sandbox.telemetry_endpoint()).build().unwrap();
    let connectors = client.cluster(sandbox.environment(), sandbox.cluster()).connectors();
    for name in ["one", "two", "three"] {
        connectors.create(name, datagen(&[])).send().await.unwrap();
    }
    sandbox.advance(Duration::from_hours(3));
    let mut ids: Vec<_> = connectors.ids().await.unwrap().into_iter().filter_map(|(_, id)| id).collect();
    ids.sort_unstable();
    (client, ids)
}

#[tokio::test]
async fn what_connectors_counted_is_the_same_by_hour_in_groups_and_in_all() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, ids) = busy(&sandbox).await;
    let metrics = client.metrics();

    let hours = metrics.of_connector(&ids[0], "sent_records").interval(Interval::last(6.hours())).all().await.unwrap();
    assert!(hours.len() >= 3 && hours.iter().all(|point| point.labels.is_empty()), "{hours:?}");
    assert!(hours.is_sorted_by_key(|point| std::cmp::Reverse(point.timestamp.instant().unwrap())), "newest first");
    let by_hour: u64 = hours.iter().map(|point| point.value.as_ref().unwrap().as_u64().unwrap()).sum();

    let query = metrics.query(RECORDS).filter(Filter::any_of(ids.iter().map(|id| Filter::eq(CONNECTOR, id.clone()))));
    let query = query.group_by([CONNECTOR]).granularity(Granularity::All).interval(Interval::raw("now-6h/now"));
    let flat = query.clone().order(SortOrder::Descending).all().await.unwrap();
    assert!(
        flat.is_sorted_by(|one, other| one.value.as_ref().unwrap().as_u64() >= other.value.as_ref().unwrap().as_u64())
    );
    let nested = query.clone().order(SortOrder::Descending).format(ResponseFormat::Grouped).all().await.unwrap();
    let labelled = |points: &[Point]| {
        let pair = |point: &Point| (point.label(CONNECTOR).map(str::to_owned), point.value.clone());
        points.iter().map(pair).collect::<Vec<_>>()
    };
    assert_eq!(labelled(&flat), labelled(&nested));
    assert_eq!(flat.len(), 3);
    let first = flat.iter().find(|point| point.label(CONNECTOR) == Some(&ids[0])).unwrap();
    assert_eq!(first.value.as_ref().unwrap().as_u64(), Some(by_hour));
    assert_eq!(query.limit(2).all().await.unwrap().len(), 2, "who asks for two groups gets two");
    sandbox.shutdown().await;
}

#[tokio::test]
async fn metrics_are_found_by_their_descriptors_labels_and_exports() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, ids) = busy(&sandbox).await;
    let metrics = client.metrics();
    let offered = metrics.descriptors().resource_type("connector").all().await.unwrap();
    assert!(offered.iter().any(|metric| metric.name == RECORDS && metric.exportable));
    assert_eq!(metrics.resources().all().await.unwrap()[0].labels[0].key, "connector.id");
    assert_eq!(metrics.attributes(CONNECTOR).metric(RECORDS).all().await.unwrap(), ids);

    let export = metrics.export().connector(&ids[0]).connector(&ids[2]).metric(RECORDS);
    let text = export.clone().send().await.unwrap();
    assert!(ids.iter().map(|id| text.contains(id.as_str())).eq([true, false, true]), "{text}");
    assert!(!text.contains("# EOF") && export.open_metrics().send().await.unwrap().ends_with("# EOF\n"));

    let refused = metrics.query("io.confluent.kafka.connect/nothing").all().await.unwrap_err();
    assert_eq!(refused.server().unwrap().status, 400, "{refused}");
    sandbox.shutdown().await;
}
