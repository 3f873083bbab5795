//! Panes mode: the panes of a window as they lie, each with its number, of which one is chosen by that
//! (`display-panes` of tmux).

use super::lay::{fitted, frame, lay_over, put};
use crate::geometry::{Rect, Size};
use crate::key::{Key, KeyCode};
use crate::language::style::{parse_color, styled};
use crate::line::Line;
use crate::model::Model;
use crate::model::id::{PaneId, WindowId};
use crate::model::resolve::Place;
use crate::style::{Color, Style};

/// Three by five dots a digit; a dot is two columns wide.
const DIGITS: [[u8; 5]; 10] = [
    [7, 5, 5, 5, 7],
    [2, 6, 2, 2, 7],
    [7, 1, 7, 4, 7],
    [7, 1, 7, 1, 7],
    [5, 5, 7, 1, 1],
    [7, 4, 7, 1, 7],
    [7, 4, 7, 5, 7],
    [7, 1, 1, 1, 1],
    [7, 5, 7, 5, 7],
    [7, 5, 7, 1, 7],
];

/// The numbers of a window's panes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The window.
    pub window: WindowId,
    /// A command with `%%` for the chosen pane.
    pub template: String,
    /// Keys do not choose.
    pub mute: bool,
    /// When it is over, in milliseconds of the model's clock; never, where there is none.
    pub until: Option<u64>,
    /// The pane has the whole window for as long, which it had not before.
    pub zooms: bool,
}

impl Numbered {
    /// What a key does.
    pub fn own_act(&self, key: Key) -> Option<Vec<String>> {
        match key.code {
            KeyCode::Char(c) if c.is_ascii_digit() && key.modifiers.is_empty() => {
                Some(vec!["choose-pane".to_owned(), c.to_string()])
            }
            KeyCode::Char('a'..='z') if key.modifiers == crate::key::Modifiers::ALT => None,
            _ => Some(vec!["cancel".to_owned()]),
        }
    }
}

impl Model {
    /// The pane that a number chooses.
    pub fn numbered_pane(&self, numbered: &Numbered, number: u32) -> Option<PaneId> {
        let base = self.window_lookup(Some(numbered.window)).count("pane-base-index");
        let at = usize::try_from(u64::from(number).checked_sub(base)?).ok()?;
        self.graph.window(numbered.window)?.panes().get(at).copied()
    }

    /// The rows that show the panes of a window with their numbers, for a pane of that size.
    pub fn numbered_rows(&self, pane: PaneId, numbered: &Numbered, size: Size) -> Vec<Line> {
        let mut rows: Vec<Line> = (0..size.rows).map(|_| Line::new()).collect();
        if let Some(until) = numbered.until {
            self.wants_frame(until);
        }
        let Some(window) = self.graph.window(numbered.window) else { return rows };
        let options = self.pane_lookup(pane);
        let whole = window.size.cells;
        let scale = |at: u16, of: u16, to: u16| {
            u16::try_from(u32::from(at) * u32::from(to) / u32::from(of.max(1))).unwrap_or(to)
        };
        let part = |rect: Rect| {
            let (x, y) =
                (scale(rect.x, whole.cols, size.cols), scale(rect.y, whole.rows, size.rows));
            let right = scale(rect.right(), whole.cols, size.cols);
            let bottom = scale(rect.bottom(), whole.rows, size.rows);
            Rect::new(x, y, right.saturating_sub(x), bottom.saturating_sub(y))
        };
        let base = self.window_lookup(Some(window.id)).count("pane-base-index");
        let place = Place::of_pane(self, pane);
        let border = self.style_at(&options, "display-panes-border-style", &place);
        let lies = |id: PaneId| Some(part(window.unzoomed_area(id)?.within(whole)?));
        for id in window.tiled() {
            // What is between panes belongs to none of them.
            let Some(rect) = lies(id) else { continue };
            edges(&mut rows, rect, size, &border);
            self.number_pane(&mut rows, id, base, rect, pane);
        }
        for float in &window.floats {
            let Some(rect) = float.place.within(whole).map(part) else { continue };
            let (x, y) = (usize::from(rect.x), usize::from(rect.y));
            let (cols, count) = (usize::from(rect.cols) + 2, usize::from(rect.rows) + 2);
            frame(&mut rows, x.saturating_sub(1), y.saturating_sub(1), cols, count, &border);
            self.number_pane(&mut rows, float.pane, base, rect, pane);
        }
        rows.truncate(size.rows.into());
        rows.into_iter().map(|row| row.slice(0, size.cols.into())).collect()
    }

