//! Scrollbars.

use crate::display::canvas::Canvas;
use crate::geometry::Point;
use crate::protocol::view::PaneView;
use crate::style::Style;

/// Draws a row of a pane's scrollbar: the slider is the rest with its colours the other way round.
pub fn draw_row(canvas: &mut Canvas, pane: &PaneView, y: u16) {
    let Some(bar) = pane.scrollbar else { return };
    let columns = bar.width.saturating_add(bar.pad);
    let (left, right) = (pane.rect.x, pane.rect.x.saturating_add(pane.rect.cols));
    let x = match (bar.at_left, bar.over) {
        (true, true) => left,
        (true, false) => left.saturating_sub(columns),
        (false, true) => right.saturating_sub(columns),
        (false, false) => right,
    };
    let within = y.checked_sub(bar.top).is_some_and(|row| row < bar.rows);
    let slider = Style { fg: bar.style.bg, bg: bar.style.fg, ..bar.style };
    let look = if within { slider } else { bar.style };
    for column in 0..columns {
        let is_pad = if bar.at_left { column >= bar.width } else { column < bar.pad };
        let style = if is_pad { pane.style } else { look };
        let at = Point::new(x.saturating_add(column), pane.rect.y.saturating_add(y));
        canvas.put(at, " ", 1, &style);
    }
}
