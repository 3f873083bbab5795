//! What is seen of a pane's scrollbar.

use super::Placement;
use crate::geometry::{Point, Rect};
use crate::model::Model;
use crate::model::client::Client;
use crate::model::pane::Pane;
use crate::model::scrollbars::BarStyle;
use crate::model::window::Window;
use crate::protocol::view::Scrollbar;

/// The scrollbar of a pane that is seen at `rect`, from its cell `from` on.
pub fn of(
    model: &Model,
    client: &Client,
    window: &Window,
    pane: &Pane,
    (rect, from): (Rect, Point),
    place: Placement,
) -> Option<Scrollbar> {
    let has_one =
        window.bars.columns.contains_key(&pane.id) || model.bars_shown.contains_key(&pane.id);
    let area = window.area(pane.id).filter(|_| has_one)?;
    let (bar, over) = model.bar_of(window, pane, area)?;
    let (seen, _) = place.clip(bar)?;
    let at_left = window.bars.at_left;
    // What is beside the pane is seen where that side of the pane is.
    let is_beside = if at_left { seen.right() == rect.x } else { seen.x == rect.right() };
    if !over && !is_beside {
        return None;
    }
    let BarStyle { style, pad, .. } = model.bar_style(pane.id);
    let pad = if over && bar.size.cols <= pad { 0 } else { pad.min(seen.cols) };
    let (top, rows) = model.slider(pane, client).unwrap_or((0, 0));
    let (first, last) = (top.max(from.y), (top + rows).min(from.y + rect.rows));
    Some(Scrollbar {
        at_left,
        over,
        width: seen.cols - pad,
        pad,
        style,
        top: first - from.y,
        rows: last.saturating_sub(first),
    })
}
