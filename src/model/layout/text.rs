//! Layout strings, as `#{window_layout}` gives them and `select-layout` takes them:
//! `35c8,80x24,0,0[80x1,0,0,0,80x20,0,2,1,80x1,0,23,2]`.
//!
//! A checksum of four hexadecimal digits, a comma, and a cell. A cell is its columns, `x`, its
//! rows, its column and its row; then the number of its pane, or its cells within braces
//! (beside each other) or brackets (below each other).

use std::fmt::{self, Display, Formatter, Write};

use crate::geometry::{Rect, Size};
use crate::model::id::PaneId;

use super::cell::{Body, LayoutCell};
use super::{Layout, Orientation};

/// How deep splits may lie in one another in a string. A window of the usual sizes has no room
/// for so many.
pub(super) const DEEPEST: usize = 500;

/// What is wrong with a layout string.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// The first four digits are not the sum of the rest.
    #[error("invalid layout: the checksum does not match")]
    Checksum,
    /// It does not read as a layout.
    #[error("invalid layout: {expected} expected at {rest:?}")]
    Syntax {
        /// What should have stood there.
        expected: &'static str,
        /// What stood there, cut short.
        rest: String,
    },
    /// A size is 0 or more than a window can have, or splits lie too deep in one another.
    #[error("invalid layout: a size is out of range")]
    Range,
    /// The cells of a split do not fill it.
    #[error("invalid layout: the sizes do not add up")]
    Sizes,
    /// It has fewer places than there are panes.
    #[error("have {have} panes but need {need}")]
    Panes {
        /// How many panes the window has.
        have: usize,
        /// How many places the string has.
        need: usize,
    },
}

impl Display for Layout {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.root.write(&mut text)?;
        write!(f, "{:04x},{text}", checksum(&text))
    }
}

/// tmux's sum over a layout string: turn right by one bit, add the byte.
fn checksum(text: &str) -> u16 {
    text.bytes().fold(0, |sum: u16, byte| sum.rotate_right(1).wrapping_add(byte.into()))
}

/// Reads a layout string and gives its places, in order, to `panes`. Where there are more
/// places than panes, the last ones are taken out as if their panes had been closed. The layout
/// has the size that the string says; [`Layout::resize`] fits it into its window.
///
/// # Errors
/// [`LayoutError`], whose text is what the person sees.
pub fn parse(text: &str, panes: &[PaneId]) -> Result<Layout, LayoutError> {
    let (sum, text) = text.split_at_checked(4).ok_or(LayoutError::Checksum)?;
    let text = text.strip_prefix(',').ok_or(LayoutError::Checksum)?;
    if u16::from_str_radix(sum, 16).ok() != Some(checksum(text)) {
        return Err(LayoutError::Checksum);
    }
    let mut reader = Reader { rest: text, numbered: 0 };
    let root = reader.cell(0)?;
    if !reader.rest.is_empty() {
        return Err(reader.expected("the end"));
    }
    if !root.is_filled() {
        return Err(LayoutError::Sizes);
    }
    let need = root.count();
    if panes.len() > need || panes.is_empty() {
        return Err(LayoutError::Panes { have: panes.len(), need });
    }
    let window = root.rect.size();
    let mut layout = Layout { root, window };
    for extra in (panes.len()..need).rev() {
        layout.remove(place_number(extra));
    }
    layout.root.place(0, 0);
    layout.seat(panes);
    Ok(layout)
}

/// The stand-in for the pane of the place `index` while a string is read.
fn place_number(index: usize) -> PaneId {
    PaneId(index.min(u32::MAX as usize) as u32)
}

