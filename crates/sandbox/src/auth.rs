//! Who may call: the sandbox's own key pair and token, and nobody else.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use subtle::ConstantTimeEq as _;

use crate::key::Key;
use crate::random;
use crate::token::Issuer;

/// The credentials and ids of one sandbox, derived from its key, so that they outlive a restart without being stored.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) api_key: String,
    pub(crate) api_secret: String,
    pub(crate) access_token: String,
    pub(crate) organization: String,
    pub(crate) issuer: Issuer,
}

/// Which kinds of credentials an operation takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepts {
    KeyOrToken,
    /// Presigned URLs and plugin versions declare basic authentication alone.
    KeyOnly,
    /// The log search takes the token that a login obtains, no key and no exchanged token.
    LoginToken,
}

impl Identity {
    pub(crate) fn derive(key: &Key) -> Self {
        let mut organization = [0; 16];
        organization.copy_from_slice(&key.derive("organization")[..16]);
        let api_key = key.derive("api key")[..16].iter().map(|byte| char::from(b'A' + byte % 26)).collect();
        Self {
            api_key,
            api_secret: key.derive_text("api secret", 43),
            access_token: key.derive_text("access token", 43),
            organization: random::uuid_of(organization),
            issuer: Issuer::derive(key),
        }
    }

    /// Whether these headers prove who is calling; if not, why.
    pub(crate) fn check(&self, headers: &HeaderMap, accepts: Accepts, now: Timestamp) -> Result<(), &'static str> {
        let given = headers.get(AUTHORIZATION).ok_or("no credentials were sent")?;
        let given = given.to_str().map_err(|_| "the Authorization header is not text")?;
        let (scheme, value) = given.split_once(' ').ok_or("the Authorization header names no scheme")?;
        if scheme.eq_ignore_ascii_case("basic") {
            self.check_pair(value.trim(), accepts)
        } else if scheme.eq_ignore_ascii_case("bearer") {
            self.check_token(value.trim(), accepts, now)
        } else {
            Err("only Basic and Bearer authentication are known")
        }
    }

    fn check_pair(&self, value: &str, accepts: Accepts) -> Result<(), &'static str> {
        if accepts == Accepts::LoginToken {
            return Err("this operation takes the data-plane token of a login only, no API key");
        }
        let expected = format!("{}:{}", self.api_key, self.api_secret);
        let given = STANDARD.decode(value).map_err(|_| "the key pair is not Base64")?;
        same(&given, expected.as_bytes(), "invalid API key: a Cloud API key of this sandbox is needed")
    }

    fn check_token(&self, value: &str, accepts: Accepts, now: Timestamp) -> Result<(), &'static str> {
        if accepts == Accepts::KeyOnly {
            return Err("this operation takes a Cloud API key only, no token");
        }
        let own = same(value.as_bytes(), self.access_token.as_bytes(), "invalid access token");
        if accepts == Accepts::LoginToken { own } else { own.or_else(|_| self.issuer.check(value, now)) }
    }
}

fn same(given: &[u8], expected: &[u8], otherwise: &'static str) -> Result<(), &'static str> {
    if bool::from(given.ct_eq(expected)) { Ok(()) } else { Err(otherwise) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn credentials_come_from_the_key_alone() {
        let key = Key::generate();
        let (one, two) = (Identity::derive(&key), Identity::derive(&key));
        assert_eq!((one.api_key, one.api_secret), (two.api_key, two.api_secret));
        assert_ne!(Identity::derive(&Key::generate()).access_token, two.access_token);
    }

    #[test]
    fn only_the_own_pair_and_token_are_accepted_and_no_token_where_keys_are_asked() {
        let identity = Identity::derive(&Key::generate());
        let basic = |pair: String| headers(&format!("Basic {}", STANDARD.encode(pair)));
        let right = basic(format!("{}:{}", identity.api_key, identity.api_secret));
        let token = headers(&format!("Bearer {}", identity.access_token));
        assert!(identity.check(&right, Accepts::KeyOnly, Timestamp::UNIX_EPOCH).is_ok());
        assert!(identity.check(&token, Accepts::KeyOrToken, Timestamp::UNIX_EPOCH).is_ok());
        assert!(identity.check(&token, Accepts::KeyOnly, Timestamp::UNIX_EPOCH).is_err());
        assert!(identity.check(&token, Accepts::LoginToken, Timestamp::UNIX_EPOCH).is_ok());
        let exchanged = identity.issuer.issue(Timestamp::UNIX_EPOCH, jiff::SignedDuration::from_secs(1));
        for other in [&right, &headers(&format!("Bearer {exchanged}"))] {
            assert!(identity.check(other, Accepts::KeyOrToken, Timestamp::UNIX_EPOCH).is_ok());
            assert!(identity.check(other, Accepts::LoginToken, Timestamp::UNIX_EPOCH).is_err());
        }
        for wrong in [basic(format!("{}:x", identity.api_key)), headers("Bearer x"), headers("Digest x"), headers("x")]
        {
            assert!(identity.check(&wrong, Accepts::KeyOrToken, Timestamp::UNIX_EPOCH).is_err());
        }
        assert!(identity.check(&HeaderMap::new(), Accepts::KeyOrToken, Timestamp::UNIX_EPOCH).is_err());
    }
}
