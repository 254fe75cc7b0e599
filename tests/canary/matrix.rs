//! Every command, in every format, however much it tells, and whatever happens to it.

use std::io::Read as _;
use std::process::{Child, Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::canaries::Canaries;
use crate::commands::{CALLS, Call, Kind};
use crate::program::{Caller, World, search_process};
use crate::search::Surfaces;
use crate::server::{Outcome, Plan, Server};

const FORMATS: [&str; 3] = ["human", "json", "yaml"];
const VERBOSITIES: [&[&str]; 3] = [&[], &["-v"], &["-vv"]];
const CALLERS: [Caller; 5] = [Caller::Key, Caller::Token, Caller::KeyFile, Caller::TokenFile, Caller::Profile];

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Happens {
    Served(Outcome),
    Interrupt,
    Panic,
    /// Nothing: it is a dry run.
    Planned,
}

const OUTCOMES: [Happens; 19] = [
    Happens::Served(Outcome::Success),
    Happens::Planned,
    Happens::Served(Outcome::Status(400)),
    Happens::Served(Outcome::Status(401)),
    Happens::Served(Outcome::Status(403)),
    Happens::Served(Outcome::Status(404)),
    Happens::Served(Outcome::Status(409)),
    Happens::Served(Outcome::Status(422)),
    Happens::Served(Outcome::Status(429)),
    Happens::Served(Outcome::Status(500)),
    Happens::Served(Outcome::Status(503)),
    Happens::Served(Outcome::Refusal),
    Happens::Served(Outcome::Cut),
    Happens::Served(Outcome::Redirect),
    Happens::Served(Outcome::Wrong),
    Happens::Served(Outcome::Broken),
    Happens::Served(Outcome::Text),
    Happens::Interrupt,
    Happens::Panic,
];

struct Case {
    call: &'static Call,
    happens: Happens,
    /// Turns through formats, verbosities, forms of errors and callers.
    turn: usize,
}

impl Case {
    fn all() -> Vec<Self> {
        let is_possible = |call: &Call, happens: Happens| match (call.kind, happens) {
            (_, Happens::Served(Outcome::Success)) => true,
            (kind, Happens::Served(Outcome::Refusal)) => kind == Kind::Upload,
            (Kind::Local | Kind::Serves, _) => false,
            _ => true,
        };
        let whole = std::env::var_os("CANARY_WHOLE").is_some();
        let mut cases = Vec::new();
        for (number, call) in CALLS.iter().enumerate() {
            for (at, happens) in OUTCOMES.into_iter().enumerate().filter(|(_, happens)| is_possible(call, *happens)) {
                // All nine ways to tell of a success, the most that a dry run tells in each format; of all else one after
                // the other, unless all are asked for.
                let turns = match happens {
                    _ if whole => 0..9,
                    Happens::Served(Outcome::Success) => 0..9,
                    Happens::Planned => 6..9,
                    // A step that has no factor in common with what is turned through.
                    _ => 5 * number + at..5 * number + at + 1,
                };
                cases.extend(turns.map(|turn| Self { call, happens, turn }));
            }
        }
        cases
    }

    fn caller(&self) -> Caller {
        if self.call.kind == Kind::Login {
            [Caller::Token, Caller::TokenFile][self.turn % 2]
        } else {
            CALLERS[self.turn % CALLERS.len()]
        }
    }

    fn args(&self) -> Vec<&'static str> {
        let told = [&["--max-retries", "0", "-o", FORMATS[self.turn % 3]], VERBOSITIES[self.turn / 3 % 3]];
        let dry = if self.happens == Happens::Planned { &["--dry-run"][..] } else { &[] };
        [self.call.args, dry, &told.concat()].concat()
    }

    fn run(&self, surfaces: &Surfaces, number: usize) {
        let name = format!("`{}` ({:?}, {:?})", self.args().join(" "), self.happens, self.caller());
        let outcome = match self.happens {
            Happens::Served(outcome) => outcome,
            Happens::Interrupt => Outcome::Silence,
            Happens::Panic | Happens::Planned => Outcome::Success,
        };
        let server = Server::start(Plan { outcome, at: self.call.at, form: self.turn });
        server.overhears("proxy password");
        let world = World::new();
        let mut command = world.command(&server.origin, self.caller(), &self.args());
        command.env("CANARY_CASE", number.to_string());
        let output = match self.happens {
            Happens::Interrupt => interrupted(surfaces, &name, command, &server),
            Happens::Panic => command.env("CCONNECT_TEST_PANIC", "1").output().unwrap(),
            Happens::Served(_) if self.call.kind == Kind::Serves => ended(surfaces, &name, command),
            Happens::Served(_) | Happens::Planned => command.output().unwrap(),
        };
        world.search(surfaces, &name, &output);
        if let Err(why) = self.proof(&server, &output) {
            surfaces.unproven(&name, &why, &output);
        }
    }

    /// A search that finds nothing says something only where there was something to find.
    fn proof(&self, server: &Server, output: &Output) -> Result<(), String> {
        let code = output.status.code();
        let ends_with = |expected| if code == Some(expected) { Ok(()) } else { Err(format!("it ended with {code:?}")) };
        let outcome = match self.happens {
            Happens::Panic => return ends_with(1),
            Happens::Interrupt => return ends_with(130),
            Happens::Planned => return self.planned(server, output),
            Happens::Served(_) if matches!(self.call.kind, Kind::Local | Kind::Serves) => return ends_with(0),
            Happens::Served(outcome) => outcome,
        };
        if outcome != Outcome::Success && !server.was_met() {
            return Err("no request met it".to_owned());
        }
        let (received, own) = (server.received(), [self.caller().place()]);
        let sends = if outcome == Outcome::Success { self.call.sends } else { &[] };
        let is_missing = |place: &&&str| !received.contains(&Canaries::get().index(place));
        match sends.iter().chain(&own).find(is_missing) {
            Some(place) => Err(format!("the secret of `{place}` did not come over the wire")),
            None => Ok(()),
        }
    }

    /// Secrets that a write would take along were in hand and are shown as something else.
    fn planned(&self, server: &Server, output: &Output) -> Result<(), String> {
        if !["POST", "PUT", "PATCH", "DELETE"].contains(&self.call.at) {
            return Ok(());
        }
        let (received, shown) = (server.received(), String::from_utf8_lossy(&output.stdout));
        let went = self.call.sends.iter().find(|place| received.contains(&Canaries::get().index(place)));
        match went {
            Some(place) => Err(format!("the secret of `{place}` was sent")),
            None if !shown.contains("\"url\":") && !shown.contains("url: ") => Err("no write is shown".to_owned()),
            None if self.call.kind == Kind::Service && !self.call.sends.is_empty() && !shown.contains("***") => {
                Err("nothing is hidden".to_owned())
            }
            None => Ok(()),
        }
    }
}

