use crate::Client;

/// One environment, as the place where plugins with versions and artifacts live. Made by [`Client::environment`].
#[derive(Clone, Debug)]
pub struct Environment {
    client: Client,
    id: String,
}

impl Client {
    /// The environment `env-…`. Makes no call.
    pub fn environment(&self, id: impl Into<String>) -> Environment {
        Environment { client: self.clone(), id: id.into() }
    }
}

impl Environment {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its custom connect plugins.
    #[cfg(feature = "ccpm-v1")]
    #[must_use]
    pub fn plugins(&self) -> crate::plugins::ConnectPlugins {
        crate::plugins::ConnectPlugins::new(self.clone())
    }

    /// The custom connect plugin of that id, `ccp-…`. Makes no call, so it need not exist.
    #[cfg(feature = "ccpm-v1")]
    pub fn plugin(&self, id: impl Into<String>) -> crate::plugins::PluginHandle {
        crate::plugins::PluginHandle::new(self.clone(), id.into())
    }

    /// Its connect artifacts.
    #[cfg(feature = "cam-v1")]
    #[must_use]
    pub fn artifacts(&self) -> crate::artifacts::Artifacts {
        crate::artifacts::Artifacts::new(self.clone())
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}
