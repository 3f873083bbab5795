//! What is shown: rows of text, with what is selected and what was found marked.

use std::ops::Range;

use crate::geometry::Size;
use crate::line::Line;
use crate::style::{Attributes, Color, Style};
use crate::terminal::{RowPlace, Terminal};

use super::search::{Pattern, Sought};
use super::selection::Picked;
use super::text::{WrappedLine, WrappedText};
use super::{CopyMode, NumberLooks};

/// How marked text looks (tmux's `mode-style`, `copy-mode-match-style` and
/// `copy-mode-current-match-style`). Default colours let the text's own through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// What is selected.
    pub selection: Style,
    /// What is chosen in a list.
    pub chosen: Style,
    /// What a search found.
    pub match_: Style,
    /// The find that the cursor is at.
    pub current_match: Style,
    /// The line with the mark.
    pub mark: Style,
    /// The row that the cursor is in.
    pub current_line: Style,
    /// Numbers of lines.
    pub numbers: NumberLooks,
}

impl Looks {
    /// What is marked looks the same, whatever marks it, and nothing has a number.
    #[cfg(test)]
    pub fn of(style: Style) -> Self {
        let number = Style::PLAIN;
        Self {
            selection: style,
            chosen: style,
            match_: style,
            current_match: style,
            mark: style,
            current_line: Style::PLAIN,
            numbers: NumberLooks { numbers: super::Numbers::Off, number, current: number },
        }
    }
}

/// Columns of a line that look different.
type Layer = (Range<usize>, Style);

impl CopyMode {
    /// The rows to show, at most `size.rows`, each at most as wide as the terminal.
    pub fn rows(&self, terminal: &Terminal, size: Size, looks: &Looks) -> Vec<Line> {
        let mut text = WrappedText::new(terminal);
        let here = self.alternate == terminal.is_alternate();
        let mut row = match here {
            true if self.is_at_end(text.size().rows) => text.screen_top(),
            true => {
                let top = text.clamp(self.top);
                text.row_of(top).min(text.screen_top())
            }
            false => text.screen_top(),
        };
        let pattern = self.sought.as_ref().and_then(Sought::pattern).filter(|_| here);
        let picked = if here { self.picked(&mut text) } else { None };
        let wanted = usize::from(size.rows.min(text.size().rows));
        let mut rows = Vec::with_capacity(wanted);
        while rows.len() < wanted {
            let line = text.line(row.line);
            let count = (line.row_count() - row.row).min(wanted - rows.len());
            let mut layers = self.marked(row.line, looks);
            layers.extend(self.found(&line, row.line, pattern.as_ref(), looks));
            if let Some(picked) = &picked {
                layers.extend(picked.layers(&line, row.line, looks.selection));
            }
            rows.extend(paint(&line, row.row..row.row + count, &layers, text.size().cols));
            if row.line >= text.last() {
                break;
            }
            row = RowPlace { line: row.line + 1, row: 0 };
        }
        if let Some(row) = rows.get_mut(usize::from(self.at.y)).filter(|_| here) {
            stretch(row, text.size().cols, &looks.current_line);
        }
        self.number_rows(rows, terminal, text.size().cols, &looks.numbers)
    }

    /// The line with the mark, all over; the mark itself the other way round.
    fn marked(&self, number: u64, looks: &Looks) -> Vec<Layer> {
        let Some(mark) = self.mark.filter(|mark| mark.line == number) else { return Vec::new() };
        let itself = Style { fg: looks.mark.bg, bg: looks.mark.fg, ..looks.mark };
        vec![(0..usize::MAX, looks.mark), (mark.column..mark.column + 1, itself)]
    }

