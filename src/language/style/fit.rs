//! Laying styled text out on a line: left, centre and right parts, and a list that is cut with
//! markers where it does not fit, its focus kept in sight.

use std::ops;
use std::rc::Rc;

use crate::line::Line;
use crate::style::{Color, Style};

use super::styled::{Piece, Slot, StyledText};
use super::{Align, Range};

/// A line of the width asked for, and what clicks on it mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fitted {
    /// The line, filled to the width.
    pub line: Line,
    /// Columns, and what a click there means; in order, not overlapping.
    pub ranges: Vec<(ops::Range<u16>, Range)>,
}

impl Fitted {
    /// What a click on a column means, if anything.
    #[cfg(test)]
    pub fn range_at(&self, column: u16) -> Option<&Range> {
        self.ranges.iter().find(|(columns, _)| columns.contains(&column)).map(|(_, range)| range)
    }
}

/// The pieces of one stretch, and how many columns it may take.
struct Stretch<'a> {
    pieces: Vec<&'a Piece>,
    full: usize,
    width: usize,
}

impl<'a> Stretch<'a> {
    fn of(text: &'a StyledText, slot: Slot) -> Self {
        let pieces: Vec<_> = text.pieces.iter().filter(|piece| piece.slot == slot).collect();
        let full = pieces.iter().map(|piece| usize::from(piece.width)).sum();
        Self { pieces, full, width: full }
    }

    /// Gives up to `excess` columns away, and tells how much excess is left.
    fn shrink(&mut self, excess: usize) -> usize {
        let less = excess.min(self.width);
        self.width -= less;
        excess - less
    }

    /// The columns of the focus, from the stretch's start.
    fn focus(&self) -> Option<ops::Range<usize>> {
        let mut at = 0;
        let mut focus: Option<ops::Range<usize>> = None;
        for piece in &self.pieces {
            let end = at + usize::from(piece.width);
            if piece.focus {
                focus = Some(focus.map_or(at, |focus| focus.start)..end);
            }
            at = end;
        }
        focus
    }
}

/// The cells of the line being made.
struct FitRow<'a> {
    cells: Vec<FitCell<'a>>,
}

