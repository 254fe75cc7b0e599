use std::collections::BTreeSet;

use ccloud_connect_secret::{ConnectorConfig, Secret};

use super::changes::{Change, KeyChange, compared, is_never_sent};
use super::create::complete;
use super::{Connector, LiveConfig, Replaced, refuse_masks};
use crate::error::{Error, quoted};

/// Changes to single settings of a connector: see [`Connector::amend`].
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is changed by it alone"]
pub struct ConfigEdit {
    set: ConnectorConfig,
    unset: BTreeSet<String>,
    keep_secrets: bool,
}

/// A config that is about to take the place of a connector's. Made by [`Connector::amend`].
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct Amendment {
    connector: Connector,
    before: LiveConfig,
    config: ConnectorConfig,
    /// What is left out for the service to keep.
    kept: Vec<String>,
}

impl ConfigEdit {
    /// No changes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a key this value.
    pub fn set(mut self, key: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.set.insert(key, value);
        self
    }

    /// Takes a key away.
    pub fn unset(mut self, key: impl Into<String>) -> Self {
        self.unset.insert(key.into());
        self
    }

    /// Leaves out the settings that the service hides and that get no new value, and relies on the service to keep them.
    /// Default: they are an error.
    ///
    /// No document says that the service keeps them: Confluent's public usage page says that a PUT replaces everything,
    /// while its Terraform provider does not send secrets again. Where they are required, a service that does not keep
    /// them refuses the call; where not, they would be gone.
    pub fn keep_secrets(mut self, keep: bool) -> Self {
        self.keep_secrets = keep;
        self
    }

    /// The live config, less what the service added, with these changes; and the keys that are left out to be kept.
    fn over(&self, live: &LiveConfig) -> Result<(ConnectorConfig, Vec<String>), Error> {
        refuse_masks(&self.set)?;
        let unknown: Vec<_> = self.unset.iter().filter(|key| !live.contains_key(key)).cloned().collect();
        if !unknown.is_empty() {
            return Err(Error::Input(format!("the connector has no setting {} to take away", quoted(&unknown))));
        }
        if self.unset.contains("name") {
            return Err(Error::Input("a connector has its name for good: it cannot be taken away".to_owned()));
        }
        let stays = |key: &str| {
            !is_never_sent(key, live.is_custom()) && !self.unset.contains(key) && !self.set.contains_key(key)
        };
        let hidden: Vec<_> = live.masked_keys().filter(|key| stays(key)).map(str::to_owned).collect();
        if !hidden.is_empty() && !self.keep_secrets {
            return Err(Error::Masked { keys: hidden });
        }
        let told = live.clone().told().into_iter().filter(|(key, _)| stays(key));
        Ok((told.chain(self.set.clone()).collect(), hidden))
    }
}

impl Connector {
    /// Reads the config and lays changes over it. Nothing is sent before [`Amendment::send`].
    /// `GET …/connectors/{name}/config`
    ///
    /// ```no_run
    /// # async fn example(connector: ccloud_connect::connectors::Connector) -> Result<(), ccloud_connect::Error> {
    /// use ccloud_connect::connectors::ConfigEdit;
    /// let edit = ConfigEdit::new().set("tasks.max", "2").set("kafka.api.key", "K").set("kafka.api.secret", "S");
    /// connector.amend(edit).await?.send().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of that name; [`Error::Masked`] with all keys whose value the service hides
    /// and that are neither set nor unset; [`Error::Input`] when a key to be taken away is not there, or the name is to
    /// be another.
    pub async fn amend(&self, edit: ConfigEdit) -> Result<Amendment, Error> {
        let before = self.config().await?;
        let (config, kept) = edit.over(&before)?;
        let config = complete(self.name(), config)?;
        Ok(Amendment { connector: self.clone(), before, config, kept })
    }
}

impl Amendment {
    /// The settings that are there.
    pub fn before(&self) -> &LiveConfig {
        &self.before
    }

    /// The whole config that is sent.
    pub fn config(&self) -> &ConnectorConfig {
        &self.config
    }

    /// Which keys it changes. What the service hides and what is set counts as changed, whatever it was.
    pub fn changes(&self) -> Vec<KeyChange> {
        let mut changes = compared(&self.before, &self.config, Some(Change::Changed));
        changes.retain(|change| !self.kept.contains(&change.key));
        changes
    }

