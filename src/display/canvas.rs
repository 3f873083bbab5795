//! The canvas: the cells that the person is to see. Knows glyphs, looks and where wide glyphs
//! may stand; knows nothing of panes, of the view or of the tty that shows it.
//!
//! A cell is eight bytes: a glyph (one code point, or the number of a cluster) and the number
//! of its look (style and hyperlink). So rows are compared at memory speed, and a style is
//! looked at once a run. The invariant that everything here keeps: a wide glyph is always
//! followed by its [`Glyph::TAIL`], and a tail never stands without its head.

mod glyph;

use std::sync::Arc;

use crate::geometry::{Point, Rect, Size};
use crate::line::{Line, Link, RunKind};
use crate::style::{Attributes, Color, Style};

pub use glyph::{Glyph, Look, LookId, Tables};

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CanvasCell {
    /// What stands in it.
    pub glyph: Glyph,
    /// How it looks.
    pub look: LookId,
}

impl CanvasCell {
    /// Nothing, in the tty's own colours.
    pub const BLANK: CanvasCell = CanvasCell { glyph: Glyph::SPACE, look: LookId::PLAIN };
}

/// The cells of a whole tty.
#[derive(Debug)]
pub struct Canvas {
    size: Size,
    cells: Vec<CanvasCell>,
    /// Rows that may have changed since they were last painted.
    dirty: Vec<bool>,
    /// Rows whose line goes on in the next one.
    wrapped: Vec<bool>,
    tables: Tables,
    /// Colours are left out.
    colorless: bool,
}

/// `style`, its default colours taken from `base`.
pub fn over(base: &Style, style: &Style) -> Style {
    let or = |color: Color, base: Color| if color == Color::Default { base } else { color };
    Style { fg: or(style.fg, base.fg), bg: or(style.bg, base.bg), ..*style }
}

/// The same without colours. What stood on one is told from the rest by being inverse.
fn without_color(style: &Style) -> Style {
    let mut attributes = style.attributes;
    attributes.set(
        Attributes::INVERSE,
        attributes.contains(Attributes::INVERSE) != (style.bg != Color::Default),
    );
    let (fg, bg, underline_color) = (Color::Default, Color::Default, Color::Default);
    Style { fg, bg, underline_color, attributes, ..*style }
}

impl Canvas {
    /// A blank canvas.
    pub fn new(size: Size) -> Self {
        let cells = vec![CanvasCell::BLANK; usize::from(size.cols) * usize::from(size.rows)];
        Self {
            size,
            cells,
            dirty: vec![true; size.rows.into()],
            wrapped: vec![false; size.rows.into()],
            tables: Tables::default(),
            colorless: false,
        }
    }

    /// Its size.
    pub fn size(&self) -> Size {
        self.size
    }

    /// What the numbers in the cells stand for.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The cells of row `y`; none where there is no such row.
    pub fn row(&self, y: u16) -> &[CanvasCell] {
        let start = usize::from(y) * usize::from(self.size.cols);
        self.cells.get(start..start + usize::from(self.size.cols)).unwrap_or_default()
    }

    /// Whether row `y` may have changed since it was last asked.
    pub fn take_dirty(&mut self, y: u16) -> bool {
        self.dirty.get_mut(usize::from(y)).is_some_and(std::mem::take)
    }

    /// Whether the line of row `y` goes on in the next one, to whoever copies it off the tty.
    pub fn is_wrapped(&self, y: u16) -> bool {
        self.wrapped.get(usize::from(y)).is_some_and(|wrapped| *wrapped)
    }

    /// Makes it so.
    pub fn set_wrapped(&mut self, y: u16, wrapped: bool) {
        if let Some(it) = self.wrapped.get_mut(usize::from(y)) {
            *it = wrapped;
        }
    }

    /// Makes every row one that may have changed.
    pub fn touch(&mut self) {
        self.dirty.fill(true);
    }

    /// Blanks everything. Looks and clusters are forgotten where they have become many; the
    /// answer says whether that happened: numbers given out before mean nothing then.
    pub fn clear(&mut self) -> bool {
        self.cells.fill(CanvasCell::BLANK);
        self.touch();
        let crowded = self.tables.is_crowded();
        if crowded {
            self.tables = Tables::default();
        }
        crowded
    }

