//! Profiles: what `--profile NAME` or `CCONNECT_PROFILE` stands for, written down in a file of the user's own.
//!
//! ```toml
//! [profile.prod]
//! environment = "env-1a2b3c"
//! cluster = "lkc-4d5e6f"
//! api_key = "KEY"
//! api_secret_file = "prod.secret"
//! ```

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use ccloud_connect::Secret;
use ccloud_connect::connectors::suggest;
use ccloud_connect::desired::Place;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::folders::config_folder;
use super::{Variables, variables};
use crate::arguments::Global;
use crate::failure::{Detail, ErrorKind, Failure};

/// What a profile says; the rest is looked for elsewhere.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Profile {
    /// Its name and file, for messages.
    pub told: String,
    pub environment: Option<String>,
    pub cluster: Option<String>,
    pub organization: Option<String>,
    pub endpoint: Option<String>,
    pub telemetry_endpoint: Option<String>,
    pub logging_endpoint: Option<String>,
    pub api_key: Option<String>,
    pub api_secret: Option<Secret>,
    pub api_secret_file: Option<PathBuf>,
    pub access_token_file: Option<PathBuf>,
}

/// The table that holds all profiles.
const PROFILE: &str = "profile";

type Set = fn(&mut Profile, &str);

/// What a profile may say, named as the flags are.
const KEYS: [(&str, Set); 10] = [
    ("access_token_file", |profile, text| profile.access_token_file = Some(text.into())),
    ("api_key", |profile, text| profile.api_key = Some(text.to_owned())),
    (API_SECRET, |profile, text| profile.api_secret = Some(text.into())),
    ("api_secret_file", |profile, text| profile.api_secret_file = Some(text.into())),
    ("cluster", |profile, text| profile.cluster = Some(text.to_owned())),
    ("endpoint", |profile, text| profile.endpoint = Some(text.to_owned())),
    ("environment", |profile, text| profile.environment = Some(text.to_owned())),
    ("logging_endpoint", |profile, text| profile.logging_endpoint = Some(text.to_owned())),
    ("organization", |profile, text| profile.organization = Some(text.to_owned())),
    ("telemetry_endpoint", |profile, text| profile.telemetry_endpoint = Some(text.to_owned())),
];

/// The one key whose value is a secret itself.
const API_SECRET: &str = "api_secret";

impl Profile {
    /// The profile that flags or variables name; an empty one where they name none.
    pub(super) fn chosen(flags: &Global, variables: &Variables) -> Result<Self, Failure> {
        let Some(name) = flags.profile.clone().or_else(|| variables.get(variables::PROFILE)) else {
            return Ok(Self::default());
        };
        let folder = config_folder().ok_or_else(|| {
            Failure::usage("there is no folder for profiles").with_hint("Set HOME, or XDG_CONFIG_HOME.")
        })?;
        Self::load(&folder.join("config.toml"), &name)
    }

    fn load(path: &Path, name: &str) -> Result<Self, Failure> {
        let (text, is_private) = read(path).map_err(|error| unread(path, name, &error))?;
        // It is taken apart here, and nothing of it shown but keys.
        let file = ProfileFile { path, text: text.expose() };
        let document = DeTable::parse(file.text).map_err(|error| file.broken(&error))?;
        let profiles = file.profiles(document.get_ref())?;
        if !is_private && profiles.iter().any(|(_, profile)| profile.api_secret.is_some()) {
            return Err(exposed(path));
        }
        let names: Vec<_> = profiles.iter().map(|(name, _)| name.clone()).collect();
        let found = profiles.into_iter().find(|(known, _)| known == name);
        found.map(|(_, profile)| profile).ok_or_else(|| unknown(path, name, &names))
    }
}

/// The text, and whether nobody else may read or change it.
fn read(path: &Path) -> io::Result<(Secret, bool)> {
    let mut file = File::open(path)?;
    let is_private = is_private(&file.metadata()?);
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok((text.into(), is_private))
}

#[cfg(unix)]
fn is_private(file: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.permissions().mode() & 0o066 == 0
}

/// Whoever may read what lies in a user's folders is said elsewhere.
#[cfg(not(unix))]
fn is_private(_: &fs::Metadata) -> bool {
    true
}

struct ProfileFile<'a> {
    path: &'a Path,
    text: &'a str,
}

