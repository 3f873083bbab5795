//! What waits for a client in control mode: lines, and what panes' programs wrote, in the order in
//! which it came. A line waits for all output before it; the output of several panes goes out by turns,
//! so that no pane's flood keeps back another's.
//!
//! Output waits as bytes, with the time at which it came, and becomes text when it is taken.

use std::collections::{BTreeMap, VecDeque};
use std::io::Write;

use crate::model::effect::Flow;
use crate::model::id::PaneId;

/// So many bytes are made at once, at the most but for one part more.
const AT_ONCE: usize = 16 << 10;

/// The least that a pane has its turn for, in bytes of its output.
const LEAST: usize = 32;

/// A byte may become as many as four; most do not.
const GROWS: usize = 3;

/// A part of a pane's output is not longer than this, in bytes: it goes out together.
const LONGEST_PART: usize = 64 << 10;

/// So much output waits, of a pane or of all, before somebody else's reading has to wait, in bytes.
pub const MUCH: usize = 1 << 20;

/// The most output that waits, in bytes.
pub const MOST: usize = 64 << 20;

/// The oldest that output may be for whoever has not said otherwise, in milliseconds.
const OLDEST: u64 = 300_000;

/// All that waits.
#[derive(Debug, Default)]
pub struct Queue {
    /// The number of what comes next.
    next: u64,
    lines: VecDeque<(u64, Vec<u8>)>,
    panes: BTreeMap<PaneId, Pane>,
    /// Panes with output, in the order of their turns.
    turns: VecDeque<PaneId>,
    /// How many bytes of lines wait, and of output.
    waiting: (usize, usize),
    /// The number of lines that are to stay together: output that comes meanwhile is after them.
    together: Option<u64>,
}

/// What waits of a pane's output, and whether more is wanted.
#[derive(Debug, Default)]
struct Pane {
    off: bool,
    paused: bool,
    parts: VecDeque<Part>,
    waiting: usize,
}

/// Output that came together.
#[derive(Debug)]
struct Part {
    number: u64,
    since: u64,
    bytes: Vec<u8>,
    /// How much of it was taken.
    taken: usize,
}

/// How old output may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// As old as that; then its client is too far behind.
    Ends,
    /// So many milliseconds; then its pane is paused.
    Pauses(u64),
}

/// What the queue has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// These bytes go out.
    Bytes(Vec<u8>),
    /// A pane is paused, as its output became too old.
    Paused(PaneId),
    /// Output became too old for a client that does not have panes paused.
    TooFarBehind,
}

impl Queue {
    /// A line, with its end.
    pub fn line(&mut self, line: Vec<u8>) {
        self.waiting.0 += line.len();
        let number = self.together.unwrap_or(self.next);
        self.lines.push_back((number, line));
        self.next = self.next.max(number + 1);
    }

    /// The lines that come now belong together.
    pub fn open(&mut self) {
        self.together = Some(self.next);
        self.next += 1;
    }

    /// Those were all of them.
    pub fn close(&mut self) {
        self.together = None;
    }

    /// Whether lines went out to which more belong that have yet to come.
    fn is_open(&self) -> bool {
        self.together.is_some() && self.lines.is_empty()
    }

    /// What a pane's program wrote. Whether it is still wanted, and not too much.
    pub fn output(&mut self, id: PaneId, bytes: &[u8], now: u64) -> bool {
        let pane = self.panes.entry(id).or_default();
        if pane.off || pane.paused || bytes.is_empty() {
            return true;
        }
        pane.waiting += bytes.len();
        self.waiting.1 += bytes.len();
        match pane.parts.back_mut() {
            Some(part)
                if part.number + 1 == self.next
                    && part.since == now
                    && part.bytes.len() + bytes.len() <= LONGEST_PART =>
            {
                part.bytes.extend_from_slice(bytes);
            }
            last => {
                if last.is_none() {
                    self.turns.push_back(id);
                }
                let (number, bytes) = (self.next, bytes.to_vec());
                pane.parts.push_back(Part { number, since: now, bytes, taken: 0 });
                self.next += 1;
            }
        }
        self.waiting.1 <= MOST
    }

