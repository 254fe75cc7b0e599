//! `cconnect sandbox …`

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::pin::pin;

use ccloud_connect_sandbox::{Builder, ExternalStore, Fault, Sandbox};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::context::sandbox::{self, Waits};
use crate::context::{Context, secret_file};
use crate::failure::{ErrorKind, Failure, Kind};
use crate::output::{Format, print};
use crate::signals;

/// The region that forms are signed for; S3 servers that one runs oneself take any.
const REGION: &str = "us-east-1";

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Serve the local Confluent Cloud to other clients until interrupted
    Serve(Serve),
    /// Forget everything the local Confluent Cloud keeps, its credentials included
    Reset(Reset),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Listens on loopback only. Prints where it is and how to call it: `export` lines for a shell, or one \
line of JSON with `-o json`. The state is that of `--sandbox`; uploads may go to an S3 server instead of \
its own store.

A fault is words with commas between them. One says what happens: status=503 (with body=empty, \
retry-after=5), delay=200ms, stall, reset, cut-request=BYTES, stall-request=BYTES, slow-request=BYTES (a \
second), cut-answer=BYTES, policy-life=5s (of upload URLs) or rate=10 (calls a second). The others say when: method=POST, path=/connect/v1/*/connectors, \
call=2 (or 2-4, 2-) of those that match, and when=after, so that a status or reset hides a call that took \
effect.

Examples:
  cconnect sandbox serve
  cconnect sandbox serve --listen 127.0.0.1:0 -o json
  cconnect sandbox serve --fault rate=10 \\
      --fault 'reset,method=POST,path=*/connectors,call=1,when=after'
  cconnect sandbox serve --store-endpoint http://127.0.0.1:8014 --store-bucket plugins \\
      --store-access-key AKEXAMPLE --store-secret-key-file s3-secret")]
pub(crate) struct Serve {
    /// Address to listen on, port 0 for a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8085", value_parser = address)]
    listen: SocketAddr,
    #[command(flatten)]
    store: Store,
    /// Disturb calls, so that a client can prove how it fares
    #[arg(long = "fault", value_name = "SPEC", num_args = 1..)]
    faults: Vec<Fault>,
}

