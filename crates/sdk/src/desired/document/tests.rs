use std::path::Path;

use serde_json::{Value, json};

use super::parse;

fn read(text: &str) -> Result<Value, (u64, u64)> {
    let node = parse(Path::new("f.yaml"), text).one().unwrap_or_else(|_| panic!("{text}"));
    node.json().map_err(|mistake| (mistake.place.line, mistake.place.column))
}

#[test]
fn numbers_stay_the_numbers_they_are() {
    for (text, value) in [
        (
            "[9007199254740993, -1, 1.5, true, null, '1', \"true\", one]",
            json!([9_007_199_254_740_993_u64, -1, 1.5, true, null, "1", "true", "one"]),
        ),
        ("a: 18446744073709551615\nb: 1e3\n", json!({"a": u64::MAX, "b": 1000.0})),
    ] {
        assert_eq!(read(text), Ok(value), "{text}");
    }
}

#[test]
fn a_number_that_json_cannot_tell_exactly_is_refused_where_it_stands() {
    for number in ["18446744073709551616", "-9223372036854775809", "0x10", "0o7", ".5", "+1", "1_000", ".inf", "True"] {
        let text = format!("a:\n- {number}\n");
        assert_eq!(read(&text), Err((2, 3)), "{number}");
    }
}
