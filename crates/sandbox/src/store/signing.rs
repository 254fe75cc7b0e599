//! HMAC-SHA256 and the key ladder of AWS Signature Version 4, which Google's signed URLs share.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Where and when a signature holds: `date/region/service/terminator`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// `YYYYMMDD`.
    pub(crate) date: String,
    pub(crate) region: String,
    pub(crate) service: &'static str,
    /// The word before the secret in the ladder, and the last one of the scope.
    pub(crate) dialect: Dialect,
}

/// Amazon's scheme and Google's differ only in these two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Aws,
    Google,
}

impl Dialect {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Aws => ("AWS4", "aws4_request"),
            Self::Google => ("GOOG4", "goog4_request"),
        }
    }

    pub(crate) const fn algorithm(self) -> &'static str {
        match self {
            Self::Aws => "AWS4-HMAC-SHA256",
            Self::Google => "GOOG4-HMAC-SHA256",
        }
    }
}

impl Scope {
    pub(crate) fn aws(date: &str, region: &str) -> Self {
        Self { date: date.to_owned(), region: region.to_owned(), service: "s3", dialect: Dialect::Aws }
    }

    pub(crate) fn google(date: &str) -> Self {
        Self { date: date.to_owned(), region: "auto".to_owned(), service: "storage", dialect: Dialect::Google }
    }

    /// The signature of a text under this scope, in lower-case hexadecimal.
    pub(crate) fn sign(&self, secret: &str, text: &str) -> String {
        let (word, terminator) = self.dialect.words();
        let mut key = hmac_sha256(format!("{word}{secret}").as_bytes(), self.date.as_bytes());
        for step in [self.region.as_str(), self.service, terminator] {
            key = hmac_sha256(&key, step.as_bytes());
        }
        hex(&hmac_sha256(&key, text.as_bytes()))
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}/{}", self.date, self.region, self.service, self.dialect.words().1)
    }
}
