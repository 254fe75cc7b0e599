//! What an archive says of itself, where that was not given, and whether it is fit for what was.

use super::PluginType;
#[cfg(feature = "inspect")]
use crate::inspect::{Evidence, Inspection, Intent, Plugin, PluginKind, Problem, Severity, Warning};
use crate::upload::Ready;
use crate::{Client, Error};

/// What is known of a plugin or version to be.
#[derive(Clone, Debug, Default)]
#[cfg_attr(
    not(feature = "inspect"),
    allow(dead_code, reason = "some facts are only held against what is in an archive")
)]
pub(super) struct Facts {
    /// The connectors: class, and source or sink.
    pub(super) classes: Vec<(String, Option<PluginType>)>,
    /// Of connectors that are not named.
    pub(super) connector_type: Option<PluginType>,
    /// Whether it becomes a version, which has all connectors, or a plugin, which has one.
    pub(super) is_version: bool,
    pub(super) documentation_link: Option<String>,
    pub(super) sensitive_properties: Option<Vec<String>>,
    /// What to know before it is sent.
    #[cfg(feature = "inspect")]
    pub(super) warnings: Vec<Warning>,
}

/// Adds what was not given. Nothing is known of an archive that was not looked into.
#[cfg(not(feature = "inspect"))]
#[allow(clippy::unused_async, reason = "it asks where archives are looked into")]
pub(super) async fn settle(_: &Client, _: &Ready, given: Facts) -> Result<Facts, Error> {
    Ok(given)
}

/// Adds what was not given. Nothing is known of an archive that was not looked into.
#[cfg(feature = "inspect")]
pub(super) async fn settle(client: &Client, ready: &Ready, given: Facts) -> Result<Facts, Error> {
    let Some(inspection) = &ready.inspection else { return Ok(given) };
    let mut warnings = inspection.warnings.clone();
    let classes = if given.classes.is_empty() { own(inspection, &given, &mut warnings) } else { given.classes };
    let kind = |kind: &Option<PluginType>| kind.as_ref().and_then(kind_of);
    let mut intent = Intent {
        classes: classes.iter().map(|(class, given)| (class.clone(), kind(given))).collect(),
        java: None,
        sensitive_properties: given.sensitive_properties.clone(),
        version: given.is_version,
    };
    intent.java = newest_java(client, inspection, &intent).await;
    warnings.extend(inspection.lint(&intent));
    if warnings.iter().any(|warning| warning.severity == Severity::Error) {
        warnings.retain(|warning| warning.severity == Severity::Error);
        return Err(Error::Unfit { path: ready.archive.path.clone(), problems: warnings });
    }
    let typed = |(class, given): (String, Option<PluginType>)| {
        let found = inspection.plugins.iter().find(|plugin| plugin.kind.is_connector() && plugin.class == class);
        (class, given.or_else(|| found.and_then(|plugin| type_of(plugin.kind))))
    };
    let classes: Vec<_> = classes.into_iter().map(typed).collect();
    let secrets = given.sensitive_properties.unwrap_or_else(|| secrets(inspection, &classes));
    warnings.extend(suggested(inspection, &classes, &secrets));
    Ok(Facts {
        classes,
        documentation_link: given.documentation_link.or_else(|| documentation_link(inspection)),
        sensitive_properties: Some(secrets),
        warnings,
        ..Facts::default()
    })
}

/// The archive's own connectors, of the type that is wanted if there are any.
#[cfg(feature = "inspect")]
fn own(inspection: &Inspection, given: &Facts, warnings: &mut Vec<Warning>) -> Vec<(String, Option<PluginType>)> {
    let wanted = given.connector_type.as_ref().and_then(kind_of);
    let all: Vec<&Plugin> = inspection.connectors().collect();
    let fitting: Vec<_> =
        all.iter().copied().filter(|plugin| wanted.is_none_or(|wanted| wanted == plugin.kind)).collect();
    let own = if fitting.is_empty() { all } else { fitting };
    if own.len() > 1 && !given.is_version {
        let connectors = own.iter().map(|plugin| format!("{} ({})", plugin.class, plugin.kind)).collect();
        warnings.push(Problem::SeveralConnectors { connectors }.into());
    }
    let named = |plugin: &Plugin| (plugin.class.clone(), given.connector_type.clone().or_else(|| type_of(plugin.kind)));
    own.into_iter().map(named).collect()
}

