//! The box that a pane floats in.

use super::borders::draw_sides;
use super::clip;
use crate::display::canvas::Canvas;
use crate::geometry::Point;
use crate::line::Line;
use crate::protocol::view::Float;
use crate::style::Attributes;

/// Draws the edges of a box, and the title in the upper one.
pub fn draw(canvas: &mut Canvas, float: &Float) {
    let Some(lines) = float.lines else { return };
    let rect = clip(float.rect, canvas.size());
    draw_sides(canvas, rect, float.sides, lines, &float.border);
    let [left, upper, right, lower] = float.sides;
    let is_seen = if float.title_below { lower } else { upper };
    let room = rect.cols.saturating_sub(u16::from(left) + u16::from(right));
    if room > 0 && rect.rows > 0 && is_seen {
        let y = if float.title_below { rect.bottom() - 1 } else { rect.y };
        let first = rect.x + u16::from(left);
        for (column, text) in float.title.iter().filter(|(column, _)| *column < room) {
            let at = Point::new(first + column, y);
            canvas.draw_text(at, room - column, text, 0, &float.border);
        }
    }
}

/// Draws which keys do what: into the lower edge, or over the last row where there are no edges.
pub fn draw_hint(canvas: &mut Canvas, float: &Float) {
    let rect = clip(float.rect, canvas.size());
    let edge = u16::from(float.lines.is_some());
    let room = rect.cols.saturating_sub(2 * edge);
    if float.hint.is_empty() || room == 0 || rect.rows == 0 {
        return;
    }
    let style = match float.lines {
        Some(_) => float.border.with(Attributes::BOLD),
        None => float.border.with(Attributes::INVERSE),
    };
    let mut hint = Line::new();
    hint.push_text(&format!(" {} ", float.hint), &style);
    let cols = u16::try_from(hint.width()).unwrap_or(room).min(room);
    let at = Point::new(rect.right() - edge - cols, rect.bottom() - 1);
    canvas.draw_text(at, cols, &hint, 0, &style);
}
