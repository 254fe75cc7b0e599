//! Every command, and which secrets it takes to the service. Each is run in all ways that there are (`matrix`), also with
//! `--dry-run`; `every` guards that none is missing. A new command is a line of [`CALLS`].

use crate::canaries::IN_CONFIG;

/// One way to call the program.
pub(crate) struct Call {
    pub(crate) args: &'static [&'static str],
    /// The request that meets what is to happen: words of `METHOD /path`.
    pub(crate) at: &'static str,
    /// What must have come over the wire when all goes well, besides the caller's own secret.
    pub(crate) sends: &'static [&'static str],
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Calls the service.
    Service,
    /// Uploads to its store.
    Upload,
    /// Calls nobody.
    Local,
    /// Takes a login's token, which is the caller's.
    Login,
    /// Serves others until interrupted.
    Serves,
}

const fn call(at: &'static str, args: &'static [&'static str]) -> Call {
    Call { args, at, sends: &[], kind: Kind::Service }
}

impl Call {
    const fn sends(self, sends: &'static [&'static str]) -> Self {
        Self { sends, ..self }
    }

    const fn kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }
}

const REFERRED: &[&str] = &[
    "variable",
    "variable under a harmless key",
    "file",
    "property",
    "key file",
    "second line of a key",
    "third line of a key",
];
const FORM: &[&str] = &["form policy", "form credential", "form session", "form signature"];
const URL: &[&str] = &["URL signature", "URL credential"];
const EDIT: &[&str] = &[
    "connector",
    "update",
    "orders",
    "--set",
    "tasks.max=2",
    "--set",
    "db.password=a ${env:DB_PASSWORD}",
    "--set-file",
    "ssl.key=key.pem",
    "--set-file",
    "output.data.format=format.txt",
    "--unset",
    "quickstart",
    "--keep-secrets",
];
const EDITED: &[&str] =
    &["variable", "key file", "second line of a key", "file under a harmless key", "answered setting"];
const LOGS: &[&str] = &[
    "connector",
    "logs",
    "orders",
    "--since",
    "1h",
    "--level",
    "ERROR",
    "--search",
    "x",
    "--follow",
    "--timeout",
    "400ms",
];
const METRICS: &[&str] =
    &["connector", "metrics", "orders", "--metric", "sent_records", "--last", "24h", "--granularity", "PT1H"];
const OFFLINE: &[&str] = &["connector", "validate", "--offline", "-f", "orders.json", "--report", "sarif=report.json"];
const PRUNE: &[&str] = &[
    "connector",
    "apply",
    "-f",
    "connectors",
    "--secret-root",
    ".",
    "--rotate",
    "db.password",
    "--prune",
    "--prune-scope",
    "o*",
    "--prune-max",
    "1",
    "--force",
];
const SERVE: &[&str] = &[
    "sandbox",
    "serve",
    "--listen",
    "127.0.0.1:0",
    "--fault",
    "rate=10",
    "--store-endpoint",
    "http://127.0.0.1:9",
    "--store-bucket",
    "b",
    "--store-access-key",
    "k",
    "--store-secret-key-file",
    "store-key",
];
const UPLOAD: &[&str] = &[
    "custom-plugin",
    "upload",
    "a.zip",
    "--class",
    "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector",
    "--type",
    "source",
    "--skip-identical",
    "--progress",
];
const VERSION: &[&str] = &[
    "custom-plugin",
    "version",
    "upload",
    "ccp-1",
    "a.zip",
    "--version",
    "1.0.0",
    "--class",
    "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector:source",
    "--no-preflight",
];
const CONNECTORS: &str = "/connect/v1/environments/env-1/clusters/lkc-1/connectors";

