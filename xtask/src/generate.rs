//! From documents to modules: read, adapt, generate, adapt again, format.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use quote::quote;
use schemars::schema::{InstanceType, SchemaObject};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::apis::{self, Api};
use crate::document::{self, Leaf};
use crate::{emit, yaml};

/// A module as it should be.
struct Module {
    api: Api,
    /// Where it belongs, seen from the root.
    file: String,
    /// Digest of the document it was made from.
    sha256: String,
    text: String,
}

/// Writes the modules and their documents' digests.
pub fn write(root: &Path, ids: &[String]) -> Result<()> {
    let mut rows = std::fs::read_to_string(root.join(apis::FILE))?;
    for module in modules(root, ids)? {
        rows = apis::with_digest(&rows, &module.api.id, &module.sha256)?;
        std::fs::write(root.join(&module.file), module.text).with_context(|| module.file.clone())?;
    }
    std::fs::write(root.join(apis::FILE), rows).context(apis::FILE)
}

/// What is not as it should be, one line or more for each.
pub fn check(root: &Path, ids: &[String]) -> Result<Vec<String>> {
    let mut stale = Vec::new();
    for module in modules(root, ids)? {
        let recorded = &module.api.sha256;
        if *recorded != module.sha256 {
            let (document, digest) = (document_file(&module.api), &module.sha256);
            let place = changed_line(root, &document, recorded).unwrap_or_default();
            stale.push(format!(
                "{document}{place}: its bytes are not those recorded in {}: sha256 is {digest}, recorded is \
                 {recorded}; run `cargo xtask generate`",
                apis::FILE
            ));
        }
        let current = std::fs::read_to_string(root.join(&module.file)).unwrap_or_default();
        stale.extend(difference(&current, &module.text).map(|place| format!("{}:{place}", module.file)));
    }
    Ok(stale)
}

/// Where a document differs from the committed one, as `:line`, if that one is what the digest was recorded of.
fn changed_line(root: &Path, document: &str, recorded: &str) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(root).args(["show", &format!("HEAD:{document}")]).output().ok()?;
    if digest(&output.stdout) != recorded {
        return None;
    }
    let current = std::fs::read_to_string(root.join(document)).ok()?;
    let (line, _, _) = first_difference(&current, std::str::from_utf8(&output.stdout).ok()?)?;
    Some(format!(":{line}"))
}

/// The place where a file is not what it should be, with both texts.
fn difference(current: &str, wanted: &str) -> Option<String> {
    let show = |text: Option<&str>| text.map_or_else(|| "the end of the file".to_owned(), |text| format!("{text:?}"));
    first_difference(current, wanted).map(|(line, is, should)| {
        format!(
            "{line}: not what the document gives; run `cargo xtask generate`\n  is:        {}\n  should be: {}",
            show(is),
            show(should)
        )
    })
}

/// Number of the first line that differs, and what it is in each, line end included.
fn first_difference<'a>(one: &'a str, other: &'a str) -> Option<(usize, Option<&'a str>, Option<&'a str>)> {
    if one == other {
        return None;
    }
    let (mut one, mut other) = (one.split_inclusive('\n'), other.split_inclusive('\n'));
    let mut line = 1;
    loop {
        match (one.next(), other.next()) {
            (one, other) if one == other => line += 1,
            (one, other) => return Some((line, one, other)),
        }
    }
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |digest, byte| digest + &format!("{byte:02x}"))
}

fn document_file(api: &Api) -> String {
    format!("openapi/{}", api.file)
}

fn modules(root: &Path, ids: &[String]) -> Result<Vec<Module>> {
    let rows = apis::load(root, ids)?;
    let mut matches = Matches::default();
    let mut modules = Vec::new();
    for api in rows {
        let file = document_file(&api);
        let bytes = std::fs::read(root.join(&file)).with_context(|| format!("cannot read {file}"))?;
        let sha256 = digest(&bytes);
        let text = std::str::from_utf8(&bytes).with_context(|| format!("{file} is not UTF-8"))?;
        let text = module(&api, &file, &sha256, text, &mut matches).with_context(|| file.clone())?;
        modules.push(Module { file: format!("crates/api/src/{}.rs", api.module), api, sha256, text });
    }
    // A few documents need not hold an example for every pass; all of them must.
    if ids.is_empty() {
        matches.all_used()?;
    }
    Ok(modules)
}

/// How often each pass found something to do, over all documents.
#[derive(Default)]
struct Matches(Vec<(&'static str, usize)>);

impl Matches {
    fn add(&mut self, counts: Vec<(&'static str, usize)>) {
        for (name, count) in counts {
            match self.0.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sum)) => *sum += count,
                None => self.0.push((name, count)),
            }
        }
    }

    fn all_used(&self) -> Result<()> {
        match self.0.iter().find(|(_, count)| *count == 0) {
            Some((name, _)) => Err(anyhow!("the pass `{name}` found nothing to do in any document")),
            None => Ok(()),
        }
    }
}

fn module(api: &Api, file: &str, sha256: &str, text: &str, matches: &mut Matches) -> Result<String> {
    let mut value = yaml::parse(file, text)?;
    matches.add(document::run(&mut value, api)?);
    let facts = emit::Facts::of(&value);
    let title = value["info"]["title"].as_str().unwrap_or_default().to_owned();
    let mut code = syn::parse2(tokens(value)?).context("the generator's output is not Rust")?;
    matches.add(emit::run(&mut code, &facts)?);
    Ok(head(api, file, sha256, &title) + &emit::print(&code))
}

