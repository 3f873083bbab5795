//! In which order keys are listed: tmux's, which is that of its numbers for them. What is held down
//! counts most, then what kind of key it is.

use super::Trigger;
use super::{MouseKind, MousePlace, MouseTrigger};
use crate::key::{Key, KeyCode, Modifiers, MouseButton};

/// What keys are put in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// What is held down.
    pub modifiers: u8,
    kind: u8,
    number: u32,
    place: u8,
}

/// The rank of what a binding is for.
pub fn rank(trigger: &Trigger) -> Rank {
    match trigger {
        Trigger::Any => Rank { modifiers: 0, kind: 1, number: u32::MAX, place: 0 },
        Trigger::Key(key) => rank_of_key(*key),
        Trigger::Mouse(mouse) => rank_of_mouse(mouse),
    }
}

/// Alt counts least and shift most.
fn held(modifiers: Modifiers) -> u8 {
    let bits = [(Modifiers::ALT, 1), (Modifiers::CTRL, 2), (Modifiers::SHIFT, 4)];
    bits.into_iter().filter(|(bit, _)| modifiers.contains(*bit)).map(|(_, value)| value).sum()
}

fn rank_of_key(key: Key) -> Rank {
    let is_back_tab = key.code == KeyCode::Tab && key.modifiers.contains(Modifiers::SHIFT);
    let modifiers = match is_back_tab {
        true => key.modifiers - Modifiers::SHIFT,
        false => key.modifiers,
    };
    let (kind, number) = match key.code {
        KeyCode::Tab if is_back_tab => (2, 70),
        KeyCode::Char(c) => (0, u32::from(c)),
        KeyCode::Tab => (0, 9),
        KeyCode::Enter => (0, 13),
        KeyCode::Escape => (0, 27),
        KeyCode::Backspace => (2, 0),
        KeyCode::Function(n) => (2, n.into()),
        KeyCode::Insert => (2, 64),
        KeyCode::Delete => (2, 65),
        KeyCode::Home => (2, 66),
        KeyCode::End => (2, 67),
        KeyCode::PageDown => (2, 68),
        KeyCode::PageUp => (2, 69),
        KeyCode::Up => (2, 71),
        KeyCode::Down => (2, 72),
        KeyCode::Left => (2, 73),
        KeyCode::Right => (2, 74),
        KeyCode::Keypad(c) => {
            let at = "/*-789+456123\r0.".find(c).unwrap_or(16);
            (2, 75 + at as u32)
        }
        KeyCode::User(n) => (1, n.into()),
        KeyCode::Other(n) => (2, 100 + u32::from(n)),
    };
    Rank { modifiers: held(modifiers), kind, number, place: 0 }
}

fn rank_of_mouse(mouse: &MouseTrigger) -> Rank {
    let kind = match (mouse.kind, mouse.button) {
        (MouseKind::Move, _) => 3,
        (MouseKind::Down, _) => 4,
        (MouseKind::Up, _) => 5,
        (MouseKind::Drag, _) => 6,
        (MouseKind::DragEnd, _) => 7,
        (MouseKind::Wheel, Some(MouseButton::WheelDown)) => 8,
        (MouseKind::Wheel, _) => 9,
        (MouseKind::SecondClick, _) => 10,
        (MouseKind::DoubleClick, _) => 11,
        (MouseKind::TripleClick, _) => 12,
    };
    let number = mouse.button.map_or(0, number_of);
    Rank { modifiers: held(mouse.modifiers), kind, number, place: place_of(mouse.place) }
}

/// A button's number; the wheel has none, but to its sides.
fn number_of(button: MouseButton) -> u32 {
    match button {
        MouseButton::Left => 1,
        MouseButton::Middle => 2,
        MouseButton::Right => 3,
        MouseButton::WheelUp | MouseButton::WheelDown => 0,
        MouseButton::WheelLeft => 6,
        MouseButton::WheelRight => 7,
        MouseButton::Extra(n) => n.into(),
    }
}

/// The status line comes before borders and what else there is of panes.
fn place_of(place: MousePlace) -> u8 {
    match place {
        MousePlace::Pane => 0,
        MousePlace::Status => 1,
        MousePlace::StatusLeft => 2,
        MousePlace::StatusRight => 3,
        MousePlace::StatusDefault => 4,
        MousePlace::Border => 5,
        MousePlace::ScrollbarUp => 6,
        MousePlace::ScrollbarSlider => 7,
        MousePlace::ScrollbarDown => 8,
        MousePlace::Empty => 9,
        MousePlace::Control(n) => n.saturating_add(10),
    }
}
