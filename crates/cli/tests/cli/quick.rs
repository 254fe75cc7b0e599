use std::sync::mpsc;

use ccloud_connect_sandbox::{Builder, Sandbox};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::runner::{Ran, Runner};

/// A service whose connectors and requests are done at once, for commands that wait; it lives as long as this does.
pub(crate) struct Quick {
    pub runner: Runner,
    variables: Vec<(&'static str, String)>,
    _end: oneshot::Sender<()>,
}

impl Quick {
    pub(crate) fn start(runner: Runner) -> Self {
        Self::with(runner, Sandbox::builder())
    }

    pub(crate) fn with(runner: Runner, sandbox: Builder) -> Self {
        let (tell, told) = mpsc::channel();
        let (end, ended) = oneshot::channel::<()>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let sandbox = sandbox.provisioning_time(std::time::Duration::ZERO).start().await.unwrap();
                tell.send(variables(&sandbox)).unwrap();
                let _ = ended.await;
            });
        });
        Self { runner, variables: told.recv().unwrap(), _end: end }
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let variables: Vec<_> = self.variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.runner.run_with(args, &variables)
    }

    /// A call that has to succeed; its JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let ran = self.run(&[args, &["-o", "json"]].concat());
        assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.stderr);
        ran.json()
    }
}

fn variables(sandbox: &Sandbox) -> Vec<(&'static str, String)> {
    [
        ("CONFLUENT_CLOUD_ENDPOINT", sandbox.endpoint()),
        ("CONFLUENT_CLOUD_API_KEY", sandbox.api_key()),
        ("CONFLUENT_CLOUD_API_SECRET", sandbox.api_secret()),
        ("CONFLUENT_ENVIRONMENT_ID", sandbox.environment()),
        ("KAFKA_ID", sandbox.cluster()),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}
