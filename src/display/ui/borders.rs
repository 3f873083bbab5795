//! The lines between panes, the titles in them, and what lies outside the window.

use super::clip;
use crate::border::{BorderLines, DOWN, LEFT, RIGHT, UP};
use crate::display::canvas::Canvas;
use crate::geometry::{Point, Rect, Size};
use crate::protocol::View;
use crate::style::{Attributes, Style};

/// What fills the part of a tty that is larger than the window.
const OUTSIDE: char = '·';

/// Fills what lies outside the window with dots. The status line is drawn over it.
pub fn draw_outside(canvas: &mut Canvas, view: &View) {
    let size = canvas.size();
    let window = clip(view.window, size);
    if window.size().is_empty() {
        return;
    }
    let dots = Style::PLAIN.with(Attributes::DIM);
    let (right, bottom) = (window.right(), window.bottom());
    let beside = Rect::new(right, window.y, size.cols - right, window.rows);
    let left = Rect::new(0, window.y, window.x, window.rows);
    let above = Rect::new(0, 0, size.cols, window.y);
    let below = Rect::new(0, bottom, size.cols, size.rows - bottom);
    for part in [above, left, beside, below] {
        canvas.fill(part, OUTSIDE, &dots);
    }
}

/// Which cells of the window are no pane's.
struct Gaps {
    window: Rect,
    free: Vec<bool>,
}

impl Gaps {
    fn of(view: &View, size: Size) -> Self {
        let window = clip(view.window, size);
        let mut gaps =
            Self { window, free: vec![true; usize::from(window.cols) * usize::from(window.rows)] };
        for pane in view.tiled() {
            let rect = clip(pane.rect, size);
            for y in rect.y..rect.bottom() {
                for x in rect.x..rect.right() {
                    if let Some(at) = gaps.index(x, y) {
                        gaps.free[at] = false;
                    }
                }
            }
        }
        gaps
    }

    fn index(&self, x: u16, y: u16) -> Option<usize> {
        self.window.contains(Point::new(x, y)).then(|| {
            let (x, y) = (x - self.window.x, y - self.window.y);
            usize::from(y) * usize::from(self.window.cols) + usize::from(x)
        })
    }

    fn has(&self, x: u16, y: u16) -> bool {
        self.index(x, y).is_some_and(|at| self.free[at])
    }

    /// Where the border at a cell goes on.
    fn goes_on(&self, x: u16, y: u16) -> usize {
        let is = |there: bool, bit: usize| if there { bit } else { 0 };
        is(y > 0 && self.has(x, y.wrapping_sub(1)), UP)
            | is(self.has(x, y.saturating_add(1)), DOWN)
            | is(x > 0 && self.has(x.wrapping_sub(1), y), LEFT)
            | is(self.has(x.saturating_add(1), y), RIGHT)
    }
}

/// Draws a line across a box, from one edge to the other, at row `y`.
pub fn draw_across(canvas: &mut Canvas, rect: Rect, y: u16, lines: BorderLines, style: &Style) {
    let inner = Rect::new(rect.x + 1, y, rect.cols.saturating_sub(2), 1);
    canvas.fill(inner, lines.character(LEFT | RIGHT), style);
    for (x, goes_on) in [(rect.x, UP | DOWN | RIGHT), (rect.right() - 1, UP | DOWN | LEFT)] {
        let mut utf8 = [0; 4];
        canvas.put(Point::new(x, y), lines.character(goes_on).encode_utf8(&mut utf8), 1, style);
    }
}

/// Draws the edges of a box.
pub fn draw_box(canvas: &mut Canvas, rect: Rect, lines: BorderLines, style: &Style) {
    let rect = clip(rect, canvas.size());
    if rect.cols < 2 || rect.rows < 2 {
        return;
    }
    let (right, bottom) = (rect.right() - 1, rect.bottom() - 1);
    let mut utf8 = [0; 4];
    let mut put = |x: u16, y: u16, goes_on: usize| {
        let text = lines.character(goes_on).encode_utf8(&mut utf8);
        canvas.put(Point::new(x, y), text, 1, style);
    };
    for x in rect.x + 1..right {
        put(x, rect.y, LEFT | RIGHT);
        put(x, bottom, LEFT | RIGHT);
    }
    for y in rect.y + 1..bottom {
        put(rect.x, y, UP | DOWN);
        put(right, y, UP | DOWN);
    }
    put(rect.x, rect.y, DOWN | RIGHT);
    put(right, rect.y, DOWN | LEFT);
    put(rect.x, bottom, UP | RIGHT);
    put(right, bottom, UP | LEFT);
}

