//! Keys in xterm's way (ctlseqs, "PC-Style Function Keys"; modifyOtherKeys), as tmux's terminfo
//! entries describe them.

use super::kitty;
use crate::key::{Key, KeyAction, KeyCode, KeyEvent, Modifiers};
use crate::terminal::modes::Modes;
use crate::terminal::policy::KeyPolicy;

/// How a program is sent keys: what it asked for, and what a person wants.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keys {
    /// Its modes.
    pub modes: Modes,
    /// The flags of the kitty keyboard protocol that are in force.
    pub flags: u8,
    /// The level of modifyOtherKeys.
    pub other: u8,
    /// What a person wants.
    pub policy: KeyPolicy,
}

/// Appends what a program gets for a key.
pub fn encode(event: &KeyEvent, how: Keys, out: &mut Vec<u8>) {
    if matches!(event.key.code, KeyCode::User(_)) {
        return;
    }
    if how.flags != 0 {
        return kitty::encode(event, how, out);
    }
    if event.action != KeyAction::Release {
        legacy(event.key, &event.text, how, out);
    }
}

/// The modifiers' parameter: 1 and a bit for each.
pub(super) fn modifier(modifiers: Modifiers) -> u8 {
    modifiers.bits() + 1
}

/// Appends a key without the kitty protocol.
pub(super) fn legacy(key: Key, text: &str, how: Keys, out: &mut Vec<u8>) {
    let modifiers = key.modifiers;
    match key.code {
        KeyCode::Char(c) => character(c, modifiers, how, out),
        KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace | KeyCode::Escape => {
            special(key, how, out);
        }
        KeyCode::Keypad(c) => keypad(c, modifiers, how, out),
        KeyCode::Other(_) => out.extend_from_slice(text.as_bytes()),
        KeyCode::User(_) => {}
        code => function(code, modifiers, how.modes, out),
    }
}

fn meta(modifiers: Modifiers, out: &mut Vec<u8>) {
    if modifiers.intersects(Modifiers::ALT | Modifiers::META) {
        out.push(0x1b);
    }
}

