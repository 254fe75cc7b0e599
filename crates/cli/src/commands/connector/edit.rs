use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};

use ccloud_connect::connectors::{Amendment, ConfigEdit, LiveValue};
use ccloud_connect::redaction::Classification;
use ccloud_connect::redaction::references::{References, holds_reference, read_secret};
use ccloud_connect::{ConnectorConfig, Secret, holds_mask};
use clap::Args;

use crate::failure::{Detail, ErrorKind, Failure};
use crate::references;

/// The flags that change single keys.
#[derive(Debug, Args)]
pub(super) struct Edits {
    /// Give a key a value; a secret one by reference: 'KEY=${env:NAME}'
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Give a key what a file holds, or with `-` what comes from stdin
    #[arg(long, value_name = "KEY=PATH")]
    set_file: Vec<String>,
    /// Take a key away
    #[arg(long, value_name = "KEY")]
    unset: Vec<String>,
    /// Send no secret that gets no new value, and rely on the service to keep it (undocumented upstream)
    #[arg(long)]
    keep_secrets: bool,
}

/// What the flags say, with secrets in the place of references.
pub(super) struct Edit {
    pub edit: ConfigEdit,
    /// The keys whose value stands on the command line itself.
    pub literal: Vec<String>,
}

impl Edits {
    /// Reads what the flags refer to; makes no call. Relative paths begin at the current folder.
    pub(super) fn read(self, references: &References) -> Result<Edit, Failure> {
        let set = pairs("--set", self.set)?;
        let files = pairs("--set-file", self.set_file)?;
        refuse_repeated(set.iter().chain(&files).map(|(key, _)| key).chain(&self.unset))?;
        let literal = set.iter().filter(|(_, value)| !holds_reference(value)).map(|(key, _)| key.clone()).collect();
        refuse_masks(&set)?;
        let mut edit = ConfigEdit::new().keep_secrets(self.keep_secrets);
        for (key, value) in resolved(set, references)?.into_iter().chain(read_all(files, references)?) {
            edit = edit.set(key, value);
        }
        for key in self.unset {
            edit = edit.unset(key);
        }
        Ok(Edit { edit, literal })
    }
}

/// Refuses values of secret keys that stand on the command line, where everybody can read them who may list processes.
pub(super) fn refuse_literal_secrets(
    literal: &[String],
    class: &Classification,
    amended: &Amendment,
) -> Result<(), Failure> {
    let is_masked = |key: &str| amended.before().get(key) == Some(LiveValue::Masked);
    let secret: Vec<_> = literal.iter().filter(|key| class.is_secret(key) || is_masked(key)).collect();
    let Some(first) = secret.first() else { return Ok(()) };
    let message = |key: &str| format!("`{key}` is secret, or not known to be harmless, and a command line is public");
    let details = secret.iter().map(|key| Detail { key: Some((*key).clone()), ..Detail::new(message(key)) }).collect();
    let keys: Vec<_> = secret.iter().map(|key| format!("`{key}`")).collect();
    let failure =
        Failure::usage(format!("`--set` shows values to everybody, and these may be secret: {}", keys.join(", ")));
    Err(failure.with_details(details).with_hint(format!(
        "Give it by reference, `--set '{first}=${{env:NAME}}'`, or from a file, `--set-file {first}=PATH`."
    )))
}

/// Keys and what stands behind the first `=`. What is wrong is not repeated: it may be a secret.
fn pairs(flag: &str, given: Vec<String>) -> Result<Vec<(String, String)>, Failure> {
    let pair = |text: String| match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err(Failure::usage(format!("`{flag}` takes a key and what it is to be, with `=` between them"))),
    };
    given.into_iter().map(pair).collect()
}

fn refuse_repeated<'a>(mut keys: impl Iterator<Item = &'a String>) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    match keys.find(|key| !seen.insert(*key)) {
        Some(key) => Err(Failure::usage(format!("`{key}` is given more than once: say once what it is to be"))),
        None => Ok(()),
    }
}

fn refuse_masks(set: &[(String, String)]) -> Result<(), Failure> {
    let masked = set.iter().filter(|(_, value)| holds_mask(value));
    let detail = |(key, _): &(String, String)| Detail {
        key: Some(key.clone()),
        ..Detail::new(format!("the value of `{key}` is a mask: give the real one"))
    };
    let details: Vec<_> = masked.map(detail).collect();
    match details.first() {
        Some(first) => Err(Failure::new(ErrorKind::Input, first.message.clone()).with_details(details)),
        None => Ok(()),
    }
}

fn resolved(set: Vec<(String, String)>, references: &References) -> Result<ConnectorConfig, Failure> {
    references.resolve(set.into_iter().collect()).map_err(|error| {
        let details = references::details(error, |_| Detail::default());
        details.map_or_else(|other| other, references::unresolved)
    })
}

/// Whoever gives a value by a file means it to be kept.
fn read_all(files: Vec<(String, String)>, references: &References) -> Result<Vec<(String, Secret)>, Failure> {
    let (mut read, mut wrong) = (Vec::new(), Vec::new());
    for (key, path) in files {
        match read_one(&path) {
            Ok(value) => {
                let from = if path == "-" { "stdin" } else { &path };
                references.mark(&key, &value, format!("(from {from})"));
                read.push((key, value));
            }
            Err(why) => {
                let message = format!("no value for `{key}`: `{path}`: {why}");
                wrong.push(Detail { key: Some(key), file: Some(path), ..Detail::new(message) });
            }
        }
    }
    match wrong.first() {
        Some(first) => Err(Failure::new(ErrorKind::Input, first.message.clone()).with_details(wrong)),
        None => Ok(read),
    }
}

/// A file of any kind: a pipe from a program that knows the secret is a good source.
fn read_one(path: &str) -> Result<Secret, String> {
    let from: Box<dyn Read> = match path {
        "-" => Box::new(io::stdin().lock()),
        path => Box::new(File::open(path).map_err(|error| error.to_string())?),
    };
    match read_secret(from).map_err(|error| error.to_string())? {
        value if value.is_empty() => Err("it is empty".to_owned()),
        value if holds_mask(value.expose()) => Err("it holds a mask".to_owned()),
        value => Ok(value),
    }
}
