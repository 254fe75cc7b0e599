//! What nothing else tells: rows and passes that have lost their purpose, secrets that are shown, operations that nobody
//! serves, files that are not the recorded ones.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::Value;

use crate::apis::{self, Api};
use crate::at_once::at_once;
use crate::code::{self, Code, Matches};
use crate::finding::Finding;
use crate::misfits::Misfits;
use crate::overlay::{self, Overlay};
use crate::tree::Tree;
use crate::{document, generate, operations, yaml};

use super::try_::unpanicked;

mod emitted;
mod secrets;

/// Tells the findings, one a line.
pub fn run(tree: &Tree, ids: &[String]) -> Result<ExitCode> {
    let found = unpanicked(|| findings(tree, ids))?;
    for finding in &found {
        eprintln!("error: {finding}");
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The findings of the documents with these ids; of all, those that only all together can give too.
pub fn findings(tree: &Tree, ids: &[String]) -> Result<Vec<Finding>> {
    let apis = apis::load(tree, ids)?;
    let mut found = Vec::new();
    let mut matches = Some(Matches::default());
    for (findings, counts) in at_once(&apis, |api| of_document(tree, api)) {
        found.extend(findings);
        matches = matches.zip(counts).map(|(mut all, counts)| {
            all.extend(counts);
            all
        });
    }
    // With one document missing, neither the table nor the passes can be judged; it is told already.
    let Some(matches) = matches else { return Ok(found) };
    let of_these = |it: &Finding| ids.iter().any(|id| it.pointer.starts_with(&format!("/{id}/")));
    found.extend(operations::findings(tree)?.into_iter().filter(|it| ids.is_empty() || of_these(it)));
    if ids.is_empty() {
        found.extend(matches.unused().iter().map(|pass| Finding::new(&pass.file(), "", pass.to_string())));
        found.extend(overlays_of_nothing(tree, &apis)?);
    }
    Ok(found)
}

/// What one document gives, and what its passes found, if it can be used.
fn of_document(tree: &Tree, api: &Api) -> (Vec<Finding>, Option<Matches>) {
    let mut linted = Linted { tree, api, found: Vec::new(), matches: Matches::default() };
    let Err(error) = linted.run() else { return (linted.found, Some(linted.matches)) };
    let (file, told) = (api.document(), format!("{error:#}"));
    linted.found.push(Finding::new(&file, "", told.strip_prefix(&format!("{file}:")).unwrap_or(&told)));
    (linted.found, None)
}

struct Linted<'a> {
    tree: &'a Tree,
    api: &'a Api,
    found: Vec<Finding>,
    matches: Matches,
}

impl Linted<'_> {
    fn run(&mut self) -> Result<()> {
        let file = self.api.document();
        let (text, recorded) = (self.tree.text(&file)?, &self.api.sha256);
        let sha256 = generate::digest(text.as_bytes());
        if sha256 != *recorded {
            let what = format!("sha256 is {sha256}, recorded in {} is {recorded}", apis::FILE);
            self.found.push(Finding::new(&file, "", what));
        }
        let published = yaml::parse(&file, &text)?;
        let mut corrected = published.clone();
        let overlay = generate::corrected(self.tree, &self.api.id, &mut corrected)?;
        let client = self.code(&corrected)?.client;
        self.secrets(&published, &corrected, overlay.as_ref(), &client);
        Ok(())
    }

    /// What is made of the document once all rows that lead nowhere are found and left out.
    fn code(&mut self, corrected: &Value) -> Result<Code> {
        let mut api = self.api.clone();
        loop {
            let mut matches = Matches::default();
            let error = match code::of(&api, corrected.clone(), &mut matches) {
                Ok(code) => {
                    self.matches.extend(matches);
                    return Ok(code);
                }
                Err(error) => error,
            };
            match error.chain().find_map(|cause| cause.downcast_ref::<Misfits>()) {
                Some(misfits) if api.leave_out(misfits) => self.misfits(misfits),
                _ => return Err(error),
            }
        }
    }

    fn misfits(&mut self, Misfits { table, rows, .. }: &Misfits) {
        let pointer = |row: &String| format!("/{}/{}/{}", self.api.id, table.name(), yaml::token(row));
        let told = rows.iter().map(|row| Finding::new(apis::FILE, pointer(row), "fits nothing in the document"));
        self.found.extend(told);
    }

    fn secrets(&mut self, published: &Value, corrected: &Value, overlay: Option<&Overlay>, client: &syn::File) {
        let document = self.api.document();
        for (pointer, what) in secrets::shown(self.api, corrected, client) {
            let is_published = published.pointer(&pointer).is_some_and(document::is_marked);
            let file = overlay.filter(|_| !is_published).map_or(&document, |overlay| &overlay.file);
            self.found.push(Finding::new(file, pointer, what));
        }
    }
}

