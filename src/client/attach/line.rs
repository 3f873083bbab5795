//! A line to another host that breaks: the screen stays, says since when it is stale, and goes
//! on with the difference when the host is reached again. What is typed meanwhile is not sent:
//! nobody knows what it would meet.

use std::io;
use std::time::{Duration, Instant};

use super::{Attach, End};
use crate::client::host::{CalledBack, Calling, Host};
use crate::key::{Key, KeyEvent};
use crate::line::Line;
use crate::protocol::{Frames, Request};
use crate::style::{Attributes, Color, Style};

/// How a display comes back to its server.
#[derive(Debug)]
pub(in crate::client) struct WayBack {
    pub host: Host,
    /// What it asked for when it came first.
    pub request: Request,
}

/// A line that broke.
#[derive(Debug)]
pub(super) struct Broken {
    since: Instant,
    /// Seconds that the screen tells.
    told: u64,
    calling: Calling,
}

impl Broken {
    /// What is readable when the host has answered.
    pub(super) fn wake(&self) -> &std::os::unix::net::UnixStream {
        &self.calling.wake
    }

    /// When the screen is to tell another second.
    pub(super) fn next(&self) -> Instant {
        self.since + Duration::from_secs(self.told + 1)
    }
}

impl Attach {
    /// The connection is gone: the end, where there is no way back.
    pub(super) fn lost(&mut self) -> io::Result<()> {
        let frame = self.unshown.unwrap_or(self.shown);
        match &self.way_back {
            Some(way) if self.end.is_none() && frame > 0 => {
                let calling = way.host.call_back(&way.request, frame)?;
                self.broken = Some(Broken { since: Instant::now(), told: 0, calling });
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
        let (Some(broken), Some(way)) = (&mut self.broken, &self.way_back) else { return };
        broken.told = broken.since.elapsed().as_secs();
        let (name, seconds) = (&way.host.name, broken.told);
        let text = format!(
            " No line to {name} since {seconds} s, trying again. Keys are not sent. C-c leaves; \
             the session goes on there. "
        );
        let style = Style {
            fg: Color::Indexed(0),
            bg: Color::Indexed(3),
            attributes: Attributes::BOLD,
            ..Style::PLAIN
        };
        let mut line = Line::new();
        line.push_text(&text, &style);
        self.display.tell(Some(line));
        self.stale = true;
    }

    /// The host has answered.
    pub(super) fn called_back(&mut self) -> io::Result<()> {
        let Some(broken) = &self.broken else { return Ok(()) };
        match broken.calling.answers.try_recv() {
            Ok(CalledBack::Attached(socket, frames)) => {
                socket.set_nonblocking(true)?;
                (self.socket, self.frames, self.broken) = (socket, frames, None);
                self.display.tell(None);
                self.stale = true;
                self.greet();
            }
            Ok(CalledBack::Refused(reason)) => {
                let line = format!("[{reason}]");
                self.end.get_or_insert(End::Detached { line, status: 1 });
            }
            // The thread ended without a word, which it never does.
            Err(_) => drop(self.end.get_or_insert(End::ServerLost)),
        }
        Ok(())
    }

    /// A key while the line is down: the one that leaves.
    pub(super) fn key_while_broken(&mut self, event: &KeyEvent) {
        if event.key == Key::ctrl('c') {
            let name = self.way_back.as_ref().map_or("there", |way| way.host.name.as_str());
            let line = format!("[left while the line was down; the session goes on at {name}]");
            self.end.get_or_insert(End::Detached { line, status: 1 });
        }
    }
}
