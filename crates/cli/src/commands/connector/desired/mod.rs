//! Connectors as code: `connector diff` and `connector apply`.
//!
//! [`options`] and [`load`] say what should be, [`rows`] and [`notes`] how that differs, [`plan_file`] keeps it.

pub(super) mod apply;
pub(super) mod diff;
mod failed;
mod fingerprints;
mod load;
mod notes;
mod options;
mod plan_file;
mod prune;
mod rows;
