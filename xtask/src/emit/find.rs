//! Finding one's way in emitted code.

use heck::ToSnakeCase;
use quote::ToTokens;
use syn::{AttrStyle, Attribute, Expr, ExprLit, File, Item, ItemImpl, ItemMod, Lit, Meta, MetaNameValue, parse_quote};

/// The items of a module inside modules, from the root.
pub fn module<'a>(code: &'a mut File, path: &[&str]) -> Option<&'a mut Vec<Item>> {
    path.iter().try_fold(&mut code.items, |items, name| items.iter_mut().find_map(|item| inside(item, name)))
}

fn inside<'a>(item: &'a mut Item, name: &str) -> Option<&'a mut Vec<Item>> {
    match item {
        Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == name => Some(items),
        _ => None,
    }
}

/// The name of the type an `impl` is for, its path and parameters left off.
pub fn implemented(item: &ItemImpl) -> Option<String> {
    let mut own = &*item.self_ty;
    while let syn::Type::Reference(reference) = own {
        own = &reference.elem;
    }
    match own {
        syn::Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// A name of the document as a field or setter has it.
pub fn field_name(name: &str) -> String {
    let snake = name.to_snake_case();
    if syn::parse_str::<syn::Ident>(&snake).is_ok() { snake } else { snake + "_" }
}

/// Code as text without any layout, for comparing.
pub fn text(code: &impl ToTokens) -> String {
    code.to_token_stream().to_string()
}

/// Whether an item carries a doc comment.
pub fn is_documented(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("doc"))
}

/// A doc comment as people write it: an attribute for each line, with a space in front. Other attributes stay.
pub fn doc_lines(attribute: Attribute) -> Vec<Attribute> {
    let Meta::NameValue(MetaNameValue { value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. }) = &attribute.meta
    else {
        return vec![attribute];
    };
    if !attribute.path().is_ident("doc") {
        return vec![attribute];
    }
    let line = |line: &str| {
        let spaced = if line.is_empty() || line.starts_with(' ') { line.to_owned() } else { format!(" {line}") };
        match attribute.style {
            AttrStyle::Outer => parse_quote! { #[doc = #spaced] },
            AttrStyle::Inner(_) => parse_quote! { #![doc = #spaced] },
        }
    };
    text.value().lines().map(line).collect()
}

#[cfg(test)]
pub fn code(text: &str) -> File {
    syn::parse_str(text).unwrap()
}

#[cfg(test)]
pub fn same(code: &File, expected: &str) {
    let expected: File = syn::parse_str(expected).unwrap();
    assert_eq!(prettyplease::unparse(code), prettyplease::unparse(&expected));
}
