//! Messages and prompts, which stand in the status line's place.

use crate::display::canvas::Canvas;
use crate::geometry::Point;
use crate::line::Line;
use crate::protocol::View;
use crate::protocol::view::CursorView;
use crate::style::{CursorShape, Style};

/// The row that messages and prompts take; none where the tty has none at all. What the client itself
/// has to say before it was told anything is on the last one.
fn row(canvas: &Canvas, view: &View) -> Option<u16> {
    let last = canvas.size().rows.checked_sub(1)?;
    Some(if view.size.is_empty() { last } else { view.message_row.min(last) })
}

/// Draws a message, and the rest of its row where that is not as it was.
pub(super) fn message(
    canvas: &mut Canvas,
    view: &View,
    parts: &[(u16, Line)],
    rest: Option<&Style>,
) {
    let Some(y) = row(canvas, view) else { return };
    let cols = canvas.size().cols;
    if let Some(rest) = rest {
        canvas.draw_line(Point::new(0, y), cols, &Line::new(), 0, rest);
    }
    for (x, line) in parts {
        canvas.draw_text(Point::new(*x, y), cols.saturating_sub(*x), line, 0, &Style::PLAIN);
    }
}

/// Draws a question and what was typed, scrolled so that the cursor can be seen. The answer
/// is the cursor.
pub(super) fn prompt(
    canvas: &mut Canvas,
    view: &View,
    label: &Line,
    text: &str,
    cursor: usize,
    style: &Style,
) -> Option<CursorView> {
    let y = row(canvas, view)?;
    let cols = canvas.size().cols;
    // What is typed has the half of the row that it needs, the question all else.
    let typed = line_of(text, style).width().saturating_add(1).min(usize::from(cols.div_ceil(2)));
    let question = draw_question(canvas, y, cols - typed as u16, label, style);
    let room = cols.checked_sub(question).filter(|&room| room > 0)?;
    let before = text.get(..cursor).unwrap_or(text);
    let column = line_of(before, style).width();
    let skip = (column + 1).saturating_sub(room.into());
    let line = line_of(text, style);
    canvas.draw_line(Point::new(question, y), room, &line, skip, style);
    let x = question.saturating_add((column - skip) as u16).min(cols - 1);
    // Meanwhile the view's own cursor is how this one is to look.
    let at = Point::new(x, y);
    let plain = CursorView { at, shape: CursorShape::Default, blink: false, color: None };
    Some(view.cursor.map_or(plain, |look| CursorView { at, ..look }))
}

/// Draws a question. Where it is too long, something in its middle is left out: how it ends says
/// what can be answered. Gives the columns that it takes.
fn draw_question(canvas: &mut Canvas, y: u16, room: u16, label: &Line, style: &Style) -> u16 {
    /// The most columns of its end.
    const END: usize = 12;
    let (at, width) = (Point::new(0, y), label.width());
    if width <= usize::from(room) || room < 4 {
        return canvas.draw_text(at, room, label, 0, style);
    }
    let end = END.min(usize::from(room) / 2);
    let mut cut = label.slice(0, usize::from(room) - end - 1);
    cut.push_narrow("…", style, &None);
    cut.append(&label.slice(width - end, end));
    canvas.draw_text(at, room, &cut, 0, style)
}

/// Text in cells: what takes none is left out, control characters are blanks.
pub(super) fn line_of(text: &str, style: &Style) -> Line {
    use unicode_width::UnicodeWidthChar;
    let mut line = Line::new();
    let mut utf8 = [0; 4];
    for c in text.chars() {
        let width = if c.is_control() { Some(1) } else { c.width() };
        if let Some(width @ 1..=2) = width {
            line.push_glyph(c.encode_utf8(&mut utf8), width as u8, style, &None);
        }
    }
    line
}
