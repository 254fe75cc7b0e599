//! Patterns of paths.

use anyhow::{Context, Result, bail, ensure};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMacro, File, ImplItemFn, Lit, LitStr, Token, parse_quote};

use crate::emit::find;

const SEGMENT: &str = "[^/]*";

/// A parameter matches as it is sent, encoded, and whatever it holds is no pattern; every other matches one segment.
pub fn match_whole_segments(code: &mut File, _: &syn::Path) -> Result<usize> {
    let mut patterns = Patterns { count: 0, error: None };
    patterns.visit_file_mut(code);
    patterns.error.map_or(Ok(patterns.count), Err)
}

struct Patterns {
    count: usize,
    error: Option<anyhow::Error>,
}

impl VisitMut for Patterns {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if find::text(&function.block).contains("regex :: Regex") {
            match mend(function) {
                Ok(()) => self.count += 1,
                Err(error) => self.error = Some(error.context(function.sig.ident.to_string())),
            }
        }
    }
}

fn mend(function: &mut ImplItemFn) -> Result<()> {
    if function.sig.ident == "new" {
        let mut plain = Plain(None);
        plain.visit_block_mut(&mut function.block);
        return check(&plain.0.context("a path without a pattern")?);
    }
    let mut template = Template(None);
    template.visit_block(&function.block);
    let template = template.0.context("a parameter without a pattern")?.replace(".*", SEGMENT);
    check(&template)?;
    function.block = parse_quote! {{ Self(self.0.path_matches(format!(#template, crate::path::segment(value)))) }};
    Ok(())
}

/// What is fixed in a path goes into the pattern as it stands.
fn check(pattern: &str) -> Result<()> {
    let fixed = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')).context("not a whole path")?;
    let fixed = fixed.replace(SEGMENT, "").replace("{}", "");
    let strange = fixed.find(|letter: char| !letter.is_ascii_alphanumeric() && !"/-_:".contains(letter));
    ensure!(strange.is_none(), "`{pattern}` holds what may mean something else in a pattern");
    Ok(())
}

/// Finds `Regex::new("…").unwrap()` and leaves the text alone, which httpmock takes as well.
struct Plain(Option<String>);

impl VisitMut for Plain {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Ok(pattern) = regex_of(expr) {
            self.0 = Some(pattern.value());
            *expr = parse_quote! { #pattern };
        }
    }
}

fn regex_of(expr: &Expr) -> Result<LitStr> {
    if let Expr::MethodCall(unwrap) = expr
        && let Expr::Call(call) = &*unwrap.receiver
        && find::text(&call.func) == "regex :: Regex :: new"
        && let Some(Expr::Lit(literal)) = call.args.first()
        && let Lit::Str(text) = &literal.lit
    {
        return Ok(text.clone());
    }
    bail!("not a pattern")
}

/// Finds the text of `format!("…", …)`.
struct Template(Option<String>);

impl<'a> Visit<'a> for Template {
    fn visit_expr_macro(&mut self, call: &'a ExprMacro) {
        let arguments = call.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        if let Some(Expr::Lit(literal)) = arguments.iter().flatten().next()
            && let Lit::Str(text) = &literal.lit
        {
            self.0 = Some(text.value());
        }
        visit::visit_expr_macro(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(pattern: &str) -> File {
        find::code(&format!(
            "impl AWhen {{
                pub fn new(inner: ::httpmock::When) -> Self {{
                    Self(inner.method(GET).path_matches(regex::Regex::new(\"{pattern}\").unwrap()))
                }}
                pub fn name(self, value: &str) -> Self {{
                    let re = regex::Regex::new(&format!(\"^/a/.*/b/{{}}/c$\", value.to_string())).unwrap();
                    Self(self.0.path_matches(re))
                }}
                pub fn page(self, value: &str) -> Self {{ Self(self.0.query_param(\"page\", value)) }}
            }}"
        ))
    }

    #[test]
    fn a_parameter_is_no_pattern_and_another_is_one_segment() {
        let mut code = code("^/a/[^/]*/b/[^/]*/c$");
        assert_eq!(match_whole_segments(&mut code, &parse_quote! { x }).unwrap(), 2);
        find::same(
            &code,
            "impl AWhen {
                pub fn new(inner: ::httpmock::When) -> Self {
                    Self(inner.method(GET).path_matches(\"^/a/[^/]*/b/[^/]*/c$\"))
                }
                pub fn name(self, value: &str) -> Self {
                    Self(self.0.path_matches(format!(\"^/a/[^/]*/b/{}/c$\", crate::path::segment(value))))
                }
                pub fn page(self, value: &str) -> Self { Self(self.0.query_param(\"page\", value)) }
            }",
        );
    }

    #[test]
    fn a_path_that_would_be_a_pattern_itself_is_an_error() {
        for pattern in ["^/a.b$", "^/a+$", "/a$", "^/a"] {
            assert!(match_whole_segments(&mut code(pattern), &parse_quote! { x }).is_err(), "{pattern}");
        }
        assert!(match_whole_segments(&mut code("^/a:b$"), &parse_quote! { x }).is_ok(), "a colon is a colon");
    }
}
