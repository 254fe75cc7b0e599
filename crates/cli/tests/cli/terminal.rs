//! A terminal that a test holds the other end of.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// Longer than any call takes, shorter than a person waits for a test that hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// A command on a terminal of its own, and what it shows there.
pub(crate) struct Terminal {
    held: File,
    child: Child,
    pieces: mpsc::Receiver<String>,
    shown: String,
}

impl Terminal {
    /// Runs a command with all of its streams on the terminal.
    pub(crate) fn run(mut command: Command) -> Self {
        let held = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&held).unwrap();
        unlockpt(&held).unwrap();
        let path = ptsname(&held, Vec::new()).unwrap().into_string().unwrap();
        let end = File::options().read(true).write(true).open(path).unwrap();
        command.stdin(end.try_clone().unwrap()).stdout(end.try_clone().unwrap()).stderr(end);
        let child = command.spawn().unwrap();
        let held = File::from(held);
        let pieces = read(held.try_clone().unwrap());
        Self { held, child, pieces, shown: String::new() }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads until the text is shown.
    pub(crate) fn until(&mut self, text: &str) {
        while !self.shown.contains(text) {
            assert!(self.more(), "`{text}` was not shown, but {:?}", self.shown);
        }
    }

    /// Types a line.
    pub(crate) fn answer(&mut self, text: &str) {
        writeln!(self.held, "{text}").unwrap();
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        write!(self.held, "{keys}").unwrap();
    }

    /// How the command ended and what it showed; one that does not end by itself fails the test.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        while self.more() {}
        (within(self.child).code(), self.shown)
    }

    /// Takes what is shown next; there is nothing once the command has ended, or stands still.
    fn more(&mut self) -> bool {
        let piece = self.pieces.recv_timeout(PATIENCE);
        piece.is_ok_and(|piece| {
            self.shown.push_str(&piece);
            true
        })
    }
}

/// Reads a terminal until its other end is closed, which is told by an error.
fn read(mut held: File) -> mpsc::Receiver<String> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = held.read(&mut buffer) {
            let _ = tell.send(String::from_utf8_lossy(&buffer[..count]).into_owned());
        }
    });
    told
}

/// Waits for the end of a command that is about to end.
pub(crate) fn within(mut child: Child) -> ExitStatus {
    let id = child.id();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait()));
    let Ok(ended) = told.recv_timeout(PATIENCE) else {
        let _ = signal("-KILL", id);
        panic!("the command did not end");
    };
    ended.unwrap()
}

/// Sends a signal to a command that the test started.
pub(crate) fn signal(name: &str, id: u32) -> ExitStatus {
    Command::new("kill").args([name, &id.to_string()]).status().unwrap()
}
