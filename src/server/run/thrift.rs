//! Memory that was freed goes back to the system. The allocator keeps it, so that a history of
//! millions of lines that was looked at once would be paid for until the server ends; giving it back
//! takes time, so that is done a little later, when it keeps nobody waiting.
//!
//! Nothing is looked at on time's account: when a client is through or a pane is closed, what is
//! free is asked for, and only where that is much more than before is there a deadline.

use std::time::{Duration, Instant};

use crate::os::memory;

/// So many bytes more than before are worth it.
const MUCH: usize = 4 << 20;
/// How much later.
const LATER: Duration = Duration::from_millis(300);

/// What is known of free memory.
#[derive(Debug, Default)]
pub struct Thrift {
    /// What was free after giving back, in bytes: it is in parts of pages, or gone already.
    known: usize,
    /// When to give back.
    due: Option<Instant>,
}

impl Thrift {
    /// Something is gone that may have been large.
    pub fn something_went(&mut self) {
        let unused = memory::unused();
        self.known = self.known.min(unused);
        if self.due.is_none() && unused > self.known + MUCH {
            self.due = Some(Instant::now() + LATER);
        }
    }

    /// When to be called next.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Gives back, if it is time.
    pub fn give_back(&mut self) {
        if self.due.is_some_and(|due| due <= Instant::now()) {
            memory::give_back();
            (self.known, self.due) = (memory::unused(), None);
        }
    }
}
