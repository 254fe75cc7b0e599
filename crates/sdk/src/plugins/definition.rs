use ccloud_connect_api::connect_v1::types;
pub use ccloud_connect_api::connect_v1::types::ConfigType;
use serde::{Deserialize, Serialize};

/// What a plugin says about one of its settings.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ConfigDefinition {
    /// The key.
    pub name: String,
    /// The type; `PASSWORD` is the authority on what is secret.
    pub value_type: Option<ConfigType>,
    /// Whether it must be given.
    pub required: bool,
    /// Its default as text; `None` for none or an empty one, and for any of a `PASSWORD`.
    pub default_value: Option<String>,
    /// What it is for; the display name where the service has no text.
    pub documentation: String,
    /// Its name for people.
    pub display_name: Option<String>,
    /// How much it matters: `HIGH`, `MEDIUM` or `LOW`.
    pub importance: Option<String>,
    /// The section of a form it belongs to.
    pub group: Option<String>,
    /// Its place in that section, from one on.
    pub order: Option<i64>,
    /// How wide its field in a form should be.
    pub width: Option<String>,
    /// Another key it goes by.
    pub alias: Option<String>,
    /// The keys of settings that depend on it.
    pub dependents: Vec<String>,
    /// Values the service suggests; none for a `PASSWORD`.
    pub recommended_values: Vec<String>,
}

impl ConfigDefinition {
    /// `None` for one without a name.
    pub(super) fn from_wire(setting: types::ValidatedConfig) -> Option<Self> {
        let definition = setting.definition?;
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let display_name = filled(definition.display_name);
        let is_password = definition.type_ == Some(ConfigType::Password);
        let recommended_values = setting.value.map(|value| value.recommended_values).unwrap_or_default();
        Some(Self {
            name: definition.name?,
            value_type: definition.type_,
            required: definition.required.unwrap_or_default(),
            default_value: filled(definition.default_value).filter(|_| !is_password),
            documentation: filled(definition.documentation).or(display_name.clone()).unwrap_or_default(),
            display_name,
            importance: definition.importance.map(|importance| importance.to_string()),
            group: filled(definition.group),
            order: definition.order,
            width: definition.width.map(|width| width.to_string()),
            alias: filled(definition.alias),
            dependents: definition.dependents,
            recommended_values: if is_password { Vec::new() } else { recommended_values },
        })
    }
}
