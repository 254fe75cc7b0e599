//! What is made of two documents, side by side: a type also changes by what the documents say elsewhere, as when
//! something received is sent too.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use quote::ToTokens;
use serde_json::Value;
use syn::Visibility;

use super::Comparison;
use super::report::{Change, Class};
use crate::apis::Api;
use crate::code::{self, Matches};
use crate::emit::find;
use crate::generate;
use crate::tree::Tree;

/// Items by their names, written as a comparison writes them, with what decides their use; nothing where that is told
/// of their parts.
pub type Items = BTreeMap<String, String>;

/// Those of the vendored document.
pub fn vendored(tree: &Tree, api: &Api) -> Result<Items> {
    let file = api.client();
    let code = syn::parse_file(&tree.text(&file)?).context(file)?;
    Ok(items(&api.module, &code.items))
}

/// Those that a document gives, once it is corrected.
pub fn of(tree: &Tree, api: &Api, mut document: Value) -> Result<Items> {
    generate::corrected(tree, &api.id, &mut document)?;
    let mut matches = Matches::default();
    let (document, facts) = code::adapted(api, document, &mut matches)?;
    Ok(items(&api.module, &code::client(&document, &facts, &mut matches)?.items))
}

/// The public items of a module and the modules in it.
pub fn items(path: &str, module: &[syn::Item]) -> Items {
    let mut all = Items::new();
    for item in module {
        match item {
            // What builds a type is of the types of its fields.
            syn::Item::Mod(inner) if inner.ident != "builder" || !path.ends_with("::types") => {
                let inside = inner.content.as_ref().map(|(_, items)| items.as_slice()).unwrap_or_default();
                all.extend(items(&format!("{path}::{}", inner.ident), inside));
            }
            syn::Item::Struct(found) => {
                let name = format!("{path}::{}", found.ident);
                let public = found.fields.iter().filter(|field| matches!(field.vis, Visibility::Public(_)));
                let fields = public.filter_map(|field| Some((field.ident.as_ref()?, short(&field.ty))));
                all.extend(fields.map(|(field, kind)| (format!("{name}.{field}"), kind)));
                all.insert(name, String::new());
            }
            syn::Item::Enum(found) => all.extend(choices(path, found)),
            // Sets of words stand inside a macro.
            syn::Item::Macro(found) => {
                all.extend(found.mac.parse_body().iter().flat_map(|found| choices(path, found)));
            }
            syn::Item::Impl(found) if found.trait_.is_none() => {
                let owner = find::implemented(found).unwrap_or_default();
                for item in &found.items {
                    if let syn::ImplItem::Fn(method) = item {
                        all.insert(format!("{path}::{owner}::{}", method.sig.ident), short(&method.sig));
                    }
                }
            }
            _ => {}
        }
    }
    all
}

/// A choice or a set of words, and what can be chosen.
fn choices(path: &str, found: &syn::ItemEnum) -> Items {
    let name = format!("{path}::{}", found.ident);
    let choices = found.variants.iter().map(|it| (format!("{name}::{}", it.ident), short(&it.fields)));
    choices.chain([(name.clone(), String::new())]).collect()
}

/// Code as people write it, without what its layout adds.
fn short(code: &impl ToTokens) -> String {
    let text = find::text(code).replace(' ', "").replace(",>", ">").replace(",)", ")");
    let fronts = ["option", "vec", "string", "collections"].map(|module| format!("::std::{module}::"));
    fronts.iter().fold(text.trim_end_matches(',').to_owned(), |text, front| text.replace(front, ""))
}

impl Comparison<'_> {
    /// Tells items that change though nothing that was compared says so.
    pub fn made(&mut self, before: &Items, after: &Items) {
        for (item, was) in before {
            let owner = item.rsplit_once(['.', ':']).map_or("", |(owner, _)| owner.trim_end_matches(':'));
            let what = match after.get(item) {
                Some(is) if is == was => continue,
                Some(_) if was.contains("self") => "its signature changes".to_owned(),
                Some(is) => format!("its Rust type changes from `{was}` to `{is}`"),
                None if after.contains_key(owner) => "no longer there".to_owned(),
                // Told of what it belonged to.
                None => continue,
            };
            let place = self.places.get(item).or_else(|| self.places.get(owner)).cloned().unwrap_or_default();
            if !self.changes.values().any(|change| explains(change, item, &place)) {
                let new = Change { class: Class::Breaking, item: item.clone(), what, pointer: place };
                self.changes.insert((new.pointer.clone(), format!("{item}: {}", new.what)), new);
            }
        }
    }
}

/// Whether users are told already: of the item, of what it belongs to, or of what stands where it comes from.
fn explains(change: &Change, item: &str, place: &str) -> bool {
    let is_within =
        |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|it| !it.starts_with(char::is_alphanumeric));
    change.class == Class::Breaking
        && (is_within(item, &change.item) || !place.is_empty() && is_within(&change.pointer, place))
}
