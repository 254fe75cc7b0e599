use std::fs;
use std::path::PathBuf;

use crate::quick::Quick;
use crate::runner::{CANARY, Runner, connector};

fn kept(runner: &Runner) -> Vec<PathBuf> {
    let folder = runner.folder().join(".cache/cconnect/definitions");
    fs::read_dir(folder).map(|files| files.map(|file| file.unwrap().path()).collect()).unwrap_or_default()
}

#[test]
fn what_a_plugin_says_of_its_settings_is_kept_for_the_next_call() {
    let quick = Quick::start(Runner::new());
    quick.runner.file("orders.json", &connector("orders").to_string());
    quick.json(&["connector", "create", "-f", "orders.json"]);
    let asks = || quick.run(&["connector", "describe", "orders", "-v"]).stderr.matches("/validate").count();
    assert_eq!([asks(), asks()], [1, 0]);
    let [file] = &kept(&quick.runner)[..] else { panic!("one class, one file") };
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains("\"output.data.format\"") && !text.contains(CANARY), "{text}");
    fs::write(file, "damaged").unwrap();
    assert_eq!([asks(), asks()], [1, 0]);
}

#[test]
fn the_embedded_service_leaves_no_words_behind() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    runner.json(&["connector", "describe", "orders"]);
    runner.json(&["plugin", "describe", "DatagenSource"]);
    assert_eq!(kept(&runner), [""; 0].map(PathBuf::from));
}
