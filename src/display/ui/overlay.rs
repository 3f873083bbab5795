//! What lies over everything else: which of it is drawn by whom.

use super::{digits, keys, menu, prompt};
use crate::display::canvas::Canvas;
use crate::protocol::View;
use crate::protocol::view::{CursorView, Overlay};

/// Whether what is below cannot be typed into while an overlay is there, so that a cursor there
/// would shine through it.
pub fn hides_cursor(overlay: &Overlay) -> bool {
    !matches!(overlay, Overlay::Message(_) | Overlay::Prompt { .. })
}

/// Draws an overlay; the answer is its cursor, if it has one.
pub fn draw(canvas: &mut Canvas, view: &View, overlay: &Overlay) -> Option<CursorView> {
    match overlay {
        Overlay::Message(line) => {
            prompt::message(canvas, view, line);
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
            menu::draw(canvas, menu);
            None
        }
    }
}
