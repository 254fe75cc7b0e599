//! Files that cannot be imported.

use crate::workspace::Workspace;

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

/// Imports this file over connect-v1; nothing may change but for the message.
fn refused(workspace: &Workspace, arguments: &str, bytes: &[u8]) -> String {
    workspace.write("new.yaml", bytes);
    let before = workspace.files();
    let run = workspace.xtask(&format!("spec import {arguments}"));
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    assert!(workspace.files() == before, "files changed after {}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    run.stderr
}

#[test]
fn a_file_that_is_no_document_is_refused_with_its_place_and_changes_nothing() {
    let workspace = Workspace::new();
    let dangling =
        format!("{HEAD}paths:\n  /a:\n    get: {{responses: {{200: {{$ref: '#/components/responses/B'}}}}}}\n");
    let cases: &[(&[u8], &str)] = &[
        (b"a: 1\nb: [1, 2\nc: 3\n", "error: new.yaml:3:2: "),
        (b"a: 1\nb: \xff\n", "error: new.yaml:2: not UTF-8"),
        (b"swagger: '2.0'\npaths: {}\n", "error: new.yaml: not an OpenAPI document: `/openapi` is missing"),
        (b"openapi: 3.1.0\npaths: {}\n", "error: new.yaml: /openapi: version \"3.1.0\" cannot be read, only 3.0"),
        (dangling.as_bytes(), "error: new.yaml: /paths/~1a/get/responses/200/$ref: `#/components/responses/B` leads"),
    ];
    for (bytes, told) in cases {
        let error = refused(&workspace, "connect-v1 new.yaml", bytes);
        assert!(error.starts_with(told), "{error}");
    }
    for (arguments, told) in [
        ("other-v1 new.yaml", "openapi/apis.toml has no row with the id `other-v1`"),
        ("connect-v1 gone.yaml", "gone.yaml: No such file"),
        ("connect-v1 http://127.0.0.1:9/new.yaml", "error: 127.0.0.1:9/new.yaml: curl: ("),
    ] {
        let error = refused(&workspace, arguments, format!("{HEAD}paths: {{}}\n").as_bytes());
        assert!(error.contains(told), "{error}");
    }
}

/// Rows and overlays speak of the document that is here; the one that comes may be another.
#[test]
fn a_document_that_its_rows_do_not_fit_is_refused_with_those_to_change() {
    let workspace = Workspace::new();
    let vendored = workspace.read("openapi/connect-v1.yaml");
    for (old, new, told) in [
        (
            "inline_response_200_2",
            "connect.v1.Plugin",
            "openapi/apis.toml, `connect-v1`: nothing in the document fits [api.schemas] `inline_response_200_2`; change",
        ),
        (
            "validateConnectv1ConnectorPlugin",
            "checkConnectv1ConnectorPlugin",
            "openapi/overlays/connect-v1.yaml: action 1",
        ),
        ("listConnectv1ConnectorPlugins", "listPlugins", "`listPlugins` has neither the infix `Connectv1` nor a row"),
    ] {
        assert!(vendored.contains(old));
        let error = refused(&workspace, "connect-v1 new.yaml", vendored.replace(old, new).as_bytes());
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn a_row_that_was_changed_for_the_new_document_lets_it_in() {
    let workspace = Workspace::new();
    workspace.write("new.yaml", workspace.read("openapi/connect-v1.yaml").replace("inline_response_200_2", "Plugin"));
    workspace.edit("openapi/apis.toml", "\"inline_response_200_2\" =", "\"Plugin\" =");
    let diff = workspace.xtask("spec diff connect-v1 new.yaml");
    assert_eq!((diff.code, diff.stdout.as_str()), (0, "connect-v1: no changes\n"), "{diff:?}");
    assert_eq!(workspace.xtask("spec import connect-v1 new.yaml --revision 9 --source elsewhere").code, 0);
    let head = "// Document: openapi/connect-v1.yaml (elsewhere)\n// Revision: 9 (came in on ";
    assert!(workspace.read("crates/api/src/connect_v1.rs").contains(head));
    let again = workspace.xtask("spec import connect-v1 new.yaml");
    assert_eq!((again.code, again.stdout.contains("already")), (0, true), "{again:?}");
}

#[test]
fn a_file_that_cannot_be_written_leaves_all_others_as_they_were() {
    let workspace = Workspace::new();
    let module = workspace.path("crates/httpmock/src/connect_v1.rs");
    std::fs::remove_file(&module).unwrap();
    std::fs::create_dir(&module).unwrap();
    let vendored = workspace.read("openapi/connect-v1.yaml") + "# more\n";
    let error = refused(&workspace, "connect-v1 new.yaml", vendored.as_bytes());
    assert!(error.contains("cannot write crates/httpmock/src/connect_v1.rs"), "{error}");
}
