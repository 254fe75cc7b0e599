use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Confluent Hub's `manifest.json`, as far as an upload can use it. What it leaves out is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Manifest {
    /// The component's short name.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Its name for people.
    pub title: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// Where its users read about it.
    pub documentation_url: Option<String>,
    /// Where its source is.
    pub source_url: Option<String>,
    /// Who publishes it: the short name on Confluent Hub.
    pub owner: Option<String>,
    /// What it says to hold: `source`, `sink`, `transform`, `converter`.
    pub component_types: Vec<String>,
    /// The names of its licences.
    pub licenses: Vec<String>,
}

impl Manifest {
    /// `None` when it is no JSON object. A field of another shape than known counts as left out.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let document: Value = serde_json::from_slice(bytes).ok()?;
        let fields = document.as_object()?;
        let text = |value: Option<&Value>| {
            value.and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let list = |key: &str| fields.get(key).and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            name: text(fields.get("name")),
            version: text(fields.get("version")),
            title: text(fields.get("title")),
            description: text(fields.get("description")),
            documentation_url: text(fields.get("documentation_url")),
            source_url: text(fields.get("source_url")),
            owner: text(fields.get("owner").and_then(|owner| owner.get("username"))),
            component_types: list("component_types").filter_map(|kind| text(Some(kind))).collect(),
            licenses: list("license").filter_map(|license| text(license.get("name"))).collect(),
        })
    }
}
