//! The outside world: pseudo-terminals, processes, signals, sockets, the clock.
//!
//! Knows the kernel, and Linux from the other Unixes; knows no session, pane or message.
//! The only room with `unsafe`, and each use of it says why it is sound.

use std::io;

pub mod claim;
pub mod clock;
pub mod crash;
pub mod daemon;
pub mod file;
mod fresh;
pub mod heard;
pub mod inherited;
mod launch;
pub mod lock;
pub mod logout;
pub mod memory;
pub mod outgoing;
pub mod passing;
pub mod process;
pub mod processes;
pub mod pty;
pub mod segment;
pub mod signals;
pub mod socket;
pub mod state_dir;
pub mod terminfo;
pub mod title;
pub mod tty;
pub mod unread;

/// Why something could not be done, as people know it: without the error's number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// Writes a file that is executed: by another process, since what a test beside this one starts meanwhile
/// has all for a moment that is open to be written to here, and such a file cannot be (execve(2)).
#[cfg(test)]
fn install(from: impl AsRef<std::path::Path>, mode: &str, to: &std::path::Path) {
    let mut install = std::process::Command::new("install");
    let status = install.args(["-m", mode]).arg(from.as_ref()).arg(to).status();
    assert!(status.unwrap().success(), "{}", to.display());
}
