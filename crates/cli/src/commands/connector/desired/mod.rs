//! Connectors as code: `connector diff` and `connector apply`.
//!
//! [`options`] says how they are compared, [`rows`] and [`notes`] what comes of it, [`plan_file`] keeps that.

pub(super) mod apply;
pub(super) mod diff;
mod failed;
pub(super) mod fingerprints;
mod notes;
mod options;
mod plan_file;
mod prune;
mod rows;
