//! Access tokens got in exchange: valid for a while, and known by their signature alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq as _;

use crate::clock::later;
use crate::key::Key;
use crate::random;
use crate::store::signing::hmac_sha256;

/// Issues tokens and knows its own again.
#[derive(Clone)]
pub(crate) struct Issuer([u8; 32]);

impl Issuer {
    pub(crate) fn derive(key: &Key) -> Self {
        Self(key.derive("exchanged token"))
    }

    /// A token that is good for so long: when it ends, something that makes it unlike others, and the signature.
    pub(crate) fn issue(&self, now: Timestamp, life: SignedDuration) -> String {
        let ends = later(now, life).as_millisecond().to_be_bytes();
        let content = [ends, random::bytes()].concat();
        URL_SAFE_NO_PAD.encode([&content[..], &hmac_sha256(&self.0, &content)].concat())
    }

    /// Why a token is not accepted, if it is not.
    pub(crate) fn check(&self, token: &str, now: Timestamp) -> Result<(), &'static str> {
        let foreign = "invalid access token";
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| foreign)?;
        let (content, signature) = bytes.split_at_checked(16).ok_or(foreign)?;
        let ends = content.first_chunk().map(|ends| i64::from_be_bytes(*ends)).ok_or(foreign)?;
        if !bool::from(hmac_sha256(&self.0, content).ct_eq(signature)) {
            return Err(foreign);
        }
        if now.as_millisecond() < ends { Ok(()) } else { Err("the access token has expired") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_until_it_ends_and_with_its_issuer_only() {
        let issuer = Issuer::derive(&Key::generate());
        let at = |second| later(Timestamp::UNIX_EPOCH, SignedDuration::from_secs(second));
        let token = issuer.issue(at(0), SignedDuration::from_secs(900));
        assert_eq!(issuer.check(&token, at(899)), Ok(()));
        assert_eq!(issuer.check(&token, at(900)), Err("the access token has expired"));
        assert_ne!(token, issuer.issue(at(0), SignedDuration::from_secs(900)));
        for wrong in ["", "AAAA", &token[1..], &format!("B{}", &token[1..])] {
            assert_eq!(issuer.check(wrong, at(0)), Err("invalid access token"), "{wrong}");
        }
        assert!(Issuer::derive(&Key::generate()).check(&token, at(0)).is_err());
    }
}
