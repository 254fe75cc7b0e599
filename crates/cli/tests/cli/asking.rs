use crate::runner::{Runner, connector};
use crate::terminal::{Terminal, signal};

/// A question on a terminal, whether to delete a connector that exists.
fn asked(runner: &Runner, flags: &[&str]) -> Terminal {
    runner.file("orders.json", &connector("orders").to_string());
    runner.json(&["connector", "create", "-f", "orders.json"]);
    let mut terminal =
        Terminal::run(runner.command(&[&["--sandbox", "connector", "delete", "orders"], flags].concat()));
    terminal.until("delete `orders`? [y/N] ");
    terminal
}

#[test]
fn a_question_that_nobody_answers_ends_with_an_interrupt_or_the_time_limit() {
    let runner = Runner::new();
    let interrupted = asked(&runner, &[]);
    assert!(signal("-INT", interrupted.id()).success());
    let (code, shown) = interrupted.end();
    assert_eq!(code, Some(130), "{shown}");
    assert!(shown.contains("interrupted"), "{shown}");

    let (code, shown) = asked(&Runner::new(), &["--timeout", "1s"]).end();
    assert_eq!(code, Some(6), "{shown}");
    assert!(shown.contains("not done within 1 s"), "{shown}");
}

#[test]
fn only_a_yes_deletes() {
    for (answer, code, says) in [("YES", 0, "done"), ("n", 130, "not confirmed"), ("", 130, "not confirmed")] {
        let runner = Runner::new();
        let mut terminal = asked(&runner, &[]);
        terminal.answer(answer);
        let (actual, shown) = terminal.end();
        assert_eq!(actual, Some(code), "{shown}");
        assert!(shown.contains(says), "{shown}");
    }
}
