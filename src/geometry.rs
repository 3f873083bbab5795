//! Places and sizes on a grid of cells. Everything counts from 0, columns before rows.

use serde::{Deserialize, Serialize};

/// A size in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Size {
    /// Columns.
    pub cols: u16,
    /// Rows.
    pub rows: u16,
}

impl Size {
    /// What a terminal has when nobody says otherwise.
    pub const DEFAULT: Size = Size::new(80, 24);

    /// The longest side that is believed in, whoever names it: a terminal, a person or a peer.
    pub const LONGEST_SIDE: u16 = 10_000;

    /// `cols` columns by `rows` rows.
    pub const fn new(cols: u16, rows: u16) -> Self {
        Self { cols, rows }
    }

    /// The nearest size that there can be: no side is 0, none longer than [`Size::LONGEST_SIDE`].
    pub const fn possible(self) -> Self {
        const fn side(n: u16) -> u16 {
            match n {
                0 => 1,
                n if n > Size::LONGEST_SIDE => Size::LONGEST_SIDE,
                n => n,
            }
        }
        Self::new(side(self.cols), side(self.rows))
    }

    /// The most cells that are drawn for somebody: more than a wall of the largest screens shows.
    pub const MOST_DRAWN: u32 = 1 << 22;

    /// The nearest size that can be drawn for somebody: a possible one of no more than
    /// [`Size::MOST_DRAWN`] cells, so that no terminal by its size alone takes the memory.
    pub const fn drawable(self) -> Self {
        let Size { cols, rows } = self.possible();
        let most = Self::MOST_DRAWN / cols as u32;
        let rows = if (rows as u32) > most { most as u16 } else { rows };
        Self::new(cols, rows)
    }

    /// Whether not even one cell fits.
    pub const fn is_empty(self) -> bool {
        self.cols == 0 || self.rows == 0
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}", self.cols, self.rows)
    }
}

/// A size in cells and, where the terminal says so, in pixels (0 where it does not).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowSize {
    /// The size in cells.
    pub cells: Size,
    /// The width of all cells together, in pixels.
    pub xpixel: u16,
    /// The height of all cells together, in pixels.
    pub ypixel: u16,
}

impl WindowSize {
    /// The pixels that a part of this size takes, cells being of even size.
    pub fn part(self, cells: Size) -> WindowSize {
        let scale = |pixels: u16, of: u16, part: u16| match of {
            0 => 0,
            of => (u32::from(pixels) * u32::from(part) / u32::from(of)).min(u16::MAX.into()) as u16,
        };
        WindowSize {
            cells,
            xpixel: scale(self.xpixel, self.cells.cols, cells.cols),
            ypixel: scale(self.ypixel, self.cells.rows, cells.rows),
        }
    }
}

impl From<Size> for WindowSize {
    fn from(cells: Size) -> Self {
        Self { cells, xpixel: 0, ypixel: 0 }
    }
}

/// A cell's place.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct Point {
    /// The column.
    pub x: u16,
    /// The row.
    pub y: u16,
}

impl Point {
    /// Column `x` of row `y`.
    pub const fn new(x: u16, y: u16) -> Self {
        Self { x, y }
    }
}

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rect {
    /// The leftmost column.
    pub x: u16,
    /// The topmost row.
    pub y: u16,
    /// How many columns.
    pub cols: u16,
    /// How many rows.
    pub rows: u16,
}

impl Rect {
    /// The rectangle at `x`, `y` of `cols` by `rows`.
    pub const fn new(x: u16, y: u16, cols: u16, rows: u16) -> Self {
        Self { x, y, cols, rows }
    }

    /// All of a `size`.
    pub const fn of(size: Size) -> Self {
        Self::new(0, 0, size.cols, size.rows)
    }

    /// Its size.
    pub const fn size(self) -> Size {
        Size::new(self.cols, self.rows)
    }

    /// The first column to the right of it.
    pub const fn right(self) -> u16 {
        self.x + self.cols
    }

    /// The first row below it.
    pub const fn bottom(self) -> u16 {
        self.y + self.rows
    }

    /// Whether the cell at `p` is in it.
    pub const fn contains(self, p: Point) -> bool {
        p.x >= self.x && p.x < self.right() && p.y >= self.y && p.y < self.bottom()
    }
}

/// One of the four ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// To smaller rows.
    Up,
    /// To larger rows.
    Down,
    /// To smaller columns.
    Left,
    /// To larger columns.
    Right,
}

/// A rectangle that may lie beyond the edges of what it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// The leftmost column, which may be left of all that there are.
    pub x: i32,
    /// The topmost row, likewise.
    pub y: i32,
    /// How large it is.
    pub size: Size,
}

impl Area {
    /// How far from the corner of what it is in an area can be: further than any screen goes.
    const FARTHEST: i32 = 30_000;

    /// The area at `x`, `y` of a size, or the nearest that there can be.
    pub fn new(x: i32, y: i32, size: Size) -> Self {
        let near = |at: i32| at.clamp(-Self::FARTHEST, Self::FARTHEST);
        Self { x: near(x), y: near(y), size: size.possible() }
    }

    /// The same, larger by so many cells at each side.
    pub fn around(self, cells: u16) -> Self {
        let more = |side: u16| side.saturating_add(2 * cells);
        let size = Size::new(more(self.size.cols), more(self.size.rows));
        Self { x: self.x - i32::from(cells), y: self.y - i32::from(cells), size }
    }

    /// The first column to the right of it.
    pub fn right(self) -> i32 {
        self.x + i32::from(self.size.cols)
    }

    /// The first row below it.
    pub fn bottom(self) -> i32 {
        self.y + i32::from(self.size.rows)
    }

    /// Whether a cell is in it.
    pub fn contains(self, at: Point) -> bool {
        let (x, y) = (i32::from(at.x), i32::from(at.y));
        (self.x..self.right()).contains(&x) && (self.y..self.bottom()).contains(&y)
    }

    /// What of it is within something of a size.
    pub fn within(self, size: Size) -> Option<Rect> {
        let side = |from: i32, to: i32, room: u16| {
            let (from, to) = (from.max(0), to.min(room.into()));
            let len = u16::try_from(to - from).ok().filter(|len| *len > 0)?;
            Some((u16::try_from(from).ok()?, len))
        };
        let (x, cols) = side(self.x, self.right(), size.cols)?;
        let (y, rows) = side(self.y, self.bottom(), size.rows)?;
        Some(Rect::new(x, y, cols, rows))
    }
}

impl From<Rect> for Area {
    fn from(rect: Rect) -> Self {
        Self { x: rect.x.into(), y: rect.y.into(), size: rect.size() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_has_a_bound() {
        for (cols, rows, expect) in [
            (80, 24, (80, 24)),
            (0, 0, (1, 1)),
            (1, u16::MAX, (1, 10_000)),
            (u16::MAX, 1, (10_000, 1)),
            (u16::MAX, u16::MAX, (10_000, 419)),
            (2000, 2000, (2000, 2000)),
        ] {
            let size = Size::new(cols, rows).drawable();
            assert_eq!((size.cols, size.rows), expect);
        }
    }
}
