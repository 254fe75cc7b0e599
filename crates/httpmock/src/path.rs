use ccloud_connect_api::runtime::encode_path;

/// A path segment as the client sends it, for use in a pattern.
pub(crate) fn segment(value: &str) -> String {
    regex::escape(&encode_path(value))
}
