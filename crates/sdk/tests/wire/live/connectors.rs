use ccloud_connect::connectors::{Cluster, Condition, Connector, ConnectorSummary, LiveValue, Status};
use ccloud_connect::plugins::{ConfigDefinition, Remark};
use ccloud_connect::{Client, ConnectorConfig, Error, MASK};
use serde_json::json;

use super::reads;
use crate::decoding::asked;
use crate::server::{self, Server, empty};

fn cluster(client: &Client) -> Cluster {
    client.cluster("env-1", "lkc-1")
}

fn connector(client: &Client) -> Connector {
    cluster(client).connector("c")
}

/// All that a status tells, in its order.
fn told(status: &Status) -> String {
    let tasks: Vec<_> = status.tasks.iter().map(|task| format!("{}:{}", task.state, task.message)).collect();
    let errors = [&status.validation_errors[..], &status.errors_from_trace].concat();
    let kind = status.connector_type.as_ref().map_or("-", |kind| kind.as_str());
    let texts = [&status.trace, &status.override_message, &status.error_summary];
    format!("{} {kind} {tasks:?} {errors:?} {texts:?}", status.state)
}

#[tokio::test]
async fn a_status_is_read_in_every_state_and_with_all_its_extras() {
    let failed = json!({"name": "c",
        "connector": {"state": "FAILED", "worker_id": "c", "trace": "rejected:\ndb.user: no role\ndb.host: unknown\n"},
        "tasks": [{"id": 0, "state": "USER_ACTIONABLE_ERROR", "worker_id": "c", "msg": ""}], "type": "source",
        "errors_from_trace": [], "validation_errors": ["db.user: no role: ask for one", "db.host: unknown"],
        "override_message": "", "validation_error_category_info": null, "is_csfle_error": false,
        "error_details": null, "error_summary": "", "error_recommendation_enabled": false,
        "plugin_lifecycle": "ACTIVE"});
    let explained = json!({"connector": {"state": "FAILED", "trace": ""}, "tasks": [], "type": "sink",
        "errors_from_trace": ["no such topic", {"error": "no such key", "task": 0}, null],
        "validation_errors": [{"error": "topics: none"}], "override_message": "under repair",
        "error_summary": "The topic is gone.", "error_details": {"code": 7}, "is_csfle_error": true,
        "validation_error_category_info": {"a": [1]}});
    reads(
        [
            (
                "right after creation",
                json!({"name": "c", "connector": {"state": "PROVISIONING", "worker_id": "c", "trace": ""},
                       "tasks": [], "type": "source"}),
                r#"PROVISIONING source [] [] ["", "", ""]"#,
            ),
            (
                "on its way up",
                json!({"connector": {"state": "DEGRADED"}, "type": "sink",
                       "tasks": [{"id": 0, "state": "RUNNING", "msg": ""}, {"id": 1, "state": "UNASSIGNED"}]}),
                r#"DEGRADED sink ["RUNNING:", "UNASSIGNED:"] [] ["", "", ""]"#,
            ),
            (
                "stopped tasks under a paused connector of a type nobody knows",
                json!({"connector": {"state": "PAUSED"}, "tasks": [{"id": 0, "state": "STOPPED"}], "type": "unknown"}),
                r#"PAUSED unknown ["STOPPED:"] [] ["", "", ""]"#,
            ),
            (
                "a capitalised type, and a task that has a trace instead of a message",
                json!({"connector": {"state": "RUNNING"}, "type": "Sink",
                       "tasks": [{"id": 0, "state": "FAILED", "trace": "out of memory"}]}),
                r#"RUNNING sink ["FAILED:out of memory"] [] ["", "", ""]"#,
            ),
            (
                "a rejected config, problem by problem, with colons in the texts",
                failed,
                "FAILED source [\"USER_ACTIONABLE_ERROR:\"] [\"db.user: no role: ask for one\", \"db.host: unknown\"] \
                 [\"rejected:\\ndb.user: no role\\ndb.host: unknown\\n\", \"\", \"\"]",
            ),
            (
                "errors as objects, a summary, and the operators' word",
                explained,
                r#"FAILED sink [] ["topics: none", "no such topic", "no such key"] ["", "under repair", "The topic is gone."]"#,
            ),
            (
                "extras that are null",
                json!({"connector": {"state": "NONE", "trace": null}, "tasks": null, "errors_from_trace": null,
                       "validation_errors": null, "override_message": null, "error_summary": null}),
                r#"NONE - [] [] ["", "", ""]"#,
            ),
        ],
        async |client: Client| connector(&client).status().await.map(|status| told(&status)),
    )
    .await;
}

