//! What a store says of the bytes it took, so that they can be compared with those of the file.

use std::io::{self, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::ETAG;
use md5::{Digest, Md5};

/// How much of the file is read at once.
const PIECE: usize = 64 << 10;

/// The MD5 that a store tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) md5: [u8; 16],
    /// Whether it is surely that of the bytes. S3's entity tag is, unless a key service encrypts; a store that does not
    /// say how it encrypts leaves that open.
    pub(super) is_sure: bool,
}

/// The MD5 of what a store took, as far as it tells: `Content-MD5` (Azure), `x-goog-hash` (Google), or an entity tag
/// that is one (S3: not of several parts, nor encrypted with a key service or the caller's key).
pub(super) fn told(headers: &HeaderMap) -> Option<Told> {
    let named = header(headers, "content-md5").and_then(base64).or_else(|| google(headers));
    named.map(|md5| Told { md5, is_sure: true }).or_else(|| amazon(headers))
}

fn google(headers: &HeaderMap) -> Option<[u8; 16]> {
    let hashes = headers.get_all("x-goog-hash").iter().filter_map(|hashes| hashes.to_str().ok());
    hashes.flat_map(|hashes| hashes.split(',')).find_map(|hash| base64(hash.trim().strip_prefix("md5=")?))
}

fn amazon(headers: &HeaderMap) -> Option<Told> {
    let encryption = header(headers, "x-amz-server-side-encryption");
    let is_plain = encryption.is_none_or(|word| word == "AES256")
        && !headers.contains_key("x-amz-server-side-encryption-customer-algorithm")
        // Entity tags of other stores look alike and mean something else.
        && !headers.keys().any(|name| name.as_str().starts_with("x-ms-") || name.as_str().starts_with("x-goog-"));
    let tag = header(headers, ETAG.as_str()).filter(|_| is_plain)?;
    Some(Told { md5: hex(tag.trim_matches('"'))?, is_sure: encryption.is_some() })
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn base64(text: &str) -> Option<[u8; 16]> {
    STANDARD.decode(text.trim()).ok()?.try_into().ok()
}

fn hex(text: &str) -> Option<[u8; 16]> {
    let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes))?
}

/// The MD5 of a file. Read only once a store has told one, since it costs more than all else about an upload does.
pub(super) fn of_file(mut file: impl Read) -> io::Result<[u8; 16]> {
    let (mut hasher, mut piece) = (Md5::new(), vec![0; PIECE]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hasher.finalize().into()),
            read => hasher.update(&piece[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    /// Of the empty text.
    const EMPTY: [u8; 16] = 0xd41d_8cd9_8f00_b204_e980_0998_ecf8_427e_u128.to_be_bytes();

    #[test]
    fn only_an_md5_of_the_bytes_is_taken_for_one() {
        let tag = ("etag", "\"d41d8cd98f00b204e9800998ecf8427e\"");
        let kms = |word| ("x-amz-server-side-encryption", word);
        let base64 = "1B2M2Y8AsgTpgAmY7PhCfg==";
        let google = "crc32c=AAAAAA==,md5=1B2M2Y8AsgTpgAmY7PhCfg==";
        for (headers, sure) in [
            (&[tag][..], Some(false)),
            (&[tag, kms("AES256")], Some(true)),
            (&[tag, kms("aws:kms")], None),
            (&[tag, kms("aws:kms:dsse")], None),
            (&[tag, ("x-amz-server-side-encryption-customer-algorithm", "AES256")], None),
            (&[("etag", "\"d41d8cd98f00b204e9800998ecf8427e-3\"")], None),
            (&[("etag", "\"0x8D4BCC2E4835CD0\"")], None),
            (&[("etag", "\"+41d8cd98f00b204e9800998ecf8427e\"")], None),
            (&[("content-md5", base64), ("etag", "\"0x8D4\""), ("x-ms-version", "2024-11-04")], Some(true)),
            (&[tag, ("x-ms-version", "2024-11-04")], None),
            (&[("x-goog-hash", google), tag], Some(true)),
            (&[("x-goog-hash", "crc32c=AAAAAA=="), tag], None),
            (&[("content-md5", "short")], None),
            (&[], None),
        ] {
            let map = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            assert_eq!(told(&map), sure.map(|is_sure| Told { md5: EMPTY, is_sure }), "{headers:?}");
        }
    }

    #[test]
    fn a_files_md5_is_that_of_all_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        File::create(&path).unwrap();
        assert_eq!(of_file(File::open(&path).unwrap()).unwrap(), EMPTY);
        std::fs::write(&path, vec![0; PIECE + 1]).unwrap();
        assert_eq!(of_file(File::open(&path).unwrap()).unwrap(), <[u8; 16]>::from(Md5::digest(vec![0; PIECE + 1])));
    }
}
