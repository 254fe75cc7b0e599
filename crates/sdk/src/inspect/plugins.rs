use std::collections::{BTreeMap, BTreeSet};

use super::classes::Class;
use super::contents::Contents;
use super::hierarchy::Hierarchy;
use super::kind::PluginKind;
use super::names::Name;
use super::warning::{Problem, Problems};

/// A plugin class, before its version is known.
pub(super) struct Found<'a> {
    pub(super) class: &'a Class,
    /// As the JVM names it.
    pub(super) name: &'a str,
    pub(super) kind: PluginKind,
    pub(super) in_services_file: bool,
    pub(super) bundled: bool,
    pub(super) java: u16,
}

/// All plugins: those that services files name, and those that the walk finds through their superclasses.
pub(super) fn find<'a>(contents: &'a Contents, problems: &mut Problems) -> Vec<Found<'a>> {
    let classes = contents.classes();
    let mut found: BTreeMap<(Name, PluginKind), bool> = BTreeMap::new();
    found.extend(super::services::named(contents, problems).into_iter().map(|plugin| (plugin, true)));
    let mut hierarchy = Hierarchy::new(classes);
    for class in classes.all().iter().filter(|class| class.is_concrete() && class.is_public()) {
        for kind in hierarchy.kinds(class).filter(|kind| !kind.by_services_only()) {
            found.entry((class.name, kind)).or_insert(false);
        }
    }
    let by_number: BTreeMap<Name, &str> = {
        let wanted: BTreeSet<Name> = found.keys().map(|(name, _)| *name).collect();
        classes.names.all().filter(|(_, name)| wanted.contains(name)).map(|(text, name)| (name, text)).collect()
    };
    let mut plugins: Vec<Found<'a>> = Vec::new();
    for ((name, kind), in_services_file) in found {
        let (Some(class), Some(text)) = (classes.get(name), by_number.get(&name)) else { continue };
        if !class.is_concrete() {
            continue;
        }
        if !is_instantiable(contents, class) {
            if kind.is_connector() {
                problems.add(Problem::NotInstantiable { class: dotted(text) });
            }
            continue;
        }
        plugins.push(Found { class, name: text, kind, in_services_file, bundled: false, java: 0 });
    }
    plugins.sort_by_key(|plugin| (!plugin.kind.is_connector(), plugin.name, plugin.kind));
    mark_bundled(&mut plugins);
    set_java(contents, &mut plugins);
    plugins
}

/// Connect makes a plugin through its public constructor without parameters.
fn is_instantiable(contents: &Contents, class: &Class) -> bool {
    let Some(file) = contents.class_file(class) else { return false };
    class.is_public() && file.method("<init>", "()V").is_some_and(|(_, constructor)| constructor.is_public)
}

/// A class's name as people and the API write it.
pub(super) fn dotted(name: &str) -> String {
    name.replace('/', ".")
}

/// What shares its publisher's package with no connector was brought along; Apache's own connectors count only where there
/// are no others.
fn mark_bundled(plugins: &mut [Found<'_>]) {
    let publishers = |of_kafka: bool| {
        let connectors = plugins.iter().filter(|plugin| plugin.kind.is_connector());
        let publishers = connectors.map(|plugin| publisher(plugin.name));
        publishers.filter(|publisher| (publisher == "org/apache/kafka") == of_kafka).collect::<BTreeSet<_>>()
    };
    let mut own = publishers(false);
    if own.is_empty() {
        own = publishers(true);
    }
    if own.is_empty() {
        return;
    }
    for plugin in plugins {
        plugin.bundled = !own.contains(&publisher(plugin.name));
    }
}

/// The part of a package that tells whose it is: two steps, three where the second is a host of many.
fn publisher(class: &str) -> String {
    let steps: Vec<&str> = class.split('/').collect();
    let hosted = matches!(steps.get(1), Some(&("github" | "gitlab" | "apache" | "sourceforge" | "bitbucket")));
    let most = if hosted { 3 } else { 2 };
    steps[..most.min(steps.len().saturating_sub(1))].join("/")
}

/// The newest Java that each plugin's own package needs.
fn set_java(contents: &Contents, plugins: &mut [Found<'_>]) {
    let package = |class: &str| class.rsplit_once('/').map_or("", |(package, _)| package).to_owned();
    let mut newest: BTreeMap<String, u16> = plugins.iter().map(|plugin| (package(plugin.name), 0)).collect();
    for (text, name) in contents.classes().names.all() {
        let Some(class) = contents.classes().get(name) else { continue };
        if let Some(newest) = newest.get_mut(&package(text)) {
            *newest = (*newest).max(class.major);
        }
    }
    for plugin in plugins {
        // 45 is Java 1.1, 52 is Java 8.
        plugin.java = newest.get(&package(plugin.name)).map_or(0, |major| major.saturating_sub(44));
    }
}
