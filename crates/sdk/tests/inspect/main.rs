//! What is read from archives: the ones of `tests/archives`, each of whose classes is an example of a rule, and the same in
//! other shapes.

mod hostile;
mod pack;
mod packing;
mod samples;
mod shapes;

use std::path::{Path, PathBuf};

use ccloud_connect::inspect::{
    Evidence, Inspection, Layout, Limits, PluginKind, VersionSource, inspect, inspect_within,
};
use ccloud_connect::serde_json;

fn archive(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/archives").join(name)
}

/// The sample plugins, as a JAR.
fn samples() -> PathBuf {
    archive("sample-plugins-0.1.0.jar")
}

/// Within limits that a connector which never comes to an end reaches soon.
fn inspected(path: impl AsRef<Path>) -> Inspection {
    let mut limits = Limits::default();
    limits.steps = 50_000;
    inspect_within(path, &limits).unwrap()
}

/// The words that programs know warnings by.
fn codes(inspection: &Inspection) -> Vec<String> {
    let code = |warning| serde_json::to_value(warning).unwrap()["code"].as_str().unwrap().to_owned();
    inspection.warnings.iter().map(code).collect()
}

#[test]
fn a_jar_and_confluent_hubs_layout_of_it_tell_the_same_about_the_connector() {
    for (file, layout) in [("heartbeat-source-0.1.0.jar", Layout::Classes), ("heartbeat-source-0.1.0.zip", Layout::Hub)]
    {
        let found = inspect(archive(file)).unwrap();
        assert_eq!((found.layout, found.plugins.len(), codes(&found)), (layout, 1, vec![]), "{file}");
        let plugin = &found.plugins[0];
        assert_eq!(plugin.class, "dev.ccloudconnect.heartbeat.HeartbeatSourceConnector");
        assert_eq!((plugin.kind, plugin.java, plugin.in_services_file), (PluginKind::Source, 11, true));
        assert_eq!((plugin.version.as_deref(), plugin.version_from), (Some("0.1.0"), Some(VersionSource::Properties)));
        let [secret] = found.sensitive_properties.as_slice() else { panic!("{:?}", found.sensitive_properties) };
        assert_eq!((secret.name.as_str(), secret.evidence), ("heartbeat.signing.key", Evidence::Definition));
        assert_eq!(secret.class, plugin.class);
    }
}

#[test]
fn the_hash_and_the_manifest_are_the_files_own() {
    let found = inspect(archive("heartbeat-source-0.1.0.zip")).unwrap();
    let sums = std::fs::read_to_string(archive("SHA256SUMS")).unwrap();
    let line = sums.lines().find(|line| line.ends_with("heartbeat-source-0.1.0.zip")).unwrap();
    assert_eq!(line.split_whitespace().next(), found.sha256.as_deref());
    let manifest = found.manifest.unwrap();
    assert_eq!((manifest.name.as_deref(), manifest.version.as_deref()), (Some("heartbeat-source"), Some("0.1.0")));
}
