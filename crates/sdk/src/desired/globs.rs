use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::Error;

/// Patterns of names, as shells have them: `*` fits any letters, `?` one, `[ab]` and `{a,b}` choose.
#[derive(Clone, Debug, Default)]
pub(super) struct Globs(GlobSet);

impl Globs {
    pub(super) fn new<P: AsRef<str>>(patterns: impl IntoIterator<Item = P>) -> Result<Self, Error> {
        let wrong = |error: globset::Error| {
            let pattern = error.glob().unwrap_or_default();
            Error::Input(format!("`{pattern}` is no pattern: {}", error.kind()))
        };
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            set.add(Glob::new(pattern.as_ref()).map_err(wrong)?);
        }
        Ok(Self(set.build().map_err(wrong)?))
    }

    /// Whether one of the patterns fits the whole text.
    pub(super) fn fit(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}
