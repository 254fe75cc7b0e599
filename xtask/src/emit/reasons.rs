//! What builders say of a value they do not take.

use anyhow::Result;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, File, ImplItemFn, parse_quote};

use super::Facts;
use super::find;

/// Setters keep the parameter's name and the reason why a value is refused; the generator drops the reason.
pub fn keep_reasons(code: &mut File, _: &Facts) -> Result<usize> {
    let mut setters = Setters(0);
    setters.visit_file_mut(code);
    Ok(setters.0)
}

struct Setters(usize);

impl VisitMut for Setters {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        let parameter = function.sig.ident.to_string();
        let mut refusals = Refusals { parameter: parameter.trim_start_matches("r#"), count: 0 };
        refusals.visit_block_mut(&mut function.block);
        if refusals.count > 0 {
            let Some(value) = function.sig.generics.type_params().next().map(|it| it.ident.clone()) else { return };
            let shown = parse_quote! { #value::Error: ::std::fmt::Display };
            function.sig.generics.make_where_clause().predicates.push(shown);
            self.0 += 1;
        }
    }
}

struct Refusals<'a> {
    parameter: &'a str,
    count: usize,
}

impl VisitMut for Refusals<'_> {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        let forgets = matches!(call.args.first(), Some(Expr::Closure(closure)) if find::text(&closure.inputs) == "_");
        if call.method == "map_err" && forgets {
            let message = format!("{}: {{reason}}", self.parameter);
            call.args = parse_quote! { |reason| format!(#message) };
            self.count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_value_is_named_with_the_reason() {
        let mut code = find::code(
            "impl X {
                pub fn id<V>(mut self, value: V) -> Self where V: std::convert::TryInto<String> {
                    self.id = value.try_into().map_err(|_| \"conversion to `String` for id failed\".to_string());
                    self
                }
                pub fn body<V>(mut self, value: V) -> Self {
                    self.body = value.try_into().map_err(|e| format!(\"body: {e}\"));
                    self
                }
            }",
        );
        assert_eq!(keep_reasons(&mut code, &Facts::default()).unwrap(), 1);
        find::same(
            &code,
            "impl X {
                pub fn id<V>(mut self, value: V) -> Self
                where V: std::convert::TryInto<String>, V::Error: ::std::fmt::Display {
                    self.id = value.try_into().map_err(|reason| format!(\"id: {reason}\"));
                    self
                }
                pub fn body<V>(mut self, value: V) -> Self {
                    self.body = value.try_into().map_err(|e| format!(\"body: {e}\"));
                    self
                }
            }",
        );
    }

    #[test]
    fn whatever_a_setter_calls_the_type_of_its_value_it_can_be_told() {
        let setter = "fn body<B: TryInto<Body>>(self, value: B) -> R { value.try_into().map_err(|_| 1) }";
        let mut code = find::code(&format!("impl X {{ {setter} }}"));
        keep_reasons(&mut code, &Facts::default()).unwrap();
        assert!(find::text(&code).contains("where B :: Error : :: std :: fmt :: Display"));
    }
}
