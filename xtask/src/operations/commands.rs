//! What the command line offers.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

/// Where the help of every command is kept; a test of the command line compares it with the real one.
const FOLDER: &str = "crates/cli/src/snapshots";

/// The help of every command by its words, dashes between them.
pub struct Commands(BTreeMap<String, String>);

impl Commands {
    /// Of the sources under `root`.
    pub fn read(root: &Path) -> Result<Self> {
        let mut commands = BTreeMap::new();
        for entry in std::fs::read_dir(root.join(FOLDER)).context(FOLDER)? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if let Some((_, words)) = name.split_once("help@") {
                commands.insert(words.to_owned(), std::fs::read_to_string(&path)?);
            }
        }
        Ok(Self(commands))
    }

    /// Whether there is such a command, and its help names the flags and values that follow.
    pub fn has(&self, line: &str) -> bool {
        let parts: Vec<_> = line.split(' ').collect();
        let (words, rest) = parts.split_at(parts.iter().position(|part| part.starts_with('-')).unwrap_or(parts.len()));
        let names =
            |help: &str, part: &str| help.split(|c: char| c != '-' && !c.is_alphanumeric()).any(|word| word == part);
        self.0.get(&words.join("-")).is_some_and(|help| rest.iter().all(|part| names(help, part)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_told_by_its_words_its_flags_and_their_values() {
        let help =
            "Usage: cconnect connector create [OPTIONS]\n      --wait-for <X>  Wait\n  -f, --file <FILE>  …".to_owned();
        let commands = Commands([("connector-create".to_owned(), help)].into());
        for (line, exists) in [
            ("connector create", true),
            ("connector create --file", true),
            ("connector create -f FILE", true),
            ("connector create -f OTHER", false),
            ("connector create --wait", false),
            ("connector delete", false),
            ("connector", false),
        ] {
            assert_eq!(commands.has(line), exists, "{line}");
        }
    }
}
