//! Locking: the terminal is another program's until that ends.
//!
//! What locks is a command that the server names (`lock-command`), so it is run for a server on
//! this host alone, which is the person's own. Where it cannot be run the client leaves: a
//! terminal that was to be locked is never left open.

use super::{Attach, End, Signal};
use crate::client::ClientError;
use crate::os::{process, reason};

impl Attach {
    /// Gives the tty to a command, and takes it over again once that has ended well.
    pub(super) fn lock(&mut self, command: &str) -> Result<(), ClientError> {
        if self.link.is_remote() {
            self.leave_locked("a server on another host may not run lock-command here");
            return Ok(());
        }
        self.give_back();
        match process::run_in_terminal(command) {
            Ok(0) => self.resume()?,
            Ok(status) => {
                self.leave_locked(&format!("lock-command ended with {status}: {command}"))
            }
            Err(error) => {
                let why = reason(&error);
                self.leave_locked(&format!("lock-command cannot be run: {why}"));
            }
        }
        // What was pressed meanwhile was for the other program.
        let pressed = [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTSTP, Signal::SIGCONT];
        let mut meanwhile = self.link.signals();
        meanwhile.retain(|signal| !pressed.contains(signal));
        self.take_signals(meanwhile)
    }

    fn leave_locked(&mut self, why: &str) {
        self.leave(End::Detached { line: format!("[locked and detached: {why}]"), status: 1 });
    }
}
