//! The limits that the API document states for a plugin, checked before anything is sent.

use crate::Error;
use crate::limits::at_most;

pub(super) fn documentation_link(link: Option<&str>) -> Result<(), Error> {
    at_most("the documentation link", link, 512)?;
    match link {
        Some(link) if !link.is_empty() && !link.starts_with("http://") && !link.starts_with("https://") => {
            Err(Error::Input(format!("the documentation link `{link}` is neither http:// nor https://")))
        }
        _ => Ok(()),
    }
}

pub(super) fn class(class: Option<&str>) -> Result<(), Error> {
    at_most("the class", class, 150)?;
    match class {
        Some(class) if !is_class(class) => Err(Error::Input(format!("`{class}` is no Java class name"))),
        _ => Ok(()),
    }
}

pub(super) fn sensitive_properties(keys: Option<&[String]>) -> Result<(), Error> {
    match keys.into_iter().flatten().find(|key| !is_key(key)) {
        Some(key) => Err(Error::Input(format!("the sensitive property `{key}` is no config key"))),
        None => Ok(()),
    }
}

/// Semantic versioning, with or without a `v` before it: Confluent's own clients differ in that.
#[cfg(feature = "ccpm-v1")]
pub(super) fn version(version: &str) -> Result<(), Error> {
    at_most("the version", Some(version), 60)?;
    match semver::Version::parse(version.strip_prefix('v').unwrap_or(version)) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::Input(format!("`{version}` is no semantic version such as 1.2.3: {error}"))),
    }
}

/// One connector to ten in an archive.
#[cfg(feature = "ccpm-v1")]
pub(super) fn classes<'a>(classes: impl ExactSizeIterator<Item = &'a str>) -> Result<(), Error> {
    match classes.len() {
        0 => return Err(Error::Input("a class is required".to_owned())),
        1..=10 => {}
        count => return Err(Error::Input(format!("{count} classes are more than the 10 the service takes"))),
    }
    classes.map(Some).try_for_each(class)
}

/// `^(([a-zA-Z][a-zA-Z_$0-9]*(\.[a-zA-Z][a-zA-Z_$0-9]*)*)\.)?([a-zA-Z][a-zA-Z_$0-9]*)$`
fn is_class(class: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
    };
    class.split('.').all(part)
}

/// `^[\w\+\.-]+$`, up to 150 characters
pub(super) fn is_key(key: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '.' | '-');
    !key.is_empty() && key.len() <= 150 && key.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_and_config_keys_follow_the_documented_patterns() {
        for (class, good) in [
            ("io.example.MySource", true),
            ("Datagen$1", true),
            ("", false),
            ("io..A", false),
            ("1a", false),
            ("a b", false),
        ] {
            assert_eq!(is_class(class), good, "{class}");
        }
        for (key, good) in [("db.password", true), ("a+b-c_d", true), ("", false), ("a b", false), ("a,b", false)] {
            assert_eq!(is_key(key), good, "{key}");
        }
    }

    #[cfg(feature = "ccpm-v1")]
    #[test]
    fn versions_are_semantic_with_or_without_a_v() {
        for (text, good) in [
            ("1.2.3", true),
            ("v1.2.3", true),
            ("0.1.0-rc.1+build.7", true),
            ("1.2", false),
            ("01.2.3", false),
            ("vv1.2.3", false),
            ("V1.2.3", false),
            ("", false),
            (" 1.2.3", false),
        ] {
            assert_eq!(version(text).is_ok(), good, "{text}");
        }
        let longest = format!("1.2.3-{}", "a".repeat(54));
        assert!(version(&longest).is_ok() && version(&format!("{longest}a")).is_err());
    }
}