/// Overlays that no document is corrected by.
fn overlays_of_nothing(tree: &Tree, apis: &[Api]) -> Result<Vec<Finding>> {
    if !tree.has(overlay::FOLDER) {
        return Ok(Vec::new());
    }
    let known: Vec<_> = apis.iter().map(|api| overlay::file(&api.id)).collect();
    let files = tree.files(overlay::FOLDER)?;
    let spare = files.iter().filter(|file| !known.contains(file));
    Ok(spare.map(|file| Finding::new(file, "", "corrects no document: no API version has this id")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apis::Kind;

    const DOCUMENT: &str = "openapi: 3.0.0\ninfo: {title: T, version: '1', x-api-group: t/v1}\npaths:\n  /t/{id}:\n    \
                            get:\n      operationId: getTv1Thing\n      parameters:\n        - {name: id, in: path, \
                            required: true, schema: {type: string}}\n      responses:\n        '200': {description: d}\n\
                            components:\n  schemas: {}\n";

    fn tree(files: &[(&str, &str)]) -> (tempfile::TempDir, Tree) {
        let root = tempfile::tempdir().unwrap();
        for (file, text) in files {
            std::fs::create_dir_all(root.path().join(file).parent().unwrap()).unwrap();
            std::fs::write(root.path().join(file), text).unwrap();
        }
        let tree = Tree::new(root.path());
        (root, tree)
    }

    fn api() -> Api {
        let sha256 = generate::digest(DOCUMENT.as_bytes());
        Api {
            id: "t-v1".into(),
            module: "t_v1".into(),
            file: "t.yaml".into(),
            infix: "Tv1".into(),
            sha256,
            ..Api::default()
        }
    }

    fn told(api: &Api, files: &[(&str, &str)]) -> Vec<String> {
        let (_root, tree) = tree(files);
        of_document(&tree, api).0.iter().map(Finding::to_string).collect()
    }

    #[test]
    fn every_row_that_fits_nothing_is_told_at_once() {
        let rows = |name: &str| [(name.to_owned(), "x".to_owned())].into();
        let mut lost =
            Api { ids: rows("GET /u"), operations: rows("b"), schemas: rows("c/d"), inline: rows("e"), ..api() };
        lost.safe = vec!["f".to_owned()];
        lost.enums = [("G".to_owned(), vec!["x".to_owned(), "y".to_owned()])].into();
        lost.overrides = vec![apis::Override { at: "/h".to_owned(), kind: Kind::Any, why: String::new() }];
        let mut told = told(&lost, &[("openapi/t.yaml", DOCUMENT)]);
        told.sort();
        let expected = ["enums/G", "ids/GET ~1u", "inline/x", "operations/b", "override/~1h", "safe/f", "schemas/c~1d"];
        let told_of = |row| format!("openapi/apis.toml: /t-v1/{row}: fits nothing in the document");
        assert_eq!(told, expected.map(told_of));
    }

    #[test]
    fn a_document_that_is_another_or_cannot_be_used_is_told_with_the_place() {
        assert_eq!(told(&api(), &[("openapi/t.yaml", DOCUMENT)]), [""; 0]);
        let other = told(&api(), &[("openapi/t.yaml", &format!("{DOCUMENT}# a comment\n"))]);
        assert!(other[0].starts_with("openapi/t.yaml: sha256 is ") && other.len() == 1, "{other:?}");
        let broken = told(&api(), &[("openapi/t.yaml", "a: [1\nb: 2\n")]);
        assert!(broken[1].starts_with("openapi/t.yaml: 2:2: "), "{broken:?}");
        assert!(told(&api(), &[("openapi/README.md", "")])[0].starts_with("openapi/t.yaml: cannot read"));
    }

    #[test]
    fn a_secret_that_only_an_overlay_marks_is_told_of_the_overlay() {
        let head = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n";
        let mark = "  - target: $.paths[*].get.parameters[0].schema\n    update: {x-redact: true}\n";
        let overlay = format!("{head}{mark}");
        let told = told(&api(), &[("openapi/t.yaml", DOCUMENT), ("openapi/overlays/t-v1.yaml", &overlay)]);
        // A part of a path cannot be a secret: it is written into logs wherever the call goes.
        let place = "openapi/overlays/t-v1.yaml: /paths/~1t~1{id}/get/parameters/0/schema: marked as secret, but the code \
                     shows it: its type is `Result<crate::PathSegment,String>`";
        assert_eq!(told, [place]);
    }

    #[test]
    fn an_overlay_of_no_document_is_told() {
        let (_root, tree) = tree(&[("openapi/overlays/t-v1.yaml", ""), ("openapi/overlays/u-v1.yaml", "")]);
        let told = overlays_of_nothing(&tree, &[api()]).unwrap();
        assert_eq!(told.iter().map(|it| it.file.as_str()).collect::<Vec<_>>(), ["openapi/overlays/u-v1.yaml"]);
    }

    #[test]
    fn the_repository_is_clean() {
        let tree = Tree::new(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
        assert_eq!(findings(&tree, &[]).unwrap(), []);
    }
}
