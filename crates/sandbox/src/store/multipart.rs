//! A `multipart/form-data` body read as it comes, whatever its size.

use axum::body::{Body, BodyDataStream};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use memchr::memmem::{self, Finder};

use super::receive::drain;
use super::refusal::Refusal;

/// Longest head of a part, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// A form whose parts are read one after the other.
pub(crate) struct Multipart {
    body: BodyDataStream,
    /// Begins with a line break of ours, so that the first boundary is found like the others.
    buffer: BytesMut,
    delimiter: Finder<'static>,
    at_boundary: bool,
}

impl Multipart {
    pub(crate) fn new(headers: &HeaderMap, body: Body) -> Result<Self, Refusal> {
        let boundary = boundary(headers).ok_or_else(|| {
            Refusal::new(
                axum::http::StatusCode::PRECONDITION_FAILED,
                "PreconditionFailed",
                "The body of a form upload is multipart/form-data.",
            )
        })?;
        let delimiter = Finder::new(format!("\r\n--{boundary}").as_bytes()).into_owned();
        Ok(Self { body: body.into_data_stream(), buffer: BytesMut::from("\r\n"), delimiter, at_boundary: false })
    }

    /// Goes to the next part and tells its name; nothing after the last one.
    pub(crate) async fn next_part(&mut self) -> Result<Option<String>, Refusal> {
        while self.chunk().await?.is_some() {}
        self.at_boundary = false;
        self.need(2).await?;
        if self.buffer.starts_with(b"--") {
            return Ok(None);
        }
        let head = self.head().await?;
        name_in(&head).map(Some).ok_or_else(|| malformed("a part has no name"))
    }

    /// The next bytes of this part; nothing at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Refusal> {
        if self.at_boundary {
            return Ok(None);
        }
        loop {
            let length = self.delimiter.needle().len();
            if let Some(at) = self.delimiter.find(&self.buffer) {
                let bytes = self.buffer.split_to(at).freeze();
                if bytes.is_empty() {
                    let _ = self.buffer.split_to(length);
                    self.at_boundary = true;
                    return Ok(None);
                }
                return Ok(Some(bytes));
            }
            // What could be the beginning of a boundary stays for the next round.
            if self.buffer.len() >= length {
                let safe = self.buffer.len() - (length - 1);
                return Ok(Some(self.buffer.split_to(safe).freeze()));
            }
            self.fill().await?;
        }
    }

    /// The whole of this part as text, if it is no longer than `most` bytes.
    pub(crate) async fn text(&mut self, most: usize) -> Result<String, Refusal> {
        let mut text = Vec::new();
        while let Some(bytes) = self.chunk().await? {
            text.extend_from_slice(&bytes);
            if text.len() > most {
                return Err(Refusal::bad_request(
                    "MaxPostPreDataLengthExceeded",
                    "The form fields in front of the file are too long.",
                ));
            }
        }
        String::from_utf8(text).map_err(|_| malformed("a field is not UTF-8"))
    }

    /// Reads what is left of a form that is refused; see [`drain`].
    pub(crate) async fn drain(self, most: usize) {
        drain(self.body, most).await;
    }

    async fn head(&mut self) -> Result<Bytes, Refusal> {
        loop {
            if let Some(end) = memmem::find(&self.buffer, b"\r\n\r\n") {
                let head = self.buffer.split_to(end).freeze();
                let _ = self.buffer.split_to(4);
                return Ok(head);
            }
            if self.buffer.len() > LONGEST_HEAD {
                return Err(malformed("the head of a part is too long"));
            }
            self.fill().await?;
        }
    }

    async fn need(&mut self, count: usize) -> Result<(), Refusal> {
        while self.buffer.len() < count {
            self.fill().await?;
        }
        Ok(())
    }

    async fn fill(&mut self) -> Result<(), Refusal> {
        let bytes = self.body.next().await.ok_or_else(|| malformed("it ends too early"))?;
        self.buffer.extend_from_slice(&bytes.map_err(|_| incomplete())?);
        Ok(())
    }
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let (kind, parameters) = value.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then(|| value.trim_matches('"').to_owned())
    })?;
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

/// The `name` of the part whose head this is.
fn name_in(head: &[u8]) -> Option<String> {
    let head = std::str::from_utf8(head).ok()?;
    let disposition = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let quoted = disposition.split(';').find_map(|parameter| parameter.trim().strip_prefix("name="))?;
    Some(quoted.trim_matches('"').to_owned())
}

fn malformed(reason: &str) -> Refusal {
    Refusal::bad_request("MalformedPOSTRequest", format!("The form cannot be read: {reason}."))
}

fn incomplete() -> Refusal {
    Refusal::bad_request("IncompleteBody", "The body ended before all of it had come.")
}
