//! What the SDK and the generated client offer.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use syn::{ImplItem, Item, Visibility};

use crate::emit::find;
use crate::tree::Tree;

/// Names of public methods: `Type::method` of the SDK, `module::Type::method` of the generated client.
pub struct Methods(BTreeSet<String>);

impl Methods {
    /// Of the sources in `tree`.
    pub fn read(tree: &Tree) -> Result<Self> {
        let mut methods = Self(BTreeSet::new());
        methods.read_folder(tree, "crates/sdk/src", |_| String::new())?;
        methods.read_folder(tree, "crates/api/src", |module| format!("{module}::"))?;
        Ok(methods)
    }

    /// Whether there is such a method.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    fn read_folder(&mut self, tree: &Tree, folder: &str, prefix: fn(&str) -> String) -> Result<()> {
        for file in tree.files(folder)? {
            if let Some(name) = file.strip_suffix(".rs") {
                let code = syn::parse_file(&tree.text(&file)?).with_context(|| file.clone())?;
                let module = name.rsplit('/').next().unwrap_or_default();
                self.add(&code.items, &prefix(module));
            }
        }
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
