//! The names of keys, as bindings, `send-keys` and people write them (tmux(1), "KEY BINDINGS").
//!
//! Knows names and keys, and not what is bound to them. Ctrl is `C-` or `^`, Alt `M-`, shift
//! `S-`; what tmux has no letter for is spelled out: `Super-`, `Hyper-`, `Meta-`.

mod detach;
mod mouse;
mod rank;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::key::{Key, KeyCode, Modifiers};

pub use detach::parse_detach_keys;
pub use mouse::{MouseKind, MousePlace, MouseTrigger};
pub use rank::{Rank, rank};

/// What a binding names.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Trigger {
    /// A key.
    Key(Key),
    /// Something that the mouse did somewhere.
    Mouse(MouseTrigger),
    /// Every key that has no binding of its own.
    Any,
}

impl From<Key> for Trigger {
    fn from(key: Key) -> Self {
        Trigger::Key(key)
    }
}

/// What a name that is no key's is refused with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown key: {0}")]
pub struct UnknownKey(pub String);

/// Names that are not a single character, the one that is printed first.
const NAMES: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("Return", KeyCode::Enter),
    ("Tab", KeyCode::Tab),
    ("BSpace", KeyCode::Backspace),
    ("Backspace", KeyCode::Backspace),
    ("Escape", KeyCode::Escape),
    ("Esc", KeyCode::Escape),
    ("Space", KeyCode::Char(' ')),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PPage", KeyCode::PageUp),
    ("PageUp", KeyCode::PageUp),
    ("PgUp", KeyCode::PageUp),
    ("NPage", KeyCode::PageDown),
    ("PageDown", KeyCode::PageDown),
    ("PgDn", KeyCode::PageDown),
    ("PgDown", KeyCode::PageDown),
    ("IC", KeyCode::Insert),
    ("Insert", KeyCode::Insert),
    ("DC", KeyCode::Delete),
    ("Delete", KeyCode::Delete),
    ("KPEnter", KeyCode::Keypad('\r')),
    ("CapsLock", KeyCode::Other(57358)),
    ("ScrollLock", KeyCode::Other(57359)),
    ("NumLock", KeyCode::Other(57360)),
    ("PrintScreen", KeyCode::Other(57361)),
    ("Pause", KeyCode::Other(57362)),
    ("Menu", KeyCode::Other(57363)),
];

/// How many keys a person may give numbers to (tmux's `user-keys`).
pub const MOST_USER_KEYS: u16 = 1000;

/// Modifiers and how they are written, in the order in which they are printed.
const MODIFIERS: &[(&str, Modifiers)] = &[
    ("Super-", Modifiers::SUPER),
    ("Hyper-", Modifiers::HYPER),
    ("Meta-", Modifiers::META),
    ("C-", Modifiers::CTRL),
    ("M-", Modifiers::ALT),
    ("S-", Modifiers::SHIFT),
];

/// The key, mouse event or `Any` that `name` is.
pub fn parse(name: &str) -> Result<Trigger, UnknownKey> {
    if name.eq_ignore_ascii_case("Any") {
        return Ok(Trigger::Any);
    }
    let (modifiers, rest) = strip_modifiers(name);
    if let Some(trigger) = MouseTrigger::parse(rest, modifiers) {
        return Ok(Trigger::Mouse(trigger));
    }
    parse_key(name).map(Trigger::Key)
}

/// The key that `name` is.
pub fn parse_key(name: &str) -> Result<Key, UnknownKey> {
    let (modifiers, rest) = strip_modifiers(name);
    let key = if rest.eq_ignore_ascii_case("BTab") {
        Some(Key::new(KeyCode::Tab, Modifiers::SHIFT))
    } else if let Some(code) = rest.strip_prefix("0x") {
        // As tmux reads it: what comes after the digits is none of it.
        let end = code.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(code.len());
        u32::from_str_radix(&code[..end], 16).ok().and_then(char::from_u32).map(from_char)
    } else {
        parse_code(rest)
    };
    key.map(|key| canonical(Key::new(key.code, key.modifiers | modifiers)))
        .ok_or_else(|| UnknownKey(name.to_owned()))
}

fn strip_modifiers(name: &str) -> (Modifiers, &str) {
    let mut modifiers = Modifiers::empty();
    let mut rest = name;
    'next: loop {
        for (prefix, modifier) in MODIFIERS.iter().chain(&[("^", Modifiers::CTRL)]) {
            if let Some((head, tail)) = rest.split_at_checked(prefix.len())
                && head.eq_ignore_ascii_case(prefix)
                && !tail.is_empty()
            {
                modifiers |= *modifier;
                rest = tail;
                continue 'next;
            }
        }
        return (modifiers, rest);
    }
}

fn parse_code(name: &str) -> Option<Key> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Some(from_char(c));
    }
    if let Some((_, code)) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Some(Key::plain(*code));
    }
    let (kind, rest) = name.split_at_checked(1)?;
    if kind.eq_ignore_ascii_case("F")
        && let Ok(number @ 1..=63) = rest.parse::<u8>()
    {
        return Some(Key::plain(KeyCode::Function(number)));
    }
    if let Some(number) = strip_word(name, "User") {
        let number = number.parse().ok().filter(|number| *number < MOST_USER_KEYS)?;
        return Some(Key::plain(KeyCode::User(number)));
    }
    if let Some(number) = strip_word(name, "Key") {
        return number.parse().ok().map(|number| Key::plain(KeyCode::Other(number)));
    }
    let mut keypad = strip_word(name, "KP")?.chars();
    match (keypad.next()?, keypad.next()) {
        (c, None) if is_keypad(c) => Some(Key::plain(KeyCode::Keypad(c))),
        _ => None,
    }
}

