//! A view as bytes that make a terminal show it: on a canvas of cells, painted with as few bytes as
//! can be. Pure, so that whoever has a terminal, a test or a picture to draw on can use it: knows the
//! view and what a terminal can do; knows nothing of sockets, descriptors and the tty's modes.
//!
//! Here is who draws where, in which order, and what has to be drawn again when the view changes.
//! The usual frame is a few rows of one pane: those rows are drawn and nothing else is looked
//! at. When anything changes that other things stand on (sizes, panes, an overlay that goes)
//! everything is drawn anew, and it is the painter that finds what really differs.

mod canvas;
mod capabilities;
mod paint;
mod ui;

use crate::geometry::{Point, Rect, Size};
use crate::line::Line;
use crate::protocol::diff::{Change, Misfit};
use crate::protocol::message::StatusPart;
use crate::protocol::view::{Borders, CursorView, Float, Overlay, PaneFrame, PaneView, Status};
use crate::protocol::{View, ViewDiff};
use crate::style::Style;
use canvas::Canvas;
pub use capabilities::{Capabilities, ColorDepth};
use paint::Painter;
pub use paint::sgr::printable;
use ui::{borders, float, overlay, scrollbar, status};

/// A view, its picture, and what the tty shows of it.
#[derive(Debug)]
pub struct Display {
    view: View,
    canvas: Canvas,
    painter: Painter,
    /// What stands on the canvas besides the panes' rows; `None` before anything does.
    drawn: Option<Drawn>,
    /// Which columns of the status line are what.
    parts: status::Parts,
    /// What the client itself has to say, over everything else.
    notice: Option<Overlay>,
    /// The cursor that the overlay has, if it has one.
    overlay_cursor: Option<CursorView>,
    /// What is not of the panes has no colours (`NO_COLOR`).
    colorless: bool,
}

/// All of a view but rows, cursor and modes.
#[derive(Debug, PartialEq)]
struct Drawn {
    size: Size,
    window: Rect,
    message_row: u16,
    borders: Borders,
    panes: Vec<PaneFrame>,
    status: Option<Status>,
    overlay: Option<Overlay>,
    floats: Vec<Float>,
}

impl Drawn {
    fn of(view: &View) -> Self {
        Self {
            size: view.size,
            window: view.window,
            message_row: view.message_row,
            borders: view.borders,
            panes: view.panes.iter().map(|pane| pane.frame.clone()).collect(),
            status: view.status.clone(),
            overlay: view.overlay.clone(),
            floats: view.floats.clone(),
        }
    }

    /// Whether everything is as in the view, its status line aside.
    fn fits(&self, view: &View) -> bool {
        let rows =
            |status: &Option<Status>| status.as_ref().map(|it| (it.keys.is_some(), it.count()));
        self.size == view.size
            && self.window == view.window
            && self.message_row == view.message_row
            && self.borders == view.borders
            && self.overlay == view.overlay
            && self.floats == view.floats
            && rows(&self.status) == rows(&view.status)
            && self.panes.len() == view.panes.len()
            && self.panes.iter().zip(&view.panes).all(|(drawn, pane)| *drawn == pane.frame)
    }
}

impl Display {
    /// A display on a tty of that size. What the tty shows is not known.
    pub fn new(size: Size) -> Self {
        Self {
            view: View::empty(),
            canvas: Canvas::new(size),
            painter: Painter::new(size),
            drawn: None,
            parts: status::Parts::default(),
            notice: None,
            overlay_cursor: None,
            colorless: false,
        }
    }

    /// The same, whose chrome has no colours where that is wanted.
    pub fn with_chrome(self, colorless: bool) -> Self {
        Self { colorless, ..self }
    }

    /// The view.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What of the status line is on a cell.
    pub fn status_part(&self, at: Point) -> Option<StatusPart> {
        let covered = matches!(
            self.view.overlay,
            Some(Overlay::Message { .. } | Overlay::Prompt { .. } | Overlay::Menu(_))
        );
        self.parts.at(at).filter(|_| !covered)
    }

    /// The tty has that size now, and shows nobody knows what.
    pub fn resize(&mut self, size: Size) {
        self.canvas = Canvas::new(size);
        self.painter = self.painter.at_size(size);
        self.drawn = None;
        self.draw_all();
    }

    /// Says something over everything else, or no more.
    pub fn tell(&mut self, notice: Option<Line>) {
        self.notice = notice.map(overlay::message);
        self.draw_all();
    }

    /// The view is empty again.
    pub fn forget(&mut self) {
        self.view = View::empty();
        self.drawn = None;
    }

    /// Makes the view the next one, and draws what changed.
    pub fn apply(&mut self, diff: ViewDiff) -> Result<(), Misfit> {
        let changes = self.view.apply(diff)?;
        let fits = self.drawn.as_ref().is_some_and(|drawn| drawn.fits(&self.view));
        let moved = changes.iter().any(|change| change.shift.is_some());
        let covered = self.view.overlay.is_some() || !self.view.floats.is_empty();
        if !fits || self.canvas.tables().is_crowded() || (moved && covered) {
            self.draw_all();
            return Ok(());
        }
        for change in changes {
            self.draw_change(&change);
        }
        if self.drawn.as_ref().is_some_and(|drawn| drawn.status != self.view.status) {
            self.draw_status();
            if let Some(drawn) = &mut self.drawn {
                drawn.status.clone_from(&self.view.status);
            }
        }
        self.draw_floats();
        self.draw_overlay();
        Ok(())
    }

