//! The adaptations of the generator's output.
//!
//! As emitted, types and errors show what they hold, and calls lose what the server answered. The passes work on the
//! token tree; `crates/api` holds what they refer to.

#![allow(clippy::unnecessary_wraps, reason = "passes have one signature")]

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::Value;
use syn::File;

use crate::document::{MEDIA, REPEAT, TEXT, each_operation};

mod bodies;
mod client;
mod docs;
mod enums;
mod extra;
pub mod find;
mod layout;
mod lists;
mod reasons;
mod runtime;

pub use layout::print;

/// What the passes must know about the document.
#[derive(Default)]
pub struct Facts {
    /// Whether an operation may be sent twice, by its method's name.
    pub repeat: BTreeMap<String, bool>,
    /// Operations that answer with text, by their methods' names.
    pub texts: BTreeSet<String>,
    /// Media types of bodies that their form does not tell, by methods' names.
    pub media: BTreeMap<String, String>,
    /// Operations that have done all when they succeed, by their methods' names: their answers may be empty. Others ask.
    pub deeds: BTreeSet<String>,
    /// Query parameters that are given once for each value.
    pub repeated: BTreeSet<String>,
}

impl Facts {
    /// Of an adapted document.
    pub fn of(document: &Value) -> Self {
        let (mut repeat, mut texts, mut repeated) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let mut media = BTreeMap::new();
        let mut document = document.clone();
        let read = each_operation(&mut document, &mut |_, operation| {
            if let (Some(Value::String(name)), Some(Value::Bool(safe))) =
                (operation.get("operationId"), operation.get(REPEAT))
            {
                repeat.insert(name.clone(), *safe);
                texts.extend(operation.contains_key(TEXT).then(|| name.clone()));
                media.extend(operation.get(MEDIA).and_then(Value::as_str).map(|it| (name.clone(), it.to_owned())));
            }
            let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
            let lists = parameters.filter(|it| it["in"] == "query" && it["schema"]["type"] == "array");
            repeated.extend(lists.filter_map(|it| it["name"].as_str()).map(str::to_owned));
            Ok(())
        });
        debug_assert!(read.is_ok(), "the document has been through the passes");
        Self { repeat, texts, media, deeds: deeds(&document), repeated }
    }
}

/// Deletions, and what replaces a thing that can be read.
fn deeds(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(_, path)| [Some(&path["delete"]), path.get("get").map(|_| &path["put"])]);
    operations.flatten().filter_map(|operation| operation["operationId"].as_str()).map(str::to_owned).collect()
}

/// One adaptation. It returns in how many places it found something to do.
pub struct Pass {
    name: &'static str,
    apply: fn(&mut File, &Facts) -> Result<usize>,
}

impl Pass {
    const fn new(name: &'static str, apply: fn(&mut File, &Facts) -> Result<usize>) -> Self {
        Self { name, apply }
    }
}

/// The adaptations in order, each with the rule it serves.
pub const PASSES: &[Pass] = &[
    // One call executes, keeps status, headers and body, and decodes. It knows whether it may be repeated.
    Pass::new("runtime", runtime::call_runtime),
    Pass::new("headers", runtime::drop_version_header),
    Pass::new("query", runtime::query_without_generator),
    Pass::new("errors", runtime::use_our_errors),
    // Only `Wire` writes secrets.
    Pass::new("wire", bodies::send_through_wire),
    // One transport, and no client that makes its own.
    Pass::new("client", client::hold_transport),
    // An open world.
    Pass::new("enums", enums::open_enums),
    Pass::new("lists", lists::read_null_as_empty),
    Pass::new("empty", lists::let_lists_be_empty),
    Pass::new("extra", extra::start_without_unknown_members),
    Pass::new("closed", extra::leave_room_for_fields),
    // What people read.
    Pass::new("reasons", reasons::keep_reasons),
    Pass::new("docs", docs::document_everything),
];

/// Applies every pass; returns how often each found something to do.
pub fn run(code: &mut File, facts: &Facts) -> Result<Vec<(&'static str, usize)>> {
    PASSES
        .iter()
        .map(|pass| {
            let count = (pass.apply)(code, facts).with_context(|| format!("emit pass `{}`", pass.name))?;
            Ok((pass.name, count))
        })
        .collect()
}
