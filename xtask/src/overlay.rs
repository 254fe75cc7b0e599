//! `openapi/overlays/<api>.yaml`: corrections that a document needs before anything is made of it, in OpenAPI Overlay
//! 1.0. They hold for whatever document of that API comes, and name what they correct, so a document that no longer
//! needs one is told.

use anyhow::{Context, Result, anyhow};
use enumset::EnumSet;
use roas_overlay::apply::{Apply, ApplyErrorKind, ApplyOptions};
use roas_overlay::v1_0;
use roas_overlay::validation::Validate;
use serde_json::Value;

use crate::tree::Tree;
use crate::{generate, yaml};

/// Where the overlays stand, seen from the root.
pub const FOLDER: &str = "openapi/overlays";

/// The corrections of an API's document.
pub struct Overlay {
    /// The file, seen from the root.
    pub file: String,
    /// Digest of its bytes.
    pub sha256: String,
    actions: v1_0::Overlay,
}

impl Overlay {
    /// That of the API with this id, if its document needs one.
    pub fn of(tree: &Tree, id: &str) -> Result<Option<Self>> {
        let file = file(id);
        if !tree.has(&file) {
            return Ok(None);
        }
        let text = tree.text(&file)?;
        Self::parse(file, &text).map(Some)
    }

    fn parse(file: String, text: &str) -> Result<Self> {
        let value = yaml::parse(&file, text)?;
        let actions: v1_0::Overlay = yaml::typed(&value, "", "an overlay").with_context(|| file.clone())?;
        if let Err(error) = actions.validate(EnumSet::empty()) {
            // `#.actions[0].target` is what others write `/actions/0/target`.
            let first = error.errors.first().map(|it| format!("{}: {}", pointer(&it.path), it.message));
            return Err(anyhow!(first.unwrap_or_default()).context(file));
        }
        Ok(Self { sha256: generate::digest(text.as_bytes()), file, actions })
    }

    /// Corrects the document; an action that finds nothing to correct is an error.
    pub fn apply(&self, document: &mut Value) -> Result<()> {
        self.actions.apply(document, ApplyOptions::ErrorOnZeroMatch.into()).map(drop).map_err(|error| {
            let what = match error.kind {
                ApplyErrorKind::ZeroMatch => "matches nothing in the document".to_owned(),
                other => format!("cannot be applied: {other}"),
            };
            anyhow!("{}: action {}: `{}` {what}", self.file, error.action_index + 1, error.target)
        })
    }
}

/// Where the overlay of an API stands.
pub fn file(id: &str) -> String {
    format!("{FOLDER}/{id}.yaml")
}

fn pointer(path: &str) -> String {
    path.trim_start_matches('#').replace(['.', '['], "/").replace(']', "")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn overlay(actions: &str) -> Result<Overlay> {
        let head = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n";
        Overlay::parse("o.yaml".to_owned(), &format!("{head}{actions}"))
    }

    #[test]
    fn a_missing_mark_is_added_and_a_wrong_duty_taken_away() {
        let mut document = json!({"components": {"schemas": {"A": {"required": ["id", "key"], "properties":
            {"key": {"type": "string"}, "id": {}}}}}});
        let actions = "  - target: $..properties.key\n    update: {x-redact: true}\n\
                       \x20 - target: $.components.schemas.A.required\n    remove: true\n\
                       \x20 - target: $.components.schemas.A\n    update: {required: [id]}\n";
        overlay(actions).unwrap().apply(&mut document).unwrap();
        let corrected = json!({"required": ["id"], "properties":
            {"key": {"type": "string", "x-redact": true}, "id": {}}});
        assert_eq!(document["components"]["schemas"]["A"], corrected);
    }

    #[test]
    fn an_action_that_matches_nothing_is_told_with_file_number_and_target_and_changes_nothing() {
        let mut document = json!({"info": {"title": "t"}});
        let actions = "  - target: $.info\n    update: {title: u}\n  - target: $.paths['/a']\n    remove: true\n";
        let error = overlay(actions).unwrap().apply(&mut document).unwrap_err().to_string();
        assert_eq!(error, "o.yaml: action 2: `$.paths['/a']` matches nothing in the document");
        assert_eq!(document, json!({"info": {"title": "t"}}));
        let error = overlay("  - target: $.info.title\n    remove: true\n").unwrap().apply(&mut document).unwrap_err();
        assert!(error.to_string().starts_with("o.yaml: action 1: `$.info.title` cannot be applied: "), "{error}");
    }

    #[test]
    fn what_is_no_overlay_is_told_once_with_the_place() {
        for (actions, told) in [
            ("  - [1\n", "o.yaml:4:5: "),
            ("  - {update: {}}\n", "o.yaml: /actions/0: not as an overlay has it: missing field `target`"),
            ("  - {target: $.a, updates: {}}\n", "o.yaml: /actions/0: action must specify either"),
            ("  - {target: a.b, remove: true}\n", "o.yaml: /actions/0/target: invalid JSONPath"),
            ("  []\n", "o.yaml: /actions: must contain at least one entry"),
        ] {
            let error = format!("{:#}", overlay(actions).err().unwrap());
            assert!(error.starts_with(told) && error.lines().count() == 1, "{error}");
        }
    }
}