    /// Appends what makes the tty show it.
    pub fn paint(&mut self, tty: &Capabilities, out: &mut Vec<u8>) {
        self.mark_wrapped();
        let overlay = self.notice.as_ref().or(self.view.overlay.as_ref());
        let below = self.view.cursor.filter(|_| !overlay.is_some_and(overlay::hides_cursor));
        let cursor = self.overlay_cursor.or(below);
        self.painter.paint(&mut self.canvas, cursor, tty, out);
    }

    /// Appends what is none of the view's, with the cursor where it is to be. The next painting puts
    /// the cursor back.
    pub fn pass_through(&mut self, at: Option<Point>, bytes: &[u8], out: &mut Vec<u8>) {
        self.painter.pass_through(at, bytes, out);
    }

    /// Marks the rows that the person should be able to copy as one line: those of a pane as wide
    /// as the tty whose text goes on, where nothing lies over it.
    fn mark_wrapped(&mut self) {
        let size = self.canvas.size();
        (0..size.rows).for_each(|y| self.canvas.set_wrapped(y, false));
        if self.notice.is_some() || self.view.overlay.is_some() || !self.view.floats.is_empty() {
            return;
        }
        let is_covered = |pane: &PaneView| pane.scrollbar.is_some_and(|bar| bar.over);
        let whole =
            |pane: &&PaneView| pane.rect.x == 0 && pane.rect.cols == size.cols && !is_covered(pane);
        for pane in self.view.tiled().filter(whole) {
            let last = pane.rect.rows.saturating_sub(1);
            for (y, row) in (0..last).zip(&pane.lines) {
                let covered = y == 0 && pane.indicator.is_some();
                let at = pane.rect.y.saturating_add(y);
                self.canvas.set_wrapped(at, row.goes_on && !covered);
            }
        }
    }

    /// Appends what gives the tty its own colour of the cursor back.
    pub fn release_cursor(&mut self, out: &mut Vec<u8>) {
        self.painter.release_cursor(out);
    }

    fn draw_all(&mut self) {
        if self.canvas.clear() {
            self.painter.forget_looks();
        }
        self.canvas.set_colorless(self.colorless);
        borders::draw_outside(&mut self.canvas, &self.view);
        self.canvas.set_colorless(false);
        for pane in self.view.tiled() {
            for y in 0..pane.rect.rows {
                draw_row(&mut self.canvas, pane, y);
            }
        }
        self.canvas.set_colorless(self.colorless);
        borders::draw(&mut self.canvas, &self.view);
        self.canvas.set_colorless(false);
        self.draw_status();
        self.draw_floats();
        self.draw_overlay();
        self.drawn = Some(Drawn::of(&self.view));
    }

    fn draw_change(&mut self, change: &Change) {
        let Some(pane) = self.view.panes.iter().find(|pane| pane.id == change.pane) else { return };
        if let Some(shift) = change.shift {
            let top = pane.rect.y.saturating_add(shift.top);
            let rows = shift.bottom.min(pane.rect.rows).saturating_sub(shift.top);
            let region = Rect { y: top, rows, ..pane.rect };
            if region.x == 0 && region.cols >= self.canvas.size().cols {
                self.painter.scroll(top, top.saturating_add(rows), shift.up);
            }
            self.canvas.shift(region, shift.up, &pane.style);
            if pane.indicator.is_some() || pane.scrollbar.is_some() {
                // It does not move with the rows: it is drawn again, and so is where it went.
                (0..pane.rect.rows).for_each(|y| draw_row(&mut self.canvas, pane, y));
            }
        }
        for &y in &change.rows {
            draw_row(&mut self.canvas, pane, y);
        }
    }

    fn draw_status(&mut self) {
        self.canvas.set_colorless(self.colorless);
        self.parts = match &self.view.status {
            Some(status) => status::draw(&mut self.canvas, status),
            None => status::Parts::default(),
        };
        self.canvas.set_colorless(false);
    }

    fn draw_floats(&mut self) {
        for (it, pane) in self.view.floating() {
            self.canvas.set_colorless(self.colorless);
            float::draw(&mut self.canvas, it);
            self.canvas.set_colorless(false);
            (0..pane.rect.rows).for_each(|y| draw_row(&mut self.canvas, pane, y));
            self.canvas.set_colorless(self.colorless);
            float::draw_hint(&mut self.canvas, it);
            self.canvas.set_colorless(false);
        }
    }

    fn draw_overlay(&mut self) {
        self.canvas.set_colorless(self.colorless);
        self.overlay_cursor = match self.notice.as_ref().or(self.view.overlay.as_ref()) {
            Some(overlay) => overlay::draw(&mut self.canvas, &self.view, overlay),
            None => None,
        };
        self.canvas.set_colorless(false);
    }
}

/// Draws row `y` of a pane with its scrollbar's, and the indicator over its first.
fn draw_row(canvas: &mut Canvas, pane: &PaneView, y: u16) {
    let Some(line) = pane.lines.get(usize::from(y)).filter(|_| y < pane.rect.rows) else { return };
    let at = Point::new(pane.rect.x, pane.rect.y.saturating_add(y));
    match pane.palette.as_slice() {
        [] => canvas.draw_line(at, pane.rect.cols, line, 0, &pane.style),
        palette => {
            let line = line.in_palette(palette);
            canvas.draw_line(at, pane.rect.cols, &line, 0, &pane.style);
        }
    }
    scrollbar::draw_row(canvas, pane, y);
    if let Some(indicator) = pane.indicator.as_ref().filter(|_| y == 0) {
        let cols = indicator.width().min(pane.rect.cols.into()) as u16;
        let x = pane.rect.x.saturating_add(pane.rect.cols - cols);
        canvas.draw_text(Point::new(x, at.y), cols, indicator, 0, &Style::PLAIN);
    }
}

#[cfg(test)]
mod tests;
