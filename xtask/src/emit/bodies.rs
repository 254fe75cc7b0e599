//! Request bodies.

use anyhow::Result;
use syn::visit_mut::{self, VisitMut};
use syn::{ExprMethodCall, File, parse_quote};

use super::Facts;
use super::find;

/// Bodies are written by `Wire`: serialised in any other way, secrets are masks.
pub fn send_through_wire(code: &mut File, _: &Facts) -> Result<usize> {
    let mut bodies = Bodies(0);
    bodies.visit_file_mut(code);
    Ok(bodies.0)
}

struct Bodies(usize);

impl VisitMut for Bodies {
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
}
