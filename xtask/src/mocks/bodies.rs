//! Bodies of requests and answers.

use anyhow::Result;
use syn::visit_mut::{self, VisitMut};
use syn::{ExprMethodCall, File, ItemImpl, parse_quote};

use crate::emit::find;

/// A request is compared with what the client writes, and an answer is what a server writes; serialised in any other
/// way, secrets are masks.
pub fn write_secrets(code: &mut File, _: &syn::Path) -> Result<usize> {
    let mut bodies = Bodies { of_request: false, count: 0 };
    bodies.visit_file_mut(code);
    Ok(bodies.count)
}

struct Bodies {
    of_request: bool,
    count: usize,
}

impl VisitMut for Bodies {
    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        self.of_request = find::implemented(item).is_some_and(|name| name.ends_with("When"));
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        if call.method == "json_body_obj" {
            call.args = if self.of_request {
                parse_quote! { &::ccloud_connect_api::secret::Wire(value) }
            } else {
                parse_quote! { &::ccloud_connect_api::secret::Served(value) }
            };
            self.count += 1;
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_written_by_the_client_and_an_answer_by_the_server() {
        let mut code = find::code(
            "impl AWhen { fn body() { Self(self.0.json_body_obj(value)) } }
             impl AThen { fn success() { Self(self.0.status(status).json_body_obj(value)) } }",
        );
        assert_eq!(write_secrets(&mut code, &parse_quote! { x }).unwrap(), 2);
        find::same(
            &code,
            "impl AWhen { fn body() { Self(self.0.json_body_obj(&::ccloud_connect_api::secret::Wire(value))) } }
             impl AThen {
                 fn success() {
                     Self(self.0.status(status).json_body_obj(&::ccloud_connect_api::secret::Served(value)))
                 }
             }",
        );
    }
}
