//! Messages that were shown, for whoever looks at them later (`show-messages`). They are numbered, so
//! that a few of them can be told from the others and written down without those.

use std::collections::VecDeque;

/// How many are written down together.
const BLOCK: u64 = 32;

/// The messages, the newest last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Messages {
    /// Each with its time in seconds of Unix time.
    all: VecDeque<(i64, String)>,
    /// The number of the first: how many were forgotten.
    first: u64,
}

impl Messages {
    /// Adds one, and forgets the oldest so that no more than `limit` are left.
    pub fn push(&mut self, time: i64, text: String, limit: usize) {
        self.all.push_back((time, text));
        let over = self.all.len().saturating_sub(limit);
        self.all.drain(..over);
        self.first += over as u64;
    }

    /// All of them, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (i64, &str)> {
        self.all.iter().map(|(time, text)| (*time, text.as_str()))
    }

    /// The numbers of the blocks that they are in.
    pub fn blocks(&self) -> impl Iterator<Item = u64> + use<> {
        let end = self.first + self.all.len() as u64;
        let blocks = self.first / BLOCK..end.div_ceil(BLOCK);
        blocks.filter(move |_| end > 0)
    }

    /// The block that the newest is in.
    pub fn newest_block(&self) -> Option<u64> {
        (self.first + self.all.len() as u64).checked_sub(1).map(|newest| newest / BLOCK)
    }

    /// The messages of a block, the first with its number.
    pub fn block(&self, number: u64) -> (u64, Vec<&(i64, String)>) {
        let from = (number * BLOCK).max(self.first);
        let skipped = (from - self.first) as usize;
        let count = ((number + 1) * BLOCK).saturating_sub(from) as usize;
        (from, self.all.iter().skip(skipped).take(count).collect())
    }

    /// Those that were written down, block by block; `None` where they are not in a row.
    pub fn restore(blocks: Vec<(u64, Vec<(i64, String)>)>) -> Option<Self> {
        let mut it = Self::default();
        for (from, messages) in blocks {
            if it.all.is_empty() {
                it.first = from;
            }
            let is_next = it.first.checked_add(it.all.len() as u64)? == from;
            it.all.extend(is_next.then_some(messages)?);
        }
        Some(it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_the_messages_and_nothing_else() {
        let mut messages = Messages::default();
        assert_eq!(messages.blocks().count(), 0);
        for n in 0..150 {
            messages.push(n, n.to_string(), 40);
            let blocks = messages.blocks().map(|block| {
                let (from, messages) = messages.block(block);
                (from, messages.into_iter().cloned().collect())
            });
            let again = Messages::restore(blocks.collect()).unwrap();
            assert_eq!(again, messages);
            assert_eq!(messages.blocks().last(), messages.newest_block());
        }
        assert_eq!(
            messages.iter().map(|(time, _)| time).collect::<Vec<_>>(),
            Vec::from_iter(110..150)
        );
        let apart = vec![(0, vec![(1, "a".into())]), (5, vec![(2, "b".into())])];
        assert_eq!(Messages::restore(apart), None);
    }
}
