//! `cconnect api`

use std::path::{Path, PathBuf};

use ccloud_connect::desired::{parse_json, read_json};
use ccloud_connect::reqwest::Method;
use ccloud_connect::{RawAnswer, RawBody};
use clap::Args;
use serde_json::Value;

use super::connector::forget_written_by;
use crate::aside::aside;
use crate::context::{Context, Service};
use crate::failure::Failure;
use crate::output::printable;
use crate::private_file::PrivateFile;

const PUBLIC: &str = "a body on the command line can be read by every user of this machine: give secrets by `-d @FILE`";

const METHODS: [Method; 7] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];

#[derive(Debug, Args)]
#[command(after_help = "\
The path stays on the service's host; `/v2/metrics…` goes to the metrics' host. The answer is printed with its secrets \
masked, that of a refusal as well; the exit code is that of its status. Only what can safely be repeated is. \
What writes a connector's configuration makes its secrets unknown to `connector diff`, as `connector update` does. \
A presigned upload is of use in `--output-file` only.

Examples:
  cconnect api GET '/connect/v1/custom-connector-runtimes?page_size=100'
  cconnect api PUT /connect/v1/environments/env-1a2b3c/clusters/lkc-4d5e6f/connectors/orders/pause
  cconnect api POST /v2/metrics/cloud/query -d @query.json -o json
  cconnect --sandbox api PATCH /connect/v1/custom-connector-plugins/ccp-1a2b3c \\
      -d '{\"description\": \"nightly\"}'
  cconnect api POST /connect/v1/presigned-upload-url -d @request.json --output-file upload.json")]
pub(crate) struct Api {
    /// GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS
    #[arg(value_parser = method)]
    method: Method,
    /// Path and query, beginning with one `/`, percent-encoded
    path: String,
    /// JSON to send, or `@FILE`, or `@-` for what comes from stdin
    #[arg(short, long, value_name = "BODY|@FILE")]
    data: Option<String>,
    /// Write a successful answer to this file, as it came and for your eyes only, and show nothing
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,
}

fn method(text: &str) -> Result<Method, String> {
    let known = METHODS.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(text));
    known.ok_or_else(|| format!("a method is one of {}", METHODS.each_ref().map(Method::as_str).join(", ")))
}

pub(crate) async fn run(context: &Context, service: &Service, args: Api) -> Result<(), Failure> {
    let file = args.output_file.as_deref().map(PrivateFile::begin).transpose()?;
    if args.data.as_ref().is_some_and(|data| !data.starts_with('@')) {
        context.output.warning(PUBLIC);
    }
    let mut request = service.client.request(args.method, args.path);
    if let Some(data) = &args.data {
        request = request.body(body(data).await?);
    }
    forget_written_by(context, service, &request)?;
    match request.send().await {
        Ok(answer) => match file {
            Some(file) => keep(context, file, &answer),
            None => show(context, answer.body),
        },
        Err(error) => {
            if let Some(answer) = error.server() {
                show(context, answer.shown_body())?;
            }
            Err(error.into())
        }
    }
}

/// Whether it is a file, stdin or the text itself is told by its beginning: no JSON begins with `@`.
async fn body(data: &str) -> Result<Value, Failure> {
    match data.strip_prefix('@') {
        None => Ok(parse_json(Path::new("--data"), data.as_bytes())?),
        Some(path) => {
            let path = PathBuf::from(path);
            aside(move || read_json(&path).map_err(Failure::from)).await
        }
    }
}

fn keep(context: &Context, file: PrivateFile, answer: &RawAnswer) -> Result<(), Failure> {
    let place = file.path().display().to_string();
    // What was asked for: the one way to a presigned URL.
    file.finish(answer.expose_body())?;
    context.output.note(&format!("the answer is in `{place}`, with its secrets"));
    Ok(())
}

fn show(context: &Context, body: RawBody) -> Result<(), Failure> {
    match body {
        RawBody::Json(json) => context.output.data(&json, || serde_json::to_string_pretty(&json).unwrap_or_default()),
        RawBody::Text(text) => {
            context.output.data(&text, || text.lines().map(printable).collect::<Vec<_>>().join("\n"))
        }
        // Nothing to show, or a kind of body that this version does not know.
        _ => Ok(()),
    }
}
