//! Where a window lies on a client, and the way between the cells of the two.

use super::Model;
use super::client::Client;
use super::graph::session::Session;
use super::graph::window::Window;
use crate::dialect::Dialect;
use crate::geometry::{Area, Direction, Point, Rect, Size};

/// Where a client's window lies: the part of the client's terminal that it takes, and how far
/// the part of it that is seen is moved where the window is larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// In the client's cells.
    pub area: Rect,
    /// The window's cell in the corner of that area.
    pub offset: Point,
    /// The first row of the status line, if there is one.
    pub status: Option<u16>,
}

impl Placement {
    /// Where a window lies on a client.
    pub fn of(model: &Model, client: &Client, session: &Session, window: &Window) -> Self {
        let size = client.size.cells;
        let at_top = model.session_lookup(Some(session.id)).text("status-position") == "top";
        let rows = model.status_rows(Some(session.id), size).min(size.rows);
        let room = Size::new(size.cols, size.rows - rows);
        let whole = window.size.cells;
        let shown = Size::new(room.cols.min(whole.cols), room.rows.min(whole.rows));
        let top = if at_top { rows } else { 0 };
        let lines = model.status_lines(Some(session.id)).min(size.rows);
        let status = (lines > 0).then_some(if at_top { 0 } else { size.rows - lines });
        let area = Rect::new(0, top, shown.cols, shown.rows);
        let placement = Self { area, offset: Point::default(), status };
        let pan = client.display().and_then(|it| it.pan).filter(|(id, _)| *id == window.id);
        match pan {
            Some((_, offset)) => placement.at(offset, whole),
            None => placement.following(model, client, window),
        }
    }

    /// The same, from a cell of the window on, as far as there is so much of it.
    fn at(self, offset: Point, whole: Size) -> Self {
        let x = offset.x.min(whole.cols - self.area.cols);
        let y = offset.y.min(whole.rows - self.area.rows);
        Self { offset: Point::new(x, y), ..self }
    }

    /// The same, moved.
    pub fn moved(self, direction: Direction, by: u16, whole: Size) -> Self {
        let Point { x, y } = self.offset;
        let offset = match direction {
            Direction::Left => Point::new(x.saturating_sub(by), y),
            Direction::Right => Point::new(x.saturating_add(by), y),
            Direction::Up => Point::new(x, y.saturating_sub(by)),
            Direction::Down => Point::new(x, y.saturating_add(by)),
        };
        self.at(offset, whole)
    }

    /// The same, with the cursor in sight.
    pub fn following(self, model: &Model, client: &Client, window: &Window) -> Self {
        let (whole, cursor) = (window.size.cells, cursor_in_window(model, client, window));
        let Size { cols, rows } = self.area.size();
        let (x, y) = match model.identity.dialect {
            Dialect::Pmux => {
                (follow(cursor.x, cols, whole.cols), follow(cursor.y, rows, whole.rows))
            }
            Dialect::Tmux => (
                follow_as_tmux(cursor.x, cols, whole.cols, cols / 2),
                follow_as_tmux(cursor.y, rows, whole.rows, rows.saturating_sub(1)),
            ),
        };
        Self { offset: Point::new(x, y), ..self }
    }

    /// The window's cell under a cell of the client, which may lie outside the window.
    pub fn to_window(self, at: Point) -> Option<Point> {
        self.area.contains(at).then(|| {
            Point::new(at.x - self.area.x + self.offset.x, at.y - self.area.y + self.offset.y)
        })
    }

    /// Where the window's corner is in the client's cells.
    pub fn corner(self) -> (i32, i32) {
        (
            i32::from(self.area.x) - i32::from(self.offset.x),
            i32::from(self.area.y) - i32::from(self.offset.y),
        )
    }

    /// The part of an area of the window that is seen, in the client's cells, and which of
    /// its columns and rows that begins with.
    pub fn clip(self, area: Area) -> Option<(Rect, Point)> {
        let side = |from: i32, to: i32, offset: u16, shown: u16, at: u16| {
            let (offset, cells) = (i32::from(offset), |n: i32| u16::try_from(n).ok());
            let start = from.max(offset);
            let len = cells(to.min(offset + i32::from(shown)) - start).filter(|len| *len > 0)?;
            Some((at + cells(start - offset)?, len, cells(start - from)?))
        };
        let shown = self.area;
        let (x, cols, left) = side(area.x, area.right(), self.offset.x, shown.cols, shown.x)?;
        let (y, rows, above) = side(area.y, area.bottom(), self.offset.y, shown.rows, shown.y)?;
        Some((Rect::new(x, y, cols, rows), Point::new(left, above)))
    }
}

/// How far a window that is larger than its client is moved, so that the cursor is seen.
fn follow(cursor: u16, shown: u16, whole: u16) -> u16 {
    match cursor < shown {
        true => 0,
        false => (cursor.saturating_add(1) - shown).min(whole - shown),
    }
}

/// The same as tmux does it: where the cursor is not seen at the window's beginning its end is shown, or
/// if that is too far so many cells before the cursor.
fn follow_as_tmux(cursor: u16, shown: u16, whole: u16, before: u16) -> u16 {
    match cursor {
        cursor if cursor < shown => 0,
        cursor if cursor > whole - shown => whole - shown,
        cursor => cursor - before,
    }
}

/// The cursor of the active pane, or of the one that the client looks at, in the window's cells.
pub fn cursor_in_window(model: &Model, client: &Client, window: &Window) -> Point {
    let current = model.looked_at(client.id).unwrap_or(window.active);
    let area = window.shown().into_iter().find(|(id, _)| *id == current).map(|(_, area)| area);
    match (area, model.graph.pane(current)) {
        (Some(area), Some(pane)) => {
            let at = match model.mode_shown(pane.id, client) {
                Some(mode) => model.mode_focus(pane, mode),
                None => pane.terminal.cursor().at,
            };
            // Of one that is beyond the window's first cells the cursor is, too.
            let inside =
                |corner: i32, at: u16| u16::try_from(corner + i32::from(at)).unwrap_or(u16::MAX);
            Point::new(inside(area.x, at.x), inside(area.y, at.y))
        }
        _ => Point::default(),
    }
}
