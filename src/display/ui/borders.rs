//! The lines between panes, the titles in them, and what lies outside the window.

use super::clip;
use super::scene::{BorderCell, Owner, Scene};
use crate::border::{BorderLines, DOWN, LEFT, RIGHT, UP};
use crate::display::canvas::Canvas;
use crate::geometry::{Point, Rect, Size};
use crate::protocol::View;
use crate::protocol::view::{Borders, Fill, PaneView};
use crate::style::{Attributes, Style};

/// U+2066, LEFT-TO-RIGHT ISOLATE: what follows is ordered by itself.
const ISOLATE: char = '\u{2066}';
/// U+2069, POP DIRECTIONAL ISOLATE: it ends here.
const POP_ISOLATE: char = '\u{2069}';

/// Fills what lies outside the window. The status line is drawn over it.
pub fn draw_outside(canvas: &mut Canvas, view: &View) {
    let size = canvas.size();
    let window = clip(view.window, size);
    if window.size().is_empty() {
        return;
    }
    let Fill { character, style } = view.borders.outside;
    let (right, bottom) = (window.right(), window.bottom());
    let beside = Rect::new(right, window.y, size.cols - right, window.rows);
    let left = Rect::new(0, window.y, window.x, window.rows);
    let above = Rect::new(0, 0, size.cols, window.y);
    let below = Rect::new(0, bottom, size.cols, size.rows - bottom);
    for part in [above, left, beside, below] {
        canvas.fill(part, character, &style);
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
    if rect.cols >= 2 && rect.rows >= 2 {
        draw_sides(canvas, rect, [true; 4], lines, style);
    }
}

/// Draws those of a box's edges that are seen: left, upper, right and lower.
pub fn draw_sides(
    canvas: &mut Canvas,
    rect: Rect,
    sides: [bool; 4],
    lines: BorderLines,
    style: &Style,
) {
    let rect = clip(rect, canvas.size());
    if rect.cols == 0 || rect.rows == 0 {
        return;
    }
    let [left, upper, right, lower] = sides;
    let (last, bottom) = (rect.right() - 1, rect.bottom() - 1);
    let mut utf8 = [0; 4];
    let mut put = |x: u16, y: u16, goes_on: usize| {
        let text = lines.character(goes_on).encode_utf8(&mut utf8);
        canvas.put(Point::new(x, y), text, 1, style);
    };
    for (is_seen, y, towards) in [(upper, rect.y, DOWN), (lower, bottom, UP)] {
        for x in (rect.x..rect.right()).filter(|_| is_seen) {
            match x {
                x if left && x == rect.x => put(x, y, towards | RIGHT),
                x if right && x == last => put(x, y, towards | LEFT),
                x => put(x, y, LEFT | RIGHT),
            }
        }
    }
    for (is_seen, x) in [(left, rect.x), (right, last)] {
        let is_corner = |y: &u16| (upper && *y == rect.y) || (lower && *y == bottom);
        for y in (rect.y..rect.bottom()).filter(|y| is_seen && !is_corner(y)) {
            put(x, y, UP | DOWN);
        }
    }
}

/// Draws the borders and the titles in them. Where there are no colours to tell the active pane by,
/// there are arrows.
pub fn draw(canvas: &mut Canvas, view: &View) {
    let size = canvas.size();
    let scene = Scene::of(view, size);
    let panes: Vec<&PaneView> = view.tiled().collect();
    let looks = Looks { view, panes: &panes, active: Active::of(view, size) };
    let mut utf8 = [0; 4];
    for at in scene.holes(clip(view.window, size)) {
        let Fill { character, style } = view.borders.inside;
        canvas.put(at, character.encode_utf8(&mut utf8), 1, &style);
    }
    for (at, cell) in scene.borders() {
        let character = looks.character(at, cell);
        let is_between = cell.goes_on & (LEFT | RIGHT) == 0 && cell.goes_on != 0;
        if is_between && view.borders.isolates {
            let text = format!("{POP_ISOLATE}{character}{ISOLATE}");
            canvas.put(at, &text, 1, &looks.style(at, cell));
            continue;
        }
        canvas.put(at, character.encode_utf8(&mut utf8), 1, &looks.style(at, cell));
    }
    if !view.borders.frame && (view.borders.indicators.arrows || canvas.is_colorless()) {
        draw_arrows(canvas, view, &scene);
    }
    for pane in &panes {
        let y = match view.borders.titles_below {
            true => pane.rect.y.checked_add(pane.rect.rows),
            false => pane.rect.y.checked_sub(1),
        };
        let (Some(title), Some(y)) = (&pane.title, y) else { continue };
        if view.borders.frame {
            draw_below_title(canvas, pane, y, &scene, &looks);
        }
        for (column, line) in title {
            let x = pane.rect.x.saturating_add(*column);
            let outer = pane.outer();
            let room = outer.x.saturating_add(outer.cols).saturating_sub(x);
            let at = Point::new(x, y);
            // Where the window is larger than the tty there may be none of the border.
            if scene.border(at).is_some() {
                canvas.draw_text(at, room, line, 0, &pane.border);
            }
        }
    }
}

/// As tmux draws them, the cells of a border that a title may take look as the pane's own border.
fn draw_below_title(
    canvas: &mut Canvas,
    pane: &PaneView,
    y: u16,
    scene: &Scene,
    looks: &Looks<'_>,
) {
    let outer = pane.outer();
    let mut utf8 = [0; 4];
    for x in pane.rect.x.saturating_add(2)..outer.x.saturating_add(outer.cols) {
        let at = Point::new(x, y);
        let Some(cell) = scene.border(at) else { continue };
        let character = match looks.view.borders.lines {
            BorderLines::Number => char::from_digit(pane.digit.into(), 10).unwrap_or('*'),
            lines => lines.character(cell.goes_on),
        };
        canvas.put(at, character.encode_utf8(&mut utf8), 1, &pane.border);
    }
}

/// What the cells of borders look like.
struct Looks<'a> {
    view: &'a View,
    panes: &'a [&'a PaneView],
    active: Option<Active>,
}

