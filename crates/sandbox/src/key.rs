//! The one random key of a sandbox, from which its credentials and all its signatures come.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::random;
use crate::store::signing::{hex, hmac_sha256};

/// 32 random bytes. Credentials are derived and never stored; secret settings are stored only as an HMAC under it.
#[derive(Clone)]
pub(crate) struct Key([u8; 32]);

impl Key {
    pub(crate) fn generate() -> Self {
        Self(random::bytes())
    }

    /// The key a file holds, or nothing when the file holds something else.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Another key, the same each time for the same purpose.
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        hmac_sha256(&self.0, purpose.as_bytes())
    }

    /// A printable secret of at most 43 characters for a purpose.
    pub(crate) fn derive_text(&self, purpose: &str, length: usize) -> String {
        let mut text = URL_SAFE_NO_PAD.encode(self.derive(purpose));
        text.truncate(length);
        text
    }

    /// What is kept of a secret setting: enough to compare it, not to read it.
    pub(crate) fn seal(&self, connector: &str, setting: &str, value: &str) -> String {
        let key = self.derive("setting");
        let place = hmac_sha256(&key, format!("{connector}\0{setting}").as_bytes());
        hex(&hmac_sha256(&place, value.as_bytes()))
    }
}
