//! `upgrade-server`: which pmux the next server is to be of, and whether it is one at all.

use std::io::Read;
use std::os::fd::AsFd;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use pmux::command;
use pmux::os;

use super::Failure;

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most that is read of what it says, in bytes.
const MOST: usize = 256;

/// The words of a command, with the file where they ask for an upgrade: the pmux that is called, where they
/// name none. One that is named is asked for its version first: what is no pmux is to disturb nobody.
///
/// # Errors
/// It does not say that it is a pmux.
pub fn with_file(words: Vec<String>) -> Result<Vec<String>, Failure> {
    if let Some(file) = command::upgrade_file(&words) {
        let path = std::path::absolute(file)?;
        check(&path)
            .map_err(|why| format!("{} does not replace the server: {why}", path.display()))?;
    }
    let own = || std::env::current_exe().ok().filter(|file| file.exists());
    Ok(command::with_file(words, own))
}

fn check(file: &Path) -> Result<(), String> {
    let mut command = Command::new(file);
    command.arg("-V").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| os::reason(&error))?;
    let said = child.stdout.take().map(listen).unwrap_or_default();
    end(&mut child);
    match said.starts_with("pmux ") {
        true => Ok(()),
        false => Err("it is no pmux, which would say so for -V".to_owned()),
    }
}

/// What a program prints, until its end or as long as one has patience.
fn listen(mut from: ChildStdout) -> String {
    let deadline = Instant::now() + PATIENCE;
    let (mut said, mut part) = (Vec::new(), [0; MOST]);
    while said.len() < MOST {
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout = PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO);
        if poll(&mut [PollFd::new(from.as_fd(), PollFlags::POLLIN)], timeout) != Ok(1) {
            break;
        }
        match from.read(&mut part) {
            Ok(count @ 1..) => said.extend_from_slice(&part[..count]),
            Ok(0) | Err(_) => break,
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// It may not have ended by itself.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
