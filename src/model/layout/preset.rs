//! The named layouts of `select-layout`.

use crate::geometry::Rect;
use crate::model::id::PaneId;

use super::cell::{LayoutCell, MINIMUM};
use super::{Layout, Orientation, SplitSize};

/// A layout by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Preset {
    /// All beside each other, equally wide.
    EvenHorizontal,
    /// All below each other, equally high.
    EvenVertical,
    /// A large one at the top, the others beside each other below it.
    MainHorizontal,
    /// A large one at the left, the others below each other beside it.
    MainVertical,
    /// Rows and columns as nearly square in number as can be.
    Tiled,
    /// A large one at the bottom, the others beside each other above it.
    MainHorizontalMirrored,
    /// A large one at the right, the others below each other beside it.
    MainVerticalMirrored,
}

impl Preset {
    /// All, in the order that `next-layout` goes through.
    pub const ALL: [Preset; 7] = [
        Preset::EvenHorizontal,
        Preset::EvenVertical,
        Preset::MainHorizontal,
        Preset::MainHorizontalMirrored,
        Preset::MainVertical,
        Preset::MainVerticalMirrored,
        Preset::Tiled,
    ];

    /// Where it is in that order.
    fn place(self) -> usize {
        Self::ALL.iter().position(|preset| *preset == self).unwrap_or(0)
    }

    /// Its name in commands.
    pub const fn name(self) -> &'static str {
        match self {
            Preset::EvenHorizontal => "even-horizontal",
            Preset::EvenVertical => "even-vertical",
            Preset::MainHorizontal => "main-horizontal",
            Preset::MainHorizontalMirrored => "main-horizontal-mirrored",
            Preset::MainVerticalMirrored => "main-vertical-mirrored",
            Preset::MainVertical => "main-vertical",
            Preset::Tiled => "tiled",
        }
    }

    /// The one of that name, or the only one whose name begins so.
    pub fn parse(name: &str) -> Option<Self> {
        let exact = Self::ALL.into_iter().find(|preset| preset.name() == name);
        exact.or_else(|| {
            // Who leaves the end away does not mean what has more of one.
            let plain = |preset: &Preset| !preset.name().ends_with("-mirrored");
            let asked = |preset: &Preset| preset.name().starts_with(name) && plain(preset);
            let mut begins = Self::ALL.into_iter().filter(asked);
            begins.next().filter(|_| begins.next().is_none())
        })
    }

    /// The one after `last`, the first after the last one and after none (`next-layout`).
    pub fn next(last: Option<Preset>) -> Preset {
        let next = last.map_or(0, |last| last.place() + 1);
        Self::ALL[next % Self::ALL.len()]
    }

    /// The one before `last`, the last before the first one and before none
    /// (`previous-layout`).
    pub fn previous(last: Option<Preset>) -> Preset {
        let from = last.map_or(0, Preset::place);
        Self::ALL[(from + Self::ALL.len() - 1) % Self::ALL.len()]
    }
}

/// How large the main layouts make their panes: tmux's `main-pane-width`, `main-pane-height`,
/// `other-pane-width` and `other-pane-height`. Hundredths are of the window, one border taken
/// off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MainSizes {
    /// The main pane's columns in `main-vertical`.
    pub main_cols: SplitSize,
    /// The main pane's rows in `main-horizontal`.
    pub main_rows: SplitSize,
    /// The other panes' columns in `main-vertical`; `Cells(0)` leaves it to the main pane.
    pub other_cols: SplitSize,
    /// The other panes' rows in `main-horizontal`; `Cells(0)` leaves it to the main pane.
    pub other_rows: SplitSize,
    /// The most columns of `tiled`; 0 where there is no such bound.
    pub most_columns: u16,
}

impl Default for MainSizes {
    fn default() -> Self {
        Self {
            main_cols: SplitSize::Cells(80),
            main_rows: SplitSize::Cells(24),
            other_cols: SplitSize::Cells(0),
            other_rows: SplitSize::Cells(0),
            most_columns: 0,
        }
    }
}

impl Layout {
    /// Lays its panes out anew, in this order, the first being the main one. Where they do not
    /// fit in the window, the layout gets larger than it.
    pub fn apply(&mut self, preset: Preset, sizes: &MainSizes, panes: &[PaneId]) {
        // Two cells each is the least that the panes take; more has no place on any grid.
        if panes.len() < 2 || panes.len() > usize::from(u16::MAX / 2) {
            return;
        }
        self.root = match preset {
            Preset::EvenHorizontal => self.even(panes, Orientation::LeftRight),
            Preset::EvenVertical => self.even(panes, Orientation::TopBottom),
            Preset::MainHorizontal | Preset::MainHorizontalMirrored => {
                let defaults = MainSizes::default();
                let wanted = [sizes.main_rows, defaults.main_rows, sizes.other_rows];
                let mirrored = preset == Preset::MainHorizontalMirrored;
                self.main(panes, Orientation::TopBottom, wanted, mirrored)
            }
            Preset::MainVertical | Preset::MainVerticalMirrored => {
                let defaults = MainSizes::default();
                let wanted = [sizes.main_cols, defaults.main_cols, sizes.other_cols];
                let mirrored = preset == Preset::MainVerticalMirrored;
                self.main(panes, Orientation::LeftRight, wanted, mirrored)
            }
            Preset::Tiled => self.tiled(panes, sizes.most_columns),
        };
        self.root.place(0, 0);
    }