impl ProfileFile<'_> {
    /// All profiles: a mistake in one that is not asked for is a mistake as well.
    fn profiles(&self, document: &DeTable<'_>) -> Result<Vec<(String, Profile)>, Failure> {
        let mut found = Vec::new();
        for (key, value) in document {
            if key.get_ref() != PROFILE {
                let (span, key) = (key.span(), key.get_ref());
                let message = format!("`{key}` is not known here: a profile begins with `[{PROFILE}.NAME]`");
                return Err(self.wrong(span, key, message));
            }
            for (name, settings) in self.table(value, PROFILE)? {
                let settings = self.table(settings, name.get_ref())?;
                found.push((name.get_ref().to_string(), self.profile(name.get_ref(), settings)?));
            }
        }
        Ok(found)
    }

    fn profile(&self, name: &str, settings: &DeTable<'_>) -> Result<Profile, Failure> {
        let told = format!("the profile `{name}` in `{}`", self.path.display());
        let mut profile = Profile { told, ..Profile::default() };
        for (key, value) in settings {
            let (span, key) = (key.span(), key.get_ref());
            let Some((_, set)) = KEYS.iter().find(|(known, _)| known == key) else {
                return Err(self.wrong(span, key, format!("`{key}` is no setting of a profile{}", instead(key))));
            };
            match value.get_ref().as_str() {
                None => return Err(self.wrong(value.span(), key, format!("`{key}` must be a text: put it in quotes"))),
                Some("") => return Err(self.wrong(value.span(), key, format!("`{key}` is empty: leave it out"))),
                Some(text) => set(&mut profile, text),
            }
        }
        // Files stand beside the one that names them, wherever the program is called.
        let folder = self.path.parent().unwrap_or(Path::new(""));
        for file in [&mut profile.api_secret_file, &mut profile.access_token_file].into_iter().flatten() {
            *file = folder.join(&*file);
        }
        Ok(profile)
    }

    fn table<'t, 'i>(&self, value: &'t Spanned<DeValue<'i>>, key: &str) -> Result<&'t DeTable<'i>, Failure> {
        let shape = || format!("`{key}` must be a table: a profile begins with `[{PROFILE}.NAME]`");
        value.get_ref().as_table().ok_or_else(|| self.wrong(value.span(), key, shape()))
    }

    fn wrong(&self, span: Range<usize>, key: &str, message: String) -> Failure {
        self.at(span, Some(key.to_owned()), message)
    }

    /// The parser's own display would quote the line.
    fn broken(&self, error: &toml::de::Error) -> Failure {
        self.at(error.span().unwrap_or_default(), None, format!("no valid TOML: {}", error.message()))
    }

    fn at(&self, span: Range<usize>, key: Option<String>, message: String) -> Failure {
        let before = self.text.get(..span.start).unwrap_or_default();
        let detail = Detail { key, ..Detail::placed(&message, self.path, Place::START.after(before)) };
        Failure::new(ErrorKind::Input, message).with_details(vec![detail])
    }
}

/// What may have been meant by a key that is none.
fn instead(key: &str) -> String {
    let known = || KEYS.iter().map(|(known, _)| *known);
    match suggest(&key.replace('-', "_"), known()).first() {
        Some(near) => format!(": `{near}` is"),
        None => format!(": there are {}", known().collect::<Vec<_>>().join(", ")),
    }
}

fn unread(path: &Path, name: &str, error: &io::Error) -> Failure {
    let failure = Failure::usage(format!("the profile `{name}` cannot be read from `{}`", path.display()));
    failure.caused_by(error).with_hint(format!("Write the file, beginning with `[{PROFILE}.{name}]`."))
}

fn exposed(path: &Path) -> Failure {
    let path = path.display();
    let message = format!("`{path}` holds a secret and is not its owner's alone, so it is not used");
    Failure::new(ErrorKind::Input, message)
        .with_hint(format!("Run `chmod 600 {path}`, or keep the secret in a file of its own: `api_secret_file`."))
}

fn unknown(path: &Path, name: &str, names: &[String]) -> Failure {
    let failure = Failure::usage(format!("there is no profile `{name}` in `{}`", path.display()));
    let known = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match suggest(name, names.iter().map(String::as_str)) {
        near if !near.is_empty() => failure.with_hint(format!("Did you mean {}?", known(&near))),
        _ if names.is_empty() => failure.with_hint(format!("It begins with `[{PROFILE}.{name}]`.")),
        _ => failure.with_hint(format!("There is {}.", known(names))),
    }
}

#[cfg(test)]
mod tests;
