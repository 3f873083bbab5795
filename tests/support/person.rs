//! Somebody at a terminal: a program on a real pty, and an emulator that shows what it draws.

use std::ffi::OsString;
use std::io;
use std::os::fd::AsFd;
use std::path::Path;
use std::time::Instant;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{Termios, tcgetattr};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use pmux::geometry::Size;
use pmux::os::pty::{Master, Program, Spawn, spawn};

use super::emulator::{Emulator, Events};
use super::picture::Picture;
use super::{PATIENCE, wait_for};

/// How the person's program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With this status.
    Exited(i32),
    /// By this signal.
    Signaled(Signal),
}

/// A person, their terminal and the program on it. What the program draws is looked at whenever
/// the person waits; in between, it can draw no more than a pty holds.
pub struct Person {
    pid: Pid,
    /// `None` once the terminal is closed.
    master: Option<Master>,
    emulator: Emulator,
    /// Everything that came.
    raw: Vec<u8>,
    end: Option<End>,
}

impl Person {
    /// Sits down at a terminal of `size` and runs `argv` on it.
    pub fn new(size: Size, argv: &[&str], env: &[(OsString, OsString)], cwd: &Path) -> Self {
        let what = Spawn {
            program: Program::Argv(argv.iter().map(OsString::from).collect()),
            cwd: cwd.to_owned(),
            env: env.to_vec(),
            size: size.into(),
        };
        let child = spawn(&what).unwrap_or_else(|error| panic!("{error}"));
        Self {
            pid: child.pid,
            master: Some(child.master),
            emulator: Emulator::new(size),
            raw: Vec::new(),
            end: None,
        }
    }

    /// The program's process.
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// Types, or pastes, or moves the mouse: sends these bytes.
    pub fn type_(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let mut left = bytes.as_ref();
        let mut deadline = Instant::now() + PATIENCE;
        while !left.is_empty() {
            match self.master().write(left) {
                Ok(count) => {
                    left = &left[count..];
                    deadline = Instant::now() + PATIENCE;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    assert!(Instant::now() < deadline, "nobody reads what is typed");
                    let either = PollFlags::POLLIN | PollFlags::POLLOUT;
                    let _ = poll(&mut [PollFd::new(self.master().as_fd(), either)], 20_u8);
                    self.look(0);
                }
                Err(error) => panic!("cannot type: {error}"),
            }
        }
        self
    }

    /// Changes the terminal's colours: black on white, or white on black.
    pub fn lighten(&mut self, light: bool) {
        let told = self.emulator.lighten(light);
        self.type_(told);
    }

    /// What the terminal shows now.
    pub fn screen(&mut self) -> Picture {
        self.look(0);
        self.emulator.picture()
    }

    /// Waits until the screen is as wanted; panics with the screen when it never is.
    pub fn wait_until(&mut self, what: &str, wanted: impl Fn(&Picture) -> bool) -> Picture {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let picture = self.screen();
            if wanted(&picture) {
                return picture;
            }
            let is_late = Instant::now() >= deadline;
            assert!(!is_late, "waited in vain: {what}; the screen is\n{picture}");
            self.look(50);
        }
    }

    /// Waits until the screen shows `text`.
    pub fn wait_for(&mut self, text: &str) -> Picture {
        self.wait_until(&format!("{text:?}"), |screen| screen.contains(text))
    }

    /// Waits until the cells of the first `rows` rows are those of `other`, and the cursor and
    /// the modes too; panics with the first difference when they never are.
    pub fn wait_same(&mut self, other: &Picture, rows: usize) -> Picture {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let picture = self.screen();
            if picture.is_same_above(other, rows) || Instant::now() >= deadline {
                picture.assert_same_above(other, rows);
                return picture;
            }
            self.look(50);
        }
    }

    /// Presses the prefix key, and then `key`.
    pub fn prefix(&mut self, key: &str) -> &mut Self {
        self.type_("\x02").type_(key)
    }

    /// Detaches with the key for it, and waits for the end.
    pub fn detach(&mut self) {
        self.prefix("d");
        assert_eq!(self.wait_exit(), End::Exited(0), "{}", self.emulator.picture());
    }

    /// Makes the terminal another size.
    pub fn resize(&mut self, size: Size) {
        self.look(0);
        self.emulator.resize(size);
        self.master().resize(size.into()).expect("a pty of ours");
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        assert_eq!(self.end, None, "it has ended");
        kill(self.pid, signal).expect("a child of ours");
    }

    /// Makes the program stop, so that it reads and draws nothing.
    pub fn stop(&mut self) {
        self.signal(Signal::SIGSTOP);
        wait_for("the client stops", || {
            let flags = WaitPidFlag::WUNTRACED | WaitPidFlag::WNOHANG;
            matches!(waitpid(self.pid, Some(flags)), Ok(WaitStatus::Stopped(..))).then_some(())
        });
    }

    /// Lets it go on.
    pub fn cont(&mut self) {
        self.signal(Signal::SIGCONT);
    }

    /// Waits for the program's end; what it drew last is then on the screen.
    pub fn wait_exit(&mut self) -> End {
        let deadline = Instant::now() + PATIENCE;
        while self.end.is_none() {
            self.look(5);
            self.end = match waitpid(self.pid, Some(WaitPidFlag::WNOHANG)) {
                Ok(WaitStatus::Exited(_, status)) => Some(End::Exited(status)),
                Ok(WaitStatus::Signaled(_, signal, _)) => Some(End::Signaled(signal)),
                _ => None,
            };
            let is_late = Instant::now() >= deadline;
            assert!(!is_late, "it does not end; the screen is\n{}", self.emulator.picture());
        }
        self.look(0);
        self.end.expect("it has ended")
    }

    /// Closes the terminal, as a person closes its window: the program gets SIGHUP.
    pub fn close_terminal(&mut self) {
        self.master = None;
    }

    /// The settings of the terminal's line, to see whether raw mode was undone.
    pub fn termios(&self) -> Termios {
        tcgetattr(self.master()).expect("a pty of ours")
    }

    /// What the terminal knows beside its screen: title, bells, clipboard.
    pub fn events(&mut self) -> &Events {
        self.look(0);
        self.emulator.events()
    }

    /// Everything that has come from the program so far, as it came.
    pub fn raw(&mut self) -> &[u8] {
        self.look(0);
        &self.raw
    }

    fn master(&self) -> &Master {
        self.master.as_ref().expect("an open terminal")
    }

    /// Takes what the program has drawn, waiting up to `timeout` milliseconds for the first of
    /// it, and answers what it asks.
    fn look(&mut self, timeout: u8) {
        let Some(master) = &self.master else { return };
        let wanted = PollFd::new(master.as_fd(), PollFlags::POLLIN);
        let _ = poll(&mut [wanted], PollTimeout::from(timeout));
        let mut buffer = [0; 16 * 1024];
        // A flood has no end, so one look takes a bounded part of it.
        for _ in 0..256 {
            let Ok(count @ 1..) = master.read(&mut buffer) else { return };
            self.raw.extend_from_slice(&buffer[..count]);
            let answers = self.emulator.process(&buffer[..count]);
            let _ = master.write(&answers);
        }
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        if self.end.is_none() {
            let _ = kill(self.pid, Signal::SIGKILL);
            let _ = waitpid(self.pid, None);
        }
    }
}