/// An S3 server to upload to: all of it or nothing.
#[derive(Debug, Args)]
#[allow(clippy::struct_field_names, reason = "they are the flags' names")]
struct Store {
    /// S3 server that takes the uploads
    #[arg(long, value_name = "URL", requires_all = ["store_bucket", "store_access_key", "store_secret_key_file"])]
    store_endpoint: Option<String>,
    /// Bucket there
    #[arg(long, value_name = "NAME", requires = "store_endpoint")]
    store_bucket: Option<String>,
    /// Access key id
    #[arg(long, value_name = "KEY", requires = "store_endpoint")]
    store_access_key: Option<String>,
    /// File with the secret access key
    #[arg(long, value_name = "PATH", requires = "store_endpoint")]
    store_secret_key_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  cconnect sandbox reset")]
pub(crate) struct Reset {}

pub(crate) async fn run(context: &Context, command: SandboxCommand) -> Result<(), Failure> {
    match command {
        SandboxCommand::Serve(args) => serve(context, args).await,
        SandboxCommand::Reset(Reset {}) => reset(context).await,
    }
}

async fn serve(context: &Context, args: Serve) -> Result<(), Failure> {
    let mut builder = Sandbox::builder().state_dir(sandbox::state_dir(context.variables())?).listen(args.listen);
    builder = args.faults.into_iter().fold(builder, Builder::fault);
    if let Some(store) = args.store.read()? {
        builder = builder.external_store(store);
    }
    // Listened for before anybody is told that the service is up, so that no signal is missed.
    let mut ended = pin!(signals::ended()?);
    let waits = Waits::new();
    let starting = waits.told.during(context, builder.on_wait(waits.tell).start());
    let sandbox = tokio::select! {
        () = &mut ended => return Err(Failure::new(Kind::Interrupted, "interrupted")),
        started = starting => started?,
    };
    print(&Announcement::of(&sandbox).text(context.output.format))?;
    ended.await;
    sandbox.shutdown().await;
    Ok(())
}

async fn reset(context: &Context) -> Result<(), Failure> {
    let folder = sandbox::state_dir(context.variables())?;
    let shown = folder.display().to_string();
    if context.global.dry_run {
        context.output.note(&format!("the sandbox in {shown} would be as new"));
        return Ok(());
    }
    let waits = Waits::new();
    let clearing = tokio::task::spawn_blocking(move || ccloud_connect_sandbox::reset_with(&folder, waits.tell));
    let cleared = waits.told.during(context, clearing).await;
    cleared
        .map_err(|error| Failure::new(ErrorKind::Input, "the sandbox's state cannot be cleared").caused_by(&error))??;
    context.output.note(&format!("the sandbox in {shown} is as new"));
    Ok(())
}

/// An address with its port; `localhost` is one that everybody has.
fn address(text: &str) -> Result<SocketAddr, String> {
    let local = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    let local = local.map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    local.or_else(|| text.parse().ok()).ok_or_else(|| "an address reads 127.0.0.1:8085 or localhost:8085".to_owned())
}

impl Store {
    fn read(self) -> Result<Option<ExternalStore>, Failure> {
        let (Some(endpoint), Some(bucket), Some(access_key), Some(file)) =
            (self.store_endpoint, self.store_bucket, self.store_access_key, self.store_secret_key_file)
        else {
            return Ok(None);
        };
        // Handed to the sandbox, which signs with it.
        let secret_key = secret_file(&file, "store's secret key")?.expose().to_owned();
        Ok(Some(ExternalStore { endpoint, bucket, access_key, secret_key, region: REGION.to_owned() }))
    }
}

/// How to call the service. Its secrets are generated, local, and the only ones that are ever printed.
#[derive(Serialize)]
struct Announcement<'a> {
    endpoint: &'a str,
    telemetry_endpoint: &'a str,
    logging_endpoint: &'a str,
    organization: &'a str,
    api_key: &'a str,
    api_secret: &'a str,
    access_token: &'a str,
    environment: &'a str,
    cluster: &'a str,
}

impl<'a> Announcement<'a> {
    fn of(sandbox: &'a Sandbox) -> Self {
        Self {
            endpoint: sandbox.endpoint(),
            telemetry_endpoint: sandbox.telemetry_endpoint(),
            logging_endpoint: sandbox.logging_endpoint(),
            organization: sandbox.organization(),
            api_key: sandbox.api_key(),
            api_secret: sandbox.api_secret(),
            access_token: sandbox.access_token(),
            environment: sandbox.environment(),
            cluster: sandbox.cluster(),
        }
    }

    fn text(&self, format: Format) -> String {
        if format == Format::Json {
            return serde_json::to_string(self).unwrap_or_default();
        }
        // No token beside the key: two kinds of credentials at once are an error.
        let variables = [
            ("CONFLUENT_CLOUD_ENDPOINT", self.endpoint),
            ("CONFLUENT_TELEMETRY_ENDPOINT", self.telemetry_endpoint),
            ("CONFLUENT_LOGGING_ENDPOINT", self.logging_endpoint),
            ("CONFLUENT_ORGANIZATION_ID", self.organization),
            ("CONFLUENT_CLOUD_API_KEY", self.api_key),
            ("CONFLUENT_CLOUD_API_SECRET", self.api_secret),
            ("CONFLUENT_ENVIRONMENT_ID", self.environment),
            ("KAFKA_ID", self.cluster),
        ];
        variables.map(|(name, value)| format!("export {name}='{value}'")).join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_names_a_port_and_may_be_localhost() {
        for (text, read) in [
            ("127.0.0.1:8085", Some("127.0.0.1:8085")),
            ("localhost:8085", Some("127.0.0.1:8085")),
            ("[::1]:0", Some("[::1]:0")),
            ("localhost", None),
            ("localhost:http", None),
            ("8085", None),
        ] {
            assert_eq!(address(text).ok().map(|address| address.to_string()).as_deref(), read, "{text}");
        }
    }
}
