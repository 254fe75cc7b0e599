use std::collections::{BTreeMap, HashSet};

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt as _};

use super::settings::known;
use super::{Finding, Rule, Validated, plugin_missing};
use crate::Error;
use crate::connectors::{Cluster, class};
use crate::desired::DesiredConnector;
use crate::near::near;
use crate::plugins::{InvalidSetting, PluginRef};

/// So many connectors are checked at once.
const AT_ONCE: usize = 4;

/// Has the service check connectors as they are; references have to be resolved before. One call for each connector on a
/// managed plugin, `PUT …/connector-plugins/{class}/config/validate`, and one look at each custom plugin, whose settings
/// the service does not check before they are used: that is a warning.
///
/// What the plugins say of their settings is kept for [`validate_offline`](super::validate_offline) where the client has a
/// definition cache; that is one more call for each class, once a day.
///
/// # Errors
/// That a call failed, and not what the service finds wrong: that is in [`Validated::findings`].
pub async fn validate(cluster: &Cluster, connectors: &[DesiredConnector]) -> Result<Validated, Error> {
    let checks = stream::iter(connectors.iter().map(|connector| check(cluster, connector)));
    let checked: Vec<Result<Vec<Finding>, Error>> = checks.buffered(AT_ONCE).collect().await;
    let mut findings = Vec::new();
    for found in checked {
        findings.extend(found?);
    }
    recommend_classes(cluster, connectors, &mut findings).await?;
    keep(cluster, connectors, &findings).await;
    let connectors = connectors.iter().map(|connector| connector.name.clone()).collect();
    Ok(Validated { connectors, findings })
}

async fn check(cluster: &Cluster, connector: &DesiredConnector) -> Result<Vec<Finding>, Error> {
    match connector.plugin() {
        None => Ok(vec![plugin_missing(connector)]),
        Some(PluginRef::Managed(class)) => managed(cluster, connector, &class).await,
        Some(PluginRef::Custom { id, version }) => custom(cluster, connector, &id, version.as_deref()).await,
    }
}

async fn managed(cluster: &Cluster, connector: &DesiredConnector, named: &str) -> Result<Vec<Finding>, Error> {
    let checked = match cluster.plugins().validate(named, connector.config.clone()).await {
        Err(Error::NotFound { .. }) => {
            let message = format!("no managed plugin `{named}` is available to the cluster");
            return Ok(vec![Finding::of_key(Rule::Plugin, connector, CLASS, message)]);
        }
        checked => checked?,
    };
    let told = |InvalidSetting { key, message, recommended_values, .. }: InvalidSetting| {
        Finding::of_key(Rule::Setting, connector, &key, message).recommending(recommended_values)
    };
    let mut findings: Vec<_> = checked.errors.into_iter().map(told).collect();
    findings.extend(known(connector, &checked.definitions));
    Ok(findings)
}

async fn custom(
    cluster: &Cluster,
    connector: &DesiredConnector,
    id: &str,
    version: Option<&str>,
) -> Result<Vec<Finding>, Error> {
    match cluster.sensitive_properties(id, version).await {
        Err(Error::NotFound { .. }) => {
            let of = version.map(|version| format!(", version `{version}`,")).unwrap_or_default();
            let message = format!("no custom plugin `{id}`{of} is to be seen with this key");
            Ok(vec![Finding::of_key(Rule::Plugin, connector, "confluent.custom.plugin.id", message)])
        }
        Err(error) => Err(error),
        Ok(_) => Ok(vec![Finding::unchecked(
            connector,
            "a custom connector: file, name, references and plugin were checked; the service does not check its settings \
             before it runs",
        )]),
    }
}

const CLASS: &str = "connector.class";

/// Classes that may have been meant, by one list request for all.
///
/// # Errors
/// That there is no such cluster: the service answers alike to what asks for one of its plugins.
async fn recommend_classes(
    cluster: &Cluster,
    connectors: &[DesiredConnector],
    findings: &mut [Finding],
) -> Result<(), Error> {
    let mut unknown = findings.iter_mut().filter(|one| one.rule == Rule::Plugin && one.key.as_deref() == Some(CLASS));
    let mut given: BTreeMap<&str, &str> = BTreeMap::new();
    for connector in connectors {
        given.extend(class(&connector.config).map(|class| (connector.name.as_str(), class)));
    }
    let Some(first) = unknown.next() else { return Ok(()) };
    let listed = cluster.plugins().list().await?;
    for finding in std::iter::once(first).chain(unknown) {
        let given = finding.connector.as_deref().and_then(|name| given.get(name)).copied().unwrap_or_default();
        finding.recommended = near(given, listed.iter().map(|plugin| plugin.class.as_str()));
    }
    Ok(())
}

/// What plugins say is read where it is not known, and kept for those who cannot ask.
async fn keep(cluster: &Cluster, connectors: &[DesiredConnector], findings: &[Finding]) {
    if !cluster.client().known().is_kept() {
        return;
    }
    let is_there = |connector: &&DesiredConnector| {
        let of_it = |finding: &&Finding| finding.connector.as_ref() == Some(&connector.name);
        !findings.iter().filter(of_it).any(|finding| finding.rule == Rule::Plugin)
    };
    let plugins: HashSet<_> = connectors.iter().filter(is_there).filter_map(DesiredConnector::plugin).collect();
    join_all(plugins.iter().map(|plugin| cluster.classification(Some(plugin)))).await;
}