#[cfg(feature = "inspect")]
fn kind_of(connector_type: &PluginType) -> Option<PluginKind> {
    match connector_type {
        PluginType::Source => Some(PluginKind::Source),
        PluginType::Sink => Some(PluginKind::Sink),
        PluginType::Other(_) => None,
    }
}

#[cfg(feature = "inspect")]
fn type_of(kind: PluginKind) -> Option<PluginType> {
    match kind {
        PluginKind::Source => Some(PluginType::Source),
        PluginKind::Sink => Some(PluginType::Sink),
        _ => None,
    }
}

/// What the connectors define as passwords; a key that the service does not take it could not hide either.
#[cfg(feature = "inspect")]
fn secrets(inspection: &Inspection, classes: &[(String, Option<PluginType>)]) -> Vec<String> {
    let secrets = classes.iter().flat_map(|(class, _)| inspection.secrets_of(class));
    let keys = secrets.map(|secret| secret.name.clone()).filter(|key| super::limits::is_key(key));
    keys.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// What nothing but a name makes a secret is for the caller to decide.
#[cfg(feature = "inspect")]
fn suggested(inspection: &Inspection, classes: &[(String, Option<PluginType>)], hidden: &[String]) -> Option<Warning> {
    let is_used = |class: &str| classes.iter().any(|(used, _)| used == class);
    let open = inspection.sensitive_properties.iter().filter(|one| is_used(&one.class) && !hidden.contains(&one.name));
    let by_name = open.filter(|one| one.evidence == Evidence::Name).map(|one| one.name.clone());
    let keys: Vec<_> = by_name.collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    (!keys.is_empty()).then(|| Problem::SuggestedSecrets { keys }.into())
}

#[cfg(feature = "inspect")]
fn documentation_link(inspection: &Inspection) -> Option<String> {
    let link = inspection.manifest.as_ref()?.documentation_url.clone()?;
    super::limits::documentation_link(Some(&link)).is_ok().then_some(link)
}

/// Confluent Hub's title and version.
#[cfg(all(feature = "inspect", feature = "connect-custom-plugin-v1"))]
pub(super) fn name(ready: &Ready) -> Option<String> {
    let manifest = ready.inspection.as_ref()?.manifest.as_ref()?;
    let title = manifest.title.clone()?;
    let name = manifest.version.as_ref().map_or_else(|| title.clone(), |version| format!("{title} {version}"));
    crate::limits::name(Some(&name)).is_ok().then_some(name)
}

#[cfg(all(not(feature = "inspect"), feature = "connect-custom-plugin-v1"))]
pub(super) fn name(_: &Ready) -> Option<String> {
    None
}

/// What every runtime has, so that nobody has to be asked.
#[cfg(feature = "inspect")]
const COMMON_JAVA: u16 = 11;

/// The newest Java of all runtimes: which of them a connector will choose is not known yet. A service that does not tell
/// is no reason not to upload.
#[cfg(feature = "inspect")]
async fn newest_java(client: &Client, inspection: &Inspection, intent: &Intent) -> Option<u16> {
    let is_used = |plugin: &&Plugin| intent.classes.iter().any(|(class, _)| *class == plugin.class);
    let needed = inspection.connectors().filter(is_used).map(|plugin| plugin.java).max()?;
    if needed <= COMMON_JAVA { None } else { java_of_runtimes(client).await }
}

#[cfg(all(feature = "inspect", feature = "connect-custom-plugin-v1"))]
async fn java_of_runtimes(client: &Client) -> Option<u16> {
    let runtimes = client.runtimes().list().all().await.ok()?;
    runtimes.iter().flat_map(|runtime| &runtime.java_versions).filter_map(|version| version.parse().ok()).max()
}

#[cfg(all(feature = "inspect", not(feature = "connect-custom-plugin-v1")))]
#[allow(clippy::unused_async, reason = "it asks where runtimes are known")]
async fn java_of_runtimes(_: &Client) -> Option<u16> {
    None
}
