use ccloud_connect::api::Timestamp;

/// RFC 3339 where the service's own text can be read as an instant.
pub(crate) fn rfc3339(time: &Timestamp) -> String {
    time.instant().map_or_else(|| time.to_string(), |at| at.to_string())
}
