//! Moving the cursor and the view.

use crate::geometry::Direction;

use crate::terminal::{Anchor, Terminal};

use super::action::{Action, Jump, Spot};
use super::text::WrappedText;
use super::{CopyMode, Outcome, WordMove, words};

impl CopyMode {
    /// One glyph, over the ends of lines, or one row, keeping to the column.
    pub(super) fn move_cursor(&mut self, text: &mut WrappedText, direction: Direction, count: u32) {
        match direction {
            Direction::Up | Direction::Down => {
                let (x, from) = (self.goal(text), text.row_of(self.cursor));
                let row = match direction {
                    Direction::Up => text.up(from, count as usize),
                    _ => text.down(from, count as usize),
                };
                self.cursor = text.anchor(row, x);
                self.goal = Some(x);
            }
            Direction::Left | Direction::Right => {
                for _ in 0..count {
                    // What is after the last glyph is a place only where the cursor stands before one.
                    let strict = self.habits.vi && self.habits.as_tmux;
                    let to = match direction {
                        Direction::Left => left(text, self.cursor, strict),
                        _ => right(text, self.cursor, strict),
                    };
                    let Some(to) = to else { break };
                    self.go(to);
                }
            }
        }
    }

    /// Moves that lead to one place.
    pub(super) fn move_to(&mut self, text: &mut WrappedText, action: &Action, count: u32) {
        let (cursor, rows) = (self.cursor, usize::from(text.size().rows));
        let top = self.top_row(text);
        let row = |text: &mut WrappedText, y: usize| {
            let row = text.down(top, y);
            text.start_of(row)
        };
        let separators = self.habits.word_separators.clone();
        let on = self.habits.vi;
        let to = match *action {
            Action::HistoryTop => {
                self.top = Anchor::new(text.first(), 0);
                self.top
            }
            Action::HistoryBottom => {
                let top = text.screen_top();
                self.top = text.start_of(top);
                let last = text.last();
                Anchor::new(last, text.line(last).width)
            }
            Action::GotoLine(above) => {
                let top = text.screen_top();
                let line = top.line.saturating_sub(above).max(text.first());
                let y = usize::from(self.at.y);
                let top = if line == top.line { top } else { super::RowPlace { line, row: 0 } };
                self.top = text.start_of(top);
                let row = text.down(top, y);
                text.start_of(row)
            }
            Action::TopLine => row(text, 0),
            Action::MiddleLine => row(text, (rows - 1) / 2),
            Action::BottomLine => row(text, rows - 1),
            Action::StartOfLine => Anchor::new(cursor.line, 0),
            Action::EndOfLine => {
                let line = text.line(cursor.line);
                // As in vi the cursor stays on the last glyph.
                let last = line.len().saturating_sub(usize::from(on));
                Anchor::new(cursor.line, line.column(last))
            }
            Action::BackToIndentation => {
                let line = text.line(cursor.line);
                let ink = |glyph: &usize| !line.glyph(*glyph).trim().is_empty();
                let first = (0..line.len()).find(ink).unwrap_or(0);
                Anchor::new(cursor.line, line.column(first))
            }
            Action::Word(way, between) => {
                let stays = on && self.habits.as_tmux && way == WordMove::NextEnd;
                repeat(text, cursor, count, |text, from| {
                    let to = words::word_move(text, from, way, between, &separators, on);
                    Some(to).filter(|to| !stays || to.line == from.line)
                })
            }
            Action::Paragraph { forward } => repeat(text, cursor, count, |text, from| {
                Some(words::paragraph(text, from, forward))
            }),
            Action::Bracket { forward } => {
                repeat(text, cursor, count, |text, from| words::bracket(text, from, forward))
            }
            _ => cursor,
        };
        self.go(to);
    }

    /// Moves the view by lines, the cursor staying where it is on it.
    pub(super) fn scroll(
        &mut self,
        text: &mut WrappedText,
        up: bool,
        lines: usize,
        cancel: bool,
    ) -> Outcome {
        let (top, bottom) = (self.top_row(text), text.screen_top());
        let to = match up {
            true => text.up(top, lines),
            false => text.down(top, lines).min(bottom),
        };
        if self.habits.as_tmux && self.pressed.is_none() {
            self.stop_selection();
        }
        let (x, y) = (self.goal(text), usize::from(self.at.y));
        let row = text.down(to, y);
        self.top = text.start_of(to);
        self.cursor = text.anchor(row, x);
        self.goal = Some(x);
        let leaves = (cancel || self.scroll_exit) && self.selection.is_none();
        match !up && to == bottom && leaves {
            true => Outcome::Leave,
            false => Outcome::None,
        }
    }

    /// Moves the view by pages. Where it cannot go so far, the cursor does the rest.
    pub(super) fn page(
        &mut self,
        text: &mut WrappedText,
        up: bool,
        half: bool,
        cancel: bool,
        count: u32,
    ) -> Outcome {
        let rows = usize::from(text.size().rows);
        let page = if half { rows / 2 } else { rows.saturating_sub(2) }.max(1);
        for _ in 0..count {
            let (top, bottom) = (self.top_row(text), text.screen_top());
            let (to, moved) = match up {
                true => {
                    let to = text.up(top, page);
                    (to, text.rows_between(to, top, page))
                }
                false => {
                    let to = text.down(top, page).min(bottom);
                    (to, text.rows_between(top, to, page))
                }
            };
            let short = page - moved.unwrap_or(page);
            let outcome = self.scroll(text, up, page, cancel);
            let y = usize::from(self.at.y);
            let y = if up { y.saturating_sub(short) } else { (y + short).min(rows - 1) };
            let (row, x) = (text.down(to, y), self.goal(text));
            self.cursor = text.anchor(row, x);
            self.settle(text);
            if outcome == Outcome::Leave || short == page {
                return outcome;
            }
        }
        Outcome::None
    }

