use super::settings::CHECKS;
use super::{Finding, Rule, Validated, plugin_missing};
use crate::desired::DesiredConnector;
use crate::plugins::{PluginRef, PluginSettings};
use crate::redaction::references::unusable;

/// Holds connectors against what their plugins said of their settings, without a call. `known` tells what that is, for
/// example from a [`DefinitionCache`](crate::plugins::DefinitionCache).
///
/// A value that refers to a secret is not resolved and taken for right. What only the service can tell, such as how
/// settings go together, is not checked; a plugin of which nothing is known, and a custom one, is a warning.
pub fn validate_offline(
    connectors: &[DesiredConnector],
    known: impl Fn(&PluginRef) -> Option<PluginSettings>,
) -> Validated {
    let findings = connectors.iter().flat_map(|connector| check(connector, &known));
    Validated {
        findings: findings.collect(),
        connectors: connectors.iter().map(|connector| connector.name.clone()).collect(),
    }
}

fn check(connector: &DesiredConnector, known: impl Fn(&PluginRef) -> Option<PluginSettings>) -> Vec<Finding> {
    let mut findings = references(connector);
    let Some(plugin) = connector.plugin() else {
        findings.push(plugin_missing(connector));
        return findings;
    };
    match (&plugin, known(&plugin)) {
        (_, Some(PluginSettings::Defined(definitions))) => {
            findings.extend(CHECKS.iter().flat_map(|check| check(connector, &definitions)));
        }
        (PluginRef::Managed(class), _) => findings.push(Finding::unchecked(
            connector,
            format!(
                "nothing is kept here of what {class} takes: its settings were not checked; ask for it once online"
            ),
        )),
        (PluginRef::Custom { .. }, _) => findings.push(Finding::unchecked(
            connector,
            "a custom connector: file, name and references were checked; of its settings nobody knows before it runs",
        )),
    }
    findings
}

/// References that lead nowhere wherever they are resolved.
fn references(connector: &DesiredConnector) -> Vec<Finding> {
    let written = connector.unresolved.iter().filter_map(|key| Some((key, connector.config.get(key)?)));
    let wrong = |(key, value): (&String, &ccloud_connect_secret::Secret)| {
        let told =
            |one: String| Finding::of_key(Rule::Reference, connector, key, format!("the value of `{key}`: {one}"));
        // It is taken apart, and nothing of it shown but its references.
        unusable(value.expose()).into_iter().map(told).collect::<Vec<_>>()
    };
    written.flat_map(wrong).collect()
}
