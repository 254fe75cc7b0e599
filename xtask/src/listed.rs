//! Places that list every API version: a new one is a row of apis.toml, and nothing else to be written by hand.

use anyhow::{Context, Result, ensure};
use toml_edit::{Array, DocumentMut, Item, Table};

use crate::apis::{self, Api, Host};
use crate::tree::Tree;

/// A part of a file that is made from the rows.
struct Region {
    file: &'static str,
    /// What stands in its marks.
    name: &'static str,
    lines: fn(&[Api]) -> String,
}

const REGIONS: &[Region] = &[
    Region { file: "crates/api/src/lib.rs", name: "documentation", lines: documentation },
    Region { file: "crates/api/src/lib.rs", name: "modules", lines: modules },
    Region { file: "crates/api/src/spec.rs", name: "documents", lines: documents },
    Region { file: "crates/httpmock/src/lib.rs", name: "modules", lines: modules },
    Region { file: "crates/sdk/src/client/api.rs", name: "clients", lines: clients },
];

/// Manifests with a feature for each API version, and the crate whose feature of this name it must turn on.
const MANIFESTS: &[(&str, Option<&str>)] = &[
    ("crates/api/Cargo.toml", None),
    ("crates/httpmock/Cargo.toml", Some("ccloud-connect-api")),
    ("crates/sdk/Cargo.toml", Some("ccloud-connect-api")),
];

/// Puts all of them into the tree.
pub fn put(tree: &mut Tree) -> Result<()> {
    let mut rows = apis::load(tree, &[])?;
    rows.sort_by(|one, other| one.module.cmp(&other.module));
    for Region { file, name, lines } in REGIONS {
        let text = with_region(&tree.text(file)?, name, &lines(&rows)).with_context(|| (*file).to_owned())?;
        tree.put(file, text);
    }
    for (file, turns_on) in MANIFESTS {
        let mut text = tree.text(file)?;
        for api in &rows {
            text = with_feature(&text, api, *turns_on).with_context(|| (*file).to_owned())?;
        }
        tree.put(file, text);
    }
    Ok(())
}

/// The text with these lines between the marks of a region.
fn with_region(text: &str, name: &str, lines: &str) -> Result<String> {
    let (begin, end) = (format!("// Made from openapi/apis.toml: {name}.\n"), format!("// End of: {name}.\n"));
    let parts = text.split_once(&begin).and_then(|(head, rest)| Some((head, rest.split_once(&end)?.1)));
    let (head, tail) = parts.with_context(|| format!("no lines `{}` … `{}`", begin.trim_end(), end.trim_end()))?;
    ensure!(!tail.contains(&begin), "two regions are marked `{name}`");
    Ok(format!("{head}{begin}{lines}{end}{tail}"))
}

/// The manifest with the feature of an API version, if it has none yet; others' parts of a feature stay.
fn with_feature(text: &str, api: &Api, turns_on: Option<&str>) -> Result<String> {
    let mut manifest: DocumentMut = text.parse()?;
    let features = manifest.get_mut("features").and_then(Item::as_table_mut).context("no [features]")?;
    if !features.contains_key(&api.id) {
        add_feature(features, api);
    }
    let parts = features[&api.id].as_array_mut().with_context(|| format!("the feature `{}` is no list", api.id))?;
    if let Some(part) = turns_on.map(|owner| format!("{owner}/{}", api.id))
        && !parts.iter().any(|known| known.as_str() == Some(&part))
    {
        parts.push(part);
    }
    Ok(manifest.to_string())
}

fn add_feature(features: &mut Table, api: &Api) {
    features.insert(&api.id, Array::new().into());
    if let Some(mut key) = features.key_mut(&api.id) {
        key.leaf_decor_mut().set_prefix(format!("## {}\n", sentence(&api.about)));
    }
}

fn documentation(rows: &[Api]) -> String {
    let line = |api: &Api| format!("//! - [`{}`] (feature `{}`): {}", api.module, api.id, api.about);
    let list: Vec<_> = rows.iter().map(line).collect();
    let features: Vec<_> = rows.iter().map(|api| format!("        feature = \"{}\"", api.id)).collect();
    format!(
        "{}.\n\n#![cfg_attr(\n    not(all(\n{}\n    )),\n    allow(rustdoc::broken_intra_doc_links, reason = \"what is \
         not compiled cannot be linked to\")\n)]\n",
        list.join(";\n"),
        features.join(",\n")
    )
}

fn modules(rows: &[Api]) -> String {
    let module = |api: &Api| {
        format!(
            "#[cfg(feature = \"{}\")]\n#[allow(clippy::all, clippy::pedantic, reason = \"generated\")]\n\
             #[rustfmt::skip]\npub mod {};\n",
            api.id, api.module
        )
    };
    rows.iter().map(module).collect()
}

fn documents(rows: &[Api]) -> String {
    let line = |api: &Api| format!("    #[cfg(feature = \"{}\")]\n    crate::{}::SPEC,\n", api.id, api.module);
    let lines: String = rows.iter().map(line).collect();
    format!("/// The documents of all modules that are compiled in, by id.\npub const SPECS: &[Spec] = &[\n{lines}];\n")
}

fn clients(rows: &[Api]) -> String {
    let clients: Vec<_> = rows.iter().map(client).collect();
    format!("#[rustfmt::skip]\nimpl Api {{\n{}}}\n", clients.join("\n"))
}

fn client(api: &Api) -> String {
    let Api { id, module, .. } = api;
    let (host, more) = match api.host {
        Host::ControlPlane => ("control", ""),
        Host::Telemetry => {
            ("telemetry", " On a host of its own: [`telemetry_endpoint`](crate::ClientBuilder::telemetry_endpoint).")
        }
    };
    format!(
        "    /// {}{more}\n    #[cfg(feature = \"{id}\")]\n    #[must_use]\n    \
         pub fn {module}(&self) -> ccloud_connect_api::{module}::Client {{\n        \
         let host = &self.0.0.{host};\n        \
         ccloud_connect_api::{module}::Client::with_transport(&host.endpoint, host.transport.clone())\n    }}\n",
        sentence(&api.about)
    )
}

/// These words with a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).chain(['.']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api() -> Api {
        Api { id: "t-v1".into(), module: "t_v1".into(), about: "things".into(), ..Default::default() }
    }

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let text = "a\n// Made from openapi/apis.toml: x.\nold\n// End of: x.\nb\n";
        assert_eq!(with_region(text, "x", "new\n").unwrap(), text.replace("old", "new"));
        assert!(with_region(text, "y", "new\n").is_err());
        assert!(with_region(&text.repeat(2), "x", "new\n").is_err());
    }

    #[test]
    fn a_feature_is_added_once_and_keeps_what_else_it_has() {
        let text = "[features]\ndefault = [] # kept\n\n[dependencies]\n";
        let added = with_feature(text, &api(), Some("c")).unwrap();
        let line = "default = [] # kept\n## Things.\nt-v1 = [\"c/t-v1\"]\n";
        assert_eq!(added, text.replace("default = [] # kept\n", line));
        assert_eq!(with_feature(&added, &api(), Some("c")).unwrap(), added);
        let own = with_feature("[features]\nt-v1 = [\"_own\"]\n", &api(), Some("c")).unwrap();
        assert_eq!(own, "[features]\nt-v1 = [\"_own\", \"c/t-v1\"]\n");
        assert_eq!(with_feature("[features]\n", &api(), None).unwrap(), "[features]\n## Things.\nt-v1 = []\n");
    }
}
