//! From the canvas to the tty: the fewest bytes that turn what it shows into what it is to
//! show. Knows cells and what the tty can do; knows nothing of panes, and writes to memory.
//!
//! It keeps a copy of what the tty shows. Only dirty rows are compared with it, and of those
//! only what differs is written. Whole rows that moved are moved by the tty.

mod pen;
pub mod sgr;
mod wrap;

use crate::display::canvas::{Canvas, CanvasCell, Glyph, LookId, Tables};
use crate::display::capabilities::Capabilities;
use crate::geometry::{Point, Size};
use crate::protocol::view::CursorView;
use crate::style::{Attributes, Color, CursorShape, Rgb, Underline};

use pen::Pen;
use wrap::Wrap;

/// So many equal cells between two that differ are written again rather than jumped over:
/// a jump takes four bytes.
const BRIDGE: usize = 4;
/// From so many blanks on, erasing (ECH) and jumping over them is shorter than writing them.
const ERASE: usize = 12;
/// The same where they have a colour for what could be written on them, which erasing forgets: whoever
/// copies what the tty shows gets it as long as that is cheap.
const ERASE_COLORED: usize = 32;
/// From so many blanks at its end on, a row has a rest that nothing stands in.
const REST: usize = 10;
/// From so many times the same character on, repeating it (REP) is shorter.
const REPEAT: usize = 6;

/// What the tty shows, and the bytes on their way to it.
#[derive(Debug)]
pub struct Painter {
    size: Size,
    shown: Vec<CanvasCell>,
    /// What the tty has of each row's going on in the next.
    wraps: Vec<Wrap>,
    pen: Pen,
    /// Whether `shown` is true. Where not, the tty is cleared first.
    known: bool,
    cursor: Cursor,
    /// Rows of the frame in which something was written.
    rows_written: usize,
}

/// The cursor as the tty has it; `None` is "not known".
#[derive(Debug, Default)]
struct Cursor {
    visible: Option<bool>,
    shape: Option<(CursorShape, bool)>,
    /// The colour that it was given; `None` where it has its own.
    color: Option<Rgb>,
}

impl Painter {
    /// For a tty of that size, of which nothing is known.
    pub fn new(size: Size) -> Self {
        Self {
            size,
            shown: vec![CanvasCell::BLANK; usize::from(size.cols) * usize::from(size.rows)],
            wraps: vec![Wrap::None; size.rows.into()],
            pen: Pen::new(size),
            known: false,
            cursor: Cursor::default(),
            rows_written: 0,
        }
    }

    /// For the same tty at another size: only what no size changes is known.
    pub fn at_size(&self, size: Size) -> Self {
        let cursor = Cursor { color: self.cursor.color, ..Cursor::default() };
        Self { cursor, ..Self::new(size) }
    }

    /// The numbers in the cells got new meanings: everything has to be compared anew.
    pub fn forget_looks(&mut self) {
        let unknown = CanvasCell { glyph: Glyph::UNKNOWN, look: LookId::PLAIN };
        self.shown.fill(unknown);
        self.pen.forget_looks();
    }

    fn begin(&mut self) {
        if self.known {
            return;
        }
        self.pen.reset();
        self.pen.out.extend_from_slice(b"\x1b[r\x1b[2J");
        self.pen.lose();
        self.shown.fill(CanvasCell::BLANK);
        self.wraps.fill(Wrap::None);
        self.known = true;
        self.rows_written = self.size.rows.into();
    }

