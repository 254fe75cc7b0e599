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

/// The text of the file with one row for each of these operations of an API version, given by key and method of the
/// generated client. What people wrote stays; a new operation is served by its builder.
pub fn with_operations(text: &str, api: &str, operations: &[(String, String)]) -> Result<String> {
    let mut file: DocumentMut = text.parse().with_context(|| format!("{FILE} is not well formed"))?;
    let section = file.entry(api).or_insert_with(|| Item::Table(Table::new()));
    let rows = section.as_table_mut().with_context(|| format!("{FILE}: `{api}` is no section"))?;
    rows.retain(|key, _| operations.iter().any(|(known, _)| known == key));
    for (key, method) in operations {
        let row = [("sdk", method.as_str()), ("cli", "api")];
        let row: InlineTable = row.into_iter().map(|(name, value)| (name, Array::from_iter([value]))).collect();
        rows.entry(key).or_insert_with(|| row.into());
    }
    Ok(file.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_operations_come_and_go_and_the_others_stay_as_they_are() {
        let text =
            "# kept\n[t-v1]\nlistT = { sdk = [\"Ts::list\"] } # kept\ngone = { sdk = [\"Ts::gone\"] }\n\n[outside]\n";
        let operation = |key: &str, method: &str| (key.to_owned(), format!("t_v1::Client::{method}"));
        let operations = [operation("listT", "list"), operation("GET /t", "get_t")];
        let expected = text.replace(
            "gone = { sdk = [\"Ts::gone\"] }\n",
            "\"GET /t\" = { sdk = [\"t_v1::Client::get_t\"], cli = [\"api\"] }\n",
        );
        assert_eq!(with_operations(text, "t-v1", &operations).unwrap(), expected);
        let section = "\n[u-v1]\nlistT = { sdk = [\"t_v1::Client::list\"], cli = [\"api\"] }\n";
        assert_eq!(with_operations(text, "u-v1", &operations[..1]).unwrap(), text.to_owned() + section);
    }
}
