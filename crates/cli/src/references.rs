//! References to secrets in files and flags: where they may lead, and what is said when they lead nowhere.

use std::path::PathBuf;

use ccloud_connect::Error;
use ccloud_connect::redaction::references::{References, Unresolved};
use clap::Args;

use crate::context::{Context, Service};
use crate::failure::{Detail, ErrorKind, Failure};

const SECRET_ROOT: &str = "CCONNECT_SECRET_ROOT";

/// The flag of every command that resolves references.
#[derive(Clone, Debug, Args)]
pub(crate) struct SecretRoot {
    /// Another folder that `${file:…}` may lead to, beside that of the connector file
    #[arg(long, value_name = "DIR")]
    secret_root: Option<PathBuf>,
}

impl SecretRoot {
    /// What resolves references, for now from the current folder on.
    pub(crate) fn references(&self, context: &Context, service: &Service) -> References {
        let references = service.client.references();
        let root = self.secret_root.clone().or_else(|| context.variables().get(SECRET_ROOT).map(PathBuf::from));
        match root {
            Some(root) => references.secret_root(root),
            None => references,
        }
    }
}

/// All that could not be resolved, each where `place` says that it stands.
pub(crate) fn details(error: Error, place: impl Fn(&Unresolved) -> Detail) -> Result<Vec<Detail>, Failure> {
    let Error::Unresolved { references, .. } = error else { return Err(error.into()) };
    let told = |one: &Unresolved| Detail {
        message: format!("the value of `{}`: {one}", one.key),
        key: Some(one.key.clone()),
        ..place(one)
    };
    Ok(references.iter().map(told).collect())
}

/// Nothing is done before everything that is referred to is there.
pub(crate) fn unresolved(details: Vec<Detail>) -> Failure {
    let message = match details.as_slice() {
        [one] => one.message.clone(),
        several => format!("{} references to secrets cannot be resolved", several.len()),
    };
    Failure::new(ErrorKind::Input, message).with_details(details).with_hint(
        "Set the variables, and put the files beside the connector file or below the folder of `--secret-root`. \
         Where a text only looks like a reference, write `$${env:` or `$${file:` for its beginning.",
    )
}
