use super::Globs;
use crate::Error;
use crate::connectors::is_never_sent;

/// The keys that a comparison passes over and that are never sent: those that the service adds to every config on its
/// own ([`is_server_added`](crate::connectors::is_server_added)), and more on request.
#[derive(Clone, Debug, Default)]
pub struct AddedKeys {
    more: Globs,
}

impl AddedKeys {
    /// Those that the service adds, and all that one of the patterns fits.
    ///
    /// # Errors
    /// [`Error::Input`] when a pattern is none.
    pub fn and<P: AsRef<str>>(patterns: impl IntoIterator<Item = P>) -> Result<Self, Error> {
        Ok(Self { more: Globs::new(patterns)? })
    }

    /// Whether a key is one of them. The class of a custom connector is its plugin's.
    #[must_use]
    pub fn contains(&self, key: &str, is_custom: bool) -> bool {
        // A connector's name is never passed over: it is what the connector is.
        key != "name" && (is_never_sent(key, is_custom) || self.more.fit(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_adds_is_passed_over_and_what_was_asked_for() {
        let keys = AddedKeys::and(["tier.*", "exact", "n*"]).unwrap();
        for (key, is_custom, contains) in [
            ("kafka.endpoint", false, true),
            ("config.internal.x", false, true),
            ("connector.class", false, false),
            ("connector.class", true, true),
            ("tier.one", false, true),
            ("exact", false, true),
            ("exactly", false, false),
            ("topics", false, false),
            ("name", false, false),
        ] {
            assert_eq!(keys.contains(key, is_custom), contains, "{key}");
        }
        assert!(!AddedKeys::default().contains("exact", false));
        assert!(AddedKeys::and(["[a"]).is_err());
    }
}
