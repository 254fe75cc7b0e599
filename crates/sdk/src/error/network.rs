use std::error::Error;
use std::io;

/// Whether a request surely never left: the connection was not made.
pub(crate) fn never_connected(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| cause.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_connect))
}

/// Whether trying again would meet the same end: the server's certificate was refused, or its answer was too large.
pub(crate) fn is_final(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| is_tls(cause) || cause.is::<TooLarge>())
}

/// An answer that is larger than what is read.
#[derive(Debug, thiserror::Error)]
#[error("it is larger than {} MiB", .0 >> 20)]
pub(crate) struct TooLarge(pub(crate) usize);

#[cfg(feature = "rustls")]
fn is_tls(cause: &(dyn Error + 'static)) -> bool {
    matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
}

/// The platform's libraries report a bad certificate as an I/O error of this kind.
#[cfg(not(feature = "rustls"))]
fn is_tls(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::InvalidData)
}

/// An error, what caused it, and so on. An I/O error made from another one hides it from `source`.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner as &(dyn Error + 'static)),
        None => error.source(),
    })
}

#[cfg(all(test, feature = "rustls"))]
mod tests {
    use super::*;

    #[test]
    fn a_refused_certificate_is_found_however_deep_it_is_wrapped() {
        let refused = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, refused));
        assert!(is_final(&wrapped));
        assert!(!is_final(&io::Error::new(io::ErrorKind::ConnectionReset, "reset")));
        assert!(!is_final(&io::Error::other(rustls::Error::HandshakeNotComplete)));
        assert!(is_final(&TooLarge(1)));
    }
}
