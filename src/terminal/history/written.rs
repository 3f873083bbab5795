//! Lines of history as the program wrote them: bytes that only flow (see `flow`), of which nobody
//! has parsed more than where lines end. They are played, on a screen of one row, when somebody
//! looks; most are dropped unparsed.

use std::sync::Arc;

use super::super::footprint::Footprint;
use super::super::intern::Rich;
use super::super::scan::{ascii_run, find};
use super::super::screen::play;
use super::super::width::Widths;
use super::block::{Block, Bytes};
use super::rows::Counted;
use super::search::Search;
use super::{History, Limits};
use crate::line::Line;

/// Whole lines of flowing bytes, and what is needed to play them.
#[derive(Debug, Clone)]
pub struct Written {
    /// The bytes, which end with a line feed.
    pub text: Bytes,
    /// The number of the first line.
    pub first: u64,
    /// The look that the first line starts in.
    pub start: Rich,
    /// The width of the screen that they were written to, in columns.
    pub cols: u16,
    /// What was said of widths then.
    pub widths: Arc<Widths>,
    /// The rows that they take.
    pub counted: Counted,
}

impl Written {
    /// The bytes of memory that it takes beside its place.
    pub fn bytes(&self) -> usize {
        self.text.bytes() + self.start.link.as_ref().map_or(0, Footprint::footprint)
    }

    /// The lines as packed blocks, in a history of their own.
    pub fn played(&self) -> History {
        if let Some(block) = self.text.with(|bytes| self.plain_block(bytes)) {
            return History::of_block(block);
        }
        let history = History::starting_at(self.first, Limits::default()).without_limits();
        self.text.with(|bytes| play(bytes, &self.start, self.cols, &self.widths, history))
    }

    /// A block of the lines, made without playing them; `None` where that takes more than leaving out
    /// carriage returns and blanks at their ends.
    fn plain_block(&self, bytes: &[u8]) -> Option<Block> {
        if self.start != Rich::default() {
            return None;
        }
        let mut block = Block::with_capacity(self.first, bytes.len());
        let mut rest = bytes;
        while !rest.is_empty() {
            let (line, after) = rest.split_at(ascii_run(rest));
            rest = after.strip_prefix(b"\r\n")?;
            block.push_plain(self.kept(line));
        }
        Some(block)
    }

    /// What is kept of a line of plain text: the blanks at its end only as far as its last row does
    /// not begin with them.
    fn kept<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        if line.last() != Some(&b' ') {
            return line;
        }
        let cols = usize::from(self.cols.max(1));
        let last_row = (line.len() - 1) / cols * cols;
        let text = line.iter().rposition(|&byte| byte != b' ').map_or(0, |last| last + 1);
        &line[..text.max(last_row)]
    }

    /// The lines from line `skip` of these on.
    pub fn lines(&self, skip: usize) -> Vec<Line> {
        self.played().lines(skip).collect()
    }

    /// How many rows the lines from line `skip` of these on take on a screen `cols` wide.
    pub fn rows(&self, skip: usize, cols: u16) -> usize {
        self.rows_unplayed(skip, cols).unwrap_or_else(|| self.played().rows_from(skip, cols))
    }

    /// The same; `None` where the lines have to be played for that.
    fn rows_unplayed(&self, skip: usize, cols: u16) -> Option<usize> {
        let text = self.text.with(shown)?;
        let lines = text.strip_suffix(b"\n")?.split(|&byte| byte == b'\n').skip(skip);
        let rows = lines.map(|line| {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            // Of blanks at the end not all may be kept.
            let is_kept = line.last() != Some(&b' ') && line.last() != Some(&b'\r');
            is_kept.then(|| line.len().div_ceil(cols.max(1).into()).max(1))
        });
        rows.sum()
    }

    /// Whether a text may be in one of the lines. It is not, for certain, where the bytes are
    /// nothing but lines of ASCII and looks, and have it nowhere.
    pub fn may_have(&self, search: &Search) -> bool {
        self.text.with(|bytes| shown(bytes).is_none_or(|text| search.find(&text).is_some()))
    }
}

/// The text that bytes show; `None` where that takes more than leaving out the looks.
fn shown(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        if first == 0x1b {
            let end = find(rest, b'm')?;
            // The end of another sequence may come before.
            if find(&rest[..end], b'K').is_some() {
                return None;
            }
            rest = &rest[end + 1..];
            continue;
        }
        let run = find(rest, 0x1b).unwrap_or(rest.len());
        text.extend_from_slice(&rest[..run]);
        rest = &rest[run..];
    }
    let is_shown = |byte: &u8| (0x20..0x7f).contains(byte) || *byte == b'\n' || *byte == b'\r';
    let ends = |pair: &[u8]| pair[0] != b'\r' || pair[1] == b'\n';
    let simple = text.iter().all(is_shown) && text.windows(2).all(ends);
    simple.then_some(text)
}
