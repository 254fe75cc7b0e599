//! `openapi/operations.toml`: what people say of each operation.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table};

use crate::tree::Tree;

/// Where the rows stand, seen from the root.
pub const FILE: &str = "openapi/operations.toml";

/// The section of calls that no document describes.
pub const OUTSIDE: &str = "outside";

/// Rows by section and operation. A section is the id of an API version, so a second row is an error of the format.
pub type Rows = BTreeMap<String, BTreeMap<String, Row>>;

/// What serves an operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// `Type::method` of the SDK, or `module::Client::method` of the generated client where there is no other.
    pub sdk: Vec<String>,
    /// Words of the command, and maybe flags.
    #[serde(default)]
    pub cli: Vec<String>,
}

/// All rows.
pub fn load(tree: &Tree) -> Result<Rows> {
    toml::from_str(&tree.text(FILE)?).with_context(|| format!("{FILE} is not well formed"))
}

/// An operation that is to have a row.
pub struct Operation {
    pub key: String,
    /// The key of the same call before, if there was one.
    pub former: Option<String>,
    /// The method of the generated client.
    pub method: String,
}

/// The text of the file with one row for each of these operations of an API version. What people wrote stays; a new
/// operation is served by its builder.
pub fn with_operations(text: &str, api: &str, operations: &[Operation]) -> Result<String> {
    let mut file: DocumentMut = text.parse().with_context(|| format!("{FILE} is not well formed"))?;
    let section = file.entry(api).or_insert_with(|| Item::Table(Table::new()));
    let rows = section.as_table_mut().with_context(|| format!("{FILE}: `{api}` is no section"))?;
    for Operation { key, former, method } in operations {
        if !rows.contains_key(key) {
            let kept = former.as_ref().and_then(|former| rows.remove(former));
            rows.insert(key, kept.unwrap_or_else(|| by_builder(method)));
        }
        rename_builder(&mut rows[key], method);
    }
    rows.retain(|key, _| operations.iter().any(|operation| operation.key == key));
    Ok(file.to_string())
}

fn by_builder(method: &str) -> Item {
    let row = [("sdk", method), ("cli", "api")].map(|(name, value)| (name, Array::from_iter([value])));
    row.into_iter().collect::<InlineTable>().into()
}

/// A method of the generated client is called as it is now.
fn rename_builder(row: &mut Item, method: &str) {
    let client = method.trim_end_matches(|letter| letter != ':');
    let methods = row.get_mut("sdk").and_then(Item::as_array_mut);
    for value in methods.into_iter().flat_map(Array::iter_mut) {
        if value.as_str().is_some_and(|known| known != method && known.starts_with(client)) {
            let decor = value.decor().clone();
            *value = method.into();
            *value.decor_mut() = decor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_operations_come_and_go_and_the_others_stay_as_they_are() {
        let text =
            "# kept\n[t-v1]\nlistT = { sdk = [\"Ts::list\"] } # kept\ngone = { sdk = [\"Ts::gone\"] }\n\n[outside]\n";
        let operation = |key: &str, method: &str| Operation {
            key: key.to_owned(),
            former: None,
            method: format!("t_v1::Client::{method}"),
        };
        let operations = [operation("listT", "list"), operation("GET /t", "get_t")];
        let expected = text.replace(
            "gone = { sdk = [\"Ts::gone\"] }\n",
            "\"GET /t\" = { sdk = [\"t_v1::Client::get_t\"], cli = [\"api\"] }\n",
        );
        assert_eq!(with_operations(text, "t-v1", &operations).unwrap(), expected);
        let section = "\n[u-v1]\nlistT = { sdk = [\"t_v1::Client::list\"], cli = [\"api\"] }\n";
        assert_eq!(with_operations(text, "u-v1", &operations[..1]).unwrap(), text.to_owned() + section);
    }

    #[test]
    fn a_call_by_another_name_keeps_what_people_wrote_of_it() {
        let text = "[t-v1]\nold = { sdk = [\"Ts::list\", \"t_v1::Client::old\"], cli = [\"t list\"] }\n";
        let renamed =
            Operation { key: "new".into(), former: Some("old".into()), method: "t_v1::Client::new".to_owned() };
        assert_eq!(with_operations(text, "t-v1", &[renamed]).unwrap(), text.replace("old", "new"));
    }
}