    /// Moves the view such that the cursor's row is there, if there is enough on either side.
    pub(super) fn scroll_to(&mut self, text: &mut WrappedText, spot: Spot) {
        let (y, cursor) = (self.row_at(spot, text), text.row_of(self.cursor));
        let top = text.up(cursor, y);
        if text.rows_between(top, cursor, y) == Some(y) && top <= text.screen_top() {
            self.top = text.start_of(top);
        }
    }

    /// Moves the view until this row is its first, counted from the oldest line's.
    pub fn scroll_to_first(&mut self, terminal: &Terminal, first: u64) {
        let mut text = WrappedText::new(terminal);
        self.settle(&mut text);
        let (above, most) = self.position(terminal);
        let wanted = most - first.min(most);
        let (up, lines) = (wanted > above, wanted.abs_diff(above));
        self.scroll(&mut text, up, usize::try_from(lines).unwrap_or(usize::MAX), false);
        self.settle(&mut text);
    }

    /// The row of the view that is meant.
    fn row_at(&self, spot: Spot, text: &WrappedText) -> usize {
        let last = usize::from(text.size().rows) - 1;
        match spot {
            Spot::Top => 0,
            Spot::Middle => last / 2,
            Spot::Bottom => last,
        }
    }

    /// Moves the view such that the cursor's row is in the middle, and asked once more at the top,
    /// then at the bottom; as far as there is anything to show.
    pub(super) fn recentre(&mut self, text: &mut WrappedText) {
        let line = self.cursor.line;
        let spot = match self.recentred.filter(|(before, _)| *before == line) {
            Some((_, Spot::Middle)) => Spot::Top,
            Some((_, Spot::Top)) => Spot::Bottom,
            Some((_, Spot::Bottom)) | None => Spot::Middle,
        };
        self.recentred = Some((line, spot));
        let (y, cursor) = (self.row_at(spot, text), text.row_of(self.cursor));
        let top = text.up(cursor, y).min(text.screen_top());
        self.top = text.start_of(top);
    }

    /// Puts the cursor in the middle of the view's rows, or of its row.
    pub(super) fn centre(&mut self, text: &mut WrappedText, vertically: bool) {
        let (size, top) = (text.size(), self.top_row(text));
        let (x, y) = match vertically {
            true => (self.goal(text), size.rows / 2),
            false => (usize::from(size.cols / 2), self.at.y),
        };
        let row = text.down(top, y.into());
        self.cursor = text.anchor(row, x);
        self.goal = Some(x);
    }

    /// Follows the end from now on, or no longer.
    pub(super) fn follow(&mut self, text: &mut WrappedText, wanted: bool) {
        self.follows = wanted;
        self.keep_up(text);
    }

    /// Whether the end is what is seen, and followed.
    pub(super) fn is_at_end(&self, rows: u16) -> bool {
        self.follows && self.selection.is_none() && self.at.y + 1 >= rows
    }

    /// Where the end is followed, what was written since is seen.
    pub(super) fn keep_up(&mut self, text: &mut WrappedText) {
        if self.is_at_end(text.size().rows) {
            let top = text.screen_top();
            self.top = text.start_of(top);
            let row = text.down(top, usize::from(text.size().rows) - 1);
            let last = text.anchor(row, usize::MAX / 2);
            self.go(last);
        }
    }

    /// To a glyph of the cursor's line; nowhere where there are not so many.
    pub(super) fn jump_to(&mut self, text: &mut WrappedText, jump: &Jump, count: u32) {
        let line = text.line(self.cursor.line);
        let here = line.glyph_at(self.cursor.column);
        let wanted = |glyph: &usize| line.glyph(*glyph) == jump.to;
        let nth = count as usize - 1;
        // One that the cursor stops short of already is not gone to again.
        let skip = 1 + usize::from(jump.short);
        let found = match jump.forward {
            true => (here + skip..line.len()).filter(wanted).nth(nth),
            false => (0..(here + 1).saturating_sub(skip)).rev().filter(wanted).nth(nth),
        };
        let Some(found) = found else { return };
        let stop = match (jump.short, jump.forward) {
            (false, _) => found,
            (true, true) => found.saturating_sub(1),
            (true, false) => found + 1,
        };
        self.go(Anchor::new(self.cursor.line, line.column(stop)));
    }
}

/// Follows `step` so many times, or as far as it leads anywhere.
fn repeat(
    text: &mut WrappedText,
    from: Anchor,
    count: u32,
    step: impl Fn(&mut WrappedText, Anchor) -> Option<Anchor>,
) -> Anchor {
    let mut here = from;
    for _ in 0..count {
        match step(text, here) {
            Some(next) if next != here => here = next,
            _ => break,
        }
    }
    here
}

fn left(text: &mut WrappedText, from: Anchor, strict: bool) -> Option<Anchor> {
    let line = text.line(from.line);
    match line.glyph_at(from.column) {
        0 if from.line <= text.first() => None,
        0 => {
            let line = text.line(from.line - 1);
            let last = line.len().saturating_sub(usize::from(strict));
            Some(Anchor::new(from.line - 1, line.column(last)))
        }
        glyph => Some(Anchor::new(from.line, line.column(glyph - 1))),
    }
}

fn right(text: &mut WrappedText, from: Anchor, strict: bool) -> Option<Anchor> {
    let line = text.line(from.line);
    match line.glyph_at(from.column) {
        glyph if glyph + usize::from(strict) < line.len() => {
            Some(Anchor::new(from.line, line.column(glyph + 1)))
        }
        _ if from.line < text.last() => Some(Anchor::new(from.line + 1, 0)),
        _ => None,
    }
}
