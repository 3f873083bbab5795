//! A line to another host that breaks under a raw stream: the terminal keeps what it shows but for
//! its last row, which says since when that is stale, and is shown the screen anew, and the lines
//! that it missed, when the host is reached again.

use std::io;

use super::{Answer, Broken, End, Stream};
use crate::protocol::Frames;

impl Stream {
    /// The connection is gone: the end, where there is no way back.
    pub(super) fn lost(&mut self) -> io::Result<()> {
        if self.over.is_some() || self.end.is_some() {
            return Ok(());
        }
        let leaves = self.leaving.is_some();
        match self.reconnect.as_ref().filter(|_| self.got > 0 && !leaves) {
            Some(way) => {
                self.broken = Some(way.take(self.got)?);
                self.frames = Frames::default();
                self.tell_of_line();
            }
            None => self.end = Some(if leaves { End::Left } else { End::ServerLost }),
        }
        Ok(())
    }

    /// Tells how old the screen is, once a second.
    pub(super) fn tell_of_line(&mut self) {
        let words = self.broken.as_mut().map(Broken::words).unwrap_or_default();
        // Where a terminal takes nothing there is no use in telling it more.
        if let (Some(size), 0) = (self.size, self.backlog())
            && let Some(terminal) = self.bound.terminal()
        {
            terminal.tell(&words, size.cells, &mut self.down);
        }
    }

    /// The host has answered.
    pub(super) fn called_back(&mut self) -> io::Result<()> {
        match self.broken.take().and_then(|broken| broken.answer()) {
            Some(Answer::Back(socket, frames)) => {
                socket.set_nonblocking(true)?;
                (self.socket, self.frames) = (socket, frames);
                self.up.clear();
                // A terminal may keep what is cleared from its screen.
                self.tell_of_line();
                self.greet();
            }
            Some(Answer::Refused { reason, status }) => {
                self.end.get_or_insert(End::Told(format!("[{reason}]"), status));
            }
            None => drop(self.end.get_or_insert(End::ServerLost)),
        }
        Ok(())
    }
}
