use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ccloud_connect_secret::{Redactor, Secret};
use http::HeaderValue;

use crate::Error;

/// Who calls.
#[derive(Clone, Debug)]
pub(super) enum Credentials {
    /// A Cloud API key with its secret.
    ApiKey { key: String, secret: Secret },
    /// A bearer token.
    Token(Secret),
}

impl Credentials {
    pub(super) fn is_token(&self) -> bool {
        matches!(self, Self::Token(_))
    }

    /// The `Authorization` header, marked as sensitive.
    pub(super) fn header(&self) -> Result<HeaderValue, Error> {
        let text = match self {
            // The header is the purpose of a credential.
            Self::ApiKey { key, secret } => {
                Secret::new(format!("Basic {}", STANDARD.encode(format!("{key}:{}", secret.expose()))))
            }
            Self::Token(token) => Secret::new(format!("Bearer {}", token.expose())),
        };
        let mut header = HeaderValue::from_str(text.expose())
            .map_err(|_| Error::Credentials("the access token holds characters that no token has".to_owned()))?;
        header.set_sensitive(true);
        Ok(header)
    }

    pub(super) fn teach(&self, redactor: &Redactor) {
        match self {
            Self::ApiKey { key, secret } => {
                redactor.learn(secret);
                redactor.learn(&STANDARD.encode(format!("{key}:{}", secret.expose())).into());
            }
            Self::Token(token) => redactor.learn(token),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_debug_shows_only_the_mask() {
        let key = Credentials::ApiKey { key: "KEY".into(), secret: "canary".into() };
        assert!(!format!("{key:?} {:?}", Credentials::Token("canary".into())).contains("canary"));
        let header = key.header().unwrap();
        assert_eq!(header, "Basic S0VZOmNhbmFyeQ==");
        assert_eq!(format!("{header:?}"), "Sensitive");
    }
}
