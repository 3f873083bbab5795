//! From the tty's bytes to keys, mouse, pastes and answers. Knows what terminals send (xterm's
//! ctlseqs, kitty's keyboard protocol, rxvt and the Linux console); knows nothing of what a
//! key means to pmux.
//!
//! Bytes arrive cut anywhere, and the law is that the cuts make no difference. Only where a
//! sequence stands unfinished does time decide: [`Decoder::patience`] says how long to wait
//! for the rest, [`Decoder::give_up`] takes what is there for what it then must be, such as
//! ESC alone for the Escape key. What is not known is passed over, never taken for typing; so is
//! what is too long, up to its end.

mod csi;
mod keys;
mod late;
mod mouse;
mod reply;
mod scan;

use std::time::Duration;

use crate::key::{Key, KeyEvent, Modifiers, MouseEvent};

use late::Late;
pub use reply::{Paint, Reply};
use scan::{Extent, Overlong, Token};

/// What a person or their terminal said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(KeyEvent),
    /// The mouse.
    Mouse(MouseEvent),
    /// Pasted text: a part of at most [`PASTE_PART`] bytes.
    Paste {
        /// The text.
        bytes: Vec<u8>,
        /// Whether it is the last part.
        last: bool,
    },
    /// The terminal gained or lost the focus.
    Focus(bool),
    /// The terminal answered.
    Reply(Reply),
}

impl From<Key> for Input {
    fn from(key: Key) -> Self {
        Input::Key(key.into())
    }
}

/// The largest part of a paste, in bytes.
pub const PASTE_PART: usize = 1 << 20;

/// What ends a bracketed paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// How long an unfinished sequence that cannot be a key is waited for. A slow line may cut
/// one anywhere; but a terminal that never ends one must not swallow what is typed.
const SEQUENCE_PATIENCE: Duration = Duration::from_millis(500);

/// How long a paste is waited for whose end does not come: then keys are keys again.
const PASTE_PATIENCE: Duration = Duration::from_secs(1);

/// The state between two reads.
#[derive(Debug)]
pub struct Decoder {
    /// Bytes that are not decoded yet.
    pending: Vec<u8>,
    /// As many of them hold no end of the string that they begin.
    searched: usize,
    pasting: bool,
    /// What was too long to mean anything, whose end is looked for.
    overlong: Option<Overlong>,
    /// An answer of which the beginning was given up.
    late: Late,
    /// Answers are due, so that what looks like Escape may begin one.
    expecting: bool,
    /// How long ESC is waited after, before it is the Escape key.
    escape_time: Duration,
    /// The byte that the Backspace key sends (the tty's VERASE).
    erase: u8,
    /// Sequences that are keys with a number of a person's own.
    own: Vec<(u16, String)>,
    /// Nothing comes any more that could make one of them of what is pending.
    is_all: bool,
}

/// What bytes are of the sequences that a person has given numbers to.
enum Own {
    /// They begin with one, which is so long.
    Key(u16, usize),
    /// They may become one.
    Begun,
    /// They are none.
    None,
}

impl Decoder {
    /// A decoder that takes ESC for the Escape key after `escape_time` without more, and the
    /// byte `erase`, besides DEL, for Backspace.
    pub fn new(escape_time: Duration, erase: u8) -> Self {
        Self {
            pending: Vec::new(),
            searched: 0,
            pasting: false,
            overlong: None,
            late: Late::default(),
            expecting: false,
            escape_time,
            erase,
            own: Vec::new(),
            is_all: false,
        }
    }

    /// These sequences are keys with these numbers from now on.
    pub fn know(&mut self, own: &[(u16, String)]) {
        if self.own != own {
            self.own = own.to_vec();
        }
    }

    fn own(&self, bytes: &[u8]) -> Own {
        let is_begun = |text: &[u8]| text.len() > bytes.len() && text.starts_with(bytes);
        if !self.is_all && self.own.iter().any(|(_, text)| is_begun(text.as_bytes())) {
            return Own::Begun;
        }
        let found = self.own.iter().filter(|(_, text)| bytes.starts_with(text.as_bytes()));
        found
            .max_by_key(|(_, text)| text.len())
            .map_or(Own::None, |(number, text)| Own::Key(*number, text.len()))
    }

