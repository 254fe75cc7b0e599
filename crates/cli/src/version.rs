//! The documents that the program was generated from, for `--version -v`.

use ccloud_connect::{SPECS, Spec};

/// One line a document: its id, revision and digest, the last without a space in it.
pub(crate) fn documents() -> String {
    let width = |part: fn(&Spec) -> &str| SPECS.iter().map(|spec| part(spec).chars().count()).max().unwrap_or_default();
    let (id, revision) = (width(|spec| spec.id), width(|spec| spec.revision));
    let line = |spec: &Spec| format!("{:id$}  {:revision$}  {}", spec.id, spec.revision, spec.sha256);
    SPECS.iter().map(line).collect::<Vec<_>>().join("\n")
}