/// Each once: a trace is repeated in what is picked out of it.
#[tokio::test(start_paused = true)]
async fn a_wait_that_a_failure_ends_tells_all_that_the_status_tells() {
    let body = json!({"connector": {"state": "FAILED", "trace": "no such topic: t\n"}, "tasks": [],
        "validation_errors": ["topics: none"], "error_summary": "The topic is gone.", "override_message": "",
        "errors_from_trace": ["no such topic: t", {"error": "the-api-secret is refused"}, "topics: none"]});
    let server = Server::always(server::json(200, body.to_string())).await;
    let error = connector(&server.client()).wait_for(Condition::Running).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "connector `c` is FAILED, so it cannot become RUNNING: The topic is gone.; topics: none; *** is refused; \
         no such topic: t"
    );
}

/// The SDK tells what helps; the rest is there for whoever looks.
#[tokio::test]
async fn extras_of_a_status_that_the_sdk_does_not_name_are_kept() {
    let body = json!({"is_csfle_error": true, "error_details": {"code": 7}, "plugin_lifecycle": "DEPRECATED",
                      "error_recommendation_enabled": false, "validation_error_category_info": null});
    let expected = body.clone();
    let ask = async |client: Client| {
        let api = client.api().connect_v1();
        let call = api.read_connector_status().environment_id("env-1").kafka_cluster_id("lkc-1").connector_name("c");
        Ok(call.send().await?.into_inner())
    };
    let status = asked(server::json(200, body.to_string()), ask).await.unwrap();
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(status.extra[name].expose(), value, "{name}");
    }
}

