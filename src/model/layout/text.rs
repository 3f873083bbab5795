//! Layout strings, as `#{window_layout}` gives them and `select-layout` takes them:
//! `35c8,80x24,0,0[80x1,0,0,0,80x20,0,2,1,80x1,0,23,2]`.
//!
//! A checksum of four hexadecimal digits, a comma, and a cell. A cell is its columns, `x`, its
//! rows, its column and its row; then the number of its pane, or its cells within braces
//! (beside each other) or brackets (below each other). Panes that float follow between angle brackets,
//! the topmost first, each a cell with its pane; they are among the cells of the tree, too, which they
//! take nothing of.

use std::fmt::{self, Display, Formatter, Write};

use crate::geometry::{Area, Rect, Size};
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
        f.write_str(&self.text(&[]))
    }
}

/// A pane that floats over a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    /// The pane.
    pub pane: PaneId,
    /// Where it is.
    pub place: Area,
    /// The pane of the layout after which it is named in the tree.
    pub after: Option<PaneId>,
}

/// The places of panes that float, as a string has them: with the numbers of their panes.
pub type Floats = Vec<(Option<u32>, Area)>;

impl Layout {
    /// The string of it, with the panes that float over it, the topmost first.
    pub fn text(&self, over: &[Over]) -> String {
        let mut text = String::new();
        // The lowest was the first that came.
        let tree: Vec<Over> = over.iter().rev().copied().collect();
        // A string takes what is written.
        let _ = self.root.write_with(&tree, true, &mut text);
        for (index, it) in over.iter().enumerate() {
            text.push(if index == 0 { '<' } else { ',' });
            it.push(&mut text);
        }
        if !over.is_empty() {
            text.push('>');
        }
        format!("{:04x},{text}", checksum(&text))
    }
}

impl Over {
    fn push(&self, out: &mut String) {
        let Area { x, y, size } = self.place;
        out.push_str(&format!("{size},{x},{y},{}", self.pane.0));
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
    parse_all(text, panes).map(|(layout, _)| layout)
}

/// As [`parse`], with the panes that float, the topmost first.
///
/// # Errors
/// As there.
pub fn parse_all(text: &str, panes: &[PaneId]) -> Result<(Layout, Floats), LayoutError> {
    let (sum, text) = text.split_at_checked(4).ok_or(LayoutError::Checksum)?;
    let text = text.strip_prefix(',').ok_or(LayoutError::Checksum)?;
    if u16::from_str_radix(sum, 16).ok() != Some(checksum(text)) {
        return Err(LayoutError::Checksum);
    }
    let (tree, floats) = match text.split_once('<') {
        Some((tree, floats)) => (tree, Reader::floats(floats)?),
        None => (text, Floats::new()),
    };
    let mut reader = Reader { rest: tree, numbered: 0, over: &floats };
    let (size, root) = reader.cell(0)?;
    let root = root
        .unwrap_or_else(|| LayoutCell::split(Orientation::TopBottom, Rect::of(size), Vec::new()));
    if !reader.rest.is_empty() {
        return Err(reader.expected("the end"));
    }
    if !root.is_filled() {
        return Err(LayoutError::Sizes);
    }
    let need = root.count();
    if panes.len() > need || (panes.is_empty() && need > 0) {
        return Err(LayoutError::Panes { have: panes.len(), need });
    }
    let window = root.rect.size();
    let mut layout = Layout { root, window };
    for extra in (panes.len()..need).rev() {
        layout.remove(place_number(extra));
    }
    layout.root.place(0, 0);
    layout.seat(panes);
    Ok((layout, floats))
}

/// The stand-in for the pane of the place `index` while a string is read.
fn place_number(index: usize) -> PaneId {
    PaneId(index.min(u32::MAX as usize) as u32)
}

impl LayoutCell {
    /// Writes the cell, and what is to be named after the panes in it; at the root all that is to be
    /// named after none that is there.
    fn write_with(&self, over: &[Over], is_root: bool, out: &mut String) -> fmt::Result {
        let Rect { x, y, cols, rows } = self.rect;
        write!(out, "{cols}x{rows},{x},{y}")?;
        let is_here = |pane: PaneId| self.path_to(pane).is_some();
        let (open, close, cells) = match &self.body {
            Body::Pane(pane) if !is_root || over.is_empty() => return write!(out, ",{}", pane.0),
            // The only pane is a cell of its own where there are others to name.
            Body::Pane(_) => ('[', ']', std::slice::from_ref(self)),
            Body::Split(Orientation::LeftRight, cells) => ('{', '}', cells.as_slice()),
            Body::Split(Orientation::TopBottom, cells) => ('[', ']', cells.as_slice()),
        };
        let mut separator = open;
        let mut next = |out: &mut String| out.push(std::mem::replace(&mut separator, ','));
        for cell in cells {
            next(out);
            cell.write_with(over, false, out)?;
            if let Body::Pane(pane) = &cell.body {
                // Of several the last that came is the nearest.
                for it in over.iter().rev().filter(|it| it.after == Some(*pane)) {
                    next(out);
                    it.push(out);
                }
            }
        }
        let nowhere = |it: &&Over| !it.after.is_some_and(is_here);
        for it in over.iter().filter(nowhere).filter(|_| is_root) {
            next(out);
            it.push(out);
        }
        if separator == ',' {
            out.push(close);
        }
        Ok(())
    }

