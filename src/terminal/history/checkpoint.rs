//! History as a checkpoint has it.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::block::{Block, Bytes, Held, KeptBlock, KeptText};
use super::encoder::Encoder;
use super::rows::Counted;
use super::written::Written;
use super::{Closed, History, Limits};
use crate::geometry::Size;
use crate::terminal::checkpoint::{MOST, Refused};
use crate::terminal::intern::{Interner, Rich};
use crate::terminal::screen::flows;
use crate::terminal::width::Widths;

/// History, kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    /// The most lines, and the most bytes.
    limits: (u64, u64),
    /// The number of the oldest line, and of the one after the newest.
    first: u64,
    end: u64,
    /// Whether the newest goes on.
    open: bool,
    /// The numbers of those that were ended for their length.
    cut: Vec<u64>,
    /// Those before the newest that are not kept elsewhere.
    closed: Vec<KeptClosed>,
    /// How many of all of those have been compressed.
    cold: u64,
    newest: KeptBlock,
}

/// Lines that are not written to any more, kept.
#[derive(Debug, Serialize, Deserialize)]
enum KeptClosed {
    Packed(KeptBlock),
    Written(KeptWritten),
}

/// Lines as a program wrote them, kept.
#[derive(Debug, Serialize, Deserialize)]
struct KeptWritten {
    first: u64,
    lines: u64,
    text: KeptText,
    start: Rich,
    cols: u16,
    widths: Widths,
}

/// The version of what is kept of a block beside its text, where that is elsewhere.
const VERSION: u8 = 1;

/// A block that is kept elsewhere.
#[derive(Debug)]
pub struct BlockElsewhere {
    /// The number of its first line.
    pub first: u64,
    /// What it is beside its text.
    pub head: Vec<u8>,
    /// Its text.
    pub text: Held,
}

const UNSOUND: Refused = Refused::Unsound("its history is none");

impl KeptClosed {
    fn first(&self) -> u64 {
        match self {
            KeptClosed::Packed(block) => block.first(),
            KeptClosed::Written(written) => written.first,
        }
    }
}

/// Blocks by their first lines, some with their texts elsewhere.
type Blocks = BTreeMap<u64, (KeptClosed, Option<Held>)>;

/// Takes out the last of the blocks that begin before a line, and drops those after it.
fn last_before(blocks: &mut Blocks, line: u64) -> Option<(KeptClosed, Option<Held>)> {
    blocks.split_off(&line);
    blocks.pop_last().map(|(_, block)| block)
}

impl Kept {
    /// The limits that it had.
    pub fn limits(&self) -> Limits {
        let size = |size: u64| usize::try_from(size).unwrap_or(usize::MAX);
        Limits { history_lines: size(self.limits.0), history_bytes: size(self.limits.1) }
    }
}

impl History {
    /// All of it, or with `elsewhere` all but the blocks that are kept elsewhere.
    pub(in super::super) fn kept(&self, elsewhere: bool) -> Kept {
        let mut closed = Vec::new();
        let unkept = match elsewhere {
            true => self.unkept(),
            false => [0..self.closed.len(), 0..0],
        };
        for at in unkept.into_iter().flatten() {
            let end = self.closed.get(at + 1).map_or(self.newest.first, |next| next.first());
            let block = self.closed.get(at).filter(|block| !elsewhere || !block.text().is_held());
            closed.extend(block.map(|block| block.kept(block.text().kept(), end)));
        }
        Kept {
            limits: (self.limits.history_lines as u64, self.limits.history_bytes as u64),
            first: self.first,
            end: self.end,
            open: self.open,
            cut: self.cut.iter().copied().collect(),
            closed,
            cold: self.cold as u64,
            newest: self.newest.kept(self.newest.text.kept()),
        }
    }

    /// Has the text of the closed blocks kept by `keep`, all of them where it is to be done `anew`,
    /// otherwise those that are not yet. It is given the number of a block's first line, what the block
    /// is beside its text, and the text. Whether all are kept now.
    pub(in super::super) fn keep(
        &mut self,
        anew: bool,
        mut keep: impl FnMut(u64, &[u8], &[u8]) -> Option<Held>,
    ) -> bool {
        let unkept = if anew { [0..self.closed.len(), 0..0] } else { self.unkept() };
        if unkept.iter().all(Range::is_empty) {
            return true;
        }
        let closed = Rc::make_mut(&mut self.closed);
        for at in unkept.into_iter().flatten() {
            let end = closed.get(at + 1).map_or(self.newest.first, |next| next.first());
            let Some(block) = closed.get_mut(at) else { continue };
            if block.text().is_held() && !anew {
                continue;
            }
            let head = block.kept(block.text().kept_elsewhere(), end);
            let head = postcard::to_extend(&head, vec![VERSION]).unwrap_or_default();
            let Some(held) = keep(block.first(), &head, block.text().raw()) else { return false };
            let (bytes, weight) = (block.bytes(), block.weight());
            Rc::make_mut(block).text_mut().hold(held);
            self.closed_bytes = self.closed_bytes - bytes + block.bytes();
            if at >= self.cold {
                self.hot_weight = self.hot_weight - weight + block.weight();
            }
        }
        (self.kept_cold, self.kept) = (self.cold, self.closed.len());
        true
    }