fn character(c: char, modifiers: Modifiers, how: Keys, out: &mut Vec<u8>) {
    let control = modifiers.contains(Modifiers::CTRL).then(|| control(c)).flatten();
    let is_plain = modifiers.difference(Modifiers::SHIFT).is_empty();
    let well_known = is_plain
        || control.is_some() && !modifiers.contains(Modifiers::SHIFT)
        || modifiers == Modifiers::ALT
        || modifiers == Modifiers::META;
    if how.other == 2 && !is_plain || how.other == 1 && !well_known {
        return modified(c.into(), modifiers, how, out);
    }
    meta(modifiers, out);
    match control {
        Some(byte) => out.push(byte),
        None => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

/// The control character that a key makes (xterm, VT220).
fn control(c: char) -> Option<u8> {
    Some(match c {
        'a'..='z' => c as u8 - b'a' + 1,
        'A'..='Z' => c as u8 - b'A' + 1,
        '@' | ' ' | '2' => 0,
        '[' | '3' => 0x1b,
        '\\' | '4' => 0x1c,
        ']' | '5' => 0x1d,
        '^' | '6' | '~' => 0x1e,
        '_' | '7' | '/' | '-' => 0x1f,
        '8' | '?' => 0x7f,
        _ => return None,
    })
}

/// `CSI 27 ; modifiers ; code ~`, or `CSI code ; modifiers u` (xterm's formatOtherKeys).
fn modified(code: u32, modifiers: Modifiers, how: Keys, out: &mut Vec<u8>) {
    let held = modifier(modifiers);
    let text = match how.policy.csi_u {
        true => format!("\x1b[{code};{held}u"),
        false => format!("\x1b[27;{held};{code}~"),
    };
    out.extend_from_slice(text.as_bytes());
}

/// Return, tab, backspace and escape.
fn special(key: Key, how: Keys, out: &mut Vec<u8>) {
    let modifiers = key.modifiers;
    let code: u8 = match key.code {
        KeyCode::Enter => b'\r',
        KeyCode::Tab => b'\t',
        KeyCode::Backspace => 0x7f,
        _ => 0x1b,
    };
    if key.code == KeyCode::Tab && modifiers.difference(Modifiers::ALT) == Modifiers::SHIFT {
        meta(modifiers, out);
        return out.extend_from_slice(b"\x1b[Z");
    }
    let known = modifiers.difference(Modifiers::ALT).is_empty()
        || key.code == KeyCode::Backspace && !modifiers.contains(Modifiers::SHIFT);
    if how.other == 2 && !modifiers.is_empty() || how.other == 1 && !known {
        return modified(code.into(), modifiers, how, out);
    }
    if key.code == KeyCode::Backspace {
        let swapped = modifiers.contains(Modifiers::CTRL) != how.modes.contains(Modes::BACKSPACE);
        let Some(byte) = how.policy.backspace else { return };
        meta(modifiers, out);
        return out.push(match byte {
            0x7f if swapped => 0x08,
            0x08 if swapped => 0x7f,
            byte => byte,
        });
    }
    meta(modifiers, out);
    match key.code {
        KeyCode::Enter if how.modes.contains(Modes::NEWLINE) => out.extend_from_slice(b"\r\n"),
        _ => out.push(code),
    }
}

fn keypad(c: char, modifiers: Modifiers, how: Keys, out: &mut Vec<u8>) {
    let last = match c {
        '0'..='9' => b'p' + (c as u8 - b'0'),
        '*' => b'j',
        '+' => b'k',
        ',' => b'l',
        '-' => b'm',
        '.' => b'n',
        '/' => b'o',
        '=' => b'X',
        '\r' => b'M',
        _ => return,
    };
    if !how.modes.contains(Modes::KEYPAD) {
        return match c {
            '\r' => special(Key::new(KeyCode::Enter, modifiers), how, out),
            c => character(c, modifiers, how, out),
        };
    }
    match modifiers.is_empty() {
        true => out.extend([0x1b, b'O', last]),
        false => {
            let text = format!("\x1bO{}{}", modifier(modifiers), last as char);
            out.extend_from_slice(text.as_bytes());
        }
    }
}

/// How a functional key is written.
pub(super) enum Form {
    /// `CSI 1 ; modifiers X`, or `CSI X`; `SS3 X` where application mode, or the key, has it.
    Letter(u8),
    /// `CSI n ; modifiers ~`.
    Number(u8),
}

/// The form of a functional key; F13 and up are F1 to F12 with modifiers, as terminfo has them.
pub(super) fn form(code: KeyCode, modifiers: Modifiers) -> Option<(Form, Modifiers)> {
    let form = match code {
        KeyCode::Up => Form::Letter(b'A'),
        KeyCode::Down => Form::Letter(b'B'),
        KeyCode::Right => Form::Letter(b'C'),
        KeyCode::Left => Form::Letter(b'D'),
        KeyCode::Home => Form::Letter(b'H'),
        KeyCode::End => Form::Letter(b'F'),
        KeyCode::Insert => Form::Number(2),
        KeyCode::Delete => Form::Number(3),
        KeyCode::PageUp => Form::Number(5),
        KeyCode::PageDown => Form::Number(6),
        KeyCode::Function(n @ 1..=12) => match n {
            1..=4 => Form::Letter(b'P' + n - 1),
            5 => Form::Number(15),
            6..=10 => Form::Number(17 + n - 6),
            _ => Form::Number(23 + n - 11),
        },
        KeyCode::Function(n @ 13..=63) => {
            let shift = [
                Modifiers::SHIFT,
                Modifiers::CTRL,
                Modifiers::CTRL.union(Modifiers::SHIFT),
                Modifiers::ALT,
                Modifiers::ALT.union(Modifiers::SHIFT),
            ];
            let held = shift[usize::from((n - 13) / 12).min(4)];
            return form(KeyCode::Function((n - 1) % 12 + 1), modifiers.union(held));
        }
        _ => return None,
    };
    Some((form, modifiers))
}

fn function(code: KeyCode, modifiers: Modifiers, modes: Modes, out: &mut Vec<u8>) {
    let Some((form, modifiers)) = form(code, modifiers) else { return };
    // The VT220's Find and Select, which is what the terminfo entries that panes are given
    // (tmux-256color, screen-256color) say of these two.
    let form = match code {
        KeyCode::Home if modifiers.is_empty() => Form::Number(1),
        KeyCode::End if modifiers.is_empty() => Form::Number(4),
        _ => form,
    };
    let text = match form {
        Form::Letter(last) if modifiers.is_empty() => {
            let application = modes.contains(Modes::CURSOR_KEYS) || (b'P'..=b'S').contains(&last);
            format!("\x1b{}{}", if application { 'O' } else { '[' }, last as char)
        }
        Form::Letter(last) => format!("\x1b[1;{}{}", modifier(modifiers), last as char),
        Form::Number(n) if modifiers.is_empty() => format!("\x1b[{n}~"),
        Form::Number(n) => format!("\x1b[{n};{}~", modifier(modifiers)),
    };
    out.extend_from_slice(text.as_bytes());
}
