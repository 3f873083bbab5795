//! Scrollbars: which panes have one, how it looks, where its slider is, and what of it the mouse is on.
//! How much of its place a pane leaves to one beside it is the window's affair ([`Bars`]). Knows nothing
//! of views.

use super::Model;
use super::client::Client;
use super::graph::window::{Bars, Window};
use super::id::{ClientId, PaneId, WindowId};
use super::mode::Mode;
use super::pane::Pane;
use crate::geometry::{Area, Point, Size};
use crate::language::style::{Directive, StyleSpec};
use crate::style::Style;

/// How wide scrollbars are, and how they look (`pane-scrollbars-style`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BarStyle {
    /// The looks of what is not the slider.
    pub style: Style,
    /// Its columns, at least one.
    pub width: u16,
    /// Those between it and the pane.
    pub pad: u16,
}

/// A part of a scrollbar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarPart {
    /// Above the slider.
    Above,
    /// The slider, in that row of it.
    Slider(u16),
    /// Below the slider.
    Below,
}

impl Model {
    /// How a pane's scrollbar looks.
    pub fn bar_style(&self, pane: PaneId) -> BarStyle {
        let options = self.pane_lookup(pane);
        let spec = StyleSpec::parse(&options.text("pane-scrollbars-style")).unwrap_or_default();
        let columns = |cells: u32| u16::try_from(cells).unwrap_or(Size::LONGEST_SIDE);
        let (mut width, mut pad) = (1, 0);
        for directive in spec.directives() {
            match directive {
                Directive::Width(cells, _) => width = columns(*cells).max(1),
                Directive::Pad(cells) => pad = columns(*cells),
                _ => {}
            }
        }
        BarStyle { style: spec.over(Style::PLAIN), width, pad }
    }

    /// What the options say of a window's scrollbars.
    fn bars_by_options(&self, window: WindowId) -> (bool, bool, bool) {
        let options = self.window_lookup(Some(window));
        let kind = options.text("pane-scrollbars");
        let at_left = options.text("pane-scrollbars-position") == "left";
        (kind == "on", matches!(kind.as_str(), "modal" | "auto-hide"), at_left)
    }

    /// The scrollbars of a window: the columns that each pane leaves to the one beside it. A program
    /// that draws a screen of its own has no history, and its pane none.
    pub fn bars(&self, window: WindowId) -> Bars {
        let (beside, over, at_left) = self.bars_by_options(window);
        let mut bars = Bars { beside, over, at_left, ..Bars::default() };
        if let Some(window) = self.graph.window(window).filter(|_| beside) {
            let panes = window.panes().into_iter();
            let has_history = |pane: &PaneId| {
                self.graph.pane(*pane).is_some_and(|it| !it.terminal.is_alternate())
            };
            bars.columns =
                panes.filter(has_history).map(|pane| (pane, self.bar_columns(pane))).collect();
        }
        bars
    }

    fn bar_columns(&self, pane: PaneId) -> u16 {
        let BarStyle { width, pad, .. } = self.bar_style(pane);
        width.saturating_add(pad)
    }

    /// A program began to draw a screen of its own, or ceased to: its pane loses its scrollbar, or gets
    /// it back.
    pub fn screen_switched(&mut self, pane: PaneId) {
        if let Some(window) = self.graph.window_of(pane) {
            self.graph.size_anew(window);
            self.graph.differs(super::change::Change::PaneAltered(pane));
        }
    }

    /// Whether a pane can have a scrollbar that lies over it and is seen for a while only: of those that
    /// are in a mode, or of all.
    fn may_show_bar(&self, window: &Window, pane: &Pane) -> bool {
        let by_mode = || matches!(pane.modes.top(), Some(Mode::Copy(_) | Mode::View(_)));
        let is_modal = || self.window_lookup(Some(window.id)).text("pane-scrollbars") == "modal";
        window.bars.over && !pane.terminal.is_alternate() && (by_mode() || !is_modal())
    }

