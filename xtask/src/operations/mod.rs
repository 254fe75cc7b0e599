//! `openapi/README.md`: which method of the SDK and which command serves each operation, all of it proved.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::apis::{self, Api};
use crate::finding::Finding;
use crate::tree::Tree;
use crate::{document, yaml};

mod commands;
mod methods;
mod rows;

use commands::Commands;
use methods::Methods;
use rows::{OUTSIDE, Operation, Row, Rows};

/// The file that holds the table, seen from the root.
pub const FILE: &str = "openapi/README.md";

/// Ends what people write in the file; the rest is ours.
const MARK: &str = "<!-- All below is written by `cargo xtask generate`. -->\n";

/// The operations of a document, by id, or by method and path where it gives none.
struct Document {
    api: String,
    operations: Vec<String>,
}

/// The whole file as it should be.
pub fn readme(tree: &Tree) -> Result<String> {
    let file = tree.text(FILE)?;
    let (head, _) = file.split_once(MARK).with_context(|| format!("{FILE} has no line `{}`", MARK.trim_end()))?;
    let rows = rows::load(tree)?;
    let documents = documents(tree)?;
    let wrong: Vec<_> = wrong_rows(tree, &rows, &documents)?.iter().map(Finding::to_string).collect();
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(format!("{head}{MARK}\n{}", table(&rows, &documents)))
}

/// Operations and rows that do not fit together, and rows that are not true.
pub fn findings(tree: &Tree) -> Result<Vec<Finding>> {
    wrong_rows(tree, &rows::load(tree)?, &documents(tree)?)
}

fn wrong_rows(tree: &Tree, rows: &Rows, documents: &[Document]) -> Result<Vec<Finding>> {
    Ok(unmatched(rows, documents).into_iter().chain(unproved(tree, rows)?).collect())
}

/// Every document's operations, in its order.
fn documents(tree: &Tree) -> Result<Vec<Document>> {
    let read = |api: Api| {
        let name = api.document();
        let operations = operations(&yaml::parse(&name, &tree.text(&name)?)?).context(name)?;
        Ok(Document { api: api.id, operations })
    };
    apis::load(tree, &[])?.into_iter().map(read).collect()
}

/// Puts a row for each operation of a document that is to come into the tree, where the one before it still is, and takes
/// those of others out.
pub fn put_rows(tree: &mut Tree, api: &Api, document: &Value) -> Result<()> {
    let file = api.document();
    let old = if tree.has(&file) { yaml::parse(&file, &tree.text(&file)?)? } else { json!({"paths": {}}) };
    let former = keys(&old)?;
    let row = |(method, path, key): (&'static str, &str, String)| {
        let id = document::id_of(api, method, path, &document["paths"][path][method]);
        // An operation without a name is what the passes refuse.
        let name = document::method_name(&id, api).unwrap_or_default();
        let same = former.iter().find(|(known, place, _)| (*known, *place) == (method, path));
        Operation {
            key,
            former: same.map(|(_, _, key)| key.clone()),
            method: format!("{}::Client::{name}", api.module),
        }
    };
    let rows: Vec<_> = keys(document)?.into_iter().map(row).collect();
    let text = rows::with_operations(&tree.text(rows::FILE)?, &api.id, &rows)?;
    tree.put(rows::FILE, text);
    Ok(())
}

fn operations(document: &Value) -> Result<Vec<String>> {
    Ok(keys(document)?.into_iter().map(|(_, _, key)| key).collect())
}

/// Method, path and key of every operation.
fn keys(document: &Value) -> Result<Vec<(&'static str, &str, String)>> {
    let mut keys = Vec::new();
    for (path, item) in document["paths"].as_object().context("there are no paths")? {
        for method in document::METHODS {
            let Some(operation) = item.get(method) else { continue };
            let id = operation.get("operationId").and_then(Value::as_str);
            let key = id.map_or_else(|| format!("{} {path}", method.to_uppercase()), str::to_owned);
            keys.push((method, path.as_str(), key));
        }
    }
    Ok(keys)
}

/// Operations without a row, and rows without an operation.
fn unmatched(rows: &Rows, documents: &[Document]) -> Vec<Finding> {
    let known: BTreeSet<_> = documents
        .iter()
        .flat_map(|document| document.operations.iter().map(|operation| (document.api.as_str(), operation.as_str())))
        .collect();
    let given: BTreeSet<_> = rows
        .iter()
        .filter(|(api, _)| *api != OUTSIDE)
        .flat_map(|(api, rows)| rows.keys().map(|key| (api.as_str(), key.as_str())))
        .collect();
    let missing = known.difference(&given).map(|(api, key)| wrong(api, key, "the operation has no row"));
    let spare = given.difference(&known).map(|(api, key)| wrong(api, key, "there is no such operation"));
    missing.chain(spare).collect()
}

