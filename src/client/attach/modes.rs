//! What a display sets on its tty beside what it draws there: the alternate screen, what the view
//! wants to hear of, the title, the person's clipboard. Bytes, appended to a queue; knows no
//! descriptor.

use crossterm::terminal::{
    DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{cursor, queue};

use crate::display::{Capabilities, printable};
use crate::protocol::view::{InputModes, MouseMode};

/// The longest title that is set, in characters.
const LONGEST_TITLE: usize = 512;

/// Flags of the kitty keyboard protocol that there are.
const KEYBOARD_FLAGS: u8 = 0b1_1111;

const MOUSE_OFF: &[u8] = b"\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1006l";

/// What is set.
#[derive(Debug, Default)]
pub(super) struct Modes {
    /// The tty's own title is on its stack.
    entered: bool,
    input: InputModes,
    /// Flags of ours are on its stack of keyboard modes.
    keyboard_pushed: bool,
    title: String,
}

impl Modes {
    /// Appends what takes the tty over, also where somebody else had it without our leaving it.
    pub fn enter(&mut self, can: &Capabilities, out: &mut Vec<u8>) {
        if !self.entered {
            out.extend_from_slice(b"\x1b[22;0t");
        }
        *self = Self { entered: true, ..Self::default() };
        // Writing to memory cannot fail.
        let _ = queue!(out, EnterAlternateScreen, DisableLineWrap, cursor::Hide);
        // Keys and character sets are as the decoder and the painter take them to be.
        out.extend_from_slice(b"\x1b[?1l\x1b>\x1b(B\x0f\x1b[?2004h\x1b[?1004h");
        if can.answers {
            out.extend_from_slice(b"\x1b[?2031h");
            out.extend_from_slice(&can.questions());
        }
    }

    /// Appends what asks for what a view wants to hear of.
    pub fn set_input(&mut self, input: InputModes, can: &Capabilities, out: &mut Vec<u8>) {
        if input.mouse != self.input.mouse {
            out.extend_from_slice(match input.mouse {
                MouseMode::Off => MOUSE_OFF,
                MouseMode::Buttons => b"\x1b[?1003l\x1b[?1006h\x1b[?1000h\x1b[?1002h",
                MouseMode::Motion => b"\x1b[?1006h\x1b[?1000h\x1b[?1002h\x1b[?1003h",
            });
            self.input.mouse = input.mouse;
        }
        let flags = input.keyboard & KEYBOARD_FLAGS;
        if can.keyboard && flags != self.input.keyboard {
            let sequence = match self.keyboard_pushed {
                true => format!("\x1b[={flags};1u"),
                false => format!("\x1b[>{flags}u"),
            };
            out.extend_from_slice(sequence.as_bytes());
            self.keyboard_pushed = true;
            self.input.keyboard = flags;
        }
    }

    /// Appends what sets a title that is not set yet; an empty one leaves the tty's alone.
    pub fn set_title(&mut self, title: &str, out: &mut Vec<u8>) {
        if self.title == title {
            return;
        }
        title.clone_into(&mut self.title);
        if !title.is_empty() {
            out.extend_from_slice(b"\x1b]2;");
            printable(title.chars().take(LONGEST_TITLE), out);
            out.extend_from_slice(b"\x1b\\");
        }
    }

    /// What undoes everything that was set. The tty is nobody's of ours then.
    pub fn leave(&mut self) -> Vec<u8> {
        let last = undo(self.keyboard_pushed);
        *self = Self::default();
        last
    }

    /// What undoes everything that can ever be set, wherever the bytes before it were cut.
    pub fn rescue() -> Vec<u8> {
        // CAN ends a sequence that is half written.
        [vec![0x18], undo(true)].concat()
    }
}

fn undo(keyboard: bool) -> Vec<u8> {
    let mut out = MOUSE_OFF.to_vec();
    if keyboard {
        out.extend_from_slice(b"\x1b[<u");
    }
    out.extend_from_slice(b"\x1b[?2031l\x1b[?1004l\x1b[?2004l\x1b]8;;\x1b\\\x1b[m\x1b[r\x1b[2J");
    // Writing to memory cannot fail.
    let _ = queue!(
        out,
        cursor::SetCursorStyle::DefaultUserShape,
        EnableLineWrap,
        LeaveAlternateScreen,
        cursor::Show
    );
    out.extend_from_slice(b"\x1b[23;0t");
    out
}

/// Appends what puts text on the person's clipboard (`c`), or makes it their primary selection
/// (`p`; OSC 52).
pub(super) fn set_selection(kind: char, text: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(format!("\x1b]52;{kind};").as_bytes());
    base64(text, out);
    out.extend_from_slice(b"\x1b\\");
}

/// Appends bytes in base 64 (RFC 4648, 4).
fn base64(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for part in bytes.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|n| u32::from(part.get(n).copied().unwrap_or(0)));
        let bits = a << 16 | b << 8 | c;
        for n in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * n)) as usize & 63];
            out.push(if n <= part.len() { digit } else { b'=' });
        }
    }
}
