//! Keys in the way of the kitty keyboard protocol (its page "Comprehensive keyboard handling").

use std::fmt::Write;

use super::key::{Form, Keys, form, legacy, modifier};
use crate::key::{KeyAction, KeyCode, KeyEvent, Modifiers};
use crate::terminal::modes::Modes;

const DISAMBIGUATE: u8 = 1;
const EVENTS: u8 = 2;
const ALTERNATES: u8 = 4;
const ALL: u8 = 8;
const TEXT: u8 = 16;

/// Appends a key as the flags in force want it.
pub fn encode(event: &KeyEvent, how: Keys, out: &mut Vec<u8>) {
    let on = |flag: u8| how.flags & flag != 0;
    let key = event.key;
    if event.action == KeyAction::Release {
        let typing = matches!(key.code, KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace);
        if !on(EVENTS) || typing && !on(ALL) {
            return;
        }
    }
    if key.is_modifier() && !on(ALL) {
        return;
    }
    let makes_text = match key.code {
        KeyCode::Char(_) => key.modifiers.difference(Modifiers::SHIFT).is_empty(),
        KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace => key.modifiers.is_empty(),
        _ => false,
    };
    let stays = makes_text || !on(DISAMBIGUATE) && !is_function(key.code);
    if stays && !on(ALL) && event.action != KeyAction::Release {
        return legacy(key, &event.text, Keys { other: 0, ..how }, out);
    }
    let held = modifier(key.modifiers);
    let kind = match event.action {
        KeyAction::Repeat if on(EVENTS) => 2,
        KeyAction::Release => 3,
        _ => 1,
    };
    let is_numbered = matches!(key.code, KeyCode::Function(13..));
    if is_function(key.code)
        && !is_numbered
        && let Some((form, _)) = form(key.code, key.modifiers)
    {
        return functional(&key.code, form, held, kind, how.modes, out);
    }
    let mut text = format!("\x1b[{}", number(key.code));
    if on(ALTERNATES) {
        match (event.shifted, event.base) {
            (Some(shifted), None) => _ = write!(text, ":{}", u32::from(shifted)),
            (Some(shifted), Some(base)) => {
                _ = write!(text, ":{}:{}", u32::from(shifted), u32::from(base));
            }
            (None, Some(base)) => _ = write!(text, "::{}", u32::from(base)),
            (None, None) => {}
        }
    }
    let codes = match on(TEXT) && on(ALL) && kind != 3 {
        true => associated(event),
        false => String::new(),
    };
    match (held, kind) {
        (1, 1) if codes.is_empty() => {}
        (1, 1) => text.push(';'),
        (held, 1) => _ = write!(text, ";{held}"),
        (held, kind) => _ = write!(text, ";{held}:{kind}"),
    }
    if !codes.is_empty() {
        let _ = write!(text, ";{codes}");
    }
    text.push('u');
    out.extend_from_slice(text.as_bytes());
}

/// A key with a form of its own, whatever the flags.
fn functional(code: &KeyCode, form: Form, held: u8, kind: u8, modes: Modes, out: &mut Vec<u8>) {
    let modifiers = match (held, kind) {
        (1, 1) => None,
        (held, 1) => Some(format!("{held}")),
        (held, kind) => Some(format!("{held}:{kind}")),
    };
    // F3's letter is that of a cursor position report, so it has a number here.
    let form = if *code == KeyCode::Function(3) { Form::Number(13) } else { form };
    let text = match (form, modifiers) {
        (Form::Letter(last), None) => {
            let cursor = !(b'P'..=b'S').contains(&last) && modes.contains(Modes::CURSOR_KEYS);
            format!("\x1b{}{}", if cursor { 'O' } else { '[' }, last as char)
        }
        (Form::Letter(last), Some(held)) => format!("\x1b[1;{held}{}", last as char),
        (Form::Number(n), None) => format!("\x1b[{n}~"),
        (Form::Number(n), Some(held)) => format!("\x1b[{n};{held}~"),
    };
    out.extend_from_slice(text.as_bytes());
}

fn is_function(code: KeyCode) -> bool {
    !matches!(
        code,
        KeyCode::Char(_)
            | KeyCode::Enter
            | KeyCode::Tab
            | KeyCode::Backspace
            | KeyCode::Escape
            | KeyCode::Keypad(_)
    )
}

/// The code points that a key makes, by colons; none for controls.
fn associated(event: &KeyEvent) -> String {
    let typed = match (event.key.code, event.text.is_empty()) {
        (_, false) => event.text.clone(),
        (KeyCode::Char(c), true) if event.key.modifiers.difference(Modifiers::SHIFT).is_empty() => {
            event.shifted.filter(|_| !event.key.modifiers.is_empty()).unwrap_or(c).to_string()
        }
        _ => String::new(),
    };
    let codes: Vec<String> =
        typed.chars().filter(|c| !c.is_control()).map(|c| u32::from(c).to_string()).collect();
    codes.join(":")
}

/// The number of a key.
fn number(code: KeyCode) -> u32 {
    match code {
        KeyCode::Char(c) if c.is_uppercase() => c.to_lowercase().next().unwrap_or(c).into(),
        KeyCode::Char(c) => c.into(),
        KeyCode::Enter => 13,
        KeyCode::Tab => 9,
        KeyCode::Backspace => 127,
        KeyCode::Function(n) => 57376 + u32::from(n.saturating_sub(13)),
        KeyCode::Keypad(c) => match c {
            '0'..='9' => 57399 + (u32::from(c) - u32::from('0')),
            '.' => 57409,
            '/' => 57410,
            '*' => 57411,
            '-' => 57412,
            '+' => 57413,
            '\r' => 57414,
            '=' => 57415,
            _ => 57416,
        },
        KeyCode::Other(n) => n.into(),
        _ => 27,
    }
}
