//! Connectors that are there, written down as files.

use std::fs;

use serde_json::{Value, json};

use crate::gone::scripted;
use crate::runner::{CANARY, Ran, Runner, connector, keys};
#[cfg(unix)]
use crate::terminal::Terminal;

fn with_connectors(names: &[&str]) -> Runner {
    let runner = Runner::new();
    for name in names {
        let file = runner.file("connector.json", &connector(name).to_string());
        runner.json(&["connector", "create", "-f", file.to_str().unwrap()]);
    }
    runner
}

fn written(runner: &Runner, folder: &str) -> Vec<String> {
    let files = fs::read_dir(runner.folder().join(folder)).unwrap();
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[test]
fn the_text_is_a_file_that_makes_the_same_connector() {
    let runner = with_connectors(&["orders"]);
    let yaml = runner.sandbox(&["connector", "export", "orders"]);
    let expected = "name: orders\nconfig:\n  connector.class: DatagenSource\n  kafka.api.key: ${env:ORDERS_KAFKA_API_KEY}\n  \
                    kafka.api.secret: ${env:ORDERS_KAFKA_API_SECRET}\n  kafka.topic: orders\n  \
                    output.data.format: JSON\n  quickstart: ORDERS\n  tasks.max: \"1\"\n";
    assert_eq!((yaml.code, yaml.stdout.as_str()), (Some(0), expected));
    assert!(yaml.stderr.contains("needs: ORDERS_KAFKA_API_KEY, ORDERS_KAFKA_API_SECRET\n"), "{}", yaml.stderr);
    assert_eq!(runner.sandbox(&["connector", "export", "orders", "-o", "yaml"]).stdout, expected);

    let one = runner.json(&["connector", "export", "orders"]);
    assert_eq!(one["config"]["kafka.api.secret"], "${env:ORDERS_KAFKA_API_SECRET}");
    assert_eq!(runner.json(&["connector", "export", "--all"]), json!([one]));

    let empty = Runner::new();
    empty.file("orders.yaml", &yaml.stdout);
    let variables = [("ORDERS_KAFKA_API_KEY", "KEY"), ("ORDERS_KAFKA_API_SECRET", CANARY)];
    let created = empty.run_with(&["--sandbox", "connector", "create", "-f", "orders.yaml"], &variables);
    assert_eq!(created.code, Some(0), "{}", created.stderr);
    assert_eq!(empty.sandbox(&["connector", "export", "orders"]).stdout, expected);
    assert_eq!(empty.json(&["connector", "export", "--all", "--name", "x*"]), json!([]));
}

#[test]
fn a_folder_gets_a_file_for_each_which_only_their_owner_reads_and_none_is_lost() {
    let runner = with_connectors(&["orders", "Orders", "a b"]);
    let table = runner.sandbox(&["connector", "export", "--all", "--to", "new/connectors"]);
    let last = "orders  new/connectors/orders-2.yaml  ORDERS_KAFKA_API_KEY_2 ORDERS_KAFKA_API_SECRET_2\n";
    assert!(table.stdout.ends_with(last), "{}", table.stdout);
    assert_eq!(written(&runner, "new/connectors"), ["Orders.yaml", "a_b.yaml", "orders-2.yaml"]);
    let rows = runner.json(&["connector", "export", "--all", "--to", "new"]);
    assert_eq!(keys(&rows[0]).into_iter().collect::<Vec<_>>(), ["file", "name", "variables"]);
    let row = json!({"name": "orders", "file": "new/orders-2.json",
        "variables": ["ORDERS_KAFKA_API_KEY_2", "ORDERS_KAFKA_API_SECRET_2"]});
    assert_eq!(rows[2], row);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let path = runner.folder().join("new/connectors/orders-2.yaml");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn what_is_there_already_is_not_overwritten_unasked() {
    let runner = with_connectors(&["orders"]);
    let export = ["connector", "export", "orders", "--to", "."];
    runner.file("orders.yaml", "worked on");
    let read = || fs::read_to_string(runner.folder().join("orders.yaml")).unwrap();
    let refused = runner.sandbox(&export);
    assert_eq!((refused.code, read().as_str()), (Some(2), "worked on"));
    assert!(refused.stderr.contains("`./orders.yaml` is there already"), "{}", refused.stderr);
    let dry = runner.sandbox(&[&["--dry-run"], &export[..]].concat());
    assert_eq!((dry.code, read().as_str()), (Some(0), "worked on"), "{}", dry.stderr);
    #[cfg(unix)]
    {
        let mut command = runner.command(&[&["--sandbox"], &export[..]].concat());
        command.env("TERM", "xterm");
        let mut terminal = Terminal::run(command);
        terminal.until("overwrite `./orders.yaml`? [y/N] ");
        terminal.answer("n\n");
        assert_eq!((terminal.end().0, read().as_str()), (Some(130), "worked on"));
    }
    assert_eq!(runner.sandbox(&[&export[..], &["--force"]].concat()).code, Some(0));
    assert!(read().starts_with("name: orders\n"));
}

#[test]
fn all_that_are_named_are_tried_by_one_list() {
    let runner = with_connectors(&["orders", "payments"]);
    let export = ["connector", "export", "payments", "ordrs", "orders", "payments", "-o", "json"];
    let ran = runner.sandbox(&[&export[..], &["-v", "--quiet"]].concat());
    let names: Vec<Value> = ran.json().as_array().unwrap().iter().map(|file| file["name"].clone()).collect();
    assert_eq!((ran.code, names), (Some(4), vec![json!("payments"), json!("orders")]));
    assert_eq!(ran.stderr.matches("expand=").count(), 1, "{}", ran.stderr);
    for wrong in
        [&["connector", "export"][..], &["connector", "export", "--name", "*"], &["connector", "export", "a", "--all"]]
    {
        assert_eq!(runner.sandbox(wrong).code, Some(2), "{wrong:?}");
    }
}

const ODD: &str = r#"{"odd": {"info": {"config": {"name": "odd", "connector.class": "None", "flush.size": "010",
    "topics": "a\n b: c\n", "connection.url": "https://reader:canary-5f1d@h.example/x", "any": "canary-5f1d"}}}}"#;

#[test]
fn settings_of_a_plugin_that_nobody_knows_stand_as_references() {
    let endpoint = scripted(&[(200, ODD), (404, "{}")]);
    let args =
        ["-e", "env-1", "-c", "lkc-1", "--endpoint", &endpoint, "--max-retries", "0", "connector", "export", "odd"];
    let ran: Ran = Runner::new().run_with(&args, &[("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY)]);
    let expected = "name: odd\nconfig:\n  any: ${env:ODD_ANY}\n  connection.url: ${env:ODD_CONNECTION_URL}\n  \
                    connector.class: None\n  flush.size: \"010\"\n  topics: |\n    a\n     b: c\n";
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), expected), "{}", ran.stderr);
}
