//! What a person does at a terminal: keys and the mouse. Their names are in `language::key`,
//! the bytes that programs get in `terminal::encode`, those that terminals send in
//! `client::decode`.

use serde::{Deserialize, Serialize};

use crate::geometry::Point;

bitflags::bitflags! {
    /// Modifiers held down, with the bits of the kitty keyboard protocol.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
    pub struct Modifiers: u8 {
        /// Shift, where it is not part of the character itself.
        const SHIFT = 1;
        /// Alt, tmux's `M-`.
        const ALT = 1 << 1;
        /// Control, tmux's `C-`.
        const CTRL = 1 << 2;
        /// Super, the "windows" or command key.
        const SUPER = 1 << 3;
        /// Hyper.
        const HYPER = 1 << 4;
        /// Meta, where a keyboard has one beside Alt.
        const META = 1 << 5;
    }
}

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum KeyCode {
    /// A character. With `CTRL` it is the unshifted lower-case letter; without, shift is part
    /// of the character.
    Char(char),
    /// F1 to F63.
    Function(u8),
    /// Return.
    Enter,
    /// Tab; with `SHIFT`, tmux's `BTab`.
    Tab,
    /// Backspace, the key that rubs out to the left.
    Backspace,
    /// Escape.
    Escape,
    /// Cursor up.
    Up,
    /// Cursor down.
    Down,
    /// Cursor left.
    Left,
    /// Cursor right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Insert.
    Insert,
    /// Delete, the key that rubs out to the right.
    Delete,
    /// A key of the keypad: `0`–`9`, `.`, `/`, `*`, `-`, `+`, `=`, `\r` for its Enter.
    Keypad(char),
    /// Any other functional key, by its number in the kitty keyboard protocol (57358 …).
    Other(u16),
    /// What a person has given a number to (`user-keys`): no program gets it.
    User(u16),
}

/// A key with what is held down beside it: what a binding names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// What is held down.
    pub modifiers: Modifiers,
}

impl Key {
    /// A key with nothing held down.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, modifiers: Modifiers::empty() }
    }

    /// A key with `modifiers` held down.
    pub const fn new(code: KeyCode, modifiers: Modifiers) -> Self {
        Self { code, modifiers }
    }

    /// A character key.
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// Control and a character.
    pub const fn ctrl(c: char) -> Self {
        Self::new(KeyCode::Char(c), Modifiers::CTRL)
    }

    /// Whether it is a key that only modifies others, or locks.
    pub const fn is_modifier(&self) -> bool {
        matches!(self.code, KeyCode::Other(57358..=57360 | 57441..=57454))
    }
}

/// Whether a key went down, stayed down or came up (kitty keyboard protocol, flag 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum KeyAction {
    /// It went down.
    #[default]
    Press,
    /// It is held down.
    Repeat,
    /// It came up.
    Release,
}

/// A key as it comes from a terminal, with all that the terminal told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyEvent {
    /// The key, as bindings know it.
    pub key: Key,
    /// Press, repeat or release.
    pub action: KeyAction,
    /// The character with shift, where the terminal told (kitty flag 4).
    pub shifted: Option<char>,
    /// The character of the same key on a US layout, where the terminal told (kitty flag 4).
    pub base: Option<char>,
    /// The text that the key makes, where the terminal told (kitty flag 16).
    pub text: String,
}

impl From<Key> for KeyEvent {
    fn from(key: Key) -> Self {
        Self { key, action: KeyAction::Press, shifted: None, base: None, text: String::new() }
    }
}

/// A mouse button, or a turn of its wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MouseButton {
    /// The left one.
    Left,
    /// The middle one.
    Middle,
    /// The right one.
    Right,
    /// The wheel, away from the person.
    WheelUp,
    /// The wheel, towards the person.
    WheelDown,
    /// The wheel, to the left.
    WheelLeft,
    /// The wheel, to the right.
    WheelRight,
    /// Buttons 8 to 11, by that number.
    Extra(u8),
}

impl MouseButton {
    /// Whether it is the wheel, which never goes up again.
    pub fn is_wheel(self) -> bool {
        use MouseButton::{WheelDown, WheelLeft, WheelRight, WheelUp};
        matches!(self, WheelUp | WheelDown | WheelLeft | WheelRight)
    }
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MouseAction {
    /// A button went down, or the wheel turned.
    Press(MouseButton),
    /// A button came up; `None` where the terminal did not tell which.
    Release(Option<MouseButton>),
    /// It moved with a button down.
    Drag(MouseButton),
    /// It moved with none down.
    Move,
}

/// What the mouse did, where, and with which keys held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MouseEvent {
    /// What it did.
    pub action: MouseAction,
    /// The cell it is on.
    pub at: Point,
    /// The place in pixels, where the terminal told (mode 1016).
    pub pixel: Option<Point>,
    /// What is held down.
    pub modifiers: Modifiers,
}
