//! TLS of our own: one provider, no process-wide default, built-in roots.

#[cfg(feature = "rustls")]
mod rustls_roots;

#[cfg(feature = "rustls")]
use std::sync::{Arc, OnceLock};

use crate::Error;

/// Which HTTP versions a connection offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// HTTP/2 or 1.1.
    Any,
    /// HTTP/1.1 alone: leaner for one long upload.
    Http1,
}

/// How connections are secured. Roots are read when the first client that needs them is made: a file of them costs more
/// than a whole request on loopback.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tls {
    #[cfg(feature = "rustls")]
    config: Arc<OnceLock<rustls::ClientConfig>>,
}

impl Tls {
    /// Makes a client trust the built-in roots, and the platform's for an issuer that is not among them; where
    /// `SSL_CERT_FILE` is set, only what that file holds. One that is not `secured` speaks plain http alone, and trusts
    /// nobody.
    pub(crate) fn apply(
        &self,
        http: reqwest::ClientBuilder,
        secured: bool,
        protocol: Protocol,
    ) -> Result<reqwest::ClientBuilder, Error> {
        let http = if protocol == Protocol::Http1 { http.http1_only() } else { http };
        self.backend(http, secured, protocol)
    }

    #[cfg(feature = "rustls")]
    fn backend(
        &self,
        http: reqwest::ClientBuilder,
        secured: bool,
        protocol: Protocol,
    ) -> Result<reqwest::ClientBuilder, Error> {
        let mut config = if secured { self.config()?.clone() } else { rustls_roots::none()? };
        config.alpn_protocols = match protocol {
            Protocol::Any => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
            Protocol::Http1 => vec![b"http/1.1".to_vec()],
        };
        Ok(http.tls_backend_preconfigured(config))
    }

    #[cfg(feature = "rustls")]
    fn config(&self) -> Result<&rustls::ClientConfig, Error> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let config = rustls_roots::config()?;
        Ok(self.config.get_or_init(|| config))
    }

    #[cfg(not(feature = "rustls"))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same shape as with rustls")]
    fn backend(&self, http: reqwest::ClientBuilder, _: bool, _: Protocol) -> Result<reqwest::ClientBuilder, Error> {
        #[cfg(feature = "native-tls")]
        let http = http.tls_backend_native();
        Ok(http)
    }
}
