//! Operations that share a method and a path.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use syn::visit::{self, Visit};
use syn::{Expr, ExprMethodCall, File, ImplItem, ImplItemFn, Item, ItemImpl, Lit, Stmt, parse_quote};

use crate::emit::find;

/// Operations of one method and path are told apart by the parameters that only one of them has: it wants them sent,
/// the others want them missing.
pub fn tell_by_query(code: &mut File, _: &syn::Path) -> Result<usize> {
    let items = find::module(code, &["operations"]).context("there is no module `operations`")?;
    let mut operations: BTreeMap<String, Vec<(usize, BTreeSet<String>)>> = BTreeMap::new();
    for (index, item) in items.iter_mut().enumerate() {
        if let Some(item) = conditions(item) {
            let names = query_parameters(item);
            let new = constructor(item).context("a condition without a constructor")?;
            operations.entry(find::text(&new.block)).or_default().push((index, names));
        }
    }
    let mut count = 0;
    for same in operations.values().filter(|same| same.len() > 1) {
        let all: BTreeSet<_> = same.iter().flat_map(|(_, names)| names).collect();
        let shared = |name: &String| same.iter().all(|(_, names)| names.contains(name));
        for (index, names) in same {
            let item = conditions(&mut items[*index]).and_then(constructor).context("it was just there")?;
            for name in all.iter().filter(|name| !shared(name)) {
                require(item, name, names.contains(*name))?;
                count += 1;
            }
        }
    }
    Ok(count)
}

fn conditions(item: &mut Item) -> Option<&mut ItemImpl> {
    match item {
        Item::Impl(item) if find::implemented(item)?.ends_with("When") => Some(item),
        _ => None,
    }
}

fn constructor(item: &mut ItemImpl) -> Option<&mut ImplItemFn> {
    item.items.iter_mut().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == "new" => Some(function),
        _ => None,
    })
}

/// Adds to `Self(…)` that the parameter is sent, or is not.
fn require(new: &mut ImplItemFn, name: &str, sent: bool) -> Result<()> {
    let Some(Stmt::Expr(Expr::Call(call), None)) = new.block.stmts.last_mut() else {
        anyhow::bail!("a constructor that does not end in `Self(…)`");
    };
    let so_far = call.args.first().context("nothing is constructed")?;
    call.args = if sent {
        parse_quote! { #so_far.query_param_exists(#name) }
    } else {
        parse_quote! { #so_far.query_param_missing(#name) }
    };
    Ok(())
}

fn query_parameters(item: &ItemImpl) -> BTreeSet<String> {
    let mut queries = Queries(BTreeSet::new());
    queries.visit_item_impl(item);
    queries.0
}

struct Queries(BTreeSet<String>);

impl<'a> Visit<'a> for Queries {
    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        if call.method == "query_param"
            && let Some(Expr::Lit(literal)) = call.args.first()
            && let Lit::Str(name) = &literal.lit
        {
            self.0.insert(name.value());
        }
        visit::visit_expr_method_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(name: &str, path: &str, parameters: &[&str]) -> String {
        let setters = parameters.iter().map(|parameter| {
            format!("fn {parameter}(self, value: &str) -> Self {{ Self(self.0.query_param(\"{parameter}\", value)) }}")
        });
        let setters: String = setters.collect();
        format!("impl {name}When {{ fn new(inner: When) -> Self {{ Self(inner.path_matches({path})) }} {setters} }}")
    }

    #[test]
    fn a_parameter_that_only_one_has_tells_them_apart() {
        let code = |one: &str, two: &str| {
            let three = when("Three", "\"/b\"", &["page"]);
            let both = ["page", "expand"];
            let (one, two) = (when("One", one, &["page"]), when("Two", two, &both));
            find::code(&format!("pub mod operations {{ {one} {two} {three} }}"))
        };
        let mut same = code("\"/a\"", "\"/a\"");
        assert_eq!(tell_by_query(&mut same, &parse_quote! { x }).unwrap(), 2);
        let expected = code("\"/a\").query_param_missing(\"expand\"", "\"/a\").query_param_exists(\"expand\"");
        assert_eq!(find::text(&same), find::text(&expected));
        let mut different = code("\"/a\"", "\"/c\"");
        assert_eq!(tell_by_query(&mut different, &parse_quote! { x }).unwrap(), 0);
    }
}
