//! Sets of words.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use proc_macro2::Span;
use quote::format_ident;
use syn::{
    Attribute, Expr, Fields, File, Item, ItemEnum, Lit, Meta, Token, Variant, parse_quote, punctuated::Punctuated,
};

use super::Facts;
use super::find;

/// Enums of words become our macro's, which keeps words it does not know; what the generator implemented for them goes.
/// Until they are printed, they are enums with the words as discriminants and a mark.
pub fn open_enums(code: &mut File, _: &Facts) -> Result<usize> {
    let items = find::module(code, &["types"]).context("there is no module `types`")?;
    let mut opened = BTreeSet::new();
    for item in items.iter_mut() {
        let Item::Enum(closed) = item else { continue };
        ensure!(!closed.variants.is_empty(), "no value can be a `{}`: its schema contradicts itself", closed.ident);
        if closed.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit)) {
            opened.insert(closed.ident.to_string());
            open(closed)?;
        }
    }
    items.retain(|item| match item {
        Item::Impl(item) => find::implemented(item).is_none_or(|name| !opened.contains(&name)),
        _ => true,
    });
    Ok(opened.len())
}

fn open(closed: &mut ItemEnum) -> Result<()> {
    closed.attrs.retain(is_doc);
    closed.attrs.insert(0, parse_quote! { #[open_enum] });
    for variant in &mut closed.variants {
        let word = word(variant)?;
        // `Other` is whatever is not known.
        if variant.ident == "Other" {
            variant.ident = format_ident!("OtherWord");
        }
        variant.attrs.retain(is_doc);
        if variant.attrs.is_empty() {
            let line = format!(" `{word}`");
            variant.attrs.push(parse_quote! { #[doc = #line] });
        }
        variant.discriminant = Some((Token![=](Span::call_site()), parse_quote! { #word }));
    }
    Ok(())
}

fn is_doc(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
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
                #[open_enum]
                /// Doc.
                pub enum State {
                    /// `RUNNING`
                    Running = \"RUNNING\",
                    /// `Paused`
                    Paused = \"Paused\",
                }
                impl Thing { }
            }",
        );
    }

    #[test]
    fn a_word_that_would_be_taken_for_an_unknown_one_gets_a_name_of_its_own() {
        let mut code = find::code("pub mod types { pub enum State { #[serde(rename = \"OTHER\")] Other } }");
        open_enums(&mut code, &Facts::default()).unwrap();
        let own = "pub mod types { #[open_enum] pub enum State { #[doc = \" `OTHER`\"] OtherWord = \"OTHER\", } }";
        find::same(&code, own);
    }

    #[test]
    fn a_type_without_values_is_an_error() {
        assert!(open_enums(&mut find::code("pub mod types { pub enum Never {} }"), &Facts::default()).is_err());
    }
}