    /// Moves whole rows of the tty: those from `top` up to `bottom` by `up` rows up (or,
    /// negative, down). The canvas must be moved alike.
    ///
    /// By deleting and inserting lines within margins (VT102), which every terminal has.
    pub fn scroll(&mut self, top: u16, bottom: u16, up: i16) {
        let bottom = bottom.min(self.size.rows);
        let by = up.unsigned_abs();
        if !self.known || top >= bottom || by == 0 || by >= bottom - top {
            return;
        }
        self.pen.reset();
        // Deleting from `top` to the end of the screen needs no margin below.
        let margin = bottom < self.size.rows;
        if margin {
            self.pen.out.extend_from_slice(b"\x1b[");
            sgr::write_number(top + 1, &mut self.pen.out);
            self.pen.out.push(b';');
            sgr::write_number(bottom, &mut self.pen.out);
            self.pen.out.push(b'r');
            self.pen.lose();
        }
        self.pen.move_to(Point::new(0, top));
        self.pen.csi(by, if up > 0 { b'M' } else { b'L' });
        if margin {
            self.pen.out.extend_from_slice(b"\x1b[r");
        }
        self.pen.lose();
        let cols = usize::from(self.size.cols);
        let region = &mut self.shown[usize::from(top) * cols..usize::from(bottom) * cols];
        let moved = usize::from(by) * cols;
        let kept = region.len() - moved;
        if up > 0 {
            region.copy_within(moved.., 0);
            region[kept..].fill(CanvasCell::BLANK);
        } else {
            region.copy_within(..kept, moved);
            region[..moved].fill(CanvasCell::BLANK);
        }
        self.scroll_wraps(top.into()..bottom.into(), by.into(), up > 0);
        self.rows_written += usize::from(bottom - top);
    }

    /// Appends to `out` what makes the tty show the canvas, with the cursor as it is to be.
    pub fn paint(
        &mut self,
        canvas: &mut Canvas,
        cursor: Option<CursorView>,
        tty: &Capabilities,
        out: &mut Vec<u8>,
    ) {
        self.begin();
        for y in 0..self.size.rows.min(canvas.size().rows) {
            if canvas.take_dirty(y) {
                self.paint_row(y, canvas.row(y), canvas.tables(), tty);
            }
        }
        self.paint_wraps(canvas, tty);
        let drawn = std::mem::take(&mut self.rows_written);
        // What is drawn on one row is too quick to be seen half done.
        let (envelope, hide) = (drawn > 1 && tty.synchronised, drawn > 1 && !tty.synchronised);
        if envelope {
            out.extend_from_slice(b"\x1b[?2026h");
        } else if hide && self.cursor.visible != Some(false) {
            out.extend_from_slice(b"\x1b[?25l");
            self.cursor.visible = Some(false);
        }
        self.place_cursor(cursor, tty);
        out.append(&mut self.pen.out);
        if envelope {
            out.extend_from_slice(b"\x1b[?2026l");
        }
    }

    /// Appends bytes of somebody else's, with the cursor on a cell. Whatever they do to cursor and
    /// look is undone by the next painting.
    pub fn pass_through(&mut self, at: Option<Point>, bytes: &[u8], out: &mut Vec<u8>) {
        if let Some(at) = at {
            self.pen.move_to(at);
        }
        self.pen.out.extend_from_slice(bytes);
        self.pen.lose();
        self.pen.reset();
        self.cursor = Cursor { color: self.cursor.color, ..Cursor::default() };
        out.append(&mut self.pen.out);
    }

    /// Appends what gives the cursor its own colour back.
    pub fn release_cursor(&mut self, out: &mut Vec<u8>) {
        if self.cursor.color.take().is_some() {
            color_cursor(None, out);
        }
    }

    fn place_cursor(&mut self, cursor: Option<CursorView>, tty: &Capabilities) {
        let inside = |at: Point| at.x < self.size.cols && at.y < self.size.rows;
        let cursor = cursor.filter(|cursor| inside(cursor.at));
        if let Some(cursor) = cursor {
            self.pen.move_to(cursor.at);
            let shape = (cursor.shape, cursor.blink && cursor.shape != CursorShape::Default);
            if self.cursor.shape != Some(shape) {
                self.pen.out.extend_from_slice(shape_sequence(shape));
                self.cursor.shape = Some(shape);
            }
            if self.cursor.color != cursor.color && tty.answers {
                color_cursor(cursor.color, &mut self.pen.out);
                self.cursor.color = cursor.color;
            }
        }
        if self.cursor.visible != Some(cursor.is_some()) {
            let sequence = if cursor.is_some() { b"\x1b[?25h" } else { b"\x1b[?25l" };
            self.pen.out.extend_from_slice(sequence);
            self.cursor.visible = Some(cursor.is_some());
        }
    }

