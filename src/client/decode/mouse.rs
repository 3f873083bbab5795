//! What the mouse did: the button byte that all of xterm's encodings share.

use crate::geometry::Point;
use crate::key::{Modifiers, MouseAction, MouseButton, MouseEvent};

fn button(code: u32) -> Option<MouseButton> {
    Some(match code & 0b1100_0011 {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        2 => MouseButton::Right,
        64 => MouseButton::WheelUp,
        65 => MouseButton::WheelDown,
        66 => MouseButton::WheelLeft,
        67 => MouseButton::WheelRight,
        extra @ 128..=131 => MouseButton::Extra((extra - 128 + 8) as u8),
        _ => return None,
    })
}

fn event(code: u32, released: bool, at: Point) -> Option<MouseEvent> {
    let mut modifiers = Modifiers::empty();
    modifiers.set(Modifiers::SHIFT, code & 4 != 0);
    modifiers.set(Modifiers::ALT, code & 8 != 0);
    modifiers.set(Modifiers::CTRL, code & 16 != 0);
    let none_down = code & 0b1100_0011 == 3;
    let action = match (code & 32 != 0, none_down) {
        (true, true) => MouseAction::Move,
        (true, false) => MouseAction::Drag(button(code)?),
        (false, true) => MouseAction::Release(None),
        (false, false) if released => MouseAction::Release(Some(button(code)?)),
        (false, false) => MouseAction::Press(button(code)?),
    };
    Some(MouseEvent { action, at, pixel: None, modifiers })
}

/// Mode 1006: `CSI < button ; column ; row M`, or `m` where the button came up.
pub(super) fn sgr(code: u32, column: u32, row: u32, last: u8) -> Option<MouseEvent> {
    let cell = |number: u32| u16::try_from(number.checked_sub(1)?).ok();
    let released = match last {
        b'M' => false,
        b'm' => true,
        _ => return None,
    };
    event(code, released, Point::new(cell(column)?, cell(row)?))
}

/// Mode 1000 as it was at first: three bytes, each 32 more than what it says.
pub(super) fn x10(bytes: [u8; 3]) -> Option<MouseEvent> {
    let [code, x, y] = bytes.map(|byte| byte.checked_sub(32));
    let cell = |byte: u8| u16::from(byte.saturating_sub(1));
    event(code?.into(), false, Point::new(cell(x?), cell(y?)))
}