fn listed(all: &[ConnectorSummary]) -> String {
    let line = |each: &ConnectorSummary| {
        let (id, kind) = (each.id.as_deref().unwrap_or("-"), each.connector_type.as_ref().map_or("-", |t| t.as_str()));
        let state = each.status.as_ref().map_or("-".to_owned(), |status| status.state.to_string());
        format!("{} {id} {kind} {state} {}", each.name, each.config.len())
    };
    all.iter().map(line).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn an_expansion_is_read_whatever_blocks_it_has() {
    let info = json!({"name": "c", "type": "sink", "tasks": [{"connector": "c", "task": 0}],
                      "config": {"name": "c", "tasks.max": 2, "kafka.api.key": "****************", "topics": null}});
    reads(
        [
            (
                "as it is live",
                json!({"c": {"id": {"id": "lcc-1", "id_type": "ID"}, "info": info, "extensions": {},
                             "status": {"name": "c", "connector": {"state": "RUNNING"}, "tasks": [], "type": "sink"}}}),
                "c lcc-1 sink RUNNING 3",
            ),
            ("a custom one, without the kind of its id", json!({"c": {"id": {"id": "clcc-1"}}}), "c clcc-1 - - 0"),
            ("a type in `info` only", json!({"c": {"info": info}}), "c - sink - 3"),
            (
                "a type in the config only",
                json!({"c": {"info": {"name": "c", "config": {"type": "source"}}}}),
                "c - - - 1",
            ),
            (
                "a type that is not known in both",
                json!({"c": {"info": {"type": "unknown"}, "status": {"type": "unknown"}}}),
                "c - unknown NONE 0",
            ),
            ("blocks that are null", json!({"c": {"id": {"id": null}, "info": null, "extensions": null}}), "c - - - 0"),
            ("several, not in order", json!({"b": {}, "a": {"id": {"id": "lcc-a"}}}), "a lcc-a - - 0; b - - - 0"),
            ("none", json!({}), ""),
            ("null", json!(null), ""),
        ],
        async |client: Client| cluster(&client).connectors().list().await.map(|all| listed(&all)),
    )
    .await;
}

#[tokio::test]
async fn a_config_holds_what_the_server_added_and_what_is_no_text() {
    let ask = async |client: Client| {
        let config = connector(&client).config().await?;
        let shown = |(key, value): (&str, LiveValue<'_>)| match value {
            LiveValue::Told(value) => format!("{key}={}", value.expose()),
            LiveValue::Masked => format!("{key} masked"),
        };
        Ok(config.iter().map(shown).collect::<Vec<_>>().join(" "))
    };
    reads(
        [
            (
                "added keys",
                json!({"cloud.environment": "prod", "config.internal.x": "1", "kafka.region": "eu-1", "name": "c"}),
                "cloud.environment=prod config.internal.x=1 kafka.region=eu-1 name=c",
            ),
            ("a mask", json!({"kafka.api.secret": MASK, "p": "****"}), "kafka.api.secret masked p masked"),
            ("numbers, booleans and nulls", json!({"a": 1, "b": true, "c": null, "d": 0.5}), "a=1 b=true d=0.5"),
            ("lists and objects", json!({"a": ["x"], "b": {"y": 1}}), r#"a=["x"] b={"y":1}"#),
        ],
        ask,
    )
    .await;
}

#[tokio::test]
async fn names_tasks_and_details_are_read() {
    reads(
        [("names", json!(["b", "a"]), "a b"), ("none", json!([]), ""), ("null", json!(null), "")],
        async |client: Client| Ok(cluster(&client).connectors().names().await?.join(" ")),
    )
    .await;
    reads(
        [
            ("a task", json!([{"id": {"connector": "c", "task": 1}, "config": {"a": "b"}, "x": 1}]), "[(Some(1), 1)]"),
            ("a task without members", json!([{"id": {}}, {}]), "[(None, 0), (None, 0)]"),
        ],
        async |client: Client| {
            let tasks = connector(&client).tasks().await?;
            Ok(format!("{:?}", tasks.iter().map(|task| (task.id, task.config.len())).collect::<Vec<_>>()))
        },
    )
    .await;
    reads(
        [
            (
                "created, with offsets that come later",
                json!({"name": "c", "config": {"a": "b"}, "tasks": [], "type": "sink", "offsets": []}),
                "c Some(Sink) []",
            ),
            (
                "created, of a new type",
                json!({"type": "mirror", "tasks": [{"task": 0}, {}], "offsets": null}),
                r#"c Some(Other("mirror")) [0]"#,
            ),
        ],
        async |client: Client| {
            let created = cluster(&client).connectors().create("c", ConnectorConfig::new()).send().await?.details;
            Ok(format!("{} {:?} {:?}", created.name, created.connector_type, created.tasks))
        },
    )
    .await;
}

/// An empty answer does not tell what was stored, but what is there does.
#[tokio::test]
async fn a_connector_whose_creation_is_answered_with_nothing_is_looked_for() {
    for status in [200, 201, 202, 204] {
        let server = Server::start(move |seen, _| match seen.method.as_str() {
            "POST" => empty(status),
            _ => server::json(200, r#"{"name": "c", "config": {"name": "c", "a": "b"}, "type": "sink"}"#),
        });
        let server = server.await;
        let create = cluster(&server.client()).connectors().create("c", ConnectorConfig::from([("a", "b")]));
        assert_eq!(create.send().await.unwrap().details.config.len(), 2, "{status}");
        assert_eq!(server.lines().iter().filter(|line| line.starts_with("POST")).count(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_restart_takes_any_success() {
    for answer in [empty(200), empty(202), empty(204), server::json(200, "{}"), server::json(200, "started")] {
        asked(answer, async |client| connector(&client).restart().await).await.unwrap();
    }
}

fn definitions(config: serde_json::Value) -> serde_json::Value {
    json!({"configs": [config]})
}

#[tokio::test]
async fn a_validation_tells_every_problem_and_every_definition_there_is() {
    let ask = async |client: Client| {
        let validation = cluster(&client).plugins().validate("C", ConnectorConfig::new()).await?;
        let errors: Vec<_> = validation.errors.iter().map(|each| format!("{}: {}", each.key, each.message)).collect();
        let defined = |each: &ConfigDefinition| {
            let kind = each.value_type.as_ref().map_or("-".to_owned(), ToString::to_string);
            format!("{} {kind} {} {:?} {:?}", each.name, each.required, each.default_value, each.documentation)
        };
        Ok(format!("{errors:?} {:?}", validation.definitions.iter().map(defined).collect::<Vec<_>>()))
    };
    reads(
        [
            (
                "as it is live",
                json!({"name": "io.example.Sink", "groups": ["Output"], "error_count": 1, "configs": [{
                    "definition": {"name": "topics", "type": "LIST", "required": true, "default_value": "",
                        "importance": "HIGH", "documentation": "", "group": "Output", "width": "NONE",
                        "display_name": "Topics", "dependents": [], "order": 1, "alias": ""},
                    "value": {"name": "topics", "value": "", "recommended_values": [], "visible": true,
                              "errors": ["topics is required, give one"]},
                    "metadata": {}}]}),
                r#"["topics: topics is required, give one"] ["topics LIST true None \"Topics\""]"#,
            ),
            (
                "without metadata, errors, groups and count",
                definitions(json!({"definition": {"name": "a"}, "value": {"name": "a"}})),
                r#"[] ["a - false None \"\""]"#,
            ),
            (
                "errors without the setting's name in the value",
                definitions(
                    json!({"definition": {"name": "a", "type": "SECRET_URL"}, "value": {"errors": ["x", "y"]}}),
                ),
                r#"["a: x", "a: y"] ["a SECRET_URL false None \"\""]"#,
            ),
            (
                "errors of what has no definition, and a masked value",
                definitions(json!({"value": {"name": "p", "value": MASK, "errors": ["too short"]}, "metadata": null})),
                r#"["p: too short"] []"#,
            ),
            (
                "nulls",
                json!({"name": null, "groups": null, "error_count": null, "configs": [
                    {"definition": {"name": "a", "dependents": null, "default_value": null, "order": null},
                     "value": {"name": "a", "value": null, "recommended_values": null, "errors": null}}]}),
                r#"[] ["a - false None \"\""]"#,
            ),
        ],
        ask,
    )
    .await;
}

#[tokio::test]
async fn a_translation_is_read_in_every_form_that_was_seen() {
    reads(
        [
            (
                "config and remarks",
                json!({"config": {"connector.class": "C", "a": 1}, "warnings": [{"field": "b", "message": "dropped"}, "x"],
                       "errors": null, "new": {}}),
                r#"2 [(Some("b"), "dropped"), (None, "x")] []"#,
            ),
            ("the bare config", json!({"connector.class": "C"}), "1 [] []"),
            ("nothing known", json!({"config": null}), "0 [] []"),
        ],
        async |client: Client| -> Result<String, Error> {
            let made = cluster(&client).plugins().translate("C", ConnectorConfig::new()).await?;
            let remarks = |all: &[Remark]| {
                format!("{:?}", all.iter().map(|each| (each.key.clone(), each.message.clone())).collect::<Vec<_>>())
            };
            Ok(format!("{} {} {}", made.config.len(), remarks(&made.warnings), remarks(&made.errors)))
        },
    )
    .await;
}
