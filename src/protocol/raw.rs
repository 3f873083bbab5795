//! The raw stream: a pane's bytes down as its program wrote them, a person's bytes up as they
//! typed them. It follows the request, as the view stream does, and its versions count apart.
//!
//! Bytes are a frame each with nothing around them, so that nobody copies or reads them on the
//! way. All else is rare, and goes as messages.

use serde::{Deserialize, Serialize};

use crate::geometry::WindowSize;
use crate::key::Key;

use super::frame::{self, Frame, FrameError};
use super::message::{decode_as, encode_as};
use super::request::RAW_KINDS;

/// The version of the raw stream. It rises with every change to its types.
pub const RAW_VERSION: u32 = 2;

const INPUT: u8 = RAW_KINDS;
const OUTPUT: u8 = RAW_KINDS + 1;
const FROM_CLIENT: u8 = RAW_KINDS + 2;
const FROM_SERVER: u8 = RAW_KINDS + 3;

/// What the client is to know before the stream begins.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// The keys that leave, pressed one after the other; none where no key does.
    pub detach: Vec<Key>,
    /// What a terminal is told first, in words; empty for nothing.
    pub hint: String,
    /// Whether stdin is read.
    pub input: bool,
    /// Whether signals are passed on to the program and not obeyed.
    pub signals: bool,
}

/// What a client tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientMessage {
    /// Bytes for the program.
    Input(Vec<u8>),
    /// Anything else.
    Told(Told),
}

/// What a client tells that is no input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// Its stdin has ended.
    InputEnded,
    /// Its terminal has that size now.
    Resize(WindowSize),
    /// It got this signal, which is the program's.
    Signal(i32),
    /// What its terminal shows is not known any more.
    Refresh,
    /// It leaves; its person pressed the keys for it, or it was asked to end.
    Leaving,
}

/// What the server tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerMessage {
    /// What the program wrote.
    Output(Vec<u8>),
    /// What the terminal is to show from nothing.
    Screen(Screen),
    /// The stream is over.
    Over(Over),
}

/// A state to begin with: lines that have left the screen, and the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Screen {
    /// Lines above the screen that the terminal has not got, each with its line end.
    pub above: Vec<u8>,
    /// What makes the screen, its cursor and its modes on a terminal that is as new.
    pub screen: Vec<u8>,
}

/// How a stream ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Over {
    /// The client's exit status.
    pub status: u8,
    /// To be printed; empty for nothing.
    pub line: String,
    /// How many rows of the screen there is text on, where a screen was shown.
    pub rows: u16,
}

/// What is sent as a message.
#[derive(Debug, Serialize, Deserialize)]
enum Down {
    Screen(Screen),
    Over(Over),
}

impl Terms {
    /// The terms as a reply carries them.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Writing to memory cannot fail, and none of these types refuses to be written.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// Reads the terms out of a reply.
    ///
    /// # Errors
    /// They are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrameError> {
        postcard::from_bytes(bytes).map_err(|_| FrameError::Malformed("beginning of a stream"))
    }
}

/// Appends input as a frame.
pub fn encode_input(bytes: &[u8], out: &mut Vec<u8>) {
    frame::encode(INPUT, bytes, out);
}

/// Appends output as a frame.
pub fn encode_output(bytes: &[u8], out: &mut Vec<u8>) {
    frame::encode(OUTPUT, bytes, out);
}

impl ClientMessage {
    /// Appends the message as a frame.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Input(bytes) => encode_input(bytes, out),
            Self::Told(told) => encode_as(FROM_CLIENT, told, out),
        }
    }

    /// Reads a message out of a frame.
    ///
    /// # Errors
    /// It holds none.
    pub fn decode(frame: Frame) -> Result<Self, FrameError> {
        match frame.kind {
            INPUT => Ok(Self::Input(frame.payload)),
            _ => decode_as(FROM_CLIENT, "message", &frame).map(Self::Told),
        }
    }
}

impl ServerMessage {
    /// Appends the message as a frame.
    pub fn encode(self, out: &mut Vec<u8>) {
        match self {
            Self::Output(bytes) => encode_output(&bytes, out),
            Self::Screen(screen) => encode_as(FROM_SERVER, &Down::Screen(screen), out),
            Self::Over(over) => encode_as(FROM_SERVER, &Down::Over(over), out),
        }
    }

    /// Reads a message out of a frame.
    ///
    /// # Errors
    /// It holds none.
    pub fn decode(frame: Frame) -> Result<Self, FrameError> {
        match frame.kind {
            OUTPUT => Ok(Self::Output(frame.payload)),
            _ => decode_as(FROM_SERVER, "part of a stream", &frame).map(|down| match down {
                Down::Screen(screen) => Self::Screen(screen),
                Down::Over(over) => Self::Over(over),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::protocol::Frames;

    fn frame(write: impl FnOnce(&mut Vec<u8>)) -> Frame {
        let (mut bytes, mut frames) = (Vec::new(), Frames::default());
        write(&mut bytes);
        frames.push(&bytes);
        frames.next_frame().unwrap().unwrap()
    }

    #[test]
    fn messages_come_back_as_they_went() {
        let told = [
            Told::InputEnded,
            Told::Resize(Size::new(80, 24).into()),
            Told::Signal(15),
            Told::Refresh,
            Told::Leaving,
        ];
        let up = told.map(ClientMessage::Told).into_iter();
        for message in up.chain([ClientMessage::Input(b"\0\xff\x1b".to_vec())]) {
            let got = ClientMessage::decode(frame(|out| message.encode(out)));
            assert_eq!(got.unwrap(), message);
        }
        let down = [
            ServerMessage::Output(vec![0; 70_000]),
            ServerMessage::Screen(Screen { above: b"a\r\n".to_vec(), screen: vec![27; 9] }),
            ServerMessage::Over(Over { status: 137, line: "[over]".to_owned(), rows: 3 }),
        ];
        for message in down {
            let got = ServerMessage::decode(frame(|out| message.clone().encode(out)));
            assert_eq!(got.unwrap(), message);
        }
        let terms = Terms { detach: vec![Key::ctrl('p')], input: true, ..Terms::default() };
        assert_eq!(Terms::from_bytes(&terms.to_bytes()).unwrap(), terms);
    }

    #[test]
    fn what_is_none_is_refused() {
        let strange = |kind| Frame { kind, payload: vec![0xee; 3] };
        assert!(ClientMessage::decode(strange(FROM_CLIENT)).is_err());
        assert!(ClientMessage::decode(strange(OUTPUT)).is_err());
        assert!(ServerMessage::decode(strange(1)).is_err());
        assert!(Terms::from_bytes(&[9, 9]).is_err());
    }
}
