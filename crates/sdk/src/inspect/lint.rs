use std::collections::BTreeSet;

use super::archive::ArchiveFormat;
use super::contents::Contents;
use super::kind::PluginKind;
use super::report::Inspection;
use super::warning::{Problem, Problems, Warning};
use crate::near::near;

/// What is to be done with an archive. What is not given is not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Intent {
    /// The connectors to be used: Java class, and source or sink where that is given.
    pub classes: Vec<(String, Option<PluginKind>)>,
    /// The newest Java of the runtimes it is to run on: 17, say.
    pub java: Option<u16>,
    /// The settings that the service is to hide.
    pub sensitive_properties: Option<Vec<String>>,
    /// Whether it is to become a version of a plugin, which holds ten connectors at most.
    pub version: bool,
}

/// How many connectors a version may have, as the API document says.
const MOST_CLASSES: usize = 10;

/// The largest archive that Confluent Cloud takes.
pub(super) const LARGEST: u64 = 1 << 30;

const INTENDED: &[fn(&Inspection, &Intent, &mut Problems)] = &[classes, java, sensitive_properties, count];

impl Inspection {
    /// What does not fit what is to be done with the archive; [`Inspection::warnings`] are beside these.
    pub fn lint(&self, intent: &Intent) -> Vec<Warning> {
        let mut problems = Problems::default();
        for check in INTENDED {
            check(self, intent, &mut problems);
        }
        problems.warnings()
    }
}

fn classes(inspection: &Inspection, intent: &Intent, problems: &mut Problems) {
    for (class, wanted) in &intent.classes {
        let mut found = inspection.plugins.iter().filter(|plugin| plugin.kind.is_connector());
        match found.find(|plugin| plugin.class == *class) {
            Some(plugin) if wanted.is_some_and(|wanted| wanted != plugin.kind) => {
                problems.add(Problem::WrongType { class: class.clone(), kind: plugin.kind });
            }
            Some(_) => {}
            None => {
                let near = near(class, inspection.connectors().map(|plugin| plugin.class.as_str()));
                problems.add(Problem::ClassNotFound { class: class.clone(), near });
            }
        }
    }
}

fn java(inspection: &Inspection, intent: &Intent, problems: &mut Problems) {
    let Some(newest) = intent.java else { return };
    for plugin in used(inspection, intent).filter(|plugin| plugin.java > newest) {
        problems.add(Problem::JavaTooNew { class: plugin.class.clone(), needs: plugin.java, newest });
    }
}

fn sensitive_properties(inspection: &Inspection, intent: &Intent, problems: &mut Problems) {
    let Some(listed) = &intent.sensitive_properties else { return };
    let secrets = used(inspection, intent).flat_map(|plugin| inspection.secrets_of(&plugin.class));
    let keys: BTreeSet<&str> = secrets.map(|secret| secret.name.as_str()).collect();
    let keys: Vec<String> =
        keys.into_iter().filter(|key| !listed.iter().any(|listed| listed == key)).map(str::to_owned).collect();
    if !keys.is_empty() {
        problems.add(Problem::UnlistedSecrets { keys });
    }
}

fn count(_: &Inspection, intent: &Intent, problems: &mut Problems) {
    let count = intent.classes.len();
    if intent.version && count > MOST_CLASSES {
        problems.add(Problem::TooManyClasses { count, limit: MOST_CLASSES });
    }
}

/// The connectors that are named, or all where none is.
fn used<'a>(inspection: &'a Inspection, intent: &'a Intent) -> impl Iterator<Item = &'a super::Plugin> {
    let named = |class: &str| intent.classes.is_empty() || intent.classes.iter().any(|(wanted, _)| wanted == class);
    inspection.connectors().filter(move |plugin| named(&plugin.class))
}

/// What is wrong with an archive whatever is to be done with it.
pub(super) fn always(path: &std::path::Path, contents: &Contents, has_connector: bool, problems: &mut Problems) {
    let archive = contents.archive();
    match (archive.format, archive.size) {
        (_, Some(size)) if size > LARGEST => problems.add(Problem::TooLarge { size, limit: LARGEST }),
        (format @ (ArchiveFormat::TarGz | ArchiveFormat::Folder), _) => {
            let named = |extension: &str| path.extension().is_some_and(|given| given.eq_ignore_ascii_case(extension));
            if format == ArchiveFormat::TarGz && ["zip", "jar"].into_iter().any(named) {
                problems.add(Problem::Misnamed { format });
            } else {
                problems.add(Problem::NotUploadable { format });
            }
        }
        _ => {}
    }
    if !has_connector {
        problems.add(Problem::NoConnector);
    }
    for (class, library) in FRAMEWORK {
        if let Some(class) = contents.classes().named(class) {
            let jar = contents.jar(class.unit).map(str::to_owned);
            problems.add(Problem::BundledFramework { library: (*library).to_owned(), jar });
        }
    }
}

/// A class of each library that a worker has, and the library.
const FRAMEWORK: &[(&str, &str)] = &[
    ("org/apache/kafka/connect/connector/Connector", "Kafka's connect-api"),
    ("org/apache/kafka/common/config/ConfigDef", "Kafka's kafka-clients"),
    ("org/apache/kafka/connect/runtime/Worker", "Kafka's connect-runtime"),
    ("org/slf4j/LoggerFactory", "slf4j-api"),
];
