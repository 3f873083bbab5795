//! Becoming a daemon: the first command starts the server, and waits until it listens.
//!
//! The server, and its shim between the two, are this same program with other arguments, executed
//! anew, so they begin with nothing of their starter's but the environment and the umask (which
//! programs in panes are to have). Until the server listens, its standard output and error are a
//! pipe to its starter: one NUL byte there says "I listen"; text says why not.
#![allow(unsafe_code)] // pre_exec and fork

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, PipeReader, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::{ForkResult, dup2_stderr, dup2_stdout, fork};

use super::fresh;

#[cfg(test)]
mod tests;

/// How long a starter waits for the server to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most that a server's last words may take, in bytes.
const MAX_WORDS: usize = 4096;

/// What a server says when it listens.
const LISTENING: u8 = 0;

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// It could not be executed.
    #[error("cannot start the server ({}): {}", .program.display(), super::reason(.source))]
    Start {
        /// The program tried.
        program: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// It ended before it listened, with these words.
    #[error("the server could not start: {0}")]
    Failed(String),
    /// It ended without a word.
    #[error("the server ended before it listened")]
    Ended,
    /// It neither listened nor ended.
    #[error("the server did not listen within {} seconds", PATIENCE.as_secs())]
    Late,
}

/// Starts `program` with `arguments` as a daemon, and waits until it listens.
///
/// It inherits the environment, with `env` added; its session is its own, its directory `/`, its
/// signals are as new, and it is nobody's child, so that its end leaves no zombie.
pub fn spawn_server(
    program: &Path,
    arguments: &[OsString],
    env: &[(OsString, OsString)],
) -> Result<(), DaemonError> {
    let failed = |source| DaemonError::Start { program: program.to_owned(), source };
    let (words, write_end) = io::pipe().map_err(failed)?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .envs(env.iter().map(|(name, value)| (name, value)))
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(write_end.try_clone().map_err(failed)?)
        .stderr(write_end);
    // SAFETY: `leave` makes only async-signal-safe calls and allocates nothing.
    unsafe { command.pre_exec(leave) };
    let mut starter = command.spawn().map_err(failed)?;
    drop(command); // and with it our write ends: the pipe's end is then the server's end
    starter.wait().map_err(failed)?;
    listen_for(words)
}

/// Between fork and exec: a session without a terminal, left by its leader at once, so that no
/// terminal opened later can become the server's.
pub(super) fn leave() -> io::Result<()> {
    nix::unistd::setsid()?;
    // SAFETY: between fork and exec we are the only thread, so fork finds no lock held.
    match unsafe { fork()? } {
        // SAFETY: _exit ends the process and runs nothing of ours.
        ForkResult::Parent { .. } => unsafe { libc::_exit(0) },
        ForkResult::Child => {}
    }
    fresh::reset_signals()?;
    fresh::close_descriptors();
    Ok(())
}

/// Waits for the server's first byte, and for its last word where that is not "I listen".
fn listen_for(mut words: PipeReader) -> Result<(), DaemonError> {
    let deadline = Instant::now() + PATIENCE;
    let mut heard = Vec::new();
    let mut buffer = [0; 512];
    while heard.len() < MAX_WORDS {
        wait_readable(&words, deadline)?;
        match words.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) if buffer[..count].contains(&LISTENING) => return Ok(()),
            Ok(count) => heard.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    match String::from_utf8_lossy(&heard).trim() {
        "" => Err(DaemonError::Ended),
        words => Err(DaemonError::Failed(words.to_owned())),
    }
}

fn wait_readable(words: &PipeReader, deadline: Instant) -> Result<(), DaemonError> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout = PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO);
        match poll(&mut [PollFd::new(words.as_fd(), PollFlags::POLLIN)], timeout) {
            Ok(0) => return Err(DaemonError::Late),
            Ok(_) => return Ok(()),
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(DaemonError::Failed(errno.desc().to_owned())),
        }
    }
}

/// In the server: says that it listens, and lets go of its starter for good. Afterwards
/// standard output and error are `/dev/null`.
///
/// A server that cannot get here writes why to standard error, and ends.
pub fn listening() -> io::Result<()> {
    let mut starter = io::stdout();
    starter.write_all(&[LISTENING])?;
    starter.flush()?;
    say_no_more()
}

/// Standard output and error are `/dev/null` from now on: nobody reads them any more.
///
/// # Errors
/// That cannot be opened.
pub fn say_no_more() -> io::Result<()> {
    let null = OpenOptions::new().write(true).open("/dev/null")?;
    dup2_stdout(&null)?;
    dup2_stderr(&null)?;
    Ok(())
}
