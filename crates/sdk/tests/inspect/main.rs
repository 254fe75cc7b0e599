//! What is found in real archives: those of `tests/archives`, and shapes made of them.

use std::path::{Path, PathBuf};

use ccloud_connect::inspect::{Evidence, Inspection, Layout, PluginKind, Problem, VersionSource, inspect};

fn archive(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/archives").join(name)
}

fn codes(inspection: &Inspection) -> Vec<String> {
    let code = |problem: &Problem| json(problem)["code"].as_str().unwrap_or_default().to_owned();
    inspection.warnings.iter().map(|warning| code(&warning.problem)).collect()
}

fn json(value: &impl serde::Serialize) -> ccloud_connect::serde_json::Value {
    ccloud_connect::serde_json::to_value(value).unwrap()
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