    /// Puts the config in place. `PUT …/connectors/{name}/config`
    ///
    /// # Errors
    /// As [`Connector::update`].
    pub async fn send(self) -> Result<Replaced, Error> {
        let Self { connector, before, config, .. } = self;
        Ok(Replaced { before, after: connector.put(config).await? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live() -> LiveConfig {
        LiveConfig::from([
            ("name", "orders"),
            ("connector.class", "DatagenSource"),
            ("kafka.api.key", "****************"),
            ("kafka.api.secret", "**********"),
            ("db.files", "**/*.csv"),
            ("tasks.max", "1"),
            ("kafka.region", "us-west-2"),
            ("config.internal.x", "1"),
        ])
    }

    /// What is sent, and which keys are said to change.
    fn sent(edit: ConfigEdit) -> Result<(String, String), Error> {
        let client = crate::Client::builder().api_key("key", "secret").build().unwrap();
        let (config, kept) = edit.over(&live())?;
        let config = complete("orders", config)?;
        let connector = client.cluster("env-1", "lkc-1").connector("orders");
        let amendment = Amendment { connector, before: live(), config, kept };
        let change = |one: KeyChange| format!("{} {}", one.key, one.change.as_str());
        let changes = amendment.changes().into_iter().map(change).collect::<Vec<_>>().join(", ");
        let pairs = amendment.config().iter().map(|(key, value)| format!("{key}={}", value.expose()));
        Ok((pairs.collect::<Vec<_>>().join(" "), changes))
    }

    #[test]
    fn the_live_config_is_sent_with_the_changes_and_without_what_the_service_added() {
        let secrets = ConfigEdit::new().set("kafka.api.key", "K").set("kafka.api.secret", "S");
        let base = "connector.class=DatagenSource db.files=**/*.csv kafka.api.key=K kafka.api.secret=S name=orders";
        let changed = "kafka.api.key changed, kafka.api.secret changed";
        for (edit, expected, changes) in [
            (secrets.clone(), format!("{base} tasks.max=1"), changed.to_owned()),
            (
                secrets.clone().set("tasks.max", "2"),
                format!("{base} tasks.max=2"),
                format!("{changed}, tasks.max changed"),
            ),
            (secrets.clone().unset("tasks.max"), base.to_owned(), format!("{changed}, tasks.max removed")),
            (
                secrets.clone().set("topics", "a"),
                format!("{base} tasks.max=1 topics=a"),
                format!("{changed}, topics added"),
            ),
            (secrets.clone().set("name", "orders"), format!("{base} tasks.max=1"), changed.to_owned()),
            (secrets.unset("kafka.region"), format!("{base} tasks.max=1"), changed.to_owned()),
            (
                ConfigEdit::new().set("tasks.max", "2").set("kafka.api.key", "K").unset("kafka.api.secret"),
                "connector.class=DatagenSource db.files=**/*.csv kafka.api.key=K name=orders tasks.max=2".to_owned(),
                "kafka.api.key changed, kafka.api.secret removed, tasks.max changed".to_owned(),
            ),
            (
                ConfigEdit::new().set("tasks.max", "2").set("kafka.api.key", "K").keep_secrets(true),
                "connector.class=DatagenSource db.files=**/*.csv kafka.api.key=K name=orders tasks.max=2".to_owned(),
                "kafka.api.key changed, tasks.max changed".to_owned(),
            ),
        ] {
            assert_eq!(sent(edit).unwrap(), (expected, changes));
        }
    }

    #[test]
    fn what_the_service_hides_is_never_sent_back() {
        let masked = |edit: ConfigEdit| match sent(edit) {
            Err(Error::Masked { keys }) => keys.join(" "),
            other => panic!("{other:?}"),
        };
        assert_eq!(masked(ConfigEdit::new().set("tasks.max", "2")), "kafka.api.key kafka.api.secret");
        assert_eq!(masked(ConfigEdit::new().unset("kafka.api.key")), "kafka.api.secret");
        let asterisks = ConfigEdit::new().set("kafka.api.key", "**").set("tasks.max", "2").keep_secrets(true);
        assert_eq!(masked(asterisks), "kafka.api.key");
    }

    #[test]
    fn a_change_that_cannot_be_made_is_refused() {
        for (edit, message) in [
            (ConfigEdit::new().unset("b").unset("a"), "the connector has no setting `a`, `b` to take away"),
            (ConfigEdit::new().unset("name"), "a connector has its name for good: it cannot be taken away"),
            (ConfigEdit::new().set("name", "other").keep_secrets(true), "the config is named `other`, not `orders`"),
        ] {
            assert_eq!(sent(edit).unwrap_err().to_string(), message);
        }
    }
}
