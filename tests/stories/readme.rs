use crate::cconnect::{Cconnect, repository};

/// The README's `sh` blocks, in order.
fn commands() -> Vec<String> {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let blocks = readme.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().trim().to_owned()).collect()
}

#[test]
fn the_readmes_first_command_registers_a_plugin_that_the_next_call_lists() {
    let command = &commands()[0];
    let (cargo, arguments) = command.split_once(" -- ").unwrap();
    assert_eq!(cargo, "cargo run --quiet -p ccloud-connect-cli");
    let arguments: Vec<&str> = arguments.split_whitespace().collect();

    let cconnect = Cconnect::new();
    let run = cconnect.run(&arguments);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("Heartbeat Source 0.1.0"), "{run:?}");

    let listed = cconnect.sandbox(&["custom-plugin", "list"]);
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(listed[0]["name"], "Heartbeat Source 0.1.0");
    assert!(run.stdout.contains(listed[0]["id"].as_str().unwrap()), "{run:?} {listed}");
}

#[test]
fn the_readmes_second_command_runs_these_tests() {
    assert_eq!(commands()[1], "cargo test --workspace");
}
