//! What a server and its shim say to each other. Frozen: a shim lives as long as its programs do,
//! and servers of later versions talk to it; so a kind never changes its meaning, and what is new
//! gets a kind of its own, which those that do not know it leave out.
//!
//! Numbers are little-endian; a text is its length (`u32`) and its bytes, a list its count (`u32`)
//! and its items. Keys are the server's choice; the shim does not know what any of them is.

use std::ffi::{OsStr, OsString};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;
use std::rc::Rc;

use crate::os::pty::Execution;

use super::channel::{Frame, Malformed};

#[cfg(test)]
mod tests;

/// The version of what follows. A number that rises says that there are more kinds.
pub const VERSION: u8 = 1;

/// By what a server knows something that the shim holds for it.
pub type Key = u64;

/// What a server says.
#[derive(Debug)]
pub enum Order {
    /// Hold this, instead of what had its key before.
    Keep(Key, Rc<OwnedFd>),
    /// Let go of what has this key, and forget the program of this key.
    Drop(Key),
    /// Start a program on the second end of a pty, and hold the first: [`Report::Spawned`] or
    /// [`Report::Failed`].
    Spawn(Key, Box<Execution>, Rc<OwnedFd>, Rc<OwnedFd>),
    /// This program was started by a shim before this one.
    Adopt(Key, i32),
    /// The end of that program is known.
    Taken(Key),
    /// It has all that it was handed, and serves.
    Well,
    /// Start a server from this file, to be the next: [`Report::Refused`] where it does not come up.
    Replace(PathBuf),
    /// It ends, and so does the shim.
    Over,
    /// It was started to replace another, and is able to: it does so from [`Report::Accepted`] on.
    Able,
    /// What it asked for by [`Order::Replace`] is not to be any more.
    Withdraw,
}

/// What a shim says.
#[derive(Debug)]
pub enum Report {
    /// This is why there is a server, and what has the shim's version.
    Started(u8, Reason),
    /// This is held for it.
    Kept(Key, Rc<OwnedFd>),
    /// This program was started, and is not known to have been taken.
    Program(Key, i32),
    /// That program has ended.
    Ended(Key, Status),
    /// That program runs as this process.
    Spawned(Key, i32),
    /// It could not be executed: the error's number.
    Failed(Key, i32),
    /// What a program wrote while nobody else read it.
    Spool(Key, Vec<u8>),
    /// All has been handed over.
    Ready,
    /// The next server did not come up, and why.
    Refused(String),
    /// It is the server from now on: there is none any more that it was to replace.
    Accepted,
    /// It serves again in the place of one of another file, and this is what became of that.
    Reverted(String),
}

/// Why a server was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is the first.
    First,
    /// The one before it died; so many did in a row, all but the first of them before they were well.
    Died(u32),
    /// It is to replace one that runs.
    Replaced,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It left with this status.
    Exited(i32),
    /// This signal ended it.
    Signaled(i32),
    /// Whoever could have known it is not there any more.
    Unknown,
}

impl Status {
    /// As it is written.
    pub(super) fn parts(self) -> (u8, i32) {
        match self {
            Self::Exited(status) => (0, status),
            Self::Signaled(signal) => (1, signal),
            Self::Unknown => (2, 0),
        }
    }

    /// What was written.
    pub(super) fn of_parts(tag: u8, value: i32) -> Result<Self, Malformed> {
        match tag {
            0 => Ok(Self::Exited(value)),
            1 => Ok(Self::Signaled(value)),
            2 => Ok(Self::Unknown),
            _ => Err(Malformed),
        }
    }
}

/// Orders' kinds.
mod order {
    pub const KEEP: u8 = 1;
    pub const DROP: u8 = 2;
    pub const SPAWN: u8 = 3;
    pub const ADOPT: u8 = 4;
    pub const TAKEN: u8 = 5;
    pub const WELL: u8 = 6;
    pub const REPLACE: u8 = 7;
    pub const OVER: u8 = 8;
    pub const ABLE: u8 = 9;
    pub const WITHDRAW: u8 = 10;
}

