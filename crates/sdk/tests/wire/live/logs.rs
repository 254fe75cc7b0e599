use ccloud_connect::Client;
use ccloud_connect::api::Timestamp;
use ccloud_connect::connectors::{LogEntry, LogLevel};
use serde_json::json;

use super::reads;

fn told(entry: &LogEntry) -> String {
    let LogEntry { timestamp, level, task_id, message, exception, id, .. } = entry;
    let (at, level) = (timestamp.as_ref().map(Timestamp::as_str), level.as_ref().map(LogLevel::as_str));
    format!("{at:?} {level:?} {task_id:?} {message:?} {exception:?} {id:?}")
}

#[tokio::test]
async fn entries_are_read_with_what_they_lack_and_have_besides() {
    let whole = json!({"timestamp": "2026-01-05T09:41:07.118Z", "level": "ERROR", "task_id": "task-1", "id": "e-1",
                       "message": "write timed out", "exception": {"stacktrace": "at x", "cause": {}}, "thread": 7});
    let expected =
        r#"Some("2026-01-05T09:41:07.118Z") Some("ERROR") Some("task-1") "write timed out" Some("at x") Some("e-1")"#;
    reads(
        [
            (
                "as it is live",
                json!({"api_version": "v1", "kind": "LoggingSearchResponse", "metadata": {"next": ""}, "data": [whole],
                       "crn": "crn://x"}),
                expected,
            ),
            (
                "a level nobody knows, in another time",
                json!({"data": [{"level": "TRACE", "timestamp": 1_767_614_400}]}),
                { r#"Some("1767614400") Some("TRACE") None "" None None"# },
            ),
            ("an exception without a trace", json!({"data": [{"exception": {}}]}), r#"None None None "" None None"#),
            (
                "nulls",
                json!({"data": [{"timestamp": null, "level": null, "task_id": null, "message": null, "exception":
                       {"stacktrace": null}, "id": null}], "metadata": {"next": null}}),
                r#"None None None "" None None"#,
            ),
            ("no metadata and null data", json!({"data": null, "metadata": null}), ""),
        ],
        async |client: Client| {
            let entries =
                client.cluster("env-1", "lkc-1").connector("c").logs("0d3c", "data-plane-token").all().await?;
            Ok(entries.iter().map(told).collect())
        },
    )
    .await;
}
