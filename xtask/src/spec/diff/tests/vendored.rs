//! The documents that are here.

use std::path::Path;

use super::*;

fn tree() -> Tree {
    Tree::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
}

/// Every vendored document with its row, as it is published and as it is corrected.
fn vendored() -> Vec<(Api, Value, Names)> {
    let tree = tree();
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
        let known = made::items(&api.module, &syn::parse_file(&code).unwrap().items);
        let changes = Comparison::of(&api, &names, &old, &new).report().changes;
        assert!(changes.len() > 50, "{}", api.id);
        for Change { class, item, .. } in &changes {
            assert_eq!(*class, Class::WordsOnly);
            assert!(*item == api.module || known.contains_key(item), "{item}");
        }
    }
}

#[test]
fn reordering_and_rewording_at_once_is_words_only_in_every_document() {
    let tree = tree();
    for (api, old, names) in vendored() {
        let mut new = old.clone();
        turn_around(&mut new);
        assert_ne!(new.to_string(), old.to_string());
        let reordered = Comparison::of(&api, &names, &old, &new).report().changes;
        assert!(reordered.iter().all(|change| change.class == WordsOnly), "{}: {reordered:#?}", api.id);
        assert_eq!(made::of(&tree, &api, new.clone()).unwrap(), made::vendored(&tree, &api).unwrap());
        reword(&mut new);
        let reworded = Comparison::of(&api, &names, &old, &new).report().changes;
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
