//! The mark by which an archive that was uploaded before is found again: its SHA-256 in the plugin's description.

use crate::Error;
use crate::upload::Ready;

const MARK: &str = "sha256:";

/// What marks a plugin of this archive.
pub(super) async fn mark_of(ready: &Ready) -> Result<String, Error> {
    Ok(format!("{MARK}{}", ready.sha256().await?))
}

/// What a mark says.
pub(super) fn sha256(mark: &str) -> &str {
    mark.strip_prefix(MARK).unwrap_or(mark)
}

/// Whether a description holds the mark.
pub(super) fn bears(description: &str, mark: &str) -> bool {
    description.split_whitespace().any(|word| word == mark)
}

/// Whether a description holds any mark.
pub(super) fn bears_any(description: &str) -> bool {
    description.split_whitespace().any(is_mark)
}

/// A description with the mark at its end, and no other anywhere: a plugin is of one archive.
pub(super) fn marked(description: Option<&str>, mark: &str) -> Result<String, Error> {
    let pieces = description.unwrap_or_default().split_inclusive(char::is_whitespace);
    let words: String = pieces.filter(|piece| !is_mark(piece.trim_end())).collect();
    let words = words.trim_end();
    let marked = if words.is_empty() { mark.to_owned() } else { format!("{words} {mark}") };
    crate::limits::at_most("the description with the archive's SHA-256", Some(&marked), 256)?;
    Ok(marked)
}

fn is_mark(word: &str) -> bool {
    word.strip_prefix(MARK).is_some_and(|hash| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_bears_one_mark_at_its_end_and_is_no_longer_than_the_service_takes() {
        let (old, new) = (format!("{MARK}{}", "0".repeat(64)), format!("{MARK}{}", "a".repeat(64)));
        for (before, after) in [
            (None, Some(new.clone())),
            (Some("nightly  build".to_owned()), Some(format!("nightly  build {new}"))),
            (Some(format!("nightly {old}")), Some(format!("nightly {new}"))),
            (Some(old.clone()), Some(new.clone())),
            (Some(format!("{old} by\n{new}\tnight ")), Some(format!("by\nnight {new}"))),
            (Some("sha256:short".to_owned()), Some(format!("sha256:short {new}"))),
            (Some("d".repeat(184)), Some(format!("{} {new}", "d".repeat(184)))),
            (Some("d".repeat(185)), None),
        ] {
            assert_eq!(marked(before.as_deref(), &new).ok(), after, "{before:?}");
        }
        assert!(bears(&format!("nightly {new}"), &new) && !bears(&format!("nightly {new}0"), &new));
    }
}
