//! The line to a server on another host: ssh runs `pmux proxy` there, and the protocol goes over
//! its stdio as it would over a socket. No port is ever opened, and who may do what is ssh's.
//!
//! Knows how ssh is called and what its end means; knows nothing of displays.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use super::ClientError;
use crate::os::process;
use crate::shell;

/// What ssh is told besides: a line that is dead is noticed within a quarter of a minute. What
/// a person says with `-o` comes first and so holds (ssh_config(5)).
const OPTIONS: [&str; 3] = ["ServerAliveInterval=5", "ServerAliveCountMax=2", "ConnectTimeout=10"];

/// The most that is told of ssh's last words, in bytes.
const LAST_WORDS: u64 = 4096;

/// A host, and how it is reached.
#[derive(Debug, Clone)]
pub struct Host {
    /// As ssh knows it: `user@host`, or a name of its configuration.
    pub name: String,
    /// Options for ssh (`-o`).
    pub options: Vec<String>,
    /// What pmux gets there before its command: `-L`, `-S`, `-f`.
    pub flags: Vec<String>,
}

/// A line: ssh with a socket for its stdin and stdout.
pub(super) struct Line {
    pub socket: UnixStream,
    ssh: Child,
}

/// How ssh is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// The person is there, and may be asked for a password.
    First,
    /// Nobody is asked for anything: the terminal shows a session.
    Again,
}

impl Host {
    /// Calls. That ssh runs says nothing of the host yet.
    pub(super) fn call(&self, how: Call) -> Result<Line, ClientError> {
        let (socket, far) = UnixStream::pair()?;
        let far: OwnedFd = far.into();
        let mut ssh = self.ssh(["proxy"], (how == Call::Again).then_some("BatchMode=yes"));
        ssh.stdin(far.try_clone()?).stdout(far).stderr(Stdio::piped());
        match ssh.spawn() {
            Ok(ssh) => Ok(Line { socket, ssh }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ClientError::NoSsh),
            Err(error) => Err(error.into()),
        }
    }

    /// Has ssh run a command there with the caller's own stdout and stderr, and `stdin` where that
    /// is wanted, and becomes it: so its exit status is that of the command, and 255 where there
    /// is no line.
    ///
    /// # Errors
    /// There is no ssh.
    pub fn hand_over(&self, argv: &[String], stdin: bool) -> Result<u8, ClientError> {
        process::end_by_broken_pipes()?;
        let mut ssh = self.ssh(argv.iter().map(String::as_str), None);
        if !stdin {
            ssh.stdin(Stdio::null());
        }
        let error = ssh.exec();
        match error.kind() {
            io::ErrorKind::NotFound => Err(ClientError::NoSsh),
            _ => Err(error.into()),
        }
    }

    /// ssh that runs `pmux` there with these words.
    fn ssh<'a>(
        &'a self,
        words: impl IntoIterator<Item = &'a str>,
        more: Option<&'a str>,
    ) -> Command {
        let mut ssh = Command::new("ssh");
        ssh.arg("-T");
        for option in self.options.iter().map(String::as_str).chain(OPTIONS).chain(more) {
            ssh.args(["-o", option]);
        }
        let flags = ["pmux"].into_iter().chain(self.flags.iter().map(String::as_str));
        let command: Vec<String> = flags.chain(words).map(shell::word).collect();
        ssh.arg("--").arg(&self.name).arg(command.join(" "));
        ssh
    }
}

/// The most that is told of what a host says that is not pmux, in characters.
const GARBAGE: usize = 80;

impl Host {
    /// Something there, a shell's greeting in all likelihood, speaks where only pmux should.
    pub(super) fn is_chatty(&self, said: &[u8]) -> ClientError {
        let said = String::from_utf8_lossy(said);
        let said: String = said.trim().chars().take(GARBAGE).collect();
        ClientError::Line(format!(
            "{} says {said:?} where only pmux should speak; the start files of a shell there must \
             print nothing for commands that come over ssh",
            self.name
        ))
    }
}

impl Line {
    /// Nobody wants it any more.
    pub(super) fn hang_up(mut self) {
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
        // It ends with its stdin, if not before.
        let _ = self.ssh.wait();
    }

    /// Why the line broke before there was an answer: what ssh says, and what its status means.
    pub(super) fn why(mut self, host: &Host) -> ClientError {
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
        let mut words = Vec::new();
        if let Some(stderr) = self.ssh.stderr.take() {
            let _ = stderr.take(LAST_WORDS).read_to_end(&mut words);
        }
        let status = self.ssh.wait().ok().and_then(|status| status.code());
        let words = String::from_utf8_lossy(&words);
        let words = words.trim();
        let (name, colon) = (&host.name, if words.is_empty() { "" } else { ": " });
        ClientError::Line(match status {
            // The shell there did not find it (sh(1)).
            Some(127) => format!(
                "{name} has no pmux where ssh looks for it; install it there, or put it on the \
                 PATH of a shell that is not interactive{colon}{words}"
            ),
            Some(255) => format!("cannot reach {name}{colon}{words}"),
            _ => format!("the line to {name} broke{colon}{words}"),
        })
    }
}

/// A new token for a client that may come back.
pub fn token() -> io::Result<[u8; 16]> {
    let mut token = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut token)?;
    Ok(token)
}
