//! What the command line offers.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::tree::Tree;

/// Where the help of every command is kept; a test of the command line compares it with the real one.
const FOLDER: &str = "crates/cli/src/snapshots";

/// The help of every command by its words, dashes between them.
pub struct Commands(BTreeMap<String, String>);

impl Commands {
    /// Of the sources in `tree`.
    pub fn read(tree: &Tree) -> Result<Self> {
        let mut commands = BTreeMap::new();
        for file in tree.files(FOLDER)? {
            let help = file.strip_suffix(".snap").and_then(|name| name.split_once("help@"));
            if let Some((_, words)) = help {
                commands.insert(words.to_owned(), tree.text(&file)?);
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
