//! Answers that may be one thing or another.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::leaves::{LEAF, Leaf};
use super::reach::{self, Way};
use super::schema;
use crate::apis::Api;

/// A choice in an answer becomes one object with every branch's members. Nothing is required of an answer, so the first
/// branch would always fit, and the members of the others would be lost. What is only sent stays a choice.
pub fn merge_received(document: &mut Value, _: &Api) -> Result<usize> {
    let components = schema::components(document).cloned().unwrap_or_default();
    let mut count = 0;
    reach::each(document, Way::Received, &mut |schema| {
        let choice = schema.get("oneOf").or(schema.get("anyOf"));
        let Some(branches) = choice.and_then(Value::as_array) else { return };
        // What stands beside the choice is in every branch.
        let beside = properties(schema).map(|members| json!({"type": "object", "properties": members}));
        let branches = beside.iter().chain(branches).cloned();
        let merged = branches.reduce(|one, other| merged(&one, &other, &components, 0));
        let tag = tag(schema);
        let description = schema.get("description").cloned();
        *schema = merged.unwrap_or_else(|| json!({}));
        if let Some(description) = description {
            schema["description"] = description;
        }
        if let (Some((name, words)), Some(members)) = (tag, schema.get_mut("properties").and_then(Value::as_object_mut))
        {
            members.entry(name).or_insert(words);
        }
        count += 1;
    })?;
    Ok(count)
}

/// The member that tells which branch it is, where the branches themselves may not have it.
fn tag(choice: &Value) -> Option<(String, Value)> {
    let discriminator = choice.get("discriminator")?;
    let words: Vec<_> =
        discriminator.get("mapping").and_then(Value::as_object).into_iter().flat_map(Map::keys).collect();
    let mut schema = json!({"type": "string"});
    if !words.is_empty() {
        schema["enum"] = json!(words);
    }
    Some((discriminator.get("propertyName")?.as_str()?.to_owned(), schema))
}

/// How deep two branches are merged.
const DEEPEST: usize = 8;

/// What can be read as either; any JSON where the two have nothing in common.
fn merged(one: &Value, other: &Value, components: &Map<String, Value>, depth: usize) -> Value {
    let (one, other) = (resolved(one, components), resolved(other, components));
    if one == other {
        return one.clone();
    }
    // Two that hold themselves would go on for ever.
    if depth == DEEPEST {
        return json!({});
    }
    let mut both = one.clone();
    for part in ["title", "required", "example"] {
        both.as_object_mut().and_then(|both| both.shift_remove(part));
    }
    match (properties(one), properties(other)) {
        (Some(_), Some(more)) => {
            for (name, schema) in more {
                let known = one["properties"].get(name);
                both["properties"][name] =
                    known.map_or_else(|| schema.clone(), |known| merged(known, schema, components, depth + 1));
            }
            if other.get("additionalProperties") == Some(&json!(true)) {
                both["additionalProperties"] = json!(true);
            }
            both
        }
        _ if one["type"] == "array" && other["type"] == "array" => {
            both["items"] = merged(&one["items"], &other["items"], components, depth + 1);
            both
        }
        _ if is_hidden(one) || is_hidden(other) => hidden(one, other),
        _ if is_text(one) && is_text(other) => text(one, other),
        _ => json!({}),
    }
}

/// A text with the words of both; any text, where one of them is.
fn text(one: &Value, other: &Value) -> Value {
    let words =
        |schema: &Value| schema.get("enum").or(schema.get("x-extensible-enum")).and_then(Value::as_array).cloned();
    let mut text = json!({"type": "string"});
    if let Some(description) = one.get("description") {
        text["description"] = description.clone();
    }
    if let (Some(mut all), Some(more)) = (words(one), words(other)) {
        all.extend(more.into_iter().filter(|word| !all.contains(word)).collect::<Vec<_>>());
        text["enum"] = all.into();
    }
    text
}

/// What is a secret in one branch is not shown in the other either.
fn hidden(one: &Value, other: &Value) -> Value {
    let is_secret = |schema: &Value| schema.get(LEAF) == Some(&json!(Leaf::Secret.mark()));
    if one.get(LEAF) == other.get(LEAF) || (is_secret(one) && is_text(other)) {
        return one.clone();
    }
    if is_text(one) && is_secret(other) { other.clone() } else { Leaf::Unknown.schema() }
}

fn is_hidden(schema: &Value) -> bool {
    let hidden = [Leaf::Secret, Leaf::ConnectorConfig, Leaf::SignedUrl, Leaf::Unknown];
    schema.get(LEAF).is_some_and(|mark| hidden.iter().any(|leaf| mark == leaf.mark()))
}