    /// How long ESC is waited after from now on.
    pub fn wait_for_escape(&mut self, escape_time: Duration) {
        self.escape_time = escape_time;
    }

    /// Whether the tty owes answers.
    pub fn expect_answers(&mut self, expecting: bool) {
        self.expecting = expecting;
    }

    /// Decodes bytes as they arrived.
    pub fn feed(&mut self, bytes: &[u8], mut emit: impl FnMut(Input)) {
        if !self.late.is_awaited() {
            return self.decode(bytes, &mut emit);
        }
        let (answer, rest) = self.late.feed(bytes);
        if let Some(answer) = answer {
            self.decode(&answer, &mut emit);
        }
        self.decode(&rest, &mut emit);
    }

    fn decode(&mut self, bytes: &[u8], mut emit: &mut impl FnMut(Input)) {
        let mut buffer = std::mem::take(&mut self.pending);
        buffer.extend_from_slice(bytes);
        let mut rest = buffer.as_slice();
        while !rest.is_empty() {
            let taken = match (self.pasting, self.overlong) {
                (true, _) => self.take_paste(rest, &mut emit),
                (_, Some(what)) => self.pass_over(what, rest, &mut emit),
                _ => self.take_token(rest, &mut emit),
            };
            if taken == 0 {
                break;
            }
            rest = &rest[taken..];
        }
        let done = buffer.len() - rest.len();
        buffer.drain(..done);
        self.pending = buffer;
    }

    /// How long to wait for the rest of what is unfinished; `None` where nothing is.
    pub fn patience(&self) -> Option<Duration> {
        match self.pending.as_slice() {
            _ if self.pasting => Some(PASTE_PATIENCE),
            _ if self.late.holds() || self.overlong.is_some() => Some(SEQUENCE_PATIENCE),
            [] => None,
            [0x1b] => Some(self.escape_time),
            [0x1b, byte] if byte.is_ascii() => Some(self.escape_time),
            // It is something already, and may become more.
            bytes if token_length(bytes).is_some() => Some(self.escape_time),
            _ => Some(SEQUENCE_PATIENCE),
        }
    }

    /// The rest did not come in time: what is there is all.
    pub fn give_up(&mut self, mut emit: impl FnMut(Input)) {
        if std::mem::take(&mut self.pasting) {
            // What could have begun its end is text.
            let bytes = std::mem::take(&mut self.pending);
            return emit(Input::Paste { bytes, last: true });
        }
        if let Some(what) = self.overlong.take() {
            let end = std::mem::take(&mut self.pending);
            if what == (Overlong::String { clipboard: true }) {
                self.late.begin_overlong(&end);
            }
            return;
        }
        if self.late.holds() {
            let typed = self.late.give_up();
            self.decode(&typed, &mut emit);
        }
        let mut pending = std::mem::take(&mut self.pending);
        self.searched = 0;
        if !pending.is_empty() && matches!(self.own(&pending), Own::Begun) {
            self.is_all = true;
            self.decode(&pending, &mut emit);
            self.is_all = false;
            pending = std::mem::take(&mut self.pending);
            self.searched = 0;
            if pending.is_empty() {
                return;
            }
        }
        let alt = |code: Key| Key::new(code.code, code.modifiers | Modifiers::ALT);
        match pending[..] {
            [0x1b] => emit(Key::plain(crate::key::KeyCode::Escape).into()),
            [0x1b, byte] if byte.is_ascii() => emit(alt(keys::single(byte, self.erase)).into()),
            _ => return self.late.begin(&pending),
        }
        if self.expecting {
            self.late.begin(&pending);
        }
    }