    /// Whether the cells of each split, and the borders between them, fill it.
    pub(super) fn is_filled(&self) -> bool {
        let Some(along) = self.orientation() else { return true };
        let cells = self.cells();
        if cells.is_empty() {
            return true;
        }
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
    /// What floats: the cells of these are no part of the tree.
    over: &'a Floats,
}

impl Reader<'_> {
    /// What is between angle brackets, after the first.
    fn floats(text: &str) -> Result<Floats, LayoutError> {
        let mut reader = Reader { rest: text, numbered: 0, over: &Floats::new() };
        let mut floats = Floats::new();
        loop {
            let size = reader.size()?;
            let place = (reader.side()?, reader.side()?);
            floats.push((reader.pane_number(), Area::new(place.0, place.1, size)));
            if reader.mark(',').is_err() {
                reader.mark('>')?;
                break;
            }
        }
        match reader.rest.is_empty() {
            true => Ok(floats),
            false => Err(reader.expected("the end")),
        }
    }

    /// A comma and a number that may be below 0.
    fn side(&mut self) -> Result<i32, LayoutError> {
        self.mark(',')?;
        let is_below = self.mark('-').is_ok();
        let number = i32::try_from(self.number()?).map_err(|_| LayoutError::Range)?;
        Ok(if is_below { -number } else { number })
    }

    /// A cell, with its size; none where it floats, or nothing in it does not.
    fn cell(&mut self, depth: usize) -> Result<(Size, Option<LayoutCell>), LayoutError> {
        let size = self.size()?;
        if depth > DEEPEST {
            return Err(LayoutError::Range);
        }
        // Where it lies follows from the sizes.
        let corner = (self.side()?, self.side()?);
        let (orientation, close) = match self.rest.bytes().next() {
            Some(b'{') => (Orientation::LeftRight, '}'),
            Some(b'[') => (Orientation::TopBottom, ']'),
            _ => {
                let number = self.pane_number();
                let it = (number, Area::new(corner.0, corner.1, size));
                if number.is_some() && self.over.contains(&it) {
                    return Ok((size, None));
                }
                let pane = place_number(self.numbered);
                self.numbered += 1;
                // A tree of nothing but what floats has a root all the same.
                let is_bare = depth == 0 && number.is_none() && !self.over.is_empty();
                let cell = LayoutCell::pane(pane, Rect::of(size));
                return Ok((size, (!is_bare).then_some(cell)));
            }
        };
        self.rest = &self.rest[1..];
        let mut cells: Vec<LayoutCell> = self.cell(depth + 1)?.1.into_iter().collect();
        while self.mark(',').is_ok() {
            cells.extend(self.cell(depth + 1)?.1);
        }
        self.mark(close)?;
        let cell = match cells.pop() {
            Some(only) if cells.is_empty() && only.rect.size() == size => Some(only),
            Some(_) if cells.is_empty() => return Err(LayoutError::Sizes),
            None => None,
            last => {
                cells.extend(last);
                Some(LayoutCell::split(orientation, Rect::of(size), cells))
            }
        };
        Ok((size, cell))
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
    fn pane_number(&mut self) -> Option<u32> {
        let text = self.rest.strip_prefix(',')?;
        let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
        if after.starts_with('x') {
            return None;
        }
        self.rest = after;
        text[..text.len() - after.len()].parse().ok()
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
            '-' => "a number",
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
