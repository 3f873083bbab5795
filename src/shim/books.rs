//! The books of a shim: what it hands to a newer program that it becomes. The process stays, so the
//! programs stay its children, and descriptors keep their numbers.
//!
//! Frozen like the messages, and for the same reason: the next program may be of any later version, which
//! reads the books of each before it.

use std::collections::BTreeSet;
use std::io;
use std::os::fd::{OwnedFd, RawFd};

use crate::os::inherited;

use super::channel::{Frame, Malformed};
use super::message::{Key, Reader, Status};

/// The version of what follows.
const VERSION: u8 = 1;

/// All that is known of one program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// By what the server knows it.
    pub key: Key,
    /// Its process.
    pub pid: i32,
    /// Whether another shim started it.
    pub is_adopted: bool,
    /// How it ended, where it has and the server has not taken that yet.
    pub ended: Option<Status>,
}

/// The books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Books {
    /// The server's process.
    pub server: i32,
    /// The channel to it.
    pub channel: RawFd,
    /// What is held for it.
    pub kept: Vec<(Key, RawFd)>,
    /// The programs.
    pub programs: Vec<Entry>,
}

impl Books {
    /// As they are handed over.
    pub fn encode(&self) -> Vec<u8> {
        let frame = Frame::new(0).byte(VERSION).signed(self.server).signed(self.channel);
        let frame = frame.list(&self.kept, |frame, (key, fd)| frame.number(*key).signed(*fd));
        let entry = |frame: Frame, it: &Entry| {
            let (tag, value) = it.ended.map_or((255, 0), Status::parts);
            let frame = frame.number(it.key).signed(it.pid).byte(u8::from(it.is_adopted));
            frame.byte(tag).signed(value)
        };
        frame.list(&self.programs, entry).payload
    }

    /// What was handed over.
    ///
    /// # Errors
    /// It is of a later version, or damaged.
    pub fn decode(bytes: Vec<u8>) -> Result<Self, Malformed> {
        let mut from = Reader::new(Frame { payload: bytes, ..Frame::default() });
        if from.byte()? != VERSION {
            return Err(Malformed);
        }
        let books = Self {
            server: from.signed()?,
            channel: from.signed()?,
            kept: from.list(|from| Ok((from.number()?, from.signed()?)))?,
            programs: from.list(|from| {
                let (key, pid, is_adopted) = (from.number()?, from.signed()?, from.byte()? != 0);
                let ended = match (from.byte()?, from.signed()?) {
                    (255, _) => None,
                    (tag, value) => Some(Status::of_parts(tag, value)?),
                };
                Ok(Entry { key, pid, is_adopted, ended })
            })?,
        };
        from.end().map(|()| books)
    }
}

/// What the program left that the shim was before.
pub struct Left {
    /// The server's process.
    pub server: i32,
    /// The channel to it.
    pub channel: OwnedFd,
    /// What is held for it.
    pub kept: Vec<(Key, OwnedFd)>,
    /// The programs.
    pub programs: Vec<Entry>,
}

impl Left {
    /// Takes what was left, with the books at this descriptor, before anything else is opened.
    ///
    /// # Errors
    /// They cannot be read, or something of it is not there.
    pub fn take(number: RawFd) -> io::Result<Self> {
        let books = Books::decode(inherited::left_bytes(number)?).map_err(io::Error::other)?;
        let mut numbers = BTreeSet::from([number]);
        let mut all = books.kept.iter().map(|(_, number)| *number).chain([books.channel]);
        if !all.all(|number| numbers.insert(number)) {
            return Err(io::Error::other(Malformed));
        }
        let kept = books.kept.into_iter();
        let kept = kept.map(|(key, number)| Ok((key, inherited::left(number)?)));
        Ok(Self {
            server: books.server,
            channel: inherited::left(books.channel)?,
            kept: kept.collect::<io::Result<_>>()?,
            programs: books.programs,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_books_are_these_bytes() {
        let entry = Entry { key: 5, pid: 77, is_adopted: false, ended: None };
        let books = Books {
            server: 42,
            channel: 9,
            kept: vec![(1, 10)],
            programs: vec![
                entry,
                Entry { key: 6, is_adopted: true, ended: Some(Status::Unknown), ..entry },
                Entry { key: 7, ended: Some(Status::Exited(3)), ..entry },
            ],
        };
        let bytes = books.encode();
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let expect = "01 2a000000 09000000 01000000 0100000000000000 0a000000 03000000 \
            0500000000000000 4d000000 00 ff 00000000 0600000000000000 4d000000 01 02 00000000 \
            0700000000000000 4d000000 00 00 03000000";
        assert_eq!(text, expect.replace(' ', ""));
        assert_eq!(Books::decode(bytes), Ok(books));
    }

    proptest! {
        #[test]
        fn what_is_damaged_is_no_more_than_refused(bytes in prop::collection::vec(any::<u8>(), 0..99)) {
            if let Ok(books) = Books::decode(bytes.clone()) {
                prop_assert_eq!(Books::decode(books.encode()), Ok(books));
            }
        }
    }
}
