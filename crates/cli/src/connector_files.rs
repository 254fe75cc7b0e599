//! The connector files that a command is given.

use std::collections::BTreeSet;
use std::path::PathBuf;

use ccloud_connect::Error;
use ccloud_connect::desired::{self, DesiredConnector, Files};
use clap::Args;

use crate::aside::aside;
use crate::context::{Context, Scope, Service};
use crate::failure::Failure;
use crate::references::SecretRoot;

/// The flags of every command that works on many connector files.
#[derive(Clone, Debug, Args)]
pub(crate) struct ConnectorFiles {
    /// Connector file, folder of such, or `-` for stdin
    #[arg(short, long = "file", visible_alias = "config-file", value_name = "FILE", required = true, num_args = 1..)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub secret_root: SecretRoot,
}

impl ConnectorFiles {
    /// Reads all files, and everything they refer to. Makes no call.
    pub(crate) async fn resolved(
        &self,
        context: &Context,
        service: &Service,
    ) -> Result<Vec<DesiredConnector>, Failure> {
        let mut connectors = self.as_written(context, service).await?;
        desired::resolve(&mut connectors, &self.secret_root.references(context, service))?;
        Ok(connectors)
    }

    /// Reads all files and leaves references to secrets as they are.
    pub(crate) async fn as_written(
        &self,
        context: &Context,
        service: &Service,
    ) -> Result<Vec<DesiredConnector>, Failure> {
        let connectors = read(&self.files, &service.scope()?).await?;
        say_spelled(context, &connectors);
        Ok(connectors)
    }
}

/// Reads files that are for this environment and cluster, should they name any.
pub(crate) async fn read(files: &[PathBuf], scope: &Scope<'_>) -> Result<Vec<DesiredConnector>, Failure> {
    let guarded = Files::new(files).environment(scope.environment).cluster(scope.cluster);
    Ok(read_guarded(guarded, files).await?)
}

/// Reads them aside where one is stdin. Else not: what one thread takes and another gives back, the allocator is slow with.
pub(crate) async fn read_guarded(files: Files, paths: &[PathBuf]) -> Result<Vec<DesiredConnector>, Error> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return aside(move || files.read().map_err(Box::new)).await.map_err(|error| *error);
    }
    files.read()
}

/// Says once which numbers and booleans became texts.
pub(crate) fn say_spelled(context: &Context, connectors: &[DesiredConnector]) {
    let spelled = |connector: &&DesiredConnector| !connector.origin.spelled().is_empty();
    let found: Vec<_> = connectors.iter().filter(spelled).collect();
    let keys: BTreeSet<_> = found.iter().flat_map(|connector| connector.origin.spelled()).map(String::as_str).collect();
    let keys = keys.into_iter().collect::<Vec<_>>().join(", ");
    match found.as_slice() {
        [] => {}
        [one] => {
            let file = one.origin.file().unwrap_or("the file".as_ref()).display();
            context.output.note(&format!("{file}: numbers and booleans are sent as texts: {keys}"));
        }
        several => {
            let count = several.len();
            context.output.note(&format!("in {count} connectors, numbers and booleans are sent as texts: {keys}"));
        }
    }
}
