//! The documents that are here.

use std::path::Path;

use super::*;

/// Every vendored document with its row, as it is published and as it is corrected.
fn vendored() -> Vec<(Api, Value, Names)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tree = Tree::new(&root);
    let of = |api: Api| {
        let text = tree.text(&api.document()).unwrap();
        let old = yaml::parse(&api.file, &text).unwrap();
        let mut corrected = old.clone();
        generate::corrected(&tree, &api.id, &mut corrected).unwrap();
        let names = Names::new(corrected, &api).unwrap();
        (api, old, names)
    };
    apis::load(&tree, &[]).unwrap().into_iter().map(of).collect()
}

#[test]
fn every_item_that_is_named_exists_and_rewording_breaks_nothing() {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/api/src");
    for (api, old, names) in vendored() {
        let mut new = old.clone();
        reword(&mut new);
        let code = std::fs::read_to_string(modules.join(format!("{}.rs", api.module))).unwrap();
        let known = items(&api.module, &syn::parse_file(&code).unwrap().items);
        let changes = compare(&api, &names, &old, &new).changes;
        assert!(changes.len() > 50, "{}", api.id);
        for Change { class, item, .. } in &changes {
            assert_eq!(*class, Class::WordsOnly);
            assert!(*item == api.module || known.contains(item), "{item}");
        }
    }
}

#[test]
fn reordering_and_rewording_at_once_is_words_only_in_every_document() {
    for (api, old, names) in vendored() {
        let mut new = old.clone();
        turn_around(&mut new);
        assert_ne!(new.to_string(), old.to_string());
        let reordered = compare(&api, &names, &old, &new).changes;
        assert!(reordered.iter().all(|change| change.class == WordsOnly), "{}: {reordered:#?}", api.id);
        reword(&mut new);
        let reworded = compare(&api, &names, &old, &new).changes;
        assert!(reworded.iter().all(|change| change.class == WordsOnly), "{}: {reworded:#?}", api.id);
    }
}

fn reword(value: &mut Value) {
    for (name, member) in value.as_object_mut().into_iter().flatten() {
        match member {
            Value::String(text) if name == "description" => text.push('!'),
            _ => reword(member),
        }
    }
    value.as_array_mut().into_iter().flatten().for_each(reword);
}

/// Types, fields and methods of a module, written as the comparison writes them.
fn items(path: &str, module: &[syn::Item]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for item in module {
        match item {
            syn::Item::Mod(inner) => {
                let inside = inner.content.as_ref().map(|(_, items)| items.as_slice()).unwrap_or_default();
                known.extend(items(&format!("{path}::{}", inner.ident), inside));
            }
            syn::Item::Struct(found) => {
                known.insert(format!("{path}::{}", found.ident));
                let fields = found.fields.iter().filter_map(|field| field.ident.as_ref());
                known.extend(fields.map(|field| format!("{path}::{}.{field}", found.ident)));
            }
            syn::Item::Enum(found) => drop(known.insert(format!("{path}::{}", found.ident))),
            // Sets of words stand inside a macro.
            syn::Item::Macro(found) => {
                let tokens: Vec<_> = found.mac.tokens.clone().into_iter().map(|token| token.to_string()).collect();
                let enums = tokens.windows(2).filter(|pair| pair[0] == "enum");
                known.extend(enums.map(|pair| format!("{path}::{}", pair[1])));
            }
            syn::Item::Impl(found) => {
                let syn::Type::Path(owner) = &*found.self_ty else { continue };
                let owner = &owner.path.segments.last().unwrap().ident;
                let methods = found.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(method) => Some(format!("{path}::{owner}::{}", method.sig.ident)),
                    _ => None,
                });
                known.extend(methods);
            }
            _ => {}
        }
    }
    known
}
