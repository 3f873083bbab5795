//! Searching: plain text, or a regular expression where the text has the marks of one. Lower
//! case finds either case, as in tmux. What is found may go over the breaks of rows, never over
//! those of lines.

use std::ops::Range;

use crate::line::Line;
use crate::terminal::{Anchor, Search, columns_of};
use regex::RegexBuilder;

use super::matches::Matches;
use super::text::{WrappedLine, WrappedText};
use super::{CopyMode, Outcome};

/// What makes a text a regular expression.
const MARKS: &str = "^$*+()?[].\\";
/// The most memory that a compiled expression takes, in bytes.
const REGEX_SIZE: usize = 1 << 20;

/// What was searched for.
#[derive(Debug)]
pub(super) struct Sought {
    pub text: String,
    pub forward: bool,
    /// Whether it may be a regular expression.
    pub regex: bool,
    /// Where it is.
    pub matches: Matches,
}

impl Sought {
    pub fn new(text: String, forward: bool, regex: bool) -> Self {
        Self { text, forward, regex, matches: Matches::default() }
    }

    /// It, ready to be looked for; `None` where it cannot be anywhere.
    pub fn pattern(&self) -> Option<Pattern> {
        if self.text.is_empty() || self.text.chars().any(char::is_control) {
            return None;
        }
        let fold = !self.text.chars().any(char::is_uppercase);
        if self.regex && self.text.contains(|c| MARKS.contains(c)) {
            let mut builder = RegexBuilder::new(&self.text);
            let built = builder.case_insensitive(fold).size_limit(REGEX_SIZE).build();
            if let Ok(regex) = built {
                return Some(Pattern::Regex(regex));
            }
        }
        Some(Pattern::Plain(Search::new(&self.text, fold)))
    }
}

/// Something to look for.
pub(super) enum Pattern {
    Plain(Search),
    Regex(regex::Regex),
}

impl Pattern {
    /// The columns that it is found in, from the left.
    pub fn columns(&self, line: &WrappedLine) -> Vec<Range<usize>> {
        match self {
            Pattern::Plain(search) => columns_of(&line.line, search),
            Pattern::Regex(regex) => {
                let found = regex.find_iter(&line.line.text).filter(|found| !found.is_empty());
                found.map(|found| line.columns(found.range())).collect()
            }
        }
    }

    /// The first line from `from` on that has it.
    pub fn line_from(&self, text: &mut WrappedText, from: u64) -> Option<u64> {
        let from = from.max(text.first());
        match self {
            Pattern::Plain(search) => text.find(search, from),
            Pattern::Regex(regex) => {
                let mut lines = (from..).zip(text.lines(from));
                lines.find(|(_, line)| has(regex, line)).map(|(number, _)| number)
            }
        }
    }

    /// The last line before `until` that has it.
    fn line_before(&self, text: &mut WrappedText, until: u64) -> Option<u64> {
        match self {
            Pattern::Plain(search) => text.find_back(search, until),
            Pattern::Regex(regex) => {
                let lines = (text.first()..until).zip(text.lines(text.first()));
                lines.filter(|(_, line)| has(regex, line)).map(|(number, _)| number).last()
            }
        }
    }

    /// The next place after `from`, or at it where it is `inclusive`; with `wrap` going on at
    /// the top.
    fn next(
        &self,
        text: &mut WrappedText,
        from: Anchor,
        inclusive: bool,
        wrap: bool,
    ) -> Option<(u64, Range<usize>)> {
        let after = |found: &Range<usize>| {
            found.start > from.column || (inclusive && found.start == from.column)
        };
        if let Some(found) = self.columns(&text.line(from.line)).into_iter().find(after) {
            return Some((from.line, found));
        }
        let first = text.first();
        let mut line = self.line_from(text, from.line + 1);
        if line.is_none() && wrap {
            line = self.line_from(text, first);
        }
        let line = line?;
        let found = self.columns(&text.line(line)).into_iter().next()?;
        Some((line, found))
    }

    /// The next place before `from`, or at it where it is `inclusive`; with `wrap` going on at
    /// the bottom.
    fn previous(
        &self,
        text: &mut WrappedText,
        from: Anchor,
        inclusive: bool,
        wrap: bool,
    ) -> Option<(u64, Range<usize>)> {
        let before = |found: &Range<usize>| {
            found.start < from.column || (inclusive && found.start == from.column)
        };
        if let Some(found) = self.columns(&text.line(from.line)).into_iter().rfind(before) {
            return Some((from.line, found));
        }
        let end = text.last() + 1;
        let mut line = self.line_before(text, from.line);
        if line.is_none() && wrap {
            line = self.line_before(text, end);
        }
        let line = line?;
        let found = self.columns(&text.line(line)).pop()?;
        Some((line, found))
    }
}

/// Whether an expression is found in a line, and not as nothing.
fn has(regex: &regex::Regex, line: &Line) -> bool {
    regex.find_iter(&line.text).any(|found| !found.is_empty())
}

impl CopyMode {
    /// Goes to the next place of what was searched for, `count` times.
    pub(super) fn search_again(
        &mut self,
        text: &mut WrappedText,
        forward: bool,
        count: u32,
    ) -> Outcome {
        self.count_matches(text, false);
        for _ in 0..count {
            if !self.search_from(text, forward, forward && !self.habits.vi) {
                return Outcome::NotFound;
            }
        }
        Outcome::None
    }

    /// Goes to the next place; as in emacs, to its end where it lies forward. False where there
    /// is none.
    fn search_from(&mut self, text: &mut WrappedText, forward: bool, inclusive: bool) -> bool {
        let Some(pattern) = self.sought.as_ref().and_then(Sought::pattern) else { return false };
        let wrap = self.habits.wrap_search;
        let found = match forward {
            true => pattern.next(text, self.cursor, inclusive, wrap),
            false => pattern.previous(text, self.cursor, inclusive, wrap),
        };
        let Some((line, cols)) = found else { return false };
        let col = if forward && !self.habits.vi { cols.end } else { cols.start };
        self.go(Anchor::new(line, col));
        true
    }

    /// Follows what is typed at an incremental search's prompt.
    pub(super) fn search_incremental(
        &mut self,
        text: &mut WrappedText,
        typed: &str,
        forward: bool,
    ) -> Outcome {
        let (forward, sought, anew) = match typed.split_at_checked(1) {
            Some(("=", rest)) => (forward, rest, true),
            Some(("+", rest)) => (true, rest, false),
            Some(("-", rest)) => (false, rest, false),
            _ => return Outcome::None,
        };
        let origin = *self.incremental.get_or_insert((self.cursor, self.top));
        if anew {
            (self.cursor, self.top) = origin;
            self.goal = None;
        }
        self.sought = Some(Sought::new(sought.to_owned(), forward, false));
        self.count_matches(text, true);
        let inclusive = anew || (forward && !self.habits.vi);
        match sought.is_empty() || self.search_from(text, forward, inclusive) {
            true => Outcome::None,
            false => Outcome::NotFound,
        }
    }
}
