//! Output that nobody will see: where so many lines are at hand that the first of them will have
//! left the top before the last is parsed, those go into history as they were written, and are
//! never parsed. This is what a flood (`cat`, a build's log) is made of.
//!
//! It is a shortcut and nothing else: the screen and the history come out the same. A line feed
//! takes at least a row, so what has as many of them after it as there are rows has left; and of
//! bytes that only flow, nothing is left behind but the look.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::cell::Cell;
use super::{Margins, Screen};
use crate::dialect::Dialect;
use crate::geometry::Size;
use crate::terminal::flow::{Flowing, is_cut, run_of};
use crate::terminal::footprint::places;
use crate::terminal::history::{BLOCK, History, Limits};
use crate::terminal::intern::Rich;
use crate::terminal::modes::Modes;
use crate::terminal::parser::{Action, Parser};
use crate::terminal::scan::{count, find, find_nth_last, rfind};
use crate::terminal::sgr;
use crate::terminal::utf8::partial_end;
use crate::terminal::width::Widths;

/// Every so many bytes there must be the end of a line. So none comes to be longer than history
/// lets a line be: not if it were all tabs, which may make eight blanks each, or broken UTF-8.
const OFTEN: usize = 3 << 10;

/// The least that is worth a closer look, in bytes.
const LEAST: usize = 64;

/// The longest end of a flood that is remembered, in bytes.
const LONGEST_TAIL: usize = 128 << 10;

/// What became of an attempt to skim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skimmed {
    /// Bytes that were taken.
    pub taken: usize,
    /// Bytes, these included, after which another attempt may find more.
    pub looked_at: usize,
}

/// The end of a flood that was skimmed, which is what the screen is to show. It is not parsed before
/// somebody looks. If the flood goes on, this goes into history as it was written, too, and the
/// rows are forgotten that were made of it. Before it there may be lines that have left already: of
/// those not a block is there yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tail {
    #[serde(with = "crate::terminal::checkpoint::bytes")]
    bytes: Vec<u8>,
    /// How many of the bytes are known to flow; then there may be the start of a sequence.
    whole: usize,
    /// The look that it starts in.
    start: Rich,
    /// The number of its first line, which no longer is the next of history when any has left.
    line: u64,
    /// Whether there is nothing else on the screen: the rows are blank until it is parsed.
    is_alone: bool,
    /// Whether the rows show it.
    is_parsed: bool,
}

impl Screen {
    /// After a line feed: takes lines that will not be seen off the start of `input`.
    #[inline]
    pub fn skim(&mut self, input: &[u8]) -> Skimmed {
        let enough = LEAST.max(2 * usize::from(self.size.rows));
        if input.len() < enough || !self.is_flowing() || !self.counts_alike(input) {
            return Skimmed { taken: 0, looked_at: 0 };
        }
        let run = &input[..run_of::<Flowing>(input)];
        let unseen = self.unseen(run).unwrap_or_default();
        let is_alone = !unseen.is_empty();
        let mut taken = 0;
        if is_alone {
            self.scroll_all_out();
            taken = self.take_unseen(unseen, 1);
        }
        let rest = &input[taken..];
        if taken == unseen.len() && is_tail(rest, run.len() - taken) {
            self.leave_unparsed(rest.to_vec(), run.len() - taken, is_alone);
            taken = input.len();
        }
        Skimmed { taken, looked_at: run.len() }
    }

    /// Before anything else of `input`: the same where a flood goes on of which only the end is
    /// left. What is unparsed of that then comes before the rest of `input`; what the parser has
    /// begun is none of its affairs any more.
    pub fn skim_on(&mut self, input: &[u8]) -> Option<Skimmed> {
        let has_begun = |tail: &Tail| partial_end(&tail.bytes) > 0;
        if !self.counts_alike(input)
            || (self.policy.dialect == Dialect::Tmux && self.tail.as_ref().is_some_and(has_begun))
        {
            return None;
        }
        let mut tail = self.tail.take()?;
        if tail.is_parsed {
            // The screen is to have nothing of it afterwards.
            let all_shown = self.history.next() == tail.line && self.history.is_between_lines();
            let rows = usize::from(self.size.rows);
            find_nth_last(input, b'\n', rows - 1).filter(|_| all_shown)?;
        }
        let before = tail.bytes.len();
        tail.bytes.extend_from_slice(input);
        let run = tail.whole + run_of::<Flowing>(&tail.bytes[tail.whole..]);
        let unseen = self.unseen(&tail.bytes[..run]).unwrap_or_default();
        // What goes on makes whole blocks of history together with what comes next.
        let least = if is_cut(&tail.bytes[run..]) { BLOCK } else { 1 };
        if !tail.is_parsed && unseen.len() < least && is_tail(&tail.bytes, run) {
            tail.whole = run;
            self.tail = Some(tail);
            return Some(Skimmed { taken: input.len(), looked_at: input.len() });
        }
        if tail.is_parsed {
            if unseen.len() <= before {
                return None;
            }
            self.forget_rows(&tail.start);
        } else if !tail.is_alone && !unseen.is_empty() {
            self.scroll_all_out();
        }
        let is_alone = tail.is_alone || !unseen.is_empty();
        let taken = self.take_unseen(unseen, least);
        if unseen.len() - taken < least && is_tail(&tail.bytes[taken..], run - taken) {
            tail.bytes.drain(..taken);
            self.leave_unparsed(tail.bytes, run - taken, is_alone);
            return Some(Skimmed { taken: input.len(), looked_at: input.len() });
        }
        if taken < before {
            tail.bytes.truncate(before);
            tail.bytes.drain(..taken);
            self.leave_unparsed(tail.bytes, 0, is_alone);
        }
        let (taken, looked_at) = (taken.saturating_sub(before), run.saturating_sub(before));
        Some(Skimmed { taken, looked_at })
    }

