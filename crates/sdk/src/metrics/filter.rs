use ccloud_connect_api::metrics_v2::types::{self, Comparison, Operator};

use super::built;
use crate::Error;

/// Which points count. Labels are named with their prefix: `metric.topic`, `resource.connector.id`.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter(Node);

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Field { label: String, op: Comparison, value: LabelValue },
    Compound { op: Operator, filters: Vec<Filter> },
    Not(Box<Filter>),
}

/// What a label is compared with.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum LabelValue {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
}

impl Filter {
    /// The label has this value.
    pub fn eq(label: impl Into<String>, value: impl Into<LabelValue>) -> Self {
        Self::field(label.into(), Comparison::Eq, value.into())
    }

    /// The label is greater. Labels are compared as text, letter by letter.
    pub fn gt(label: impl Into<String>, value: impl Into<LabelValue>) -> Self {
        Self::field(label.into(), Comparison::Gt, value.into())
    }

    /// The label is greater or equal. Labels are compared as text, letter by letter.
    pub fn gte(label: impl Into<String>, value: impl Into<LabelValue>) -> Self {
        Self::field(label.into(), Comparison::Gte, value.into())
    }

    /// Each of the filters holds. One alone is that filter; of none, nothing can be asked.
    pub fn all_of(filters: impl IntoIterator<Item = Self>) -> Self {
        Self::compound(Operator::And, filters.into_iter().collect())
    }

    /// One of the filters holds. One alone is that filter; of none, nothing can be asked.
    pub fn any_of(filters: impl IntoIterator<Item = Self>) -> Self {
        Self::compound(Operator::Or, filters.into_iter().collect())
    }

    /// The filter does not hold.
    #[allow(clippy::should_implement_trait, reason = "it is made as its neighbours are, not from a filter")]
    pub fn not(filter: Self) -> Self {
        Self(Node::Not(Box::new(filter)))
    }

    fn field(label: String, op: Comparison, value: LabelValue) -> Self {
        Self(Node::Field { label, op, value })
    }

    fn compound(op: Operator, mut filters: Vec<Self>) -> Self {
        match filters.pop() {
            Some(only) if filters.is_empty() => only,
            last => {
                filters.extend(last);
                Self(Node::Compound { op, filters })
            }
        }
    }

    pub(super) fn wire(&self) -> Result<types::Filter, Error> {
        Ok(match &self.0 {
            Node::Field { label, op, value } => {
                let filter = types::FieldFilter::builder().field(label.clone()).op(op.clone()).value(value.wire());
                types::Filter::FieldFilter(built(filter)?)
            }
            Node::Compound { filters, .. } if filters.is_empty() => {
                return Err(Error::Input("a filter over no filters".to_owned()));
            }
            Node::Compound { op, filters } => {
                let filters = filters.iter().map(Self::wire).collect::<Result<Vec<_>, _>>()?;
                types::Filter::CompoundFilter(built(types::CompoundFilter::builder().op(op.clone()).filters(filters))?)
            }
            Node::Not(filter) => {
                let not = types::UnaryFilter::builder().op("NOT").filter(filter.wire()?);
                types::Filter::UnaryFilter(built(not)?)
            }
        })
    }
}

impl LabelValue {
    fn wire(&self) -> types::FieldFilterValue {
        match self {
            Self::Text(text) => types::FieldFilterValue::String(text.clone()),
            Self::Integer(number) => types::FieldFilterValue::Integer(*number),
        }
    }
}

impl From<&str> for LabelValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for LabelValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for LabelValue {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_filter_is_written_as_the_service_tells_its_kinds_apart() {
        let (one, two) = (Filter::eq("l", "v"), Filter::gt("n", 7));
        let (first, second) =
            (json!({"field": "l", "op": "EQ", "value": "v"}), json!({"field": "n", "op": "GT", "value": 7}));
        for (filter, expected) in [
            (one.clone(), first.clone()),
            (Filter::gte("n", "7"), json!({"field": "n", "op": "GTE", "value": "7"})),
            (Filter::all_of([one.clone()]), first.clone()),
            (Filter::any_of([one.clone(), two.clone()]), json!({"op": "OR", "filters": [first, second]})),
            (
                Filter::all_of([Filter::not(two.clone()), one.clone()]),
                json!({"op": "AND", "filters": [{"op": "NOT", "filter": second}, first]}),
            ),
        ] {
            assert_eq!(serde_json::to_value(filter.wire().unwrap()).unwrap(), expected);
        }
        assert!(Filter::not(Filter::any_of([])).wire().is_err());
    }
}
