//! The pen: the tty's cursor and current look, as they are after all that was written, and
//! the shortest ways to have them elsewhere and otherwise. Its bytes gather in a buffer.

use std::sync::Arc;

use crate::display::canvas::{CanvasCell, Look, LookId, Tables};
use crate::display::capabilities::Capabilities;
use crate::geometry::{Point, Size};
use crate::line::Link;
use crate::style::{Style, Underline};

use super::sgr::{self, write_number};

/// The tty's cursor and look.
#[derive(Debug)]
pub struct Pen {
    size: Size,
    /// Where the cursor is; `None` where that is not certain: at the start, and after the
    /// last column, where terminals differ.
    at: Option<Point>,
    /// The number of the look that is set, so that equal ones are known at once.
    look: Option<LookId>,
    /// The style that is set, as the tty can show it.
    style: Style,
    link: Option<Arc<Link>>,
    /// What is to be written.
    pub out: Vec<u8>,
}

fn digits(number: u16) -> usize {
    match number {
        0..10 => 1,
        10..100 => 2,
        100..1000 => 3,
        1000..10000 => 4,
        10000.. => 5,
    }
}

impl Pen {
    /// The pen on a tty of that size, of which nothing is known.
    pub fn new(size: Size) -> Self {
        Self { size, at: None, look: None, style: Style::PLAIN, link: None, out: Vec::new() }
    }

    /// Where the cursor is, if that is certain.
    pub fn at(&self) -> Option<Point> {
        self.at
    }

    /// What was true of the cursor is so no more.
    pub fn lose(&mut self) {
        self.at = None;
    }

    /// Forgets the numbers of looks, which mean something else from now on.
    pub fn forget_looks(&mut self) {
        self.look = None;
    }

    /// Sets everything that can be set to what it is at first, whatever it was.
    pub fn reset(&mut self) {
        self.out.extend_from_slice(b"\x1b[m");
        if self.link.take().is_some() {
            sgr::hyperlink(None, &mut self.out);
        }
        self.style = Style::PLAIN;
        self.look = Some(LookId::PLAIN);
    }

    /// `CSI number final`; a number of 1 is left out.
    pub fn csi(&mut self, number: u16, last: u8) {
        self.out.extend_from_slice(b"\x1b[");
        if number != 1 {
            write_number(number, &mut self.out);
        }
        self.out.push(last);
    }

    /// Puts the cursor on a cell by the fewest bytes.
    pub fn move_to(&mut self, to: Point) {
        match self.at {
            Some(at) if at == to => return,
            Some(at) if at.y == to.y => self.move_in_row(at, to),
            Some(at) if at.y + 1 == to.y && (to.x == 0 || to.x == at.x) => {
                if to.x != at.x {
                    self.out.push(b'\r');
                }
                self.out.push(b'\n');
            }
            Some(at) if at.x == to.x && at.y < to.y => self.csi(to.y - at.y, b'B'),
            Some(at) if at.x == to.x => self.csi(at.y - to.y, b'A'),
            _ => self.address(to),
        }
        self.at = Some(to);
    }

    fn address(&mut self, to: Point) {
        self.out.extend_from_slice(b"\x1b[");
        if to.y > 0 {
            write_number(to.y + 1, &mut self.out);
        }
        if to.x > 0 {
            self.out.push(b';');
            write_number(to.x + 1, &mut self.out);
        }
        self.out.push(b'H');
    }

    fn move_in_row(&mut self, at: Point, to: Point) {
        if to.x == 0 {
            self.out.push(b'\r');
        } else if to.x > at.x {
            self.csi(to.x - at.x, b'C');
        } else {
            let back = at.x - to.x;
            let (by, absolute) = (2 + digits(back), 3 + digits(to.x + 1));
            match usize::from(back) {
                steps if steps <= by.min(absolute) => {
                    self.out.resize(self.out.len() + steps, b'\x08')
                }
                _ if by < absolute => self.csi(back, b'D'),
                _ => self.csi(to.x + 1, b'G'),
            }
        }
    }

    /// Sets the look of what is written next.
    pub fn set_look(&mut self, id: LookId, tables: &Tables, tty: &Capabilities) {
        if self.look == Some(id) {
            return;
        }
        let Look { style, link } = tables.get(id);
        let style = shown(style, tty);
        sgr::transition(&self.style, &style, &mut self.out);
        self.style = style;
        if tty.hyperlinks && self.link != *link {
            sgr::hyperlink(link.as_deref(), &mut self.out);
            self.link.clone_from(link);
        }
        self.look = Some(id);
    }

    /// Whether a look is the one that is set.
    pub fn has_look(&self, id: LookId) -> bool {
        self.look == Some(id)
    }

    /// Writes a cell's glyph where the cursor is.
    pub fn put(&mut self, cell: CanvasCell, tables: &Tables, tty: &Capabilities) {
        self.set_look(cell.look, tables, tty);
        let (columns, risky) = (cell.glyph.columns() as u16, cell.glyph.is_risky());
        if risky {
            // Where the tty takes fewer columns for it, nothing old is to be left in the others.
            self.csi(columns, b'X');
        }
        tables.write(cell.glyph, &mut self.out);
        self.advance(columns);
        if risky {
            self.at = None;
        }
    }

    /// Writes narrow ASCII in the look that is set; the answer is how many columns.
    pub fn put_graphic(&mut self, text: impl Iterator<Item = u8>) -> usize {
        let before = self.out.len();
        self.out.extend(text);
        let columns = self.out.len() - before;
        self.advance(columns as u16);
        columns
    }

    /// Writes a cell's glyph, narrow and ASCII, again and again (REP).
    pub fn repeat(&mut self, cell: CanvasCell, count: u16, tables: &Tables, tty: &Capabilities) {
        self.put(cell, tables, tty);
        self.csi(count - 1, b'b');
        self.advance(count - 1);
    }

    fn advance(&mut self, by: u16) {
        self.at = self
            .at
            .map(|at| Point { x: at.x.saturating_add(by), ..at })
            .filter(|at| at.x < self.size.cols);
    }
}

/// A style as the tty can show it.
fn shown(style: &Style, tty: &Capabilities) -> Style {
    let colour = |color| sgr::degrade(color, tty.colors);
    let underline = match style.underline {
        Underline::None => Underline::None,
        _ if !tty.underline_styles => Underline::Single,
        kind => kind,
    };
    let underline_color = match tty.underline_styles {
        true => colour(style.underline_color),
        false => Default::default(),
    };
    Style {
        fg: colour(style.fg),
        bg: colour(style.bg),
        underline_color,
        underline,
        attributes: style.attributes,
    }
}