    /// Whether nothing is broken in what flows that the parser counts otherwise, as tmux does.
    fn counts_alike(&self, input: &[u8]) -> bool {
        self.policy.dialect == Dialect::Pmux
            // What is cut at its end is not broken.
            || str::from_utf8(input).map_or_else(|error| error.error_len().is_none(), |_| true)
    }

    /// Whether text is being appended at the very bottom, each line scrolling all rows.
    fn is_flowing(&self) -> bool {
        let caret = &self.caret;
        caret.x == 0
            && caret.y + 1 == self.size.rows
            && !self.is_alternate
            && self.erased() == Cell::BLANK
            && !caret.protected
            && caret.charsets.is_ascii()
            && self.margins == Margins::of(self.size)
            && self.tabs.is_regular()
            && self.modes.contains(Modes::AUTOWRAP)
            && !self.modes.intersects(Modes::INSERT | Modes::NEWLINE | Modes::MORE_FIX)
            && self.grid.row(caret.y).cells().is_empty()
    }

    /// What of `run` will have left the screen at its end, having begun in the last row; `None`
    /// if that is nothing, or if the caret is not at the start of a row after it.
    fn unseen<'a>(&self, run: &'a [u8]) -> Option<&'a [u8]> {
        let last = find_nth_last(run, b'\n', usize::from(self.size.rows) - 1)?;
        Some(&run[..=last]).filter(|unseen| unseen.ends_with(b"\r\n"))
    }

    /// Puts what is unseen into history, and says how much of it: less than `least` bytes are left where
    /// nothing is in the way.
    fn take_unseen(&mut self, unseen: &[u8], least: usize) -> usize {
        let mut rest = unseen;
        while rest.len() >= least
            && self.history.is_between_lines()
            && let Some((bytes, lines)) = some_lines(rest)
        {
            let (start, widths) = (self.rich(), self.widths.clone());
            self.history.push_written(bytes, lines, start, self.size.cols, widths);
            self.take_look(bytes);
            rest = &rest[bytes.len()..];
        }
        let taken = unseen.len() - rest.len();
        self.last_char = None;
        self.renew_ink();
        self.blank_row();
        taken
    }

    /// Leaves what comes after what was taken for whoever looks: `whole` bytes of it flow.
    fn leave_unparsed(&mut self, bytes: Vec<u8>, whole: usize, is_alone: bool) {
        let (start, line) = (self.rich(), self.history.next());
        self.tail = Some(Tail { bytes, whole, start, line, is_alone, is_parsed: false });
    }

    /// The bytes of memory that what was not parsed takes, or what is remembered of it.
    pub(super) fn tail_bytes(&self) -> usize {
        self.tail.as_ref().map_or(0, |tail| places(&tail.bytes))
    }

    /// Whether there is something that was not parsed.
    pub fn has_unparsed(&self) -> bool {
        self.tail.as_ref().is_some_and(|tail| !tail.is_parsed)
    }

    /// What was not parsed, to be parsed now and given back; without the lines that have left unseen.
    pub fn take_unparsed(&mut self) -> Option<Vec<u8>> {
        let mut tail = self.tail.take_if(|tail| !tail.is_parsed)?;
        let unseen = self.unseen(&tail.bytes[..tail.whole]).unwrap_or_default();
        if !unseen.is_empty() {
            if !tail.is_alone {
                self.scroll_all_out();
            }
            let taken = self.take_unseen(unseen, 1);
            tail.bytes.drain(..taken);
            (tail.start, tail.line) = (self.rich(), self.history.next());
            (tail.whole, tail.is_alone) = (tail.whole - taken, true);
        }
        let bytes = std::mem::take(&mut tail.bytes);
        self.tail = Some(tail);
        Some(bytes)
    }

    /// What was not parsed is on the screen now. It is remembered if it is all that is there.
    pub fn has_parsed(&mut self, bytes: Vec<u8>) {
        self.tail = self.tail.take().filter(|tail| tail.is_alone);
        if let Some(tail) = &mut self.tail {
            (tail.bytes, tail.is_parsed) = (bytes, true);
        }
    }

    /// The rows are all that is left of what was written.
    pub fn forget_tail(&mut self) {
        self.tail = None;
    }

    /// The rows are those of a tail, and are made as they were before it was parsed.
    fn forget_rows(&mut self, start: &Rich) {
        (self.caret.style, self.caret.link) = (start.style, start.link.clone());
        (self.caret.x, self.caret.y, self.caret.pending) = (0, self.size.rows - 1, false);
        self.grid.clear(self.seq);
        self.unseen_rows = self.size.rows - 1;
    }

    fn rich(&self) -> Rich {
        Rich { style: self.caret.style, link: self.caret.link.clone() }
    }

    /// All rows go into history but the last, which is empty. The blank ones that come in are
    /// none of the text, and are to leave unseen.
    fn scroll_all_out(&mut self) {
        for _ in 1..self.size.rows {
            self.scroll_up(1);
        }
        self.unseen_rows = self.size.rows - 1;
    }

    /// Brings the style to what flowing bytes leave it at: what counts is what comes after they
    /// last put it back to plain.
    fn take_look(&mut self, bytes: &[u8]) {
        let mut from = bytes.len();
        while let Some(escape) = rfind(&bytes[..from], 0x1b) {
            from = escape;
            if bytes[from..].starts_with(b"\x1b[m") || bytes[from..].starts_with(b"\x1b[0m") {
                break;
            }
        }
        let mut rest = &bytes[from..];
        let mut parser = Parser::new();
        while let Some(escape) = find(rest, 0x1b) {
            rest = &rest[escape..];
            if let Some(Action::Csi(csi)) = parser.next(&mut rest)
                && csi.last == b'm'
            {
                sgr::apply(&mut self.caret.style, csi);
            }
        }
    }

    /// The caret's row as it comes in at the bottom: in the background of the moment.
    fn blank_row(&mut self) {
        let (blank, cols) = (self.erased(), self.size.cols);
        self.grid.row_mut(self.caret.y, self.seq).fill(0..cols, blank);
    }
}

