//! TLS of our own: one provider, no process-wide default, built-in roots.

#[cfg(feature = "rustls")]
mod rustls_roots;

use crate::Error;

/// Which HTTP versions a connection offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// HTTP/2 or 1.1.
    Any,
    /// HTTP/1.1 alone: leaner for one long upload.
    Http1,
}

/// How connections are secured.
#[derive(Clone, Debug)]
pub(crate) struct Tls {
    #[cfg(feature = "rustls")]
    config: rustls::ClientConfig,
}

impl Tls {
    /// Trusts the built-in roots, and the platform's for an issuer that is not among them; where `SSL_CERT_FILE` is set,
    /// only what that file holds.
    #[cfg_attr(not(feature = "rustls"), allow(clippy::unnecessary_wraps, reason = "the same shape as with rustls"))]
    pub(crate) fn load() -> Result<Self, Error> {
        Ok(Self {
            #[cfg(feature = "rustls")]
            config: rustls_roots::config()?,
        })
    }

    pub(crate) fn apply(&self, http: reqwest::ClientBuilder, protocol: Protocol) -> reqwest::ClientBuilder {
        let http = if protocol == Protocol::Http1 { http.http1_only() } else { http };
        self.backend(http, protocol)
    }

    #[cfg(feature = "rustls")]
    fn backend(&self, http: reqwest::ClientBuilder, protocol: Protocol) -> reqwest::ClientBuilder {
        let mut config = self.config.clone();
        config.alpn_protocols = match protocol {
            Protocol::Any => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
            Protocol::Http1 => vec![b"http/1.1".to_vec()],
        };
        http.tls_backend_preconfigured(config)
    }

    #[cfg(not(feature = "rustls"))]
    #[allow(clippy::unused_self, reason = "the same shape as with rustls")]
    fn backend(&self, http: reqwest::ClientBuilder, _: Protocol) -> reqwest::ClientBuilder {
        #[cfg(feature = "native-tls")]
        let http = http.tls_backend_native();
        http
    }
}
