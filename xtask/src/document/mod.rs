//! The adaptations of a document to what the generator can generate.
//!
//! Documents are never edited: what does not fit is bent here, on the parsed value, before the generator sees it.

#![allow(clippy::unnecessary_wraps, reason = "passes have one signature")]

use anyhow::{Context, Result};
use serde_json::Value;

use crate::apis::Api;

mod choices;
mod composition;
mod enums;
mod fold;
mod formats;
mod leaves;
mod media;
mod names;
mod operations;
mod overrides;
mod parameters;
mod prose;
mod reach;
mod schema;
mod simplify;
mod unions;
mod valid;
mod world;

pub use formats::TEXT;
pub use leaves::{LEAF, Leaf, is_marked};
pub use media::MEDIA;
pub use operations::{METHODS, REPEAT, each_operation, id_of, method_name};
pub use parameters::{is_one_text, is_set_by_call};
pub use reach::Way;
pub use schema::target;
pub use valid::check;

/// One adaptation. It returns in how many places it found something to do.
pub struct Pass {
    name: &'static str,
    apply: fn(&mut Value, &Api) -> Result<usize>,
    /// Whether our own documents hold an example.
    ours: bool,
}

impl Pass {
    const fn new(name: &'static str, apply: fn(&mut Value, &Api) -> Result<usize>) -> Self {
        Self { name, apply, ours: true }
    }

    /// For what other documents of Confluent's do, and one of ours may do tomorrow.
    const fn general(name: &'static str, apply: fn(&mut Value, &Api) -> Result<usize>) -> Self {
        Self { name, apply, ours: false }
    }
}

/// The adaptations in order, each with the rule it serves.
pub const PASSES: &[Pass] = &[
    // Rows of apis.toml point into the document as it is: they go first.
    Pass::new("overrides", overrides::apply),
    Pass::new("inline", names::lift_inline_schemas),
    Pass::new("ids", operations::invent_ids),
    Pass::general("derived ids", operations::derive_ids),
    Pass::general("methods", operations::drop_other_methods),
    Pass::general("parameters", parameters::move_to_operations),
    Pass::general("styles", parameters::take_as_text),
    // One way to say a thing: shared responses and bodies stand where they are used.
    Pass::new("shared", operations::resolve_shared),
    // Errors are read by hand, from whatever body they have; any 2xx is success.
    Pass::new("errors", operations::drop_error_responses),
    Pass::new("success", operations::accept_any_success),
    Pass::general("media", media::take_one),
    // A path is a path; what follows the question mark is a parameter.
    Pass::new("queries", operations::move_query_out_of_path),
    // Which of several formats of a text is wanted is told by whoever asks.
    Pass::new("formats", formats::let_callers_choose),
    Pass::new("operations", operations::name_operations),
    Pass::new("noise", simplify::drop_noise),
    // Secrets are told by type, not by a mark; the same for path segments, times and numbers.
    Pass::new("redact", leaves::hide_marked),
    Pass::new("segments", leaves::check_path_segments),
    Pass::new("times", leaves::keep_times),
    Pass::new("numbers", leaves::keep_numbers),
    // A thing that is written in two ways is one type.
    Pass::new("overlays", choices::drop_overlays),
    Pass::new("choices", choices::take_only_choice),
    Pass::general("compositions", composition::flatten),
    Pass::new("unions", unions::merge_received),
    Pass::general("bare", world::take_bare_answers_plainly),
    Pass::new("enums", enums::name_enums),
    Pass::new("limits", simplify::drop_limits),
    Pass::new("defaults", simplify::drop_defaults),
    Pass::new("fold", fold::fold_copies),
    Pass::new("aliases", fold::resolve_scalars),
    Pass::new("names", names::rename_schemas),
    Pass::new("unused", reach::drop_unused),
    // The server may leave out, add and null anything.
    Pass::new("required", world::require_nothing_of_answers),
    Pass::new("lists", world::let_sent_lists_be_absent),
    Pass::new("extra", world::keep_unknown_members),
    // What people read.
    Pass::new("prose", prose::make_readable),
];

/// Applies every pass; returns how often each found something to do, of those that must find something in our own.
pub fn run(document: &mut Value, api: &Api) -> Result<Vec<(&'static str, usize)>> {
    valid::check(document)?;
    PASSES
        .iter()
        .filter_map(|pass| {
            let count = (pass.apply)(document, api).with_context(|| format!("document pass `{}`", pass.name));
            (pass.ours || count.is_err()).then(|| Ok((pass.name, count?)))
        })
        .collect()
}
