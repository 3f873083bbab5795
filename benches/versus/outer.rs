//! The outer terminal: a pty of 50 rows and 200 columns that is read as fast as it fills, and
//! that answers what an xterm answers, so that every peer starts up as at home.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use pmux::geometry::Size;
use pmux::os::pty::{Child, Program, Spawn, spawn};

use super::world::{PATIENCE, World};

/// What is asked of a terminal, and what it answers.
const ANSWERS: &[(&[u8], &[u8])] = &[
    (b"\x1b[c", b"\x1b[?64;1;2;6;22c"),
    (b"\x1b[0c", b"\x1b[?64;1;2;6;22c"),
    (b"\x1b[>c", b"\x1b[>41;390;0c"),
    (b"\x1b[>0c", b"\x1b[>41;390;0c"),
    (b"\x1b[>q", b"\x1bP>|XTerm(390)\x1b\\"),
    (b"\x1b[>0q", b"\x1bP>|XTerm(390)\x1b\\"),
    (b"\x1b[5n", b"\x1b[0n"),
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[14t", b"\x1b[4;1000;2000t"),
    (b"\x1b[16t", b"\x1b[6;20;10t"),
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2027$p", b"\x1b[?2027;0$y"),
    (b"\x1b]10;?", b"\x1b]10;rgb:e5e5/e5e5/e5e5\x1b\\"),
    (b"\x1b]11;?", b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
];

/// A terminal with a program on it.
pub struct Outer {
    child: Child,
    /// How many bytes have come.
    pub bytes: u64,
    /// Whether questions are looked for. A terminal does that in hardly any time, this one
    /// would need some, so it is off while output is timed.
    pub answers: bool,
    /// What has come and may hold the beginning of what is waited for.
    seen: Vec<u8>,
}

impl Outer {
    /// Runs `argv` on a new terminal.
    pub fn start(world: &World, argv: Vec<OsString>) -> Result<Self, String> {
        let what = Spawn {
            program: Program::Argv(argv),
            cwd: world.dir().to_owned(),
            env: world.env().to_vec(),
            size: Size::new(200, 50).into(),
        };
        let child = spawn(&what).map_err(|error| error.to_string())?;
        Ok(Self { child, bytes: 0, answers: true, seen: Vec::new() })
    }

    /// Types.
    pub fn type_(&mut self, bytes: &[u8]) -> Result<(), String> {
        let written = self.child.master.write(bytes).map_err(|error| error.to_string())?;
        if written == bytes.len() { Ok(()) } else { Err("the terminal takes no input".to_owned()) }
    }

    /// Types as much as is taken at once, and says how much that is.
    pub fn type_some(&mut self, bytes: &[u8]) -> Result<usize, String> {
        match self.child.master.write(bytes) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
            written => written.map_err(|error| error.to_string()),
        }
    }

    /// Takes in what has come, and forgets it.
    pub fn drain(&mut self) -> Result<(), String> {
        let mut buffer = [0; 16 * 1024];
        loop {
            match self.child.master.read(&mut buffer) {
                Ok(0) => return Err("the terminal's program ended".to_owned()),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.to_string()),
            }
        }
    }

    /// Reads until each of `wanted` has come, in any order.
    pub fn wait_for(&mut self, wanted: &[&[u8]]) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        let mut missing = wanted.to_vec();
        let longest = wanted.iter().map(|text| text.len()).max().unwrap_or(1);
        loop {
            missing.retain(|text| !holds(&self.seen, text));
            if missing.is_empty() {
                return Ok(());
            }
            let overlap = self.seen.len().saturating_sub(longest - 1);
            self.seen.drain(..overlap);
            if self.take(deadline)? == 0 {
                return Err("the terminal's program ended".to_owned());
            }
        }
    }

    /// Takes in whatever comes for some time, and forgets it.
    pub fn pump(&mut self, time: Duration) -> Result<(), String> {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline {
            match self.take(deadline) {
                Ok(0) => return Err("the terminal's program ended".to_owned()),
                Ok(_) => self.seen.clear(),
                Err(_) => break,
            }
        }
        Ok(())
    }

    /// Takes in what comes next, and says how much that was: 0 at the end.
    fn take(&mut self, deadline: Instant) -> Result<usize, String> {
        let mut buffer = [0; 16 * 1024];
        loop {
            match self.child.master.read(&mut buffer) {
                Ok(count) => {
                    self.bytes += count as u64;
                    self.seen.extend_from_slice(&buffer[..count]);
                    if self.answers {
                        self.answer(&buffer[..count]);
                    }
                    return Ok(count);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.wait(deadline)?,
                Err(error) => return Err(error.to_string()),
            }
        }
    }

    fn wait(&self, deadline: Instant) -> Result<(), String> {
        let left = deadline.saturating_duration_since(Instant::now());
        // Rounded up: a wait of less than a millisecond is not none.
        let millis = i32::try_from(left.as_millis()).unwrap_or(i32::MAX).saturating_add(1);
        let timeout = PollTimeout::try_from(millis).unwrap_or(PollTimeout::MAX);
        let wanted = PollFd::new(self.child.master.as_fd(), PollFlags::POLLIN);
        match poll(&mut [wanted], timeout) {
            Ok(0) => Err("what was waited for did not come".to_owned()),
            Ok(_) => Ok(()),
            Err(errno) => Err(errno.to_string()),
        }
    }

    fn answer(&mut self, chunk: &[u8]) {
        for at in (0..chunk.len()).filter(|at| chunk[*at] == 0x1b) {
            let asked = ANSWERS.iter().find(|(question, _)| chunk[at..].starts_with(question));
            if let Some((_, answer)) = asked {
                // A program that reads no answers misses them, as on any terminal.
                let _ = self.child.master.write(answer);
            }
        }
    }
}

impl Drop for Outer {
    fn drop(&mut self) {
        let _ = kill(self.child.pid, Signal::SIGKILL);
        let _ = waitpid(self.child.pid, None);
    }
}

/// Whether `text` is in `bytes`; looks for its first byte first, which the standard library does
/// at memory's speed.
fn holds(bytes: &[u8], text: &[u8]) -> bool {
    text.first().is_some_and(|first| bytes.contains(first))
        && bytes.windows(text.len()).any(|window| window == text)
}
