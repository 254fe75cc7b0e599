use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

/// The headers of a PUT to a signed URL. Google's signature may cover the content type, so these and no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Headers {
    content_type: Option<&'static str>,
    block_blob: bool,
}

impl Headers {
    pub(super) fn azure(format: &str) -> Self {
        Self { content_type: content_type(format), block_blob: true }
    }

    pub(super) fn google(format: &str) -> Self {
        Self { content_type: content_type(format), block_blob: false }
    }

    pub(super) fn to_map(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(kind) = self.content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        if self.block_blob {
            headers.insert(HeaderName::from_static("x-ms-blob-type"), HeaderValue::from_static("BlockBlob"));
        }
        headers
    }
}

fn content_type(format: &str) -> Option<&'static str> {
    match format.to_ascii_lowercase().as_str() {
        "zip" => Some("application/zip"),
        "jar" => Some("application/java-archive"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_type_follows_the_answers_format_and_azure_wants_a_block_blob() {
        for (headers, kind, blob) in [
            (Headers::azure("ZIP"), Some("application/zip"), true),
            (Headers::google("jar"), Some("application/java-archive"), false),
            (Headers::google("TAR"), None, false),
        ] {
            let map = headers.to_map();
            assert_eq!(map.get(CONTENT_TYPE).map(|kind| kind.to_str().unwrap()), kind);
            assert_eq!(map.contains_key("x-ms-blob-type"), blob);
        }
    }
}
