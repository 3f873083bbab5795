//! The socket between a server and its shim: frames, and descriptors beside them. Neither side
//! ever waits for the other; what is not taken yet waits here.
//!
//! ```text
//! +----------------+---------+-------------------+---------+
//! | length u32 LE  | kind u8 | descriptors u8    | payload |
//! +----------------+---------+-------------------+---------+
//! ```
//! How many descriptors come with a frame is said in front, so that a frame of a kind that is not
//! known can be left out with what came beside it. Frozen, as the messages are.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::rc::Rc;

use crate::os::passing;

#[cfg(test)]
mod tests;

/// Bytes before the payload.
const HEADER: usize = 6;

/// The largest payload, in bytes: a kernel gives a program no more arguments and environment than
/// three quarters of 8 MiB (execve(2)).
pub const MAX_PAYLOAD: usize = 8 << 20;

/// Read at once, in bytes.
const PART: usize = 8 << 10;

/// The most descriptors that are kept of frames that have not come whole.
const MOST_LOOSE: usize = 64;

/// The other side says what cannot be understood. Nothing that follows can be, either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what was sent cannot be understood")]
pub struct Malformed;

/// One frame.
#[derive(Debug, Default)]
pub struct Frame {
    /// What it is.
    pub kind: u8,
    /// What it says, at most [`MAX_PAYLOAD`] bytes.
    pub payload: Vec<u8>,
    /// What comes beside it, at most [`passing::MOST`].
    pub descriptors: VecDeque<Rc<OwnedFd>>,
}

impl Frame {
    /// One that says nothing yet.
    pub fn new(kind: u8) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Whether it can be sent at all.
    pub fn fits(&self) -> bool {
        self.payload.len() <= MAX_PAYLOAD && self.descriptors.len() <= passing::MOST
    }
}

/// What waits to be sent of a frame.
struct Parcel {
    bytes: Vec<u8>,
    sent: usize,
    /// They go with the first byte.
    descriptors: VecDeque<Rc<OwnedFd>>,
}

/// One end.
pub struct Channel {
    socket: UnixStream,
    received: Vec<u8>,
    descriptors: VecDeque<OwnedFd>,
    waiting: VecDeque<Parcel>,
    is_open: bool,
}

impl Channel {
    /// Both ends: ours, and one for another process.
    ///
    /// # Errors
    /// The system has no room for them.
    pub fn pair() -> io::Result<(Self, OwnedFd)> {
        let (ours, theirs) = UnixStream::pair()?;
        Ok((Self::new(ours)?, theirs.into()))
    }

    /// The end of a socket that was made so.
    ///
    /// # Errors
    /// It cannot be kept from waiting.
    pub fn new(socket: UnixStream) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Ok(Self {
            socket,
            received: Vec::new(),
            descriptors: VecDeque::new(),
            waiting: VecDeque::new(),
            is_open: true,
        })
    }

    /// Whether the other side is there, as far as has shown: nothing comes any more where it is
    /// not.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Nothing more is said or heard.
    pub fn close(&mut self) {
        self.is_open = false;
        self.waiting.clear();
    }

    /// Whether nothing is half sent or half received: another process could go on with it.
    pub fn rests(&self) -> bool {
        self.is_open
            && self.waiting.is_empty()
            && self.received.is_empty()
            && self.descriptors.is_empty()
    }

    /// Whether something waits to be sent.
    pub fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Sends a frame, now or when it is taken. One that does not fit is left out.
    pub fn send(&mut self, frame: Frame) {
        if !self.is_open || !frame.fits() {
            return;
        }
        let mut bytes = Vec::with_capacity(HEADER + frame.payload.len());
        bytes.extend_from_slice(&(frame.payload.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&[frame.kind, frame.descriptors.len() as u8]);
        bytes.extend_from_slice(&frame.payload);
        self.waiting.push_back(Parcel { bytes, sent: 0, descriptors: frame.descriptors });
        self.flush();
    }

    /// Sends what is taken now.
    pub fn flush(&mut self) {
        while let Some(parcel) = self.waiting.front_mut() {
            let beside: Vec<BorrowedFd<'_>> =
                parcel.descriptors.iter().map(|held| held.as_fd()).collect();
            match passing::send(&self.socket, &parcel.bytes[parcel.sent..], &beside) {
                Ok(count) => {
                    parcel.sent += count;
                    parcel.descriptors.clear();
                    if parcel.sent == parcel.bytes.len() {
                        self.waiting.pop_front();
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // What it said last may still be there to be read, and so is its end.
                Err(_) => return self.waiting.clear(),
            }
        }
    }

    /// Takes in what has come, until nothing is left for now or there is a whole frame.
    ///
    /// # Errors
    /// [`Malformed`], and the channel is closed.
    pub fn receive(&mut self) -> Result<Option<Frame>, Malformed> {
        loop {
            match self.next_frame() {
                Ok(None) => {}
                Err(error) => {
                    self.close();
                    return Err(error);
                }
                frame => return frame,
            }
            if !self.is_open {
                return Ok(None);
            }
            let mut part = [0; PART];
            match passing::receive(&self.socket, &mut part, &mut self.descriptors) {
                Ok(count @ 1..) => self.received.extend_from_slice(&part[..count]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                // An error is the end of a peer that had not read everything.
                Ok(0) | Err(_) => self.close(),
            }
        }
    }

    fn next_frame(&mut self) -> Result<Option<Frame>, Malformed> {
        if self.descriptors.len() > MOST_LOOSE {
            return Err(Malformed);
        }
        let Some(&[a, b, c, d, kind, beside]) = self.received.first_chunk::<HEADER>() else {
            return Ok(None);
        };
        let (length, beside) = (u32::from_le_bytes([a, b, c, d]) as usize, usize::from(beside));
        if length > MAX_PAYLOAD || beside > passing::MOST {
            return Err(Malformed);
        }
        let Some(payload) = self.received.get(HEADER..HEADER + length) else { return Ok(None) };
        // They came with its first byte.
        if self.descriptors.len() < beside {
            return Err(Malformed);
        }
        let payload = payload.to_vec();
        let descriptors = self.descriptors.drain(..beside).map(Rc::new).collect();
        self.received.drain(..HEADER + length);
        if self.received.is_empty() {
            self.received.shrink_to(PART);
        }
        Ok(Some(Frame { kind, payload, descriptors }))
    }
}

impl AsFd for Channel {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl AsRawFd for Channel {
    fn as_raw_fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }
}
