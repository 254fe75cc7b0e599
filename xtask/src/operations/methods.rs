//! What the SDK and the generated client offer.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use syn::{ImplItem, Item, Visibility};

use crate::emit::find;

/// Names of public methods: `Type::method` of the SDK, `module::Type::method` of the generated client.
pub struct Methods(BTreeSet<String>);

impl Methods {
    /// Of the sources under `root`.
    pub fn read(root: &Path) -> Result<Self> {
        let mut methods = Self(BTreeSet::new());
        methods.read_folder(&root.join("crates/sdk/src"), |_| String::new())?;
        methods.read_folder(&root.join("crates/api/src"), |module| format!("{module}::"))?;
        Ok(methods)
    }

    /// Whether there is such a method.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    fn read_folder(&mut self, folder: &Path, prefix: fn(&str) -> String) -> Result<()> {
        for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                self.read_folder(&path, prefix)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let code = std::fs::read_to_string(&path)?;
                let code = syn::parse_file(&code).with_context(|| path.display().to_string())?;
                let module = path.file_stem().unwrap_or_default().to_string_lossy();
                self.add(&code.items, &prefix(&module));
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