/// Of our own types, times are kept as text.
fn is_text(schema: &Value) -> bool {
    schema["type"] == "string" && schema.get(LEAF).is_none_or(|mark| mark == Leaf::Timestamp.mark())
}

fn resolved<'a>(schema: &'a Value, components: &'a Map<String, Value>) -> &'a Value {
    schema::target(schema).and_then(|name| components.get(name)).unwrap_or(schema)
}

fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(schemas: &Value) -> Value {
        let content = |name: &str| json!({"content": {"application/json": {"schema": schema::reference(name, None)}}});
        let mut document = json!({
            "paths": {"/a": {"post": {"requestBody": content("In"), "responses": {"2XX": content("Out")}}}},
            "components": {"schemas": schemas}});
        merge_received(&mut document, &Api::default()).unwrap();
        document["components"]["schemas"].clone()
    }

    #[test]
    fn a_choice_in_an_answer_has_the_members_of_all_branches_down_to_the_items_of_lists() {
        let list = |item: &str| {
            json!({"type": "object", "title": "T", "required": ["data"],
            "properties": {"data": {"type": "array", "items": schema::reference(item, None)}}})
        };
        let (text, whole) = (json!({"type": "string"}), json!({"type": "integer"}));
        let choice = json!({"description": "d", "oneOf": [list("P"), schema::reference("G", None)]});
        let schemas = after(&json!({"In": choice, "Out": choice, "G": list("Q"),
            "P": {"properties": {"p": text, "same": text, "x": text}},
            "Q": {"properties": {"q": text, "same": text, "x": whole}, "additionalProperties": true}}));
        assert_eq!(schemas["In"], choice, "what is sent stays a choice");
        assert_eq!(
            schemas["Out"],
            json!({"description": "d", "type": "object", "properties": {"data": {"type": "array", "items": {
                "properties": {"p": text, "same": text, "x": {}, "q": text}, "additionalProperties": true}}}})
        );
    }

    #[test]
    fn branches_that_hold_themselves_come_to_an_end() {
        let branch = |name: &str| json!({"properties": {name: {}, "next": schema::reference(name, None)}});
        let choice = json!({"anyOf": [schema::reference("A", None), schema::reference("B", None)]});
        let schemas = after(&json!({"Out": choice, "A": branch("A"), "B": branch("B")}));
        assert_eq!(schemas["Out"]["properties"].as_object().unwrap().len(), 3);
    }

    #[test]
    fn the_tag_of_a_choice_has_the_words_of_all_branches() {
        let branch = |word: &str| json!({"properties": {"kind": {"type": "string", "enum": [word]}}});
        let choice = json!({"oneOf": [schema::reference("A", None), schema::reference("B", None)]});
        let schemas = after(&json!({"Out": choice, "A": branch("a"), "B": branch("b")}));
        assert_eq!(schemas["Out"]["properties"]["kind"], json!({"type": "string", "enum": ["a", "b"]}));
        let mut tagged = choice;
        tagged["discriminator"] = json!({"propertyName": "kind", "mapping": {"X": "A", "Y": "B"}});
        let schemas = after(&json!({"Out": tagged, "A": {"properties": {"a": {}}}, "B": {"properties": {"b": {}}}}));
        assert_eq!(schemas["Out"]["properties"]["kind"], json!({"type": "string", "enum": ["X", "Y"]}));
        let beside = json!({"properties": {"id": {}}, "anyOf": [schema::reference("A", None)]});
        let schemas = after(&json!({"Out": beside, "A": {"properties": {"a": {}}}}));
        assert_eq!(schemas["Out"]["properties"], json!({"id": {}, "a": {}}));
    }

    #[test]
    fn what_is_secret_in_one_branch_is_shown_in_none() {
        let (text, secret, time) = (json!({"type": "string"}), Leaf::Secret.schema(), Leaf::Timestamp.schema());
        let none = Map::new();
        for (one, other, expected) in [
            (&text, &secret, &secret),
            (&secret, &text, &secret),
            (&secret, &json!({"type": "string", LEAF: "secret", "description": "d"}), &secret),
            (&secret, &json!({"type": "integer"}), &Leaf::Unknown.schema()),
            (&Leaf::ConnectorConfig.schema(), &text, &Leaf::Unknown.schema()),
            (&text, &time, &text),
            (&Leaf::Number.schema(), &text, &json!({})),
        ] {
            assert_eq!(merged(one, other, &none, 0), *expected, "{one} {other}");
        }
    }
}