/// Reports' kinds.
mod report {
    pub const STARTED: u8 = 65;
    pub const KEPT: u8 = 66;
    pub const PROGRAM: u8 = 67;
    pub const ENDED: u8 = 68;
    pub const SPAWNED: u8 = 69;
    pub const FAILED: u8 = 70;
    pub const SPOOL: u8 = 71;
    pub const READY: u8 = 72;
    pub const REFUSED: u8 = 73;
    pub const ACCEPTED: u8 = 74;
    pub const REVERTED: u8 = 75;
}

impl Order {
    /// As it is sent.
    pub fn encode(self) -> Frame {
        match self {
            Self::Keep(key, held) => Frame::new(order::KEEP).number(key).with(held),
            Self::Drop(key) => Frame::new(order::DROP).number(key),
            Self::Spawn(key, execution, ours, its) => {
                let Execution { file, zeroth, arguments, cwd, env } = *execution;
                let frame = Frame::new(order::SPAWN).number(key).text(&file).text(&zeroth);
                let frame = frame.list(&arguments, |frame, it| frame.text(it)).text(&cwd);
                let pair = |frame: Frame, (name, value): &(OsString, OsString)| {
                    frame.text(name).text(value)
                };
                frame.list(&env, pair).with(ours).with(its)
            }
            Self::Adopt(key, pid) => Frame::new(order::ADOPT).number(key).signed(pid),
            Self::Taken(key) => Frame::new(order::TAKEN).number(key),
            Self::Well => Frame::new(order::WELL),
            Self::Replace(program) => Frame::new(order::REPLACE).text(&program),
            Self::Over => Frame::new(order::OVER),
            Self::Able => Frame::new(order::ABLE),
            Self::Withdraw => Frame::new(order::WITHDRAW),
        }
    }

    /// What a frame says; `None` for a kind of a later version.
    ///
    /// # Errors
    /// Something is missing in it, or too much.
    pub fn decode(frame: Frame) -> Result<Option<Self>, Malformed> {
        let mut from = Reader::new(frame);
        let decoded = match from.kind {
            order::KEEP => Self::Keep(from.number()?, from.descriptor()?),
            order::DROP => Self::Drop(from.number()?),
            order::SPAWN => {
                let key = from.number()?;
                let execution = Execution {
                    file: from.text()?,
                    zeroth: from.text()?,
                    arguments: from.list(Reader::text)?,
                    cwd: from.text()?.into(),
                    env: from.list(|from| Ok((from.text()?, from.text()?)))?,
                };
                Self::Spawn(key, Box::new(execution), from.descriptor()?, from.descriptor()?)
            }
            order::ADOPT => Self::Adopt(from.number()?, from.signed()?),
            order::TAKEN => Self::Taken(from.number()?),
            order::WELL => Self::Well,
            order::REPLACE => Self::Replace(from.text()?.into()),
            order::OVER => Self::Over,
            order::ABLE => Self::Able,
            order::WITHDRAW => Self::Withdraw,
            _ => return Ok(None),
        };
        from.end().map(|()| Some(decoded))
    }
}

impl Report {
    /// As it is sent.
    pub fn encode(self) -> Frame {
        match self {
            Self::Started(version, reason) => {
                let (tag, deaths) = match reason {
                    Reason::First => (0, 0),
                    Reason::Died(deaths) => (1, deaths),
                    Reason::Replaced => (2, 0),
                };
                Frame::new(report::STARTED).byte(version).byte(tag).signed(deaths.cast_signed())
            }
            Self::Kept(key, held) => Frame::new(report::KEPT).number(key).with(held),
            Self::Program(key, pid) => Frame::new(report::PROGRAM).number(key).signed(pid),
            Self::Ended(key, status) => {
                let (tag, value) = status.parts();
                Frame::new(report::ENDED).number(key).byte(tag).signed(value)
            }
            Self::Spawned(key, pid) => Frame::new(report::SPAWNED).number(key).signed(pid),
            Self::Failed(key, errno) => Frame::new(report::FAILED).number(key).signed(errno),
            Self::Spool(key, bytes) => {
                Frame::new(report::SPOOL).number(key).text(OsStr::from_bytes(&bytes))
            }
            Self::Ready => Frame::new(report::READY),
            Self::Refused(words) => Frame::new(report::REFUSED).text(&words),
            Self::Accepted => Frame::new(report::ACCEPTED),
            Self::Reverted(words) => Frame::new(report::REVERTED).text(&words),
        }
    }

