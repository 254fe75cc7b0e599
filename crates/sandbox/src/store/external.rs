//! An S3 server that is not ours: forms are signed for it, and it is asked whether an archive has come.

use std::fmt;
use std::io;

use jiff::Timestamp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::policy::Keys;
use super::signing::{Dialect, Scope, sha256_hex};

/// An S3 server to upload to instead of the sandbox's own store.
#[derive(Clone)]
pub struct ExternalStore {
    /// Where it is: `http://host:port`. Plain http alone.
    pub endpoint: String,
    /// A bucket that exists there.
    pub bucket: String,
    /// Access key id.
    pub access_key: String,
    /// Secret access key. It signs; it is not sent, stored or shown.
    pub secret_key: String,
    /// Region to sign for, such as `us-east-1`.
    pub region: String,
}

impl fmt::Debug for ExternalStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("ExternalStore");
        debug.field("endpoint", &self.endpoint).field("bucket", &self.bucket).field("region", &self.region);
        debug.finish_non_exhaustive()
    }
}

impl ExternalStore {
    pub(crate) fn keys(&self) -> Keys {
        Keys {
            access_key: self.access_key.clone(),
            secret_key: self.secret_key.clone(),
            session_token: None,
            region: self.region.clone(),
        }
    }

    /// The address of the bucket, as a form is posted to it.
    pub(crate) fn url(&self) -> String {
        format!("{}/{}", self.endpoint.trim_end_matches('/'), self.bucket)
    }

    /// `host:port` of the endpoint, if it is one that can be used.
    pub(crate) fn authority(&self) -> Option<&str> {
        let authority = self.endpoint.strip_prefix("http://")?.trim_end_matches('/');
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        (!authority.is_empty() && authority.chars().all(plain)).then_some(authority)
    }

    /// Whether the server has this object.
    pub(crate) async fn has(&self, object: &str) -> io::Result<bool> {
        let authority = self.authority().ok_or(io::ErrorKind::InvalidInput)?;
        let with_port = |port: &str| port.ends_with(|c: char| c.is_ascii_digit());
        let named = authority.rsplit_once(':').is_some_and(|(_, port)| with_port(port));
        let address = if named { authority.to_owned() } else { format!("{authority}:80") };
        let mut connection = TcpStream::connect(address).await?;
        connection.write_all(self.head(authority, object, Timestamp::now()).as_bytes()).await?;
        let mut answer = Vec::new();
        // The status line is all that matters.
        connection.take(64).read_to_end(&mut answer).await?;
        match answer.split(|byte| *byte == b' ').nth(1) {
            Some(b"200") => Ok(true),
            Some(b"404") => Ok(false),
            _ => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }

    /// A signed HEAD request for an object whose name needs no encoding.
    fn head(&self, host: &str, object: &str, now: Timestamp) -> String {
        let scope = Scope::aws(&now.strftime("%Y%m%d").to_string(), &self.region);
        let date = now.strftime("%Y%m%dT%H%M%SZ");
        let path = format!("/{}/{object}", self.bucket);
        let headers = format!("host:{host}\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:{date}\n");
        let names = "host;x-amz-content-sha256;x-amz-date";
        let request = format!("HEAD\n{path}\n\n{headers}\n{names}\nUNSIGNED-PAYLOAD");
        let algorithm = Dialect::Aws.algorithm();
        let text = format!("{algorithm}\n{date}\n{scope}\n{}", sha256_hex(request.as_bytes()));
        let signature = scope.sign(&self.secret_key, &text);
        format!(
            "HEAD {path} HTTP/1.1\r\nHost: {host}\r\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\nX-Amz-Date: {date}\r\n\
             Authorization: {algorithm} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}\r\n\
             Connection: close\r\n\r\n",
            self.access_key,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(endpoint: &str) -> ExternalStore {
        ExternalStore {
            endpoint: endpoint.to_owned(),
            bucket: "uploads".to_owned(),
            access_key: "access-canary".to_owned(),
            secret_key: "secret-canary".to_owned(),
            region: "us-east-1".to_owned(),
        }
    }

    #[test]
    fn external_store_debug_shows_no_keys() {
        let shown = format!("{:?}", store("http://127.0.0.1:9000"));
        assert!(shown.contains("9000") && !shown.contains("canary"), "{shown}");
    }

    #[test]
    fn only_plain_http_to_a_host_is_an_endpoint() {
        assert_eq!(store("http://localhost:9000/").authority(), Some("localhost:9000"));
        for endpoint in ["https://localhost", "localhost:9000", "http://", "http://a/b", "http://user@host"] {
            assert_eq!(store(endpoint).authority(), None, "{endpoint}");
        }
    }

    /// The signature botocore makes for the same request.
    #[test]
    fn a_signed_head_is_the_one_amazons_library_makes() {
        let head = store("http://127.0.0.1:9000").head(
            "127.0.0.1:9000",
            "incoming/x/plugin.zip",
            "2026-01-05T10:00:00Z".parse().unwrap(),
        );
        assert!(
            head.contains("Signature=29a430ec8f316cfbed89c5fb8cb10571db1865d302cbab8d04f7a43b227cb4f8\r\n"),
            "{head}"
        );
    }
}
