//! The limits that the API documents state for whatever has a name, checked before anything is sent.

use crate::Error;

pub(crate) fn name(name: Option<&str>) -> Result<(), Error> {
    at_most("the name", name, 60)?;
    match name {
        Some("") => Err(Error::Input("the name is empty".to_owned())),
        _ => Ok(()),
    }
}

pub(crate) fn description(text: Option<&str>) -> Result<(), Error> {
    at_most("the description", text, 256)
}

pub(crate) fn at_most(what: &str, text: Option<&str>, most: usize) -> Result<(), Error> {
    match text.map(|text| text.chars().count()) {
        Some(count) if count > most => {
            Err(Error::Input(format!("{what} has {count} characters, more than the {most} the service takes")))
        }
        _ => Ok(()),
    }
}