    /// What a frame says; `None` for a kind of a later version.
    ///
    /// # Errors
    /// Something is missing in it, or too much.
    pub fn decode(frame: Frame) -> Result<Option<Self>, Malformed> {
        let mut from = Reader::new(frame);
        let decoded = match from.kind {
            report::STARTED => {
                let version = from.byte()?;
                let (tag, deaths) = (from.byte()?, from.signed()?.cast_unsigned());
                let reason = match tag {
                    0 => Reason::First,
                    1 => Reason::Died(deaths),
                    2 => Reason::Replaced,
                    _ => return Err(Malformed),
                };
                Self::Started(version, reason)
            }
            report::KEPT => Self::Kept(from.number()?, from.descriptor()?),
            report::PROGRAM => Self::Program(from.number()?, from.signed()?),
            report::ENDED => {
                let key = from.number()?;
                Self::Ended(key, Status::of_parts(from.byte()?, from.signed()?)?)
            }
            report::SPAWNED => Self::Spawned(from.number()?, from.signed()?),
            report::FAILED => Self::Failed(from.number()?, from.signed()?),
            report::SPOOL => Self::Spool(from.number()?, from.text()?.into_vec()),
            report::READY => Self::Ready,
            report::REFUSED => Self::Refused(from.text()?.to_string_lossy().into_owned()),
            report::ACCEPTED => Self::Accepted,
            report::REVERTED => Self::Reverted(from.text()?.to_string_lossy().into_owned()),
            _ => return Ok(None),
        };
        from.end().map(|()| Some(decoded))
    }
}

impl Frame {
    pub(super) fn byte(mut self, value: u8) -> Self {
        self.payload.push(value);
        self
    }

    pub(super) fn number(mut self, value: u64) -> Self {
        self.payload.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(super) fn signed(mut self, value: i32) -> Self {
        self.payload.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn count(mut self, value: usize) -> Self {
        // What is longer than that has no room in a frame, and is never sent.
        self.payload.extend_from_slice(&u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
        self
    }

    fn text(self, text: &(impl AsRef<OsStr> + ?Sized)) -> Self {
        let bytes = text.as_ref().as_bytes();
        let mut frame = self.count(bytes.len());
        frame.payload.extend_from_slice(bytes);
        frame
    }

    pub(super) fn list<T>(self, items: &[T], item: impl Fn(Self, &T) -> Self) -> Self {
        items.iter().fold(self.count(items.len()), item)
    }

    fn with(mut self, descriptor: Rc<OwnedFd>) -> Self {
        self.descriptors.push_back(descriptor);
        self
    }
}

/// Takes a frame apart, from its front.
pub(super) struct Reader {
    kind: u8,
    frame: Frame,
    at: usize,
}

impl Reader {
    pub(super) fn new(frame: Frame) -> Self {
        Self { kind: frame.kind, frame, at: 0 }
    }

    fn take(&mut self, count: usize) -> Result<&[u8], Malformed> {
        let end = self.at.checked_add(count).ok_or(Malformed)?;
        let bytes = self.frame.payload.get(self.at..end).ok_or(Malformed)?;
        self.at = end;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.take(N)?.try_into().map_err(|_| Malformed)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Malformed> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn number(&mut self) -> Result<u64, Malformed> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn signed(&mut self) -> Result<i32, Malformed> {
        self.array().map(i32::from_le_bytes)
    }

    fn count(&mut self) -> Result<usize, Malformed> {
        self.array().map(|bytes| u32::from_le_bytes(bytes) as usize)
    }

    fn text(&mut self) -> Result<OsString, Malformed> {
        let count = self.count()?;
        self.take(count).map(|bytes| OsString::from_vec(bytes.to_vec()))
    }

    pub(super) fn list<T>(
        &mut self,
        item: impl Fn(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        // A count is believed item by item, and each takes bytes.
        (0..self.count()?).map(|_| item(self)).collect()
    }

    fn descriptor(&mut self) -> Result<Rc<OwnedFd>, Malformed> {
        self.frame.descriptors.pop_front().ok_or(Malformed)
    }

    pub(super) fn end(self) -> Result<(), Malformed> {
        let is_all = self.at == self.frame.payload.len() && self.frame.descriptors.is_empty();
        if is_all { Ok(()) } else { Err(Malformed) }
    }
}
