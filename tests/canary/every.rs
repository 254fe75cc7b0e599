//! No command and no flag is forgotten.

use std::collections::BTreeSet;

use crate::commands::CALLS;
use crate::program::World;

/// Commands that no row of [`CALLS`] runs, each with its reason.
const EXCEPT: &[(&str, &str)] = &[];

/// Flags that no row of [`CALLS`] gives, each with its reason.
const FLAGS_EXCEPT: &[(&str, &str)] = &[
    ("--access-token-file", "the callers give it"),
    ("--api-key", "the key is none, and the callers give it by a variable"),
    ("--cluster", "given by a variable"),
    ("--color", "what is said is the same"),
    ("--dry-run", "every call is run with it"),
    ("--endpoint", "given by a variable; by a flag in `usage`"),
    ("--environment", "given by a variable"),
    ("--help", "says what it always says"),
    ("--logging-endpoint", "given by a variable"),
    ("--max-retries", "every call is run with it"),
    ("--no-progress", "says less"),
    ("--organization", "given by a variable"),
    ("--output", "every call is run with it"),
    ("--plan", "not yet: it takes what `diff --out` has written"),
    ("--profile", "not yet: none of the callers has its credentials in a profile's file"),
    ("--sandbox", "`usage` has a world of its own for it"),
    ("--telemetry-endpoint", "given by a variable"),
    ("--verbose", "every call is run with it"),
];

/// What `--help` says of a command.
struct Help {
    commands: Vec<String>,
    flags: Vec<String>,
}

impl Help {
    fn of(world: &World, path: &[String]) -> Self {
        let args: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
        let text = String::from_utf8(world.bare(&args).output().unwrap().stdout).unwrap();
        let (mut commands, mut flags, mut lists_commands) = (Vec::new(), Vec::new(), false);
        for line in text.lines() {
            if !line.starts_with(' ') {
                lists_commands = line == "Commands:";
            }
            let first = line.split_whitespace().next().unwrap_or_default();
            if lists_commands && line.starts_with("  ") && !line.starts_with("   ") && first != "help" {
                commands.push(first.to_owned());
            }
            // `--long …` or `-l, --long …`
            let long = if first.ends_with(',') { line.split_whitespace().nth(1).unwrap_or_default() } else { first };
            flags.extend(
                Some(long.trim_end_matches("...").to_owned())
                    .filter(|flag| flag.starts_with("--") && !flag.ends_with(']')),
            );
        }
        Self { commands, flags }
    }
}

#[test]
fn every_command_and_every_flag_is_looked_at() {
    let (world, mut paths, mut flags) = (World::new(), vec![Vec::new()], BTreeSet::new());
    let mut forgotten = Vec::new();
    while let Some(path) = paths.pop() {
        let help = Help::of(&world, &path);
        let is_run = || {
            CALLS.iter().any(|call| call.args.len() >= path.len() && path.iter().zip(call.args).all(|(a, b)| a == b))
        };
        if help.commands.is_empty() && !is_run() && !EXCEPT.iter().any(|(name, _)| *name == path.join(" ")) {
            forgotten.push(format!("`{}`", path.join(" ")));
        }
        paths.extend(help.commands.into_iter().map(|name| [path.as_slice(), &[name]].concat()));
        flags.extend(help.flags);
    }
    let given = |flag: &str| CALLS.iter().flat_map(|call| call.args).any(|arg| *arg == flag);
    let is_forgotten = |flag: &&String| !given(flag) && !FLAGS_EXCEPT.iter().any(|(name, _)| name == flag);
    forgotten.extend(flags.iter().filter(is_forgotten).map(|flag| format!("`{flag}`")));
    assert!(
        forgotten.is_empty(),
        "nobody looks for secrets in what these say: {}. Add a row to CALLS in tests/canary/commands.rs: \
         `call(AT, ARGS)`, AT being words of the request that is to fail (\"POST\"), with `.sends(PLACES)` for the \
         secrets that it takes to the service, or `.kind(Kind::Local)` when it calls nobody; what takes no secret and \
         says nothing goes to EXCEPT or FLAGS_EXCEPT in tests/canary/every.rs, with the reason",
        forgotten.join(", ")
    );
}
