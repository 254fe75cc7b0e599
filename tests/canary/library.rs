//! What a program sees that uses the library: all traces of all crates, errors, and what can be printed with `{:?}`.

use std::error::Error;
use std::future::{Ready, ready};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use ccloud_connect::connectors::ConfigEdit;
use ccloud_connect::plugins::PluginType;
use ccloud_connect::reqwest::Method;
use ccloud_connect::{Client, ConnectorConfig, RetryPolicy, Secret, Sts};
use serde_json::{Value, json};
use tracing_subscriber::filter::LevelFilter;

use crate::canaries::{Canaries, IN_CONFIG};
use crate::search::Surfaces;
use crate::server::{FORMS, Outcome, Plan, Server};

const ARCHIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/archives/heartbeat-source-0.1.0.zip");
const CLASS: &str = "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector";

/// Keeps what is traced.
#[derive(Clone, Default)]
struct Traced(Arc<Mutex<Vec<u8>>>);

impl io::Write for Traced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How often each is met, in another form each time.
const OUTCOMES: [(Outcome, usize); 12] = [
    (Outcome::Success, 2),
    (Outcome::Status(400), FORMS),
    (Outcome::Status(401), 2),
    (Outcome::Status(404), 2),
    (Outcome::Status(500), FORMS),
    (Outcome::Refusal, 2),
    (Outcome::Long, 1),
    (Outcome::LongRefusal, 1),
    (Outcome::Cut, 1),
    (Outcome::Redirect, 1),
    (Outcome::Wrong, 3),
    (Outcome::Text, 2),
];

/// What comes over the wire besides settings.
const SENT: [&str; 5] = ["log token", "form policy", "parameter of a call", "password in a call", "file"];

/// Gives a token once, and says it when asked again.
fn identity() -> impl Fn() -> Ready<Result<Secret, Box<dyn Error + Send + Sync>>> {
    let asked = AtomicUsize::new(0);
    move || {
        let token = Canaries::get().at("identity token");
        let is_first = asked.fetch_add(1, Ordering::Relaxed) == 0;
        ready(if is_first { Ok(token.into()) } else { Err(format!("{token} is over").into()) })
    }
}

/// All errors of some calls, as programs print them.
async fn use_all(client: &Client, canaries: &Canaries) -> Vec<String> {
    let mut told = vec![format!("{client:?}")];
    let mut tell = |outcome: Result<String, ccloud_connect::Error>| match outcome {
        Ok(shown) => told.push(shown),
        Err(error) => {
            told.push(format!("{error} {error:?} {error:#?} {:?}", error.hint()));
            let mut cause = error.source();
            while let Some(inner) = cause {
                told.push(format!("{inner} {inner:?}"));
                cause = inner.source();
            }
            if let Some(answer) = error.server() {
                told.push(format!("{answer} {answer:?} {} {:?}", answer.body(), answer.shown_body()));
            }
            if let ccloud_connect::Error::Storage(refusal) = &error {
                told.push(format!("{refusal} {refusal:?} {}", refusal.body()));
            }
        }
    };
    let config: ConnectorConfig = serde_json::from_value(canaries.config()).unwrap();
    let cluster = client.cluster("env-1", "lkc-1");
    let (connectors, orders) = (cluster.connectors(), cluster.connector("orders"));
    let json = serde_json::to_string(&config).unwrap();
    tell(connectors.create("orders", config.clone()).send().await.map(|it| format!("{it:?} {config:?} {json}")));
    let plugins = cluster.plugins();
    tell(plugins.validate("DatagenSource", config.clone()).await.map(|it| format!("{it:?}")));
    tell(plugins.translate("DatagenSource", config.clone()).await.map(|it| format!("{it:?}")));
    tell(connectors.list().await.map(|it| format!("{it:?}")));
    tell(orders.replace(config).await.map(|it| format!("{it:?}")));
    let secret = Secret::from(canaries.at("file"));
    let edit = ConfigEdit::new().set("db.password", secret).keep_secrets(true);
    let amended = async { orders.amend(edit).await?.send().await };
    tell(amended.await.map(|it| format!("{it:?}")));
    tell(orders.status().await.map(|it| format!("{it:?}")));
    tell(orders.logs("org-1", canaries.at("log token")).all().await.map(|it| format!("{it:?}")));
    let upload = client.custom_plugins().upload(ARCHIVE).class(CLASS).connector_type(PluginType::Source);
    tell(upload.send().await.map(|it| format!("{it:?}")));
    let body = json!({"note": "n", "db_password": canaries.at("password in a call")});
    let path = format!("/connect/v1/tokens?access_token={}", canaries.at("parameter of a call"));
    tell(client.request(Method::POST, path).body(body).send().await.map(|it| format!("{it:?}")));
    let path = format!("/connect/v1/any/{}", canaries.at("password in a call"));
    tell(client.request(Method::GET, path).send().await.map(|it| format!("{it:?}")));
    let query: Value = json!({"password": canaries.at("password in a call")});
    tell(client.metrics().query_raw(query).await.map(|it| it.to_string()));
    told
}

#[test]
fn no_secret_comes_out_of_the_library_either() {
    let (surfaces, canaries) = (Surfaces::default(), Canaries::get());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (outcome, forms) in OUTCOMES {
        for form in 0..forms {
            let at = match outcome {
                // One call is slow enough.
                Outcome::Long => "/tokens",
                _ if form % 2 == 0 => "",
                _ => "/connect",
            };
            let plan = Plan { outcome, at, form };
            for exchanges in [false, true].into_iter().filter(|_| surfaces.goes_on()) {
                let server = Server::start(plan);
                let name = format!("the library ({outcome:?}, {form}, tokens exchanged: {exchanges})");
                let builder = Client::builder().endpoint(&server.origin).telemetry_endpoint(&server.origin);
                let builder = builder.logging_endpoint(&server.origin).retry(RetryPolicy::default().max_retries(0));
                let identity = Sts::new("pool-1", identity());
                let builder =
                    if exchanges { builder.sts(identity) } else { builder.api_key("KEY", canaries.at("API secret")) };
                let client = builder.build().unwrap();
                let traced = Traced::default();
                let subscriber = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_ansi(false);
                let writer = traced.clone();
                let subscriber = subscriber.with_writer(move || writer.clone()).finish();
                let told =
                    tracing::subscriber::with_default(subscriber, || runtime.block_on(use_all(&client, canaries)));
                let traced = traced.0.lock().unwrap();
                let text = String::from_utf8_lossy(&traced);
                assert!(text.contains(" ccloud_connect: ") && text.contains(" hyper"), "{name} is traced: {text}");
                for line in text.lines() {
                    surfaces.search(&name, "a trace", line.as_bytes());
                }
                for shown in &told {
                    surfaces.search(&name, "an error or value", shown.as_bytes());
                }
                if outcome == Outcome::Success {
                    let own: &[_] = if exchanges { &["identity token", "exchanged token"] } else { &["API secret"] };
                    for place in own.iter().chain(&SENT).chain(IN_CONFIG) {
                        assert!(
                            server.received().contains(&canaries.index(place)),
                            "{place} did not come over the wire"
                        );
                    }
                }
            }
        }
    }
    surfaces.conclude("the library");
}
