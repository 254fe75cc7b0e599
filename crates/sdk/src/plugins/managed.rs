use ccloud_connect_api::connect_v1::types;
use ccloud_connect_secret::ConnectorConfig;

use super::ConfigDefinition;
use crate::connectors::{Cluster, ConnectorType, refuse_masks};
use crate::error::{Error, Kind};
use crate::near::near;

/// The managed plugins of a cluster. Made by [`Cluster::plugins`].
#[derive(Clone, Debug)]
pub struct ManagedPlugins {
    cluster: Cluster,
}

/// A plugin that Confluent runs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ManagedPlugin {
    /// Its short class name, such as `DatagenSource`: a connector's `connector.class`.
    pub class: String,
    /// Source or sink.
    pub connector_type: Option<ConnectorType>,
    /// Its version, where the service tells one.
    pub version: Option<String>,
}

/// What the service thinks of a config.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Validation {
    /// Every problem, by key.
    pub errors: Vec<InvalidSetting>,
    /// The settings the plugin knows.
    pub definitions: Vec<ConfigDefinition>,
}

/// One problem of a config.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidSetting {
    /// The key.
    pub key: String,
    /// What is wrong, scrubbed of the values that were sent.
    pub message: String,
    /// Values the service suggests instead.
    pub recommended_values: Vec<String>,
}

impl ManagedPlugins {
    pub(crate) fn new(cluster: Cluster) -> Self {
        Self { cluster }
    }

    /// All plugins. `GET …/connector-plugins`
    ///
    /// # Errors
    /// [`Error::NotFound`] when environment or cluster is unknown.
    pub async fn list(&self) -> Result<Vec<ManagedPlugin>, Error> {
        let api = self.cluster.api();
        let call = api.list_connector_plugins();
        let call = call.environment_id(self.cluster.environment()).kafka_cluster_id(self.cluster.kafka_cluster());
        let answer = call.send().await.map_err(|error| Error::from(error).about(Kind::Cluster, self.scope()))?;
        let plugin = |plugin: types::ConnectorPlugin| ManagedPlugin {
            class: plugin.class.unwrap_or_default(),
            connector_type: plugin.type_,
            version: plugin.version.filter(|version| !version.is_empty()),
        };
        let listed: Vec<_> = answer.into_inner().into_iter().map(plugin).collect();
        self.cluster.client().known().listed(&listed);
        Ok(listed)
    }

    /// The settings that a plugin knows. A validation of nothing but the class, which is how the service tells them.
    ///
    /// # Errors
    /// [`Error::NotFound`] with near names when there is no such class; they cost a list request.
    pub async fn definitions(&self, class: &str) -> Result<Vec<ConfigDefinition>, Error> {
        match self.learn(class, true).await {
            Err(Error::NotFound { what, name, answer, .. }) => {
                let listed = self.list().await.unwrap_or_default();
                let near = near(class, listed.iter().map(|plugin| plugin.class.as_str()));
                Err(Error::NotFound { what, name, near, answer })
            }
            outcome => outcome,
        }
    }

    pub(super) async fn settings(&self, class: &str) -> Result<Vec<ConfigDefinition>, Error> {
        let validation = self.validate(class, ConnectorConfig::from([("connector.class", class)])).await?;
        Ok(validation.definitions)
    }

    /// Checks a config without creating anything. `PUT …/connector-plugins/{class}/config/validate`
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such class; [`Error::Masked`] when a value is a mask. A config with problems is
    /// no error: see [`Validation::errors`].
    pub async fn validate(&self, class: &str, config: ConnectorConfig) -> Result<Validation, Error> {
        refuse_masks(&config)?;
        let redactor = self.cluster.client().redactor();
        let api = self.cluster.api();
        let call = api.validate_connector_plugin().plugin_name(class).body(config);
        let call = call.environment_id(self.cluster.environment()).kafka_cluster_id(self.cluster.kafka_cluster());
        let answer = call.send().await.map_err(|error| Error::from(error).about(Kind::Plugin, class))?;
        let mut validation = Validation { errors: Vec::new(), definitions: Vec::new() };
        for setting in answer.into_inner().configs {
            validation.errors.extend(problems(&setting, |message| redactor.scrub(message)));
            validation.definitions.extend(ConfigDefinition::from_wire(setting));
        }
        Ok(validation)
    }

    pub(super) fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    fn scope(&self) -> &str {
        self.cluster.kafka_cluster()
    }
}

fn problems(setting: &types::ValidatedConfig, scrub: impl Fn(&str) -> String) -> Vec<InvalidSetting> {
    let Some(value) = &setting.value else { return Vec::new() };
    let defined = setting.definition.as_ref().and_then(|definition| definition.name.clone());
    let key = value.name.clone().or(defined).unwrap_or_default();
    let problem = |message: &String| InvalidSetting {
        key: key.clone(),
        message: scrub(message),
        recommended_values: value.recommended_values.clone(),
    };
    value.errors.iter().map(problem).collect()
}
