use std::fs;
use std::path::PathBuf;

use ccloud_connect::MASK;

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
fn what_is_known_of_a_plugin_counts_wherever_settings_are_shown() {
    let quick = Quick::start(Runner::new());
    let mut file = connector("orders");
    file["config"]["schema.keyfield"] = "orderid".into();
    quick.runner.file("orders.json", &file.to_string());
    quick.json(&["connector", "create", "-f", "orders.json"]);
    let path = "/connect/v1/environments/env-sandbox/clusters/lkc-sandbox/connectors/orders/config";
    let told = || {
        let told = quick.json(&["api", "GET", path]);
        assert_eq!(told["kafka.api.secret"], MASK);
        told["schema.keyfield"].clone()
    };
    assert_eq!(told(), MASK, "nobody is asked on account of a call by hand");
    quick.json(&["connector", "describe", "orders"]);
    assert_eq!(told(), "orderid");
    let planned = quick.json(&["connector", "update", "orders", "-f", "orders.json", "--dry-run"]);
    assert_eq!(planned[0]["body"]["schema.keyfield"], "orderid");
    assert_eq!(planned[0]["body"]["kafka.api.secret"], MASK);
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
