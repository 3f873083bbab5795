//! The status line: left, windows, right. The current window can always be seen, however
//! narrow the tty is; what is on which column is remembered for the mouse. Beside it the bar of keys.

use std::ops::Range;

use crate::display::canvas::Canvas;
use crate::geometry::Point;
use crate::line::Line;
use crate::protocol::message::StatusPart;
use crate::protocol::view::{Justify, Status};
use crate::style::Style;

/// Which columns of the status line's rows are what.
#[derive(Debug, Default)]
pub struct Parts {
    rows: Vec<(u16, Columns)>,
}

type Columns = Vec<(Range<u16>, StatusPart)>;

impl Parts {
    /// What is on a cell; `None` outside the status line.
    pub fn at(&self, at: Point) -> Option<StatusPart> {
        let (_, columns) = self.rows.iter().find(|(row, _)| *row == at.y)?;
        let found = columns.iter().find(|(columns, _)| columns.contains(&at.x));
        Some(found.map_or(StatusPart::Rest, |(_, part)| part.clone()))
    }
}

/// Columns of a line, as far as a screen can have them.
fn width(line: &Line) -> u16 {
    u16::try_from(line.width()).unwrap_or(u16::MAX)
}

/// The windows one after the other, as a strip of columns of which a part is shown.
struct Strip<'a> {
    /// Where each begins and ends, what it is, and what is written.
    entries: Vec<(Range<u16>, Option<StatusPart>, &'a Line)>,
    total: u16,
    current: Range<u16>,
}

impl<'a> Strip<'a> {
    fn of(status: &'a Status) -> Self {
        let mut strip = Self { entries: Vec::new(), total: 0, current: 0..0 };
        for (n, tab) in status.windows.iter().enumerate() {
            if n > 0 {
                strip.push(None, &status.separator);
            }
            let columns = strip.push(Some(StatusPart::Window(tab.index)), &tab.line);
            if tab.current {
                strip.current = columns;
            }
        }
        strip
    }

    fn push(&mut self, part: Option<StatusPart>, line: &'a Line) -> Range<u16> {
        let columns = self.total..self.total.saturating_add(width(line));
        self.total = columns.end;
        self.entries.push((columns.clone(), part, line));
        columns
    }

    /// The part that is shown where there is `room` for less than all: the current window is
    /// in it, and away from the edges if that can be.
    fn cut(&self, room: u16) -> Cut {
        let length = self.current.end - self.current.start;
        if self.current.end < room {
            return Cut { offset: 0, left: false, right: true };
        }
        if self.total - self.current.start < room {
            return Cut { offset: self.total - (room - 1), left: true, right: false };
        }
        let marks = length.saturating_add(2) <= room;
        let inner = if marks { room - 2 } else { room };
        let before = inner.saturating_sub(length) / 2;
        let most = self.total.saturating_sub(inner);
        let offset = self.current.start.saturating_sub(before).min(most);
        Cut { offset, left: marks, right: marks }
    }
}

/// Which part of the windows is shown.
struct Cut {
    /// Its first column.
    offset: u16,
    /// A mark tells that there are more to the left.
    left: bool,
    /// A mark tells that there are more to the right.
    right: bool,
}

/// Draws the status line; the answer says what is where.
pub fn draw(canvas: &mut Canvas, status: &Status) -> Parts {
    let size = canvas.size();
    let (count, base) = (status.count(), &status.style);
    let mut parts = Parts::default();
    if size.is_empty() {
        return parts;
    }
    let first = if status.at_top { 0 } else { size.rows.saturating_sub(count) };
    if let Some(keys) = &status.keys {
        let beside = if status.at_top { count } else { first.saturating_sub(1) };
        canvas.draw_line(Point::new(0, beside), size.cols, keys, 0, base);
    }
    for (n, row) in (0..count.min(size.rows)).zip(first..) {
        canvas.draw_line(Point::new(0, row), size.cols, &Line::new(), 0, base);
        let columns = match status.rows.get(usize::from(n)).and_then(Option::as_ref) {
            Some(it) => {
                canvas.draw_text(Point::new(0, row), size.cols, &it.line, 0, &Style::PLAIN);
                it.parts.clone()
            }
            None => draw_parts(canvas, status, row),
        };
        parts.rows.push((row, columns));
    }
    parts
}

/// Draws the row that is made up of parts.
fn draw_parts(canvas: &mut Canvas, status: &Status, row: u16) -> Columns {
    let (size, base) = (canvas.size(), &status.style);
    let strip = Strip::of(status);

    // The current window and a mark on either side have precedence, then left, then right.
    let needed = (strip.current.end - strip.current.start).saturating_add(2).min(strip.total);
    let spare = size.cols.saturating_sub(needed);
    let left = width(&status.left).min(spare);
    let right = width(&status.right).min(spare - left);
    // What does not begin with a blank is not to touch the windows.
    let apart = right > 0 && right < spare - left && !status.right.text.starts_with(' ');
    let room = size.cols - left - right - u16::from(apart);
    let (from, to) = (left, size.cols - right);

    let mut parts = Columns::new();
    canvas.draw_text(Point::new(0, row), left, &status.left, 0, base);
    parts.push((0..left, StatusPart::Left));
    canvas.draw_text(Point::new(to, row), right, &status.right, 0, base);
    parts.push((to..size.cols, StatusPart::Right));

    if strip.total <= room {
        let free = room - strip.total;
        let start = match status.justify {
            Justify::Left => from,
            Justify::Centre => from + free / 2,
            Justify::Right => from + free,
        };
        draw_strip(canvas, &strip, 0, row, start..start + strip.total, base, &mut parts);
    } else {
        draw_cut(canvas, &strip, row, from..from + room, base, &mut parts);
    }
    parts
}

/// Draws as much of the windows as there is room for, with marks where some are cut off.
fn draw_cut(
    canvas: &mut Canvas,
    strip: &Strip<'_>,
    row: u16,
    place: Range<u16>,
    base: &Style,
    parts: &mut Columns,
) {
    let cut = strip.cut(place.len() as u16);
    let inner = place.start + u16::from(cut.left)..place.end - u16::from(cut.right);
    draw_strip(canvas, strip, cut.offset, row, inner, base, parts);
    if cut.left {
        canvas.put(Point::new(place.start, row), "<", 1, base);
    }
    if cut.right {
        canvas.put(Point::new(place.end - 1, row), ">", 1, base);
    }
}

/// Draws the columns of the strip from `offset` on into the columns `place` of a row.
fn draw_strip(
    canvas: &mut Canvas,
    strip: &Strip<'_>,
    offset: u16,
    row: u16,
    place: Range<u16>,
    base: &Style,
    parts: &mut Columns,
) {
    for (columns, part, line) in &strip.entries {
        let start = columns.start.max(offset);
        let end = columns.end.min(offset.saturating_add(place.len() as u16));
        if start >= end {
            continue;
        }
        let x = place.start + (start - offset);
        let skip = usize::from(start - columns.start);
        canvas.draw_text(Point::new(x, row), end - start, line, skip, base);
        if let Some(part) = part {
            parts.push((x..x + (end - start), part.clone()));
        }
    }
}
