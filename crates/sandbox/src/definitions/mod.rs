//! The managed plugins this sandbox offers, and how a configuration is checked against one.
//!
//! Names, types, defaults and allowed values follow Confluent's public documentation; the help texts are ours.

mod check;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

pub(crate) use check::{Checked, check};

/// A managed plugin and the settings it knows.
#[derive(Debug, Deserialize)]
pub(crate) struct Definition {
    /// Short name, as `connector.class` holds it.
    pub(crate) class: String,
    pub(crate) java_class: String,
    /// `source` or `sink`.
    pub(crate) direction: String,
    pub(crate) version: String,
    pub(crate) settings: Vec<Setting>,
}

/// One setting of a plugin.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) display_name: String,
    pub(crate) documentation: String,
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) default: String,
    pub(crate) importance: String,
    /// Values to offer; with `closed` nothing else is taken.
    #[serde(default)]
    pub(crate) values: Vec<String>,
    #[serde(default)]
    pub(crate) closed: bool,
    /// Visible, and required if it is, only while another setting has a value.
    #[serde(default)]
    pub(crate) only_when: Option<Condition>,
    /// Smallest number taken.
    #[serde(default)]
    pub(crate) minimum: Option<i64>,
    #[serde(default)]
    pub(crate) maximum: Option<i64>,
}

/// The other setting, and the value it must have.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Condition {
    pub(crate) setting: String,
    pub(crate) is: String,
}

/// Type of a setting's value; on the wire in capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Kind {
    Boolean,
    Int,
    Long,
    String,
    List,
    Password,
}

impl Kind {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Boolean => "BOOLEAN",
            Self::Int => "INT",
            Self::Long => "LONG",
            Self::String => "STRING",
            Self::List => "LIST",
            Self::Password => "PASSWORD",
        }
    }
}

impl Definition {
    /// Whether values of this setting are never shown: by its type, or by its name when it is not a setting of ours.
    pub(crate) fn is_password(&self, setting: &str) -> bool {
        match self.settings.iter().find(|known| known.name == setting) {
            Some(known) => known.kind == Kind::Password,
            None => ["password", "secret"].iter().any(|word| setting.to_ascii_lowercase().contains(word)),
        }
    }
}

/// The plugin of this short name, in any case, or Java class.
pub(crate) fn find(class: &str) -> Option<&'static Definition> {
    all().iter().find(|known| known.class.eq_ignore_ascii_case(class) || known.java_class == class)
}

pub(crate) fn all() -> &'static [Definition] {
    static ALL: LazyLock<Vec<Definition>> =
        LazyLock::new(|| [include_str!("datagen_source.json"), include_str!("s3_sink.json")].map(read).into());
    &ALL
}

/// A plugin's own settings, with those that every managed plugin has in front.
fn read(text: &str) -> Definition {
    let every: Vec<Setting> = serde_json::from_str(include_str!("every.json")).expect("embedded and tested");
    let mut definition: Definition = serde_json::from_str(text).expect("embedded and tested");
    definition.settings.splice(0..0, every);
    definition
}

/// A flat configuration as a client sends it.
pub(crate) type Config = BTreeMap<String, String>;
