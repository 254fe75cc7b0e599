//! Identifiers and keys nobody can guess.

use crate::store::signing::hex;

/// Random bytes of the operating system; there is no way to go on without them.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    bytes
}

/// A random (version 4) UUID.
pub(crate) fn uuid() -> String {
    uuid_of(bytes())
}

/// The UUID that these bytes make, with version and variant set.
pub(crate) fn uuid_of(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex(&bytes);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// An identifier as Confluent Cloud makes them: a kind, a dash, six small letters or digits.
pub(crate) fn id(kind: &str) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let tail: String = bytes::<6>().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).iter().collect();
    format!("{kind}-{tail}")
}

/// Whether a text looks like one of [`uuid`].
pub(crate) fn is_uuid(text: &str) -> bool {
    let fits =
        |(at, byte): (usize, u8)| if [8, 13, 18, 23].contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}
