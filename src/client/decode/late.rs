//! The rest of an answer that the line cut: what is left of it comes when its beginning was given
//! up, and would be typed. So the beginning is remembered, and what fits on to it is its end.
//!
//! Only answers to what pmux asks are known here, and the mouse. Most have a short and narrow grammar, so
//! that little a person types could be part of one. A clipboard and a version have not: almost all that is
//! typed fits. There it counts how much comes at once: what is little and has no end is taken for
//! typing after a moment, is typed then, and ends the wait. So of such an answer may be typed what
//! comes after two cuts with little between them, and there is nothing in that but letters, digits and
//! signs: no Enter, nor another control character, since the end is still known where it comes next and
//! is not cut itself.
//!
//! A terminal says its answer to the end before it says a key. So what goes on as text where an answer
//! could not was typed as a whole, and nothing of it is taken away: a line that lost its beginning would
//! be another command.

use super::scan::{CLIPBOARD, LONGEST_STRING};

/// Whether bytes are an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// They are none: so many could be part of one, and the next could not.
    No(usize),
    /// They may be the beginning of one.
    Begun,
    /// The first so many are one.
    Whole(usize),
}

/// The longest answer, in bytes; a version may take most of it.
const LONGEST: usize = 192;

/// How a version begins.
const VERSION: &[u8] = b"\x1bP>|";

/// The most that somebody types without a pause, and without anything that is no part of an answer, in
/// bytes.
const MOST_TYPED: usize = 64;

/// Whether bytes, from their ESC on, are an answer or the beginning of one.
pub(super) fn fit(bytes: &[u8]) -> Fit {
    match bytes {
        _ if bytes.starts_with(CLIPBOARD) => {
            clipboard(&bytes[CLIPBOARD.len()..]).offset(CLIPBOARD.len())
        }
        // None is that long; but one may be there, and more behind it.
        _ if bytes.len() > LONGEST => match fit(&bytes[..LONGEST]) {
            Fit::Begun => Fit::No(0),
            known => known,
        },
        [0x1b] | [0x1b, b'[' | b']' | b'P'] => Fit::Begun,
        [0x1b, b'[', rest @ ..] => control(rest).offset(2),
        [0x1b, b']', rest @ ..] => color(rest).offset(2),
        [0x1b, b'P', rest @ ..] => device(rest).offset(2),
        _ => Fit::No(0),
    }
}

impl Fit {
    fn offset(self, by: usize) -> Self {
        match self {
            Fit::Whole(length) => Fit::Whole(length + by),
            Fit::No(fitting) => Fit::No(fitting + by),
            Fit::Begun => Fit::Begun,
        }
    }
}

/// What terminals are (DA1), modes (DECRPM), flags of the keyboard, colour schemes, the mouse.
fn control(bytes: &[u8]) -> Fit {
    let (finals, body) = match bytes.split_first() {
        Some((b'?', body)) => (&b"cyun"[..], body),
        Some((b'<', body)) => (&b"Mm"[..], body),
        _ => return Fit::No(0),
    };
    let params = body.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b';' | b'$')).count();
    match body.get(params) {
        None => Fit::Begun,
        Some(last) if params > 0 && finals.contains(last) => Fit::Whole(params + 2),
        Some(_) => Fit::No(params + 1),
    }
}

/// A clipboard, or another selection (OSC 52): its letter, and base 64.
fn clipboard(bytes: &[u8]) -> Fit {
    let of_data = |byte: &u8| byte.is_ascii_alphanumeric() || b";+/=".contains(byte);
    end(bytes, bytes.iter().take_while(|byte| of_data(byte)).count())
}

/// One of the terminal's colours (OSC 4, 10, 11, 12); or what may become a clipboard.
fn color(bytes: &[u8]) -> Fit {
    let is_start = |start: &[u8]| bytes.starts_with(start) || start.starts_with(bytes);
    if b"52;".starts_with(bytes) {
        return Fit::Begun;
    }
    if ![&b"10;"[..], b"11;", b"12;", b"4;"].iter().any(|start| is_start(start)) {
        return Fit::No(0);
    }
    let of_color = |byte: &u8| byte.is_ascii_hexdigit() || b";:/#rgb".contains(byte);
    let body = bytes.iter().take_while(|byte| of_color(byte)).count();
    end(bytes, body)
}

