//! The adaptations of the mocks that the generator emits.
//!
//! As emitted, a mock matches other paths than the one it names, and its bodies are masks. The passes work on the token
//! tree; `crates/httpmock` holds what they refer to.

#![allow(clippy::unnecessary_wraps, reason = "passes have one signature")]

use anyhow::{Context, Result};
use syn::File;

mod apart;
mod bodies;
mod docs;
mod lists;
mod names;
mod paths;
mod texts;

/// Where the mocks find what the client is made of.
pub const CLIENT: &str = "::ccloud_connect_api";

/// One adaptation, given the path of the client's module. It returns in how many places it found something to do.
pub struct Pass {
    name: &'static str,
    apply: fn(&mut File, &syn::Path) -> Result<usize>,
}

impl Pass {
    const fn new(name: &'static str, apply: fn(&mut File, &syn::Path) -> Result<usize>) -> Self {
        Self { name, apply }
    }
}

/// The adaptations in order, each with the rule it serves.
pub const PASSES: &[Pass] = &[
    // A mock matches what it names, and nothing else.
    Pass::new("mock paths", paths::match_whole_segments),
    Pass::new("mock queries", apart::tell_by_query),
    Pass::new("mock lists", lists::want_each_value),
    Pass::new("mock texts", texts::answer_with_text),
    // Secrets are matched and answered as they are.
    Pass::new("mock bodies", bodies::write_secrets),
    // What people read.
    Pass::new("mock names", names::use_types_alone),
    Pass::new("mock docs", docs::document_everything),
];

/// Applies every pass; returns how often each found something to do.
pub fn run(code: &mut File, module: &str) -> Result<Vec<(&'static str, usize)>> {
    let module = syn::parse_str(module)?;
    PASSES
        .iter()
        .map(|pass| {
            let count = (pass.apply)(code, &module).with_context(|| format!("pass `{}`", pass.name))?;
            Ok((pass.name, count))
        })
        .collect()
}
