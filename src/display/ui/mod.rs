//! Chrome: all that the client draws around and over the panes. Knows the view and the
//! canvas; knows nothing of bytes and of the tty.
//!
//! What the server wrote as lines goes onto the canvas as it is, since it may hold underline
//! styles and hyperlinks, which ratatui's cells do not. What the client makes up itself
//! (boxes, columns of keys, scroll bars) ratatui's widgets draw into a buffer, which
//! [`blit`] copies.

pub mod borders;
mod digits;
pub mod float;
mod keys;
mod menu;
pub mod overlay;
mod prompt;
mod scene;
pub mod scrollbar;
pub mod status;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect as Area;
use ratatui::style::{Color as TuiColor, Modifier};
use unicode_width::UnicodeWidthStr;

use super::canvas::Canvas;
use crate::geometry::{Point, Rect, Size};
use crate::style::{Attributes, Color, Style, Underline};

/// The part of a rectangle that is on a screen of that size.
pub(super) fn clip(rect: Rect, size: Size) -> Rect {
    let (x, y) = (rect.x.min(size.cols), rect.y.min(size.rows));
    Rect::new(x, y, rect.cols.min(size.cols - x), rect.rows.min(size.rows - y))
}

/// The rectangle as ratatui has it.
fn area(rect: Rect) -> Area {
    Area::new(rect.x, rect.y, rect.cols, rect.rows)
}

fn color(color: TuiColor) -> Color {
    match color {
        TuiColor::Reset => Color::Default,
        TuiColor::Black => Color::Indexed(0),
        TuiColor::Red => Color::Indexed(1),
        TuiColor::Green => Color::Indexed(2),
        TuiColor::Yellow => Color::Indexed(3),
        TuiColor::Blue => Color::Indexed(4),
        TuiColor::Magenta => Color::Indexed(5),
        TuiColor::Cyan => Color::Indexed(6),
        TuiColor::Gray => Color::Indexed(7),
        TuiColor::DarkGray => Color::Indexed(8),
        TuiColor::LightRed => Color::Indexed(9),
        TuiColor::LightGreen => Color::Indexed(10),
        TuiColor::LightYellow => Color::Indexed(11),
        TuiColor::LightBlue => Color::Indexed(12),
        TuiColor::LightMagenta => Color::Indexed(13),
        TuiColor::LightCyan => Color::Indexed(14),
        TuiColor::White => Color::Indexed(15),
        TuiColor::Indexed(n) => Color::Indexed(n),
        TuiColor::Rgb(r, g, b) => Color::Rgb(r, g, b),
    }
}

/// A ratatui cell's looks as ours.
fn style(cell: &ratatui::buffer::Cell) -> Style {
    const ATTRIBUTES: [(Modifier, Attributes); 6] = [
        (Modifier::BOLD, Attributes::BOLD),
        (Modifier::DIM, Attributes::DIM),
        (Modifier::ITALIC, Attributes::ITALIC),
        (Modifier::REVERSED, Attributes::INVERSE),
        (Modifier::HIDDEN, Attributes::HIDDEN),
        (Modifier::CROSSED_OUT, Attributes::STRIKE),
    ];
    let on = ATTRIBUTES.iter().filter(|(theirs, _)| cell.modifier.contains(*theirs));
    let underline = match cell.modifier.contains(Modifier::UNDERLINED) {
        true => Underline::Single,
        false => Underline::None,
    };
    Style {
        fg: color(cell.fg),
        bg: color(cell.bg),
        underline,
        attributes: on.map(|(_, ours)| *ours).collect(),
        ..Style::PLAIN
    }
}

/// Copies a buffer onto the canvas, where it says it is.
fn blit(canvas: &mut Canvas, buffer: &Buffer) {
    let area = *buffer.area();
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while x < area.right() {
            let Some(cell) = buffer.cell((x, y)) else { break };
            let width = cell.symbol().width().clamp(1, 2) as u8;
            let fits = width == 1 || x + 1 < area.right();
            let text = if fits { cell.symbol() } else { " " };
            canvas.put(Point::new(x, y), text, if fits { width } else { 1 }, &style(cell));
            x += if fits { u16::from(width) } else { 1 };
        }
    }
}

#[cfg(test)]
mod tests;
