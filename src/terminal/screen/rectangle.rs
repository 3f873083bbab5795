//! Rectangles of cells (DEC STD 070, VT420): changing attributes, copying, filling, erasing, and
//! their checksum.

use std::ops::Range;

use super::super::cell::{Cell, Content, Part};
use super::{Protection, Screen};
use crate::style::{Attributes, Style, Underline};
use crate::terminal::look::Look;
use crate::terminal::parser::Csi;

/// Rows and columns, both from 0 and without their ends.
struct Area {
    rows: Range<u16>,
    columns: Range<u16>,
}

impl Screen {
    /// The area whose top, left, bottom and right are parameters from `at` on; within the screen,
    /// and from the margins in origin mode. `None` where it is upside down.
    fn area(&self, csi: &Csi, at: usize) -> Option<Area> {
        let m = self.margins;
        let (first, most) = match self.is_origin() {
            true => ((m.top, m.left), (m.bottom + 1, m.right + 1)),
            false => ((0, 0), (self.size.rows, self.size.cols)),
        };
        let start = |i: usize, first: u16| first.saturating_add(csi.count(at + i) - 1);
        let end = |i: usize, first: u16, most: u16| match csi.get(at + i) {
            0 => most,
            n => first.saturating_add(n).min(most),
        };
        let rows = start(0, first.0)..end(2, first.0, most.0);
        let columns = start(1, first.1)..end(3, first.1, most.1);
        (!rows.is_empty() && !columns.is_empty()).then_some(Area { rows, columns })
    }

    /// DECERA, and DECSERA (`selective`), which leaves cells alone that DECSCA protected.
    pub(super) fn erase_rectangle(&mut self, csi: &Csi, selective: bool) {
        let Some(area) = self.area(csi, 0) else { return };
        let blank = self.erased();
        for y in area.rows {
            let row = self.grid.row_mut(y, self.seq);
            match selective && self.protection == Protection::Dec {
                true => row.fill_unprotected(area.columns.clone(), blank),
                false => row.fill(area.columns.clone(), blank),
            }
        }
    }

    /// DECFRA: fills with a character, in the look of the moment.
    pub(super) fn fill_rectangle(&mut self, csi: &Csi) {
        let Some(c) = char::from_u32(csi.get(0).into()).filter(|c| !c.is_control()) else { return };
        let Some(area) = self.area(csi, 1) else { return };
        let cell = self.pen.with_char(c);
        if self.widths.of(c) == Some(1) {
            for y in area.rows {
                self.grid.row_mut(y, self.seq).fill(area.columns.clone(), cell);
            }
        }
    }

    /// DECCRA: copies to another place; there is only one page.
    pub(super) fn copy_rectangle(&mut self, csi: &Csi) {
        let Some(from) = self.area(csi, 0) else { return };
        let m = self.margins;
        let (top, left) = if self.is_origin() { (m.top, m.left) } else { (0, 0) };
        let (bottom, right) = if self.is_origin() {
            (m.bottom, m.right)
        } else {
            (self.size.rows - 1, self.size.cols - 1)
        };
        let (y, x) = (top.saturating_add(csi.count(5) - 1), left.saturating_add(csi.count(6) - 1));
        if y > bottom || x > right {
            return;
        }
        let wide = (from.columns.end - from.columns.start).min(right + 1 - x);
        let high = (from.rows.end - from.rows.start).min(bottom + 1 - y);
        let columns = from.columns.start..from.columns.start + wide;
        let copy = |row: u16| -> Vec<Cell> {
            let row = self.grid.row(row);
            columns.clone().map(|x| row.get(x)).collect()
        };
        let cells: Vec<Vec<Cell>> = (from.rows.start..from.rows.start + high).map(copy).collect();
        for (to, cells) in (y..).zip(cells) {
            let row = self.grid.row_mut(to, self.seq);
            row.split(x);
            row.split(x + wide);
            for (to, cell) in (x..).zip(whole(cells)) {
                row.replace(to, cell);
            }
        }
    }