impl Tail {
    /// Whether it may be the tail of a screen; see [`Tail`].
    pub fn is_sound(&self) -> bool {
        let is_whole = self.bytes.get(..self.whole).is_some_and(flows);
        is_whole && is_tail(&self.bytes, self.whole) && self.start.is_sound()
    }
}

/// Whether all of it is bytes that only flow.
pub fn flows(bytes: &[u8]) -> bool {
    run_of::<Flowing>(bytes) == bytes.len()
}

/// Whether bytes may be left unparsed, of which so many are known to flow.
fn is_tail(bytes: &[u8], whole: usize) -> bool {
    is_cut(&bytes[whole..]) && bytes.len() <= LONGEST_TAIL
}

/// The first lines of `bytes`, as many as make a block of history, and how many; `None` where the
/// end of one is too far.
fn some_lines(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let most = &bytes[..bytes.len().min(BLOCK)];
    // So that the next block starts where the caret is at the start of a row.
    let mut end = most.len();
    while !most[..end].ends_with(b"\r\n") {
        end = rfind(&most[..end.checked_sub(1)?], b'\n')? + 1;
    }
    let mut lines = 0;
    for part in most[..end].chunks(OFTEN) {
        let here = count(part, b'\n');
        lines += here;
        if here == 0 {
            return None;
        }
    }
    Some((&most[..end], lines))
}

/// Plays whole lines of flowing bytes on a screen of one row, which puts them into `history`.
pub fn play(
    bytes: &[u8],
    start: &Rich,
    cols: u16,
    widths: &Arc<Widths>,
    history: History,
) -> History {
    let limits = Limits { history_lines: usize::MAX, history_bytes: usize::MAX };
    let mut screen = Screen::new(Size::new(cols, 1).into(), limits);
    screen.history = history;
    screen.widths = widths.clone();
    screen.caret.style = start.style;
    screen.caret.link.clone_from(&start.link);
    screen.renew_ink();
    screen.blank_row();
    let mut parser = Parser::new();
    let mut rest = bytes;
    while let Some(action) = parser.next(&mut rest) {
        screen.perform(&action);
    }
    screen.history
}