/// Draws the borders and the titles in them. Where there are no colours to tell the active pane by,
/// there are arrows.
pub fn draw(canvas: &mut Canvas, view: &View) {
    let size = canvas.size();
    let gaps = Gaps::of(view, size);
    let active = Active::of(view, size);
    let mut utf8 = [0; 4];
    for y in gaps.window.y..gaps.window.bottom() {
        for x in gaps.window.x..gaps.window.right() {
            if gaps.has(x, y) {
                let style = match active.as_ref().is_some_and(|active| active.marks(x, y)) {
                    true => &view.borders.active,
                    false => &view.borders.style,
                };
                let text = view.borders.lines.character(gaps.goes_on(x, y)).encode_utf8(&mut utf8);
                canvas.put(Point::new(x, y), text, 1, style);
            }
        }
    }
    if view.borders.indicators.arrows || canvas.is_colorless() {
        draw_arrows(canvas, view, &gaps);
    }
    for pane in view.tiled() {
        let y = match view.borders.titles_below {
            true => pane.rect.y.checked_add(pane.rect.rows),
            false => pane.rect.y.checked_sub(1),
        };
        let (Some(title), Some(y)) = (&pane.title, y) else { continue };
        let base = if pane.active { &view.borders.active } else { &view.borders.style };
        let at = Point::new(pane.rect.x.saturating_add(1), y);
        // Where the window is larger than the tty there may be none of the border.
        if gaps.window.contains(at) {
            canvas.draw_text(at, pane.rect.cols.saturating_sub(2), title, 0, base);
        }
    }
}

/// Draws arrows into the borders around the active pane, at its first corner, that point at it.
fn draw_arrows(canvas: &mut Canvas, view: &View, gaps: &Gaps) {
    let Some(pane) = view.tiled().find(|pane| pane.active) else { return };
    let Rect { x, y, .. } = pane.rect;
    let arrows = match view.borders.lines {
        BorderLines::Simple => ["v", "^", ">", "<"],
        _ => ["↓", "↑", "→", "←"],
    };
    let inside = |place: u16, length: u16, start: u16| start + place.min(length.saturating_sub(1));
    let (across, down) = (inside(1, pane.rect.cols, x), inside(1, pane.rect.rows, y));
    let places = [
        y.checked_sub(1).map(|y| Point::new(across, y)),
        Some(Point::new(across, pane.rect.bottom())),
        x.checked_sub(1).map(|x| Point::new(x, down)),
        Some(Point::new(pane.rect.right(), down)),
    ];
    for (arrow, at) in arrows.into_iter().zip(places) {
        if let Some(at) = at.filter(|at| gaps.has(at.x, at.y)) {
            canvas.put(at, arrow, 1, &view.borders.active);
        }
    }
}

/// What of the borders belongs to the active pane: what touches it. Where there are two
/// panes, the one border touches both, so each has half of it.
struct Active {
    pane: Rect,
    half: Option<Rect>,
}

impl Active {
    fn of(view: &View, size: Size) -> Option<Self> {
        let pane = clip(view.tiled().find(|pane| pane.active)?.rect, size);
        let window = clip(view.window, size);
        let half = match view.tiled().collect::<Vec<_>>()[..] {
            [one, two] if view.borders.indicators.halves => {
                let other = clip(if one.active { two.rect } else { one.rect }, size);
                let (cols, rows) = (window.cols / 2, window.rows / 2);
                let first_cols = Rect { cols, ..window };
                let last_cols = Rect { x: window.x + cols, cols: window.cols - cols, ..window };
                let first_rows = Rect { rows, ..window };
                let last_rows = Rect { y: window.y + rows, rows: window.rows - rows, ..window };
                Some(match () {
                    () if pane.right() <= other.x => first_rows,
                    () if other.right() <= pane.x => last_rows,
                    () if pane.bottom() <= other.y => first_cols,
                    () => last_cols,
                })
            }
            _ => None,
        };
        Some(Self { pane, half })
    }

    fn marks(&self, x: u16, y: u16) -> bool {
        let pane = self.pane;
        let touches = x + 1 >= pane.x && x <= pane.right() && y + 1 >= pane.y && y <= pane.bottom();
        touches && self.half.is_none_or(|half| half.contains(Point::new(x, y)))
    }
}
