//! Reading and printing 5,000 connectors with their settings redacted, beside their decoding alone.
//! `cargo bench -p ccloud-connect --bench redaction`

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use ccloud_connect::api::connect_v1::types::ConnectorExpansion;
use ccloud_connect::connectors::LiveConfig;
use ccloud_connect::plugins::{ConfigDefinition, PluginSettings};
use ccloud_connect::redaction::Classification;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// The one of the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CONNECTORS: usize = 5_000;
const RUNS: usize = 41;

type Connectors = BTreeMap<String, ConnectorExpansion>;

fn main() {
    let (answer, plugin) = (answer(), plugin());
    let class = plugin.classification();
    let read = || serde_json::from_slice::<Connectors>(&answer).expect("our own JSON");
    let print = |connectors: Connectors| {
        let rows: Vec<_> = connectors
            .into_iter()
            .map(|(name, mut connector)| {
                let config = connector.info.as_mut().and_then(|info| info.config.take()).unwrap_or_default();
                (name, LiveConfig::from(config), connector)
            })
            .collect();
        let mut out = Vec::with_capacity(answer.len());
        for (name, config, _) in &rows {
            let config = Settings { config, class: &class };
            serde_json::to_writer(&mut out, &Row { name, config }).expect("into memory");
        }
        (out, rows)
    };
    let (printed, _) = print(read());
    let text = String::from_utf8(printed).expect("JSON");
    assert!(text.contains("reader") && !text.contains("canary"), "redacted");
    let (mut decoding, mut both) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        decoding.push(timed(read));
        both.push(timed(|| print(read())));
    }
    let (decoding, both) = (shortest(decoding), shortest(both));
    println!("{CONNECTORS} connectors, {} KiB", answer.len() >> 10);
    println!("typed decoding          {:6.1} ms", decoding.as_secs_f64() * 1e3);
    println!("decoding and printing   {:6.1} ms", both.as_secs_f64() * 1e3);
    println!("ratio                   {:6.2}   (at most 1.5)", both.as_secs_f64() / decoding.as_secs_f64());
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    config: Settings<'a>,
}

/// Written as they are judged, in the shape in which they were read.
struct Settings<'a> {
    config: &'a LiveConfig,
    class: &'a Classification,
}

impl Serialize for Settings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.config.shown(self.class))
    }
}

/// Dropping what was made is no part of it.
fn timed<T>(work: impl Fn() -> T) -> Duration {
    let start = Instant::now();
    let made = black_box(work());
    let took = start.elapsed();
    drop(made);
    took
}

/// What others do on the machine only adds to a time.
fn shortest(times: Vec<Duration>) -> Duration {
    times.into_iter().min().unwrap_or_default()
}

/// As `?expand=id,info,status` answers: 30 settings each, some masked, one an address with a password in it.
fn answer() -> Vec<u8> {
    let connector = |number: usize| {
        let name = format!("orders-{number:04}");
        let mut config: BTreeMap<String, String> = (0..22)
            .map(|key| (format!("some.setting.of.the.class.{key}"), format!("value-{key}-of-{number}")))
            .collect();
        config.extend([
            ("name".to_owned(), name.clone()),
            ("connector.class".to_owned(), "PostgresSink".to_owned()),
            ("connection.user".to_owned(), "reader".to_owned()),
            ("connection.password".to_owned(), "canary-password".to_owned()),
            ("connection.url".to_owned(), "jdbc:postgresql://h.example:5432/db?user=u&password=canary".to_owned()),
            ("kafka.api.key".to_owned(), "****************".to_owned()),
            ("kafka.api.secret".to_owned(), "****************".to_owned()),
            ("kafka.endpoint".to_owned(), "SASL_SSL://pkc-1.eu-west-1.aws.confluent.cloud:9092".to_owned()),
            ("tasks.max".to_owned(), "1".to_owned()),
            ("topics".to_owned(), format!("orders.{number},payments.{number}")),
        ]);
        let status = json!({"name": name, "type": "sink", "tasks": [{"id": 0, "state": "RUNNING", "worker_id": name, "msg": ""}],
            "connector": {"state": "RUNNING", "worker_id": name, "trace": ""}});
        let tasks = json!([{"connector": name, "task": 0}]);
        let info = json!({"name": name, "type": "sink", "config": config, "tasks": tasks});
        (name, json!({"id": {"id": format!("lcc-{number:06}"), "id_type": "ID"}, "info": info, "status": status}))
    };
    serde_json::to_vec(&(0..CONNECTORS).map(connector).collect::<serde_json::Map<String, Value>>()).expect("JSON")
}

fn plugin() -> PluginSettings {
    let defined = |name: &str, kind: &str| -> ConfigDefinition {
        serde_json::from_value(json!({"name": name, "value_type": kind})).expect("a definition")
    };
    let settings = (0..200).map(|key| defined(&format!("some.setting.of.the.class.{key}"), "STRING"));
    let own = [("connection.user", "STRING"), ("connection.password", "PASSWORD"), ("connection.url", "STRING")];
    PluginSettings::Defined(settings.chain(own.map(|(name, kind)| defined(name, kind))).collect())
}
