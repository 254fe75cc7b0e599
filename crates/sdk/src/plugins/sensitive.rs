use crate::Error;
use crate::connectors::Cluster;

impl Cluster {
    /// The keys that a custom plugin declares secret: those of a version, else those of the plugin, else those of all its
    /// versions together.
    #[cfg_attr(
        not(any(feature = "connect-custom-plugin-v1", feature = "ccpm-v1")),
        allow(clippy::unused_async, reason = "without custom plugins there is nobody to ask")
    )]
    pub(crate) async fn sensitive_properties(&self, id: &str, version: Option<&str>) -> Result<Vec<String>, Error> {
        #[cfg(feature = "connect-custom-plugin-v1")]
        if version.is_none() {
            match self.client().custom_plugins().get(id).await {
                Err(Error::NotFound { .. }) => {}
                plugin => return plugin.map(|plugin| plugin.sensitive_properties),
            }
        }
        #[cfg(feature = "ccpm-v1")]
        {
            let plugin = self.client().environment(self.environment()).plugin(id);
            let versions = match version {
                Some(version) => vec![plugin.find(version).await?],
                None => plugin.versions().await?,
            };
            Ok(versions.into_iter().flat_map(|version| version.sensitive_properties).collect())
        }
        #[cfg(not(feature = "ccpm-v1"))]
        Err(Error::Input(format!("version {} of `{id}` is read with the feature `ccpm-v1`", version.unwrap_or("any"))))
    }
}
