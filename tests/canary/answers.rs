//! What a service says when all goes well. Its messages hold what it was told; other data is its own, and shown as it is.

use serde_json::{Value, json};

use crate::canaries::Canaries;
use crate::encodings;

/// A request, as far as answers depend on it.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) body: &'a [u8],
    /// Where the server is.
    pub(crate) origin: &'a str,
    /// What it says in its own words.
    pub(crate) said: &'a str,
}

const WHEN: &str = "2026-01-05T09:00:00Z";

impl Asked<'_> {
    /// The body of a success.
    pub(crate) fn answer(&self) -> (u16, Value) {
        let cluster = self.path.split_once("/clusters/lkc-1/").map(|(_, rest)| rest);
        match cluster {
            Some(path) => self.of_cluster(path),
            None => self.of_organization(),
        }
    }

    fn of_cluster(&self, path: &str) -> (u16, Value) {
        let said = self.said;
        match (self.method, path) {
            ("GET", "connectors") => (
                200,
                json!({"orders": {"id": {"id": "lcc-1", "id_type": "ID"},
                "info": self.connector(), "status": self.status()}}),
            ),
            ("GET" | "POST", "connectors/orders") | ("POST", "connectors") => (201, self.connector()),
            ("GET", "connectors/orders/config") => (200, live()),
            ("PUT", "connectors/orders/config") => (200, self.connector()),
            ("PUT", "connectors/orders/pause" | "connectors/orders/resume") => (202, Value::Null),
            ("POST", "connectors/orders/restart") => (204, Value::Null),
            ("DELETE", "connectors/orders") => (200, json!({"error": Value::Null})),
            ("GET", "connectors/orders/status") => (200, self.status()),
            ("GET", "connectors/orders/tasks") => {
                (200, json!([{"id": {"connector": "orders", "task": 0}, "config": live()}]))
            }
            ("GET", "connectors/orders/offsets") => (
                200,
                json!({"name": "orders", "id": "lcc-1",
                "offsets": [{"partition": {"p": 1}, "offset": {"o": 1}}], "metadata": {"observed_at": WHEN}}),
            ),
            ("POST", "connectors/orders/offsets/request") => (
                202,
                json!({"id": "lcc-1", "name": "orders",
                "offsets": [], "requested_at": WHEN, "type": "PATCH"}),
            ),
            ("GET", "connectors/orders/offsets/request/status") => (
                200,
                json!({
                "request": {"id": "lcc-1", "name": "orders", "offsets": [], "requested_at": WHEN, "type": "PATCH"},
                "status": {"phase": "FAILED", "message": said}, "previous_offsets": [], "applied_at": WHEN}),
            ),
            ("GET", "connector-plugins") => {
                (200, json!([{"class": "DatagenSource", "type": "source", "version": "1"}]))
            }
            ("PUT", path) if path.ends_with("/config/validate") => (200, self.validated()),
            ("PUT", path) if path.ends_with("/config/translate") => (
                200,
                json!({"config": live(), "warnings": [
                {"field": said, "message": said}]}),
            ),
            _ => (404, json!({"error_code": 404, "message": format!("no such thing: {said}")})),
        }
    }

    fn of_organization(&self) -> (u16, Value) {
        let said = self.said;
        let list = |item: Value| json!({"data": [item], "metadata": {"next": ""}});
        let (resource, id) = match self.path.trim_start_matches('/').splitn(4, '/').collect::<Vec<_>>()[..] {
            [_, _, resource, id] => (resource, Some(id)),
            [_, _, resource] => (resource, None),
            _ => ("", None),
        };
        let is_list = self.method == "GET" && id.is_none();
        match (resource, id) {
            _ if self.method == "DELETE" => (204, Value::Null),
            ("presigned-upload-url", _) => (200, self.presigned()),
            ("custom-connector-plugins", _) if is_list => (200, list(Self::plugin())),
            ("custom-connector-plugins", _) => (200, Self::plugin()),
            ("custom-connector-runtimes", _) => (
                200,
                list(json!({"id": "ccr-1", "description": "d",
                "custom_connect_plugin_runtime_name": "3.9.0", "runtime_ak_version": "3.9.0",
                "supported_java_versions": ["17"], "product_maturity": "GA", "end_of_life_at": WHEN})),
            ),
            ("plugins", Some(id)) if id.ends_with("versions") && self.method == "GET" => (200, list(self.version())),
            ("plugins", Some(id)) if id.contains("versions") => (200, self.version()),
            ("plugins", _) if is_list => (200, list(Self::versioned())),
            ("plugins", _) => (200, Self::versioned()),
            ("connect-artifacts", _) if is_list => (200, list(self.artifact())),
            ("connect-artifacts", _) => (200, self.artifact()),
            ("cloud", Some("query")) => (200, json!({"data": [{"timestamp": WHEN, "value": 1.0}]})),
            ("cloud", _) => (
                200,
                json!({"data": [{"name": "io.confluent.kafka.connect/sent_records", "description": "d",
                "type": "COUNTER_INT64", "unit": "1", "labels": [], "resources": ["connector"]}]}),
            ),
            ("search", _) => (
                200,
                json!({"data": [{"timestamp": WHEN, "level": "ERROR", "task_id": "t",
                "message": said, "exception": {"stacktrace": said}}], "metadata": {"next": ""}}),
            ),
            ("oauth2", _) => (
                200,
                json!({"access_token": Canaries::get().at("exchanged token"), "token_type": "Bearer",
                "expires_in": 900, "issued_token_type": "urn:ietf:params:oauth:token-type:access_token"}),
            ),
            ("tokens", _) => (
                200,
                json!({"access_token": Canaries::get().at("answered token"), "note": said,
                "said": format!("it is {}", Canaries::get().at("answered token")), "config": live()}),
            ),
            _ => (200, json!({"note": said})),
        }
    }

    /// As it was just written: what the service does not take for a secret, it repeats.
    fn connector(&self) -> Value {
        let (mut config, sent) = (live(), serde_json::from_slice::<Value>(self.body).unwrap_or_default());
        for key in ["kafka.topic", "output.data.format"] {
            if let Some(value) = sent.get("config").unwrap_or(&sent).get(key) {
                config[key] = value.clone();
            }
        }
        json!({"name": "orders", "type": "source", "config": config, "tasks": [{"connector": "orders", "task": 0}]})
    }

    fn status(&self) -> Value {
        json!({"name": "orders", "type": "source",
            "connector": {"state": "RUNNING", "worker_id": "w", "trace": self.said},
            "tasks": [{"id": 0, "state": "RUNNING", "worker_id": "w", "msg": self.said}],
            "errors_from_trace": [{"error": self.said}], "error_summary": self.said, "override_message": self.said,
            "validation_errors": [self.said]})
    }

    fn validated(&self) -> Value {
        let setting = |name: &str, kind: &str, value: &str| {
            let default = if kind == "PASSWORD" { value } else { "" };
            json!({
            "definition": {"name": name, "type": kind, "required": true, "documentation": "d", "default_value": default,
                "importance": "HIGH", "group": "g", "order": 1, "display_name": name, "width": "NONE", "dependents": []},
            "value": {"name": name, "value": value, "recommended_values": [], "errors": [self.said], "visible": true}})
        };
        json!({"name": "DatagenSource", "groups": [], "error_count": 1, "configs": [
            setting("name", "STRING", "orders"), setting("tasks.max", "INT", "1"),
            setting("connection.url", "STRING", &answered_url()),
            setting("connection.password", "PASSWORD", Canaries::get().at("answered setting"))]})
    }

    fn plugin() -> Value {
        json!({"id": "ccp-1", "display_name": "Beats", "description": "d", "cloud": "AWS",
            "connector_class": "io.example.A", "connector_type": "SOURCE", "content_format": "ZIP",
            "sensitive_config_properties": ["heartbeat.signing.key"], "metadata": {"created_at": WHEN}})
    }

    fn versioned() -> Value {
        json!({"id": "ccp-1", "metadata": {"created_at": WHEN}, "spec": {"display_name": "Beats", "cloud": "AWS",
            "description": "d", "runtime_language": "JAVA", "environment": {"id": "env-1"}}})
    }

    fn version(&self) -> Value {
        json!({"id": "ver-1", "spec": {"version": "1.0.0", "content_format": "ZIP", "documentation_link": "",
            "sensitive_config_properties": ["heartbeat.signing.key"], "environment": {"id": "env-1"},
            "connector_classes": [{"class_name": "io.example.A", "type": "SOURCE"}]},
            "status": {"phase": "FAILED", "error_message": self.said}})
    }

    fn artifact(&self) -> Value {
        json!({"id": "cca-1", "spec": {"display_name": "smt", "description": "d", "cloud": "AWS",
            "environment": "env-1", "content_format": "ZIP", "plugins": []},
            "status": {"phase": "READY", "error_message": self.said}})
    }

    fn presigned(&self) -> Value {
        let at = |place| Canaries::get().at(place);
        let asked: Value = serde_json::from_slice(self.body).unwrap_or_default();
        let cloud = asked["cloud"].as_str().or(asked["spec"]["cloud"].as_str()).unwrap_or("AWS").to_uppercase();
        let encoded = |place| encodings::all(at(place)).into_iter().find(|(name, _)| *name == "percent").unwrap().1;
        let signed =
            format!("X-Goog-Credential={}&X-Goog-Signature={}", encoded("URL credential"), encoded("URL signature"));
        let (url, fields) = match cloud.as_str() {
            "AWS" => (
                String::new(),
                json!({"bucket": "b", "key": "incoming/plugin.zip", "policy": at("form policy"),
                "x-amz-algorithm": "AWS4-HMAC-SHA256", "x-amz-credential": at("form credential"),
                "x-amz-date": "20260105T090000Z", "x-amz-security-token": at("form session"),
                "x-amz-signature": at("form signature")}),
            ),
            "AZURE" => (signed.replace("X-Goog-Signature", "sig"), json!({"sas_token": signed, "container": "c"})),
            _ => (signed, json!({"bucket": "b", "object_path": "incoming/plugin.zip"})),
        };
        json!({"api_version": "connect/v1", "kind": "PresignedUrl", "cloud": cloud, "content_format": "ZIP",
            "upload_id": "u-1", "upload_url": format!("{}/store/{cloud}?{url}", self.origin).trim_end_matches('?'),
            "upload_form_data": fields})
    }
}

/// Settings as the service answers with them: some masked, and some that it does not take for secrets.
fn live() -> Value {
    json!({"name": "orders", "connector.class": "DatagenSource", "kafka.api.key": "****************",
        "kafka.api.secret": "****************", "kafka.topic": "orders", "quickstart": "ORDERS", "tasks.max": "1",
        "connection.url": answered_url(), "connection.password": Canaries::get().at("answered setting")})
}

fn answered_url() -> String {
    format!("https://reader:{}@db.example.com/x", Canaries::get().at("answered user of a URL"))
}
