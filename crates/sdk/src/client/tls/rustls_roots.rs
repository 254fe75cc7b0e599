use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::error::{BoxError, Error};

pub(super) fn config() -> Result<ClientConfig, Error> {
    build().map_err(unusable)
}

/// For a client that never speaks TLS.
pub(super) fn none() -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(builder
        .map_err(|source| unusable(source.into()))?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}

fn unusable(source: BoxError) -> Error {
    Error::Network { what: "TLS cannot be set up".to_owned(), source }
}

fn build() -> Result<ClientConfig, BoxError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match std::env::var_os("SSL_CERT_FILE").filter(|path| !path.is_empty())
    {
        Some(path) => given_roots(path.as_ref(), &provider)?,
        None => Arc::new(BuiltInRoots::new(provider.clone())?),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(config)
}

fn given_roots(path: &std::path::Path, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, BoxError> {
    let loaded = rustls_native_certs::load_certs_from_paths(Some(path), None);
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(loaded.certs);
    if roots.is_empty() {
        return Err(format!("{} (SSL_CERT_FILE) holds no certificates", path.display()).into());
    }
    Ok(WebPkiServerVerifier::builder_with_provider(roots.into(), provider.clone()).build()?)
}

/// The built-in roots; the platform's are read only when an issuer is not among them (a company's own CA), because
/// reading them costs more than a whole request.
#[derive(Debug)]
struct BuiltInRoots {
    built_in: Arc<WebPkiServerVerifier>,
    platform: OnceLock<Option<Arc<WebPkiServerVerifier>>>,
    provider: Arc<CryptoProvider>,
}

impl BuiltInRoots {
    fn new(provider: Arc<CryptoProvider>) -> Result<Self, BoxError> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let built_in = WebPkiServerVerifier::builder_with_provider(roots.into(), provider.clone()).build()?;
        Ok(Self { built_in, platform: OnceLock::new(), provider })
    }

    fn platform(&self) -> Option<&Arc<WebPkiServerVerifier>> {
        let load = || {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            WebPkiServerVerifier::builder_with_provider(roots.into(), self.provider.clone()).build().ok()
        };
        self.platform.get_or_init(load).as_ref()
    }
}

impl ServerCertVerifier for BuiltInRoots {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let first = self.built_in.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match (&first, self.platform_if_unknown(&first)) {
            (Err(_), Some(platform)) => {
                platform.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            _ => first,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.built_in.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.built_in.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.built_in.supported_verify_schemes()
    }
}

impl BuiltInRoots {
    fn platform_if_unknown(
        &self,
        first: &Result<ServerCertVerified, rustls::Error>,
    ) -> Option<&Arc<WebPkiServerVerifier>> {
        match first {
            Err(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => self.platform(),
            _ => None,
        }
    }
}
