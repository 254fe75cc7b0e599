//! Whether a file is a document at all.

use anyhow::{Result, bail, ensure};
use serde_json::Value;

use crate::yaml;

/// Refuses what is no OpenAPI 3.0 document, or refers to what is not in it; says where.
pub fn check(document: &Value) -> Result<()> {
    let Some(version) = document.get("openapi") else { bail!("not an OpenAPI document: `/openapi` is missing") };
    let is_read = version.as_str().is_some_and(|version| version.starts_with("3.0."));
    ensure!(is_read, "/openapi: version {version} cannot be read, only 3.0");
    ensure!(document["paths"].is_object(), "not an OpenAPI document: `/paths` is missing or no map");
    references(document, document, "")
}

fn references(document: &Value, value: &Value, pointer: &str) -> Result<()> {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                let found = reference.strip_prefix('#').and_then(|inside| document.pointer(inside));
                ensure!(found.is_some(), "{pointer}/$ref: `{reference}` leads nowhere in this document");
            }
            // Examples are data.
            let mut said = members.iter().filter(|(name, _)| !matches!(name.as_str(), "example" | "examples"));
            said.try_for_each(|(name, member)| {
                references(document, member, &format!("{pointer}/{}", yaml::token(name)))
            })
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| references(document, item, &format!("{pointer}/{index}"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_no_document_is_refused_with_the_place() {
        let get = |schema: Value| {
            json!({"openapi": "3.0.3", "paths": {"/a": {"get": {"schema": schema}}},
            "components": {"schemas": {"A": {}}}})
        };
        for (document, told) in [
            (json!("text"), "not an OpenAPI document: `/openapi` is missing"),
            (json!({"swagger": "2.0"}), "not an OpenAPI document: `/openapi` is missing"),
            (json!({"openapi": "3.1.0", "paths": {}}), "/openapi: version \"3.1.0\" cannot be read, only 3.0"),
            (json!({"openapi": "3.0.0"}), "not an OpenAPI document: `/paths` is missing or no map"),
            (
                get(json!({"$ref": "#/components/schemas/B"})),
                "/paths/~1a/get/schema/$ref: `#/components/schemas/B` leads nowhere in this document",
            ),
            (
                get(json!({"$ref": "other.yaml#/A"})),
                "/paths/~1a/get/schema/$ref: `other.yaml#/A` leads nowhere in this document",
            ),
        ] {
            assert_eq!(check(&document).unwrap_err().to_string(), told);
        }
        check(&get(json!({"$ref": "#/components/schemas/A"}))).unwrap();
        check(&get(json!({"properties": {"$ref": {"type": "string"}}}))).unwrap();
    }
}
