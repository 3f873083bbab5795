//! What lies over everything else: which of it is drawn by whom.

use super::{digits, keys, menu, prompt};
use crate::display::canvas::Canvas;
use crate::line::Line;
use crate::protocol::View;
use crate::protocol::view::{CursorView, Overlay};
use crate::style::Style;

/// Whether what is below cannot be typed into while an overlay is there, so that a cursor there
/// would shine through it.
pub fn hides_cursor(overlay: &Overlay) -> bool {
    !matches!(overlay, Overlay::Message { .. } | Overlay::Prompt { .. })
}

/// A message that is a line, whose last looks go on to the end of the row.
pub fn message(line: Line) -> Overlay {
    let last = line.runs.last().map(|run| Style::PLAIN.fg(run.style.fg).bg(run.style.bg));
    Overlay::Message { parts: vec![(0, line)], rest: Some(last.unwrap_or_default()) }
}

/// Draws an overlay; the answer is its cursor, if it has one.
pub fn draw(canvas: &mut Canvas, view: &View, overlay: &Overlay) -> Option<CursorView> {
    match overlay {
        Overlay::Message { parts, rest } => {
            prompt::message(canvas, view, parts, rest.as_ref());
            None
        }
        Overlay::Prompt { label, text, cursor, style } => {
            prompt::prompt(canvas, view, label, text, *cursor, style)
        }
        Overlay::Keys { title, entries } => {
            keys::draw(canvas, view, title, entries);
            None
        }
        Overlay::PaneNumbers { panes } => {
            for (id, number, style) in panes {
                if let Some(pane) = view.panes.iter().find(|pane| pane.id == *id) {
                    digits::draw(canvas, pane.rect, *number, style);
                }
            }
            None
        }
        Overlay::Menu(menu) => {
            menu::draw(canvas, menu, view.borders.frame);
            None
        }
    }
}