    /// A program wants more or less of a pane's output. Whether that is news.
    pub fn set(&mut self, id: PaneId, flow: Flow) -> bool {
        let known = self.panes.contains_key(&id);
        match flow {
            Flow::On | Flow::Continue if !known => false,
            Flow::On => {
                let pane = self.panes.entry(id).or_default();
                std::mem::take(&mut pane.off)
            }
            Flow::Continue => {
                let pane = self.panes.entry(id).or_default();
                std::mem::take(&mut pane.paused)
            }
            Flow::Off => {
                self.discard(id);
                let pane = self.panes.entry(id).or_default();
                !std::mem::replace(&mut pane.off, true)
            }
            Flow::Pause => {
                self.discard(id);
                let pane = self.panes.entry(id).or_default();
                !std::mem::replace(&mut pane.paused, true)
            }
        }
    }

    /// What waits of a pane's output is left out.
    pub fn discard(&mut self, id: PaneId) {
        if let Some(pane) = self.panes.get_mut(&id) {
            self.waiting.1 -= std::mem::take(&mut pane.waiting);
            pane.parts.clear();
            self.turns.retain(|other| *other != id);
        }
    }

    /// A pane is gone: nothing is known of it any more.
    pub fn forget(&mut self, id: PaneId) {
        self.discard(id);
        self.panes.remove(&id);
    }

    /// The same for all panes.
    pub fn forget_all(&mut self) {
        self.panes.clear();
        self.turns.clear();
        self.waiting.1 = 0;
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.turns.is_empty()
    }

    /// How many bytes of lines wait.
    pub fn lines_waiting(&self) -> usize {
        self.waiting.0
    }

    /// How much of a pane's output waits, in bytes.
    pub fn waiting_of(&self, id: PaneId) -> usize {
        self.panes.get(&id).map_or(0, |pane| pane.waiting)
    }

    /// Of which pane most output waits.
    pub fn fullest(&self) -> Option<PaneId> {
        let all = self.panes.iter().max_by_key(|(_, pane)| pane.waiting);
        all.filter(|(_, pane)| pane.waiting > 0).map(|(id, _)| *id)
    }

    /// What goes out next: lines before which no output waits, and where `with_output`, output of the
    /// panes that are shown to the client.
    pub fn next(
        &mut self,
        with_output: bool,
        now: u64,
        patience: Patience,
        is_shown: impl Fn(PaneId) -> bool,
    ) -> Option<News> {
        let mut out = Vec::new();
        self.take_lines(&mut out);
        while with_output && out.len() < AT_ONCE && !self.turns.is_empty() && !self.is_open() {
            let room = (AT_ONCE - out.len()) / self.turns.len() / GROWS;
            let limit = room.max(LEAST);
            for _ in 0..self.turns.len() {
                if out.len() >= AT_ONCE || self.is_open() {
                    break;
                }
                let Some(id) = self.turns.pop_front() else { break };
                if !is_shown(id) {
                    self.discard(id);
                } else if self.is_late(id, now, patience) {
                    self.turns.push_front(id);
                    if !out.is_empty() {
                        return Some(News::Bytes(out));
                    }
                    return Some(match patience {
                        Patience::Ends => News::TooFarBehind,
                        Patience::Pauses(_) => {
                            self.set(id, Flow::Pause);
                            News::Paused(id)
                        }
                    });
                } else if self.take(id, limit, now, patience, &mut out) {
                    self.turns.push_back(id);
                }
                self.take_lines(&mut out);
            }
        }
        (!out.is_empty()).then_some(News::Bytes(out))
    }

    /// Whether a pane's oldest output has waited for too long.
    fn is_late(&self, id: PaneId, now: u64, patience: Patience) -> bool {
        let since = self.panes.get(&id).and_then(|pane| pane.parts.front()).map(|it| it.since);
        let age = since.map_or(0, |since| now.saturating_sub(since));
        match patience {
            Patience::Ends => age >= OLDEST,
            Patience::Pauses(after) => age > 0 && age >= after,
        }
    }

    /// Takes all lines before which no output waits.
    fn take_lines(&mut self, out: &mut Vec<u8>) {
        if self.lines.is_empty() {
            return;
        }
        let first = self.first_output();
        while self.lines.front().is_some_and(|(number, _)| *number < first) {
            let Some((_, line)) = self.lines.pop_front() else { break };
            self.waiting.0 -= line.len();
            out.extend_from_slice(&line);
        }
    }

