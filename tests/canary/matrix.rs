//! Every command, in every format, however much it tells, and whatever happens to it.

use std::process::{Command, Output};
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
}

const OUTCOMES: [Happens; 17] = [
    Happens::Served(Outcome::Success),
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
            (Kind::Local, _) => false,
            _ => true,
        };
        let whole = std::env::var_os("CANARY_WHOLE").is_some();
        let mut cases = Vec::new();
        for (number, call) in CALLS.iter().enumerate() {
            for (at, happens) in OUTCOMES.into_iter().enumerate().filter(|(_, happens)| is_possible(call, *happens)) {
                // All nine ways to tell of a success; of all else one after the other, unless all are asked for.
                let all = whole || happens == Happens::Served(Outcome::Success);
                let turns = if all { 0..9 } else { 7 * number + at..7 * number + at + 1 };
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
        [self.call.args, &told.concat()].concat()
    }

    fn run(&self, surfaces: &Surfaces) {
        let name = format!("`{}` ({:?}, {:?})", self.args().join(" "), self.happens, self.caller());
        let outcome = match self.happens {
            Happens::Served(outcome) => outcome,
            Happens::Interrupt => Outcome::Silence,
            Happens::Panic => Outcome::Success,
        };
        let server = Server::start(Plan { outcome, at: self.call.at, form: self.turn });
        let world = World::new();
        let mut command = world.command(&server.origin, self.caller(), &self.args());
        let output = match self.happens {
            Happens::Interrupt => interrupted(surfaces, &name, command, &server),
            Happens::Panic => command.env("CCONNECT_TEST_PANIC", "1").output().unwrap(),
            Happens::Served(_) => command.output().unwrap(),
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
            Happens::Served(_) if self.call.kind == Kind::Local => return ends_with(0),
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
}

/// Interrupts once the service has been asked.
fn interrupted(surfaces: &Surfaces, name: &str, mut command: Command, server: &Server) -> Output {
    let child = command.spawn().unwrap();
    assert!(server.until_met(), "{name}: nobody was asked");
    search_process(surfaces, name, &child);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    child.wait_with_output().unwrap()
}

#[test]
fn no_secret_comes_out_of_any_command_whatever_happens() {
    let (cases, surfaces, next) = (Case::all(), Surfaces::default(), AtomicUsize::new(0));
    let workers = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)).filter(|_| surfaces.goes_on()) {
                    case.run(&surfaces);
                }
            });
        }
    });
    surfaces.conclude(&format!("{} runs", cases.len()));
    assert!(surfaces.count() >= 1_000);
}
