//! A line to another host that breaks: the screen stays, says since when it is stale, and goes
//! on with the difference when the host is reached again.

use std::io;

use super::{Attach, End};
use crate::client::reconnect::Answer;
use crate::key::{Key, KeyEvent};
use crate::line::Line;
use crate::protocol::Frames;
use crate::style::{Attributes, Color, Style};

impl Attach {
    /// The connection is gone: the end, where there is no way back.
    pub(super) fn lost(&mut self) -> io::Result<()> {
        let frame = self.unshown.unwrap_or(self.shown);
        match &self.reconnect {
            Some(way) if self.end.is_none() && frame > 0 => {
                self.broken = Some(way.take(frame)?);
                self.up.clear();
                self.frames = Frames::default();
                self.tell_of_line();
            }
            _ => drop(self.end.get_or_insert(End::ServerLost)),
        }
        Ok(())
    }

    /// Tells how old the screen is, once a second.
    pub(super) fn tell_of_line(&mut self) {
        let Some(broken) = &mut self.broken else { return };
        let style = Style {
            fg: Color::Indexed(0),
            bg: Color::Indexed(3),
            attributes: Attributes::BOLD,
            ..Style::PLAIN
        };
        let mut line = Line::new();
        line.push_text(&broken.words(), &style);
        self.display.tell(Some(line));
        self.stale = true;
    }

    /// The host has answered.
    pub(super) fn called_back(&mut self) -> io::Result<()> {
        let Some(broken) = &self.broken else { return Ok(()) };
        match broken.answer() {
            Some(Answer::Back(socket, frames)) => {
                socket.set_nonblocking(true)?;
                (self.socket, self.frames, self.broken) = (socket, frames, None);
                self.display.tell(None);
                self.stale = true;
                self.greet();
            }
            Some(Answer::Refused { reason, status }) => {
                let line = format!("[{reason}]");
                self.end.get_or_insert(End::Detached { line, status });
            }
            None => drop(self.end.get_or_insert(End::ServerLost)),
        }
        Ok(())
    }

    /// A key while the line is down: the one that leaves.
    pub(super) fn key_while_broken(&mut self, event: &KeyEvent) {
        if let Some(broken) = self.broken.as_ref().filter(|_| event.key == Key::ctrl('c')) {
            let line = broken.sentence();
            self.end.get_or_insert(End::Detached { line, status: 1 });
        }
    }
}