    /// The number of the first output that waits.
    fn first_output(&self) -> u64 {
        let first = |id: &PaneId| self.panes.get(id)?.parts.front().map(|it| it.number);
        self.turns.iter().filter_map(first).min().unwrap_or(u64::MAX)
    }

    /// Takes a pane's output, so many bytes of it at the most. Whether there is more.
    fn take(
        &mut self,
        id: PaneId,
        limit: usize,
        now: u64,
        patience: Patience,
        out: &mut Vec<u8>,
    ) -> bool {
        let line = self.lines.front().map(|(number, _)| *number);
        let Some(pane) = self.panes.get_mut(&id) else { return false };
        let age = pane.parts.front().map_or(0, |part| now.saturating_sub(part.since));
        // Writing to memory cannot fail.
        let _ = match patience {
            Patience::Ends => write!(out, "%output {id} "),
            Patience::Pauses(_) => write!(out, "%extended-output {id} {age} : "),
        };
        let mut used = 0;
        while used < limit {
            let Some(part) = pane.parts.front_mut() else { break };
            let rest = &part.bytes[part.taken..];
            let count = rest.len().min(limit - used);
            escape(&rest[..count], out);
            (part.taken, used) = (part.taken + count, used + count);
            if part.taken < part.bytes.len() {
                break;
            }
            pane.parts.pop_front();
            // A line may be next.
            if line.is_some_and(|line| pane.parts.front().is_none_or(|it| line < it.number)) {
                break;
            }
        }
        out.push(b'\n');
        pane.waiting -= used;
        self.waiting.1 -= used;
        !pane.parts.is_empty()
    }
}

