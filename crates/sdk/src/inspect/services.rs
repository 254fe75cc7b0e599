use std::collections::BTreeSet;

use super::contents::Contents;
use super::kind::PluginKind;
use super::names::Name;
use super::warning::{Problem, Problems};

/// The plugins that services files name. Some name classes that are not there.
pub(super) fn named(contents: &Contents, problems: &mut Problems) -> BTreeSet<(Name, PluginKind)> {
    let mut found = BTreeSet::new();
    for kind in PluginKind::ALL {
        let file = format!("META-INF/services/{}", kind.base().replace('/', "."));
        for text in contents.resources(&file).iter().filter_map(|resource| contents.document(resource)) {
            for class in names(&text) {
                match contents.classes().named(&class.replace('.', "/")) {
                    Some(class) => {
                        found.insert((class.name, kind));
                    }
                    None => {
                        problems.add(Problem::MissingClass { class: class.to_owned(), services_file: file.clone() });
                    }
                }
            }
        }
    }
    found
}

/// One name a line; `#` begins a comment.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty())
}
