//! History as a checkpoint has it.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::block::{Block, Bytes, KeptBlock, KeptText};
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
    closed: Vec<KeptClosed>,
    /// How many of these have been compressed.
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
    text: KeptText,
    start: Rich,
    cols: u16,
    widths: Widths,
}

const UNSOUND: Refused = Refused::Unsound("its history is none");

impl Kept {
    /// The limits that it had.
    pub fn limits(&self) -> Limits {
        let size = |size: u64| usize::try_from(size).unwrap_or(usize::MAX);
        Limits { history_lines: size(self.limits.0), history_bytes: size(self.limits.1) }
    }
}

impl History {
    /// All of it.
    pub(in super::super) fn kept(&self) -> Kept {
        Kept {
            limits: (self.limits.history_lines as u64, self.limits.history_bytes as u64),
            first: self.first,
            end: self.end,
            open: self.open,
            cut: self.cut.iter().copied().collect(),
            closed: self.closed.iter().map(|closed| closed.kept()).collect(),
            cold: self.cold as u64,
            newest: self.newest.kept(),
        }
    }

    /// The history that was kept, on a screen with this table and these widths.
    pub(in super::super) fn of_kept(
        kept: Kept,
        interner: &mut Interner,
        widths: &Arc<Widths>,
    ) -> Result<Self, Refused> {
        let limits = kept.limits();
        let is_counted = kept.first <= kept.end && kept.end < MOST;
        let (first, end) = (kept.first, kept.end);
        let ascends = kept.cut.windows(2).all(|two| two[0] < two[1]);
        let within = kept.cut.iter().all(|number| (first..end).contains(number));
        if !is_counted || !ascends || !within || (kept.open && first == end) {
            return Err(UNSOUND);
        }
        let mut newest = Block::of_kept(kept.newest, end, kept.open).ok_or(UNSOUND)?;
        newest.thaw();
        let mut next = newest.first;
        let mut closed = VecDeque::with_capacity(kept.closed.len());
        for it in kept.closed.into_iter().rev() {
            let block = Closed::of_kept(it, next, widths).ok_or(UNSOUND)?;
            next = block.first();
            closed.push_front(Rc::new(block));
        }
        if closed.front().map_or(newest.first, |block| block.first()) > first {
            return Err(UNSOUND);
        }
        let mut history = Self::starting_at(first, limits);
        history.cold = usize::try_from(kept.cold).unwrap_or(usize::MAX).min(closed.len());
        history.closed_bytes = closed.iter().map(|block| block.bytes()).sum();
        history.hot_weight = closed.iter().skip(history.cold).map(|block| block.weight()).sum();
        history.closed = Rc::new(closed);
        (history.newest, history.end, history.open) = (newest, end, kept.open);
        history.cut = kept.cut.into();
        history.encoder = Encoder::going_on(&history.newest, kept.open, interner);
        history.drop_lines();
        Ok(history)
    }
}

impl Closed {
    fn kept(&self) -> KeptClosed {
        match self {
            Closed::Packed(block) => KeptClosed::Packed(block.kept()),
            Closed::Written(written) => KeptClosed::Written(KeptWritten {
                first: written.first,
                text: written.text.kept(),
                start: written.start.clone(),
                cols: written.cols,
                widths: Widths::clone(&written.widths),
            }),
        }
    }

    /// What was kept; `end` is the number of the line after its last. `None` where it is not that.
    fn of_kept(kept: KeptClosed, end: u64, widths: &Arc<Widths>) -> Option<Self> {
        let kept = match kept {
            KeptClosed::Packed(block) => {
                return Block::of_kept(block, end, false).map(Closed::Packed);
            }
            KeptClosed::Written(written) => written,
        };
        let text = Bytes::of_kept(kept.text)?;
        let lines = end.checked_sub(kept.first)?;
        let has_lines = |bytes: &[u8]| {
            let found = bytes.iter().filter(|&&byte| byte == b'\n').count();
            found as u64 == lines && bytes.ends_with(b"\r\n") && flows(bytes)
        };
        let is_size = (1..=Size::LONGEST_SIDE).contains(&kept.cols);
        let is_sound = is_size && kept.start.is_sound() && kept.widths.is_sound();
        (is_sound && text.with(has_lines)).then_some(())?;
        let widths = match kept.widths == **widths {
            true => widths.clone(),
            false => Arc::new(kept.widths),
        };
        let (first, start, cols) = (kept.first, kept.start, kept.cols);
        let counted = Counted::default();
        Some(Closed::Written(Written { text, first, start, cols, widths, counted }))
    }
}
