use ccloud_connect::ClientBuilder;
use ccloud_connect::plugins::DefinitionCache;

use super::ids::Ids;
use super::profile::Profile;
use super::{Context, folders, variables};
use crate::failure::Failure;

/// What is known of the service without a call, and without credentials.
pub(crate) struct Offline {
    pub environment: Option<String>,
    pub cluster: Option<String>,
    /// What plugins said of their settings.
    pub definitions: Option<DefinitionCache>,
}

impl Context {
    /// What commands go by that call nobody.
    pub(crate) fn offline(&self) -> Result<Offline, Failure> {
        #[cfg(feature = "sandbox")]
        if self.global.sandbox {
            super::sandbox::refuse_foreign(&self.global)?;
            let (environment, cluster) = (self.global.environment.clone(), self.global.cluster.clone());
            return Ok(Offline { environment, cluster, definitions: None });
        }
        let profile = Profile::chosen(&self.global, self.variables())?;
        let given = self.given(self.global.endpoint.as_ref(), variables::ENDPOINT, profile.endpoint.as_ref());
        let endpoint = given.as_deref().unwrap_or(ClientBuilder::ENDPOINT);
        let Ids { environment, cluster, .. } = Ids::find(self, &profile);
        let folder = folders::cache_folder().map(|folder| folder.join("definitions"));
        Ok(Offline { environment, cluster, definitions: folder.map(|folder| DefinitionCache::new(folder, endpoint)) })
    }
}
