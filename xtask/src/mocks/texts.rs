//! Answers that are text.

use anyhow::Result;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, File, ImplItemFn, parse_quote};

use crate::emit::find;

/// A text is answered as it is, in whatever format; the generator would make JSON of it.
pub fn answer_with_text(code: &mut File, _: &syn::Path) -> Result<usize> {
    let mut texts = Texts(0);
    texts.visit_file_mut(code);
    Ok(texts.0)
}

struct Texts(usize);

impl VisitMut for Texts {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if function.sig.ident == "success"
            && find::text(&function.sig.inputs).contains("value : :: serde_json :: Value")
        {
            function.sig.inputs = parse_quote! { self, status: u16, value: &str };
            visit_mut::visit_impl_item_fn_mut(self, function);
            self.0 += 1;
        }
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        if call.method == "json_body" {
            call.method = parse_quote! { body };
            if let Expr::MethodCall(header) = &*call.receiver
                && header.method == "header"
            {
                let before = header.receiver.clone();
                call.receiver = before;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_json_is_no_text() {
        let mut code =
            find::code("impl AThen { fn success(self, status: u16, value: &::serde_json::Value) -> Self {} }");
        assert_eq!(answer_with_text(&mut code, &parse_quote! { x }).unwrap(), 0);
    }

    #[test]
    fn a_text_is_no_json() {
        let mut code = find::code(
            "impl AThen {
                 fn success(self, status: u16, value: ::serde_json::Value) -> Self {
                     Self(self.0.status(status).header(\"content-type\", \"application/json\").json_body(value))
                 }
             }",
        );
        assert_eq!(answer_with_text(&mut code, &parse_quote! { x }).unwrap(), 1);
        find::same(
            &code,
            "impl AThen {
                 fn success(self, status: u16, value: &str) -> Self { Self(self.0.status(status).body(value)) }
             }",
        );
    }
}
