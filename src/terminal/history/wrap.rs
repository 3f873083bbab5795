//! Breaking a logical line into rows, as the screen would.

use crate::line::Line;

/// The rows that a line takes on a screen `cols` wide; at least one. A glyph of two columns that
/// does not fit into the end of a row goes to the next.
pub fn wrap(line: &Line, cols: u16) -> Vec<Line> {
    let cols = cols.max(1);
    let mut rows = Vec::new();
    let mut row = Line::new();
    let mut x = 0;
    for glyph in line.glyphs() {
        let width = u16::from(glyph.width).min(cols);
        if x + width > cols {
            rows.push(std::mem::take(&mut row));
            x = 0;
        }
        row.push_glyph(glyph.text, glyph.width, glyph.style, glyph.link);
        x += width;
    }
    rows.push(row);
    rows
}
