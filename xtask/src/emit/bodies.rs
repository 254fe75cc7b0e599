//! Request bodies.

use anyhow::Result;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprMethodCall, File, LitStr, parse_quote};

use super::Facts;
use super::find;

/// Bodies are written by `Wire`: serialised in any other way, secrets are masks.
pub fn send_through_wire(code: &mut File, _: &Facts) -> Result<usize> {
    let mut bodies = Bodies(0);
    bodies.visit_file_mut(code);
    Ok(bodies.0)
}

/// A body that goes out as this media type.
pub fn declare(block: &mut Block, media: &str) {
    Declaration(media).visit_block_mut(block);
}

struct Declaration<'a>(&'a str);

impl VisitMut for Declaration<'_> {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        let media = self.0;
        if call.method == "json" && find::text(&call.args) == "& body" {
            // Set before the body is: it sets its own only where there is none.
            let before = &call.receiver;
            *call.receiver = parse_quote! { #before.header(::reqwest::header::CONTENT_TYPE, #media) };
            return;
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }

    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        if text.value() == "application/octet-stream" {
            *text = LitStr::new(self.0, text.span());
        }
    }
}

struct Bodies(usize);

impl VisitMut for Bodies {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Try(attempt) = expr
            && let Expr::MethodCall(call) = &*attempt.expr
            && call.method == "form_urlencoded"
        {
            let before = &call.receiver;
            *expr = parse_quote! { #before.form(&Wire(&body)) };
            self.0 += 1;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        if call.method == "json" && find::text(&call.args) == "& body" {
            call.args = parse_quote! { &Wire(&body) };
            self.0 += 1;
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bodies_go_through_wire() {
        let mut code = find::code("fn f() { request.json(&body).build(); answer.json(); }");
        assert_eq!(send_through_wire(&mut code, &Facts::default()).unwrap(), 1);
        find::same(&code, "fn f() { request.json(&Wire(&body)).build(); answer.json(); }");
    }

    #[test]
    fn a_form_goes_through_wire_too() {
        let mut code = find::code("fn f() { request.form_urlencoded(&body)?.build()?; }");
        assert_eq!(send_through_wire(&mut code, &Facts::default()).unwrap(), 1);
        find::same(&code, "fn f() { request.form(&Wire(&body)).build()?; }");
    }

    #[test]
    fn a_body_is_declared_as_what_it_is() {
        let bytes =
            |media: &str| format!("{{ request.header(CONTENT_TYPE, from_static({media:?})).body(body).build(); }}");
        for (before, after) in [
            (
                "{ request.json(&body).build(); }".to_owned(),
                "{ request.header(::reqwest::header::CONTENT_TYPE, \"image/png\").json(&body).build(); }".to_owned(),
            ),
            (bytes("application/octet-stream"), bytes("image/png")),
        ] {
            let mut block = syn::parse_str(&before).unwrap();
            declare(&mut block, "image/png");
            assert_eq!(block, syn::parse_str(&after).unwrap());
        }
    }
}
