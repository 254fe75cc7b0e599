//! Types that may grow: members not known yet, fields to come.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, FieldValue, Fields, File, Item, ItemStruct, Member, Visibility, parse_quote};

use super::Facts;
use super::find;

/// Builders start without unknown members, and a type of which nothing else is required has a default again.
pub fn start_without_unknown_members(code: &mut File, _: &Facts) -> Result<usize> {
    let mut with_default = BTreeSet::new();
    let mut count = 0;
    let Some(builders) = find::module(code, &["types", "builder"]) else { return Ok(0) };
    for item in builders {
        let Item::Impl(item) = item else { continue };
        let is_default = item
            .trait_
            .as_ref()
            .is_some_and(|(path, _)| path.segments.last().is_some_and(|last| last.ident == "Default"));
        if is_default && let Some(name) = find::implemented(item) {
            let mut starts = Starts::default();
            starts.visit_item_impl_mut(item);
            count += starts.count;
            if starts.count > 0 && !starts.required {
                with_default.insert(name);
            }
        }
    }
    for item in find::module(code, &["types"]).context("there is no module `types`")? {
        if let Item::Struct(item) = item
            && with_default.contains(&item.ident.to_string())
            && !derives(item, "Default")
        {
            item.attrs.push(parse_quote! { #[derive(Default)] });
        }
    }
    Ok(count)
}

#[derive(Default)]
struct Starts {
    count: usize,
    required: bool,
}

impl VisitMut for Starts {
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        if matches!(&field.member, Member::Named(name) if name == "extra") {
            field.expr = parse_quote! { Ok(Default::default()) };
            self.count += 1;
        }
        self.required |= matches!(&field.expr, Expr::Call(call) if find::text(&call.func) == "Err");
        visit_mut::visit_field_value_mut(self, field);
    }
}

fn derives(item: &ItemStruct, name: &str) -> bool {
    let is_derive = |attribute: &&syn::Attribute| attribute.path().is_ident("derive");
    item.attrs.iter().filter(is_derive).any(|attribute| attribute.to_token_stream().to_string().contains(name))
}

/// Public types can get fields without breaking anyone: outside the crate they are made by builders. Choices can get
/// variants; sets of words can anyway.
pub fn leave_room_for_fields(code: &mut File, _: &Facts) -> Result<usize> {
    let mut count = 0;
    for item in find::module(code, &["types"]).context("there is no module `types`")? {
        let attributes = match item {
            Item::Struct(item) if matches!(item.vis, Visibility::Public(_)) => &mut item.attrs,
            Item::Enum(item) if item.variants.iter().all(|variant| variant.fields != Fields::Unit) => &mut item.attrs,
            _ => continue,
        };
        attributes.push(parse_quote! { #[non_exhaustive] });
        count += 1;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(other: &str) -> File {
        find::code(&format!(
            "pub mod types {{
                #[derive(Clone)] pub struct A {{ pub extra: Map, pub x: X }}
                pub mod builder {{
                    impl ::std::default::Default for A {{
                        fn default() -> Self {{ Self {{ x: {other}, extra: Err(\"no value supplied\".to_string()) }} }}
                    }}
                }}
            }}"
        ))
    }

    #[test]
    fn unknown_members_never_have_to_be_given() {
        for (other, has_default) in [("Ok(Default::default())", true), ("Err(\"required\".to_string())", false)] {
            let mut code = code(other);
            assert_eq!(start_without_unknown_members(&mut code, &Facts::default()).unwrap(), 1);
            let text = find::text(&code);
            assert!(text.contains("extra : Ok (Default :: default ())"), "{text}");
            assert_eq!(text.contains("derive (Default)"), has_default, "{text}");
        }
    }

    #[test]
    fn structs_are_non_exhaustive_their_builders_are_private_inside_anyway() {
        let mut code = code("Ok(1)");
        assert_eq!(leave_room_for_fields(&mut code, &Facts::default()).unwrap(), 1);
        assert!(find::text(&code).contains("# [non_exhaustive]"));
    }

    #[test]
    fn choices_are_non_exhaustive() {
        let mut code =
            find::code("pub mod types { pub enum Choice { A(A), B(B) } #[open_enum] pub enum Set { A, B } }");
        assert_eq!(leave_room_for_fields(&mut code, &Facts::default()).unwrap(), 1);
        let expected =
            "pub mod types { #[non_exhaustive] pub enum Choice { A(A), B(B) } #[open_enum] pub enum Set { A, B } }";
        find::same(&code, expected);
    }
}