    fn paint_row(&mut self, y: u16, now: &[CanvasCell], tables: &Tables, tty: &Capabilities) {
        let cols = usize::from(self.size.cols);
        let start = usize::from(y) * cols;
        let Some(shown) = self.shown.get_mut(start..start + cols) else { return };
        let Some(now) = now.get(..cols) else { return };
        let kept = (tty.no_corner && y + 1 == self.size.rows).then(|| without_corner(now, shown));
        let now = kept.as_deref().unwrap_or(now);
        let Some(first) = now.iter().zip(shown.iter()).position(|(a, b)| a != b) else { return };
        let last = now.iter().zip(shown.iter()).rposition(|(a, b)| a != b).unwrap_or(first);
        let row = PaintedRow { y, now, shown, last, tail: tail(now, tables, tty) };
        row.write(first, &mut self.pen, tables, tty);
        let reached_end = last + 1 == cols || row.tail < cols;
        shown.copy_from_slice(now);
        if let Some(wrap) = self.wraps.get_mut(usize::from(y)).filter(|_| reached_end) {
            wrap.blur();
        }
        self.rows_written += 1;
    }
}

/// The last row without what would be drawn in its last column, where the tty's own stays.
fn without_corner(now: &[CanvasCell], shown: &[CanvasCell]) -> Vec<CanvasCell> {
    let is_wide = now.last().is_some_and(|last| last.glyph == Glyph::TAIL);
    let stay = now.len().saturating_sub(if is_wide { 2 } else { 1 });
    [&now[..stay], &shown[stay..]].concat()
}

/// OSC 12, or OSC 112 for the tty's own colour.
fn color_cursor(color: Option<Rgb>, out: &mut Vec<u8>) {
    match color {
        Some((r, g, b)) => {
            let sequence = format!("\x1b]12;rgb:{r:02x}/{g:02x}/{b:02x}\x1b\\");
            out.extend_from_slice(sequence.as_bytes());
        }
        None => out.extend_from_slice(b"\x1b]112\x1b\\"),
    }
}

/// DECSCUSR.
fn shape_sequence(shape: (CursorShape, bool)) -> &'static [u8] {
    match shape {
        (CursorShape::Default, _) => b"\x1b[0 q",
        (CursorShape::Block, true) => b"\x1b[1 q",
        (CursorShape::Block, false) => b"\x1b[2 q",
        (CursorShape::Underline, true) => b"\x1b[3 q",
        (CursorShape::Underline, false) => b"\x1b[4 q",
        (CursorShape::Bar, true) => b"\x1b[5 q",
        (CursorShape::Bar, false) => b"\x1b[6 q",
    }
}

/// Whether erasing makes this cell: a blank with nothing on it but, where the tty erases in
/// the current colour, a colour of its own.
fn is_erasable(cell: CanvasCell, tables: &Tables, tty: &Capabilities) -> bool {
    if cell.glyph != Glyph::SPACE {
        return false;
    }
    let look = tables.get(cell.look);
    let visible = Attributes::INVERSE | Attributes::STRIKE | Attributes::OVERLINE;
    look.link.is_none()
        && look.style.underline == Underline::None
        && !look.style.attributes.intersects(visible)
        && (tty.erases_in_color || look.style.bg == Color::Default)
}

/// The column from which on the row is one and the same blank that erasing makes.
fn tail(now: &[CanvasCell], tables: &Tables, tty: &Capabilities) -> usize {
    match now.last() {
        Some(&last) if is_erasable(last, tables, tty) => {
            now.iter().rposition(|&cell| cell != last).map_or(0, |x| x + 1)
        }
        _ => now.len(),
    }
}

/// A row that differs from what the tty shows of it.
struct PaintedRow<'a> {
    y: u16,
    now: &'a [CanvasCell],
    shown: &'a [CanvasCell],
    /// The last column that differs.
    last: usize,
    tail: usize,
}

