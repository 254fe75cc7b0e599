use std::fs::{self, File};
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ccloud_connect_secret::Secret;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::redaction::references::read_secret;
use crate::{Error, private_file};

/// Shorter ones could be guessed.
const SHORTEST: usize = 16;

/// Sets these fingerprints apart from whatever else the key may be used for.
const PURPOSE: &str = "ccloud-connect fingerprint of a setting";

/// The key that fingerprints of secrets are made with. Whoever has it can try values; it opens nothing else.
#[derive(Clone, Debug)]
pub struct FingerprintKey(Secret);

impl FingerprintKey {
    /// A key: a text of 16 bytes or more that nobody can guess.
    ///
    /// # Errors
    /// [`Error::Input`] when it is shorter.
    pub fn new(key: impl Into<Secret>) -> Result<Self, Error> {
        let key = key.into();
        // Its length alone.
        if key.expose().len() < SHORTEST {
            return Err(Error::Input(format!("a key of fingerprints has {SHORTEST} bytes or more")));
        }
        Ok(Self(key))
    }

    /// The key in a file of any kind that somebody has made.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
        let told = |error: Error| Error::Input(format!("`{}`: {error}", path.display()));
        read_secret(file).and_then(Self::new).map_err(told)
    }

    /// This program's own, if it was made already. One that others may read is nobody's own.
    pub(super) fn read_own(path: &Path) -> Result<Option<Self>, Error> {
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::File { path: path.to_owned(), source }),
            Ok(about) if !private_file::is_secret(&about) => Err(Error::Input(format!(
                "`{0}` is a key that others may read: remove it, or `chmod 600 {0}` where nobody has",
                path.display()
            ))),
            Ok(_) => Self::read(path).map(Some),
        }
    }

    /// This program's own, made now unless it is there.
    pub(super) fn read_or_make(path: &Path) -> Result<Self, Error> {
        if let Some(key) = Self::read_own(path)? {
            return Ok(key);
        }
        let failed = |source| Error::File { path: path.to_owned(), source };
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| failed(error.into()))?;
        let key = Self(Secret::new(URL_SAFE_NO_PAD.encode(bytes)));
        let (folder, name) = super::records::place(path)?;
        private_file::create_folder(folder).map_err(failed)?;
        // It is written where nobody else reads it.
        private_file::write(folder, name, key.0.expose().as_bytes()).map_err(failed)?;
        Ok(key)
    }

    /// The fingerprint of these parts in this order.
    pub(in crate::desired) fn fingerprint(&self, parts: &[&str]) -> String {
        URL_SAFE_NO_PAD.encode(self.hmac(PURPOSE, parts))
    }

    /// Whether a fingerprint is that of these parts.
    pub(super) fn is_of(&self, fingerprint: &str, parts: &[&str]) -> bool {
        self.fingerprint(parts).as_bytes().ct_eq(fingerprint.as_bytes()).into()
    }

    /// What tells this key from others, and nothing of it.
    pub(in crate::desired) fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.hmac("ccloud-connect id of a key", &[])[..12])
    }

    /// Each part is led by its length, so that no two lists of parts are one text.
    fn hmac(&self, purpose: &str, parts: &[&str]) -> [u8; 32] {
        // The key's use.
        let key = self.0.expose().as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        for part in std::iter::once(&purpose).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}
