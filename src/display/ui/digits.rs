//! Numbers so large that they are read at a glance, drawn over panes.

use super::{clip, prompt};
use crate::display::canvas::Canvas;
use crate::geometry::{Point, Rect};
use crate::style::{Color, Style};

/// Three by five dots a digit; a dot is two columns wide, so that it is about square.
const DIGITS: [[u8; 5]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b001, 0b001, 0b001],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];

/// Columns of a digit, and of one with the gap after it.
const WIDTH: u16 = 6;
const STEP: u16 = 8;
const HEIGHT: u16 = 5;

/// Draws a number in the middle of a pane, and the pane's size in its corner: large where
/// there is room, else as text.
pub(super) fn draw(canvas: &mut Canvas, pane: Rect, number: u32, style: &Style) {
    let size = format!("{}x{}", pane.cols, pane.rows);
    let pane = clip(pane, canvas.size());
    let text = number.to_string();
    let wide = (text.len() as u16).saturating_mul(STEP) - (STEP - WIDTH);
    if pane.cols < wide || pane.rows < HEIGHT {
        centred(canvas, pane, &text, style);
        return;
    }
    let block = Style::PLAIN.bg(match style.fg {
        Color::Default => Color::Indexed(7),
        color => color,
    });
    let (left, top) = (pane.x + (pane.cols - wide) / 2, pane.y + (pane.rows - HEIGHT) / 2);
    for (n, digit) in (0u16..).zip(text.bytes()) {
        let rows = DIGITS[usize::from(digit - b'0') % DIGITS.len()];
        for (y, dots) in (top..).zip(rows) {
            for x in (0..3u16).filter(|x| dots & (0b100 >> x) != 0) {
                canvas.fill(Rect::new(left + n * STEP + 2 * x, y, 2, 1), ' ', &block);
            }
        }
    }
    let cols = size.len() as u16;
    if pane.rows > HEIGHT + 1 && pane.cols >= cols {
        let at = Point::new(pane.right() - cols, pane.y);
        canvas.draw_text(at, cols, &prompt::line_of(&size, style), 0, &Style::PLAIN);
    }
}

fn centred(canvas: &mut Canvas, pane: Rect, text: &str, style: &Style) {
    if pane.size().is_empty() {
        return;
    }
    let cols = (text.len() as u16).min(pane.cols);
    let at = Point::new(pane.x + (pane.cols - cols) / 2, pane.y + pane.rows / 2);
    canvas.draw_text(at, cols, &prompt::line_of(text, style), 0, &Style::PLAIN);
}
