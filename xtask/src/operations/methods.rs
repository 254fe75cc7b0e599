//! What the SDK and the generated client offer.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use syn::{ImplItem, Item, Visibility};

use crate::emit::find;
use crate::tree::Tree;

/// Names of public methods: `Type::method` of the SDK, `module::Type::method` of the generated client.
pub struct Methods(BTreeSet<String>);

impl Methods {
    /// Of the sources in `tree`; of the generated client, those modules alone that one of these names is in.
    pub fn read<'n>(tree: &Tree, names: impl IntoIterator<Item = &'n String>) -> Result<Self> {
        let mut methods = Self(BTreeSet::new());
        for file in tree
            .files("crates/sdk/src")?
            .iter()
            .filter(|file| file.rsplit_once('.').is_some_and(|(_, end)| end == "rs"))
        {
            methods.read_file(tree, file, "")?;
        }
        let module = |name: &'n String| name.split_once("::").filter(|(_, rest)| rest.contains("::")).map(|it| it.0);
        for module in names.into_iter().filter_map(module).collect::<BTreeSet<_>>() {
            let file = format!("crates/api/src/{module}.rs");
            if tree.has(&file) {
                methods.read_file(tree, &file, &format!("{module}::"))?;
            }
        }
        Ok(methods)
    }

    /// Whether there is such a method.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    fn read_file(&mut self, tree: &Tree, file: &str, prefix: &str) -> Result<()> {
        let code = syn::parse_file(&tree.text(file)?).with_context(|| file.to_owned())?;
        self.add(&code.items, prefix);
        Ok(())
    }

    fn add(&mut self, items: &[Item], prefix: &str) {
        for item in items {
            let Item::Impl(item) = item else { continue };
            let (None, Some(own)) = (&item.trait_, find::implemented(item)) else { continue };
            let public = item.items.iter().filter_map(|item| match item {
                ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => Some(&function.sig.ident),
                _ => None,
            });
            self.0.extend(public.map(|method| format!("{prefix}{own}::{method}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_methods_of_types_count() {
        let code = find::code(
            "impl Connector { pub async fn get(&self) {} pub(crate) fn near(&self) {} fn own(&self) {} }
             impl Debug for Connector { fn fmt(&self) {} }
             impl<'a> List<'a> { pub fn all(self) {} }
             pub fn free() {}",
        );
        let mut methods = Methods(BTreeSet::new());
        methods.add(&code.items, "m::");
        assert_eq!(methods.0, ["m::Connector::get", "m::List::all"].map(String::from).into());
    }
}
