use crate::runner::{Runner, connector};

const FULL_LIST: &str = "GET /connectors?expand=id,info,status";

/// The requests that a call made, each as method and path below the cluster or the metrics, in order.
fn requests(runner: &Runner, args: &[&str]) -> Vec<String> {
    let ran = runner.sandbox(&[args, &["-v"]].concat());
    let word = |line: &str, key: &str| {
        let value = line.split(' ').find_map(|word| word.strip_prefix(key)).unwrap_or_default();
        let below = value.rsplit_once("/lkc-sandbox").or_else(|| value.rsplit_once("/v2/metrics"));
        below.map_or(value, |(_, path)| path).to_owned()
    };
    let lines = ran.stderr.lines().filter(|line| line.contains("method="));
    lines.map(|line| format!("{} {}", word(line, "method="), word(line, "url="))).collect()
}

#[test]
fn a_command_asks_for_nothing_twice() {
    let runner = Runner::new();
    for name in ["a", "b"] {
        runner.file(&format!("{name}.json"), &connector(name).to_string());
    }
    let created = requests(&runner, &["connector", "create", "-f", "a.json", "b.json"]);
    assert_eq!(created, ["POST /connectors", "POST /connectors", FULL_LIST]);
    let id = runner.json(&["connector", "status", "a"])["id"].as_str().unwrap().to_owned();

    let validate = "PUT /connector-plugins/DatagenSource/config/validate";
    let query = "POST /cloud/query";
    let replace = ["GET /connectors/a/config", "PUT /connectors/a/config", FULL_LIST];
    for (args, expected) in [
        (&["describe", "a"][..], &[FULL_LIST, validate][..]),
        (&["describe", &id], &[FULL_LIST, validate]),
        (&["status", "a", &id], &[FULL_LIST, "GET /connectors/a/status", "GET /connectors/a/status"]),
        (&["update", "a", "-f", "a.json"], &replace),
        (&["update", &id, "-f", "a.json"], &[&["GET /connectors?expand=id"], &replace[..]].concat()),
        (&["update", "b", "-f", "a.json"], &["GET /connectors?expand=id"]),
        (&["pause", "a", "b"], &[FULL_LIST, "PUT /connectors/a/pause", "PUT /connectors/b/pause"]),
        // An id may be another connector's by the time of the write.
        (&["resume", "b", &id], &[FULL_LIST, "PUT /connectors/b/resume", FULL_LIST, "PUT /connectors/a/resume"]),
        (&["restart", "a"], &[FULL_LIST, "POST /connectors/a/restart"]),
        (&["metrics", "a", "--last", "2h"], &[FULL_LIST, query]),
        (&["metrics", "a", "--granularity", "PT1M"], &[]),
        (&["status", "--metrics"], &[FULL_LIST, query, query]),
        (&["delete", "a", "b", "-y"], &[FULL_LIST, "DELETE /connectors/a", "DELETE /connectors/b"]),
        (&["delete", "a", "b", "-y"], &[FULL_LIST]),
    ] {
        assert_eq!(requests(&runner, &[&["connector"], args].concat()), expected, "{args:?}");
    }
}

#[test]
fn an_update_of_an_unknown_name_suggests_near_ones() {
    let runner = Runner::new();
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    runner.file("ordrs.json", &connector("ordrs").to_string());
    // A slip in both places, and one in the call alone.
    for file in ["ordrs.json", "orders.json"] {
        let unknown = runner.sandbox(&["connector", "update", "ordrs", "-f", file, "-o", "json"]);
        assert_eq!((unknown.code, &unknown.error()["hint"]), (Some(4), &"Did you mean `orders`?".into()), "{file}");
    }
}
