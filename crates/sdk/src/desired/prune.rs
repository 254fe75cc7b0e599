use std::collections::BTreeSet;

use super::Globs;
use crate::Error;
use crate::connectors::ConnectorSummary;

/// Which connectors are deleted because nothing names them any longer.
///
/// Nothing is deleted where nothing is desired: an empty list is more often a mistake than a wish.
#[derive(Clone, Debug)]
pub struct Prune {
    scope: Option<Globs>,
    most: usize,
}

impl Default for Prune {
    fn default() -> Self {
        Self { scope: None, most: 5 }
    }
}

impl Prune {
    /// All that nothing names, five at most.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many may be deleted at once: more than a person looks through are a mistake. Default 5.
    #[must_use]
    pub fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Only those with names that this pattern fits.
    ///
    /// # Errors
    /// [`Error::Input`] when it is no pattern.
    pub fn scope(mut self, pattern: impl AsRef<str>) -> Result<Self, Error> {
        self.scope = Some(Globs::new([pattern])?);
        Ok(self)
    }

    /// Those of the live connectors that it means.
    pub(super) fn choose<'a>(
        &self,
        live: &'a [ConnectorSummary],
        desired: &BTreeSet<&str>,
    ) -> Result<Vec<&'a ConnectorSummary>, Error> {
        if desired.is_empty() {
            return Err(Error::Input("no connector is desired, so all would be pruned: that is refused".to_owned()));
        }
        let is_meant = |name: &str| !desired.contains(name) && self.scope.as_ref().is_none_or(|scope| scope.fit(name));
        Ok(live.iter().filter(|one| is_meant(&one.name)).collect())
    }

    /// Refuses to delete too many.
    pub(super) fn check(&self, count: usize) -> Result<(), Error> {
        if count > self.most {
            return Err(Error::Input(format!("{count} connectors would be pruned, and {} at most may be", self.most)));
        }
        Ok(())
    }
}
