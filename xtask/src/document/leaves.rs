//! Values that get a type of ours in place of plain text.

use anyhow::{Result, bail};
use progenitor::TypeImpl;
use serde_json::{Value, json};

use super::schema;
use crate::apis::Api;

/// The mark by which the generator finds our types.
pub const LEAF: &str = "x-leaf";

/// Our types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    Secret,
    ConnectorConfig,
    SignedUrl,
    PathSegment,
    Timestamp,
    Number,
    Unknown,
}

impl Leaf {
    pub const ALL: [Self; 7] = [
        Self::Secret,
        Self::ConnectorConfig,
        Self::SignedUrl,
        Self::PathSegment,
        Self::Timestamp,
        Self::Number,
        Self::Unknown,
    ];

    /// The value of the mark.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::ConnectorConfig => "connector-config",
            Self::SignedUrl => "signed-url",
            Self::PathSegment => "path-segment",
            Self::Timestamp => "timestamp",
            Self::Number => "number",
            Self::Unknown => "unknown",
        }
    }

    /// The type, seen from the root of `crates/api`.
    pub fn rust_type(self) -> &'static str {
        match self {
            Self::Secret => "secret::Secret",
            Self::ConnectorConfig => "secret::ConnectorConfig",
            Self::SignedUrl => "secret::SafeUrl",
            Self::PathSegment => "PathSegment",
            Self::Timestamp => "Timestamp",
            Self::Number => "Number",
            Self::Unknown => "secret::Unknown",
        }
    }

    /// The traits the generator may count on.
    pub fn implements(self) -> &'static [TypeImpl] {
        match self {
            Self::PathSegment | Self::Timestamp | Self::Number => &[TypeImpl::Display],
            Self::Secret | Self::ConnectorConfig | Self::SignedUrl | Self::Unknown => &[],
        }
    }

    /// A schema that becomes this type. It is text whatever the document says: the type alone decides.
    pub fn schema(self) -> Value {
        json!({"type": "string", LEAF: self.mark()})
    }

    fn replace(self, schema: &mut Value) {
        let description = schema.get("description").cloned();
        *schema = self.schema();
        if let Some(description) = description {
            schema["description"] = description;
        }
    }
}

/// Makes what the document marks with `x-redact` unprintable: marked text becomes a secret; a map that is marked, or
/// has a marked member, becomes a connector configuration as a whole, as its other members hold secrets too.
pub fn hide_marked(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    schema::each(document, &mut |pointer, schema| {
        let marked = is_marked(schema);
        let is_map = schema.get("additionalProperties").is_some_and(Value::is_object);
        let holds_secret = properties(schema).any(|member| member.get(LEAF) == Some(&json!(Leaf::Secret.mark())));
        match schema.get("type").and_then(Value::as_str) {
            Some("string") if marked => Leaf::Secret.replace(schema),
            Some("object") if is_map && (marked || holds_secret) => Leaf::ConnectorConfig.replace(schema),
            _ if marked => bail!("{pointer}: marked as secret, but neither text nor a map of texts"),
            _ => return Ok(()),
        }
        count += 1;
        Ok(())
    })?;
    Ok(count)
}

/// Whether the document says that a value of this schema must not be shown.
pub fn is_marked(schema: &Value) -> bool {
    schema.get("x-redact") == Some(&Value::Bool(true))
}

fn properties(schema: &Value) -> impl Iterator<Item = &Value> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(|members| members.values())
}

/// Path parameters are checked before anything is sent: `..` would address the parent.
pub fn check_path_segments(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    super::each_operation(document, &mut |_, operation| {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            if parameter["in"] == "path" {
                Leaf::PathSegment.replace(&mut parameter["schema"]);
                count += 1;
            }
        }
        Ok(())
    })?;
    Ok(count)
}

/// Times keep their text: one that is not RFC 3339 must not fail the whole answer.
pub fn keep_times(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    schema::each(document, &mut |_, schema| {
        if schema.get("format").is_some_and(|format| format == "date-time") {
            Leaf::Timestamp.replace(schema);
            count += 1;
        }
        Ok(())
    })?;
    Ok(count)
}

/// Numbers of any kind keep it: as floating point, a large whole number would lose its last digits.
pub fn keep_numbers(document: &mut Value, _: &Api) -> Result<usize> {
    let mut count = 0;
    schema::each(document, &mut |_, schema| {
        if schema.get("type").is_some_and(|kind| kind == "number") {
            Leaf::Number.replace(schema);
            count += 1;
        }
        Ok(())
    })?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(schema: Value) -> Result<Value> {
        let mut document = json!({"paths": {}, "components": {"schemas": {"A": schema}}});
        hide_marked(&mut document, &Api::default())?;
        Ok(document["components"]["schemas"]["A"].clone())
    }

    #[test]
    fn whatever_is_marked_or_holds_a_mark_is_hidden() {
        let text = json!({"type": "string"});
        let key = json!({"type": "string", "x-redact": true});
        let cases = [
            (json!({"type": "string", "x-redact": true, "description": "d"}), "secret"),
            (json!({"type": "object", "x-redact": true, "additionalProperties": text}), "connector-config"),
            (json!({"type": "object", "properties": {"k": key}, "additionalProperties": text}), "connector-config"),
        ];
        for (schema, leaf) in cases {
            assert_eq!(hidden(schema.clone()).unwrap()[LEAF], leaf, "{schema}");
        }
        assert_eq!(hidden(json!({"type": "object", "properties": {"k": text}})).unwrap().get(LEAF), None);
    }

    #[test]
    fn numbers_of_any_kind_get_our_type_and_whole_ones_stay() {
        let mut document = json!({"paths": {}, "components": {"schemas": {
            "A": {"type": "number", "description": "d"}, "B": {"type": "integer"}}}});
        assert_eq!(keep_numbers(&mut document, &Api::default()).unwrap(), 1);
        assert_eq!(document["components"]["schemas"]["A"][LEAF], "number");
        assert_eq!(document["components"]["schemas"]["A"]["description"], "d");
    }

    #[test]
    fn a_mark_that_cannot_be_kept_is_an_error() {
        assert!(hidden(json!({"type": "object", "x-redact": true, "properties": {}})).is_err());
        assert!(hidden(json!({"type": "integer", "x-redact": true})).is_err());
    }

    #[test]
    fn path_parameters_and_times_get_types_of_their_own() {
        let time = json!({"type": "string", "format": "date-time", "nullable": true, "readOnly": true});
        let mut document = json!({"paths": {"/{a}": {"get": {"parameters": [
            {"in": "path", "schema": {"type": "string"}}, {"in": "query", "schema": {"type": "string"}}]}}},
            "components": {"schemas": {"A": {"properties": {"at": time}}}}});
        assert_eq!(check_path_segments(&mut document, &Api::default()).unwrap(), 1);
        assert_eq!(keep_times(&mut document, &Api::default()).unwrap(), 1);
        assert_eq!(document["paths"]["/{a}"]["get"]["parameters"][0]["schema"], Leaf::PathSegment.schema());
        assert_eq!(document["components"]["schemas"]["A"]["properties"]["at"], Leaf::Timestamp.schema());
    }
}