    /// A scrollbar that lies over its pane is seen, for as long as `pane-scrollbars-timeout` says.
    pub fn show_bar(&mut self, pane: PaneId) {
        let window = self.graph.window_of(pane).and_then(|id| self.graph.window(id));
        let (Some(window), Some(it)) = (window, self.graph.pane(pane)) else { return };
        if !self.may_show_bar(window, it) {
            return;
        }
        let until = self.clock.millis + self.bar_timeout(window.id);
        if self.bars_shown.insert(pane, until).is_none() {
            self.graph.differs(super::change::Change::PaneAltered(pane));
        }
    }

    /// How far up a pane's history is scrolled, where a scrollbar is seen when that changes.
    pub(super) fn first_beside_bar(&self, pane: PaneId, client: Option<ClientId>) -> Option<u64> {
        let window = self.graph.window_of(pane).and_then(|id| self.graph.window(id))?;
        let (copy, terminal) = window.bars.over.then(|| self.copying(pane, client))??;
        Some(copy.position(terminal).0)
    }

    fn bar_timeout(&self, window: WindowId) -> u64 {
        self.window_lookup(Some(window)).number("pane-scrollbars-timeout").max(0) as u64
    }

    /// The scrollbars that were seen for long enough go.
    pub fn hide_bars_due(&mut self) {
        let now = self.clock.millis;
        let is_due = |(pane, until): (&PaneId, &u64)| (*until <= now).then_some(*pane);
        let due: Vec<PaneId> = self.bars_shown.iter().filter_map(is_due).collect();
        for pane in due {
            self.bars_shown.remove(&pane);
            if !self.graph.has_pane(pane) {
                continue;
            }
            self.graph.differs(super::change::Change::PaneAltered(pane));
        }
    }

    /// The mouse is at a cell of a window, or at none: a scrollbar that it is over is seen, others are
    /// for as long again as they would be after it was.
    pub fn mouse_over_bars(&mut self, window: WindowId, at: Option<Point>) {
        let Some(it) = self.graph.window(window).filter(|it| it.bars.over) else { return };
        let is_on = |pane: PaneId, area: Area| {
            let columns = self.bar_columns(pane).min(area.size.cols);
            at.is_some_and(|at| bar_over(area, it.bars.at_left, columns).contains(at))
        };
        let shown = it.shown();
        let on = shown.iter().filter(|(pane, area)| is_on(*pane, *area)).map(|(pane, _)| *pane);
        let on: Vec<PaneId> = on.collect();
        let until = self.clock.millis + self.bar_timeout(window);
        for (pane, _) in shown {
            match on.contains(&pane) {
                true => self.show_bar(pane),
                false => {
                    if let Some(known) = self.bars_shown.get_mut(&pane) {
                        *known = until;
                    }
                }
            }
        }
    }

    /// Where a pane's scrollbar is that can be seen now, in its window's cells, and whether it lies over
    /// the pane. `area` is the pane's.
    pub fn bar_of(&self, window: &Window, pane: &Pane, area: Area) -> Option<(Area, bool)> {
        if let Some(columns) = window.bars.columns.get(&pane.id) {
            let size = Size::new(*columns, area.size.rows);
            let x = match window.bars.at_left {
                true => area.x - i32::from(*columns),
                false => area.right(),
            };
            return Some((Area { x, size, ..area }, false));
        }
        if !self.bars_shown.contains_key(&pane.id) || !self.may_show_bar(window, pane) {
            return None;
        }
        let BarStyle { width, pad, .. } = self.bar_style(pane.id);
        let cols = area.size.cols;
        let columns = match width.saturating_add(pad) {
            both if both <= cols => both,
            _ => width.min(cols),
        };
        Some((bar_over(area, window.bars.at_left, columns), true))
    }