/// Interrupts once the service has been asked.
fn interrupted(surfaces: &Surfaces, name: &str, mut command: Command, server: &Server) -> Output {
    let child = command.spawn().unwrap();
    server.until_met();
    search_process(surfaces, name, &child);
    interrupt(&child);
    child.wait_with_output().unwrap()
}

/// Ends what serves others, once it has said that it does.
fn ended(surfaces: &Surfaces, name: &str, mut command: Command) -> Output {
    let mut child = command.spawn().unwrap();
    let (mut stdout, mut said) = (child.stdout.take().unwrap(), vec![0]);
    stdout.read_exact(&mut said).unwrap();
    search_process(surfaces, name, &child);
    interrupt(&child);
    stdout.read_to_end(&mut said).unwrap();
    Output { stdout: said, ..child.wait_with_output().unwrap() }
}

fn interrupt(child: &Child) {
    // One that has ended is told by its exit code.
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
}

#[test]
fn no_secret_comes_out_of_any_command_whatever_happens() {
    let (surfaces, next) = (Surfaces::default(), AtomicUsize::new(0));
    // Whoever disables a site asks for the cases that come past it, by their numbers.
    let asked = std::env::var("CANARY_CASES").ok();
    let is_asked =
        |number: &usize| asked.as_ref().is_none_or(|asked| asked.split(',').any(|one| one == number.to_string()));
    let cases: Vec<_> = Case::all().into_iter().enumerate().filter(|(number, _)| is_asked(number)).collect();
    let workers = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((number, case)) =
                    cases.get(next.fetch_add(1, Ordering::Relaxed)).filter(|_| surfaces.goes_on())
                {
                    case.run(&surfaces, *number);
                }
            });
        }
    });
    surfaces.conclude(&format!("{} runs", cases.len()));
    assert!(asked.is_some() || surfaces.count() >= 1_000);
}
