//! Parameters that are given once for each value.

use anyhow::Result;
use syn::visit_mut::{self, VisitMut};
use syn::{ExprMethodCall, File, ImplItemFn, parse_quote};

use crate::emit::find;

/// Each of the values is wanted; the generator would compare with the text of the list.
pub fn want_each_value(code: &mut File, _: &syn::Path) -> Result<usize> {
    let mut lists = Lists { inside: false, count: 0 };
    lists.visit_file_mut(code);
    Ok(lists.count)
}

struct Lists {
    inside: bool,
    count: usize,
}

impl VisitMut for Lists {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        self.inside = find::text(&function.sig).contains(":: std :: vec :: Vec <");
        visit_mut::visit_impl_item_fn_mut(self, function);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        if self.inside
            && call.method == "query_param"
            && let Some(name) = call.args.first()
        {
            *call =
                parse_quote! { value.iter().fold(self.0, |when, value| when.query_param(#name, value.to_string())) };
            self.count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_wants_each_of_its_values() {
        let function = |kind: &str, condition: &str| {
            find::code(&format!("impl AWhen {{ fn ids(self, value: &{kind}) -> Self {{ Self({condition}) }} }}"))
        };
        let one = "self.0.query_param(\"id\", value.to_string())";
        let mut list = function("::std::vec::Vec<String>", one);
        assert_eq!(want_each_value(&mut list, &parse_quote! { x }).unwrap(), 1);
        let each = "value.iter().fold(self.0, |when, value| when.query_param(\"id\", value.to_string()))";
        find::same(&list, &find::text(&function("::std::vec::Vec<String>", each)));
        assert_eq!(want_each_value(&mut function("str", one), &parse_quote! { x }).unwrap(), 0);
    }
}