pub(crate) const CALLS: &[Call] = &[
    call("", &["connector", "list", "--state", "running"]),
    call("", &["connector", "describe", "orders"]),
    call("POST", &["connector", "create", "-f", "orders.json"]).sends(IN_CONFIG),
    call("POST", &["connector", "create", "-f", "references.json", "--secret-root", "."]).sends(REFERRED),
    call("POST", &["connector", "create", "--file", "orders.json", "--wait", "--timeout", "1s"]).sends(IN_CONFIG),
    call("PUT", &["connector", "update", "orders", "-f", "orders.json"]).sends(IN_CONFIG),
    call("PUT", &["connector", "update", "orders", "-f", "references.json"]).sends(REFERRED),
    call("PUT", EDIT).sends(EDITED),
    call("", &["schema"]).kind(Kind::Local),
    call("/config/validate", &["connector", "validate", "-f", "orders.json"]).sends(IN_CONFIG),
    call("/config/validate", &["connector", "validate", "-f", "references.json"]).sends(REFERRED),
    call("/config/validate", &["connector", "validate", "-f", "orders.json", "--report", "junit=report.xml"]),
    call("", OFFLINE).kind(Kind::Local),
    call("", &["connector", "diff", "-f", "references.json", "--ignore-key", "ssl.*"]),
    call("", PRUNE),
    call("", &["connector", "export", "orders"]),
    call("", &["connector", "export", "--all", "--to", "exported"]),
    call("", &["connector", "diff", "-f", "orders.json", "--rotate-all"]),
    call("", &["connector", "diff", "-f", "references.json", "--no-references", "--out", "plan.json"]),
    call("", &["connector", "diff", "-f", "pasted.json"]),
    call("validate", &["connector", "apply", "-f", "orders.json"]).sends(IN_CONFIG),
    call("POST", &["connector", "apply", "-f", "connectors", "--secret-root", ".", "--prune", "--force"])
        .sends(REFERRED),
    call(
        "DELETE",
        &["connector", "apply", "-f", "connectors", "--secret-root", ".", "--prune", "--force", "--keep-going"],
    )
    .sends(REFERRED),
    call("PUT", &["connector", "pause", "orders"]),
    call("PUT", &["connector", "resume", "orders"]),
    call("POST", &["connector", "restart", "orders"]),
    call("", &["connector", "wait", "orders", "--for", "paused", "--timeout", "1s"]),
    call("DELETE", &["connector", "delete", "orders", "--force"]),
    call("", &["connector", "status"]),
    call("", &["connector", "status", "orders", "--quiet"]),
    call("", &["connector", "status", "orders", "--watch", "--metrics", "--timeout", "400ms"]),
    call("", &["connector", "tasks", "orders"]),
    call("", &["connector", "logs", "orders", "--since", "1h", "--until", "2126-01-05T10:00:00Z"]).kind(Kind::Login),
    call("", LOGS).kind(Kind::Login),
    call("query", &["connector", "metrics", "orders"]),
    call("query", METRICS),
    call("", &["connector", "offsets", "get", "orders"]),
    call("POST", &["connector", "offsets", "alter", "orders", "-f", "offsets.json"]),
    call("POST", &["connector", "offsets", "reset", "orders", "--force"]),
    call("", &["connector", "offsets", "status", "orders"]),
    call("", &["plugin", "list"]),
    call("", &["plugin", "describe", "DatagenSource"]),
    call("custom-connector-plugins", UPLOAD).sends(FORM).kind(Kind::Upload),
    call("presigned", &["artifact", "upload", "a.zip", "--cloud", "AZURE"]).sends(URL).kind(Kind::Upload),
    call("connect-artifacts", &["artifact", "upload", "a.zip", "--cloud", "GCP"]).sends(URL).kind(Kind::Upload),
    call("/versions", VERSION).sends(FORM).kind(Kind::Upload),
    call("POST", &["custom-plugin", "create", "--api", "ccpm", "--name", "A", "--cloud", "aws"]),
    call("", &["custom-plugin", "list"]),
    call("", &["custom-plugin", "list", "--api", "ccpm"]),
    call("", &["custom-plugin", "describe", "ccp-1"]),
    call("PATCH", &["custom-plugin", "update", "ccp-1", "--name", "B", "--sensitive-properties", "a,b"]),
    call("PATCH", &["custom-plugin", "update", "ccp-1", "--file", "a.zip", "--no-preflight"])
        .sends(FORM)
        .kind(Kind::Upload),
    call("PATCH", &["custom-plugin", "update", "ccp-1", "--description", "d", "--documentation-link", ""]),
    call("DELETE", &["custom-plugin", "delete", "ccp-1", "--force"]),
    call("", &["custom-plugin", "version", "list", "ccp-1"]),
    call("", &["custom-plugin", "version", "describe", "ccp-1", "ver-1"]),
    call("DELETE", &["custom-plugin", "version", "delete", "ccp-1", "ver-1", "--force"]),
    call("", &["artifact", "list", "--cloud", "AWS"]),
    call("", &["artifact", "describe", "cca-1", "--cloud", "AWS"]),
    call("DELETE", &["artifact", "delete", "cca-1", "--cloud", "AWS", "--force"]),
    call("", &["runtime", "list"]),
    call("", &["metrics", "list", "--resource-type", "connector"]),
    call("", &["metrics", "query", "-f", "query.json"]).sends(&["password in a call"]),
    call("", &["api", "GET", CONNECTORS_EXPANDED]),
    call("", &["api", "GET", "/connect/v1/tokens"]),
    call("", &["api", "POST", CONNECTORS, "-d", "@body.json"]).sends(IN_CONFIG),
    call(
        "",
        &["api", "PUT", "/connect/v1/environments/env-1/clusters/lkc-1/connectors/orders/config", "-d", "@config.json"],
    )
    .sends(IN_CONFIG),
    call("", &["api", "POST", "/connect/v1/any", "-d", r#"{"note": "public"}"#]),
    call("", &["api", "POST", "/connect/v1/any", "--data", "@query.json"]).sends(&["password in a call"]),
    call("", &["api", "POST", "/connect/v1/presigned-upload-url", "-d", "@presign.json"]),
    call(
        "",
        &[
            "api",
            "POST",
            "/connect/v1/presigned-upload-url",
            "-d",
            "@presign.json",
            "--output-file",
            crate::program::OUTPUT,
        ],
    ),
    call("", &["custom-plugin", "inspect", "a.zip"]).kind(Kind::Local),
    call("", &["custom-plugin", "pack", "plugin", "--to", "packed.zip", "--force"]).kind(Kind::Local),
    call("", SERVE).kind(Kind::Serves),
    call("", &["sandbox", "reset"]).kind(Kind::Local),
    call("", &["completion", "bash"]).kind(Kind::Local),
    call("", &["man"]).kind(Kind::Local),
];

const CONNECTORS_EXPANDED: &str = "/connect/v1/environments/env-1/clusters/lkc-1/connectors?expand=info,status,id";