/// Appends what a program wrote as a line can have it: control characters and backslashes in octal,
/// all else as it is.
fn escape(bytes: &[u8], out: &mut Vec<u8>) {
    let is_plain = |byte: &u8| *byte >= b' ' && *byte != b'\\';
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| !is_plain(byte)) {
        out.extend_from_slice(&rest[..at]);
        let byte = rest[at];
        out.extend_from_slice(&[
            b'\\',
            b'0' + (byte >> 6),
            b'0' + ((byte >> 3) & 7),
            b'0' + (byte & 7),
        ]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(id: PaneId) -> bool {
        id.0 < 4
    }

    fn all(queue: &mut Queue, now: u64, patience: Patience) -> String {
        let mut all = Vec::new();
        while let Some(news) = queue.next(true, now, patience, shown) {
            match news {
                News::Bytes(bytes) => all.extend_from_slice(&bytes),
                News::Paused(id) => all.extend_from_slice(format!("paused {id}\n").as_bytes()),
                News::TooFarBehind => {
                    all.extend_from_slice(b"too far behind\n");
                    break;
                }
            }
        }
        String::from_utf8_lossy(&all).into_owned()
    }

    #[test]
    fn bytes_are_escaped_where_they_would_break_a_line() {
        let mut out = Vec::new();
        escape(b"a\\b\x00\x1b[m\r\n\x7f\xff", &mut out);
        assert_eq!(out, b"a\\134b\\000\\033[m\\015\\012\x7f\xff");
    }

    #[test]
    fn lines_wait_for_the_output_before_them() {
        let mut queue = Queue::default();
        queue.line(b"first\n".to_vec());
        queue.output(PaneId(1), b"one", 0);
        queue.line(b"second\n".to_vec());
        queue.output(PaneId(1), b"two", 0);
        let lines = |news| matches!(news, Some(News::Bytes(bytes)) if bytes == b"first\n");
        assert!(lines(queue.next(false, 0, Patience::Ends, shown)));
        assert_eq!(queue.next(false, 0, Patience::Ends, shown), None);
        let told = all(&mut queue, 0, Patience::Ends);
        assert_eq!(told, "%output %1 one\nsecond\n%output %1 two\n");
        assert!(queue.is_empty() && queue.waiting == (0, 0));
    }

    #[test]
    fn output_waits_where_lines_belong_together() {
        let mut queue = Queue::default();
        queue.output(PaneId(1), b"before", 0);
        queue.open();
        queue.line(b"first\n".to_vec());
        queue.output(PaneId(1), b"meanwhile", 0);
        queue.output(PaneId(2), b"there", 0);
        let told = all(&mut queue, 0, Patience::Ends);
        assert!(told.starts_with("%output %1 before\n") && told.ends_with("first\n"), "{told}");
        assert!(!told.contains("meanwhile"), "{told}");
        queue.output(PaneId(2), b"too", 0);
        queue.line(b"second\n".to_vec());
        assert_eq!(all(&mut queue, 0, Patience::Ends), "second\n");
        queue.close();
        queue.line(b"third\n".to_vec());
        let told = all(&mut queue, 0, Patience::Ends);
        assert!(told.contains("%1 meanwhile\n") && told.contains("%2 theretoo\n"), "{told}");
        assert!(told.ends_with("third\n"), "{told}");
        assert!(queue.is_empty() && queue.waiting == (0, 0));
    }

    #[test]
    fn panes_have_their_turns_and_those_not_shown_have_none() {
        let mut queue = Queue::default();
        queue.output(PaneId(1), &[b'x'; 40_000], 0);
        queue.output(PaneId(2), b"y", 0);
        queue.output(PaneId(9), b"nobody", 0);
        queue.line(b"end\n".to_vec());
        let told = all(&mut queue, 0, Patience::Ends);
        let second = told.find("%output %2 y\n").unwrap();
        assert!(second < 10_000, "{second}");
        assert!(!told.contains("nobody") && told.ends_with("end\n"));
        assert_eq!(told.matches('x').count(), 40_000);
    }

    #[test]
    fn what_is_too_old_pauses_its_pane_or_is_the_end() {
        let mut queue = Queue::default();
        let pauses = Patience::Pauses(1000);
        queue.output(PaneId(1), b"young", 1_500);
        queue.output(PaneId(2), b"old", 500);
        let told = all(&mut queue, 1_700, pauses);
        assert_eq!(told, "%extended-output %1 200 : young\npaused %2\n");
        queue.output(PaneId(2), b"lost", 1_700);
        assert_eq!(all(&mut queue, 1_700, pauses), "");
        assert!(queue.set(PaneId(2), Flow::Continue) && !queue.set(PaneId(2), Flow::Continue));
        queue.output(PaneId(2), b"more", 1_700);
        assert_eq!(all(&mut queue, 1_700, pauses), "%extended-output %2 0 : more\n");
        queue.output(PaneId(2), b"very old", 2_000);
        assert_eq!(all(&mut queue, 400_000, Patience::Ends), "too far behind\n");
    }

    #[test]
    fn a_pane_that_is_off_is_on_again_from_then_on() {
        let mut queue = Queue::default();
        queue.output(PaneId(1), b"one", 0);
        assert!(queue.set(PaneId(1), Flow::Off));
        queue.output(PaneId(1), b"two", 0);
        assert!(queue.set(PaneId(1), Flow::On) && !queue.set(PaneId(3), Flow::On));
        queue.output(PaneId(1), b"three", 0);
        assert_eq!(all(&mut queue, 0, Patience::Ends), "%output %1 three\n");
    }

    proptest! {
        /// Whatever comes, all of it goes out, each pane's in its order.
        #[test]
        fn nothing_is_lost(parts in prop::collection::vec((0..3u32, ".{0,40}"), 0..40)) {
            let mut queue = Queue::default();
            for (pane, text) in &parts {
                match pane {
                    0 => queue.line(b"!\n".to_vec()),
                    pane => drop(queue.output(PaneId(*pane), text.as_bytes(), 0)),
                }
            }
            let told = all(&mut queue, 0, Patience::Ends);
            for pane in 1..3u32 {
                let put = parts.iter().filter(|it| it.0 == pane).map(|it| it.1.as_bytes());
                let mut expected = Vec::new();
                put.for_each(|bytes| escape(bytes, &mut expected));
                let head = format!("%output %{pane} ");
                let got: String = told.lines().filter_map(|it| it.strip_prefix(&head)).collect();
                prop_assert_eq!(got, String::from_utf8_lossy(&expected));
            }
            let lines = parts.iter().filter(|it| it.0 == 0).count();
            prop_assert_eq!(told.lines().filter(|line| *line == "!").count(), lines);
            prop_assert!(queue.is_empty() && queue.waiting == (0, 0));
        }
    }
}
