//! A command log in parts that can be written down: a few commands each, so that another command
//! does not mean to write all of them anew, and what there is besides.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{CommandLog, Entry, MOST, MOST_LINES, Shown};
use crate::terminal::Anchor;

/// How many commands are written down together.
const BLOCK: u64 = 16;

/// What there is besides the commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    count: u64,
    prompts: Vec<Anchor>,
    typed: Vec<(Anchor, Option<Anchor>)>,
}

impl CommandLog {
    /// What there is besides the commands; `None` where no shell has said anything.
    pub fn head(&self) -> Option<Head> {
        let is_empty = self.count == 0 && self.prompts.is_empty() && self.typed.is_empty();
        (!is_empty).then(|| Head {
            count: self.count,
            prompts: self.prompts.iter().copied().collect(),
            typed: self.typed.clone(),
        })
    }

    /// The numbers of the blocks that the commands are in.
    pub fn blocks(&self) -> std::ops::Range<u64> {
        match (self.entries.front(), self.entries.back()) {
            (Some(first), Some(last)) => first.number / BLOCK..last.number / BLOCK + 1,
            _ => 0..0,
        }
    }

    /// The commands of a block.
    pub fn block(&self, number: u64) -> Vec<&Entry> {
        let first = self.entries.front().map_or(0, |entry| entry.number);
        let skipped = (number * BLOCK).saturating_sub(first) as usize;
        let of_block = |entry: &&Entry| entry.number / BLOCK == number;
        self.entries.iter().skip(skipped).take_while(of_block).collect()
    }

    /// The first block that was altered since this was asked last.
    pub fn take_altered(&mut self) -> Option<u64> {
        self.altered.take().map(|number| number / BLOCK)
    }

    /// What was written down, with the commands in their order; `None` where that is no command log.
    pub fn restore(head: Head, mut entries: Vec<Entry>) -> Option<Self> {
        entries.shrink_to_fit();
        let newest = entries.last().map_or(head.count, |entry| entry.number);
        let in_a_row = |pair: &[Entry]| pair[0].number.checked_add(1) == Some(pair[1].number);
        let is_sound = newest == head.count
            && entries.first().is_none_or(|entry| entry.number > 0)
            && entries.windows(2).all(in_a_row)
            && entries.len().max(head.prompts.len()) <= MOST
            && head.typed.len() <= MOST_LINES;
        is_sound.then(|| Self {
            prompted: None,
            text_bytes: entries.iter().map(Entry::bytes).sum(),
            entries: VecDeque::from(entries),
            count: head.count,
            shown: head.prompts.iter().map(|at| (*at, Shown::Prompt)).collect(),
            prompts: VecDeque::from(head.prompts),
            typed: head.typed,
            altered: None,
        })
    }
}
