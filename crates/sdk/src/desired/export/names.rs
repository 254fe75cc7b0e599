use std::collections::BTreeSet;

/// What a program's own variables begin with, which no connector is given, and what no variable can begin with.
const TAKEN: [&str; 2] = ["CONFLUENT_", "CCONNECT_"];

/// Names of variables, no two alike.
#[derive(Debug, Default)]
pub(super) struct VariableNames(BTreeSet<String>);

impl VariableNames {
    /// The name of another variable for a secret: connector and key in upper case, with one underscore for all between
    /// their words.
    pub(super) fn of(&mut self, connector: &str, key: &str) -> String {
        let all = format!("{connector}_{key}").to_ascii_uppercase();
        let words = all.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut name = words.collect::<Vec<_>>().join("_");
        let is_taken = TAKEN.iter().any(|begin| name.starts_with(begin));
        if is_taken || name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            name.insert_str(0, "CONNECTOR_");
        }
        apart(&mut self.0, |number| if number == 1 { name.clone() } else { format!("{name}_{number}") })
    }
}

/// Names of files for connectors, safe on every file system, no two alike on one that does not tell cases apart.
///
/// ```
/// let mut names = ccloud_connect::desired::FileNames::new("yaml");
/// assert_eq!(names.of("orders-s3"), "orders-s3.yaml");
/// assert_eq!(names.of("a/b [1]"), "a_b__1_.yaml");
/// assert_eq!(names.of("Orders-S3"), "Orders-S3-2.yaml");
/// ```
#[derive(Clone, Debug)]
pub struct FileNames {
    extension: String,
    taken: BTreeSet<String>,
}

/// How much of a name is kept: names of files have 255 bytes at most, and somebody has to read them.
const LONGEST: usize = 100;

/// Devices of Windows, whatever stands behind the first dot.
const DEVICES: [&str; 6] = ["aux", "con", "conin$", "conout$", "nul", "prn"];

impl FileNames {
    /// Names that end with a dot and this.
    #[must_use]
    pub fn new(extension: impl Into<String>) -> Self {
        Self { extension: extension.into(), taken: BTreeSet::new() }
    }

    /// The name of the next connector's file.
    pub fn of(&mut self, connector: &str) -> String {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
        let plain = connector.chars().map(|letter| if is_plain(letter) { letter } else { '_' });
        let mut name: String = plain.take(LONGEST).collect();
        // A dot hides a file, and a dash makes a flag of it.
        if name.is_empty() || name.starts_with(['.', '-']) || is_device(&name) {
            name.insert(0, '_');
        }
        let Self { extension, taken } = self;
        apart(taken, |number| match number {
            1 => format!("{name}.{extension}"),
            _ => format!("{name}-{number}.{extension}"),
        })
    }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered =
        |kind| stem.strip_prefix(kind).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit());
    DEVICES.contains(&&*stem) || numbered("com") || numbered("lpt")
}

/// The first of numbered names that is none of those before in any case.
fn apart(taken: &mut BTreeSet<String>, numbered: impl Fn(usize) -> String) -> String {
    // One more than are taken cannot all be.
    let mut names = (1..=taken.len() + 1).map(numbered);
    names.find(|name| taken.insert(name.to_ascii_lowercase())).unwrap_or_default()
}
