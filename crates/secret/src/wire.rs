use std::cell::Cell;

use serde::ser::{Serialize, Serializer};

/// What is written in place of a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// The mask.
    Masks,
    /// The value; one that is a mask is an error.
    Request,
    /// The value, whatever it is.
    Answer,
}

thread_local! {
    static WRITING: Cell<Writing> = const { Cell::new(Writing::Masks) };
}

/// The one way a secret gets into a request body: serialising `Wire(&body)` writes the values, serialising `body` the
/// masks.
///
/// It refuses a body in which a secret is itself a mask: such a value came from a masked read, and writing it back would
/// destroy the real one.
///
/// The permission lasts for the one `serialize` call, on the thread that makes it, also when that call panics.
#[derive(Debug)]
pub struct Wire<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Serialize for Wire<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let _open = Open::new(Writing::Request);
        self.0.serialize(serializer)
    }
}

/// How a server writes, for those that stand in for one in tests: serialising `Served(&body)` writes the values like
/// [`Wire`], and masks too, which real answers hold.
#[derive(Debug)]
pub struct Served<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Serialize for Served<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let _open = Open::new(Writing::Answer);
        self.0.serialize(serializer)
    }
}

/// Sets back what was before when it is dropped.
struct Open(Writing);

impl Open {
    fn new(writing: Writing) -> Self {
        Self(WRITING.replace(writing))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        WRITING.set(self.0);
    }
}

/// Whether secrets are being written to the wire on this thread right now.
pub(crate) fn is_open() -> bool {
    WRITING.get() != Writing::Masks
}

/// Whether what is being written on this thread right now must not hold a mask.
pub(crate) fn refuses_masks() -> bool {
    WRITING.get() == Writing::Request
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConnectorConfig, Secret};

    struct Panics;

    impl Serialize for Panics {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            panic!("while serialising")
        }
    }

    #[test]
    fn the_wire_closes_again_after_a_panic_and_after_an_error() {
        let caught = std::panic::catch_unwind(|| serde_json::to_string(&Wire(&Panics)));
        assert!(caught.is_err());
        assert!(!is_open());
        assert!(serde_json::to_string(&Wire(&Secret::new("****"))).is_err());
        assert!(!is_open());
    }

    #[test]
    fn a_server_writes_values_and_masks_alike() {
        let answer = [Secret::new("canary"), Secret::new("****")];
        assert_eq!(serde_json::to_string(&Served(&answer)).unwrap(), r#"["canary","****"]"#);
        let config = ConnectorConfig::from([("a", "1"), ("b", "****")]);
        assert_eq!(serde_json::to_string(&Served(&config)).unwrap(), r#"{"a":"1","b":"****"}"#);
        assert!(!is_open());
    }
}
