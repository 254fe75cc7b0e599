//! Twelve changes to a document at once, each of another kind.

use serde_json::{Value, json};

use crate::workspace::Workspace;

const CLUSTER: &str = "/connect/v1/environments/{environment_id}/clusters/{kafka_cluster_id}";

/// A JSON pointer to something of an operation; `rest` begins with the method.
fn operation(path: &str, rest: &str) -> String {
    format!("/paths/{}/{rest}", format!("{CLUSTER}{path}").replace('/', "~1"))
}

fn schema(rest: &str) -> String {
    format!("/components/schemas/{rest}")
}

/// Puts a value where a pointer leads, or takes away what is there.
fn plant(document: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    match (document.pointer_mut(parent).unwrap(), value) {
        (Value::Object(members), Some(value)) => drop(members.insert(key, value)),
        (Value::Object(members), None) => assert!(members.shift_remove(&key).is_some(), "{pointer}"),
        (Value::Array(items), None) => drop(items.remove(key.parse().unwrap())),
        _ => panic!("{pointer}"),
    }
}

/// What is planted, and what is told of it.
struct Row {
    at: String,
    value: Option<Value>,
    told: Value,
}

impl Row {
    fn new(at: &str, value: Option<Value>, class: &str, item: &str, what: &str, pointer: &str) -> Self {
        let item = format!("connect_v1::{item}");
        let told = json!({"class": class, "item": item, "what": what, "pointer": pointer});
        Self { at: at.to_owned(), value, told }
    }

    fn breaking(at: &str, value: Option<Value>, item: &str, what: &str, pointer: &str) -> Self {
        Self::new(at, value, "breaking", item, what, pointer)
    }
}

fn operations() -> Vec<Row> {
    let tasks = operation("/connectors/{connector_name}/tasks", "get");
    let pause = operation("/connectors/{connector_name}/pause", "put/operationId");
    let expand = operation("/connectors?expand=info,status,id", "get/parameters/2");
    let list = operation("/connectors", "get/responses/200/content/application~1json/schema");
    let delete = operation("/connectors", "delete");
    let removed = format!("`GET {CLUSTER}/connectors/{{connector_name}}/tasks` removed");
    let renamed = "operation `pauseConnectv1Connector` is now `suspendConnectv1Connector`";
    let map = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let cluster = ["environment_id", "kafka_cluster_id"];
    let filled =
        cluster.map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}));
    let answers = json!({"204": {"description": "d"}});
    let new = json!({"operationId": "deleteConnectv1Connectors", "parameters": filled, "responses": answers});
    let added = format!("`DELETE {CLUSTER}/connectors` added");
    let suspend = Some(json!("suspendConnectv1Connector"));
    let parameter = "builder::ListConnectorsWithExpansions::expand";
    vec![
        Row::breaking(&tasks, None, "Client::list_connector_tasks", &removed, &tasks),
        Row::breaking(&pause, suspend, "Client::pause_connector", renamed, &pause),
        Row::breaking(&expand, None, parameter, "query parameter `expand` removed or renamed", &expand),
        Row::breaking(&list, Some(map), "Client::list_connectors", "success type changed from list to map", &list),
        Row::new(&delete, Some(new), "additive", "Client::delete_connectors", &added, &delete),
    ]
}

fn schemas() -> Vec<Row> {
    let version = schema("inline_response_200_2/properties/version");
    let id = schema("inline_response_200_1_tasks/properties/id");
    let alter = schema("connect.v1.AlterOffsetRequest");
    let offsets = format!("{alter}/properties/offsets");
    let phase = schema("connect_v1_AlterOffsetStatus_status/properties/phase");
    let secret = schema("inline_object/properties/config/properties/kafka.api.secret");
    let clock = schema("connect_v1_ConnectorOffsets_metadata/properties/clock");
    let result = schema("inline_response_200_3");
    let within = |place: &str, keyword: &str| format!("{place}/{keyword}");
    let text = Some(json!({"type": "string"}));
    let (type_, removed) = (Some(json!("string")), "field `version` removed or renamed");
    let (required, fewer) = (Some(json!(["type", "offsets"])), Some(json!(["PENDING", "APPLIED", "FAILED"])));
    let (word, lost) = ("types::OffsetPhase::PendingValidation", "word `PENDING_VALIDATION` removed");
    let config = "types::CreateConnectorRequest.config";
    let (new, words) = ("types::ConnectorOffsetsMetadata.clock", Some(json!("Other words.")));
    let (integer, duty) = ("type changed from integer to string", "now required in a request");
    vec![
        Row::breaking(&version, None, "types::ConnectorPlugin.version", removed, &version),
        Row::breaking(&within(&id, "type"), type_, "types::TaskStatus.id", integer, &id),
        Row::breaking(&within(&alter, "required"), required, "types::AlterOffsetRequest.offsets", duty, &offsets),
        Row::breaking(&within(&phase, "x-extensible-enum"), fewer, word, lost, &phase),
        Row::breaking(&within(&secret, "x-redact"), None, config, "no longer marked as secret", &secret),
        Row::new(&clock, text, "additive", new, "field `clock` added", &clock),
        Row::new(
            &within(&result, "description"),
            words,
            "words-only",
            "types::ValidationResult",
            "description changed",
            &result,
        ),
    ]
}

#[test]
fn each_of_twelve_changes_is_told_in_its_class_with_item_and_pointer() {
    let workspace = Workspace::new();
    let mut new: Value = serde_saphyr::from_str(&workspace.read("openapi/connect-v1.yaml")).unwrap();
    let rows: Vec<_> = operations().into_iter().chain(schemas()).collect();
    assert_eq!(rows.len(), 12);
    for Row { at, value, .. } in &rows {
        plant(&mut new, at, value.clone());
    }
    workspace.write("new.json", new.to_string());
    let run = workspace.xtask("spec diff connect-v1 new.json --format json");
    assert_eq!((run.code, run.stderr.as_str()), (3, ""), "{run:?}");
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    let told = told["changes"].as_array().unwrap();
    for Row { told: expected, .. } in &rows {
        assert!(told.contains(expected), "{expected:#} is not in {told:#?}");
    }
    // The list that is a map now is described no more: words that follow from a change.
    let more: Vec<_> = told.iter().filter(|change| !rows.iter().any(|row| row.told == **change)).collect();
    assert!(more.iter().all(|change| change["class"] == "words-only") && more.len() <= 2, "{more:#?}");
    let people = workspace.xtask("spec diff connect-v1 new.json");
    assert_eq!(people.stdout.lines().next(), Some("connect-v1: 9 breaking, 2 additive, 2 words only"), "{people:?}");
}