fn tokens(document: Value) -> Result<proc_macro2::TokenStream> {
    let document: openapiv3::OpenAPI =
        serde_json::from_value(document).context("not an OpenAPI 3.0 document after the passes")?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_inner_type(quote!(crate::Transport))
        .with_map_type("::std::collections::BTreeMap");
    for leaf in Leaf::ALL {
        let mut schema = SchemaObject { instance_type: Some(InstanceType::String.into()), ..Default::default() };
        schema.extensions.insert(document::LEAF.to_owned(), Value::from(leaf.mark()));
        settings.with_conversion(schema, leaf.rust_type(), leaf.implements().iter().copied());
    }
    Generator::new(&settings).generate_tokens(&document).context("the generator refuses it")
}

fn head(api: &Api, file: &str, sha256: &str, title: &str) -> String {
    format!(
        "// Generated by `cargo xtask generate`; do not edit.\n\
         // Document: {file} ({})\n// Revision: {}\n// sha256: {sha256}\n// Host: {}\n\n\
         //! {title}: the calls of [`Client`], their [`types`], and the builders they return.\n\n",
        api.source,
        api.revision,
        api.host.url()
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const DOCUMENT: &str = "openapi: 3.0.0\ninfo: {title: T, version: '1', x-api-group: t/v1}\npaths:\n  /t/{id}:\n    \
                            get:\n      operationId: getTv1Thing\n      parameters:\n        - {name: id, in: path, \
                            required: true, schema: {type: string}}\n      responses:\n        '200': {description: d}\n\
                            components:\n  schemas: {}\n";
    const ROW: &str = "# kept\n[[api]]\nid = \"t\"\nmodule = \"t\"\nfile = \"t.yaml\"\nhost = \"control-plane\"\n\
                       source = \"s\"\nrevision = \"r\"\nsha256 = \"\"\ninfix = \"Tv1\"\n";

    fn generated() -> (tempfile::TempDir, [String; 1]) {
        let root = tempfile::tempdir().unwrap();
        for (file, text) in [("openapi/t.yaml", DOCUMENT), (apis::FILE, ROW), ("crates/api/src/.keep", "")] {
            fs::create_dir_all(root.path().join(file).parent().unwrap()).unwrap();
            fs::write(root.path().join(file), text).unwrap();
        }
        let ids = ["t".to_owned()];
        write(root.path(), &ids).unwrap();
        (root, ids)
    }

    #[test]
    fn what_was_just_written_is_as_it_should_be() {
        let (root, ids) = generated();
        assert_eq!(check(root.path(), &ids).unwrap(), Vec::<String>::new());
        assert!(fs::read_to_string(root.path().join(apis::FILE)).unwrap().starts_with("# kept\n"));
    }

    #[test]
    fn any_changed_byte_of_a_document_or_module_is_told_with_the_file() {
        type Change = fn(&str) -> String;
        let changes: [(&str, &str, Change); 6] = [
            ("openapi/t.yaml", "sha256 is", |text| text.replace("description: d", "description: e")),
            ("openapi/t.yaml", "sha256 is", |text| text.replace("3.0.0", "3.0.0 ")),
            ("openapi/t.yaml", "sha256 is", |text| text.to_owned() + "# a comment\n"),
            ("openapi/t.yaml", "sha256 is", |text| text.replace('\n', "\r\n")),
            ("crates/api/src/t.rs", ":1: ", |text| text.replacen("do not edit", "do edit", 1)),
            ("crates/api/src/t.rs", ":1: ", |text| text.replace('\n', "\r\n")),
        ];
        for (file, reason, change) in changes {
            let (root, ids) = generated();
            let path = root.path().join(file);
            let edited = change(&fs::read_to_string(&path).unwrap());
            fs::write(&path, &edited).unwrap();
            let stale = check(root.path(), &ids).unwrap();
            assert!(stale[0].starts_with(file) && stale[0].contains(reason), "{stale:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), edited, "a check writes nothing");
        }
    }

    #[test]
    fn a_missing_module_is_stale_and_an_unknown_row_an_error() {
        let (root, ids) = generated();
        fs::remove_file(root.path().join("crates/api/src/t.rs")).unwrap();
        assert_eq!(check(root.path(), &ids).unwrap().len(), 1);
        assert!(check(root.path(), &["u".to_owned()]).is_err());
    }

    #[test]
    fn a_pass_that_never_finds_anything_is_an_error() {
        let (root, _) = generated();
        let error = check(root.path(), &[]).unwrap_err().to_string();
        assert!(error.contains("found nothing to do"), "{error}");
    }

    #[test]
    fn a_difference_is_told_by_line_with_both_texts() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        for (current, wanted, place, is) in [
            ("a\nb\n", "a\nc\n", "2:", "\"b\\n\""),
            ("a\n", "a\n\n", "2:", "the end of the file"),
            ("", "a\n", "1:", "the end of the file"),
        ] {
            let told = difference(current, wanted).unwrap();
            assert!(told.starts_with(place) && told.contains(is), "{told}");
        }
    }
}