    fn found(
        &self,
        line: &WrappedLine,
        number: u64,
        pattern: Option<&Pattern>,
        looks: &Looks,
    ) -> Vec<Layer> {
        let Some(pattern) = pattern else { return Vec::new() };
        let found = pattern.columns(line);
        let col = self.cursor.column;
        let current = found
            .iter()
            .find(|cols| cols.contains(&col))
            .or_else(|| found.iter().find(|cols| cols.end == col).filter(|_| !self.habits.vi));
        let current = current.filter(|_| number == self.cursor.line).cloned();
        let look = |cols: &Range<usize>| match Some(cols) == current.as_ref() {
            true => looks.current_match,
            false => looks.match_,
        };
        found.iter().map(|cols| (cols.clone(), look(cols))).collect()
    }
}

impl Picked {
    /// What of it is in a line. It may reach over the end of the line, or of a row: blanks stand
    /// there then.
    fn layers(&self, line: &WrappedLine, number: u64, style: Style) -> Vec<Layer> {
        match self {
            Picked::Run { from, to, newline } => {
                if number < from.line || number > to.line {
                    return Vec::new();
                }
                let start = if number == from.line { from.column } else { 0 };
                let end = match number == to.line && !newline {
                    true => to.column,
                    false => line.width + 1,
                };
                vec![(start..end, style)]
            }
            Picked::Block { rows: (first, last), cols } => (0..line.row_count())
                .filter(|row| (*first..=*last).contains(&RowPlace { line: number, row: *row }))
                .map(|row| {
                    let start = line.row(row).start;
                    (start + cols.start..start + cols.end, style)
                })
                .collect(),
        }
    }
}

/// A row in a style over its whole width, where that says anything.
fn stretch(row: &mut Line, cols: u16, style: &Style) {
    if *style == Style::PLAIN {
        return;
    }
    for run in &mut row.runs {
        run.style = lay(run.style, style);
    }
    let blanks = usize::from(cols).saturating_sub(row.width());
    row.push_text(&" ".repeat(blanks), style);
}

/// Some rows of a line, later layers over earlier ones.
fn paint(line: &WrappedLine, rows: Range<usize>, layers: &[Layer], cols: u16) -> Vec<Line> {
    let look = |col: usize, style: &Style| {
        let over = layers.iter().filter(|(cols, _)| cols.contains(&col));
        over.fold(*style, |style, (_, over)| lay(style, over))
    };
    let mut painted: Vec<Line> = rows.clone().map(|_| Line::new()).collect();
    let (mut col, mut row) = (0, 0);
    for glyph in line.line.glyphs() {
        while row + 1 < line.row_count() && col >= line.row(row).end {
            row += 1;
        }
        if let Some(out) = row.checked_sub(rows.start).and_then(|n| painted.get_mut(n)) {
            out.push_glyph(glyph.text, glyph.width, &look(col, glyph.style), glyph.link);
        }
        col += usize::from(glyph.width).min(cols.into());
    }
    // What is marked where no text is. A row that goes on in another has no room for it.
    for (out, row) in painted.iter_mut().zip(rows) {
        out.goes_on = row + 1 < line.row_count();
        let shown = line.row(row);
        let last = row + 1 == line.row_count();
        let reach = layers.iter().filter(|(cols, _)| cols.contains(&shown.end) && last);
        let end = reach.map(|(cols, _)| cols.end).max().unwrap_or(shown.end);
        let after = layers.iter().filter(|(cols, _)| cols.start > shown.end && last);
        let end = after.map(|(cols, _)| cols.end).max().unwrap_or(end).max(end);
        for col in shown.end..end.min(shown.start + usize::from(cols)) {
            out.push_narrow(" ", &look(col, &Style::PLAIN), &None);
        }
    }
    painted
}

/// A style over another: where that says nothing the other one shows.
pub fn lay(under: Style, over: &Style) -> Style {
    let or = |over: Color, under: Color| if over == Color::Default { under } else { over };
    Style {
        fg: or(over.fg, under.fg),
        bg: or(over.bg, under.bg),
        attributes: (under.attributes - Attributes::INVERSE) | over.attributes,
        ..under
    }
}
