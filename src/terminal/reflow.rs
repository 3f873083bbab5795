//! Rows to logical lines and back to rows of another width, with places in them followed.

use super::cell::{Cell, Part};
use super::row::Row;

/// A place that is to stay on its character: the caret's, or a saved one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The column.
    pub x: u16,
    /// The row, among the rows at hand.
    pub y: usize,
    /// Past the last column, in truth.
    pub pending: bool,
}

/// A row's cells, and whether its line goes on.
pub type Broken = (Vec<Cell>, bool);

/// Breaks a line into rows of `cols`; at least one. `goes_on`: the line does after the last.
pub fn break_line(cells: &[Cell], cols: u16, goes_on: bool) -> Vec<Broken> {
    let starts = row_starts(cells, cols);
    let ends = starts.iter().skip(1).copied().chain([cells.len()]);
    let last = starts.len() - 1;
    let rows = starts.iter().zip(ends).enumerate().map(|(i, (&start, end))| {
        let mut row = cells[start..end].to_vec();
        if i < last && row.len() < cols.into() {
            row.push(Cell::BLANK.as_part(Part::Pad));
        }
        if cols == 1 {
            // A wide glyph has no room at all: its halves are two blank rows.
            let halves = row.iter_mut().filter(|cell| cell.is_wide() || cell.is_spacer());
            halves.for_each(|cell| *cell = cell.emptied());
        }
        (row, i < last || goes_on)
    });
    rows.collect()
}

/// The cells that rows of `cols` start at.
fn row_starts(cells: &[Cell], cols: u16) -> Vec<usize> {
    let cols = usize::from(cols.max(1));
    let mut starts = vec![0];
    let mut start = 0;
    while cells.len() - start > cols {
        let splits_wide = cells[start + cols].is_spacer() && cols > 1;
        start += if splits_wide { cols - 1 } else { cols };
        starts.push(start);
    }
    starts
}

/// Joins the rows to lines and breaks these at `cols`. `before` is the part of the first line
/// that is above the rows. The spots move with their characters. The result's second part says
/// how many of the rows are `before`'s alone.
pub fn rewrap(
    rows: &[Row],
    old_cols: u16,
    cols: u16,
    before: Vec<Cell>,
    spots: &mut [Spot],
) -> (Vec<Broken>, usize) {
    let mut out: Vec<Broken> = Vec::new();
    let boundary = before.len();
    let mut above = 0;
    let mut line = before;
    let mut offsets: Vec<Option<usize>> = vec![None; spots.len()];
    let mut placed = spots.to_vec();
    for (y, row) in rows.iter().enumerate() {
        let goes_on = row.wrapped && y + 1 < rows.len();
        let mut least = 0;
        for (i, spot) in spots.iter().enumerate().filter(|(_, spot)| spot.y == y) {
            offsets[i] = Some(line.len() + usize::from(spot.x));
            if i == 0 {
                least = usize::from(spot.x);
            }
        }
        line.extend_from_slice(if goes_on { row.cells() } else { row.trimmed() });
        let written = line.len();
        let own = if goes_on { row.cells().len() } else { row.trimmed().len() };
        let wanted = if goes_on { usize::from(old_cols) } else { least };
        line.resize(written + wanted.saturating_sub(own), Cell::BLANK);
        if goes_on {
            if line.last().is_some_and(|cell| cell.is_pad()) {
                line.pop();
            }
            continue;
        }
        let starts = row_starts(&line, cols);
        if out.is_empty() {
            above = starts.partition_point(|&start| start <= boundary) - 1;
        }
        for ((spot, place), offset) in spots.iter().zip(&mut placed).zip(&mut offsets) {
            if let Some(offset) = offset.take() {
                *place = place_of(offset.min(line.len()), &starts, cols, spot.pending);
                place.y += out.len();
            }
        }
        out.extend(break_line(&line, cols, false));
        line.clear();
    }
    // A spot below all content stays as far below it.
    for (spot, place) in spots.iter().zip(&mut placed).filter(|(spot, _)| spot.y >= rows.len()) {
        *place = Spot { x: spot.x.min(cols - 1), y: spot.y - rows.len() + out.len(), ..*spot };
    }
    spots.copy_from_slice(&placed);
    (out, above)
}

fn place_of(offset: usize, starts: &[usize], cols: u16, pending: bool) -> Spot {
    let y = starts.partition_point(|&start| start <= offset) - 1;
    let mut x = offset - starts[y];
    let last = usize::from(cols) - 1;
    let mut at_end = pending && x == last;
    if pending && x < last {
        x += 1;
    }
    if x > last {
        x = last;
        at_end = true;
    }
    Spot { x: x as u16, y, pending: at_end }
}