/// A version (XTVERSION), or whether a colour is the current one (DECRPSS).
fn device(bytes: &[u8]) -> Fit {
    let is_start = |start: &[u8]| bytes.starts_with(start) || start.starts_with(bytes);
    let starts = [&b">|"[..], b"0$r", b"1$r"];
    let Some(start) = starts.iter().find(|start| is_start(start)) else { return Fit::No(0) };
    let of_body = |byte: &u8| match start {
        [b'>', ..] => matches!(byte, 0x20..=0x7e),
        _ => byte.is_ascii_digit() || b":;m".contains(byte),
    };
    let start = start.len().min(bytes.len());
    end(bytes, start + bytes[start..].iter().take_while(|byte| of_body(byte)).count())
}

/// How a string of so many bytes goes on: with its end, or not.
fn end(bytes: &[u8], body: usize) -> Fit {
    match &bytes[body..] {
        [] | [0x1b] => Fit::Begun,
        [0x07, ..] => Fit::Whole(body + 1),
        [0x1b, b'\\', ..] => Fit::Whole(body + 2),
        _ => Fit::No(body),
    }
}

/// Whether a byte is of lines of text: no answer is broken off by one.
fn is_of_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0x80..)
}

/// An answer whose beginning was given up.
#[derive(Debug, Default)]
pub(super) struct Late {
    /// What there is of it; empty where none is waited for.
    bytes: Vec<u8>,
    /// So many of these were given up: whatever comes of it, they mean nothing more.
    gone: usize,
    /// What came after these was typed already: if that was part of it, only its end is of interest
    /// now, and only where it comes next.
    typed: bool,
}

impl Late {
    /// A beginning was given up.
    pub fn begin(&mut self, bytes: &[u8]) {
        if fit(bytes) == Fit::Begun {
            *self = Self { bytes: bytes.to_vec(), gone: bytes.len(), typed: false };
        }
    }

    /// A clipboard was given up that is too long anyway; so much of its end was there.
    pub fn begin_overlong(&mut self, end: &[u8]) {
        self.begin(&[CLIPBOARD, end].concat());
    }

    /// Whether the end of an answer may come.
    pub fn is_awaited(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// Whether something is held of which it is not clear yet what it is.
    pub fn holds(&self) -> bool {
        self.bytes.len() > self.gone
    }

    /// Takes in what came; the answer, whole, where it is one, and what is to be decoded then.
    pub fn feed(&mut self, bytes: &[u8]) -> (Option<Vec<u8>>, Vec<u8>) {
        self.bytes.extend_from_slice(bytes);
        match fit(&self.bytes) {
            Fit::Whole(length) if self.typed => {
                self.gone = length;
                (None, self.let_go())
            }
            _ if self.typed => (None, self.let_go()),
            Fit::Begun => {
                if self.bytes.len() > LONGEST_STRING {
                    // Without its beginning it is no clipboard, and so will mean nothing.
                    let end = self.bytes.iter().rposition(|byte| *byte != 0x1b).map(|at| at + 1);
                    let end = self.bytes.split_off(end.unwrap_or_default());
                    self.begin_overlong(&end);
                }
                (None, Vec::new())
            }
            Fit::Whole(length) => {
                let rest = self.bytes.split_off(length);
                self.gone = 0;
                (Some(std::mem::take(&mut self.bytes)), rest)
            }
            // Where more was part of it than is typed, it was broken off there.
            Fit::No(fitting)
                if fitting > self.gone + MOST_TYPED
                    && self.bytes.get(fitting).is_some_and(|byte| !is_of_text(*byte)) =>
            {
                self.gone = fitting;
                (None, self.let_go())
            }
            Fit::No(_) => (None, self.let_go()),
        }
    }

    /// The rest did not come either. What is held is given back where a person may have typed it: a
    /// key or two after Escape, a few where most keys fit. More than that is no typing, and its end
    /// is waited for again.
    pub fn give_up(&mut self) -> Vec<u8> {
        let begun = &self.bytes[..self.gone];
        let held = self.bytes.len() - self.gone;
        if begun.starts_with(CLIPBOARD) || begun.starts_with(VERSION) {
            if held <= MOST_TYPED {
                self.typed = true;
                return self.bytes.split_off(self.gone);
            }
        } else if self.gone == 1 && held <= 2 {
            return self.let_go();
        }
        self.gone = self.bytes.len();
        Vec::new()
    }

    fn let_go(&mut self) -> Vec<u8> {
        let held = self.bytes.split_off(self.gone.min(self.bytes.len()));
        *self = Self::default();
        held
    }
}
