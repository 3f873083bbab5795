//! Which cells of a window are borders, which way they go on, and which panes they belong to.
//!
//! Each pane that lies beside others has a ring of cells around it, as far as there is room; where
//! rings meet they are one border. Knows nothing of looks.

use super::clip;
use crate::border::{DOWN, LEFT, RIGHT, UP};
use crate::geometry::{Point, Rect, Size};
use crate::protocol::View;
use crate::protocol::view::PaneView;

/// A pane on whose account there is a border: its place among those that lie beside others.
pub(super) type Owner = u16;

/// A cell of a border.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct BorderCell {
    /// Where it goes on.
    pub goes_on: usize,
    /// The pane that it is below of.
    pub above: Option<Owner>,
    /// The pane that it is above of.
    pub below: Option<Owner>,
    /// The pane that it is at the right of.
    pub left: Option<Owner>,
    /// The pane that it is at the left of.
    pub right: Option<Owner>,
    /// An arrow has its place here, where the active pane is beside it.
    pub has_arrow: bool,
}

impl BorderCell {
    /// The panes that it belongs to, those above and below first.
    pub fn owners(&self) -> impl Iterator<Item = Owner> {
        [self.above, self.below, self.left, self.right].into_iter().flatten()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Pane,
    Free,
    Border(BorderCell),
}

/// The cells of the part of a window that is seen, and of those right of it and below it.
pub(super) struct Scene {
    area: Rect,
    cells: Vec<Cell>,
}

impl Scene {
    /// That of a view. Where the window's own edges are drawn, so are those cells of rings that lie
    /// outside it.
    pub fn of(view: &View, size: Size) -> Self {
        let window = clip(view.window, size);
        let edge = u16::from(view.borders.frame);
        let wanted = Rect { cols: window.cols + edge, rows: window.rows + edge, ..window };
        let area = clip(wanted, size);
        let count = usize::from(area.cols) * usize::from(area.rows);
        let mut scene = Self { area, cells: vec![Cell::Free; count] };
        let titles = view.tiled().any(|pane| pane.title.is_some());
        let mut rings = Vec::new();
        for (owner, pane) in (0..).zip(view.tiled()) {
            let rect = clip(pane.outer(), size);
            for y in rect.y..rect.bottom() {
                for x in rect.x..rect.right() {
                    if let Some(at) = scene.index(i32::from(x), i32::from(y)) {
                        scene.cells[at] = Cell::Pane;
                    }
                }
            }
            rings.push((pane.id, owner, Ring::of(pane, titles, view)));
        }
        // Where rings meet, that of the older pane counts.
        rings.sort_unstable_by_key(|(id, ..)| std::cmp::Reverse(*id));
        for (_, owner, ring) in rings {
            ring.mark(&mut scene, owner);
        }
        scene
    }

    fn index(&self, x: i32, y: i32) -> Option<usize> {
        let (x, y) = (x - i32::from(self.area.x), y - i32::from(self.area.y));
        let inside =
            (0..self.area.cols.into()).contains(&x) && (0..self.area.rows.into()).contains(&y);
        inside.then_some((y * i32::from(self.area.cols) + x) as usize)
    }

    /// The border at a cell, if there is one.
    pub fn border(&self, at: Point) -> Option<&BorderCell> {
        match &self.cells[self.index(at.x.into(), at.y.into())?] {
            Cell::Border(cell) => Some(cell),
            Cell::Pane | Cell::Free => None,
        }
    }

    /// All that is border.
    pub fn borders(&self) -> impl Iterator<Item = (Point, &BorderCell)> {
        self.points().filter_map(|at| Some((at, self.border(at)?)))
    }

    /// The cells of the window that are no pane's and no border's.
    pub fn holes(&self, window: Rect) -> impl Iterator<Item = Point> {
        self.points().filter(move |at| {
            let index = self.index(at.x.into(), at.y.into());
            window.contains(*at) && index.is_some_and(|index| self.cells[index] == Cell::Free)
        })
    }

    fn points(&self) -> impl Iterator<Item = Point> + use<> {
        let area = self.area;
        (area.y..area.bottom())
            .flat_map(move |y| (area.x..area.right()).map(move |x| Point::new(x, y)))
    }

    fn mark(&mut self, x: i32, y: i32, change: impl FnOnce(&mut BorderCell)) {
        let Some(index) = self.index(x, y) else { return };
        match &mut self.cells[index] {
            Cell::Pane => {}
            Cell::Border(cell) => change(cell),
            free @ Cell::Free => {
                let mut cell = BorderCell::default();
                change(&mut cell);
                *free = Cell::Border(cell);
            }
        }
    }
}

/// The cells around a pane. They may lie outside of what is seen, and of what there is.
struct Ring {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    /// Where titles are above panes, the border below one is the next one's.
    has_bottom: bool,
    has_top: bool,
    /// The column and the row of arrows that point at the pane.
    arrows: (i32, i32),
}

impl Ring {
    fn of(pane: &PaneView, titles: bool, view: &View) -> Self {
        let arrows = (i32::from(pane.rect.x) + 1, i32::from(pane.rect.y) + 1);
        let pane = pane.outer();
        let (x, y) = (i32::from(pane.x), i32::from(pane.y));
        Self {
            arrows,
            left: x - 1,
            right: x + i32::from(pane.cols),
            top: y - 1,
            bottom: y + i32::from(pane.rows),
            has_bottom: !titles || view.borders.titles_below,
            has_top: !titles || !view.borders.titles_below,
        }
    }

    fn mark(&self, scene: &mut Scene, owner: Owner) {
        let bit = |on: bool, bit: usize| if on { bit } else { 0 };
        let across = |x| bit(x > self.left, LEFT) | bit(x < self.right, RIGHT);
        let down = |y| bit(y > self.top, UP) | bit(y < self.bottom, DOWN);
        for x in self.left..=self.right {
            if self.has_top {
                scene.mark(x, self.top, |cell| {
                    cell.below = Some(owner);
                    cell.goes_on |= across(x);
                });
            }
            if self.has_bottom {
                scene.mark(x, self.bottom, |cell| {
                    cell.above = Some(owner);
                    cell.goes_on |= across(x);
                });
            }
        }
        for y in self.top..=self.bottom {
            scene.mark(self.left, y, |cell| {
                cell.right = Some(owner);
                cell.goes_on |= down(y);
            });
            scene.mark(self.right, y, |cell| {
                cell.left = Some(owner);
                cell.goes_on |= down(y);
            });
        }
        let (x, y) = self.arrows;
        let places = [(x, self.top), (x, self.bottom), (self.left, y), (self.right, y)];
        for (x, y) in places.into_iter().filter(|&(x, y)| x <= self.right && y <= self.bottom) {
            let found = scene.index(x, y);
            if let Some(Cell::Border(cell)) = found.map(|at| &mut scene.cells[at]) {
                cell.has_arrow = true;
            }
        }
    }
}
