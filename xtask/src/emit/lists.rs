//! Lists and maps in answers.

use anyhow::{Context, Result};
use syn::visit_mut::{self, VisitMut};
use syn::{Field, Fields, File, Item, parse_quote};

use super::Facts;
use super::find;

/// A list or map that has a default reads null as empty too.
pub fn read_null_as_empty(code: &mut File, _: &Facts) -> Result<usize> {
    let mut lists = Lists(0);
    lists.visit_file_mut(code);
    Ok(lists.0)
}

/// A list or map that is a type of its own can be empty.
pub fn let_lists_be_empty(code: &mut File, _: &Facts) -> Result<usize> {
    let mut count = 0;
    for item in find::module(code, &["types"]).context("there is no module `types`")? {
        if let Item::Struct(item) = item
            && let Fields::Unnamed(fields) = &item.fields
            && fields.unnamed.iter().all(|field| is_list(&find::text(&field.ty)))
        {
            item.attrs.push(parse_quote! { #[derive(Default)] });
            count += 1;
        }
    }
    Ok(count)
}

fn is_list(list: &str) -> bool {
    list.starts_with(":: std :: vec :: Vec <") || list.starts_with(":: std :: collections :: BTreeMap <")
}

struct Lists(usize);

impl VisitMut for Lists {
    fn visit_field_mut(&mut self, field: &mut Field) {
        let has_default = field
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("serde") && find::text(attribute).contains("::is_empty\""));
        if has_default {
            field.attrs.push(parse_quote! { #[serde(deserialize_with = "crate::runtime::null_as_default")] });
            self.0 += 1;
        }
        visit_mut::visit_field_mut(self, field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_members_that_may_be_missing_read_null() {
        let (option, list) = (
            "#[serde(skip_serializing_if = \"::std::option::Option::is_none\")] a: Option<A>,",
            "#[serde(default, skip_serializing_if = \"::std::vec::Vec::is_empty\")]",
        );
        let mut code = find::code(&format!("struct A {{ {option} {list} b: Vec<A> }}"));
        assert_eq!(read_null_as_empty(&mut code, &Facts::default()).unwrap(), 1);
        let lenient = "#[serde(deserialize_with = \"crate::runtime::null_as_default\")]";
        find::same(&code, &format!("struct A {{ {option} {list} {lenient} b: Vec<A> }}"));
    }

    #[test]
    fn a_type_that_is_a_list_has_an_empty_default() {
        let mut code = find::code("pub mod types { pub struct A(pub ::std::vec::Vec<B>); pub struct B(pub String); }");
        assert_eq!(let_lists_be_empty(&mut code, &Facts::default()).unwrap(), 1);
        find::same(
            &code,
            "pub mod types { #[derive(Default)] pub struct A(pub ::std::vec::Vec<B>); pub struct B(pub String); }",
        );
    }
}
