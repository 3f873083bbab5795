//! Framing: a length, a kind, a payload. Frozen: every version of pmux can read it.
//!
//! ```text
//! +---------+---------+----------------+---------+
//! | "pm"    | kind u8 | length u32 LE  | payload |
//! +---------+---------+----------------+---------+
//! ```
//! The two letters make garbage known at its first byte.

use thiserror::Error;

/// What every frame begins with.
const MAGIC: [u8; 2] = *b"pm";
/// Bytes before the payload.
const HEADER: usize = 7;

/// The largest payload that is read, in bytes. Larger things are sent in parts.
pub const MAX_PAYLOAD: usize = 16 << 20;

/// One frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What the payload is.
    pub kind: u8,
    /// The payload, at most [`MAX_PAYLOAD`] bytes.
    pub payload: Vec<u8>,
}

/// The peer does not speak this protocol. Nothing that follows can be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FrameError {
    /// The bytes are no frame.
    #[error("the other side does not speak pmux's protocol")]
    Garbage,
    /// A frame announces more than it may have.
    #[error("the other side announced a frame of {0} bytes, more than any frame may have")]
    TooLarge(usize),
    /// A frame's kind or payload is not what it must be.
    #[error("the other side sent a {0} that cannot be understood")]
    Malformed(&'static str),
}

/// Appends a frame to `out`.
pub fn encode(kind: u8, payload: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&MAGIC);
    out.push(kind);
    out.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    out.extend_from_slice(payload);
}

/// Appends a frame whose payload `write` makes, without copying it.
pub fn encode_with(kind: u8, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    encode(kind, &[], out);
    write(out);
    let length = (out.len() - start - HEADER) as u32;
    out[start + 3..start + HEADER].copy_from_slice(&length.to_le_bytes());
}

/// So much room is kept where no frame is unfinished, in bytes.
const KEPT: usize = 256 << 10;

/// Frames out of bytes that arrive cut anywhere.
#[derive(Debug)]
pub struct Frames {
    buffer: Vec<u8>,
    /// Bytes at the front that were given out already.
    taken: usize,
    /// The largest payload that is taken, in bytes.
    most: usize,
}

impl Default for Frames {
    fn default() -> Self {
        Self { buffer: Vec::new(), taken: 0, most: MAX_PAYLOAD }
    }
}

impl Frames {
    /// The largest payload that is taken from now on, in bytes.
    pub fn take_at_most(&mut self, bytes: usize) {
        self.most = bytes.min(MAX_PAYLOAD);
    }

    /// Adds bytes as they arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.taken > 0 {
            self.buffer.drain(..self.taken);
            self.taken = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole frame, if there is one.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        let bytes = &self.buffer[self.taken..];
        let known = bytes.len().min(MAGIC.len());
        if bytes[..known] != MAGIC[..known] {
            return Err(FrameError::Garbage);
        }
        let Some(&[_, _, kind, a, b, c, d]) = bytes.first_chunk::<HEADER>() else {
            return Ok(None);
        };
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        if length > self.most {
            return Err(FrameError::TooLarge(length));
        }
        let Some(payload) = bytes.get(HEADER..HEADER + length) else {
            return Ok(None);
        };
        let payload = payload.to_vec();
        self.taken += HEADER + length;
        if self.taken == self.buffer.len() {
            self.buffer.clear();
            self.buffer.shrink_to(KEPT);
            self.taken = 0;
        }
        Ok(Some(Frame { kind, payload }))
    }

    /// The bytes that came after the last whole frame.
    pub fn rest(&self) -> &[u8] {
        &self.buffer[self.taken..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_survive_any_cut() {
        let mut bytes = Vec::new();
        encode(1, b"one", &mut bytes);
        encode_with(2, &mut bytes, |out| out.extend_from_slice(b"second"));
        encode(3, b"", &mut bytes);
        for step in 1..bytes.len() {
            let (mut frames, mut seen) = (Frames::default(), Vec::new());
            for part in bytes.chunks(step) {
                frames.push(part);
                while let Some(frame) = frames.next_frame().unwrap() {
                    seen.push((frame.kind, frame.payload));
                }
            }
            assert_eq!(seen, [(1, b"one".to_vec()), (2, b"second".to_vec()), (3, Vec::new())]);
        }
    }

    #[test]
    fn a_large_frame_leaves_no_room_behind() {
        let (mut frames, mut bytes) = (Frames::default(), Vec::new());
        encode(1, &vec![0; 4 << 20], &mut bytes);
        bytes.chunks(16 << 10).for_each(|part| frames.push(part));
        assert_eq!(frames.next_frame().unwrap().unwrap().payload.len(), 4 << 20);
        assert!(frames.rest().is_empty() && frames.buffer.capacity() <= KEPT);
    }

    #[test]
    fn garbage_and_giants_are_refused_at_once() {
        let mut frames = Frames::default();
        frames.push(b"G");
        assert_eq!(frames.next_frame(), Err(FrameError::Garbage));
        let mut frames = Frames::default();
        frames.push(b"pm\x01\x00\xca\x9a\x3b");
        assert_eq!(frames.next_frame(), Err(FrameError::TooLarge(1_000_000_000)));
        let mut frames = Frames::default();
        frames.take_at_most(8);
        let mut bytes = Vec::new();
        encode(1, &[0; 9], &mut bytes);
        frames.push(&bytes);
        assert_eq!(frames.next_frame(), Err(FrameError::TooLarge(9)));
    }
}
