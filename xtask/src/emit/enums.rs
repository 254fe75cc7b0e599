//! Sets of words.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use quote::quote;
use syn::{
    Attribute, Expr, Fields, File, Item, ItemEnum, Lit, Meta, Token, Variant, parse_quote, punctuated::Punctuated,
};

use super::Facts;
use super::find;

/// Enums of words become our macro's, which keeps words it does not know; what the generator implemented for them goes.
pub fn open_enums(code: &mut File, _: &Facts) -> Result<usize> {
    let items = find::module(code, &["types"]).context("there is no module `types`")?;
    let mut opened = BTreeSet::new();
    for item in items.iter_mut() {
        let Item::Enum(closed) = item else { continue };
        if closed.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit)) {
            opened.insert(closed.ident.to_string());
            *item = open(closed)?;
        }
    }
    items.retain(|item| match item {
        Item::Impl(item) => find::implemented(item).is_none_or(|name| !opened.contains(&name)),
        _ => true,
    });
    Ok(opened.len())
}

fn open(closed: &ItemEnum) -> Result<Item> {
    let docs = docs(&closed.attrs);
    let name = &closed.ident;
    let mut variants = Vec::new();
    for variant in &closed.variants {
        ensure!(variant.ident != "Other", "`{name}` has a word of its own that becomes `Other`");
        let (ident, word) = (&variant.ident, word(variant)?);
        let own = docs_or(&variant.attrs, &word);
        variants.push(quote! { #(#own)* #ident = #word });
    }
    Ok(parse_quote! { crate::open_enum::open_enum! { #(#docs)* pub enum #name { #(#variants,)* } } })
}

fn docs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().flat_map(find::doc_lines).collect()
}

fn docs_or(attributes: &[Attribute], word: &str) -> Vec<Attribute> {
    let docs = docs(attributes);
    let line = format!(" `{word}`");
    if docs.is_empty() { vec![parse_quote! { #[doc = #line] }] } else { docs }
}

/// The word on the wire: what serde is told, or the variant's own name.
fn word(variant: &Variant) -> Result<String> {
    for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        for meta in attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)? {
            if let Meta::NameValue(pair) = meta
                && pair.path.is_ident("rename")
                && let Expr::Lit(syn::ExprLit { lit: Lit::Str(word), .. }) = pair.value
            {
                return Ok(word.value());
            }
        }
    }
    Ok(variant.ident.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enum_of_words_is_open() {
        let mut code = find::code(
            "pub mod types {
                /// Doc.
                #[derive(Clone)] pub enum State { #[serde(rename = \"RUNNING\")] Running, Paused }
                impl ::std::str::FromStr for State { }
                impl ::std::convert::TryFrom<&str> for State { }
                impl Thing { }
            }",
        );
        assert_eq!(open_enums(&mut code, &Facts::default()).unwrap(), 1);
        find::same(
            &code,
            "pub mod types {
                crate::open_enum::open_enum! {
                    /// Doc.
                    pub enum State {
                        /// `RUNNING`
                        Running = \"RUNNING\",
                        /// `Paused`
                        Paused = \"Paused\",
                    }
                }
                impl Thing { }
            }",
        );
    }

    #[test]
    fn a_word_that_would_be_taken_for_an_unknown_one_is_an_error() {
        let mut code = find::code("pub mod types { pub enum State { Other, Paused } }");
        assert!(open_enums(&mut code, &Facts::default()).is_err());
    }
}
