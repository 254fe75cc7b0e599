//! The sample plugins: each is one way to define settings, to say a version or to be a plugin.

use ccloud_connect::inspect::{Evidence, Inspection, Intent, PluginKind, Problem, VersionSource};

use crate::{inspected, samples};

const PACKAGE: &str = "dev.ccloudconnect.samples.";

fn read() -> Inspection {
    inspected(samples())
}

/// A worker's own scanners find these in it and no others.
#[test]
fn plugins_of_all_kinds_are_found_and_what_connect_cannot_make_is_not() {
    let found = read();
    let others = found.plugins.iter().filter(|plugin| plugin.kind != PluginKind::Source);
    let others: Vec<_> = others.map(|plugin| (plugin.class.strip_prefix(PACKAGE), plugin.kind)).collect();
    let expected = [
        (Some("kinds.ParameterSink$Plain"), PluginKind::Sink),
        (Some("kinds.Both"), PluginKind::Converter),
        (Some("kinds.Both"), PluginKind::HeaderConverter),
        (Some("kinds.Never"), PluginKind::Predicate),
        (Some("kinds.Provider"), PluginKind::ConfigProvider),
        (Some("kinds.Shift$Key"), PluginKind::Transformation),
        (Some("kinds.Shift$Value"), PluginKind::Transformation),
        (None, PluginKind::Predicate),
    ];
    assert_eq!(others, expected);
    let not_made: Vec<_> = found.warnings.iter().map(|warning| &warning.problem).collect();
    assert!(not_made.contains(&&Problem::NotInstantiable { class: format!("{PACKAGE}kinds.ParameterSink") }));
}

#[test]
fn plugins_of_a_library_that_came_along_are_told_from_the_connectors_own() {
    let found = read();
    let bundled: Vec<_> = found.plugins.iter().filter(|plugin| plugin.bundled).map(|plugin| &plugin.class).collect();
    assert_eq!(bundled, ["org.example.library.Bundled"]);
}

#[test]
fn secrets_are_found_however_a_connector_defines_them() {
    const CLIENT: [&str; 8] = [
        "producer.sasl.jaas.config",
        "producer.ssl.key.password",
        "producer.ssl.keystore.certificate.chain",
        "producer.ssl.keystore.key",
        "producer.ssl.keystore.password",
        "producer.ssl.truststore.certificates",
        "producer.ssl.truststore.password",
        "sasl.jaas.config",
    ];
    let found = read();
    for (class, evidence, names) in [
        ("Literals", Evidence::Definition, &["literal.password"][..]),
        ("StaticFields", Evidence::Definition, &["constant.password", "field.password"]),
        ("Concatenated", Evidence::Definition, &["database.password", "database.ssl.password", "database.token"]),
        ("Builders", Evidence::Definition, &["loop.password", "stream.password"]),
        ("ClientSettings", Evidence::KafkaClients, &CLIENT),
        ("ByName", Evidence::Name, &["api.token"]),
        ("Unresolved", Evidence::Definition, &["known.password"]),
        ("OneOfTwo", Evidence::Definition, &["certain.password"]),
        ("Endless", Evidence::Definition, &[]),
    ] {
        let of_class = found.sensitive_properties.iter();
        let of_class = of_class.filter(|property| property.class == format!("{PACKAGE}settings.{class}"));
        let told: Vec<_> = of_class.map(|property| (property.name.as_str(), property.evidence)).collect();
        assert_eq!(told, names.iter().map(|name| (*name, evidence)).collect::<Vec<_>>(), "{class}");
    }
}

#[test]
fn what_cannot_be_told_is_said_and_not_guessed() {
    let unresolved = |problem: &Problem| match problem {
        Problem::Unresolved { class, .. } => Some(class.rsplit('.').next().unwrap().to_owned()),
        _ => None,
    };
    let said: Vec<_> = read().warnings.iter().filter_map(|warning| unresolved(&warning.problem)).collect();
    assert_eq!(said, ["Endless", "OneOfTwo", "Unresolved"]);
}

#[test]
fn a_version_is_told_with_where_it_stands() {
    let found = read();
    for (class, version, source) in [
        ("settings.Literals", Some("1.2.3"), VersionSource::Constant),
        ("versions.FromProperties", Some("0.1.0-file"), VersionSource::Properties),
        ("versions.FromManifest", Some("0.1.0-jar"), VersionSource::Manifest),
        ("versions.FromEnvironment", Some("0.1.0-jar"), VersionSource::Manifest),
        ("versions.FromWorker", None, VersionSource::Worker),
    ] {
        let plugin = found.plugins.iter().find(|plugin| plugin.class == format!("{PACKAGE}{class}")).unwrap();
        assert_eq!((plugin.version.as_deref(), plugin.version_from), (version, Some(source)), "{class}");
    }
}

#[test]
fn what_is_to_be_done_with_an_archive_is_compared_with_what_is_in_it() {
    let found = read();
    let literals = format!("{PACKAGE}settings.Literals");
    let of = |class: &str, kind| vec![(class.to_owned(), kind)];
    for (classes, java, listed, expected) in [
        (of(&literals, Some(PluginKind::Source)), Some(11), Some(vec!["literal.password"]), None),
        (of(&literals, Some(PluginKind::Sink)), None, None, Some("is a source")),
        (of("dev.ccloudconnect.samples.settings.Literal", None), None, None, Some("did you mean dev.ccloudconnect")),
        (of(&literals, None), Some(8), None, Some("needs Java 11, and there is 8")),
        (of(&literals, None), None, Some(vec!["plain"]), Some("not hidden: literal.password")),
    ] {
        let mut intent = Intent::default();
        (intent.classes, intent.java) = (classes, java);
        intent.sensitive_properties = listed.map(|keys| keys.into_iter().map(str::to_owned).collect());
        let said: Vec<_> = found.lint(&intent).into_iter().map(|warning| warning.message).collect();
        assert!(said.len() == usize::from(expected.is_some()), "{said:?}");
        assert!(expected.is_none_or(|expected| said[0].contains(expected)), "{said:?}");
    }
    let mut intent = Intent::default();
    intent.version = true;
    intent.classes = found.connectors().map(|plugin| (plugin.class.clone(), None)).collect();
    assert!(found.lint(&intent)[0].message.contains("are more than the 10"));
}
