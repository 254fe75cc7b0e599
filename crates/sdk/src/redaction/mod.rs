//! Which settings are secret. One place decides, and when in doubt they are.

mod harmless;

#[cfg(feature = "connect-v1")]
use ccloud_connect_secret::{ConnectorConfig, Redactor};
use ccloud_connect_secret::{SafeUrl, Secret};
pub use harmless::is_harmless;

/// Teaches a redactor the values of a config that are not known to be harmless, so that a server that quotes them in a
/// message does not show them.
#[cfg(feature = "connect-v1")]
pub(crate) fn teach(redactor: &Redactor, config: &ConnectorConfig) {
    for (key, value) in config.iter() {
        if !is_harmless(key) {
            redactor.learn(value);
        }
    }
}

/// A value that may be shown, without the credentials that a URL in it may hold. `None` when it is a secret through and
/// through.
#[must_use]
pub fn shown(value: &Secret) -> String {
    // Shown on purpose: the caller found its key to be harmless.
    let text = value.expose();
    match url::Url::parse(text) {
        Ok(url) if url.has_host() && (!url.username().is_empty() || url.password().is_some()) => {
            SafeUrl::from(url).to_string()
        }
        _ => text.to_owned(),
    }
}
