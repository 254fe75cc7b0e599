use ccloud_connect_secret::ConnectorConfig;

use super::{DesiredConnector, Place, Problem};
use crate::Error;
use crate::redaction::references::{References, Unresolved};

/// Puts secrets in the place of the references to them, in all connectors. Files are read, no call is made; relative paths
/// begin at the connector file's folder, and lead out of it by no way but to the secret root.
///
/// # Errors
/// [`Error::Files`] with every reference that leads to nothing, in its place; for connectors that stand in no file
/// [`Error::Unresolved`]. See [`References::resolve`] for what can be wrong.
pub fn resolve(connectors: &mut [DesiredConnector], references: &References) -> Result<(), Error> {
    let mut problems = Vec::new();
    for connector in connectors {
        match resolve_one(connector, references) {
            Err(Error::Unresolved { references }) if connector.origin.file().is_some() => {
                let mut found: Vec<_> = references.iter().map(|one| problem(connector, one)).collect();
                found.sort_by_key(|problem| problem.place);
                problems.extend(found);
            }
            outcome => outcome?,
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Files { problems }) }
}

fn resolve_one(connector: &mut DesiredConnector, references: &References) -> Result<(), Error> {
    let written =
        connector.unresolved.iter().filter_map(|key| Some((key.as_str(), connector.config.get(key)?.clone())));
    let written: ConnectorConfig = written.collect();
    for (key, value) in references.clone().folder(connector.origin.folder()).resolve(written)? {
        if let Some(text) = connector.config.insert(key.clone(), value) {
            connector.written.insert(key, text);
        }
    }
    connector.unresolved.clear();
    Ok(())
}

fn problem(connector: &DesiredConnector, one: &Unresolved) -> Problem {
    let origin = &connector.origin;
    Problem {
        file: origin.file().unwrap_or_else(|| "".as_ref()).to_owned(),
        place: Some(origin.key(&one.key).unwrap_or(Place::START)),
        key: Some(one.key.clone()),
        message: format!("the value of `{}`: {one}", one.key),
        is_reference: true,
    }
}
