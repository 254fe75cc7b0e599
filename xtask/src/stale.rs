//! What stands in a file, and what should.

use std::path::Path;
use std::process::Command;

/// Where a document differs from the committed one, as `:line`, if that one is what the digest was recorded of.
pub fn changed_line(root: &Path, document: &str, recorded: &str) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(root).args(["show", &format!("HEAD:./{document}")]).output().ok()?;
    if crate::generate::digest(&output.stdout) != recorded {
        return None;
    }
    let current = std::fs::read_to_string(root.join(document)).ok()?;
    let (line, _, _) = first_difference(&current, std::str::from_utf8(&output.stdout).ok()?)?;
    Some(format!(":{line}"))
}

/// The file and the place where it is not what it should be, with both texts.
pub fn in_file(root: &Path, file: &str, wanted: &str) -> Option<String> {
    let current = std::fs::read_to_string(root.join(file)).unwrap_or_default();
    difference(&current, wanted).map(|place| format!("{file}:{place}"))
}

fn difference(current: &str, wanted: &str) -> Option<String> {
    let show = |text: Option<&str>| text.map_or_else(|| "the end of the file".to_owned(), |text| format!("{text:?}"));
    first_difference(current, wanted).map(|(line, is, should)| {
        format!(
            "{line}: not what `openapi/` gives; run `cargo xtask generate`\n  is:        {}\n  should be: {}",
            show(is),
            show(should)
        )
    })
}

/// Number of the first line that differs, and what it is in each, line end included.
fn first_difference<'a>(one: &'a str, other: &'a str) -> Option<(usize, Option<&'a str>, Option<&'a str>)> {
    if one == other {
        return None;
    }
    let (mut one, mut other) = (one.split_inclusive('\n'), other.split_inclusive('\n'));
    let mut line = 1;
    loop {
        match (one.next(), other.next()) {
            (one, other) if one == other => line += 1,
            (one, other) => return Some((line, one, other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_by_line_with_both_texts() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        for (current, wanted, place, is) in [
            ("a\nb\n", "a\nc\n", "2:", "\"b\\n\""),
            ("a\n", "a\n\n", "2:", "the end of the file"),
            ("", "a\n", "1:", "the end of the file"),
        ] {
            let told = difference(current, wanted).unwrap();
            assert!(told.starts_with(place) && told.contains(is), "{told}");
        }
    }
}
