//! The view stream's messages: what the person does goes up, what they see comes down.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::geometry::{Point, WindowSize};
use crate::key::{KeyEvent, MouseEvent};

use super::diff::ViewDiff;
use super::frame::{self, Frame, FrameError};
use super::request::VIEW_KINDS;

/// Frame kinds of the view stream.
const FROM_CLIENT: u8 = VIEW_KINDS;
const FROM_SERVER: u8 = VIEW_KINDS + 1;

/// What a client that is attached tells the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientMessage {
    /// A key.
    Key(KeyEvent),
    /// The mouse, and the part of the status line under it, if any: only the client knows
    /// what it drew there.
    Mouse {
        /// What it did.
        event: MouseEvent,
        /// What it is on, where that is the status line.
        on: Option<StatusPart>,
    },
    /// Pasted text (bracketed paste), a part of at most 1 MiB; parts in a row are one paste.
    Paste {
        /// The text, as it came.
        bytes: Vec<u8>,
        /// Whether it is the last part.
        last: bool,
    },
    /// The terminal gained or lost the focus.
    Focus(bool),
    /// The terminal has a new size.
    Resize(WindowSize),
    /// This frame is on the screen, and so are all before it. Comes with the next message of
    /// another kind, or for the second frame in a row: two may be under way.
    Ack(u64),
    /// What the terminal told of itself.
    Tty(TtyReport),
    /// The client leaves by itself (SIGTERM, SIGHUP).
    Leaving,
}

/// A part of the status line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatusPart {
    /// The left part.
    Left,
    /// The right part.
    Right,
    /// The window with this index.
    Window(u32),
    /// The pane with this id.
    Pane(u32),
    /// The session with this id.
    Session(u32),
    /// What a person has given a name of their own.
    User(String),
    /// Anything else of it.
    Rest,
    /// One of ten things to click on.
    Control(u8),
}

/// What a terminal told of itself when it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TtyReport {
    /// Its foreground colour (OSC 10).
    Foreground(u8, u8, u8),
    /// Its background colour (OSC 11).
    Background(u8, u8, u8),
    /// Its cursor's colour (OSC 12).
    CursorColor(u8, u8, u8),
    /// Its name and version (XTVERSION).
    Version(String),
    /// It prefers dark (true) or light colours (mode 2031).
    Dark(bool),
    /// An entry of its palette, which it was asked for (OSC 4).
    Palette(u8, u8, u8, u8),
    /// What is on its clipboard, which it was asked for (OSC 52).
    Selection(Vec<u8>),
}

/// What a program wants to know of the person's terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// An entry of its palette (OSC 4).
    Palette(u8),
    /// What is on its clipboard, or in another selection, by its letter (OSC 52).
    Selection(Option<char>),
}

/// What the server tells a client that is attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServerMessage {
    /// How the view changed since the last frame; to be acknowledged by its number.
    Frame {
        /// Counts up by one.
        number: u64,
        /// The change.
        diff: Box<ViewDiff>,
    },
    /// The view is empty again, as at the beginning: what is on the screen is not known.
    Forget,
    /// Ring the bell.
    Bell,
    /// Put this on the person's clipboard (OSC 52).
    Clipboard(Vec<u8>),
    /// Make this the person's primary selection (OSC 52 with `p`).
    Primary(Vec<u8>),
    /// Ask the terminal, and tell the answer ([`TtyReport`]). Its clipboard is only asked for by a server
    /// on the client's own host.
    Ask(Question),
    /// Give these to the tty as they are (tmux's `allow-passthrough`), after the frame before.
    Passthrough {
        /// Where the cursor is to be; `None` for anywhere.
        at: Option<Point>,
        /// What a program wrote for it.
        bytes: Vec<u8>,
    },
    /// Stop until the person's shell continues the client.
    Suspend,
    /// Give the terminal to this shell command until it ends (tmux's `lock-command`). Only a server
    /// on the client's own host is heeded.
    Lock(String),
    /// Over: leave, and become this shell command (`detach-client -E`). Only a server on this host,
    /// which is the person's own, is obeyed.
    Replaced(String),
    /// Over: leave, print the line, end with the status.
    Detached {
        /// What is printed, such as `[detached (from session build)]`.
        line: String,
        /// The client's exit status.
        status: u8,
    },
}

/// Appends a message as a frame of a kind.
pub(super) fn encode_as(kind: u8, message: &impl Serialize, out: &mut Vec<u8>) {
    frame::encode_with(kind, out, |out| {
        let taken = std::mem::take(out);
        // Writing to memory cannot fail, and none of these types refuses to be written.
        *out = postcard::to_extend(message, taken).unwrap_or_default();
    });
}

/// Reads a message, which errors call `name`, out of a frame of a kind.
pub(super) fn decode_as<T: DeserializeOwned>(
    kind: u8,
    name: &'static str,
    frame: &Frame,
) -> Result<T, FrameError> {
    match frame.kind == kind {
        true => postcard::from_bytes(&frame.payload).map_err(|_| FrameError::Malformed(name)),
        false => Err(FrameError::Malformed(name)),
    }
}

impl ClientMessage {
    /// Appends the message as a frame.
    pub fn encode(&self, out: &mut Vec<u8>) {
        encode_as(FROM_CLIENT, self, out);
    }

    /// Reads a message out of a frame.
    pub fn decode(frame: &Frame) -> Result<Self, FrameError> {
        decode_as(FROM_CLIENT, "message", frame)
    }
}

impl ServerMessage {
    /// Appends the message as a frame.
    pub fn encode(&self, out: &mut Vec<u8>) {
        encode_as(FROM_SERVER, self, out);
    }

    /// Reads a message out of a frame.
    pub fn decode(frame: &Frame) -> Result<Self, FrameError> {
        decode_as(FROM_SERVER, "view", frame)
    }
}
