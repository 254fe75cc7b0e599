use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;
use ccloud_connect_secret::Secret;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

/// What stands around the archive in a `multipart/form-data` body: the signed fields before it, since S3 ignores
/// everything behind the file part.
pub(super) struct Form {
    pub(super) head: Bytes,
    pub(super) tail: Bytes,
    boundary: String,
}

impl Form {
    pub(super) fn new(fields: &BTreeMap<String, Secret>, file_name: &str) -> Self {
        let boundary = boundary();
        let part = |name: &str| format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(name));
        let mut head = String::new();
        for (name, value) in fields {
            // A signed form is sent to the store that signed it.
            head.extend([&part(name), "\r\n\r\n", value.expose(), "\r\n"]);
        }
        let file = ["; filename=\"", &quoted(file_name), "\"\r\nContent-Type: application/octet-stream\r\n\r\n"];
        head.extend([&part("file"), file[0], file[1], file[2]]);
        Self { head: head.into(), tail: format!("\r\n--{boundary}--\r\n").into(), boundary }
    }

    pub(super) fn headers(&self) -> HeaderMap {
        let kind = HeaderValue::from_str(&format!("multipart/form-data; boundary={}", self.boundary));
        kind.into_iter().map(|kind| (CONTENT_TYPE, kind)).collect()
    }
}

/// As browsers escape names in a form.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// 128 random bits: no archive holds them by chance.
fn boundary() -> String {
    let random = || RandomState::new().hash_one(std::time::SystemTime::now());
    format!("ccloud-connect-{:016x}{:016x}", random(), random())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_returned_field_goes_before_the_file_which_is_last() {
        let fields = BTreeMap::from([("policy".into(), "p".into()), ("x-amz-\"signature".into(), "s".into())]);
        let form = Form::new(&fields, "a\"\n.zip");
        let (head, b) = (String::from_utf8(form.head.to_vec()).unwrap(), form.boundary.clone());
        assert_eq!(
            head,
            format!(
                "--{b}\r\nContent-Disposition: form-data; name=\"policy\"\r\n\r\np\r\n\
                 --{b}\r\nContent-Disposition: form-data; name=\"x-amz-%22signature\"\r\n\r\ns\r\n\
                 --{b}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22%0A.zip\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            )
        );
        assert_eq!(form.tail, format!("\r\n--{b}--\r\n"));
        assert_eq!(form.headers()[CONTENT_TYPE], format!("multipart/form-data; boundary={b}"));
        assert_ne!(Form::new(&fields, "a").boundary, b);
    }
}