    /// The number of a look.
    pub fn look(&mut self, style: &Style, link: &Option<Arc<Link>>) -> LookId {
        match self.colorless {
            true => self.tables.look(&without_color(style), link),
            false => self.tables.look(style, link),
        }
    }

    /// Whether what is written now has no colours.
    pub fn is_colorless(&self) -> bool {
        self.colorless
    }

    /// What is written from now on has no colours, or has its own again.
    pub fn set_colorless(&mut self, colorless: bool) {
        self.colorless = colorless;
    }

    /// The cells of row `y` from column `x` on, at most `cols` of them, made ready to be
    /// written over: the halves of wide glyphs that stick in from outside are blanked.
    fn stretch(&mut self, x: u16, y: u16, cols: u16) -> &mut [CanvasCell] {
        if x >= self.size.cols || y >= self.size.rows {
            return &mut [];
        }
        let width = usize::from(self.size.cols);
        let from = usize::from(x);
        let to = from.saturating_add(cols.into()).min(width);
        let start = usize::from(y) * width;
        let Some(row) = self.cells.get_mut(start..start + width) else { return &mut [] };
        if from > 0 && from < to && row[from].glyph == Glyph::TAIL {
            row[from - 1].glyph = Glyph::SPACE;
        }
        if to > from && row.get(to).is_some_and(|cell| cell.glyph == Glyph::TAIL) {
            row[to].glyph = Glyph::SPACE;
        }
        self.dirty[usize::from(y)] = true;
        &mut row[from..to]
    }

    /// Fills a rectangle with a narrow character.
    pub fn fill(&mut self, rect: Rect, c: char, style: &Style) {
        let cell = CanvasCell { glyph: Glyph::of(c, false), look: self.look(style, &None) };
        for y in rect.y..rect.y.saturating_add(rect.rows).min(self.size.rows) {
            self.stretch(rect.x, y, rect.cols).fill(cell);
        }
    }

    /// Writes one glyph, `width` columns wide. A wide one that does not fit becomes a blank.
    pub fn put(&mut self, at: Point, text: &str, width: u8, style: &Style) {
        let look = self.look(style, &None);
        let glyph = self.tables.glyph(text, width);
        let wide = glyph.is_wide();
        match self.stretch(at.x, at.y, if wide { 2 } else { 1 }) {
            [head, tail] => {
                *head = CanvasCell { glyph, look };
                *tail = CanvasCell { glyph: Glyph::TAIL, look };
            }
            [only] if wide => *only = CanvasCell { glyph: Glyph::SPACE, look },
            [only] => *only = CanvasCell { glyph, look },
            _ => {}
        }
    }

    /// Writes a line into `cols` columns of row `at.y`, from its column `skip` on; what it
    /// leaves over is blank in `base`, whose colours also stand under its default ones.
    pub fn draw_line(&mut self, at: Point, cols: u16, line: &Line, skip: usize, base: &Style) {
        let end = self.draw_text(at, cols, line, skip, base);
        let blank = CanvasCell { glyph: Glyph::SPACE, look: self.look(base, &None) };
        self.stretch(at.x.saturating_add(end), at.y, cols.saturating_sub(end)).fill(blank);
    }

    /// Writes a line as [`Canvas::draw_line`] does, but touches nothing right of its end.
    /// Returns how many columns it took.
    pub fn draw_text(
        &mut self,
        at: Point,
        cols: u16,
        line: &Line,
        skip: usize,
        base: &Style,
    ) -> u16 {
        let cols = cols.min(self.size.cols.saturating_sub(at.x));
        let mut place = LineCursor { at, end: usize::from(cols), x: 0, skip };
        for (text, run) in line.runs() {
            if place.x >= place.end {
                break;
            }
            let look = self.look(&over(base, &run.style), &run.link);
            let wide = run.width == 2;
            if run.kind == RunKind::Cluster {
                let glyph = self.tables.glyph(text, run.width);
                self.draw_glyphs(&mut place, std::iter::once(glyph), look);
            } else if !wide && text.is_ascii() {
                let text = place.skip_bytes(text.as_bytes());
                self.draw_ascii(&mut place, text, look);
            } else {
                self.draw_glyphs(&mut place, text.chars().map(|c| Glyph::of(c, wide)), look);
            }
        }
        place.x.min(place.end) as u16
    }

