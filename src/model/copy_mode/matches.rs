//! How many places there are of what was searched for, and which of them the cursor is at.

use std::ops::Range;

use crate::terminal::{Anchor, Terminal};

use super::CopyMode;
use super::search::{Pattern, Sought};
use super::text::WrappedText;

/// The most matches that are counted.
const MOST: usize = 10_000;

/// Where what was searched for is, as far as that was counted.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// Line and columns, from the oldest line on.
    places: Vec<(u64, Range<usize>)>,
    /// There are more than were counted.
    partial: bool,
    /// The oldest and the newest line when they were counted.
    lines: Option<(u64, u64)>,
}

impl Matches {
    /// Counts again where lines came or went since, or `anew`.
    pub fn count(&mut self, sought: &Sought, text: &mut WrappedText, anew: bool) {
        let lines = Some((text.first(), text.last()));
        if self.lines == lines && !anew {
            return;
        }
        let places = sought.pattern().map(|it| all(&it, text, MOST + 1)).unwrap_or_default();
        *self = Self { partial: places.len() > MOST, places, lines };
        self.places.truncate(MOST);
    }

    /// The number of the match that an anchor is at, from 1; with `ends`, just behind one too.
    fn number_of(&self, anchor: Anchor, ends: bool) -> Option<usize> {
        let until = self
            .places
            .partition_point(|(line, cols)| (*line, cols.start) <= (anchor.line, anchor.column));
        let (line, cols) = self.places.get(until.checked_sub(1)?)?;
        let is_there = cols.contains(&anchor.column) || (ends && cols.end == anchor.column);
        (*line == anchor.line && is_there).then_some(until)
    }
}

/// The first places of a pattern.
fn all(pattern: &Pattern, text: &mut WrappedText, most: usize) -> Vec<(u64, Range<usize>)> {
    let mut places = Vec::new();
    let mut from = text.first();
    while places.len() < most
        && let Some(line) = pattern.line_from(text, from)
    {
        let columns = pattern.columns(&text.line(line));
        places.extend(columns.into_iter().map(|cols| (line, cols)));
        from = line + 1;
    }
    places.truncate(most);
    places
}

impl CopyMode {
    /// How many matches of what was searched for there are, and whether there are still more;
    /// `None` where nothing was.
    pub fn matches(&self) -> Option<(usize, bool)> {
        let matches = &self.sought.as_ref().filter(|sought| !sought.text.is_empty())?.matches;
        Some((matches.places.len(), matches.partial))
    }

    /// Which of them the cursor is at, from 1.
    pub fn current_match(&self) -> Option<usize> {
        self.sought.as_ref()?.matches.number_of(self.cursor, !self.habits.vi)
    }

    /// Counts the matches, `anew` where something else is searched for.
    pub(super) fn count_matches(&mut self, text: &mut WrappedText, anew: bool) {
        if let Some(mut sought) = self.sought.take() {
            let mut matches = std::mem::take(&mut sought.matches);
            matches.count(&sought, text, anew);
            self.sought = Some(Sought { matches, ..sought });
        }
    }

    /// What the corner says of them, such as `(3/17 matches)`.
    pub(super) fn told_matches(&self) -> String {
        let number = self.current_match().map(|number| format!("{number}/")).unwrap_or_default();
        match self.matches() {
            None => String::new(),
            Some((0, _)) => "(no match) ".to_owned(),
            Some((1, false)) => format!("({number}1 match) "),
            Some((count, false)) => format!("({number}{count} matches) "),
            Some((count, true)) => format!("({number}{count}+ matches) "),
        }
    }

    /// The match that the cursor is on.
    pub fn match_under_cursor(&self, terminal: &Terminal) -> Option<String> {
        let pattern = self.sought.as_ref()?.pattern()?;
        let line = WrappedText::new(terminal).line(self.cursor.line);
        let col = self.cursor.column;
        let found = pattern.columns(&line);
        let on = found.iter().find(|cols| cols.contains(&col));
        let behind = || found.iter().find(|cols| cols.end == col && !self.habits.vi);
        on.or_else(behind).map(|cols| line.text(cols.clone()))
    }
}