#[derive(Clone, Copy)]
enum FitCell<'a> {
    Blank,
    Glyph(&'a Piece),
    /// The right half of the glyph before it.
    Half(&'a Piece),
}

impl<'a> FitRow<'a> {
    /// Puts `width` columns of `stretch`, from its column `from` on, at column `at`.
    fn put(&mut self, at: usize, stretch: &Stretch<'a>, from: usize, width: usize) {
        let mut column = 0;
        for piece in &stretch.pieces {
            let end = column + usize::from(piece.width);
            if column >= from && end <= from + width {
                self.set(at + column - from, piece);
            }
            column = end;
        }
    }

    fn set(&mut self, at: usize, piece: &'a Piece) {
        let end = at + usize::from(piece.width);
        if end > self.cells.len() {
            return;
        }
        // What is covered in half is gone as a whole.
        if at > 0 && matches!(self.cells[at], FitCell::Half(_)) {
            self.cells[at - 1] = FitCell::Blank;
        }
        if matches!(self.cells.get(end), Some(FitCell::Half(_))) {
            self.cells[end] = FitCell::Blank;
        }
        self.cells[at] = FitCell::Glyph(piece);
        if piece.width == 2 {
            self.cells[at + 1] = FitCell::Half(piece);
        }
    }

    /// The same over a line, which is seen where nothing was put.
    fn over(&self, under: &Line) -> Line {
        let (mut line, mut below) = (Line::new(), under.glyphs());
        let mut at = 0;
        let mut next = below.next();
        for (column, cell) in self.cells.iter().enumerate() {
            while next.as_ref().is_some_and(|it| at + usize::from(it.width) <= column) {
                at += next.as_ref().map_or(0, |it| usize::from(it.width));
                next = below.next();
            }
            match (cell, &next) {
                (FitCell::Glyph(piece), _) => {
                    line.push_glyph(&piece.text, piece.width, &piece.style, &None);
                }
                (FitCell::Half(_), _) => {}
                (FitCell::Blank, Some(it)) if at == column => {
                    let end = column + usize::from(it.width);
                    // One that has no room as a whole is not seen.
                    let whole = self.cells.get(column..end);
                    match whole.is_some_and(|it| it.iter().all(|it| matches!(it, FitCell::Blank))) {
                        true => line.push_glyph(it.text, it.width, it.style, it.link),
                        false => line.push_narrow(" ", &Style::PLAIN, &None),
                    }
                }
                // The right half of the one before, or what is past the end.
                (FitCell::Blank, Some(_)) if line.width() > column => {}
                (FitCell::Blank, _) => line.push_narrow(" ", &Style::PLAIN, &None),
            }
        }
        line
    }

    /// What was put, with the columns where each stretch of it begins.
    fn stretches(&self) -> Vec<(u16, Line)> {
        let mut stretches: Vec<(u16, Line)> = Vec::new();
        let mut end = None;
        for (column, cell) in (0u16..).zip(&self.cells) {
            let piece = match cell {
                FitCell::Blank => continue,
                FitCell::Half(_) => {
                    end = Some(column);
                    continue;
                }
                FitCell::Glyph(piece) => piece,
            };
            if end.is_none_or(|end: u16| end + 1 != column) {
                stretches.push((column, Line::new()));
            }
            if let Some((_, line)) = stretches.last_mut() {
                line.push_glyph(&piece.text, piece.width, &piece.style, &None);
            }
            end = Some(column);
        }
        stretches
    }

    fn finish(&self, base: Style, fill: Option<Color>) -> Fitted {
        let blank = Style { bg: fill.unwrap_or(base.bg), ..Style::PLAIN };
        let mut fitted = Fitted::default();
        let mut open: Option<(u16, &Rc<Range>)> = None;
        for (column, cell) in self.cells.iter().enumerate() {
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            let range = match cell {
                FitCell::Blank => None,
                FitCell::Glyph(piece) | FitCell::Half(piece) => piece.range.as_ref(),
            };
            if open.map(|(_, range)| range) != range {
                fitted.close(open, column);
                open = range.map(|range| (column, range));
            }
            match cell {
                FitCell::Blank => fitted.line.push_narrow(" ", &blank, &None),
                FitCell::Glyph(piece) => {
                    fitted.line.push_glyph(&piece.text, piece.width, &piece.style, &None);
                }
                FitCell::Half(_) => {}
            }
        }
        fitted.close(open, u16::try_from(self.cells.len()).unwrap_or(u16::MAX));
        fitted
    }
}

impl Fitted {
    fn close(&mut self, open: Option<(u16, &Rc<Range>)>, end: u16) {
        if let Some((start, range)) = open {
            self.ranges.push((start..end, Range::clone(range)));
        }
    }
}

impl StyledText {
    /// Lays the text out on a line of `width` columns. Where it does not fit, the centre gives
    /// way first, then the list, the right, what follows the list, and the left.
    pub fn fit(&self, width: u16) -> Fitted {
        self.fit_row(width).finish(self.base, self.fill)
    }

    /// The same over a line, which is seen where the text has nothing.
    pub fn fit_over(&self, under: &Line, width: u16) -> Line {
        self.fit_row(width).over(under)
    }

    /// The same where something else shows between the parts: each stretch of text with its column.
    /// With a colour to fill what is left free there is but one.
    pub fn fit_apart(&self, width: u16) -> Vec<(u16, Line)> {
        match self.fill {
            Some(_) => vec![(0, self.fit(width).line)],
            None => self.fit_row(width).stretches(),
        }
    }

    /// Whether all of it has one alignment.
    pub fn is_all(&self, align: Align) -> bool {
        self.pieces.iter().all(|piece| piece.slot == Slot::Text(align))
    }

    fn fit_row(&self, width: u16) -> FitRow<'_> {
        let width = usize::from(width);
        let text = |align| Stretch::of(self, Slot::Text(align));
        let (mut left, mut centre, mut right) =
            (text(Align::Left), text(Align::Centre), text(Align::Right));
        let (mut list, mut after) = (Stretch::of(self, Slot::List), Stretch::of(self, Slot::After));
        let all = left.width + centre.width + right.width + list.width + after.width;
        let mut excess = all.saturating_sub(width);
        let mut order = [&mut centre, &mut list, &mut right, &mut after, &mut left];
        if self.list_align == Align::Centre {
            order.swap(0, 1);
        }
        for stretch in order {
            excess = stretch.shrink(excess);
        }

        let mut row = FitRow { cells: vec![FitCell::Blank; width] };
        let with_list = |align: Align| match self.list_align == align {
            true => list.width + after.width,
            false => 0,
        };
        let left_end = left.width + with_list(Align::Left);
        let right_width = right.width + with_list(Align::Right);
        let right_start = width.saturating_sub(right_width);
        let centre_width = centre.width + with_list(Align::Centre);
        let middle = left_end + right_start.saturating_sub(left_end) / 2;
        // A list in the centre stands in the middle itself, with what there is on either side.
        let before_middle = match self.list_align == Align::Centre && list.width > 0 {
            true => centre.width + list.width / 2,
            false => centre_width / 2,
        };
        let centre_start = middle
            .saturating_sub(before_middle)
            .min(right_start.saturating_sub(centre_width))
            .max(left_end);

        row.put(0, &left, 0, left.width);
        row.put(centre_start, &centre, (centre.full - centre.width) / 2, centre.width);
        row.put(right_start, &right, right.full - right.width, right.width);
        let list_start = match self.list_align {
            Align::Left => left.width,
            Align::Centre => centre_start + centre.width,
            Align::Right => right_start + right.width,
            Align::AbsoluteCentre => width.saturating_sub(list.width) / 2,
        };
        self.put_list(&mut row, list_start, &list);
        row.put(list_start + list.width, &after, 0, after.width);

        let absolute = text(Align::AbsoluteCentre);
        let shown = absolute.width.min(width);
        row.put((width - shown) / 2, &absolute, 0, shown);
        row
    }

    /// Puts the list, with markers where something of it is cut off.
    fn put_list<'a>(&'a self, row: &mut FitRow<'a>, at: usize, list: &Stretch<'a>) {
        if list.width >= list.full {
            return row.put(at, list, 0, list.width);
        }
        let focus = list.focus().unwrap_or(0..0);
        let focus = focus.start + focus.len() / 2;
        let from = focus.saturating_sub(list.width / 2).min(list.full - list.width);
        let (mut at, mut from, mut width) = (at, from, list.width);
        let marker = Stretch::of(self, Slot::LeftMarker);
        if from != 0 && width > marker.full {
            row.put(at, &marker, 0, marker.full);
            at += marker.full;
            from += marker.full;
            width -= marker.full;
        }
        let marker = Stretch::of(self, Slot::RightMarker);
        if from + width < list.full && width > marker.full {
            width -= marker.full;
            row.put(at + width, &marker, 0, marker.full);
        }
        row.put(at, list, from, width);
    }
}
