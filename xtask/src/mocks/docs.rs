//! Documentation of mocks.

use anyhow::{Context, Result};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, File, FnArg, ImplItemFn, ItemImpl, ItemMod, ItemStruct, ItemTrait, Path, TraitItemFn, parse_quote,
};

use crate::emit::find;

/// Every public item is documented, with links to the calls of the client.
pub fn document_everything(code: &mut File, module: &Path) -> Result<usize> {
    let operations = find::module(code, &["operations"]).context("there is no module `operations`")?;
    anyhow::ensure!(!operations.is_empty(), "there are no operations");
    let mut docs = Docs { module: find::text(module).replace(' ', ""), answers: false, count: 0 };
    docs.visit_file_mut(code);
    Ok(docs.count)
}

struct Docs {
    module: String,
    /// Whether it is an answer that is being documented.
    answers: bool,
    count: usize,
}

impl Docs {
    /// In place of what the generator says.
    fn say(&mut self, attributes: &mut Vec<Attribute>, text: &str) {
        attributes.retain(|attribute| !attribute.path().is_ident("doc"));
        for line in text.lines().rev() {
            let line = format!(" {line}");
            attributes.insert(0, parse_quote! { #[doc = #line] });
        }
        self.count += 1;
    }
}

impl VisitMut for Docs {
    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        let text = "What requests must be like (`…When`) and how they are answered (`…Then`), a pair for each operation.\n\
                    `into_inner` leads from either to all that httpmock offers.";
        self.say(&mut module.attrs, text);
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        let name = item.ident.to_string();
        let text = match name.strip_suffix("When") {
            Some(operation) => format!("Requests answered by [`{operation}Then`]."),
            None => format!("How requests are answered that are as [`{}When`] says.", name.trim_end_matches("Then")),
        };
        self.say(&mut item.attrs, &text);
    }

    fn visit_item_trait_mut(&mut self, item: &mut ItemTrait) {
        self.say(&mut item.attrs, "Mocks on a [`MockServer`](::httpmock::MockServer), a method for each operation.");
        visit_mut::visit_item_trait_mut(self, item);
    }

    fn visit_trait_item_fn_mut(&mut self, function: &mut TraitItemFn) {
        let name = function.sig.ident.to_string();
        let text = format!("Answers requests of [`{name}`]({}::Client::{name}).", self.module);
        self.say(&mut function.attrs, &text);
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        if item.trait_.is_none() {
            self.answers = find::implemented(item).is_some_and(|name| name.ends_with("Then"));
            visit_mut::visit_item_impl_mut(self, item);
        }
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        let name = function.sig.ident.to_string();
        let text = match (name.as_str(), self.answers) {
            ("new", true) => "As this answer of httpmock's.".to_owned(),
            ("new", false) => "Any request of the operation that this condition of httpmock's lets pass.".to_owned(),
            ("into_inner", _) => "httpmock's own.".to_owned(),
            (_, true) if function.sig.inputs.iter().any(|input| is_named(input, "value")) => {
                "Answers with this status, a 2xx, and this body, secrets and masks included.".to_owned()
            }
            (_, true) => "Answers with this status, a 2xx, and no body.".to_owned(),
            ("body", false) => "The body is this one, secrets included.".to_owned(),
            (parameter, false) => {
                let block = find::text(&function.block);
                let is = if block.contains(". fold (") { "has each of these values" } else { "is this one" };
                let or = if block.contains("_missing") { ", or is not sent if this is `None`" } else { "" };
                format!("The parameter `{parameter}` {is}{or}.")
            }
        };
        self.say(&mut function.attrs, &text);
    }
}

fn is_named(input: &FnArg, name: &str) -> bool {
    matches!(input, FnArg::Typed(typed) if typed.pat.to_token_stream().to_string() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_public_item_says_what_it_is_in_our_words() {
        let mut code = find::code(
            "pub mod operations {
                //! Theirs.
                pub struct AWhen(::httpmock::When);
                impl AWhen {
                    pub fn new() {}
                    pub fn id(value: &str) {}
                    pub fn page() { query_param_missing(); }
                    pub fn ids() { value.iter().fold(self.0, f); }
                }
                pub struct AThen(::httpmock::Then);
                impl AThen {
                    pub fn success(status: u16) {}
                    pub fn other(status: u16, value: &X) {}
                }
            }
            /// Theirs.
            pub trait MockServerExt { fn a(&self); }
            impl MockServerExt for ::httpmock::MockServer { fn a(&self) {} }",
        );
        assert_eq!(document_everything(&mut code, &parse_quote! { ::client::t }).unwrap(), 11);
        let text = prettyplease::unparse(&code);
        for said in [
            "/// Requests answered by [`AThen`].\n    pub struct AWhen",
            "/// The parameter `id` is this one.\n        pub fn id",
            "/// The parameter `page` is this one, or is not sent if this is `None`.\n        pub fn page",
            "/// The parameter `ids` has each of these values.\n        pub fn ids",
            "/// Answers with this status, a 2xx, and no body.\n        pub fn success",
            "/// Answers with this status, a 2xx, and this body, secrets and masks included.\n        pub fn other",
            "/// Answers requests of [`a`](::client::t::Client::a).\n    fn a(&self);",
        ] {
            assert!(text.contains(said), "{said} in {text}");
        }
        assert!(!text.contains("Theirs"));
    }
}
