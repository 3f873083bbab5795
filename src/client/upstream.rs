//! What is on its way up to a server: whole messages. Those that a server which died had not read are
//! for the next one.
//!
//! Which they are is known for certain, so that none is ever taken twice: what was not written, and what
//! was written last where the kernel says that something was left unread. Of what lay before that it
//! is not known, nor is the rest of a message that was written in part.
//!
//! Knows bytes and where messages end; not what they say.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write};
use std::os::unix::net::UnixStream;

use crate::os::outgoing::Outgoing;
use crate::os::unread::{IS_TOLD, unread};

/// What is read whole or not at all, together with what lies before it, in bytes.
const SMALL: usize = 4 << 10;
const BEFORE: usize = 8 << 10;

/// The queue of messages.
#[derive(Debug, Default)]
pub(super) struct Upstream {
    queue: Outgoing,
    /// How many bytes were written since the beginning, and where messages end, counted likewise: the
    /// last that was written whole, and those that were not.
    written: u64,
    whole: u64,
    ends: VecDeque<u64>,
    /// The messages that were written last, where they are read whole or not at all.
    last: Vec<u8>,
    /// The server takes nothing any more.
    is_refused: bool,
    /// It left something unread.
    is_reset: bool,
}

impl Upstream {
    /// Adds a message: what `encode` appends.
    pub fn push(&mut self, encode: impl FnOnce(&mut Vec<u8>)) {
        encode(self.queue.end());
        self.ends.push_back(self.written + self.queue.len() as u64);
    }

    /// How many bytes the server has not taken yet.
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether there is something that the server may take.
    pub fn waits(&self) -> bool {
        !self.queue.is_empty() && !self.is_refused
    }

    /// Writes as much as the server takes now. That it takes nothing any more is no error: it may have
    /// said why, and what it said is read first.
    pub fn write(&mut self, mut socket: &UnixStream) {
        if !self.waits() {
            return;
        }
        let (first, before) = (self.queue.bytes(), self.len());
        let is_read_whole = IS_TOLD && first.len() <= SMALL && unread(socket) <= BEFORE;
        let last = if is_read_whole { first.to_vec() } else { Vec::new() };
        let mut writes = 0;
        let done = self.queue.write_to(|bytes| {
            writes += 1;
            socket.write(bytes)
        });
        let count = before - self.queue.len();
        self.written += count as u64;
        while self.ends.front().is_some_and(|end| *end <= self.written) {
            self.whole = self.ends.pop_front().unwrap_or(self.whole);
        }
        if count > 0 {
            let is_whole = count == before && writes == 1;
            self.last = if is_whole { last } else { Vec::new() };
        }
        if let Err(error) = done {
            self.is_refused = true;
            self.note(&error);
        }
    }

    /// Why reading or writing was in vain.
    pub fn note(&mut self, error: &io::Error) {
        self.is_reset |= error.kind() == ErrorKind::ConnectionReset;
    }

    /// The server is gone: what is left is for the next one.
    pub fn turn_back(&mut self) {
        let mut kept = match self.is_reset {
            true => std::mem::take(&mut self.last),
            false => Vec::new(),
        };
        let half = match self.ends.front() {
            Some(end) if self.written > self.whole => (end - self.written) as usize,
            _ => 0,
        };
        kept.extend_from_slice(&self.queue.bytes()[half..]);
        *self = Self::default();
        if !kept.is_empty() {
            self.push(|out| out.extend_from_slice(&kept));
        }
    }

    /// Forgets what waits.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn pushed(up: &mut Upstream, text: &str) {
        up.push(|out| out.extend_from_slice(text.as_bytes()));
    }

    /// What the next server is sent.
    fn next(up: &mut Upstream) -> String {
        up.turn_back();
        let (near, mut far) = UnixStream::pair().unwrap();
        up.write(&near);
        assert!(!up.waits());
        drop(near);
        let mut text = String::new();
        far.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn what_was_not_written_is_for_the_next_server() {
        let (near, far) = UnixStream::pair().unwrap();
        let mut up = Upstream::default();
        drop(far);
        pushed(&mut up, "one");
        up.write(&near);
        pushed(&mut up, "two");
        assert!(!up.waits() && up.len() == 6);
        assert_eq!(next(&mut up), "onetwo");
    }

    #[test]
    fn what_was_read_is_not_sent_again_and_what_was_left_is() {
        let (mut near, mut far) = UnixStream::pair().unwrap();
        let mut up = Upstream::default();
        pushed(&mut up, "read");
        up.write(&near);
        far.read_exact(&mut [0; 4]).unwrap();
        pushed(&mut up, "left");
        up.write(&near);
        drop(far);
        pushed(&mut up, "later");
        up.write(&near);
        let _ = near.read(&mut [0]).map_err(|error| up.note(&error));
        assert_eq!(next(&mut up), if IS_TOLD { "leftlater" } else { "later" });

        let (mut near, mut far) = UnixStream::pair().unwrap();
        let mut up = Upstream::default();
        pushed(&mut up, "read");
        up.write(&near);
        far.read_exact(&mut [0; 4]).unwrap();
        drop(far);
        assert_eq!(near.read(&mut [0]).unwrap(), 0);
        assert_eq!(next(&mut up), "");
    }

    /// What lies before the last may have been read.
    #[test]
    fn what_may_have_been_read_is_not_sent_again() {
        let (mut near, far) = UnixStream::pair().unwrap();
        let mut up = Upstream::default();
        pushed(&mut up, "first");
        up.write(&near);
        pushed(&mut up, "second");
        up.write(&near);
        drop(far);
        let _ = near.read(&mut [0]).map_err(|error| up.note(&error));
        assert_eq!(next(&mut up), if IS_TOLD { "second" } else { "" });
    }

    #[test]
    fn a_message_that_was_half_written_is_lost_and_the_next_ones_are_whole() {
        let (near, mut far) = UnixStream::pair().unwrap();
        near.set_nonblocking(true).unwrap();
        let mut up = Upstream::default();
        pushed(&mut up, &"x".repeat(4 << 20));
        pushed(&mut up, "whole");
        up.write(&near);
        assert!(up.waits());
        far.read_exact(&mut [0; 100]).unwrap();
        drop(far);
        assert_eq!(next(&mut up), "whole");
    }
}