impl Looks<'_> {
    fn pane(&self, owner: Owner) -> Option<&PaneView> {
        self.panes.get(usize::from(owner)).copied()
    }

    fn active_owner(&self) -> Option<Owner> {
        let at = self.panes.iter().position(|pane| pane.active)?;
        Owner::try_from(at).ok()
    }

    /// The pane as one of whose border a cell looks, where they are drawn as tmux does.
    fn owner(&self, at: Point, cell: &BorderCell) -> Option<Owner> {
        self.half(at, cell)
            .or_else(|| self.active_owner().filter(|active| cell.owners().any(|it| it == *active)))
            .or_else(|| cell.owners().next())
    }

    /// That of the one border between two panes, of which each has half.
    fn half(&self, at: Point, cell: &BorderCell) -> Option<Owner> {
        let Borders { indicators, middle, .. } = self.view.borders;
        let [one, two] = self.panes else { return None };
        if !indicators.halves {
            return None;
        }
        let below = |pane: &PaneView| pane.rect.y.saturating_add(pane.rect.rows);
        let beside = one.rect.y < below(two) && two.rect.y < below(one);
        match (beside, cell) {
            (true, &BorderCell { left: Some(left), right: Some(right), .. }) => {
                Some(if at.y <= middle.y { left } else { right })
            }
            (false, &BorderCell { above: Some(above), below: Some(below), .. }) => {
                Some(if at.x <= middle.x { above } else { below })
            }
            _ => None,
        }
    }

    fn style(&self, at: Point, cell: &BorderCell) -> Style {
        let Borders { style, active, frame, .. } = self.view.borders;
        if !frame {
            let is_active = self.active.as_ref().is_some_and(|active| active.marks(at.x, at.y));
            return if is_active { active } else { style };
        }
        let owner = self.owner(at, cell).and_then(|owner| self.pane(owner));
        let mut style = owner.map_or(style, |pane| pane.border);
        if cell.owners().any(|owner| self.pane(owner).is_some_and(|pane| pane.marked)) {
            style.attributes.toggle(Attributes::INVERSE);
        }
        style
    }

    fn character(&self, at: Point, cell: &BorderCell) -> char {
        let Borders { lines, frame, indicators, .. } = self.view.borders;
        if frame
            && indicators.arrows
            && cell.has_arrow
            && let Some(arrow) = self.arrow(cell)
        {
            return arrow;
        }
        let digit = || char::from_digit(self.pane(self.owner(at, cell)?)?.digit.into(), 10);
        match lines {
            BorderLines::Number => digit().unwrap_or('*'),
            lines => lines.character(cell.goes_on),
        }
    }

    /// An arrow from a border's cell to the active pane.
    fn arrow(&self, cell: &BorderCell) -> Option<char> {
        let active = Some(self.active_owner()?);
        match () {
            () if cell.left == active => Some('←'),
            () if cell.right == active => Some('→'),
            () if cell.above == active => Some('↑'),
            () if cell.below == active => Some('↓'),
            () => None,
        }
    }
}

/// Draws arrows into the borders around the active pane, at its first corner, that point at it.
fn draw_arrows(canvas: &mut Canvas, view: &View, scene: &Scene) {
    let Some(pane) = view.tiled().find(|pane| pane.active) else { return };
    let outer = pane.outer();
    let Rect { x, y, .. } = outer;
    let arrows = match view.borders.lines {
        BorderLines::Simple => ["v", "^", ">", "<"],
        _ => ["↓", "↑", "→", "←"],
    };
    let inside = |place: u16, length: u16, start: u16| start + place.min(length.saturating_sub(1));
    let (across, down) = (inside(1, outer.cols, x), inside(1, outer.rows, y));
    let places = [
        y.checked_sub(1).map(|y| Point::new(across, y)),
        Some(Point::new(across, outer.bottom())),
        x.checked_sub(1).map(|x| Point::new(x, down)),
        Some(Point::new(outer.right(), down)),
    ];
    for (arrow, at) in arrows.into_iter().zip(places) {
        if let Some(at) = at.filter(|at| scene.border(*at).is_some()) {
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
        let pane = clip(view.tiled().find(|pane| pane.active)?.outer(), size);
        let window = clip(view.window, size);
        let half = match view.tiled().collect::<Vec<_>>()[..] {
            [one, two] if view.borders.indicators.halves => {
                let other = clip(if one.active { two.outer() } else { one.outer() }, size);
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

#[cfg(test)]
mod tests;
