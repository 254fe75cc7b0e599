#![allow(
    dead_code,
    clippy::large_enum_variant,
    reason = "types that are made for their schema alone, never for a value"
)]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// The JSON Schema of a connector file, draft 7, which every editor knows. Always the same text.
///
/// It holds files to the shapes that [`Files`](super::Files) reads, and says what each key is for. What it cannot hold them
/// to are names that have to agree, references that have to lead somewhere, and what a plugin takes.
#[must_use]
pub fn schema() -> Value {
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<ConnectorFile>().to_value();
    // In one order, whatever features of `serde_json` a program has switched on.
    schema.sort_all_objects();
    schema
}

/// Connectors of Confluent Cloud as they should be: one, a list, or a map by name. Each describes its whole configuration.
#[derive(JsonSchema)]
#[schemars(untagged, title = "Connector file")]
enum ConnectorFile {
    One(Connector),
    Wrapped(Wrapped),
    Several(Connectors),
}

/// One connector, in any shape.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Connector {
    Described(Described),
    Terraform(Terraform),
    Answered(Answered),
    Settings(Settings),
}

/// A connector by its name and configuration.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Described {
    /// The connector's name, of which there is one in a Kafka cluster. It cannot be changed: another name is another
    /// connector. May stand in `config` instead.
    name: Option<Name>,
    config: Config,
    #[schemars(flatten)]
    beside: Beside,
    /// As `state`, in the words of Kafka Connect.
    initial_state: Option<State>,
    /// What the service says, not read.
    id: Option<Value>,
    /// What the service says, not read.
    tasks: Option<Value>,
    /// What the service says, not read.
    #[schemars(rename = "type")]
    kind: Option<Value>,
}

/// The keys by which the shapes are told apart that are more than settings.
fn of_other_shapes() -> Value {
    let has = |key| json!({"required": [key]});
    let keys = ["config", "config_nonsensitive", "config_sensitive", "info", "Info"].map(has);
    json!({"anyOf": keys})
}

/// A connector whose settings stand beside its name.
#[derive(JsonSchema)]
#[schemars(extend("not" = of_other_shapes()))]
struct Settings {
    /// The connector's name, of which there is one in a Kafka cluster.
    name: Name,
    #[schemars(flatten)]
    beside: Beside,
    #[schemars(flatten)]
    known: Known,
    #[schemars(flatten)]
    others: BTreeMap<String, Setting>,
}

/// A connector as Terraform's `confluent_connector` has it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{"required": ["config_nonsensitive"]}, {"required": ["config_sensitive"]}]))]
struct Terraform {
    name: Option<Name>,
    /// Settings that are no secrets, `name` among them.
    config_nonsensitive: Option<Config>,
    /// Settings that are secrets: refer to them with `${env:NAME}` or `${file:PATH}`.
    config_sensitive: Option<Config>,
    offsets: Option<Vec<Offset>>,
    /// Whether it should run.
    status: Option<State>,
    state: Option<State>,
    environment: Option<Id>,
    cluster: Option<Id>,
    kafka_cluster: Option<Id>,
    /// What the service says, not read.
    id: Option<Value>,
}

/// A connector as the service lists it with `?expand=info`.
#[derive(JsonSchema)]
#[schemars(extend("anyOf" = [{"required": ["info"]}, {"required": ["Info"]}]))]
struct Answered {
    info: Option<Info>,
    #[schemars(rename = "Info")]
    capital: Option<Info>,
}

/// What a connector is.
#[derive(JsonSchema)]
struct Info {
    name: Option<Name>,
    config: Config,
}

/// Connectors under one key.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Wrapped {
    connectors: Connectors,
    /// The environment that the file is for, `env-…`; a call for another is refused.
    environment: Option<Id>,
    /// The Kafka cluster that the file is for, `lkc-…`; a call for another is refused.
    cluster: Option<Id>,
}

/// A list or map of connectors.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Connectors {
    Many(#[schemars(length(min = 1))] Vec<Connector>),
    ByName(ByName),
}

/// Connectors by their names.
#[derive(JsonSchema)]
#[schemars(extend("minProperties" = 1, "not" = of_other_shapes()))]
struct ByName {
    /// The environment that the file is for, `env-…`; a call for another is refused.
    environment: Option<GuardOrNamed>,
    /// The Kafka cluster that the file is for, `lkc-…`; a call for another is refused.
    cluster: Option<GuardOrNamed>,
    #[schemars(flatten)]
    connectors: BTreeMap<String, Named>,
}