    /// Takes pasted text; returns how many bytes.
    fn take_paste(&mut self, rest: &[u8], emit: &mut impl FnMut(Input)) -> usize {
        let end = scan::find(rest, PASTE_END);
        let text = match end {
            Some(end) => &rest[..end],
            // The end may be cut: what could be its beginning has to wait.
            None => {
                let begun = (1..PASTE_END.len().min(rest.len() + 1))
                    .rev()
                    .find(|&n| rest.ends_with(&PASTE_END[..n]));
                &rest[..rest.len() - begun.unwrap_or(0)]
            }
        };
        let mut parts = text.chunks(PASTE_PART).peekable();
        while let Some(part) = parts.next() {
            let last = end.is_some() && parts.peek().is_none();
            emit(Input::Paste { bytes: part.to_vec(), last });
        }
        match end {
            Some(end) => {
                if text.is_empty() {
                    emit(Input::Paste { bytes: Vec::new(), last: true });
                }
                self.pasting = false;
                end + PASTE_END.len()
            }
            None => text.len(),
        }
    }

    /// Takes the rest of what is too long, and where that is none one token; returns how many bytes, 0
    /// where its end is not complete.
    fn pass_over(&mut self, what: Overlong, rest: &[u8], emit: &mut impl FnMut(Input)) -> usize {
        let (length, ends) = what.rest(rest);
        if ends {
            self.overlong = None;
        }
        match length {
            0 if ends => self.take_token(rest, emit),
            length => length,
        }
    }

    /// Takes one token; returns its length, 0 where it is not complete.
    fn take_token(&mut self, rest: &[u8], emit: &mut impl FnMut(Input)) -> usize {
        match self.own(rest) {
            Own::Key(number, length) => {
                self.searched = 0;
                emit(Key::plain(crate::key::KeyCode::User(number)).into());
                return length;
            }
            Own::Begun => return 0,
            Own::None => {}
        }
        match scan::scan(rest, self.searched) {
            Extent::Unfinished { searched } => {
                self.searched = searched;
                0
            }
            Extent::Garbage(length) => {
                self.searched = 0;
                length
            }
            Extent::Overlong { length, what } => {
                (self.searched, self.overlong) = (0, Some(what));
                length
            }
            Extent::Token { length, token } => {
                self.searched = 0;
                if let Some(input) = self.meaning(token) {
                    emit(input);
                }
                length
            }
        }
    }

    fn meaning(&mut self, token: Token<'_>) -> Option<Input> {
        match token {
            Token::Byte { byte, alt } => {
                let key = keys::single(byte, self.erase);
                Some(with_alt(key, alt).into())
            }
            Token::Char { c, alt } => Some(with_alt(Key::char(c), alt).into()),
            Token::Ss3 { byte, modifier, alt } => {
                let key = keys::ss3(byte, modifier)?;
                Some(with_alt(key, alt).into())
            }
            Token::LinuxFunction(byte) => keys::linux_function(byte).map(Input::from),
            Token::X10Mouse(bytes) => mouse::x10(bytes).map(Input::Mouse),
            Token::Csi { body, last, alt } => {
                let input = csi::meaning(body, last, &mut self.pasting)?;
                Some(match input {
                    Input::Key(mut event) => {
                        event.key = with_alt(event.key, alt);
                        Input::Key(event)
                    }
                    other => other,
                })
            }
            Token::Osc(body) => reply::osc(body).map(Input::Reply),
            Token::Dcs(body) => reply::dcs(body).map(Input::Reply),
            Token::Other => None,
        }
    }
}

/// How long the first thing is that `bytes` say, in bytes; `None` where its end is not there yet.
pub fn token_length(bytes: &[u8]) -> Option<usize> {
    match scan::scan(bytes, 0) {
        Extent::Token { length, .. }
        | Extent::Garbage(length)
        | Extent::Overlong { length, .. } => Some(length),
        Extent::Unfinished { .. } => None,
    }
}

fn with_alt(key: Key, alt: bool) -> Key {
    let held = if alt { Modifiers::ALT } else { Modifiers::empty() };
    Key::new(key.code, key.modifiers | held)
}

#[cfg(test)]
mod tests;
