use std::collections::BTreeSet;

/// Which secrets are written whether or not they are known to differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Rotation {
    /// None but those that are known to differ.
    #[default]
    None,
    /// Those of these keys, where a connector has them.
    Keys(BTreeSet<String>),
    /// All that the service hides.
    All,
}

impl Rotation {
    /// Whether a secret of this key is to be written anew.
    pub(super) fn forces(&self, key: &str) -> bool {
        match self {
            Self::None => false,
            Self::Keys(keys) => keys.contains(key),
            Self::All => true,
        }
    }
}