/// An id, or a connector of that name.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum GuardOrNamed {
    Id(String),
    Named(Box<Named>),
}

/// A connector whose name is the key.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Named {
    Described(Described),
    Terraform(Terraform),
    Answered(Answered),
    Settings(NamedSettings),
}

/// The settings of a connector whose name is the key.
#[derive(JsonSchema)]
#[schemars(extend("not" = of_other_shapes()))]
struct NamedSettings {
    #[schemars(flatten)]
    config: Config,
    #[schemars(flatten)]
    beside: Beside,
}

/// What stands beside a connector's configuration.
#[derive(JsonSchema)]
struct Beside {
    /// Where it begins to read; applies when it is created, and never later.
    offsets: Option<Vec<Offset>>,
    /// Whether it should run; left out, it is left as it is.
    state: Option<State>,
    /// The environment that the file is for, `env-…`; a call for another is refused.
    environment: Option<Id>,
    /// The Kafka cluster that the file is for, `lkc-…`; a call for another is refused.
    cluster: Option<Id>,
}

/// All settings of the connector: what is not here it does not have, but for defaults and what the service adds. A secret
/// is best referred to: `${env:NAME}`, `${file:PATH}`, or `${file:PATH:KEY}` with the key of a Java property file.
#[derive(JsonSchema)]
struct Config {
    /// The connector's name, the same as outside.
    name: Option<Name>,
    #[schemars(flatten)]
    known: Known,
    #[schemars(flatten)]
    others: BTreeMap<String, Setting>,
}

/// Settings that many connectors have.
#[derive(JsonSchema)]
struct Known {
    /// The managed plugin, such as `DatagenSource`; `cconnect plugin list` shows them. A custom connector has none.
    #[schemars(rename = "connector.class")]
    class: Option<Setting>,
    /// How many tasks there are at most.
    #[schemars(rename = "tasks.max")]
    tasks: Option<Setting>,
    /// How it proves to Kafka who it is: KAFKA_API_KEY (the default) or SERVICE_ACCOUNT.
    #[schemars(rename = "kafka.auth.mode")]
    auth_mode: Option<Setting>,
    /// The API key of the Kafka cluster, not of the cloud.
    #[schemars(rename = "kafka.api.key")]
    api_key: Option<Setting>,
    /// The secret of that key: refer to it.
    #[schemars(rename = "kafka.api.secret")]
    api_secret: Option<Setting>,
    /// The service account, `sa-…`, in the mode SERVICE_ACCOUNT.
    #[schemars(rename = "kafka.service.account.id")]
    service_account: Option<Setting>,
    /// CUSTOM for a connector on a custom plugin.
    #[schemars(rename = "confluent.connector.type")]
    connector_type: Option<Setting>,
    /// The custom plugin, `ccp-…`.
    #[schemars(rename = "confluent.custom.plugin.id")]
    plugin: Option<Setting>,
    /// The version of a custom plugin that has versions.
    #[schemars(rename = "confluent.custom.plugin.version")]
    plugin_version: Option<Setting>,
}

/// A setting is a text; a number or boolean becomes one as it is spelled.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Setting {
    /// A mask, nothing but asterisks, is none: it stands for a value that the service hides.
    Text(#[schemars(extend("not" = {"pattern": r"^\*{2,}$"}))] String),
    Number(f64),
    Boolean(bool),
}

/// A name is a text and refers to nothing.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Name(#[schemars(length(min = 1), extend("not" = {"pattern": r"^\.{1,2}$|\$\{(env|file):"}))] String);

/// An id, as a text or as Terraform writes it.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Id {
    Text(String),
    Block { id: String },
    Blocks(Vec<BTreeMap<String, String>>),
}

/// Whether a connector should run.
#[derive(JsonSchema)]
enum State {
    #[schemars(rename = "running")]
    Running,
    #[schemars(rename = "paused")]
    Paused,
    #[schemars(rename = "RUNNING")]
    CapitalRunning,
    #[schemars(rename = "PAUSED")]
    CapitalPaused,
}

/// A position in one partition, both in the words of the connector.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Offset {
    /// Which, for example `{"kafka_topic": "orders", "kafka_partition": 0}`.
    partition: BTreeMap<String, Value>,
    /// Where in it, for example `{"kafka_offset": 1500}`.
    offset: BTreeMap<String, Value>,
}

#[cfg(test)]
mod tests;
