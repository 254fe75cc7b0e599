use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::json;

use crate::runner::{CANARY, Ran, Runner};

const LISTED: &str = r#"{"orders": {"id": {"id": "lcc-1"}}, "orders-b": {"id": {"id": "lcc-2"}}}"#;
const MISSING: &str = r#"{"error_code": 404, "message": "Connector orders not found"}"#;

/// A server that gives these answers in turn.
pub(crate) fn scripted(answers: &'static [(u16, &'static str)]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for (status, body) in answers {
            let (mut connection, _) = listener.accept().unwrap();
            let (mut request, mut piece) = (Vec::new(), [0; 1024]);
            while !is_whole(&request) {
                let count = connection.read(&mut piece).unwrap();
                request.extend_from_slice(&piece[..count]);
            }
            let length = body.len();
            let head = format!("HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {length}");
            write!(connection, "{head}\r\nconnection: close\r\n\r\n{body}").unwrap();
        }
    });
    endpoint
}

/// Whether all of a request has arrived, its body included.
fn is_whole(request: &[u8]) -> bool {
    let request = String::from_utf8_lossy(request).to_lowercase();
    request.split_once("\r\n\r\n").is_some_and(|(head, body)| {
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        body.len() >= length.map_or(0, |length| length.parse().unwrap())
    })
}

fn delete(answers: &'static [(u16, &'static str)]) -> Ran {
    let endpoint = scripted(answers);
    let flags = ["-e", "env-1", "-c", "lkc-1", "-o", "json", "-y", "--endpoint", &endpoint];
    let args = [&flags[..], &["connector", "delete", "orders"]].concat();
    Runner::new().run_with(&args, &[("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)])
}

#[test]
fn a_connector_that_somebody_else_deletes_meanwhile_is_absent_and_a_404_alone_proves_nothing() {
    let gone = delete(&[(200, LISTED), (404, MISSING), (200, r#"["orders-b"]"#)]);
    assert_eq!(gone.code, Some(0), "{}", gone.stderr);
    assert_eq!(gone.json(), json!([{"name": "orders", "id": null, "result": "absent"}]));
    let there = delete(&[(200, LISTED), (404, MISSING), (200, r#"["orders", "orders-b"]"#)]);
    assert_eq!((there.code, &there.error()["kind"]), (Some(4), &json!("not_found")));
}

#[test]
fn a_wait_for_the_rate_limit_is_said_to_people_only() {
    const TOO_MANY: (u16, &str) = (429, r#"{"error_code": 429, "message": "Too Many Requests"}"#);
    let list = |format: &str| {
        let endpoint = scripted(&[TOO_MANY, (200, "{}")]);
        let args = ["-e", "env-1", "-c", "lkc-1", "-o", format, "--endpoint", &endpoint, "connector", "list"];
        let ran = Runner::new().run_with(&args, &[("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.stderr.matches("rate limited").count()
    };
    assert_eq!((list("human"), list("json")), (1, 0));
}
