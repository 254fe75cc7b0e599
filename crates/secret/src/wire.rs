use std::cell::Cell;

use serde::ser::{Serialize, Serializer};

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
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
        let _open = Open::new();
        self.0.serialize(serializer)
    }
}

struct Open;

impl Open {
    fn new() -> Self {
        DEPTH.with(|depth| depth.set(depth.get() + 1));
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get() - 1));
    }
}

/// Whether secrets are being written to the wire on this thread right now.
pub(crate) fn is_open() -> bool {
    DEPTH.with(Cell::get) > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

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
}
