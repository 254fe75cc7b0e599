use std::path::PathBuf;

use serde_json::{Value, json};

use super::markdown::code;
use super::{junit, markdown, sarif};
use crate::desired::Place;
use crate::desired::validate::{Finding, Level, Rule, Validated};

fn finding(level: Level, rule: Rule, connector: Option<&str>, key: &str, message: &str) -> Finding {
    Finding {
        level,
        rule,
        connector: connector.map(str::to_owned),
        key: Some(key.to_owned()),
        message: message.to_owned(),
        file: Some(PathBuf::from("a b/orders.yaml")),
        place: Some(Place { line: 4, column: 6 }),
        recommended: Vec::new(),
    }
}

fn found() -> Validated {
    let mut wrong = finding(Level::Error, Rule::Setting, Some("orders"), "tasks.max", "must be <1> & \"2\"\u{1b}");
    wrong.recommended = vec!["1".to_owned(), "2".to_owned()];
    let unknown = finding(Level::Warning, Rule::UnknownKey, Some("orders"), "task.max", "`task.max` is | unknown");
    let file = Finding { place: None, key: None, ..finding(Level::Error, Rule::File, None, "", "cannot read it") };
    let all = ["orders", "payments"].map(str::to_owned).into();
    Validated { connectors: all, findings: vec![wrong, unknown, file] }
}

#[test]
fn junit_has_a_case_for_each_connector_and_what_a_server_said_is_no_markup_in_it() {
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="2">
  <testsuite name="cconnect validate" tests="3" failures="2">
    <testcase name="a b/orders.yaml" classname="connector" file="a b/orders.yaml">
      <failure type="malformed-file" message="cannot read it">a b/orders.yaml: error: cannot read it</failure>
    </testcase>
    <testcase name="orders" classname="connector" file="a b/orders.yaml">
      <failure type="invalid-setting" message="tasks.max: must be &lt;1&gt; &amp; &quot;2&quot;�">a b/orders.yaml:4:6: error: orders: tasks.max: must be &lt;1&gt; &amp; &quot;2&quot;� (recommended: 1, 2)</failure>
      <system-out>a b/orders.yaml:4:6: warning: orders: `task.max` is | unknown</system-out>
    </testcase>
    <testcase name="payments" classname="connector">
    </testcase>
  </testsuite>
</testsuites>
"#;
    assert_eq!(junit::text(&found()), expected);
}

#[test]
fn markdown_is_a_table_with_what_a_server_said_as_code() {
    let expected = "\
### Connectors are not valid

2 connectors checked: 2 errors, 1 warning.

| | Connector | Where | What | Recommended |
|---|---|---|---|---|
| error | `orders` | `a b/orders.yaml:4:6` | `tasks.max: must be <1> & \"2\" ` | `1, 2` |
| error |  | `a b/orders.yaml` | `cannot read it` |  |
| warning | `orders` | `a b/orders.yaml:4:6` | `` `task.max` is \\| unknown `` |  |
";
    assert_eq!(markdown::text(&found()), expected);
    assert_eq!(
        markdown::text(&Validated { connectors: vec!["a".into()], findings: vec![] }),
        "### Connectors are valid\n\n1 connector checked: 0 errors, 0 warnings.\n"
    );
}

#[test]
fn a_text_in_markdown_means_nothing_but_itself() {
    for (text, expected) in [
        ("@somebody <b>#1</b> [a](b) https://h.example", "`@somebody <b>#1</b> [a](b) https://h.example`"),
        ("a\nb\tc", "`a b c`"),
        ("a|b\\|c", "`a\\|b\\ \\|c`"),
        ("a`b", "``a`b``"),
        ("``", "``` `` ```"),
        ("", ""),
    ] {
        assert_eq!(code(text), expected);
    }
}

#[test]
fn sarif_names_its_rules_and_where_what_was_found_stands() {
    let log: Value = serde_json::from_str(&sarif::text(&found(), "cconnect", "1.2.3")).unwrap();
    assert_eq!((&log["version"], &log["runs"][0]["tool"]["driver"]["version"]), (&json!("2.1.0"), &json!("1.2.3")));
    let (rules, results) = (&log["runs"][0]["tool"]["driver"]["rules"], log["runs"][0]["results"].as_array().unwrap());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let place = json!({"artifactLocation": {"uri": "a%20b/orders.yaml"}, "region": {"startLine": 4, "startColumn": 6}});
    assert_eq!(results[0]["locations"], json!([{"physicalLocation": place}]));
    assert_eq!(results[0]["level"], "error");
    assert_eq!(results[0]["message"]["text"], "orders: tasks.max: must be <1> & \"2\"\u{1b} (recommended: 1, 2)");
    assert_eq!(results[2]["locations"][0]["physicalLocation"].get("region"), None);
}
