use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ccloud_connect_secret::{Redactor, Secret};
use http::HeaderValue;
use tokio::time::Instant;
use url::Url;

use super::sts::{Session, Sts};
use crate::Error;

/// Who calls, as it was given.
#[derive(Clone, Debug)]
pub(super) enum Credentials {
    /// A Cloud API key with its secret.
    ApiKey { key: String, secret: Secret },
    /// A bearer token.
    Token(Secret),
    /// Bearer tokens by exchange.
    Sts(Sts),
}

impl Credentials {
    /// What signs calls. `session` begins a session of token exchanges.
    pub(super) fn signer(
        self,
        redactor: &Redactor,
        session: impl FnOnce(Sts) -> Result<Session, Error>,
    ) -> Result<Signer, Error> {
        match self {
            // The header is the purpose of a credential.
            Self::ApiKey { key, secret } => {
                // Found in Base64 too.
                redactor.learn(&secret);
                let pair = Secret::new(STANDARD.encode(format!("{key}:{}", secret.expose())));
                Ok(Signer::ApiKey(header("Basic", &pair)?))
            }
            Self::Token(token) => {
                redactor.learn(&token);
                Ok(Signer::Token(bearer(&token)?))
            }
            Self::Sts(sts) => {
                sts.check()?;
                Ok(Signer::Session(Arc::new(session(sts)?)))
            }
        }
    }
}

/// Makes the `Authorization` header of each call.
#[derive(Clone)]
pub(super) enum Signer {
    ApiKey(HeaderValue),
    Token(HeaderValue),
    Session(Arc<Session>),
}

impl Signer {
    pub(super) fn is_token(&self) -> bool {
        !matches!(self, Self::ApiKey(_))
    }

    /// The header as it is to be now.
    pub(super) async fn signature(&self) -> Result<HeaderValue, Error> {
        match self {
            Self::ApiKey(header) | Self::Token(header) => Ok(header.clone()),
            Self::Session(session) => session.signature().await,
        }
    }

    /// Whether a call begun at `began` that was refused with this header should be made again with a new one.
    pub(super) async fn renew(&self, refused: &HeaderValue, began: Instant, url: &Url) -> bool {
        match self {
            Self::ApiKey(_) | Self::Token(_) => false,
            // No token would do.
            Self::Session(_) if takes_keys_only(url) => false,
            Self::Session(session) => session.renew(refused, began).await,
        }
    }
}

/// The header for a token, marked as sensitive.
pub(crate) fn bearer(token: &Secret) -> Result<HeaderValue, Error> {
    header("Bearer", token)
}

fn header(scheme: &str, value: &Secret) -> Result<HeaderValue, Error> {
    let text = Secret::new(format!("{scheme} {}", value.expose()));
    let mut header = HeaderValue::from_str(text.expose())
        .map_err(|_| Error::Credentials("the access token holds characters that no token has".to_owned()))?;
    header.set_sensitive(true);
    Ok(header)
}

/// Whether the documents declare an operation for API keys only: presigned uploads, the versions of plugins, metrics.
pub(crate) fn takes_keys_only(url: &Url) -> bool {
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    segments.last() == Some(&"presigned-upload-url")
        || segments.windows(5).any(|five| matches!(five, ["ccpm", "v1", "plugins", _, "versions"]))
        || segments.windows(2).any(|two| matches!(two, ["v1" | "v2", "metrics"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(credentials: Credentials) -> HeaderValue {
        let none = |_| Err(Error::Input("no session".to_owned()));
        match credentials.signer(&Redactor::new(), none).unwrap() {
            Signer::ApiKey(header) | Signer::Token(header) => header,
            Signer::Session(_) => unreachable!("there is none"),
        }
    }

    #[test]
    fn credentials_debug_shows_only_the_mask() {
        let key = Credentials::ApiKey { key: "KEY".into(), secret: "canary".into() };
        let sts = Sts::new("pool-1", || async { Ok("canary".into()) });
        assert!(!format!("{key:?} {:?} {:?}", Credentials::Token("canary".into()), sts).contains("canary"));
        let header = signed(key);
        assert_eq!(header, "Basic S0VZOmNhbmFyeQ==");
        assert_eq!(format!("{header:?}"), "Sensitive");
    }

    #[test]
    fn the_documents_declare_some_operations_for_api_keys_only() {
        for (path, only) in [
            ("/connect/v1/presigned-upload-url", true),
            ("/ccpm/v1/presigned-upload-url", true),
            ("/cam/v1/presigned-upload-url", true),
            ("/ccpm/v1/plugins/ccp-1/versions", true),
            ("/ccpm/v1/plugins/ccp-1/versions/ver-1", true),
            ("/v2/metrics/cloud/query", true),
            ("/gateway/v2/metrics/cloud/query", true),
            ("/ccpm/v1/plugins/ccp-1", false),
            ("/connect/v1/custom-connector-plugins", false),
        ] {
            let url = Url::parse("https://h.example").unwrap().join(path).unwrap();
            assert_eq!(takes_keys_only(&url), only, "{path}");
        }
    }
}