    /// DECCARA, and DECRARA (`reverse`): attributes of an area are set, or turned over.
    pub(super) fn change_attributes(&mut self, csi: &Csi, reverse: bool) {
        let Some(area) = self.area(csi, 0) else { return };
        let changes = csi.params().get(4..).filter(|p| !p.is_empty()).unwrap_or(&[0]).to_vec();
        let last = area.rows.end - 1;
        for y in area.rows.clone() {
            let columns = match self.extent {
                2 => area.columns.clone(),
                // A stream runs from its start on the first row to its end on the last.
                _ => {
                    let start = if y == area.rows.start { area.columns.start } else { 0 };
                    let end = if y == last { area.columns.end } else { self.size.cols };
                    start..end
                }
            };
            for x in columns {
                let cell = self.grid.row(y).get(x);
                // A stream passes over what was never written (DEC STD 070).
                if self.extent != 2 && cell.content() == Content::Blank && !cell.is_spacer() {
                    continue;
                }
                let mut rich = self.table.rich(cell.look());
                changes.iter().for_each(|&change| change_one(&mut rich.style, change, reverse));
                let look = self.table.look(&rich.style, rich.link.as_ref());
                let look = look.unwrap_or_else(|| Look::plainest(&rich.style));
                self.grid.row_mut(y, self.seq).replace(x, cell.with_look(look));
            }
        }
    }

    /// DECRQCRA: the checksum of an area, which is what xterm answers: the sum of the
    /// characters, as a negative number of 16 bits. An erased cell counts as a space; attributes
    /// do not count.
    pub(super) fn report_checksum(&mut self, csi: &Csi) {
        let id = csi.get(0);
        let mut sum = 0u16;
        if let Some(area) = self.area(csi, 2) {
            for y in area.rows {
                for x in area.columns.clone() {
                    let cell = self.grid.row(y).get(x);
                    let mut text = String::new();
                    self.table.push_text(cell, &mut text);
                    let own = text.chars().fold(0u32, |sum, c| sum.wrapping_add(c.into()));
                    let own = if text.is_empty() { 0x20 } else { own };
                    sum = sum.wrapping_add(own as u16);
                }
            }
        }
        self.reply(format!("\x1bP{id}!~{:04X}\x1b\\", sum.wrapping_neg()));
    }
}

/// Cells without halves that lost the other half at an edge.
fn whole(mut cells: Vec<Cell>) -> Vec<Cell> {
    if let Some(first) = cells.first_mut().filter(|cell| cell.is_spacer()) {
        *first = first.emptied();
    }
    if let Some(last) = cells.last_mut().filter(|cell| cell.part() == Part::Wide) {
        *last = last.emptied();
    }
    // What a wrapped glyph left is one blank of many elsewhere.
    cells
        .iter_mut()
        .filter(|cell| cell.is_pad())
        .for_each(|cell| *cell = cell.as_part(Part::Narrow));
    cells
}

fn change_one(style: &mut Style, change: u16, reverse: bool) {
    let attribute = match change {
        0 if reverse => {
            [1, 4, 5, 7].into_iter().for_each(|one| change_one(style, one, true));
            return;
        }
        0 => {
            style.attributes.remove(
                Attributes::BOLD | Attributes::BLINK | Attributes::INVERSE | Attributes::HIDDEN,
            );
            style.underline = Underline::None;
            return;
        }
        4 | 24 => {
            let on = if reverse { style.underline == Underline::None } else { change == 4 };
            style.underline = if on { Underline::Single } else { Underline::None };
            return;
        }
        1 | 22 => Attributes::BOLD,
        5 | 25 => Attributes::BLINK,
        7 | 27 => Attributes::INVERSE,
        8 | 28 => Attributes::HIDDEN,
        _ => return,
    };
    match reverse {
        true => style.attributes.toggle(attribute),
        false => style.attributes.set(attribute, change < 20),
    }
}
