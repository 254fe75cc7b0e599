use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::problem::{Mistake, Problem};
use super::shape::{Found, Guard, recognise};
use super::walk::Walk;
use super::{DesiredConnector, Place, document, source};
use crate::Error;

/// Reads connector files: JSON, YAML or Java property files, each with one connector or many. Makes no call.
///
/// These all say the same, in JSON and YAML alike, and may stand in a list, in a map by name, or in YAML documents one
/// behind the other:
///
/// - `{name, config}`, and if wanted `offsets` and `state` (`running` or `paused`);
/// - the settings themselves, `name` among them, which is all that a property file can be;
/// - Terraform's two maps, `{config_nonsensitive, config_sensitive}`;
/// - what the service answers to `GET …/connectors?expand=info`.
///
/// References to secrets stand as they are written until [`resolve`](super::resolve).
///
/// ```no_run
/// # fn example(client: ccloud_connect::Client) -> Result<(), ccloud_connect::Error> {
/// use ccloud_connect::desired::{Files, resolve};
///
/// let mut connectors = Files::new(["connectors"]).environment("env-1a2b3c").cluster("lkc-4d5e6f").read()?;
/// resolve(&mut connectors, &client.references())?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `read`"]
pub struct Files {
    paths: Vec<PathBuf>,
    guard: Guard,
}

/// What was found in one file.
struct Read {
    path: PathBuf,
    /// It was found in a folder; nobody named it.
    is_walked: bool,
    found: Found,
}

impl Files {
    /// Files and folders, in the order in which they are read; `-` is stdin. Of a folder, and those in it, the files are
    /// read whose name ends with `.json`, `.yaml`, `.yml` or `.properties`, sorted, without the hidden ones and those that
    /// another file refers to for its secrets.
    pub fn new<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Self {
        Self { paths: paths.into_iter().map(Into::into).collect(), guard: Guard::default() }
    }

    /// The environment that files have to be for, where they name one.
    pub fn environment(mut self, id: impl Into<String>) -> Self {
        self.guard.environment = Some(id.into());
        self
    }

    /// The Kafka cluster that files have to be for, where they name one.
    pub fn cluster(mut self, id: impl Into<String>) -> Self {
        self.guard.cluster = Some(id.into());
        self
    }

    /// Reads them all. No two connectors have the same name.
    ///
    /// # Errors
    /// [`Error::Files`] with every mistake of all files, each in its place; [`Error::Input`] when stdin is to be read twice.
    pub fn read(&self) -> Result<Vec<DesiredConnector>, Error> {
        if self.paths.iter().filter(|path| *path == Path::new(source::STDIN)).count() > 1 {
            return Err(Error::Input("stdin can be read once: give `-` a single time".to_owned()));
        }
        let (mut reads, mut problems) = (Vec::new(), Vec::new());
        for path in &self.paths {
            if path.is_dir() {
                let walk = Walk::through(path);
                problems.extend(walk.problems);
                reads.extend(walk.files.iter().filter_map(|file| self.read_one(file, true, &mut problems)));
            } else {
                reads.extend(self.read_one(path, false, &mut problems));
            }
        }
        leave_out_secrets(&mut reads);
        let mut connectors = Vec::new();
        for Read { path, found: Found { connectors: some, mut mistakes, .. }, .. } in reads {
            mistakes.sort_by_key(|mistake| mistake.place);
            problems.extend(mistakes.into_iter().map(|mistake| mistake.within(&path)));
            connectors.extend(some);
        }
        problems.extend(repeated(&connectors));
        if problems.is_empty() { Ok(connectors) } else { Err(Error::Files { problems }) }
    }

    fn read_one(&self, path: &Path, is_walked: bool, problems: &mut Vec<Problem>) -> Option<Read> {
        let (path, bytes) = source::read(path).map_err(|problem| problems.push(problem)).ok()?;
        let found = match source::text(&bytes) {
            Ok(text) => recognise(path, document::parse(path, text), &self.guard),
            Err(mistake) => Found { mistakes: vec![mistake], ..Found::default() },
        };
        Some(Read { path: path.to_owned(), is_walked, found })
    }
}

/// Files of secrets may lie beside the connector files that refer to them, or below.
fn leave_out_secrets(reads: &mut Vec<Read>) {
    let referred = |read: &Read| {
        let real = read.path.canonicalize().ok();
        let folder = real.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let real = move |file: &String| folder.join(file).canonicalize().ok().filter(|real| real.starts_with(&folder));
        read.found.referenced.iter().filter_map(real).collect::<Vec<_>>()
    };
    let referring = reads.iter().filter(|read| !read.found.referenced.is_empty());
    let secrets: BTreeSet<PathBuf> = referring.flat_map(referred).collect();
    let is_secret = |path: &Path| path.canonicalize().is_ok_and(|real| secrets.contains(&real));
    if !secrets.is_empty() {
        reads.retain(|read| !(read.is_walked && is_secret(&read.path)));
    }
}

/// Every place at which a name stands that stands elsewhere, too.
fn repeated(connectors: &[DesiredConnector]) -> Vec<Problem> {
    let mut by_name: BTreeMap<&str, Vec<&DesiredConnector>> = BTreeMap::new();
    for connector in connectors {
        by_name.entry(&connector.name).or_default().push(connector);
    }
    by_name.into_values().filter(|same| same.len() > 1).flat_map(|same| told(&same)).collect()
}

fn told(same: &[&DesiredConnector]) -> Vec<Problem> {
    let of = |connector: &DesiredConnector| {
        let origin = &connector.origin;
        (origin.file().unwrap_or(Path::new("")).to_owned(), origin.name().unwrap_or(Place::START))
    };
    let problem = |(index, connector): (usize, &&DesiredConnector)| {
        let (file, place) = of(connector);
        // The first place leads to the second, all others to the first.
        let (other, Place { line, column }) = of(same[usize::from(index == 0)]);
        let message = format!(
            "the connector `{}` stands at {}:{line}:{column} as well: leave one of them out",
            connector.name,
            other.display()
        );
        Mistake::of_key(place, "name", message).within(&file)
    };
    same.iter().enumerate().map(problem).collect()
}
