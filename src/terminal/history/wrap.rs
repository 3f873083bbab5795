//! Breaking a logical line into rows, as the screen would.

use crate::line::Line;

/// Where a row of a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowStart {
    /// The byte of the line's text.
    pub byte: usize,
    /// The column of the line.
    pub column: usize,
}

/// Finds where the rows of a line begin on a screen `cols` wide, which takes the place of what is in
/// `starts`; there is one row at least. A glyph of two columns that does not fit into the end of a
/// row goes to the next.
pub fn row_starts(line: &Line, cols: u16, starts: &mut Vec<RowStart>) {
    let cols = usize::from(cols.max(1));
    starts.clear();
    starts.push(RowStart::default());
    let (mut at, mut end) = (RowStart::default(), cols);
    let mut begin = |at: RowStart| {
        starts.push(at);
        at.column + cols
    };
    for (text, run) in line.runs() {
        if run.is_even(text) {
            let columns = at.column + text.len();
            while end < columns {
                let byte = at.byte + (end - at.column);
                end = begin(RowStart { byte, column: end });
            }
            at = RowStart { byte: at.byte + text.len(), column: columns };
            continue;
        }
        for glyph in run.glyphs(text) {
            let width = usize::from(glyph.width).min(cols);
            if at.column + width > end {
                end = begin(at);
            }
            at = RowStart { byte: at.byte + glyph.text.len(), column: at.column + width };
        }
    }
}

/// How many rows a line takes on a screen `cols` wide.
pub fn row_count(line: &Line, cols: u16) -> usize {
    let mut starts = Vec::new();
    row_starts(line, cols, &mut starts);
    starts.len()
}

/// The rows that a line takes on a screen `cols` wide; at least one. A tab that goes over the end
/// of one is blanks in both.
pub fn wrap(line: &Line, cols: u16) -> Vec<Line> {
    let mut starts = Vec::new();
    row_starts(line, cols, &mut starts);
    let mut ends = starts.iter().skip(1).map(|next| next.byte);
    let (mut rows, mut row, mut at) = (Vec::with_capacity(starts.len()), Line::new(), 0);
    let mut end = ends.next();
    for (text, run) in line.runs() {
        let mut rest = text;
        while let Some(here) = end.map(|end| end - at).filter(|here| *here < rest.len()) {
            let (glyphs, after) = rest.split_at(here);
            row.push_glyphs(glyphs, run);
            rows.push(std::mem::take(&mut row));
            (rest, at, end) = (after, at + here, ends.next());
        }
        if !rest.is_empty() || run.bytes == 0 {
            row.push_glyphs(rest, run);
        }
        at += rest.len();
    }
    rows.push(row);
    rows
}
