//! Whether a file is a document at all.

use std::collections::BTreeSet;

use anyhow::{Result, bail, ensure};
use serde_json::Value;

use super::METHODS;
use crate::yaml;

/// Refuses what is no OpenAPI 3.0 document, refers to what is not in it or to nothing but itself, or has paths that
/// cannot be filled in; says where.
pub fn check(document: &Value) -> Result<()> {
    let Some(version) = document.get("openapi") else { bail!("not an OpenAPI document: `/openapi` is missing") };
    let is_read = version.as_str().is_some_and(|version| version.starts_with("3.0."));
    ensure!(is_read, "/openapi: version {version} cannot be read, only 3.0");
    ensure!(document["paths"].is_object(), "not an OpenAPI document: `/paths` is missing or no map");
    References { document, sound: BTreeSet::new() }.within(document, "")?;
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.into_iter().try_for_each(|(path, item)| filled_in(document, path, item))
}

/// What stands between braces in a path is a parameter of each of its operations.
fn filled_in(document: &Value, path: &str, item: &Value) -> Result<()> {
    let names: Vec<_> = path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect();
    for method in METHODS.iter().filter(|method| item.get(method).is_some()) {
        let lists = [item, &item[method]].map(|owner| owner["parameters"].as_array());
        let resolved = |parameter: &'_ Value| {
            let target = parameter["$ref"].as_str().and_then(|to| document.pointer(to.strip_prefix('#')?));
            target.unwrap_or(parameter).clone()
        };
        let given: Vec<_> = lists.into_iter().flatten().flatten().map(resolved).collect();
        for name in &names {
            let is_given = given.iter().any(|it| it["in"] == "path" && it["name"] == *name);
            ensure!(is_given, "/paths/{}/{method}: no path parameter is called `{name}`", yaml::token(path));
        }
    }
    Ok(())
}

struct References<'d> {
    document: &'d Value,
    /// Those that lead to something at last.
    sound: BTreeSet<&'d str>,
}

impl<'d> References<'d> {
    fn within(&mut self, value: &'d Value, pointer: &str) -> Result<()> {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let is_found = self.target(reference).is_some();
                    ensure!(is_found, "{pointer}/$ref: `{reference}` leads nowhere in this document");
                    let ends = self.ends(reference, &mut Vec::new());
                    ensure!(ends, "{pointer}/$ref: `{reference}` leads to nothing but itself");
                }
                // Examples are data.
                let mut said = members.iter().filter(|(name, _)| !matches!(name.as_str(), "example" | "examples"));
                said.try_for_each(|(name, member)| self.within(member, &format!("{pointer}/{}", yaml::token(name))))
            }
            Value::Array(items) => {
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, item)| self.within(item, &format!("{pointer}/{index}")))
            }
            _ => Ok(()),
        }
    }

    /// Whether a reference, and what its target is put together from, lead to something at last.
    fn ends(&mut self, reference: &'d str, trail: &mut Vec<&'d str>) -> bool {
        if trail.contains(&reference) {
            return false;
        }
        if self.sound.contains(reference) {
            return true;
        }
        trail.push(reference);
        let is_sound = self.target(reference).is_none_or(|target| self.ends_in(target, trail));
        trail.pop();
        if is_sound {
            self.sound.insert(reference);
        }
        is_sound
    }

    fn ends_in(&mut self, value: &'d Value, trail: &mut Vec<&'d str>) -> bool {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            return self.ends(reference, trail);
        }
        let mut branches =
            ["allOf", "oneOf", "anyOf"].iter().filter_map(|keyword| value.get(keyword)?.as_array()).flatten();
        branches.all(|branch| self.ends_in(branch, trail))
    }

    fn target(&self, reference: &str) -> Option<&'d Value> {
        self.document.pointer(reference.strip_prefix('#')?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_put_together_from_itself_is_refused_and_what_holds_itself_is_not() {
        let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let with =
            |a: Value, b: Value| json!({"openapi": "3.0.3", "paths": {}, "components": {"schemas": {"A": a, "B": b}}});
        for (a, b) in [
            (to("A"), json!({})),
            (to("B"), to("A")),
            (json!({"allOf": [{"type": "object"}, to("A")]}), json!({})),
            (json!({"oneOf": [{"anyOf": [to("B")]}]}), json!({"allOf": [to("A")]})),
        ] {
            let error = check(&with(a, b)).unwrap_err().to_string();
            assert!(error.starts_with("/components/schemas/A/") && error.ends_with("nothing but itself"), "{error}");
        }
        let holds = json!({"properties": {"a": to("A")}, "items": to("A"), "allOf": [to("B")]});
        check(&with(holds, json!({"properties": {"a": to("A")}}))).unwrap();
        check(&with(json!({"allOf": [to("B"), to("B")]}), json!({}))).unwrap();
    }

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
        let path =
            json!({"openapi": "3.0.3", "paths": {"/a/{b}": {"get": {"parameters": [{"in": "query", "name": "b"}]}}}});
        assert_eq!(check(&path).unwrap_err().to_string(), "/paths/~1a~1{b}/get: no path parameter is called `b`");
        check(&get(json!({"$ref": "#/components/schemas/A"}))).unwrap();
        check(&get(json!({"properties": {"$ref": {"type": "string"}}}))).unwrap();
    }
}