    /// All along `axis`, equally large.
    fn even(&self, panes: &[PaneId], axis: Orientation) -> LayoutCell {
        let mut rect = Rect::of(self.window);
        extend(&mut rect, axis, least(panes.len()));
        line(panes, axis, rect)
    }

    /// The first pane before all the others along `axis`; `wanted` is the main pane's size, the
    /// one instead of it where that is larger than the window, and the others'. Mirrored it comes after
    /// them.
    fn main(
        &self,
        panes: &[PaneId],
        axis: Orientation,
        wanted: [SplitSize; 3],
        mirrored: bool,
    ) -> LayoutCell {
        let [main, fallback, other] = wanted;
        let Some((first, others)) = panes.split_first() else { return self.root.clone() };
        let across = match axis {
            Orientation::LeftRight => Orientation::TopBottom,
            Orientation::TopBottom => Orientation::LeftRight,
        };
        let room = axis.of(self.window).saturating_sub(1);
        let main = Some(main.of(room)).filter(|size| *size <= room).unwrap_or(fallback.of(room));
        let (main, other) = if main.saturating_add(MINIMUM) >= room {
            (room.saturating_sub(MINIMUM).max(MINIMUM), MINIMUM)
        } else {
            match other.of(room) {
                other if other == 0 || other > room || room - other < main => (main, room - main),
                other => (room - other, other),
            }
        };
        let mut whole = Rect::of(self.window);
        extend(&mut whole, across, least(others.len()));
        extend(&mut whole, axis, main.saturating_add(other).saturating_add(1));
        let part = |size| match axis {
            Orientation::LeftRight => Rect { cols: size, ..whole },
            Orientation::TopBottom => Rect { rows: size, ..whole },
        };
        let main = LayoutCell::pane(*first, part(main.max(MINIMUM)));
        let others = line(others, across, part(other));
        let cells = if mirrored { vec![others, main] } else { vec![main, others] };
        LayoutCell::split(axis, whole, cells)
    }

    /// Rows of equally many panes, the last row having what remains.
    fn tiled(&self, panes: &[PaneId], most: u16) -> LayoutCell {
        let (mut rows, mut columns) = (1, 1);
        while rows * columns < panes.len() {
            rows += 1;
            if rows * columns < panes.len() && (most == 0 || columns < most.into()) {
                columns += 1;
            }
        }
        // The last row and the last column take the cells that cannot be shared.
        let even = |whole: u16, count: usize| {
            let count = count as u16;
            (whole.saturating_sub(count - 1) / count).max(MINIMUM)
        };
        let (cols, height) = (even(self.window.cols, columns), even(self.window.rows, rows));
        let mut whole = Rect::of(self.window);
        extend(&mut whole, Orientation::LeftRight, least(columns));
        extend(&mut whole, Orientation::TopBottom, least(rows));
        let mut left = whole.rows;
        let mut cells: Vec<LayoutCell> = Vec::new();
        let in_rows: Vec<&[PaneId]> = panes.chunks(columns).collect();
        for (turn, row) in in_rows.iter().enumerate() {
            let last = turn + 1 == in_rows.len();
            let rect = Rect { rows: if last { left } else { height }, ..whole };
            left = left.saturating_sub(height + 1);
            cells.push(columns_of(row, cols, rect));
        }
        match cells.pop() {
            Some(only) if cells.is_empty() => only,
            Some(last) => {
                cells.push(last);
                LayoutCell::split(Orientation::TopBottom, whole, cells)
            }
            None => self.root.clone(),
        }
    }
}

/// The least that so many panes take beside each other.
fn least(panes: usize) -> u16 {
    (panes * usize::from(MINIMUM + 1) - 1).min(u16::MAX.into()) as u16
}

/// Makes a rectangle at least so large along `axis`.
fn extend(rect: &mut Rect, axis: Orientation, to: u16) {
    match axis {
        Orientation::LeftRight => rect.cols = rect.cols.max(to),
        Orientation::TopBottom => rect.rows = rect.rows.max(to),
    }
}

/// Panes along `axis` that share `rect` evenly.
fn line(panes: &[PaneId], axis: Orientation, rect: Rect) -> LayoutCell {
    if let [only] = panes {
        return LayoutCell::pane(*only, rect);
    }
    let mut cells: Vec<LayoutCell> =
        panes.iter().map(|pane| LayoutCell::pane(*pane, rect)).collect();
    cells.iter_mut().for_each(|cell| cell.set_extent(axis, MINIMUM));
    let mut split = LayoutCell::split(axis, rect, cells);
    split.spread();
    split
}

/// Panes beside each other, each `cols` wide but the last, which takes what is left of `rect`.
fn columns_of(panes: &[PaneId], cols: u16, rect: Rect) -> LayoutCell {
    let Some((last, others)) = panes.split_last().filter(|(_, others)| !others.is_empty()) else {
        let only = panes.first().copied().unwrap_or(PaneId(0));
        return LayoutCell::pane(only, rect);
    };
    let mut cells: Vec<LayoutCell> =
        others.iter().map(|pane| LayoutCell::pane(*pane, Rect { cols, ..rect })).collect();
    let used = (cols + 1).saturating_mul(others.len() as u16);
    cells.push(LayoutCell::pane(*last, Rect { cols: rect.cols.saturating_sub(used), ..rect }));
    LayoutCell::split(Orientation::LeftRight, rect, cells)
}