impl LayoutCell {
    fn write(&self, out: &mut String) -> fmt::Result {
        let Rect { x, y, cols, rows } = self.rect;
        write!(out, "{cols}x{rows},{x},{y}")?;
        let (open, close) = match &self.body {
            Body::Pane(pane) => return write!(out, ",{}", pane.0),
            Body::Split(Orientation::LeftRight, _) => ('{', '}'),
            Body::Split(Orientation::TopBottom, _) => ('[', ']'),
        };
        for (index, cell) in self.cells().iter().enumerate() {
            out.push(if index == 0 { open } else { ',' });
            cell.write(out)?;
        }
        out.push(close);
        Ok(())
    }

    /// Whether the cells of each split, and the borders between them, fill it.
    pub(super) fn is_filled(&self) -> bool {
        let Some(along) = self.orientation() else { return true };
        let cells = self.cells();
        let sum: usize = cells.iter().map(|cell| usize::from(cell.extent(along)) + 1).sum();
        let across = |cell: &LayoutCell| match along {
            Orientation::LeftRight => cell.rect.rows == self.rect.rows,
            Orientation::TopBottom => cell.rect.cols == self.rect.cols,
        };
        sum == usize::from(self.extent(along)) + 1
            && cells.iter().all(|cell| across(cell) && cell.is_filled())
    }
}

/// Reads cells off the front of a string.
struct Reader<'a> {
    rest: &'a str,
    /// How many panes were read.
    numbered: usize,
}

impl Reader<'_> {
    fn cell(&mut self, depth: usize) -> Result<LayoutCell, LayoutError> {
        let size = self.size()?;
        if depth > DEEPEST {
            return Err(LayoutError::Range);
        }
        // Where it lies follows from the sizes.
        self.mark(',')?;
        self.number()?;
        self.mark(',')?;
        self.number()?;
        let (orientation, close) = match self.rest.bytes().next() {
            Some(b'{') => (Orientation::LeftRight, '}'),
            Some(b'[') => (Orientation::TopBottom, ']'),
            _ => {
                self.pane_number();
                let pane = place_number(self.numbered);
                self.numbered += 1;
                return Ok(LayoutCell::pane(pane, Rect::of(size)));
            }
        };
        self.rest = &self.rest[1..];
        let mut cells = vec![self.cell(depth + 1)?];
        while self.mark(',').is_ok() {
            cells.push(self.cell(depth + 1)?);
        }
        self.mark(close)?;
        match cells.pop() {
            Some(only) if cells.is_empty() && only.rect.size() == size => Ok(only),
            Some(_) if cells.is_empty() => Err(LayoutError::Sizes),
            last => {
                cells.extend(last);
                Ok(LayoutCell::split(orientation, Rect::of(size), cells))
            }
        }
    }

    fn size(&mut self) -> Result<Size, LayoutError> {
        let cols = self.number()?;
        self.mark('x')?;
        let rows = self.number()?;
        let range = 1..=u32::from(Size::LONGEST_SIDE);
        match range.contains(&cols) && range.contains(&rows) {
            true => Ok(Size::new(cols as u16, rows as u16)),
            false => Err(LayoutError::Range),
        }
    }

    /// The number of a pane may be left out, and which it is does not matter. What follows the
    /// comma may also be the next cell.
    fn pane_number(&mut self) {
        let Some(after) = self.rest.strip_prefix(',') else { return };
        let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
        if !after.starts_with('x') {
            self.rest = after;
        }
    }

    fn number(&mut self) -> Result<u32, LayoutError> {
        let end = self.rest.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        if digits.is_empty() {
            return Err(self.expected("a number"));
        }
        self.rest = rest;
        digits.parse().map_err(|_| LayoutError::Range)
    }

    fn mark(&mut self, mark: char) -> Result<(), LayoutError> {
        let expected = match mark {
            ',' => "a comma",
            'x' => "an x",
            _ => "a closing bracket",
        };
        let rest = self.rest.strip_prefix(mark).ok_or_else(|| self.expected(expected))?;
        self.rest = rest;
        Ok(())
    }

    fn expected(&self, expected: &'static str) -> LayoutError {
        LayoutError::Syntax { expected, rest: self.rest.chars().take(20).collect() }
    }
}