    /// One pane, its number, and what the format says of it.
    fn number_pane(&self, rows: &mut [Line], id: PaneId, base: u64, rect: Rect, shower: PaneId) {
        let Some(pane) = self.graph.pane(id) else { return };
        let window = self.graph.window_of(id).and_then(|window| self.graph.window(window));
        let Some(window) = window else { return };
        let place = Place::of_pane(self, id);
        let (left, top) = (usize::from(rect.x), usize::from(rect.y));
        let (cols, count) = (usize::from(rect.cols), usize::from(rect.rows));
        for at in 0..rect.rows.min(pane.terminal.size().rows) {
            let line = fitted(&pane.terminal.line(at).slice(0, cols), cols);
            put(rows, left, top + usize::from(at), &line);
        }
        let shown = Place::of_pane(self, shower);
        let name = if window.active == id {
            "display-panes-active-colour"
        } else {
            "display-panes-colour"
        };
        let color = parse_color(&self.expand(&format!("#{{{name}}}"), &shown));
        let color = color.unwrap_or(Color::Indexed(4));
        let number = window.position(id).map_or(0, |at| at as u64 + base).to_string();
        draw_number(rows, &number, rect, color);
        let text = self.expand(&self.pane_lookup(shower).text("display-panes-format"), &place);
        if text.is_empty() || count == 0 {
            return;
        }
        if let Some(row) = rows.get_mut(top) {
            let under = row.slice(left, cols);
            let over =
                styled(&text, Style::PLAIN.fg(color)).fit_over(&fitted(&under, cols), rect.cols);
            *row = lay_over(row, left, &over);
        }
    }
}

/// What parts a pane from those right of it and below it.
fn edges(rows: &mut [Line], rect: Rect, size: Size, style: &Style) {
    if rect.right() < size.cols {
        let mut line = Line::new();
        line.push_text("│", style);
        (rect.y..rect.bottom()).for_each(|y| put(rows, rect.right().into(), y.into(), &line));
    }
    if rect.bottom() < size.rows {
        let mut line = Line::new();
        line.push_text(&"─".repeat(rect.cols.into()), style);
        put(rows, rect.x.into(), rect.bottom().into(), &line);
    }
}

/// A number in the middle of a pane: large where there is room, else as text.
fn draw_number(rows: &mut [Line], number: &str, rect: Rect, color: Color) {
    let (cols, count) = (usize::from(rect.cols), usize::from(rect.rows));
    let wide = number.len() * 8 - 2;
    let x = usize::from(rect.x) + cols.saturating_sub(wide) / 2;
    if cols < wide || count < 6 {
        let mut line = Line::new();
        line.push_text(number, &Style::PLAIN.fg(color));
        let x = usize::from(rect.x) + cols.saturating_sub(number.len()) / 2;
        return put(rows, x, usize::from(rect.y) + count / 2, &line.slice(0, cols));
    }
    let y = usize::from(rect.y) + count / 2 - 2;
    for (n, digit) in number.bytes().enumerate() {
        let dots = DIGITS[usize::from(digit.wrapping_sub(b'0')) % DIGITS.len()];
        for (at, dots) in dots.into_iter().enumerate() {
            for dot in (0..3).filter(|dot| dots & (4 >> dot) != 0) {
                let mut line = Line::new();
                line.push_text("  ", &Style::PLAIN.bg(color));
                put(rows, x + n * 8 + 2 * dot, y + at, &line);
            }
        }
    }
}
