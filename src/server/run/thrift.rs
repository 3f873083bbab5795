//! Memory that was freed goes back to the system. The allocator keeps it, so that a history of
//! millions of lines that was looked at once would be paid for until the server ends; giving it back
//! takes time, so that is done a little later, when it keeps nobody waiting.
//!
//! When a client is through, a pane is closed or its program has gone quiet, what is free is asked for a little later, once for
//! all that went meanwhile: the allocator counts it, and has much to count where it is in many parts.
//! Only where that is much more than before is it given back.

use std::time::{Duration, Instant};

use crate::os::memory;

/// So many bytes more than before are worth it.
const MUCH: usize = 1 << 20;
/// How much later.
const LATER: Duration = Duration::from_millis(300);

/// What is known of free memory.
#[derive(Debug, Default)]
pub struct Thrift {
    /// What was free after giving back, in bytes: it is in parts of pages, or gone already.
    known: usize,
    /// When to look.
    due: Option<Instant>,
}

impl Thrift {
    /// Something is gone that may have been large.
    pub fn something_went(&mut self) {
        self.due.get_or_insert_with(|| Instant::now() + LATER);
    }

    /// When to be called next.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Gives back what is worth it, if it is time.
    pub fn give_back(&mut self) {
        if self.due.is_some_and(|due| due <= Instant::now()) {
            self.due = None;
            let unused = memory::unused();
            self.known = self.known.min(unused);
            if unused > self.known + MUCH {
                memory::give_back();
                self.known = memory::unused();
            }
        }
    }
}
