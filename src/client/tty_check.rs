//! What a tty says of itself to somebody who asks it once and is no display (`doctor`).

use std::io;
use std::time::{Duration, Instant};

use super::decode::{Decoder, Input, Reply};
use super::tty::{Tty, reopen};
use super::{ClientError, ESCAPE_TIME};
use crate::display::Capabilities;

/// How long a tty that says nothing is waited for: a line to the other side of the world is faster.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a tty said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TtyCheck {
    /// What it can do: guessed, where it did not answer.
    pub can: Capabilities,
    /// Whether it answered at all.
    pub answered: bool,
    /// Its name and version, where it tells them.
    pub version: Option<String>,
    /// Whether it says that programs may set its clipboard (OSC 52).
    pub clipboard: bool,
}

/// Asks the tty at stdin what it can do. What is typed meanwhile is lost.
///
/// # Errors
/// It cannot be used.
pub fn check_tty() -> Result<TtyCheck, ClientError> {
    let of = |name| std::env::var(name).unwrap_or_default();
    let can = Capabilities::guess(&of("TERM"), &of("COLORTERM"));
    let mut found = TtyCheck { can, answered: false, version: None, clipboard: false };
    if !can.answers {
        return Ok(found);
    }
    let file = reopen(io::stdin()).map_err(ClientError::Tty)?;
    let mut tty = Tty::enter(file).map_err(ClientError::Tty)?;
    let mut decoder = Decoder::new(ESCAPE_TIME, tty.erase());
    decoder.expect_answers(true);
    tty.queue().extend_from_slice(&can.questions());
    tty.flush().map_err(ClientError::Tty)?;
    let deadline = Instant::now() + PATIENCE;
    let mut buffer = [0; 4096];
    while !found.answered && tty.wait(deadline) {
        let Some(count) = tty.read(&mut buffer).map_err(ClientError::Tty)? else { continue };
        decoder.feed(&buffer[..count], |input| {
            if let Input::Reply(reply) = input {
                found.learn(&reply);
            }
        });
    }
    tty.leave(b"");
    Ok(found)
}

impl TtyCheck {
    fn learn(&mut self, reply: &Reply) {
        self.can.learn(reply);
        match reply {
            Reply::Version(version) => self.version = Some(version.clone()),
            // The last of what was asked.
            Reply::Attributes { clipboard } => {
                (self.answered, self.clipboard) = (true, *clipboard);
            }
            _ => {}
        }
    }
}
