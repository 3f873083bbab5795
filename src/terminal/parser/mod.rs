//! Bytes to actions: the state machine of Paul Williams's DEC parser over UTF-8.
//!
//! It knows the grammar of ECMA-48 (controls, escape and control sequences, strings) and no
//! meaning. It is asked for one [`Action`] after the other; runs of printable text come as one.
//! A sequence may be cut anywhere between two feeds. All that it keeps is bounded.

mod checkpoint;
mod csi;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::csi::Csi;
use super::footprint::places;
use super::scan::{ascii_run, text_run};
use super::utf8::{Decoded, decode, decode_whole, partial_end, partial_end_whole};

/// What the bytes say, one step of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// Printable ASCII, at least one byte.
    Ascii(&'a [u8]),
    /// Other text, which may have ASCII in it, and may be broken UTF-8; never a C0 control, and
    /// never the start of a code point whose rest may still come.
    Text(&'a [u8]),
    /// A C0 control, escape aside.
    Control(u8),
    /// An escape sequence: its intermediate (0 for none) and its final byte.
    Escape(u8, u8),
    /// A control sequence.
    Csi(&'a Csi),
    /// A device control string: its header and its data.
    Dcs(&'a Csi, &'a [u8]),
    /// An operating system command, and what ended it.
    Osc(&'a [u8], Ending),
    /// An application program command.
    Apc(&'a [u8]),
    /// A name for the window, as screen has it (`ESC k`).
    Name(&'a [u8]),
}

/// What ended a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ending {
    /// ST, as ECMA-48 has it.
    #[default]
    Terminator,
    /// BEL, as xterm also takes it.
    Bell,
}

/// The longest string, in bytes: a clipboard of 1 MiB in base64, and some. A longer one is
/// dropped whole.
pub const LONGEST_STRING: usize = 1_500_000;
/// The longest that a person may allow (`input-buffer-size`): what may wait to be passed through.
pub const MOST_STRING: usize = 16 << 20;
/// A string buffer larger than this is given back after use.
const KEPT_STRING: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Ground,
    Escape,
    /// After the private mark, before any parameter.
    HeaderStart,
    HeaderParams,
    HeaderIntermediate,
    HeaderIgnore,
    String,
    /// An escape within a string.
    StringEscape,
}

/// Whose header or string it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    Csi,
    Dcs,
    Osc,
    Apc,
    Name,
    /// SOS and PM, which nobody wants.
    Other,
}

/// The parser, between two bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parser {
    state: State,
    kind: Kind,
    csi: Csi,
    intermediate: u8,
    #[serde(with = "super::checkpoint::bytes")]
    string: Vec<u8>,
    too_long: bool,
    /// It is for another terminal, and says so: an escape in it is two.
    doubles: bool,
    /// What is broken UTF-8 is counted as tmux does.
    #[serde(skip)]
    pub as_tmux: bool,
    /// Strings may be so long, where that is more than they always may be.
    #[serde(skip)]
    pub allowed: usize,
    /// The start of a UTF-8 sequence whose end has not come yet.
    partial: [u8; PARTIAL],
    partial_len: usize,
}

const ESC: u8 = 0x1b;
/// The longest code point in UTF-8, in bytes.
const PARTIAL: usize = 4;

impl Parser {
    /// In the ground state.
    pub fn new() -> Self {
        Self {
            state: State::Ground,
            kind: Kind::Csi,
            csi: Csi::default(),
            intermediate: 0,
            string: Vec::new(),
            too_long: false,
            doubles: false,
            as_tmux: false,
            allowed: 0,
            partial: [0; PARTIAL],
            partial_len: 0,
        }
    }

    /// Whether the next byte starts something of its own.
    #[inline]
    pub fn is_between(&self) -> bool {
        self.state == State::Ground && self.partial_len == 0
    }

    /// The bytes of memory that it takes beside its place.
    pub fn bytes(&self) -> usize {
        places(&self.string)
    }

    /// Bytes that bring a new parser to where this one is.
    pub fn unfinished(&self) -> Vec<u8> {
        let intermediate = match self.intermediate {
            0 => &[][..],
            // Several, which nobody has defined.
            0xff => b"  ",
            _ => std::slice::from_ref(&self.intermediate),
        };
        let introducer = match self.kind {
            Kind::Csi => b'[',
            Kind::Dcs => b'P',
            Kind::Osc => b']',
            Kind::Apc => b'_',
            Kind::Name => b'k',
            Kind::Other => b'X',
        };
        let mut bytes = vec![ESC];
        match self.state {
            State::Ground => return self.partial[..self.partial_len].to_vec(),
            State::Escape => bytes.extend_from_slice(intermediate),
            State::HeaderStart | State::HeaderParams | State::HeaderIntermediate => {
                bytes.push(introducer);
                self.csi.write(&mut bytes);
            }
            State::HeaderIgnore => {
                bytes.push(introducer);
                bytes.extend_from_slice(b"   ");
            }
            State::String | State::StringEscape => {
                bytes.push(introducer);
                if self.kind == Kind::Dcs {
                    self.csi.write(&mut bytes);
                    bytes.push(self.csi.last);
                }
                bytes.extend_from_slice(&self.string);
                bytes.extend((self.state == State::StringEscape).then_some(ESC));
            }
        }
        bytes
    }

    /// Whether it is in a string that `holds` says yes to, by what has come of it.
    pub fn is_in_string(&self, holds: impl FnOnce(Action<'_>) -> bool) -> bool {
        let is_string = matches!(self.state, State::String | State::StringEscape);
        is_string
            && match self.kind {
                Kind::Osc => holds(Action::Osc(&self.string, Ending::Terminator)),
                Kind::Dcs => holds(Action::Dcs(&self.csi, &self.string)),
                Kind::Apc => holds(Action::Apc(&self.string)),
                Kind::Name => holds(Action::Name(&self.string)),
                Kind::Csi | Kind::Other => false,
            }
    }

    /// Takes bytes off `input` up to the next action; `None` when they are used up.
    #[inline(always)]
    pub fn next<'s, 'i: 's>(&'s mut self, input: &mut &'i [u8]) -> Option<Action<'s>> {
        if self.is_between() {
            // The short way for what most output is made of, as far as it is at hand in whole.
            let bytes: &'i [u8] = input;
            let first = *bytes.first()?;
            if (0x20..0x7f).contains(&first) {
                let (text, rest) = bytes.split_at(ascii_run(bytes));
                *input = rest;
                return Some(Action::Ascii(text));
            }
            if first == ESC {
                if bytes.get(1) == Some(&b'[')
                    && let Some(len) = self.csi.parse(&bytes[2..])
                {
                    *input = &bytes[2 + len..];
                    return Some(Action::Csi(&self.csi));
                }
            } else if first < 0x20 {
                *input = &bytes[1..];
                return Some(Action::Control(first));
            } else if first >= 0x80
                && let Some(text) = self.text(input)
            {
                return Some(Action::Text(text));
            }
        }
        self.step(input)
    }

    fn step<'s, 'i: 's>(&'s mut self, input: &mut &'i [u8]) -> Option<Action<'s>> {
        while let Some((&byte, rest)) = input.split_first() {
            match self.state {
                State::Ground => {
                    if self.partial_len > 0 {
                        if let Some(len) = self.complete(input) {
                            return Some(Action::Text(&self.partial[..len]));
                        }
                        continue;
                    }
                    match byte {
                        ESC => self.start_escape(),
                        0..0x20 => {
                            *input = rest;
                            return Some(Action::Control(byte));
                        }
                        0x20..0x7f => {
                            let (text, rest) = input.split_at(ascii_run(input));
                            *input = rest;
                            return Some(Action::Ascii(text));
                        }
                        0x7f => {}
                        0x80.. => {
                            if let Some(text) = self.text(input) {
                                return Some(Action::Text(text));
                            }
                            continue;
                        }
                    }
                    *input = rest;
                }
                State::String => {
                    if self.ends_with_bell(input) {
                        return Some(self.finish_string(Ending::Bell));
                    }
                }
                State::StringEscape => {
                    if byte == b'\\' {
                        *input = rest;
                        self.state = State::Ground;
                        if self.kind != Kind::Other && !self.too_long {
                            return Some(self.finish_string(Ending::Terminator));
                        }
                        self.drop_string();
                    } else if byte == ESC && self.doubles {
                        *input = rest;
                        self.state = State::String;
                        self.keep(&[ESC, ESC]);
                    } else {
                        self.drop_string();
                        self.start_escape();
                    }
                }
                _ => {
                    *input = rest;
                    match byte {
                        ESC => self.start_escape(),
                        0x18 | 0x1a => {
                            self.state = State::Ground;
                            return Some(Action::Control(byte));
                        }
                        0..0x20 if self.kind == Kind::Dcs && self.state != State::Escape => {}
                        0..0x20 => return Some(Action::Control(byte)),
                        0x7f => {}
                        _ if self.state == State::Escape => {
                            if self.escape(byte) {
                                return Some(Action::Escape(self.intermediate, byte));
                            }
                        }
                        _ => {
                            if self.header(byte) {
                                return Some(Action::Csi(&self.csi));
                            }
                        }
                    }
                }
            }
        }
        None
    }

    fn start_escape(&mut self) {
        self.state = State::Escape;
        self.intermediate = 0;
    }

    /// One byte of an escape sequence; true if it ends one that is no introducer.
    fn escape(&mut self, byte: u8) -> bool {
        match (self.intermediate, byte) {
            (_, 0x20..0x30) => {
                // A second intermediate makes it a sequence that nobody has defined.
                self.intermediate = if self.intermediate == 0 { byte } else { 0xff };
                return false;
            }
            (0, b'[') => self.start_header(Kind::Csi),
            (0, b'P') => self.start_header(Kind::Dcs),
            (0, b']') => self.start_string(Kind::Osc),
            (0, b'_') => self.start_string(Kind::Apc),
            (0, b'k') => self.start_string(Kind::Name),
            (0, b'X' | b'^') => self.start_string(Kind::Other),
            (_, 0x30..0x7f) => {
                self.state = State::Ground;
                return true;
            }
            _ => self.state = State::Ground,
        }
        false
    }

    fn start_header(&mut self, kind: Kind) {
        self.kind = kind;
        self.csi.clear();
        self.state = State::HeaderStart;
    }

    fn start_string(&mut self, kind: Kind) {
        self.kind = kind;
        self.drop_string();
        (self.too_long, self.doubles) = (false, false);
        self.state = State::String;
    }

    /// One byte of a header; true if it ends a control sequence.
    #[inline]
    fn header(&mut self, byte: u8) -> bool {
        match byte {
            b'0'..=b'9' if self.in_params() => {
                self.state = State::HeaderParams;
                self.csi.digit(byte);
            }
            b';' | b':' if self.in_params() => {
                self.state = State::HeaderParams;
                self.csi.next(byte == b':');
            }
            b'<'..=b'?' if self.state == State::HeaderStart => {
                self.state = State::HeaderParams;
                self.csi.private = byte;
            }
            0x20..0x30 if self.state != State::HeaderIgnore => {
                self.state = State::HeaderIntermediate;
                if self.csi.intermediate == 0 {
                    self.csi.intermediate = byte;
                } else if self.csi.intermediate2 == 0 {
                    self.csi.intermediate2 = byte;
                } else {
                    self.state = State::HeaderIgnore;
                }
            }
            0x40..=0x7e => {
                let ignored = self.state == State::HeaderIgnore;
                self.csi.last = byte;
                if self.kind == Kind::Csi {
                    self.state = State::Ground;
                    return !ignored;
                }
                self.start_string(if ignored { Kind::Other } else { Kind::Dcs });
            }
            0x80.. => self.state = State::Ground,
            _ => self.state = State::HeaderIgnore,
        }
        false
    }

    fn in_params(&self) -> bool {
        matches!(self.state, State::HeaderStart | State::HeaderParams)
    }

    /// Takes a string's bytes up to its end, or to what may begin it; whether a BEL ended it.
    fn ends_with_bell(&mut self, input: &mut &[u8]) -> bool {
        let end = input.iter().position(|&byte| matches!(byte, 0x07 | 0x18 | 0x1a | ESC));
        let (data, rest) = input.split_at(end.unwrap_or(input.len()));
        self.keep(data);
        let Some((&byte, rest)) = rest.split_first() else {
            *input = rest;
            return false;
        };
        *input = rest;
        match byte {
            ESC => self.state = State::StringEscape,
            0x07 if self.kind == Kind::Osc => {
                self.state = State::Ground;
                if !self.too_long {
                    return true;
                }
                self.drop_string();
            }
            0x07 => self.keep(&[byte]),
            _ => {
                self.state = State::Ground;
                self.drop_string();
            }
        }
        false
    }

    /// Adds to a string what it may hold.
    fn keep(&mut self, data: &[u8]) {
        if self.kind == Kind::Other || self.too_long {
            return;
        }
        if self.string.len() + data.len() > self.allowed.clamp(LONGEST_STRING, MOST_STRING) {
            self.too_long = true;
            self.string = Vec::new();
            return;
        }
        self.string.extend_from_slice(data);
        self.doubles = self.kind == Kind::Dcs && passthrough(&self.csi, &self.string).is_some();
    }

    fn finish_string(&mut self, ending: Ending) -> Action<'_> {
        match self.kind {
            Kind::Osc => Action::Osc(&self.string, ending),
            Kind::Apc => Action::Apc(&self.string),
            Kind::Name => Action::Name(&self.string),
            _ => Action::Dcs(&self.csi, &self.string),
        }
    }

    fn drop_string(&mut self) {
        self.string.clear();
        self.string.shrink_to(KEPT_STRING);
    }

    /// Takes text that is not ASCII off `input`; what may be the start of a code point at its end
    /// is kept for later.
    #[inline]
    fn text<'i>(&mut self, input: &mut &'i [u8]) -> Option<&'i [u8]> {
        let (text, rest) = input.split_at(text_run(input));
        *input = rest;
        if !rest.is_empty() {
            return Some(text);
        }
        let begun = if self.as_tmux { partial_end_whole(text) } else { partial_end(text) };
        let (whole, partial) = text.split_at(text.len() - begun);
        self.partial[..partial.len()].copy_from_slice(partial);
        self.partial_len = partial.len();
        (!whole.is_empty()).then_some(whole)
    }

    /// Goes on with a code point that an earlier feed began. The length of the text in `partial`
    /// when it is complete, or cannot be completed.
    fn complete(&mut self, input: &mut &[u8]) -> Option<usize> {
        let (&byte, rest) = input.split_first()?;
        let len = self.partial_len;
        let Some(slot) = self.partial.get_mut(len) else {
            self.partial_len = 0;
            return Some(len);
        };
        *slot = byte;
        let begun = &self.partial[..len + 1];
        let decoded = if self.as_tmux { decode_whole(begun) } else { decode(begun) };
        match decoded {
            Decoded::Broken(all) if self.as_tmux && all > len => {
                *input = rest;
                self.partial_len = 0;
                Some(len + 1)
            }
            Decoded::Char(..) => {
                *input = rest;
                self.partial_len = 0;
                Some(len + 1)
            }
            Decoded::Partial => {
                *input = rest;
                self.partial_len += 1;
                None
            }
            // The byte does not belong to it, and is looked at again on its own.
            Decoded::Broken(_) => {
                self.partial_len = 0;
                Some(len)
            }
        }
    }
}

/// What a device control string is for the terminal that this one is in, if it is (tmux's
/// passthrough; tmux(1), allow-passthrough). Escapes in it are doubled.
pub fn passthrough<'a>(header: &Csi, data: &'a [u8]) -> Option<&'a [u8]> {
    let is_t = (header.private, header.intermediate, header.last) == (0, 0, b't');
    data.strip_prefix(b"mux;").filter(|_| is_t)
}
