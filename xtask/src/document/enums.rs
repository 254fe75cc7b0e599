//! Sets of words: all open, and one type for each set.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::Value;

use super::schema;
use crate::apis::Api;
use crate::misfits::Table;

/// Treats `x-extensible-enum` as `enum` (all are open in the end), drops sets of one word, and makes those that
/// apis.toml names into components, described as where they are found first.
pub fn name_enums(document: &mut Value, api: &Api) -> Result<usize> {
    let mut found = Vec::new();
    let mut count = 0;
    schema::each(document, &mut |pointer, schema| {
        let Value::Object(members) = schema else { return Ok(()) };
        if let Some(words) = members.shift_remove("x-extensible-enum") {
            members.insert("enum".to_owned(), words);
        }
        let Some(words) = members.get("enum").map(set) else { return Ok(()) };
        count += 1;
        if words.len() < 2 {
            members.shift_remove("enum");
        } else if let Some(name) = name_of(&words, api).filter(|_| !schema::is_component(pointer)) {
            found.push((name.clone(), schema.clone()));
            schema::refer(schema, name);
        }
        Ok(())
    })?;
    let is_found = |name: &String| found.iter().any(|(known, _)| known == name);
    api.all_fit(Table::Enums, api.enums.keys().filter(|name| !is_found(name)))?;
    if let Some(components) = schema::components(document) {
        for (name, schema) in found {
            components.entry(name).or_insert(schema);
        }
    }
    Ok(count)
}

fn name_of<'a>(words: &BTreeSet<String>, api: &'a Api) -> Option<&'a String> {
    api.enums.iter().find(|(_, listed)| listed.iter().cloned().collect::<BTreeSet<_>>() == *words).map(|(name, _)| name)
}

fn set(words: &Value) -> BTreeSet<String> {
    words.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(a: &Value, b: &Value) -> Value {
        json!({"paths": {}, "components": {"schemas": {"A": {"properties": {"a": a, "b": b}}}}})
    }

    fn api() -> Api {
        Api { enums: [("Kind".to_owned(), vec!["X".to_owned(), "Y".to_owned()])].into(), ..Default::default() }
    }

    #[test]
    fn the_same_words_are_one_type_in_whatever_order_and_manner() {
        let (closed, open) = (json!({"type": "string", "enum": ["X", "Y"]}), json!({"x-extensible-enum": ["Y", "X"]}));
        let mut document = document(&closed, &open);
        assert_eq!(name_enums(&mut document, &api()).unwrap(), 2);
        let kind = json!({"$ref": "#/components/schemas/Kind"});
        assert_eq!(document["components"]["schemas"]["A"]["properties"], json!({"a": kind, "b": kind}));
        assert_eq!(document["components"]["schemas"]["Kind"], closed);
    }

    #[test]
    fn one_word_is_no_set_and_a_name_without_words_is_an_error() {
        let (one, other) = (json!({"type": "string", "enum": ["X"]}), json!({"enum": ["P", "Q"]}));
        let mut before = document(&one, &other);
        name_enums(&mut before, &Api::default()).unwrap();
        assert_eq!(before, document(&json!({"type": "string"}), &other));
        assert!(name_enums(&mut document(&one, &other), &api()).is_err());
    }
}
