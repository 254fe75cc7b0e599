//! A crate outside the repository, in which a generated module is compiled.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use toml::{Table, Value};

/// The module that is compiled.
pub const MODULE: &str = "document";

/// The crate whose hand-written part every generated module stands on.
const API: &str = "crates/api";

/// A copy of `crates/api` with one generated module in place of its own. It is gone when dropped.
pub struct Scratch {
    folder: TempDir,
    target: OsString,
}

impl Scratch {
    pub fn new(root: &Path) -> Result<Self> {
        let root = root.canonicalize()?;
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).context(name.to_owned());
        let read = |name: &str| fs::read_to_string(root.join(name)).with_context(|| format!("cannot read {name}"));
        write("Cargo.toml", &manifest(&root, &read("Cargo.toml")?, &read(&format!("{API}/Cargo.toml"))?)?)?;
        // The versions that the repository is built with, which are here already.
        write("Cargo.lock", &read("Cargo.lock")?)?;
        fs::create_dir(folder.path().join("src"))?;
        let (library, modules) = library(&read(&format!("{API}/src/lib.rs"))?)?;
        write("src/lib.rs", &library)?;
        for module in modules {
            write(&format!("src/{module}.rs"), &read(&format!("{API}/src/{module}.rs"))?)?;
        }
        let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| root.join("target").into());
        Ok(Self { folder, target })
    }

    /// Compiles this module, or tells the compiler's first error.
    pub fn compile(&self, module: &str) -> Result<()> {
        fs::write(self.folder.path().join(format!("src/{MODULE}.rs")), module)?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["check", "--quiet", "--color=never"])
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .context("cannot run cargo")?;
        let told = String::from_utf8_lossy(&output.stderr);
        let first = told.split("\n\n").find(|part| part.starts_with("error")).unwrap_or(&told);
        ensure!(output.status.success(), "{}", first.trim());
        Ok(())
    }
}

/// The manifest of a workspace of one: our own crates by path, nothing that only our own modules or tests need.
fn manifest(root: &Path, workspace: &str, member: &str) -> Result<String> {
    let mut manifest: Table = toml::from_str(member).context("crates/api/Cargo.toml")?;
    let workspace: Table = toml::from_str(workspace).context("Cargo.toml")?;
    let mut workspace = workspace.get("workspace").and_then(Value::as_table).context("no [workspace]")?.clone();
    for unneeded in ["features", "dev-dependencies", "lints"] {
        manifest.remove(unneeded);
    }
    for unneeded in ["members", "default-members", "lints"] {
        workspace.remove(unneeded);
    }
    let dependencies = workspace.get_mut("dependencies").and_then(Value::as_table_mut);
    for (_, dependency) in dependencies.into_iter().flatten() {
        if let Some(Value::String(path)) = dependency.get_mut("path") {
            let whole: PathBuf = root.join(&*path);
            *path = whole.display().to_string();
        }
    }
    manifest.insert("workspace".to_owned(), workspace.into());
    Ok(toml::to_string(&manifest)?)
}

/// The root of the library with the module `document` in place of those that belong to a feature, and the names of the
/// hand-written modules.
fn library(text: &str) -> Result<(String, Vec<String>)> {
    let mut code: syn::File = syn::parse_str(text).context("crates/api/src/lib.rs")?;
    let is_generated = |attributes: &[syn::Attribute]| attributes.iter().any(|it| it.path().is_ident("cfg"));
    code.items.retain(|item| !matches!(item, syn::Item::Mod(module) if is_generated(&module.attrs)));
    let names = code.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.content.is_none() => Some(module.ident.to_string()),
        _ => None,
    });
    let names = names.collect();
    code.attrs.clear();
    code.items.push(syn::parse_quote! { pub mod document; });
    Ok((prettyplease::unparse(&code), names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scratch_crate_is_a_workspace_of_its_own_that_finds_our_crates() {
        let workspace = "[workspace]\nmembers = [\"crates/*\"]\n[workspace.package]\nedition = \"2024\"\n\
                         [workspace.lints.rust]\nmissing_docs = \"deny\"\n\
                         [workspace.dependencies]\nours = { path = \"crates/ours\" }\nother = \"1\"\n";
        let member = "[package]\nname = \"a\"\nedition.workspace = true\n[features]\nx = []\n[dependencies]\n\
                      ours.workspace = true\n[dev-dependencies]\nother.workspace = true\n[lints]\nworkspace = true\n";
        let expected: Table = toml::from_str(
            "[package]\nname = \"a\"\nedition.workspace = true\n[dependencies]\nours.workspace = true\n\
             [workspace.package]\nedition = \"2024\"\n[workspace.dependencies]\n\
             ours = { path = \"/ours/crates/ours\" }\nother = \"1\"\n",
        )
        .unwrap();
        let made = manifest(Path::new("/ours"), workspace, member).unwrap();
        assert_eq!(toml::from_str::<Table>(&made).unwrap(), expected);
    }

    #[test]
    fn the_module_stands_where_generated_ones_do() {
        let text = "//! Doc.\npub use a::b;\n#[cfg(feature = \"x\")]\npub mod x_v1;\nmod path;\npub mod runtime;\n";
        let (code, modules) = library(text).unwrap();
        assert_eq!(code, "pub use a::b;\nmod path;\npub mod runtime;\npub mod document;\n");
        assert_eq!(modules, ["path", "runtime"]);
    }
}
