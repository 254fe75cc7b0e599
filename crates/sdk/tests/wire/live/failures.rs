//! Refusals in every shape, also with statuses for which none is documented, to calls of every group.

use ccloud_connect::ErrorKind;
use serde_json::json;

use super::calls::calls;
use super::once;
use crate::server::{Answer, Server, empty, gzip, json as answer};

/// A refusal, and what a caller learns from it.
struct Refusal {
    what: &'static str,
    answer: Answer,
    kind: ErrorKind,
    messages: &'static [&'static str],
    /// A part of the hint.
    hint: &'static str,
    request_id: Option<&'static str>,
}

fn refusal(what: &'static str, answer: Answer, kind: ErrorKind, messages: &'static [&'static str]) -> Refusal {
    Refusal { what, answer, kind, messages, hint: "", request_id: None }
}

impl Refusal {
    fn hint(mut self, part: &'static str) -> Self {
        self.hint = part;
        self
    }

    fn id(mut self, id: &'static str) -> Self {
        self.request_id = Some(id);
        self
    }
}

/// In the words of the service.
const QUOTA: &str = "service quota";

fn of_quotas() -> Vec<Refusal> {
    let over = json!({"errors": [{"id": "5f0c", "status": "402", "code": "quota_exceeded", "title": "Over Quota",
                                  "detail": "The number of plugins is currently limited to 100.", "source": {}}]});
    let nested = json!({"error": {"code": 403, "message": "connectors are currently limited to 3 here; this is currently limited to 3"}});
    vec![
        refusal(
            "402",
            answer(402, over.to_string()),
            ErrorKind::Validation,
            &["The number of plugins is currently limited to 100."],
        )
        .hint(QUOTA)
        .id("5f0c"),
        refusal("402 without a word", empty(402), ErrorKind::Validation, &[]).hint(QUOTA),
        refusal(
            "a quota behind a 403",
            answer(403, nested.to_string()),
            ErrorKind::Forbidden,
            &["connectors are currently limited to 3 here; this is currently limited to 3"],
        )
        .hint(QUOTA),
        refusal(
            "a quota behind a 409",
            answer(409, r#"{"error_code": 409, "message": "this is currently limited to 1"}"#),
            ErrorKind::Conflict,
            &["this is currently limited to 1"],
        )
        .hint(QUOTA),
    ]
}

fn of_statuses_without_a_shape() -> Vec<Refusal> {
    let list = json!({"errors": [{"id": "a1", "status": "405", "code": "method", "detail": "one"},
                                 {"id": "a2", "status": "405", "code": "method", "detail": "two"}]});
    let metrics =
        json!({"errors": [{"id": null, "status": 409, "code": null, "detail": "busy", "meta": null, "links": null}]});
    vec![
        refusal("A", answer(409, r#"{"error": {"code": 409, "message": "busy"}}"#), ErrorKind::Conflict, &["busy"]),
        refusal("B", answer(403, r#"{"code": 403, "message": "no"}"#), ErrorKind::Forbidden, &["no"]).hint("role"),
        refusal("C", answer(400, r#"{"error_code": 40001, "message": "bad"}"#), ErrorKind::Validation, &["bad"]),
        refusal("D", answer(405, list.to_string()), ErrorKind::Server, &["one", "two"]).id("a1"),
        refusal("E", answer(409, metrics.to_string()), ErrorKind::Conflict, &["busy"]),
        refusal("I, nothing", empty(400), ErrorKind::Validation, &[]),
        refusal("I, nothing", empty(410), ErrorKind::Server, &[]),
        refusal("I, nothing", empty(404), ErrorKind::NotFound, &[]),
        refusal("I, a text", answer(403, "RBAC: access denied\n"), ErrorKind::Forbidden, &["RBAC: access denied"]),
        refusal("I, zipped", answer(422, gzip(list.to_string())), ErrorKind::Validation, &["one", "two"]).id("a1"),
        refusal("I, a zipped text", answer(503, gzip("overloaded")), ErrorKind::Server, &["overloaded"]),
        refusal("I, broken gzip", answer(500, &gzip("overloaded")[..20]), ErrorKind::Server, &[]),
        refusal("empty JSON", answer(500, "{}"), ErrorKind::Server, &[]),
        refusal("an empty list", answer(400, r#"{"errors": []}"#), ErrorKind::Validation, &[]),
        refusal("null", answer(401, "null"), ErrorKind::Unauthorized, &[]).hint("Cloud API key"),
        refusal("a denied success's shape", answer(500, r#"{"error": null}"#), ErrorKind::Server, &[]),
    ]
}

fn seen_live() -> Vec<Refusal> {
    let version = json!({"errors": [{"id": "9b0e5c7d", "status": "404", "code": "not_found", "source": {},
                                     "detail": "failed to retrieve the plugin"}]});
    let artifact = json!({"errors": [{"status": "404", "code": "RESOURCE_NOT_FOUND", "message": "no artifact",
        "details": [{"type": "ErrorInfo", "detail": "x-1 is not here"}, {"type": "t", "detail": "nor was it"}]}]});
    let untitled = json!({"errors": [{"detail": "", "title": "Conflict", "message": null}, {"status": "409"}]});
    let helpful = json!({"errors": [{"detail": "too big", "resolution": "Make it smaller."},
        {"detail": "too old", "resolution": "Take a new one."}, {"detail": "too odd", "resolution": "Make it smaller."}]});
    let both = json!({"errors": [{"detail": "one", "message": "two"}], "error": {"code": 1, "message": "three"},
                      "message": "one"});
    let challenge = r#"Basic error="invalid_api_key", error_description="The key \"K\" is gone""#;
    vec![
        refusal(
            "a missing connector",
            answer(404, r#"{"error_code": 404, "message": "resource not found"}"#),
            ErrorKind::NotFound,
            &["resource not found"],
        ),
        refusal(
            "a missing version",
            answer(404, version.to_string()),
            ErrorKind::NotFound,
            &["failed to retrieve the plugin"],
        )
        .id("9b0e5c7d"),
        refusal(
            "a missing artifact",
            answer(404, artifact.to_string()),
            ErrorKind::NotFound,
            &["no artifact", "x-1 is not here", "nor was it"],
        ),
        refusal("empty texts", answer(409, untitled.to_string()), ErrorKind::Conflict, &["Conflict", "409"]),
        refusal(
            "several resolutions",
            answer(422, helpful.to_string()),
            ErrorKind::Validation,
            &["too big", "too old", "too odd"],
        )
        .hint("Make it smaller. Take a new one."),
        refusal(
            "shapes in one another",
            answer(400, both.to_string()),
            ErrorKind::Validation,
            &["one", "two", "three"],
        ),
        refusal(
            "a key that is none",
            answer(403, r#"{"errors": [{"detail": "invalid API key: make sure it is correct"}]}"#),
            ErrorKind::Forbidden,
            &["invalid API key: make sure it is correct"],
        )
        .hint("Use a Cloud API key"),
        refusal(
            "a challenge and nothing else",
            empty(401).header("www-authenticate", challenge),
            ErrorKind::Unauthorized,
            &["The key \"K\" is gone"],
        )
        .hint("Use a Cloud API key"),
        refusal(
            "a gateway's page",
            answer(504, "<html><head><title>504 Gateway Time-out</title></head></html>")
                .header("content-type", "text/html"),
            ErrorKind::Server,
            &["504 Gateway Time-out"],
        ),
    ]
}

fn refusals() -> impl Iterator<Item = Refusal> {
    of_quotas().into_iter().chain(of_statuses_without_a_shape()).chain(seen_live())
}

#[tokio::test]
async fn every_refusal_tells_every_call_all_that_the_server_said() {
    for refusal in refusals() {
        let server = Server::always(refusal.answer.clone()).await;
        let client = once(&server);
        for call in calls() {
            let case = format!("{}: {}", call.name, refusal.what);
            let error = (call.run)(client.clone()).await.expect_err(&case);
            assert_eq!(error.kind(), refusal.kind, "{case}: {error:?}");
            let told = error.server().unwrap_or_else(|| panic!("{case}: {error:?}"));
            let messages: Vec<_> = told.messages.iter().map(|message| message.message.as_str()).collect();
            assert_eq!(messages, refusal.messages, "{case}");
            assert_eq!(told.request_id.as_deref(), refusal.request_id, "{case}");
            assert!(
                messages.iter().all(|message| error.is_not_found() || error.to_string().contains(message)),
                "{case}"
            );
            // Logs are searched with a token.
            if call.name != "search_logs" {
                assert!(error.hint().unwrap_or_default().contains(refusal.hint), "{case}: {:?}", error.hint());
            }
        }
    }
}

/// The client's secret, wherever the server may put it: nothing that is shown holds it.
#[tokio::test]
async fn no_part_of_a_refusal_shows_a_secret_that_was_sent() {
    let secret = "the-api-secret";
    let everywhere = json!({"errors": [{"id": secret, "status": secret, "code": secret, "detail": secret,
        "message": format!("{secret}!"), "resolution": secret, "details": [{"detail": format!("{secret}?")}],
        "source": {"pointer": secret, "parameter": secret}}], "error": secret});
    let page = format!("<html><title>{secret}</title></html>");
    let answers = [
        answer(400, everywhere.to_string()),
        answer(422, gzip(everywhere.to_string())),
        answer(402, format!("it was {secret}")),
        answer(500, page.clone()).header("content-type", "text/html"),
        empty(401).header("www-authenticate", &format!(r#"Basic error_description="not {secret}""#)),
        answer(404, json!({"error": {"message": secret}}).to_string()).header("x-request-id", secret),
        answer(200, page).header("content-type", &format!("text/{secret}")),
        empty(307).header("location", &format!("https://h.example/{secret}?x={secret}")),
    ];
    for answer in answers {
        let server = Server::always(answer.clone()).await;
        let client = once(&server);
        for call in calls() {
            let error = (call.run)(client.clone()).await.expect_err(call.name);
            let said = error.server().unwrap();
            let shown = format!("{error} {error:?} {:?} {said} {} {:?}", error.hint(), said.body(), said.messages);
            assert!(!shown.contains(secret), "{}: {answer:?}: {shown}", call.name);
        }
    }
}
