//! The lowest row of a mode that is no copy of a screen: which keys do what, and where one is.

use unicode_width::UnicodeWidthStr;

use crate::line::Line;
use crate::style::{Attributes, Style};

/// The fewest rows of a pane that has a footer.
const LOWEST: u16 = 3;

/// Whether a pane of so many rows has room for it.
pub(super) fn has_footer(rows: u16) -> bool {
    rows >= LOWEST
}

/// The row, with the place at its right end however narrow it is.
pub(super) fn footer(hint: &str, place: &str, cols: u16) -> Line {
    let dim = Style::PLAIN.with(Attributes::DIM);
    let (cols, width) = (usize::from(cols), place.width());
    let mut whole = Line::new();
    whole.push_text(hint, &dim);
    let mut line = whole.slice(0, cols.saturating_sub(width + 1));
    let blanks = cols.saturating_sub(line.width() + width);
    line.push_text(&format!("{}{place}", " ".repeat(blanks)), &dim);
    line.slice(0, cols)
}
