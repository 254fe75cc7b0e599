//! Settings that refer to a secret instead of holding it: `${env:NAME}`, `${file:PATH}`, `${file:PATH:KEY}`.
//!
//! A reference may stand anywhere in a setting's value, several times too. A file gives all it holds but one line end at
//! its end; with a KEY, the last `:` being in front of it, it is a Java property file. What comes in is not looked into
//! again. Every other `${…}` stands as it is, byte for byte: connectors have their own, such as `${topic}`. `$${env:` and
//! `$${file:` stand for `${env:` and `${file:` and are the only escapes.
//!
//! `text` reads the references, `place` the files and `properties` their keys.

mod place;
pub(crate) mod properties;
mod text;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ccloud_connect_secret::{ConnectorConfig, MASK, Redactor, Secret, holds_mask};
pub use text::escaped;
use text::{Piece, Reference};

use crate::{Client, Error};

/// This program's own variables, credentials among them, are nothing for a connector.
const OWN_VARIABLES: [&str; 2] = ["CONFLUENT_", "CCONNECT_"];

type Variables = dyn Fn(&str) -> Option<OsString> + Send + Sync;

/// Puts secrets in the place of the references to them. Made by [`Client::references`].
///
/// ```no_run
/// # fn example(client: ccloud_connect::Client) -> Result<(), ccloud_connect::Error> {
/// use ccloud_connect::ConnectorConfig;
/// let written = ConnectorConfig::from([("name", "orders"), ("database.password", "${file:db.properties:password}")]);
/// let config = client.references().folder("/etc/connectors").resolve(written)?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct References {
    redactor: Redactor,
    folder: PathBuf,
    secret_root: Option<PathBuf>,
    variables: Arc<Variables>,
}

/// A reference that leads to nothing, or where it must not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unresolved {
    /// The key of the setting.
    pub key: String,
    /// The reference as it is written.
    pub reference: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be resolved: {}", self.reference, self.reason)
    }
}

impl Client {
    /// What puts secrets in the place of references to them, in settings that are about to be sent by this client. What
    /// it finds is scrubbed by the client's redactor from then on.
    #[must_use]
    pub fn references(&self) -> References {
        References {
            redactor: self.redactor().clone(),
            folder: PathBuf::new(),
            secret_root: None,
            variables: Arc::new(|name| std::env::var_os(name)),
        }
    }
}

impl References {
    /// The folder that files have to lie in, and that relative paths begin at. Default: the current one.
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = folder.into();
        self
    }

    /// Another folder that files may lie in. A relative path is looked for in the first folder, then in this one.
    pub fn secret_root(mut self, folder: impl Into<PathBuf>) -> Self {
        self.secret_root = Some(folder.into());
        self
    }

    /// Where variables are looked up instead of in the process's environment.
    pub fn variables(mut self, look_up: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        self.variables = Arc::new(look_up);
        self
    }

    /// The settings with everything that they refer to in its place. Files are read, no call is made.
    ///
    /// # Errors
    /// [`Error::Unresolved`] with every reference that leads to nothing: a variable or file that is not there or is empty,
    /// a variable that begins with `CONFLUENT_` or `CCONNECT_`, a file outside the folders, no regular one, or larger
    /// than 1 MiB, a text that is not UTF-8, a mask, a `}` that is missing.
    pub fn resolve(&self, config: ConnectorConfig) -> Result<ConnectorConfig, Error> {
        let (mut resolved, mut unresolved) = (ConnectorConfig::new(), Vec::new());
        for (key, value) in config {
            match self.value(&key, &value) {
                Ok(Some(value)) => resolved.insert(key, value),
                Ok(None) => resolved.insert(key, value),
                Err(wrong) => {
                    unresolved.extend(wrong);
                    None
                }
            };
        }
        if unresolved.is_empty() { Ok(resolved) } else { Err(Error::Unresolved { references: unresolved }) }
    }

    /// Takes a value that came from elsewhere than by a reference for a secret, whatever its key: it is scrubbed, and this
    /// text stands for it where the setting is shown.
    pub fn mark(&self, key: &str, value: &Secret, shown: impl Into<String>) {
        self.redactor.learn(value);
        self.redactor.show_as(key, value, shown);
    }

    /// One value; none where there is nothing to put in.
    fn value(&self, key: &str, value: &Secret) -> Result<Option<Secret>, Vec<Unresolved>> {
        // It is taken apart, and nothing of it shown but its references.
        let text = value.expose();
        if !text::concerns(text) {
            return Ok(None);
        }
        let pieces = text::pieces(text);
        let (mut parts, mut wrong) = (Vec::new(), Vec::new());
        let mut unresolved = |reference: String, reason: String| {
            wrong.push(Unresolved { key: key.to_owned(), reference, reason });
        };
        for piece in &pieces {
            match piece {
                Piece::Literal(text) => parts.push(Secret::new(*text)),
                Piece::Reference(reference) => match self.look_up(*reference) {
                    Ok(found) => parts.push(found),
                    Err(reason) => unresolved(reference.to_string(), reason),
                },
                Piece::Unclosed(begin) => unresolved(unclosed(begin), UNCLOSED.to_owned()),
            }
        }
        let shown = pieces.iter().map(shown).collect::<String>();
        let whole = joined(&parts);
        if wrong.is_empty() && holds_mask(whole.expose()) {
            wrong.push(Unresolved { key: key.to_owned(), reference: shown, reason: IS_MASK.to_owned() });
        } else if pieces.iter().any(|piece| matches!(piece, Piece::Reference(_))) {
            self.redactor.show_as(key, &whole, shown);
        }
        if wrong.is_empty() { Ok(Some(whole)) } else { Err(wrong) }
    }

    /// What a reference stands for, known to the redactor before anything else is done with it.
    fn look_up(&self, reference: Reference<'_>) -> Result<Secret, String> {
        let found = match reference {
            Reference::Variable(name) => self.variable(name),
            Reference::File(path) => place::read_within(&self.folders(), path),
            Reference::Property { path, key } => self.property(path, key),
        }?;
        self.redactor.learn(&found);
        match found {
            // An empty secret is one that somebody forgot to set.
            found if found.is_empty() => Err("it is empty".to_owned()),
            found if holds_mask(found.expose()) => Err(IS_MASK.to_owned()),
            found => Ok(found),
        }
    }

    fn variable(&self, name: &str) -> Result<Secret, String> {
        refuse_variable(name)?;
        let value = (self.variables)(name).ok_or("the variable is not set")?;
        value.into_string().map(Secret::new).map_err(|_| "it is no UTF-8 text".to_owned())
    }

    fn property(&self, path: &str, key: &str) -> Result<Secret, String> {
        let file = place::read_within(&self.folders(), path)?;
        if key.is_empty() {
            return Err("no key is named behind the last `:`".to_owned());
        }
        properties::value(file.expose(), key).ok_or_else(|| "the file does not have the key".to_owned())
    }

    fn folders(&self) -> Vec<PathBuf> {
        let here = if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder };
        [Some(here.to_owned()), self.secret_root.clone()].into_iter().flatten().collect()
    }
}

