use ccloud_connect::desired::Place;
use ccloud_connect::plugins::Cloud;

use super::errors::{human, object};
use super::{rows, sections, table};
use crate::failure::{Detail, ErrorKind, Failure};
use std::path::Path;

fn of_a_file() -> Failure {
    let place = |line, column| Place { line, column };
    let file = Path::new("orders.yaml");
    let first = Detail { key: Some("a".into()), ..Detail::placed("the value of `a` is null", file, place(3, 5)) };
    let second = Detail { key: Some("b".into()), ..Detail::placed("the value of `b` is a list", file, place(4, 6)) };
    Failure::new(ErrorKind::Input, "the value of `a` is null").with_details(vec![first, second])
}

fn of_a_server() -> Failure {
    let refused = "the server refused the request: class is unknown; \u{1b}[31mname is taken";
    let said = Detail {
        code: Some("invalid".into()),
        pointer: Some("/connector_class".into()),
        ..Detail::new("class is unknown")
    };
    let details = vec![said, Detail::new("\u{1b}[31mname is taken"), Detail::new("not told above")];
    Failure {
        status: Some(422),
        request_id: Some("r-1".into()),
        ..Failure::new(ErrorKind::Validation, refused).with_details(details).with_hint("Give the values themselves.")
    }
}

fn of_the_network() -> Failure {
    let cause = std::io::Error::other("connection refused");
    Failure::new(ErrorKind::Network, "no connection to api.confluent.cloud").caused_by(&cause)
}

#[test]
fn people_read_what_went_wrong_why_and_what_to_do() {
    insta::assert_snapshot!(human(&of_a_file(), false));
    insta::assert_snapshot!(human(&of_a_server(), false));
    insta::assert_snapshot!(human(&of_the_network(), false));
    assert!(human(&of_the_network(), true).starts_with("\u{1b}[1;31merror:\u{1b}[0m no connection"));
}

#[test]
fn programs_read_one_object_with_every_key() {
    for failure in [of_a_file(), of_a_server(), of_the_network()] {
        insta::assert_json_snapshot!(object(&failure, &[]));
    }
}

#[test]
fn tables_are_plain_and_one_row_a_line() {
    let cells = |cells: [&str; 3]| cells.map(str::to_owned);
    let body = [cells(["lcc-1", "orders | é", "one\ntwo"]), cells(["", "x", ""]), cells(["lcc-2", "\u{1b}[2Jy", "z"])];
    insta::assert_snapshot!(table(&["ID", "NAME", "TRACE"], body));
    assert_eq!(table(&["ID"], Vec::<[String; 1]>::new()), "");
}

#[test]
fn sections_leave_out_what_is_empty() {
    let head = rows(&[("Name", "orders"), ("Trace", ""), ("Cloud", Cloud::Aws.as_str())]);
    insta::assert_snapshot!(sections(&[head, String::new(), "KEY".to_owned()]));
}
