use crate::runner::{CANARY, Ran, Runner, connector};

/// What a shell is told for the last word of a line.
fn complete(runner: &Runner, line: &[&str], variables: &[(&str, &str)]) -> Ran {
    let args = [&["--", "cconnect"], line].concat();
    let ran = runner.run_with(&args, &[&[("CCONNECT_COMPLETE", "fish")], variables].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{line:?}");
    ran
}

#[test]
fn a_shell_is_told_the_names_of_the_service_that_the_line_leads_to() {
    let runner = Runner::new();
    for (file, name) in [("1", "orders-s3"), ("2", "orders|reboot"), ("3", "payments")] {
        runner.file(file, &connector(name).to_string());
    }
    let created = runner.json(&["connector", "create", "-f", "1", "2", "3"]);
    let id = created[0]["id"].as_str().unwrap();
    for (line, told) in [
        (&["connector", "describe", "--sandbox", "ord"][..], "orders-s3\n"),
        (&["--sandbox", "connector", "pause", "orders-s3", "pay"], "payments\n"),
        (&["--sandbox", "connector", "delete", &id[..6]], &format!("{id}\n")),
        (&["--sandbox", "plugin", "describe", "Datag"], "DatagenSource\n"),
        (&["--sandbox", "custom-plugin", "describe", "ccp-"], ""),
        (&["--sandbox", "-c", "lkc-other", "connector", "pause", "ord"], ""),
        (&["connector", "pause", "ord"], ""),
    ] {
        assert_eq!(complete(&runner, line, &[]).stdout, told, "{line:?}");
    }
}

#[test]
fn a_shell_is_told_nothing_when_the_service_cannot_be_asked() {
    let runner = Runner::new();
    let context = ["-e", "env-1", "-c", "lkc-1", "-v", "connector", "pause", "ord"];
    let token = ("CONFLUENT_CLOUD_ACCESS_TOKEN", CANARY);
    // Nothing listens there.
    let nowhere = ("CONFLUENT_CLOUD_ENDPOINT", "http://127.0.0.1:1");
    for variables in [&[][..], &[token, nowhere], &[token, ("CONFLUENT_CLOUD_API_KEY", "KEY")]] {
        assert_eq!(complete(&runner, &context, variables).stdout, "", "{variables:?}");
    }
}

#[test]
fn every_shell_has_a_script_that_does_not_know_where_it_was_made() {
    let runner = Runner::new();
    let own = env!("CARGO_BIN_EXE_cconnect");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = runner.run(&["completion", shell]);
        assert_eq!(ran.code, Some(0), "{shell}: {}", ran.stderr);
        assert!(ran.stdout.contains("CCONNECT_COMPLETE") && !ran.stdout.contains(own), "{shell}: {}", ran.stdout);
    }
    assert_eq!(runner.run(&["completion", "tcsh"]).code, Some(2));
}

#[test]
fn the_manual_has_a_page_for_each_command_and_one_can_be_asked_for() {
    let runner = Runner::new();
    let all = runner.run(&["man"]).stdout;
    let titles = |text: &str| text.lines().filter(|line| line.starts_with(".TH ")).count();
    for page in ["cconnect", "cconnect-connector", "cconnect-connector-create", "cconnect-plugin-describe"] {
        assert!(all.contains(&format!(".TH {page} 1 ")), "{page}");
    }
    let one = runner.run(&["man", "connector", "create"]).stdout;
    assert_eq!((titles(&one), one.contains("orders.yaml")), (1, true));
    assert!(titles(&all) > 20);
    let unknown = runner.run(&["man", "connector", "crate", "-o", "json"]);
    assert_eq!((unknown.code, &unknown.error()["hint"]), (Some(2), &"Did you mean `create`?".into()));
}
