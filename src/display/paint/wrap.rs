//! Lines that are longer than a row reach the tty as one: where a row's text goes on in the next,
//! the two are written so that the tty wraps there. Then it takes them for one line when the person
//! selects text or a link, or makes the window wider.
//!
//! The tty wraps only here (DECAWM): everywhere else what is too wide for it must not.

use std::ops::Range;

use crate::display::canvas::{Canvas, CanvasCell, Glyph};
use crate::display::capabilities::Capabilities;
use crate::geometry::Point;

use super::{Painter, is_erasable};

/// What the tty has of a row's going on in the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrap {
    /// It does not.
    None,
    /// It does, at such a seam.
    Made(Kind),
    /// It did, but its end was written anew, after which terminals differ.
    Blurred,
}

/// How a row ends that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// With its last glyph.
    Full,
    /// With the blank that a wide glyph left, which did not fit. Terminals know that it is none of
    /// the text.
    Padded,
}

impl Wrap {
    /// The row's end was written.
    pub fn blur(&mut self) {
        if let Wrap::Made(_) = self {
            *self = Wrap::Blurred;
        }
    }
}

impl Painter {
    /// The rows' marks move with them.
    pub(super) fn scroll_wraps(&mut self, rows: Range<usize>, by: usize, up: bool) {
        let (top, last) = (rows.start, rows.end - 1);
        let Some(region) = self.wraps.get_mut(rows) else { return };
        let by = by.min(region.len());
        let kept = region.len() - by;
        if up {
            region.rotate_left(by);
            region[kept..].fill(Wrap::None);
        } else {
            region.rotate_right(by);
            region[..by].fill(Wrap::None);
        }
        // Terminals differ in what becomes of the marks at the region's edges.
        let above = top.saturating_sub(1);
        let before_new = (top + kept).saturating_sub(1);
        [above, before_new, last].into_iter().for_each(|y| self.wraps[y].blur());
    }

    /// Makes the rows go on that are to, and those not that are not. All rows are painted.
    pub(super) fn paint_wraps(&mut self, canvas: &Canvas, tty: &Capabilities) {
        for y in 0..self.size.rows.min(canvas.size().rows) {
            let seam = canvas.is_wrapped(y).then(|| Seam::of(canvas, y)).flatten();
            let now = self.wraps[usize::from(y)];
            match seam {
                Some(seam) if now == Wrap::Made(seam.kind) => continue,
                Some(seam) => self.wrap(&seam, y, canvas, tty),
                None if now == Wrap::None => continue,
                None => self.end_line(y, canvas, tty),
            }
            self.wraps[usize::from(y)] = seam.map_or(Wrap::None, |seam| Wrap::Made(seam.kind));
            self.rows_written += 1;
        }
    }

    /// Writes what is on either side of the seam without moving the cursor in between.
    fn wrap(&mut self, seam: &Seam, y: u16, canvas: &Canvas, tty: &Capabilities) {
        let tables = canvas.tables();
        self.pen.move_to(Point::new(seam.x, y));
        self.pen.set_look(seam.last.look, tables, tty);
        // Whatever stood there before, the blank is one that nobody wrote.
        let is_blank = seam.kind == Kind::Padded && is_erasable(seam.last, tables, tty);
        if is_blank {
            self.pen.out.extend_from_slice(b"\x1b[K");
        }
        self.pen.out.extend_from_slice(b"\x1b[?7h");
        if !is_blank {
            self.pen.put(seam.last, tables, tty);
        }
        self.pen.put(seam.first, tables, tty);
        self.pen.out.extend_from_slice(b"\x1b[?7l");
        self.pen.lose();
    }

    /// Erases the row's end, with which the mark goes, and writes it again.
    fn end_line(&mut self, y: u16, canvas: &Canvas, tty: &Capabilities) {
        let Some((x, last)) = last_glyph(canvas.row(y)) else { return };
        let tables = canvas.tables();
        self.pen.move_to(Point::new(x, y));
        self.pen.set_look(last.look, tables, tty);
        self.pen.out.extend_from_slice(b"\x1b[K");
        self.pen.put(last, tables, tty);
        self.pen.lose();
    }
}

/// What stands on either side of where a line wraps.
#[derive(Clone, Copy)]
struct Seam {
    kind: Kind,
    /// Where to begin.
    x: u16,
    /// The last glyph of the row, or its blank.
    last: CanvasCell,
    /// The first glyph of the next row.
    first: CanvasCell,
}

impl Seam {
    /// The seam below a row; `None` where terminals may disagree on how wide its glyphs are.
    fn of(canvas: &Canvas, y: u16) -> Option<Self> {
        let (x, last) = last_glyph(canvas.row(y))?;
        let first = *canvas.row(y.checked_add(1)?).first()?;
        if x == 0 || last.glyph.is_risky() || first.glyph.is_risky() {
            return None;
        }
        let is_padded = last.glyph == Glyph::SPACE && first.glyph.is_wide();
        let kind = if is_padded { Kind::Padded } else { Kind::Full };
        Some(Self { kind, x, last, first })
    }
}

/// The last glyph of a row, and the column that it is in.
fn last_glyph(row: &[CanvasCell]) -> Option<(u16, CanvasCell)> {
    let last = row.len().checked_sub(1)?;
    let x = if row[last].glyph == Glyph::TAIL { last.checked_sub(1)? } else { last };
    Some((x as u16, row[x]))
}
