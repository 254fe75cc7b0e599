use ccloud_connect::Error;
use ccloud_connect::artifacts::Artifact;
use ccloud_connect::connectors::suggest;
use ccloud_connect::plugins::{ConnectPlugin, CustomPlugin};

use super::targets::{Outcome, say_only};
use crate::context::Context;
use crate::failure::Failure;

/// Something that exists, as a complete list tells it.
pub(super) struct Known {
    pub id: String,
    pub name: String,
}

impl From<CustomPlugin> for Known {
    fn from(plugin: CustomPlugin) -> Self {
        Self { id: plugin.id, name: plugin.name }
    }
}

impl From<ConnectPlugin> for Known {
    fn from(plugin: ConnectPlugin) -> Self {
        Self { id: plugin.id, name: plugin.name }
    }
}

impl From<Artifact> for Known {
    fn from(artifact: Artifact) -> Self {
        Self { id: artifact.id, name: artifact.name }
    }
}

/// Deletes by id. A 404 alone does not prove that there is nothing to delete: a complete list has to lack it.
pub(super) async fn delete<T: Into<Known>>(
    context: &Context,
    what: &str,
    id: &str,
    deletion: impl Future<Output = Result<(), Error>>,
    list: impl Future<Output = Result<Vec<T>, Error>>,
) -> Result<Outcome, Failure> {
    match deletion.await {
        Err(error @ Error::NotFound { .. }) => {
            let Ok(all) = list.await else { return Err(error.into()) };
            if is_absent(context, what, id, all) { Ok(Outcome::Absent) } else { Err(error.into()) }
        }
        outcome => Ok(outcome.map(|()| Outcome::Done)?),
    }
}

/// Whether a complete list lacks it. If so that is said, with those whose id or name is close to what was given: people try
/// names as well.
pub(super) fn is_absent<T: Into<Known>>(context: &Context, what: &str, id: &str, all: Vec<T>) -> bool {
    let all: Vec<Known> = all.into_iter().map(Into::into).collect();
    let is_absent = !all.iter().any(|known| known.id == id);
    if is_absent {
        let near = suggest(id, all.iter().flat_map(|known| [known.id.as_str(), known.name.as_str()]));
        let close = all.iter().filter(|known| near.contains(&known.id) || near.contains(&known.name));
        let close: Vec<_> = close.map(|known| format!("`{}` ({})", known.id, known.name)).collect();
        say_only(context, what, id, &close);
    }
    is_absent
}
