//! From a document to code: adapt, generate, adapt again.

use std::collections::BTreeSet;
use std::fmt::{self, Display};

use anyhow::{Context, Result};
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use quote::quote;
use schemars::schema::{InstanceType, SchemaObject};
use serde_json::Value;
use syn::File;

use crate::apis::Api;
use crate::document::{self, Leaf};
use crate::{emit, mocks};

/// How often each pass found something to do, over all documents.
#[derive(Default)]
pub struct Matches(Vec<(Pass, usize)>);

/// A pass, by the list it stands in and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pass {
    /// The folder with the list.
    pub list: &'static str,
    pub name: &'static str,
}

impl Pass {
    /// The file with the list.
    pub fn file(self) -> String {
        format!("xtask/src/{}/mod.rs", self.list)
    }
}

/// What is told of one that is not needed.
impl Display for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} pass `{}` found nothing to do in any document", self.list, self.name)
    }
}

impl Matches {
    fn add(&mut self, list: &'static str, counts: Vec<(&'static str, usize)>) {
        self.0.extend(counts.into_iter().map(|(name, count)| (Pass { list, name }, count)));
    }

    /// Adds those of another document.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Passes that found nothing, in their order.
    pub fn unused(&self) -> Vec<Pass> {
        let found: BTreeSet<_> = self.0.iter().filter(|(_, count)| *count > 0).map(|(pass, _)| pass).collect();
        let mut unused: Vec<_> = self.0.iter().map(|(pass, _)| *pass).filter(|pass| !found.contains(pass)).collect();
        let mut seen = BTreeSet::new();
        unused.retain(|pass| seen.insert(*pass));
        unused
    }
}

/// The client of an API version and its mocks.
pub struct Code {
    pub client: File,
    pub mocks: File,
}

/// What is made of the document of an API version.
pub fn of(api: &Api, document: Value, matches: &mut Matches) -> Result<Code> {
    let (document, facts) = adapted(api, document, matches)?;
    let module = format!("{}::{}", mocks::CLIENT, api.module);
    Ok(Code { client: client(&document, &facts, matches)?, mocks: mock(&document, &module, matches)? })
}

const FOREIGN: &str = "the generator's output is not Rust";

/// The document as the generator takes it, and what is known of it.
pub fn adapted(api: &Api, mut document: Value, matches: &mut Matches) -> Result<(OpenAPI, emit::Facts)> {
    matches.add("document", document::run(&mut document, api)?);
    let facts = emit::Facts::of(&document);
    let document = serde_json::from_value(document).context("not an OpenAPI 3.0 document after the passes")?;
    Ok((document, facts))
}

/// The client of an adapted document.
pub fn client(document: &OpenAPI, facts: &emit::Facts, matches: &mut Matches) -> Result<File> {
    let tokens = generator("crate", &Leaf::ALL).generate_tokens(document).context("the generator refuses it")?;
    let mut code = syn::parse2(tokens).context(FOREIGN)?;
    matches.add("emit", emit::run(&mut code, facts)?);
    Ok(code)
}

/// The mocks of an adapted document, whose client is in `module`.
fn mock(document: &OpenAPI, module: &str, matches: &mut Matches) -> Result<File> {
    // A segment is text here: what no client sends never matches.
    let leaves: Vec<_> = Leaf::ALL.into_iter().filter(|leaf| *leaf != Leaf::PathSegment).collect();
    let tokens = generator(mocks::CLIENT, &leaves).httpmock(document, module).context("no mocks can be made of it")?;
    let mut code = syn::parse2(tokens).context(FOREIGN)?;
    matches.add("mocks", mocks::run(&mut code, module)?);
    Ok(code)
}

/// A generator that knows our types, which are found in the crate at `path`.
fn generator(path: &str, leaves: &[Leaf]) -> Generator {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_inner_type(quote!(crate::Transport))
        .with_map_type("::std::collections::BTreeMap");
    for leaf in leaves {
        let mut schema = SchemaObject { instance_type: Some(InstanceType::String.into()), ..Default::default() };
        schema.extensions.insert(document::LEAF.to_owned(), Value::from(leaf.mark()));
        let rust_type = format!("{path}::{}", leaf.rust_type());
        settings.with_conversion(schema, rust_type, leaf.implements().iter().copied());
    }
    Generator::new(&settings)
}
