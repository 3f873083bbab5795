//! Keys as they are sent without a protocol of their own: control characters, SS3, and the
//! numbers and letters that CSI shares with them.

use crate::key::{Key, KeyCode, Modifiers};

/// The key of a single ASCII byte.
pub(super) fn single(byte: u8, erase: u8) -> Key {
    match byte {
        b'\r' => Key::plain(KeyCode::Enter),
        b'\t' => Key::plain(KeyCode::Tab),
        0x1b => Key::plain(KeyCode::Escape),
        0x7f => Key::plain(KeyCode::Backspace),
        0x08 if erase == 0x08 => Key::plain(KeyCode::Backspace),
        0x00 => Key::ctrl(' '),
        0x01..=0x1a => Key::ctrl(char::from(byte - 1 + b'a')),
        0x1c..=0x1f => Key::ctrl(char::from(byte | 0x40)),
        _ => Key::char(char::from(byte)),
    }
}

/// The modifiers of xterm's parameter: one more than their bits. Lock keys do not count.
pub(super) fn modifiers(parameter: u32) -> Modifiers {
    Modifiers::from_bits_truncate(parameter.saturating_sub(1) as u8)
}

/// The key of a final letter, after `CSI` or, in application mode, `SS3`.
pub(super) fn letter(byte: u8) -> Option<KeyCode> {
    Some(match byte {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'E' => KeyCode::Keypad('5'),
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::Function(byte - b'P' + 1),
        _ => return None,
    })
}

/// The key of `CSI number ~`.
pub(super) fn tilde(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::Function((number - 10) as u8),
        17..=21 => KeyCode::Function((number - 11) as u8),
        23..=26 => KeyCode::Function((number - 12) as u8),
        28..=29 => KeyCode::Function((number - 13) as u8),
        31..=34 => KeyCode::Function((number - 14) as u8),
        _ => return None,
    })
}

/// The key of `SS3`, with the modifier that some terminals put before the letter.
pub(super) fn ss3(byte: u8, modifier: u8) -> Option<Key> {
    let code = match byte {
        // rxvt: the cursor keys with Control.
        b'a'..=b'd' => return Some(Key::new(letter(byte - b'a' + b'A')?, Modifiers::CTRL)),
        b'M' => KeyCode::Keypad('\r'),
        b'X' => KeyCode::Keypad('='),
        b'I' => KeyCode::Tab,
        b' ' => KeyCode::Char(' '),
        // The keypad in application mode sends its ASCII characters moved up by 64.
        b'j'..=b'y' => KeyCode::Keypad(char::from(byte - 0x40)),
        _ => letter(byte)?,
    };
    Some(Key::new(code, modifiers(modifier.into())))
}

/// The first five function keys of the Linux console.
pub(super) fn linux_function(byte: u8) -> Option<Key> {
    let number = byte.checked_sub(b'A')? + 1;
    Some(Key::plain(KeyCode::Function(number)))
}