    /// The first row of a pane's slider and how many it has, for whoever sees it; `None` where what it
    /// shows is not its history.
    pub fn slider(&self, pane: &Pane, client: &Client) -> Option<(u16, u16)> {
        let rows = pane.size.cells.rows;
        let Some(mode) = self.mode_shown(pane.id, client) else {
            let history = pane.terminal.history().rows(pane.terminal.size().cols) as u64;
            return Some(slider(rows, history, None));
        };
        let (copy, terminal) = mode.copying(&pane.terminal)?;
        let (above, all) = copy.position(terminal);
        Some(slider(rows, all, Some(all.saturating_sub(above))))
    }

    /// The scrollbar at a cell of a window, and the part of it that is there.
    pub fn bar_at(
        &self,
        client: ClientId,
        window: &Window,
        at: Point,
    ) -> Option<(PaneId, BarPart)> {
        let client = self.graph.client(client)?;
        let float = window.float_at(at).map(|float| float.pane);
        let is_meant = |pane: PaneId| float.map_or(window.float(pane).is_none(), |it| it == pane);
        window.shown().into_iter().filter(|(pane, _)| is_meant(*pane)).find_map(|(id, area)| {
            let pane = self.graph.pane(id)?;
            let (bar, is_over) = self.bar_of(window, pane, area)?;
            let BarStyle { pad, .. } = self.bar_style(id);
            let is_pad = !is_over && is_pad(bar, window.bars.at_left, pad, at);
            let row = u16::try_from(i32::from(at.y) - bar.y).ok().filter(|_| bar.contains(at))?;
            let (top, rows) = self.slider(pane, client).filter(|_| !is_pad)?;
            let part = match row.checked_sub(top) {
                None => BarPart::Above,
                Some(within) if within < rows => BarPart::Slider(within),
                Some(_) => BarPart::Below,
            };
            Some((id, part))
        })
    }
}

/// Whether a cell is between a scrollbar beside a pane and the pane.
fn is_pad(bar: Area, at_left: bool, pad: u16, at: Point) -> bool {
    let (x, pad) = (i32::from(at.x), i32::from(pad));
    if at_left { x >= bar.right() - pad } else { x < bar.x + pad }
}

/// The place of a scrollbar that lies over a pane.
fn bar_over(area: Area, at_left: bool, columns: u16) -> Area {
    let x = if at_left { area.x } else { area.right() - i32::from(columns) };
    Area { x, size: Size::new(columns, area.size.rows), ..area }
}

/// The first row of a slider and how many it has, in so many rows: as much of them as what is seen is of
/// all there is, and as far from the first as the `first` row that is seen is from the oldest; without
/// one it is at the end.
fn slider(rows: u16, history: u64, first: Option<u64>) -> (u16, u16) {
    let (bar, all) = (u64::from(rows), history + u64::from(rows));
    let length = bar * bar / all.max(1);
    let top = match first {
        None => bar - length.min(bar),
        Some(first) => (bar + 1) * first / all.max(1),
    };
    let top = top.min(bar.saturating_sub(1));
    // Both are within the bar.
    (top as u16, length.max(1).min(bar - top) as u16)
}

/// The row of the whole text that is the first to be seen where a slider begins in that row of a bar:
/// what `slider` comes from.
pub fn first_at(top: u16, rows: u16, history: u64) -> u64 {
    let all = history + u64::from(rows);
    (u64::from(top) * all / u64::from(rows.max(1))).min(history)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slider_is_as_large_as_what_is_seen() {
        for (rows, history, first, expect) in [
            (12, 0, None, (0, 12)),
            (12, 12, None, (6, 6)),
            (12, 100_000, None, (11, 1)),
            (12, 29, Some(0), (0, 3)),
            (12, 29, Some(29), (9, 3)),
            (1, 0, None, (0, 1)),
            (24, 76, Some(40), (10, 5)),
        ] {
            assert_eq!(slider(rows, history, first), expect, "{rows} {history} {first:?}");
        }
        for first in [0, 5, 29] {
            let (top, _) = slider(12, 29, Some(first));
            assert!(first_at(top, 12, 29).abs_diff(first) <= 4, "{first}");
        }
    }
}
