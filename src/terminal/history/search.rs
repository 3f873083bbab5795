//! Finding text in history without unpacking more than the block that is looked at.

use std::ops::Range;

use super::super::scan::find_either;
use super::block::{Block, END};
use super::{Closed, History};
use crate::line::Line;

/// A text to look for.
#[derive(Debug, Clone)]
pub struct Search {
    needle: Vec<u8>,
    fold: bool,
}

impl Search {
    /// Looks for `text`; with `fold`, whatever the case of ASCII letters.
    pub fn new(text: &str, fold: bool) -> Self {
        let needle = if fold { text.to_ascii_lowercase() } else { text.to_owned() };
        Self { needle: needle.into_bytes(), fold }
    }

    /// Where it is first found in `text`, which may have the marks of a block: those are passed
    /// over.
    pub(super) fn find(&self, text: &[u8]) -> Option<usize> {
        let (&first, rest) = self.needle.split_first()?;
        // No line has a control; what looks like one is a mark.
        if self.needle.iter().any(|&byte| byte < 0x20) {
            return None;
        }
        let other = if self.fold { first.to_ascii_uppercase() } else { first };
        let mut at = 0;
        loop {
            at += find_either(text.get(at..)?, first, other)? + 1;
            if self.goes_on(&text[at..], rest) {
                return Some(at - 1);
            }
        }
    }

    /// Whether `text` goes on with the rest of what is looked for.
    #[inline]
    fn goes_on(&self, text: &[u8], mut rest: &[u8]) -> bool {
        for &byte in text {
            let Some((&wanted, after)) = rest.split_first() else { return true };
            let byte = if self.fold { byte.to_ascii_lowercase() } else { byte };
            if byte == wanted {
                rest = after;
            } else if byte >= 0x20 || byte == END {
                return false;
            }
        }
        rest.is_empty()
    }

    fn find_last(&self, text: &[u8]) -> Option<usize> {
        let mut last = None;
        let mut from = 0;
        while let Some(at) = self.find(text.get(from..)?) {
            last = Some(from + at);
            from += at + 1;
        }
        last
    }
}

impl History {
    /// The first line from `index` on that has the text, 0 being the oldest.
    pub fn find(&self, search: &Search, index: usize) -> Option<usize> {
        let start = self.first() + index as u64;
        let blocks = self.closed.range(self.place_of(start)..);
        let found = blocks.filter_map(|block| block.find(search, start)).next();
        self.index_of(found.or_else(|| self.newest.find(search, start))?)
    }

    /// The last line before `index` that has the text.
    pub fn find_back(&self, search: &Search, index: usize) -> Option<usize> {
        let lines = self.first()..self.first() + index.min(self.len()) as u64;
        let found = self.newest.find_back(search, &lines).or_else(|| {
            let blocks = self.closed.iter().rev().filter(|block| block.first() < lines.end);
            blocks.filter_map(|block| block.find_back(search, &lines)).next()
        });
        self.index_of(found?)
    }

    fn index_of(&self, line: u64) -> Option<usize> {
        line.checked_sub(self.first()).map(|index| index as usize)
    }

    /// The number of the line that [`History::find`] finds.
    fn number(&self, index: Option<usize>) -> Option<u64> {
        index.map(|index| self.first() + index as u64)
    }
}

impl Closed {
    /// The number of the first line from number `start` on that has the text.
    fn find(&self, search: &Search, start: u64) -> Option<u64> {
        match self {
            Closed::Packed(block) => block.find(search, start),
            Closed::Written(written) => {
                let played = written.may_have(search).then(|| written.played())?;
                let from = start.saturating_sub(written.first);
                played.number(played.find(search, from as usize))
            }
        }
    }

    /// The number of the last line among `lines` that has the text.
    fn find_back(&self, search: &Search, lines: &Range<u64>) -> Option<u64> {
        match self {
            Closed::Packed(block) => block.find_back(search, lines),
            Closed::Written(written) => {
                let played = written.may_have(search).then(|| written.played())?;
                let until = lines.end.saturating_sub(written.first);
                let found = played.number(played.find_back(search, until as usize));
                found.filter(|line| lines.contains(line))
            }
        }
    }
}

impl Block {
    fn find(&self, search: &Search, start: u64) -> Option<u64> {
        let skip = start.saturating_sub(self.first) as usize;
        Some(self.first + self.find_among(search, skip, usize::MAX, Search::find)? as u64)
    }

    fn find_back(&self, search: &Search, lines: &Range<u64>) -> Option<u64> {
        let skip = lines.start.saturating_sub(self.first) as usize;
        let until = lines.end.saturating_sub(self.first) as usize;
        Some(self.first + self.find_among(search, skip, until, Search::find_last)? as u64)
    }

    /// The line among lines `from..until` of the block that `way` finds.
    fn find_among(
        &self,
        search: &Search,
        from: usize,
        until: usize,
        way: impl Fn(&Search, &[u8]) -> Option<usize>,
    ) -> Option<usize> {
        if from >= until {
            return None;
        }
        self.with_text(|text| {
            let start = self.start_in(text, from);
            let end = self.start_in(text, until).max(start);
            let found = way(search, text.get(start..end)?)?;
            Some(self.line_at(text, start + found))
        })
    }
}

/// The columns of a line that a text is found in, from the left, not overlapping.
pub fn columns_of(line: &Line, search: &Search) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = line.text.as_bytes().get(from..).and_then(|rest| search.find(rest)) {
        let bytes = from + at..from + at + search.needle.len();
        found.push(column_at(line, bytes.start)..column_at(line, bytes.end));
        from = bytes.end;
    }
    found
}

/// How many columns the glyphs before byte `end` of the text take.
fn column_at(line: &Line, end: usize) -> usize {
    let mut at = 0;
    let before = line.glyphs().take_while(|glyph| {
        at += glyph.text.len();
        at <= end
    });
    before.map(|glyph| usize::from(glyph.width)).sum()
}