    /// The places of the blocks that may not be kept elsewhere: those that were compressed since, and
    /// those that were closed since.
    fn unkept(&self) -> [Range<usize>; 2] {
        [self.kept_cold..self.cold, self.kept.max(self.cold)..self.closed.len()]
    }

    /// The history that was kept, on a screen with this table and these widths, and how many of its
    /// oldest lines are not there any more.
    pub(in super::super) fn of_kept(
        kept: Kept,
        elsewhere: Vec<BlockElsewhere>,
        interner: &mut Interner,
        widths: &Arc<Widths>,
    ) -> Result<(Self, u64), Refused> {
        let limits = kept.limits();
        let is_counted = kept.first <= kept.end && kept.end < MOST;
        let (first, end) = (kept.first, kept.end);
        let ascends = kept.cut.windows(2).all(|two| two[0] < two[1]);
        let within = kept.cut.iter().all(|number| (first..end).contains(number));
        if !is_counted || !ascends || !within || (kept.open && first == end) {
            return Err(UNSOUND);
        }
        let mut newest = Block::of_kept(kept.newest, None, end, kept.open).ok_or(UNSOUND)?;
        newest.thaw();
        // What is elsewhere may be lines that the newest block has, or that were dropped.
        let mut blocks = Blocks::new();
        for BlockElsewhere { first, head, text } in elsewhere {
            if let Some((&VERSION, head)) = head.split_first()
                && let Ok(block) = postcard::from_bytes(head)
            {
                blocks.insert(first, (block, Some(text)));
            }
        }
        let is_all_here = blocks.is_empty();
        blocks.extend(kept.closed.into_iter().map(|block| (block.first(), (block, None))));
        let mut next = newest.first;
        let mut closed = VecDeque::new();
        while next > first
            && let Some((block, held)) = last_before(&mut blocks, next)
            && let Some(block) = Closed::of_kept(block, held, next, widths)
        {
            next = block.first();
            closed.push_front(Rc::new(block));
        }
        let lost = next.saturating_sub(first);
        if lost > 0 && is_all_here {
            return Err(UNSOUND);
        }
        let first = first + lost;
        let mut history = Self::starting_at(first, limits);
        history.cold = usize::try_from(kept.cold).unwrap_or(usize::MAX).min(closed.len());
        history.closed_bytes = closed.iter().map(|block| block.bytes()).sum();
        history.hot_weight = closed.iter().skip(history.cold).map(|block| block.weight()).sum();
        history.closed = Rc::new(closed);
        (history.newest, history.end, history.open) = (newest, end, kept.open);
        history.cut = kept.cut.into();
        history.forget_cuts();
        history.encoder = Encoder::going_on(&history.newest, kept.open, interner);
        history.drop_lines();
        Ok((history, lost))
    }
}

impl Closed {
    /// All of it, with the text as it is to be kept; `end` is the number of the line after its last.
    fn kept(&self, text: KeptText, end: u64) -> KeptClosed {
        match self {
            Closed::Packed(block) => KeptClosed::Packed(block.kept(text)),
            Closed::Written(written) => KeptClosed::Written(KeptWritten {
                first: written.first,
                lines: end - written.first,
                text,
                start: written.start.clone(),
                cols: written.cols,
                widths: Widths::clone(&written.widths),
            }),
        }
    }

    /// What was kept, with its text elsewhere where that is `held`; `end` is the number of the line after its last. `None` where it is not that.
    fn of_kept(
        kept: KeptClosed,
        held: Option<Held>,
        end: u64,
        widths: &Arc<Widths>,
    ) -> Option<Self> {
        let kept = match kept {
            KeptClosed::Packed(block) => {
                return Block::of_kept(block, held, end, false).map(Closed::Packed);
            }
            KeptClosed::Written(written) => written,
        };
        let is_held = held.is_some();
        let text = Bytes::of_kept(kept.text, held)?;
        let lines = end.checked_sub(kept.first).filter(|lines| *lines == kept.lines)?;
        let has_lines = |bytes: &[u8]| {
            let found = bytes.iter().filter(|&&byte| byte == b'\n').count();
            found as u64 == lines && bytes.ends_with(b"\r\n") && flows(bytes)
        };
        let is_size = (1..=Size::LONGEST_SIDE).contains(&kept.cols);
        let is_sound = is_size && kept.start.is_sound() && kept.widths.is_sound();
        (is_sound && (is_held || text.with(has_lines))).then_some(())?;
        let widths = match kept.widths == **widths {
            true => widths.clone(),
            false => Arc::new(kept.widths),
        };
        let (first, start, cols) = (kept.first, kept.start, kept.cols);
        let counted = Counted::default();
        Some(Closed::Written(Written { text, first, start, cols, widths, counted }))
    }
}
