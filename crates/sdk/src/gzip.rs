//! Bodies that are gzip without saying so, as answers of the service have been seen to be.

use std::io::Read;

/// What a body that is gzip by its first bytes holds, up to this size and one byte more; `None` when it is none or broken.
pub(crate) fn unzipped(body: &[u8], most: usize) -> Option<Vec<u8>> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return None;
    }
    let mut unzipped = Vec::new();
    let read = flate2::read::GzDecoder::new(body).take(most as u64 + 1).read_to_end(&mut unzipped);
    read.is_ok().then_some(unzipped)
}
