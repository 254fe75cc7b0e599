use super::compare::{Comparison, Hidden};
use super::{Change, DesiredConnector};
use crate::connectors::ConnectorSummary;

/// Beyond that many comparisons nobody is told of renamings: they are no hint any more in so great a change.
const MOST: usize = 10_000;

/// The one connector that nothing desired names and that is what a new one should be, but for the name. Secrets cannot be
/// compared, so they do not count.
pub(super) fn renamed_from(
    desired: &DesiredConnector,
    unnamed: &[&ConnectorSummary],
    creates: usize,
    comparison: &Comparison<'_>,
) -> Option<String> {
    if unnamed.len() * creates > MOST {
        return None;
    }
    let is_other = |change: &Change| change.is_known() && change.key != "name";
    let is_same = |live: &ConnectorSummary| {
        live.config.plugin() == desired.plugin()
            && !comparison.changes(desired, &live.config, |_, _| Hidden::Same).iter().any(is_other)
    };
    let mut same = unnamed.iter().filter(|live| is_same(live));
    same.next().filter(|_| same.next().is_none()).map(|live| live.name.clone())
}
