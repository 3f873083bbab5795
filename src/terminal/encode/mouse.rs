//! The mouse (xterm's ctlseqs, "Mouse Tracking").

use crate::geometry::{Point, WindowSize};
use crate::key::{Modifiers, MouseAction, MouseButton, MouseEvent};
use crate::terminal::modes::{MouseEncoding, MouseTracking};

/// Appends an event if the tracking asks for its kind and the encoding can express its place.
pub fn encode(
    event: &MouseEvent,
    tracking: MouseTracking,
    encoding: MouseEncoding,
    window: WindowSize,
    out: &mut Vec<u8>,
) {
    let cells = window.cells;
    let is_in = event.at.x < cells.cols && event.at.y < cells.rows;
    if !is_in || !wants(tracking, event.action) {
        return;
    }
    let (button, released) = button(event.action);
    let mut code = button;
    if tracking != MouseTracking::X10 {
        let held = [(Modifiers::SHIFT, 4), (Modifiers::ALT, 8), (Modifiers::CTRL, 16)];
        code +=
            held.iter().filter(|(m, _)| event.modifiers.contains(*m)).map(|(_, n)| n).sum::<u16>();
    }
    let Point { x, y } = event.at;
    let (x, y) = (u32::from(x) + 1, u32::from(y) + 1);
    // Without their decimals the encodings do not tell which button came up.
    let blurred = if released { code - button + 3 } else { code };
    match encoding {
        MouseEncoding::Sgr => sgr(code, x, y, released, out),
        MouseEncoding::SgrPixels => {
            let pixel = event.pixel.unwrap_or_else(|| middle(event.at, window));
            sgr(code, u32::from(pixel.x) + 1, u32::from(pixel.y) + 1, released, out);
        }
        MouseEncoding::Urxvt => {
            out.extend_from_slice(format!("\x1b[{};{x};{y}M", blurred + 32).as_bytes());
        }
        MouseEncoding::Bytes if x <= 223 && y <= 223 && blurred <= 223 => {
            out.extend_from_slice(b"\x1b[M");
            out.extend([blurred as u8 + 32, x as u8 + 32, y as u8 + 32]);
        }
        MouseEncoding::Utf8 if x <= 2015 && y <= 2015 => {
            out.extend_from_slice(b"\x1b[M");
            for value in [u32::from(blurred), x, y] {
                let c = char::from_u32(value + 32).unwrap_or(' ');
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        MouseEncoding::Bytes | MouseEncoding::Utf8 => {}
    }
}

fn wants(tracking: MouseTracking, action: MouseAction) -> bool {
    match (tracking, action) {
        (MouseTracking::Off, _) => false,
        (MouseTracking::Any, _) => true,
        (_, MouseAction::Move) => false,
        (MouseTracking::Drag, _) => true,
        (_, MouseAction::Drag(_)) => false,
        (MouseTracking::X10, MouseAction::Press(button)) => {
            matches!(button, MouseButton::Left | MouseButton::Middle | MouseButton::Right)
        }
        (MouseTracking::X10, _) => false,
        (MouseTracking::Buttons, _) => true,
    }
}

/// The code of a button with what moves and what it is, and whether it came up.
fn button(action: MouseAction) -> (u16, bool) {
    match action {
        MouseAction::Press(button) => (number(button), false),
        MouseAction::Release(button) => (button.map_or(3, number), true),
        MouseAction::Drag(button) => (number(button) + 32, false),
        MouseAction::Move => (3 + 32, false),
    }
}

fn number(button: MouseButton) -> u16 {
    match button {
        MouseButton::Left => 0,
        MouseButton::Middle => 1,
        MouseButton::Right => 2,
        MouseButton::WheelUp => 64,
        MouseButton::WheelDown => 65,
        MouseButton::WheelLeft => 66,
        MouseButton::WheelRight => 67,
        MouseButton::Extra(n) => 128 + u16::from(n.clamp(8, 11)) - 8,
    }
}

fn sgr(code: u16, x: u32, y: u32, released: bool, out: &mut Vec<u8>) {
    let last = if released { 'm' } else { 'M' };
    out.extend_from_slice(format!("\x1b[<{code};{x};{y}{last}").as_bytes());
}

/// The pixel in the middle of a cell.
fn middle(at: Point, window: WindowSize) -> Point {
    let center = |at: u16, pixels: u16, cells: u16| {
        let (at, pixels, cells) = (u32::from(at), u32::from(pixels), u32::from(cells.max(1)));
        ((2 * at + 1) * pixels / (2 * cells)).min(u16::MAX.into()) as u16
    };
    Point::new(
        center(at.x, window.xpixel, window.cells.cols),
        center(at.y, window.ypixel, window.cells.rows),
    )
}
