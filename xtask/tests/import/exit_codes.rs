//! What the commands that only look answer with.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use crate::workspace::{Run, Workspace};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

/// Runs a command that must leave everything as it is.
fn looked(workspace: &Workspace, arguments: &str) -> Run {
    let before = workspace.files();
    let run = workspace.xtask(arguments);
    assert!(workspace.files() == before, "files changed after {arguments}");
    run
}

fn dangling() -> String {
    format!("{HEAD}paths:\n  /a:\n    get: {{responses: {{200: {{$ref: '#/components/responses/B'}}}}}}\n")
}

#[test]
fn a_file_that_cannot_be_used_is_told_once_with_its_place_by_diff_and_by_try() {
    let workspace = Workspace::new();
    for (text, told) in [
        ("a: 1\nb: [1, 2\nc: 3\n", "error: new.yaml:3:2: "),
        ("swagger: '2.0'\npaths: {}\n", "error: new.yaml: not an OpenAPI document: `/openapi` is missing"),
        ("openapi: 3.1.0\npaths: {}\n", "error: new.yaml: /openapi: version \"3.1.0\" cannot be read, only 3.0"),
        (&dangling(), "error: new.yaml: /paths/~1a/get/responses/200/$ref: `#/components/responses/B` leads"),
        (&format!("{HEAD}paths: {{/a: {{get: 1}}}}\n"), "error: new.yaml: /paths/~1a/get: not as OpenAPI 3.0 has it"),
    ] {
        workspace.write("new.yaml", text);
        for command in ["spec diff connect-v1 new.yaml", "spec try --no-compile new.yaml"] {
            let run = looked(&workspace, command);
            assert_eq!((run.code, run.stderr.lines().count()), (2, 1), "{run:?}");
            assert!(run.stderr.starts_with(told), "{run:?}");
        }
    }
    for (command, told) in [
        ("spec diff connect-v1 gone.yaml", "gone.yaml: No such file"),
        ("spec diff other-v1 new.yaml", "openapi/apis.toml has no row with the id `other-v1`"),
        ("spec lint other-v1", "openapi/apis.toml has no row with the id `other-v1`"),
        ("spec try --no-compile gone.yaml", "gone.yaml: No such file"),
    ] {
        let run = looked(&workspace, command);
        assert_eq!((run.code, run.stderr.lines().count()), (2, 1), "{run:?}");
        assert!(run.stderr.contains(told), "{run:?}");
    }
}

#[test]
fn one_document_of_several_keeps_no_other_from_being_tried() {
    let workspace = Workspace::new();
    let with =
        |body: &str| format!("{HEAD}paths:\n  /a:\n    post: {{{body}responses: {{204: {{description: d}}}}}}\n");
    workspace.write("good.yaml", with(""));
    workspace.write("parts.yaml", with("requestBody: {content: {multipart/form-data: {schema: {type: object}}}}, "));
    workspace.write("broken.yaml", dangling());
    for (files, code, rows) in [
        ("good.yaml", 0, vec!["generated"]),
        ("parts.yaml good.yaml", 1, vec!["failed", "generated"]),
        ("broken.yaml parts.yaml good.yaml", 2, vec!["unusable", "failed", "generated"]),
    ] {
        let run = looked(&workspace, &format!("spec try --no-compile {files}"));
        assert_eq!(run.code, code, "{run:?}");
        let told = run.stdout.lines().skip(1).filter_map(|row| row.split_whitespace().nth(1)).collect::<Vec<_>>();
        assert_eq!(told[..rows.len()], rows, "{run:?}");
        assert!(run.stdout.ends_with(&format!("\n1 of {} generated\n", rows.len())), "{run:?}");
        assert_eq!(run.stderr.lines().count(), rows.len() - 1, "{run:?}");
    }
}

#[test]
fn words_alone_break_nothing() {
    let workspace = Workspace::new();
    workspace.write("new.yaml", workspace.read("openapi/connect-v1.yaml") + "x-more: 1\n");
    let words = looked(&workspace, "spec diff connect-v1 new.yaml");
    assert_eq!(
        (words.code, words.stdout.lines().next()),
        (0, Some("connect-v1: 0 breaking, 0 additive, 1 words only"))
    );
}

#[test]
fn a_url_is_fetched_and_told_without_what_may_be_a_secret() {
    let workspace = Workspace::new();
    let document = workspace.read("openapi/connect-v1.yaml");
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://name:word@{}/a.yaml?key=word", server.local_addr().unwrap());
    let command = format!("spec diff connect-v1 {url}");
    thread::scope(|scope| {
        scope.spawn(|| {
            let (mut stream, _) = server.accept().unwrap();
            BufReader::new(&stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty()).for_each(drop);
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{document}", document.len()).unwrap();
        });
        let run = looked(&workspace, &command);
        assert_eq!((run.code, run.stdout.as_str()), (0, "connect-v1: no changes\n"), "{run:?}");
    });
    drop(server);
    for command in [command.as_str(), "spec diff connect-v1 file:///word"] {
        let run = looked(&workspace, command);
        assert_eq!((run.code, run.stderr.lines().count()), (2, 1), "{run:?}");
        assert!(run.stderr.contains("curl: (") && !run.stderr.contains("=word"), "{run:?}");
    }
}

#[test]
fn lint_tells_one_finding_a_line_with_its_file() {
    let workspace = Workspace::new();
    assert_eq!(looked(&workspace, "spec lint").code, 0);
    workspace.edit("openapi/apis.toml", "\"inline_response_200_2\" =", "\"inline_response_200_9\" =");
    workspace.edit("openapi/cam-v1.yaml", "openapi: 3.0.0\n", "openapi: 3.0.0 # other bytes\n");
    workspace.edit("openapi/operations.toml", "\npauseConnectv1Connector = ", "\nholdConnectv1Connector = ");
    let run = looked(&workspace, "spec lint");
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
    let lines: Vec<_> = run.stderr.lines().collect();
    for told in [
        "error: openapi/apis.toml: /connect-v1/schemas/inline_response_200_9: fits nothing in the document",
        "error: openapi/operations.toml: /connect-v1/pauseConnectv1Connector: the operation has no row",
        "error: openapi/operations.toml: /connect-v1/holdConnectv1Connector: there is no such operation",
    ] {
        assert!(lines.contains(&told), "{run:?}");
    }
    assert!(lines.iter().any(|line| line.starts_with("error: openapi/cam-v1.yaml: sha256 is ")), "{run:?}");
    assert_eq!(lines.len(), 4, "{run:?}");
    assert_eq!(looked(&workspace, "spec lint metrics-v2").code, 0);
}
