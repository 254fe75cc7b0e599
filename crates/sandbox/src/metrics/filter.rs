//! Which connectors a query is about.

use serde_json::{Map, Value};

use super::CONNECTOR_ID;

#[derive(Debug)]
pub(crate) enum Filter {
    Field(Comparison, String),
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Comparison {
    Equal,
    Greater,
    GreaterOrEqual,
}

impl Filter {
    /// Members tell the kinds apart: `filters`, `filter`, else it compares a field.
    pub(super) fn read(filter: &Value, problems: &mut Vec<String>) -> Option<Self> {
        let read = filter.as_object().ok_or_else(|| "filter must be an object".to_owned()).and_then(|filter| {
            let op = filter.get("op").and_then(Value::as_str).unwrap_or_default();
            if let Some(filters) = filter.get("filters") {
                compound(op, filters, problems)
            } else if let Some(inner) = filter.get("filter") {
                negated(op, inner, problems)
            } else {
                comparison(op, filter)
            }
        });
        read.map_err(|problem| problems.push(problem)).ok()
    }

    pub(super) fn matches(&self, connector_id: &str) -> bool {
        match self {
            Self::Field(Comparison::Equal, value) => connector_id == value,
            Self::Field(Comparison::Greater, value) => connector_id > value.as_str(),
            Self::Field(Comparison::GreaterOrEqual, value) => connector_id >= value.as_str(),
            Self::All(filters) => filters.iter().all(|filter| filter.matches(connector_id)),
            Self::Any(filters) => filters.iter().any(|filter| filter.matches(connector_id)),
            Self::Not(filter) => !filter.matches(connector_id),
        }
    }

    /// Whether it names the resources, as every query must.
    pub(super) fn names_resources(&self) -> bool {
        match self {
            Self::Field(..) => true,
            Self::All(filters) => filters.iter().any(Self::names_resources),
            Self::Any(filters) => !filters.is_empty() && filters.iter().all(Self::names_resources),
            Self::Not(_) => false,
        }
    }
}

fn compound(op: &str, filters: &Value, problems: &mut Vec<String>) -> Result<Filter, String> {
    let filters = filters.as_array().ok_or("filters must be a list")?;
    let filters = filters.iter().filter_map(|filter| Filter::read(filter, problems)).collect();
    match op {
        "AND" => Ok(Filter::All(filters)),
        "OR" => Ok(Filter::Any(filters)),
        _ => Err(format!("a filter of filters has the op AND or OR, not {op:?}")),
    }
}

fn negated(op: &str, filter: &Value, problems: &mut Vec<String>) -> Result<Filter, String> {
    // What is wrong with the other is noted already: nothing is known of the connectors it would choose.
    let inner = Filter::read(filter, problems).unwrap_or(Filter::Any(Vec::new()));
    match op {
        "NOT" => Ok(Filter::Not(Box::new(inner))),
        _ => Err(format!("a filter of one other has the op NOT, not {op:?}")),
    }
}

fn comparison(op: &str, filter: &Map<String, Value>) -> Result<Filter, String> {
    let field = filter.get("field").and_then(Value::as_str).unwrap_or_default();
    if field != CONNECTOR_ID {
        return Err(format!("there is no label {field:?} to filter by, only {CONNECTOR_ID}"));
    }
    let value = match filter.get("value") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) if !number.is_f64() => number.to_string(),
        _ => return Err("the value of a filter is a string or a whole number".to_owned()),
    };
    let comparison = match op {
        "EQ" => Comparison::Equal,
        "GT" => Comparison::Greater,
        "GTE" => Comparison::GreaterOrEqual,
        _ => return Err(format!("a filter compares by EQ, GT or GTE, not {op:?}")),
    };
    Ok(Filter::Field(comparison, value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(op: &str, value: &str) -> Value {
        json!({"op": op, "field": CONNECTOR_ID, "value": value})
    }

    #[test]
    fn filters_choose_connectors_and_tell_whether_they_name_any() {
        let b = field("EQ", "b");
        for (filter, chosen, names) in [
            (b.clone(), "b", true),
            (field("GT", "b"), "c", true),
            (field("GTE", "b"), "bc", true),
            (json!({"op": "OR", "filters": [b, field("EQ", "a")]}), "ab", true),
            (json!({"op": "AND", "filters": [field("GTE", "b"), {"op": "NOT", "filter": b}]}), "c", true),
            (json!({"op": "NOT", "filter": b}), "ac", false),
            (json!({"op": "OR", "filters": [b, {"op": "NOT", "filter": b}]}), "abc", false),
        ] {
            let mut problems = Vec::new();
            let read = Filter::read(&filter, &mut problems).unwrap();
            let ids: String = ["a", "b", "c"].into_iter().filter(|id| read.matches(id)).collect();
            assert_eq!((ids.as_str(), read.names_resources(), problems.len()), (chosen, names, 0), "{filter}");
        }
    }
}
