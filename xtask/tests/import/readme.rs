//! The README's "Updating a specification", followed literally.

use crate::workspace::{Run, Workspace, repository};

const SECTION: &str = "## Updating a specification\n";

/// The section's blocks of this language, in order.
fn blocks(language: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let section = readme.split_once(SECTION).unwrap().1.split("\n## ").next().unwrap();
    let begin = format!("```{language}\n");
    section.split(&begin).skip(1).map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

/// Runs the first of the commands that are left; it must begin with these words.
fn follow(workspace: &Workspace, commands: &mut Vec<String>, words: &str) -> Run {
    let command = commands.remove(0);
    let arguments = command.strip_prefix("cargo xtask ").unwrap();
    assert!(arguments.starts_with(words), "{command}");
    workspace.xtask(arguments)
}

fn commands() -> Vec<String> {
    blocks("sh").iter().flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// `new.yaml`: the vendored document with a field and an operation more, a field less, and an operation renamed.
fn write_changed(workspace: &Workspace) {
    workspace.write("new.yaml", workspace.read("openapi/connect-v1.yaml"));
    let observed = "    connect_v1_ConnectorOffsets_metadata:\n      description: When offsets were sampled.\n      type: \
                    object\n      properties:\n";
    let added = format!("{observed}        settled_at:\n          type: string\n          format: date-time\n");
    workspace.edit("new.yaml", observed, &added);
    let removed = "        version:\n          description: Version of the plugin. Sometimes missing.\n          \
                   type: string\n";
    workspace.edit("new.yaml", removed, "");
    workspace.edit("new.yaml", "operationId: listConnectv1ConnectorPlugins", "operationId: listConnectv1Plugins");
    let operation = "\npaths:\n  /connect/v1/things:\n    get:\n      operationId: listConnectv1Things\n      responses:\n        \
                     '200': {description: Things.}\n";
    workspace.edit("new.yaml", "\npaths:\n", operation);
}

#[test]
fn a_changed_document_comes_in_as_the_readme_says() {
    let workspace = Workspace::new();
    write_changed(&workspace);
    let mut commands = commands();

    let diff = follow(&workspace, &mut commands, "spec diff connect-v1 new.yaml");
    assert_eq!(diff.code, 3, "{diff:?}");
    for told in [
        "connect_v1::types::ConnectorPlugin.version: field `version` removed",
        "connect_v1::types::ConnectorOffsetsMetadata.settled_at: field `settled_at` added",
        "connect_v1::Client::list_things: `GET /connect/v1/things` added",
    ] {
        assert!(diff.stdout.contains(told), "{diff:?}");
    }

    let before = workspace.read("crates/api/src/connect_v1.rs");
    let import = follow(&workspace, &mut commands, "spec import connect-v1 new.yaml");
    assert_eq!(import.code, 0, "{import:?}");
    assert!(import.stdout.contains("  crates/api/src/connect_v1.rs\n"), "{import:?}");
    assert_eq!(workspace.read("openapi/connect-v1.yaml"), workspace.read("new.yaml"));
    let after = workspace.read("crates/api/src/connect_v1.rs");
    assert!(!before.contains("settled_at") && after.contains("pub settled_at: "));
    assert!(workspace.read("crates/httpmock/src/connect_v1.rs").contains("ListThingsWhen"));
    assert!(workspace.read("openapi/README.md").contains("| connect-v1 | `listConnectv1Things` | `connect_v1::Client"));
    assert!(
        workspace.read("openapi/README.md").contains("| `listConnectv1Plugins` | `ManagedPlugins::list` | `plugin")
    );
    let rows = workspace.read("openapi/apis.toml");
    let row = rows.split("\n\n").find(|row| row.contains("id = \"connect-v1\"")).unwrap();
    assert!(row.contains("\nrevision = \"1.0, 2") && row.contains("\ndate = \"2"), "{row}");
    let changelog = workspace.read("CHANGELOG.md");
    let entry = changelog.split_once("## Unreleased\n\n").unwrap().1.split("\n\n").next().unwrap();
    assert!(entry.starts_with("- **connect-v1: 2 breaking, 2 additive, "), "{entry}");
    assert!(
        entry.contains("\n  - breaking: `connect_v1::types::ConnectorPlugin.version`: field `version` removed"),
        "{entry}"
    );

    assert_eq!(follow(&workspace, &mut commands, "generate").code, 0);
    for proof in ["generate --check", "spec lint"] {
        let run = follow(&workspace, &mut commands, proof);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "nothing is left to do after an import: {run:?}");
    }
}

#[test]
fn a_new_api_is_one_row_and_one_import() {
    let workspace = Workspace::new();
    let rows = workspace.read("openapi/apis.toml");
    workspace.write("openapi/apis.toml", format!("{rows}\n{}", blocks("toml")[0]));
    let thing = r#"{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}"#;
    let operation = r##"{"operationId": "listThingsV1Things", "responses": {"200": {"description": "d", "content":
        {"application/json": {"schema": {"$ref": "#/components/schemas/things.v1.Thing"}}}}}}"##;
    let document = format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "Some\nthings", "version": "1.2", "x-api-group": "things/v1"}},
        "paths": {{"/things/v1/things": {{"get": {operation}}}}},
        "components": {{"schemas": {{"things.v1.Thing": {thing}}}}}}}"#
    );
    workspace.write("things.yaml", &document);
    for (arguments, code) in [("generate --check", 1), ("spec diff things-v1 things.yaml", 2)] {
        let early = workspace.xtask(arguments);
        assert!(early.code == code && early.stderr.contains("the row `things-v1` has no document"), "{early:?}");
    }

    let mut commands = commands().split_off(5);
    let import = follow(&workspace, &mut commands, "spec import things-v1 things.yaml");
    assert_eq!(import.code, 0, "{import:?}");
    assert_eq!(workspace.read("openapi/things-v1.yaml"), document);
    for (file, told) in [
        ("crates/api/src/things_v1.rs", "pub fn list_things("),
        ("crates/api/src/things_v1.rs", "\n//! Some things: the calls of"),
        ("crates/api/src/lib.rs", "\n#[cfg(feature = \"things-v1\")]\n"),
        ("crates/api/src/lib.rs", "\npub mod things_v1;\n"),
        ("crates/api/src/spec.rs", "\n    crate::things_v1::SPEC,\n"),
        ("crates/api/Cargo.toml", "\nthings-v1 = []\n"),
        ("crates/httpmock/src/lib.rs", "\npub mod things_v1;\n"),
        ("crates/httpmock/Cargo.toml", "\nthings-v1 = [\"ccloud-connect-api/things-v1\"]\n"),
        ("crates/sdk/src/client/api.rs", "pub fn things_v1(&self)"),
        ("crates/sdk/Cargo.toml", "\nthings-v1 = [\"ccloud-connect-api/things-v1\"]\n"),
        ("openapi/README.md", "| things-v1 | `listThingsV1Things` | `things_v1::Client::list_things` |"),
        ("CHANGELOG.md", "\n- **things-v1**: new feature"),
    ] {
        assert!(workspace.read(file).contains(told), "{told} not in {file}");
    }
    assert_eq!(workspace.xtask("generate --check").code, 0);
}