impl PaintedRow<'_> {
    fn write(&self, first: usize, pen: &mut Pen, tables: &Tables, tty: &Capabilities) {
        let mut x = first;
        while x <= self.last {
            if self.now[x] == self.shown[x] {
                x += 1;
                continue;
            }
            // Half of a wide glyph cannot be written.
            if self.now[x].glyph == Glyph::TAIL && x > 0 {
                x -= 1;
            }
            pen.move_to(Point::new(x as u16, self.y));
            let run = self.run(x);
            if self.is_rest(x, tables) {
                pen.set_look(self.now[x].look, tables, tty);
                pen.out.extend_from_slice(b"\x1b[K");
                return;
            }
            if self.is_long(x, run, tables) && is_erasable(self.now[x], tables, tty) {
                pen.set_look(self.now[x].look, tables, tty);
                pen.csi(run as u16, b'X');
                x += run;
                continue;
            }
            x = self.write_on(x, pen, tables, tty);
        }
    }

    /// How many cells from `x` on are the same, up to the last that differs.
    fn run(&self, x: usize) -> usize {
        let cell = self.now[x];
        self.now[x..=self.last].iter().take_while(|&&other| other == cell).count()
    }

    /// Writes cells from `x` on, for as long as going on is no longer than jumping. Returns
    /// the first column that was not written.
    fn write_on(&self, mut x: usize, pen: &mut Pen, tables: &Tables, tty: &Capabilities) -> usize {
        while x <= self.last {
            let cell = self.now[x];
            if cell == self.shown[x] && !self.is_bridge(x, pen) {
                return x;
            }
            if self.is_rest(x, tables) {
                return x;
            }
            let again = x < self.last && self.now[x + 1] == cell;
            if again && (cell.glyph == Glyph::SPACE || tty.repeats) {
                let run = self.run(x);
                if self.is_long(x, run, tables) && is_erasable(cell, tables, tty) {
                    return x;
                }
                if tty.repeats && run >= REPEAT && cell.glyph.ascii().is_some() {
                    pen.repeat(cell, run as u16, tables, tty);
                    x += run;
                    continue;
                }
            }
            pen.put(cell, tables, tty);
            x += cell.glyph.columns();
            x += pen.put_graphic(self.alike(x, cell.look));
            if pen.at().is_none() && x <= self.last {
                return x;
            }
        }
        x
    }

    /// The cells from `x` on that differ, look so, and are neither blank nor the same again.
    fn alike(&self, x: usize, look: LookId) -> impl Iterator<Item = u8> {
        let cells = self.now[..=self.last].iter().zip(self.shown).skip(x);
        let mut before = Glyph::SPACE;
        cells.map_while(move |(cell, shown)| {
            let graphic = cell.glyph.ascii().filter(|&byte| byte != b' ')?;
            let fresh = cell.look == look && cell != shown && cell.glyph != before;
            before = cell.glyph;
            fresh.then_some(graphic)
        })
    }

    /// Whether from `x` on there is nothing but blank that is to be erased: what that makes shorter, and
    /// however little of a long rest, so that the tty knows that nothing stands there, and whoever copies
    /// the row has no blanks at its end.
    fn is_rest(&self, x: usize, tables: &Tables) -> bool {
        if x < self.tail {
            return false;
        }
        let few = self.now.len() - x < ERASE_COLORED;
        let is_wanted = self.now.len() - self.tail >= REST || self.last - x >= 3;
        is_wanted && !(few && self.has_color(x, tables))
    }

    /// Whether so many blanks are enough that erasing them is shorter.
    fn is_long(&self, x: usize, run: usize, tables: &Tables) -> bool {
        run >= if self.has_color(x, tables) { ERASE_COLORED } else { ERASE }
    }

    /// Whether what could be written on a blank would have a colour.
    fn has_color(&self, x: usize, tables: &Tables) -> bool {
        tables.get(self.now[x].look).style.fg != Color::Default
    }

    /// Whether the cells from `x` to the next that differs are few, and can be written as
    /// they are without another look.
    fn is_bridge(&self, x: usize, pen: &Pen) -> bool {
        let ahead = x..(x + BRIDGE).min(self.last + 1);
        for at in ahead {
            let cell = self.now[at];
            if cell != self.shown[at] {
                return true;
            }
            if cell.glyph.ascii().is_none() || !pen.has_look(cell.look) {
                return false;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests;
