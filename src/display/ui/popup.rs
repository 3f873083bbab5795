//! The box that a popup lies in.

use super::borders::draw_box;
use super::clip;
use crate::display::canvas::Canvas;
use crate::geometry::Point;
use crate::line::Line;
use crate::protocol::view::Popup;
use crate::style::Attributes;

/// Draws the edges of a popup, and the title in the upper one.
pub fn draw(canvas: &mut Canvas, popup: &Popup) {
    let Some(lines) = popup.lines else { return };
    let rect = clip(popup.rect, canvas.size());
    draw_box(canvas, rect, lines, &popup.border);
    let room = rect.cols.saturating_sub(2);
    if room > 0 && rect.rows >= 2 {
        canvas.draw_text(Point::new(rect.x + 1, rect.y), room, &popup.title, 0, &popup.border);
    }
}

/// Draws which keys do what: into the lower edge, or over the last row where there are no edges.
pub fn draw_hint(canvas: &mut Canvas, popup: &Popup) {
    let rect = clip(popup.rect, canvas.size());
    let edge = u16::from(popup.lines.is_some());
    let room = rect.cols.saturating_sub(2 * edge);
    if popup.hint.is_empty() || room == 0 || rect.rows == 0 {
        return;
    }
    let style = match popup.lines {
        Some(_) => popup.border.with(Attributes::BOLD),
        None => popup.border.with(Attributes::INVERSE),
    };
    let mut hint = Line::new();
    hint.push_text(&format!(" {} ", popup.hint), &style);
    let cols = u16::try_from(hint.width()).unwrap_or(room).min(room);
    let at = Point::new(rect.right() - edge - cols, rect.bottom() - 1);
    canvas.draw_text(at, cols, &hint, 0, &style);
}
