use ccloud_connect::ErrorKind;
use serde_json::json;

use crate::server::gzip;

/// A failing answer, and all that a caller must learn from it.
pub(super) struct Failure {
    /// The letter of the body's shape; the shape `{"error": null}` is a success.
    pub(super) shape: &'static str,
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) kind: ErrorKind,
    pub(super) messages: &'static [&'static str],
}

fn failure(
    shape: &'static str,
    status: u16,
    body: impl Into<Vec<u8>>,
    kind: ErrorKind,
    messages: &'static [&'static str],
) -> Failure {
    Failure { shape, status, body: body.into(), kind, messages }
}

/// Every shape of an error body that was documented or seen.
pub(super) fn failures() -> Vec<Failure> {
    let list = json!({"errors": [
        {"id": "1", "status": "422", "code": "invalid", "detail": "too long", "source": {"pointer": "/display_name"}},
        {"id": "2", "status": "422", "code": "invalid", "title": "no such cloud", "source": {"parameter": "cloud"}}]});
    let metrics = json!({"errors": [{"id": "1", "status": "403", "detail": "not yours", "meta": {}, "links": {}}]});
    let artifact = json!({"errors": [
        {"status": "409", "code": "TAKEN", "message": "is in use", "details": [{"type": "t", "detail": "by two"}]}]});
    let helpful = json!({"errors": [{"status": "500", "detail": "broken", "resolution": "mend it"}]});
    let zipped = gzip(r#"{"message": "zipped"}"#);
    vec![
        failure("A", 401, r#"{"error": {"code": 401, "message": "who?"}}"#, ErrorKind::Unauthorized, &["who?"]),
        failure("B", 400, r#"{"code": 400, "message": "bad"}"#, ErrorKind::Validation, &["bad"]),
        failure("C", 404, r#"{"error_code": 404, "message": "not here"}"#, ErrorKind::NotFound, &["not here"]),
        failure("D", 422, list.to_string(), ErrorKind::Validation, &["too long", "no such cloud"]),
        failure("E", 403, metrics.to_string(), ErrorKind::Forbidden, &["not yours"]),
        failure("G", 409, artifact.to_string(), ErrorKind::Conflict, &["is in use", "by two"]),
        failure("H", 500, helpful.to_string(), ErrorKind::Server, &["broken"]),
        failure("I empty", 429, "", ErrorKind::RateLimited, &[]),
        failure("I text", 503, "upstream is away\n", ErrorKind::Server, &["upstream is away"]),
        failure("I zipped", 418, zipped, ErrorKind::Server, &["zipped"]),
    ]
}
