use std::path::{Path, PathBuf};

use ccloud_connect::Error;
use ccloud_connect::connectors::{Amendment, Cluster, ConfigEdit, Connector, changes, is_id};
use ccloud_connect::desired::{DesiredConnector, DesiredState, Place, resolve};
use ccloud_connect::plugins::PluginRef;
use clap::Args;

use super::super::changes as told;
use super::create::{self, Written, listed};
use super::desired::fingerprints;
use super::edit::{Edit, Edits, refuse_literal_secrets};
use crate::aside::aside;
use crate::completion;
use crate::connector_files::{self, say_spelled};
use crate::context::{Context, Service};
use crate::failure::{Detail, ErrorKind, Failure};
use crate::references::SecretRoot;

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("change").required(true).multiple(true).args(["file", "set", "set_file", "unset"]))]
#[command(after_help = "\
With `-f` the file is the whole configuration: what it lacks is gone afterwards, and secrets have to be in it, by \
reference at best: `${env:NAME}`, `${file:PATH}` or `${file:PATH:KEY}`.

With `--set`, `--set-file` and `--unset` it is the one that is there, less what the service added, with these changes. \
The service does not tell secrets, so each needs a value or `--unset`. `--keep-secrets` leaves them out instead: no \
document says that the service keeps them, and the sandbox does not.

Examples:
  cconnect connector update orders-s3 -f orders-s3.yaml
  cconnect connector update lcc-x7k2p -f orders-s3.json --secret-root /run/secrets -o json
  cconnect connector update orders --set tasks.max=2 --unset topics.dir \\
      --set 'kafka.api.key=${env:KAFKA_KEY}' --set-file kafka.api.secret=/run/secrets/kafka")]
pub(crate) struct Update {
    /// Name or id
    #[arg(add = completion::connectors())]
    connector: String,
    /// Connector file, or `-` for stdin
    #[arg(short, long, visible_alias = "config-file", value_name = "FILE")]
    #[arg(conflicts_with_all = ["set", "set_file", "unset", "keep_secrets"])]
    file: Option<PathBuf>,
    #[command(flatten)]
    edits: Edits,
    #[command(flatten)]
    secret_root: SecretRoot,
}

pub(super) async fn run(context: &Context, service: &Service, args: Update) -> Result<(), Failure> {
    let written = match &args.file {
        Some(file) => replace(context, service, &args, file).await?,
        None => edit(context, service, args).await?,
    };
    context.output.data(&written, || create::written(std::slice::from_ref(&written)))
}

async fn replace(context: &Context, service: &Service, args: &Update, path: &Path) -> Result<Written, Failure> {
    let mut files = connector_files::read(&[path.to_owned()], &service.scope()?).await?;
    resolve(&mut files, &args.secret_root.references(context, service))?;
    say_spelled(context, &files);
    let file = only(files)?;
    let cluster = service.cluster()?;
    let connector = named(&cluster, &args.connector).await?;
    if connector.name() != file.name {
        // A name that nobody has is a slip of the pen; one that somebody has would be a renaming.
        let live = cluster.find(connector.name()).await?;
        return Err(renamed(&file, live.name()));
    }
    if file.offsets.is_some() {
        context.output.note("`offsets` apply at creation only, so they are left out");
    }
    let sent = file.to_send();
    fingerprints::forget(context, service, &cluster, connector.name())?;
    let replaced = match connector.replace(sent.clone()).await {
        Err(error @ Error::NotFound { .. }) => return Err(told_apart(&connector, error).await.into()),
        replaced => replaced?,
    };
    let hidden: Vec<_> = replaced.before.masked_keys().filter(|key| sent.contains_key(key)).collect();
    if !hidden.is_empty() {
        let keys = hidden.join(", ");
        context
            .output
            .note(&format!("written anew, and perhaps with the values they had, as those are hidden: {keys}"));
    }
    match file.state {
        Some(DesiredState::Paused) => connector.pause().await?,
        Some(DesiredState::Running) => connector.resume().await?,
        None => {}
    }
    let changed = told::rows(changes(&replaced.before, &sent));
    Ok(Written { changed: Some(changed), ..Written::of(&listed(&cluster).await, file.name) })
}

/// One connector is updated from a file that describes one.
fn only(mut files: Vec<DesiredConnector>) -> Result<DesiredConnector, Failure> {
    match (files.pop(), files.len()) {
        (Some(one), 0) => Ok(one),
        (_, others) => {
            let count = others + 1;
            let failure = Failure::new(ErrorKind::Input, format!("{count} connectors are in it, and one is updated"));
            Err(failure.with_hint("`connector apply -f` takes files with many."))
        }
    }
}

async fn edit(context: &Context, service: &Service, args: Update) -> Result<Written, Failure> {
    let cluster = service.cluster()?;
    let references = args.secret_root.references(context, service);
    let Edit { edit, literal } = aside(move || args.edits.read(&references)).await?;
    let connector = named(&cluster, &args.connector).await?;
    let amended = amend(&connector, edit).await?;
    if !literal.is_empty() {
        let class = cluster.classification(PluginRef::of(amended.config()).as_ref()).await;
        refuse_literal_secrets(&literal, &class, &amended)?;
    }
    let (name, changed) = (connector.name().to_owned(), told::rows(amended.changes()));
    fingerprints::forget(context, service, &cluster, &name)?;
    amended.send().await?;
    Ok(Written { changed: Some(changed), ..Written::of(&listed(&cluster).await, name) })
}

async fn amend(connector: &Connector, edit: ConfigEdit) -> Result<Amendment, Failure> {
    match connector.amend(edit).await {
        Ok(amended) => Ok(amended),
        Err(Error::Masked { keys, .. }) => Err(hidden(&keys)),
        Err(error @ Error::NotFound { .. }) => Err(told_apart(connector, error).await.into()),
        Err(error) => Err(error.into()),
    }
}

/// Only an id has to be looked up: that a name exists is proven before the write anyway.
async fn named(cluster: &Cluster, given: &str) -> Result<Connector, Error> {
    if is_id(given) { cluster.find(given).await } else { Ok(cluster.connector(given)) }
}

/// A list that lacks the connector knows near names, which the service's 404 does not.
async fn told_apart(connector: &Connector, error: Error) -> Error {
    match connector.summary().await {
        Err(absent @ Error::NotFound { answer: None, .. }) => absent,
        _ => error,
    }
}

/// A connector's name is its key; there is no renaming.
fn renamed(file: &DesiredConnector, live: &str) -> Failure {
    let message =
        format!("the file names the connector `{}`, the call `{live}`, and a connector cannot be renamed", file.name);
    let (path, place) = (file.origin.file().unwrap_or("".as_ref()), file.origin.name().unwrap_or(Place::START));
    Failure::new(ErrorKind::Input, message.clone()).with_details(vec![Detail::placed(message, path, place)])
}

/// A whole config has to be sent, and of these keys nobody but the service knows the value.
fn hidden(keys: &[String]) -> Failure {
    let told: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
    let message = format!("the service hides what these are set to, so they need a value: {}", told.join(", "));
    let detail = |key: &String| Detail { key: Some(key.clone()), ..Detail::new(format!("`{key}` came back masked")) };
    let example = keys.first().map_or("KEY", String::as_str);
    Failure::new(ErrorKind::Input, message).with_details(keys.iter().map(detail).collect()).with_hint(format!(
        "Give each a value, `--set '{example}=${{env:NAME}}'` or `--set-file {example}=PATH`, or take it away, \
         `--unset {example}`. `--keep-secrets` leaves them out and relies on the service to keep them, which no document \
         promises."
    ))
}
