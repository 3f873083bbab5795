//! The names of mouse events: what happened, with which button, where (tmux(1), "MOUSE
//! SUPPORT").

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::key::{Modifiers, MouseButton};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MouseKind {
    /// A button went down.
    Down,
    /// A button came up.
    Up,
    /// The mouse moves with a button down.
    Drag,
    /// A button came up after a drag.
    DragEnd,
    /// A button went down for the second time, whether or not a third follows.
    SecondClick,
    /// Two clicks, and no third.
    DoubleClick,
    /// Three clicks.
    TripleClick,
    /// The wheel turned.
    Wheel,
    /// The mouse moved with no button down.
    Move,
}

/// Where it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MousePlace {
    /// In a pane.
    Pane,
    /// On a border between panes.
    Border,
    /// On a window's name in the status line.
    Status,
    /// On the left part of the status line.
    StatusLeft,
    /// On the right part of the status line.
    StatusRight,
    /// Anywhere else on the status line.
    StatusDefault,
    /// In the window where no pane is.
    Empty,
    /// On a scrollbar, above its slider.
    ScrollbarUp,
    /// On a scrollbar's slider.
    ScrollbarSlider,
    /// On a scrollbar, below its slider.
    ScrollbarDown,
    /// On one of ten things to click on (`#[range=control|7]`) in a border or the status line.
    Control(u8),
}

/// A mouse event that a binding can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MouseTrigger {
    /// What happened.
    pub kind: MouseKind,
    /// With which button; none for a move.
    pub button: Option<MouseButton>,
    /// Where.
    pub place: MousePlace,
    /// What was held down.
    pub modifiers: Modifiers,
}

const KINDS: &[(&str, MouseKind)] = &[
    ("MouseDown", MouseKind::Down),
    ("MouseUp", MouseKind::Up),
    ("MouseDragEnd", MouseKind::DragEnd),
    ("MouseDrag", MouseKind::Drag),
    ("MouseMove", MouseKind::Move),
    ("SecondClick", MouseKind::SecondClick),
    ("DoubleClick", MouseKind::DoubleClick),
    ("TripleClick", MouseKind::TripleClick),
    ("Wheel", MouseKind::Wheel),
];

const BUTTONS: &[(&str, MouseButton)] = &[
    ("10", MouseButton::Extra(10)),
    ("11", MouseButton::Extra(11)),
    ("1", MouseButton::Left),
    ("2", MouseButton::Middle),
    ("3", MouseButton::Right),
    ("8", MouseButton::Extra(8)),
    ("9", MouseButton::Extra(9)),
];

const WHEEL: &[(&str, MouseButton)] = &[
    ("Up", MouseButton::WheelUp),
    ("Down", MouseButton::WheelDown),
    ("Left", MouseButton::WheelLeft),
    ("Right", MouseButton::WheelRight),
];

const PLACES: &[(&str, MousePlace)] = &[
    ("Pane", MousePlace::Pane),
    ("Border", MousePlace::Border),
    ("StatusLeft", MousePlace::StatusLeft),
    ("StatusRight", MousePlace::StatusRight),
    ("StatusDefault", MousePlace::StatusDefault),
    ("Status", MousePlace::Status),
    ("Empty", MousePlace::Empty),
    ("ScrollbarUp", MousePlace::ScrollbarUp),
    ("ScrollbarSlider", MousePlace::ScrollbarSlider),
    ("ScrollbarDown", MousePlace::ScrollbarDown),
    ("Control0", MousePlace::Control(0)),
    ("Control1", MousePlace::Control(1)),
    ("Control2", MousePlace::Control(2)),
    ("Control3", MousePlace::Control(3)),
    ("Control4", MousePlace::Control(4)),
    ("Control5", MousePlace::Control(5)),
    ("Control6", MousePlace::Control(6)),
    ("Control7", MousePlace::Control(7)),
    ("Control8", MousePlace::Control(8)),
    ("Control9", MousePlace::Control(9)),
];

/// The first entry of a table that `text` begins with, and what follows it.
fn strip<'a, T: Copy>(text: &'a str, table: &[(&str, T)]) -> Option<(T, &'a str)> {
    table.iter().find_map(|(name, value)| Some((*value, super::strip_word(text, name)?)))
}

fn name_of<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> &'static str {
    table.iter().find(|(_, known)| known == value).map_or("", |(name, _)| name)
}

impl MouseTrigger {
    pub(super) fn parse(name: &str, modifiers: Modifiers) -> Option<Self> {
        let (kind, rest) = strip(name, KINDS)?;
        let (button, rest) = match kind {
            MouseKind::Move => (None, rest),
            MouseKind::Wheel => strip(rest, WHEEL).map(|(button, rest)| (Some(button), rest))?,
            // xterm counts the wheel's sides as buttons 6 and 7.
            MouseKind::Down if rest.starts_with('6') => (Some(MouseButton::WheelLeft), &rest[1..]),
            MouseKind::Down if rest.starts_with('7') => (Some(MouseButton::WheelRight), &rest[1..]),
            _ => strip(rest, BUTTONS).map(|(button, rest)| (Some(button), rest))?,
        };
        let kind = match button {
            Some(button) if button.is_wheel() => MouseKind::Wheel,
            _ => kind,
        };
        let (place, rest) = strip(rest, PLACES)?;
        rest.is_empty().then_some(Self { kind, button, place, modifiers })
    }
}

/// The name without the modifiers.
impl fmt::Display for MouseTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name_of(KINDS, &self.kind))?;
        if let Some(button) = self.button {
            let table = if self.kind == MouseKind::Wheel { WHEEL } else { BUTTONS };
            f.write_str(name_of(table, &button))?;
        }
        f.write_str(name_of(PLACES, &self.place))
    }
}
