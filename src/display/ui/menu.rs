//! Menus.

use super::borders::{draw_across, draw_box};
use super::clip;
use crate::display::canvas::Canvas;
use crate::geometry::{Point, Rect};
use crate::line::Line;
use crate::protocol::view::{Menu, MenuRow};
use crate::style::{Attributes, Color, Style};

/// Draws a menu: its edges, and in each line what it says and, at the right, its key. As tmux has it
/// (`frame`) its edge begins before the title, and a key looks as the rest of the line.
pub(super) fn draw(canvas: &mut Canvas, menu: &Menu, frame: bool) {
    let rect = clip(menu.rect, canvas.size());
    if rect.cols < 3 || rect.rows < 3 {
        return;
    }
    draw_box(canvas, rect, menu.lines, &menu.border);
    let inner = Rect::new(rect.x + 1, rect.y + 1, rect.cols - 2, rect.rows - 2);
    let before = u16::from(frame);
    let title = Point::new(inner.x + before, rect.y);
    let room = inner.cols.saturating_sub(2 * before);
    canvas.draw_text(title, room, &menu.title, 0, &menu.border);
    for (n, row) in (0..inner.rows).zip(&menu.rows) {
        let at = Point::new(inner.x, inner.y + n);
        let base = match menu.selected == Some(n) {
            true => menu.selected_style,
            false => menu.style,
        };
        let whole = Rect::new(at.x, at.y, inner.cols, 1);
        match row {
            MenuRow::Separator => draw_across(canvas, rect, at.y, menu.lines, &menu.border),
            MenuRow::Disabled(line) => {
                canvas.fill(whole, ' ', &base);
                draw_text(canvas, at, inner.cols, line, &base.with(Attributes::DIM));
            }
            MenuRow::Item(line, key) => {
                canvas.fill(whole, ' ', &base);
                let look = if frame { base } else { base.with(Attributes::DIM) };
                let taken = draw_key(canvas, at, inner.cols, key, &look);
                draw_text(canvas, at, inner.cols - taken, line, &base);
            }
        }
    }
    // Lines that there were none for.
    let count = u16::try_from(menu.rows.len()).unwrap_or(u16::MAX).min(inner.rows);
    let rest = Rect::new(inner.x, inner.y + count, inner.cols, inner.rows - count);
    canvas.fill(rest, ' ', &menu.style);
}

/// Text in one look, with a blank before it and after it. The looks that it brings along count
/// where nothing is said by the line as a whole.
fn draw_text(canvas: &mut Canvas, at: Point, cols: u16, line: &Line, base: &Style) {
    let mut own = line.clone();
    for run in &mut own.runs {
        run.style =
            Style { bg: base.bg, attributes: run.style.attributes | base.attributes, ..run.style };
        if base.fg != Color::Default {
            run.style.fg = base.fg;
        }
    }
    canvas.draw_text(Point::new(at.x + 1, at.y), cols.saturating_sub(2), &own, 0, base);
}

/// Draws a key at the right, and says how many columns that takes.
fn draw_key(canvas: &mut Canvas, at: Point, cols: u16, key: &str, look: &Style) -> u16 {
    let mut text = Line::new();
    if !key.is_empty() {
        text.push_text(&format!("({key})"), look);
    }
    let width = u16::try_from(text.width()).unwrap_or(cols);
    let Some(x) = cols.checked_sub(width.saturating_add(1)).filter(|_| width > 0) else { return 0 };
    canvas.draw_text(Point::new(at.x + x, at.y), width, &text, 0, look);
    width
}
