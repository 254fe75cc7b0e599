//! What a module of mocks imports and offers.

use anyhow::{Context, Result};
use syn::{File, Item, Path, parse_quote};

use crate::emit::find;

/// The client's types come with the mocks, and nothing else of the client.
pub fn use_types_alone(code: &mut File, module: &Path) -> Result<usize> {
    let operations = find::module(code, &["operations"]).context("there is no module `operations`")?;
    let before = operations.len();
    operations.retain(|item| !matches!(item, Item::Use(_)));
    let dropped = before - operations.len();
    operations.insert(0, parse_quote! { #[allow(unused_imports)] use super::types; });
    code.items.insert(0, parse_quote! { #[doc(no_inline)] pub use #module::types; });
    Ok(dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_at_hand_where_the_mocks_are() {
        let mut code = find::code("pub mod operations { use ::client::t::*; pub struct A; }");
        assert_eq!(use_types_alone(&mut code, &parse_quote! { ::client::t }).unwrap(), 1);
        find::same(
            &code,
            "#[doc(no_inline)] pub use ::client::t::types;
             pub mod operations { #[allow(unused_imports)] use super::types; pub struct A; }",
        );
    }
}