    /// Writes narrow ASCII of one look until the place is full: what most text is.
    fn draw_ascii(&mut self, place: &mut LineCursor, text: &[u8], look: LookId) {
        let cols = text.len().min(place.end.saturating_sub(place.x)) as u16;
        if cols == 0 {
            return;
        }
        let cells = self.stretch(place.at.x.saturating_add(place.x as u16), place.at.y, cols);
        for (cell, &byte) in cells.iter_mut().zip(text) {
            *cell = CanvasCell { glyph: Glyph::of_ascii(byte), look };
        }
        place.x += usize::from(cols);
    }

    /// Writes glyphs of one look until the place is full.
    fn draw_glyphs(
        &mut self,
        place: &mut LineCursor,
        mut glyphs: impl Iterator<Item = Glyph>,
        look: LookId,
    ) {
        let blank = CanvasCell { glyph: Glyph::SPACE, look };
        while place.skip > 0 {
            let Some(glyph) = glyphs.next() else { return };
            let width = glyph.columns();
            if width > place.skip {
                // A wide glyph is cut by the left edge: its visible half is blank.
                self.stretch(place.at.x.saturating_add(place.x as u16), place.at.y, 1).fill(blank);
                place.x += 1;
                place.skip = 0;
            } else {
                place.skip -= width;
            }
        }
        let left = place.end.saturating_sub(place.x);
        let start = place.at.x.saturating_add(place.x as u16);
        let (y, width) = (usize::from(place.at.y), usize::from(self.size.cols));
        let (from, to) = (usize::from(start), usize::from(start) + left);
        if left == 0 || y >= usize::from(self.size.rows) || to > width {
            return;
        }
        let row = &mut self.cells[y * width..(y + 1) * width];
        if row[from].glyph == Glyph::TAIL && from > 0 {
            row[from - 1].glyph = Glyph::SPACE;
        }
        let mut x = from;
        while x < to {
            let Some(glyph) = glyphs.next() else { break };
            if !glyph.is_wide() {
                row[x] = CanvasCell { glyph, look };
                x += 1;
            } else if x + 1 < to {
                row[x] = CanvasCell { glyph, look };
                row[x + 1] = CanvasCell { glyph: Glyph::TAIL, look };
                x += 2;
            } else {
                row[x] = blank;
                x += 1;
            }
        }
        if x > from && row.get(x).is_some_and(|cell| cell.glyph == Glyph::TAIL) {
            row[x].glyph = Glyph::SPACE;
        }
        self.dirty[y] = true;
        place.x += x - from;
    }

    /// Moves the rows of a rectangle up (or, negative, down); those that come in are blank
    /// in `base`.
    pub fn shift(&mut self, rect: Rect, up: i16, base: &Style) {
        let bottom = rect.y.saturating_add(rect.rows).min(self.size.rows);
        let by = up.unsigned_abs().min(bottom.saturating_sub(rect.y));
        let kept = bottom.saturating_sub(rect.y) - by;
        let whole_rows = rect.x == 0 && rect.cols >= self.size.cols;
        for n in 0..kept {
            let (to, from) = match up > 0 {
                true => (rect.y + n, rect.y + n + by),
                false => (bottom - 1 - n, bottom - 1 - n - by),
            };
            self.copy_row(rect.x, rect.cols, from, to, whole_rows);
        }
        let blank_top = if up > 0 { bottom - by } else { rect.y };
        self.fill(Rect { y: blank_top, rows: by, ..rect }, ' ', base);
    }

    fn copy_row(&mut self, x: u16, cols: u16, from: u16, to: u16, whole: bool) {
        if !whole {
            // What sticks in from outside the rectangle is cut on both rows.
            self.stretch(x, from, cols);
        }
        let count = self.stretch(x, to, cols).len();
        let start = |y: u16| usize::from(y) * usize::from(self.size.cols) + usize::from(x);
        let (source, target) = (start(from), start(to));
        self.cells.copy_within(source..source + count, target);
    }
}

/// Where a line is being written.
struct LineCursor {
    at: Point,
    /// Columns that there are.
    end: usize,
    /// Columns that are written.
    x: usize,
    /// Columns of the line still to be passed over.
    skip: usize,
}

impl LineCursor {
    /// Passes over narrow glyphs; the answer is what is left of them.
    fn skip_bytes<'a>(&mut self, text: &'a [u8]) -> &'a [u8] {
        let passed = self.skip.min(text.len());
        self.skip -= passed;
        &text[passed..]
    }
}

#[cfg(test)]
mod tests;