fn strip_word<'a>(name: &'a str, word: &str) -> Option<&'a str> {
    let (head, tail) = name.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(tail)
}

fn is_keypad(c: char) -> bool {
    c.is_ascii_digit() || "./*-+=".contains(c)
}

/// The key that makes a character where terminals send nothing but characters.
pub fn from_char(c: char) -> Key {
    match c {
        '\r' => Key::plain(KeyCode::Enter),
        '\t' => Key::plain(KeyCode::Tab),
        '\x1b' => Key::plain(KeyCode::Escape),
        '\x7f' => Key::plain(KeyCode::Backspace),
        '\0' => Key::ctrl(' '),
        '\x01'..='\x1a' => Key::ctrl(char::from((c as u8) | 0x60)),
        '\x1c'..='\x1f' => Key::ctrl(char::from((c as u8) | 0x40)),
        c => Key::char(c),
    }
}

/// The one form of keys that can be written in two ways: shift is part of a character, but for
/// `C-`, which has the small letter and is the same as `C-Space` for `@`.
fn canonical(mut key: Key) -> Key {
    let KeyCode::Char(c) = key.code else { return key };
    let ctrl = key.modifiers.contains(Modifiers::CTRL);
    let shift = key.modifiers.contains(Modifiers::SHIFT);
    key.code = KeyCode::Char(match c {
        '@' if ctrl => ' ',
        c if ctrl => c.to_ascii_lowercase(),
        c if shift => c.to_ascii_uppercase(),
        c => c,
    });
    if shift && !ctrl && c.is_ascii_alphabetic() {
        key.modifiers -= Modifiers::SHIFT;
    }
    key
}

/// The other key that makes the same byte where a terminal lacks the kitty keyboard protocol:
/// `C-i` and Tab, `C-m` and Enter, `C-[` and Escape, `C-?` and Backspace. A binding of one serves the other too where
/// that has none.
pub fn legacy_twin(key: Key) -> Option<Key> {
    const TWINS: [(char, KeyCode); 4] = [
        ('i', KeyCode::Tab),
        ('m', KeyCode::Enter),
        ('[', KeyCode::Escape),
        ('?', KeyCode::Backspace),
    ];
    let (ctrl, alt) = (Modifiers::CTRL, key.modifiers & Modifiers::ALT);
    TWINS.into_iter().find_map(|(c, code)| {
        if key == Key::new(code, alt) {
            Some(Key::new(KeyCode::Char(c), ctrl | alt))
        } else if key == Key::new(KeyCode::Char(c), ctrl | alt) {
            Some(Key::new(code, alt))
        } else {
            None
        }
    })
}

/// The key that tmux knows of one that rxvt sends for it: shift and F3 is F13 to most terminals, and so
/// on up to F10. tmux has no keys beyond F12.
pub fn function_with_shift(key: Key) -> Option<Key> {
    match key.code {
        KeyCode::Function(n @ 13..=20) => {
            Some(Key::new(KeyCode::Function(n - 10), key.modifiers | Modifiers::SHIFT))
        }
        _ => None,
    }
}

/// The name of a key.
pub fn key_name(key: Key) -> String {
    Trigger::Key(key).to_string()
}

fn write_modifiers(f: &mut fmt::Formatter<'_>, modifiers: Modifiers) -> fmt::Result {
    for (name, modifier) in MODIFIERS {
        if modifiers.contains(*modifier) {
            f.write_str(name)?;
        }
    }
    Ok(())
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trigger::Any => f.write_str("Any"),
            Trigger::Mouse(mouse) => {
                write_modifiers(f, mouse.modifiers)?;
                write!(f, "{mouse}")
            }
            Trigger::Key(key) => write_key(f, *key),
        }
    }
}

fn write_key(f: &mut fmt::Formatter<'_>, key: Key) -> fmt::Result {
    let is_tab = key.code == KeyCode::Tab && key.modifiers.contains(Modifiers::SHIFT);
    if is_tab && !key.modifiers.contains(Modifiers::CTRL) {
        write_modifiers(f, key.modifiers - Modifiers::SHIFT)?;
        return f.write_str("BTab");
    }
    write_modifiers(f, key.modifiers)?;
    if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == key.code) {
        return f.write_str(name);
    }
    match key.code {
        KeyCode::Char(c) if c.is_control() => write!(f, "{:#x}", u32::from(c)),
        KeyCode::Char(c) => write!(f, "{c}"),
        KeyCode::Function(number) => write!(f, "F{number}"),
        KeyCode::Keypad(c) => write!(f, "KP{c}"),
        KeyCode::Other(number) => write!(f, "Key{number}"),
        KeyCode::User(number) => write!(f, "User{number}"),
        // All others are in the table.
        other => write!(f, "{other:?}"),
    }
}
