use super::class_file::Member;
use super::contents::Contents;
use super::evaluate::{Halt, Machine, Value};
use super::manifest::Manifest;
use super::plugins::Found;
use super::properties;
use super::report::VersionSource;

type Version = (String, VersionSource);

/// A place to look for the version of a plugin.
type Place = fn(&Contents, &Found<'_>, Option<&Manifest>) -> Option<Version>;

const JAR_MANIFEST: &str = "META-INF/MANIFEST.MF";

/// Where a version may stand besides the class's own `version()`, in order.
const ELSEWHERE: &[Place] = &[in_jar_manifest, in_hub_manifest, in_pom, in_file_name];

/// A plugin's version, and where it was read.
pub(super) fn of(
    contents: &Contents,
    plugin: &Found<'_>,
    manifest: Option<&Manifest>,
) -> (Option<String>, Option<VersionSource>) {
    match said(contents, plugin) {
        Said::Version(version, source) => (Some(version), Some(source)),
        Said::Workers => (None, Some(VersionSource::Worker)),
        Said::Nothing => ELSEWHERE.iter().find_map(|read| read(contents, plugin, manifest)).unzip(),
    }
}

enum Said {
    Version(String, VersionSource),
    Workers,
    Nothing,
}

/// What `version()` returns, as far as it can be told: by its own code alone, since most need nothing of what a constructor
/// does, or else on an object that was made.
fn said(contents: &Contents, plugin: &Found<'_>) -> Said {
    let alone = |machine: &mut Machine<'_>| {
        let object = machine.given(plugin.name)?;
        machine.invoke_named(&object, VERSION.0, VERSION.1)
    };
    match said_by(contents, alone) {
        Said::Nothing => said_by(contents, |machine| called(machine, plugin.name, VERSION.0, VERSION.1)),
        said => said,
    }
}

const VERSION: (&str, &str) = ("version", "()Ljava/lang/String;");

fn said_by(contents: &Contents, call: impl FnOnce(&mut Machine<'_>) -> Result<Option<Value>, Halt>) -> Said {
    let mut machine = Machine::new(contents);
    let Ok(Some(value)) = call(&mut machine) else { return Said::Nothing };
    match value {
        Value::Text(version) => {
            let has_it = |pairs: &[(String, String)]| pairs.iter().any(|(_, value)| **value == *version);
            let source = match machine.read.iter().find(|(_, pairs)| has_it(pairs)) {
                Some((path, _)) if &**path == JAR_MANIFEST => VersionSource::Manifest,
                Some(_) => VersionSource::Properties,
                None => VersionSource::Constant,
            };
            Said::Version(version.to_string(), source)
        }
        Value::Outside(class, _) if class.ends_with("/AppInfoParser") => Said::Workers,
        _ => Said::Nothing,
    }
}

/// What a method of a new object of the class returns; `None` where the archive does not have the method.
pub(super) fn called(
    machine: &mut Machine<'_>,
    class: &str,
    method: &str,
    descriptor: &str,
) -> Result<Option<Value>, Halt> {
    let constructor = Member { class: class.into(), name: "<init>".into(), descriptor: "()V".into() };
    let object = machine.create(&constructor, Vec::new())?;
    machine.invoke_named(&object, method, descriptor)
}

impl Machine<'_> {
    /// The version that the JVM takes from the manifest of a class's JAR.
    pub(super) fn manifest_version(&mut self, class: &str) -> Value {
        let unit = self.contents().classes().named(class).map(|class| class.unit);
        let Some(pairs) = unit.and_then(|unit| jar_manifest(self.contents(), unit)) else { return Value::Null };
        let version = implementation_version(&pairs).map_or(Value::Null, Value::text);
        self.read.push((JAR_MANIFEST.into(), pairs));
        version
    }
}

fn jar_manifest(contents: &Contents, unit: usize) -> Option<Vec<(String, String)>> {
    let file = contents.resources(JAR_MANIFEST).iter().find(|file| file.unit == unit)?;
    Some(properties::manifest(&contents.document(file)?))
}

fn implementation_version(pairs: &[(String, String)]) -> Option<&str> {
    pairs.iter().find(|(key, _)| key == "Implementation-Version").map(|(_, value)| value.trim())
}

fn in_jar_manifest(contents: &Contents, plugin: &Found<'_>, _: Option<&Manifest>) -> Option<Version> {
    // The archive's own says nothing of a library in it.
    if plugin.bundled && contents.jar(plugin.class.unit).is_none() {
        return None;
    }
    let pairs = jar_manifest(contents, plugin.class.unit)?;
    let version = implementation_version(&pairs).filter(|version| !version.is_empty())?;
    Some((version.to_owned(), VersionSource::Manifest))
}

fn in_hub_manifest(_: &Contents, plugin: &Found<'_>, manifest: Option<&Manifest>) -> Option<Version> {
    let version = manifest?.version.clone().filter(|_| !plugin.bundled)?;
    Some((version, VersionSource::HubManifest))
}

fn in_pom(contents: &Contents, plugin: &Found<'_>, _: Option<&Manifest>) -> Option<Version> {
    let pairs = properties::read(&contents.document(&contents.only_pom(plugin.class.unit)?)?);
    let (_, version) = pairs.into_iter().find(|(key, value)| key == "version" && !value.is_empty())?;
    Some((version, VersionSource::Pom))
}

/// `name-1.2.3.jar`
fn in_file_name(contents: &Contents, plugin: &Found<'_>, _: Option<&Manifest>) -> Option<Version> {
    let jar = contents.jar(plugin.class.unit)?;
    let stem = jar.rsplit('/').next()?.strip_suffix(".jar")?;
    let is_version = |(at, _): &(usize, &str)| stem[at + 1..].starts_with(|first: char| first.is_ascii_digit());
    let (at, _) = stem.match_indices('-').find(is_version)?;
    Some((stem[at + 1..].to_owned(), VersionSource::FileName))
}