const IS_MASK: &str = "it stands for a mask";
const UNCLOSED: &str = "its `}` is missing";

impl fmt::Debug for References {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (folder, secret_root) = (&self.folder, &self.secret_root);
        f.debug_struct("References").field("folder", folder).field("secret_root", secret_root).finish_non_exhaustive()
    }
}

/// What a text that a person wrote turns out to be.
#[cfg(feature = "desired")]
pub(crate) enum Written<'a> {
    /// A value; escapes are undone.
    Value(std::borrow::Cow<'a, str>),
    /// One that refers to secrets.
    Refers {
        /// The references; what else is in the text may be secret itself.
        shown: String,
        /// The files that it refers to.
        files: Vec<&'a str>,
    },
}

#[cfg(feature = "desired")]
impl<'a> Written<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        if !text::concerns(text) {
            return Self::Value(text.into());
        }
        let (pieces, mut files) = (text::pieces(text), Vec::new());
        for piece in &pieces {
            if let Piece::Reference(Reference::File(path) | Reference::Property { path, .. }) = piece {
                files.push(*path);
            }
        }
        let literal = |piece: &Piece<'a>| if let Piece::Literal(text) = piece { Some(*text) } else { None };
        match pieces.iter().map(literal).collect::<Option<Vec<_>>>() {
            Some(literals) => Self::Value(literals.concat().into()),
            None => Self::Refers { shown: pieces.iter().map(shown).collect(), files },
        }
    }
}

/// What may be shown of a part: nothing but references.
fn shown(piece: &Piece<'_>) -> String {
    match piece {
        Piece::Literal(_) => MASK.to_owned(),
        Piece::Reference(reference) => reference.to_string(),
        Piece::Unclosed(begin) => unclosed(begin),
    }
}

fn unclosed(begin: &str) -> String {
    format!("{begin}…")
}

/// A variable that nobody can refer to.
fn refuse_variable(name: &str) -> Result<(), String> {
    if name.is_empty() || name.contains(['=', '$', '{', '\0']) {
        return Err("that is no name of a variable".to_owned());
    }
    let begins = |own: &str| name.get(..own.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(own));
    match OWN_VARIABLES.into_iter().find(|own| begins(own)) {
        Some(own) => Err(format!("variables that begin with {own} are not given to connectors")),
        None => Ok(()),
    }
}

/// What is wrong with the references in a text wherever they are resolved.
#[cfg(feature = "desired")]
pub(crate) fn unusable(text: &str) -> Vec<String> {
    let wrong = |piece: Piece<'_>| {
        let reason = match piece {
            Piece::Reference(Reference::Variable(name)) => refuse_variable(name).err()?,
            Piece::Unclosed(_) => UNCLOSED.to_owned(),
            _ => return None,
        };
        Some(format!("`{}` cannot be resolved: {reason}", shown(&piece)))
    };
    text::pieces(text).into_iter().filter_map(wrong).collect()
}

/// Whether a text has a reference in it. One with escapes only has none.
#[must_use]
pub fn holds_reference(text: &str) -> bool {
    text::concerns(text) && text::pieces(text).iter().any(|piece| !matches!(piece, Piece::Literal(_)))
}

/// What a reader gives, as a reference to a file does: at most 1 MiB of text, without one line end at its end.
///
/// # Errors
/// [`Error::Input`] with the reason.
pub fn read_secret(from: impl std::io::Read) -> Result<Secret, Error> {
    place::read_all(from).map_err(Error::Input)
}

/// One text of exactly the size it needs: one that grew would leave parts of itself behind.
fn joined(parts: &[Secret]) -> Secret {
    parts.iter().map(Secret::expose).collect::<Vec<_>>().concat().into()
}

#[cfg(test)]
mod tests;
