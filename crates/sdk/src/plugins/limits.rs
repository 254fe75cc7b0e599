//! The limits that the API document states for a plugin, checked before anything is sent.

use crate::Error;

pub(super) fn name(name: Option<&str>) -> Result<(), Error> {
    at_most("the name", name, 60)?;
    match name {
        Some("") => Err(Error::Input("the name is empty".to_owned())),
        _ => Ok(()),
    }
}

pub(super) fn description(text: Option<&str>) -> Result<(), Error> {
    at_most("the description", text, 256)
}

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

fn at_most(what: &str, text: Option<&str>, most: usize) -> Result<(), Error> {
    match text.map(|text| text.chars().count()) {
        Some(count) if count > most => {
            Err(Error::Input(format!("{what} has {count} characters, more than the {most} the service takes")))
        }
        _ => Ok(()),
    }
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
fn is_key(key: &str) -> bool {
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
}
