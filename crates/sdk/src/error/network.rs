use std::error::Error;
use std::io;

/// Whether a request surely never left: the connection was not made.
pub(crate) fn never_connected(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| cause.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_connect))
}

/// Whether the server's certificate was refused. Trying again would not change it.
pub(crate) fn is_certificate(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| {
        // TLS libraries report a bad certificate as an I/O error of this kind.
        cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::InvalidData)
    })
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}
