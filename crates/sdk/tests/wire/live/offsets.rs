use ccloud_connect::Client;
use ccloud_connect::connectors::{ConnectorOffset, OffsetPhase, Offsets};
use serde_json::{Value, json};

use super::{once, reads};
use crate::server::{self, Server, empty};

fn offsets(client: &Client) -> Offsets {
    client.cluster("env-1", "lkc-1").connector("c").offsets()
}

/// One entry, as it came.
fn entry(partition: Value, offset: Value) -> Value {
    json!([{"partition": partition, "offset": offset}])
}

fn text(offsets: &[ConnectorOffset]) -> String {
    sorted(serde_json::to_value(offsets).unwrap())
}

/// Members in one order, whatever features of `serde_json` the workspace has switched on.
fn sorted(mut value: Value) -> String {
    value.sort_all_objects();
    value.to_string()
}

#[tokio::test]
async fn offsets_of_every_kind_keep_their_types() {
    let kinds = [
        ("of a sink", entry(json!({"kafka_partition": 2, "kafka_topic": "t"}), json!({"kafka_offset": 4100}))),
        ("as texts", entry(json!({"kafka_partition": "0", "kafka_topic": "t"}), json!({"kafka_offset": "50"}))),
        (
            "of a table",
            entry(
                json!({"protocol": "1", "table": "a.b"}),
                json!({"incrementing": 9_007_199_254_740_993_u64, "timestamp": 1.5, "timestamp_nanos": 123_456_789}),
            ),
        ),
        (
            "of a binary log",
            entry(
                json!({"server": "s"}),
                json!({"event": 2, "file": "log.7", "pos": 4, "row": 1, "server_id": 1, "transaction_id": null, "ts_sec": 1}),
            ),
        ),
        ("of another connector", entry(json!({"shard": ["a", {"b": 1}]}), json!({"done": true, "cursor": {"x": []}}))),
    ];
    for (what, list) in kinds {
        let expected = sorted(list.clone());
        reads(
            [(what, json!({"id": "lcc-1", "name": "c", "offsets": list, "metadata": {}}), &expected)],
            async |client| offsets(&client).get().await.map(|told| text(&told.offsets)),
        )
        .await;
    }
}

#[tokio::test]
async fn offsets_are_read_whatever_is_said_about_them() {
    reads(
        [
            (
                "with nanoseconds",
                json!({"id": "lcc-1", "name": "n", "metadata": {"observed_at": "2026-01-05T10:15:00.123456789Z"}}),
                r#"n "[]" 2026-01-05T10:15:00.123456789Z true"#,
            ),
            (
                "with an offset without a colon",
                json!({"metadata": {"observed_at": "2026-01-05T10:15:00.000+0000", "new": 1}, "offsets": null}),
                r#"c "[]" 2026-01-05T10:15:00.000+0000 true"#,
            ),
            ("with no time at all", json!({"metadata": {"observed_at": ""}}), r#"c "[]"  false"#),
            (
                "with nulls",
                json!({"metadata": null, "name": null, "offsets": [{"offset": null}]}),
                r#"c "[{}]" - false"#,
            ),
            ("with an unreadable time", json!({"metadata": {"observed_at": "soon"}}), r#"c "[]" soon false"#),
        ],
        async |client| {
            let told = offsets(&client).get().await?;
            let at = told.observed_at.as_ref().map_or("-".to_owned(), ToString::to_string);
            let is_time = told.observed_at.is_some_and(|at| at.instant().is_some());
            Ok(format!("{} {:?} {at} {is_time}", told.name, text(&told.offsets)))
        },
    )
    .await;
}

#[tokio::test]
async fn a_requests_status_is_read_in_every_phase_and_with_what_is_left_out() {
    let list = || entry(json!({"kafka_partition": 0}), json!({"kafka_offset": 7}));
    let by_hand = "change the offsets of the external system by hand";
    reads(
        [
            (
                "pending",
                json!({"request": {"id": "lcc-1", "name": "c", "type": "PATCH", "offsets": list(),
                                   "requested_at": "2026-01-05T10:15:00.123456789Z"},
                       "status": {"phase": "PENDING"}, "previous_offsets": [], "applied_at": null}),
                "PENDING PATCH 1 0 - -",
            ),
            (
                "being looked at",
                json!({"request": {"type": "DELETE", "offsets": []}, "status": {"phase": "PENDING_VALIDATION", "message": ""}}),
                "PENDING_VALIDATION DELETE 0 0 - -",
            ),
            (
                "applied, with work left to do",
                json!({"request": {"type": "DELETE"}, "status": {"phase": "APPLIED", "message": by_hand},
                       "previous_offsets": list(), "applied_at": "2026-01-05T10:15:00.000+0000"}),
                "APPLIED DELETE 0 1 2026-01-05T10:15:00.000+0000 change the offsets of the external system by hand",
            ),
            (
                "in a new phase, of a new type",
                json!({"request": {"type": "REWIND", "offsets": null}, "status": {"phase": "QUEUED", "place": 3},
                       "previous_offsets": null}),
                "QUEUED REWIND 0 0 - -",
            ),
            ("nothing told", json!({"request": null, "status": null}), "- - 0 0 - -"),
        ],
        async |client| {
            let told = offsets(&client).status().await?;
            let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            let phase = or(told.phase.map(|phase| phase.to_string()));
            let kind = or(told.request_type.map(|kind| kind.to_string()));
            let at = or(told.applied_at.map(|at| at.to_string()));
            let (asked, before) = (told.requested_offsets.len(), told.previous_offsets.len());
            Ok(format!("{phase} {kind} {asked} {before} {at} {}", or(told.message)))
        },
    )
    .await;
}

/// A request is accepted with any 2xx, and an answer that tells less than it should is filled up with what was sent.
#[tokio::test]
async fn an_accepted_request_tells_at_least_what_was_asked_for() {
    let sent: Vec<ConnectorOffset> =
        serde_json::from_value(entry(json!({"kafka_partition": 0}), json!({"kafka_offset": "7"}))).unwrap();
    for (status, body) in [
        (200, json!({})),
        (201, json!({"id": null, "offsets": null, "type": null})),
        (202, json!({"name": "c", "offsets": [], "requested_at": "2026-01-05T10:15:00.123456789Z"})),
        (202, json!(null)),
    ] {
        let told = body.to_string();
        let server = Server::start(move |seen, _| match seen.method.as_str() {
            "POST" => server::json(status, told.clone()),
            _ => empty(404),
        });
        let server = server.await;
        let request = offsets(&once(&server)).alter(sent.clone()).await.unwrap();
        assert_eq!((request.info.name.as_str(), text(&request.info.offsets)), ("c", text(&sent)), "{body}");
        assert_eq!(request.info.request_type.as_str(), "PATCH", "{body}");
    }
}

#[tokio::test]
async fn a_phase_in_small_letters_is_the_same_phase() {
    reads([("applied", json!({"status": {"phase": "applied"}}), "true")], async |client| {
        Ok((offsets(&client).status().await?.phase == Some(OffsetPhase::Applied)).to_string())
    })
    .await;
}