/// Methods and commands that do not exist, and rows without a method.
fn unproved(tree: &Tree, rows: &Rows) -> Result<Vec<Finding>> {
    let methods = Methods::read(tree, rows.values().flatten().flat_map(|(_, row)| &row.sdk))?;
    let commands = Commands::read(tree)?;
    let mut found = Vec::new();
    for (api, key, row) in rows.iter().flat_map(|(api, rows)| rows.iter().map(move |(key, row)| (api, key, row))) {
        if row.sdk.is_empty() {
            found.push(wrong(api, key, "not reached by the SDK"));
        }
        let methods = row.sdk.iter().filter(|method| !methods.has(method));
        found.extend(methods.map(|method| wrong(api, key, &format!("the SDK has no public method `{method}`"))));
        let commands = row.cli.iter().filter(|command| !commands.has(command));
        found.extend(commands.map(|command| wrong(api, key, &format!("there is no command `{command}`"))));
    }
    Ok(found)
}

fn wrong(api: &str, key: &str, what: &str) -> Finding {
    Finding::new(rows::FILE, format!("/{api}/{}", yaml::token(key)), what)
}

fn table(rows: &Rows, documents: &[Document]) -> String {
    let described = documents.iter().flat_map(|document| {
        document.operations.iter().map(|operation| (document.api.as_str(), operation, &rows[&document.api][operation]))
    });
    let described: Vec<_> = described.map(|(api, operation, row)| line(api, operation, row)).collect();
    let outside = rows.get(OUTSIDE).into_iter().flatten();
    let outside: Vec<_> = outside.map(|(call, row)| line("none", call, row)).collect();
    format!(
        "{} operations: {} of the documents, {} that no document describes.\n\n\
         | document | operation | SDK | command |\n|---|---|---|---|\n{}{}",
        described.len() + outside.len(),
        described.len(),
        outside.len(),
        described.concat(),
        outside.concat()
    )
}

fn line(api: &str, operation: &str, row: &Row) -> String {
    let all = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    format!("| {api} | `{operation}` | {} | {} |\n", all(&row.sdk), all(&row.cli))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents() -> Vec<Document> {
        vec![Document { api: "t-v1".to_owned(), operations: ["listT", "POST /t"].map(String::from).into() }]
    }

    fn rows(text: &str) -> Rows {
        toml::from_str(text).unwrap()
    }

    const WHOLE: &str = "[t-v1]\nlistT = {sdk = ['Ts::list'], cli = ['t list', 't show']}\n\
                         'POST /t' = {sdk = ['Ts::create']}\n[outside]\n'PUT /t/x' = {sdk = ['Ts::put']}";

    #[test]
    fn every_operation_has_one_row_and_every_row_an_operation() {
        assert_eq!(unmatched(&rows(WHOLE), &documents()), []);
        let fewer = unmatched(&rows("[t-v1]\nlistT = {sdk = []}"), &documents());
        assert_eq!(fewer.len(), 1);
        assert_eq!(fewer[0].to_string(), "openapi/operations.toml: /t-v1/POST ~1t: the operation has no row");
        let foreign = unmatched(&rows(&WHOLE.replace("t-v1", "u-v1")), &documents());
        assert_eq!(foreign.len(), 4, "{foreign:?}");
        assert!(toml::from_str::<Rows>("[t]\na = {sdk = []}\na = {sdk = []}").is_err(), "two rows of one operation");
    }

    #[test]
    fn an_operation_without_an_id_goes_by_its_call() {
        let document =
            serde_json::json!({"paths": {"/t": {"parameters": [], "post": {}, "get": {"operationId": "listT"}}}});
        assert_eq!(operations(&document).unwrap(), ["listT", "POST /t"]);
    }

    #[test]
    fn the_table_names_each_operation_once_with_what_serves_it() {
        let expected = "3 operations: 2 of the documents, 1 that no document describes.\n\n\
            | document | operation | SDK | command |\n|---|---|---|---|\n\
            | t-v1 | `listT` | `Ts::list` | `t list`, `t show` |\n\
            | t-v1 | `POST /t` | `Ts::create` |  |\n\
            | none | `PUT /t/x` | `Ts::put` |  |\n";
        assert_eq!(table(&rows(WHOLE), &documents()), expected);
    }

    #[test]
    fn methods_and_commands_that_do_not_exist_are_errors() {
        let root = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("crates/sdk/src/t/list.rs", "impl Ts { pub fn list() {} }");
        write("crates/api/src/t_v1.rs", "impl Client { pub fn create_t() {} }");
        write("crates/cli/src/snapshots/c__tests__help@t-list.snap", "");
        let told = |row: &str| unproved(&Tree::new(root.path()), &rows(&format!("[t-v1]\nlistT = {row}"))).unwrap();
        assert_eq!(told("{sdk = ['Ts::list', 't_v1::Client::create_t'], cli = ['t list']}"), []);
        for row in ["{sdk = []}", "{sdk = ['Ts::all']}", "{sdk = ['Ts::list'], cli = ['t show']}"] {
            assert_eq!(told(row).len(), 1, "{row}");
        }
    }
}
