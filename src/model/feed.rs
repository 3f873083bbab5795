//! What clients are given as they take it: what happens (`events`, `record`), and what is too long to
//! be made at once (`capture-pane`). Each takes its part when it has room for it, so one that does not
//! read costs nobody anything.

use super::capture::Capture;
use super::event_log::Reader;
use super::recording::Recording;

/// What a client follows.
#[derive(Debug)]
pub enum Feed {
    /// What happens.
    Events(Reader),
    /// What a pane's program writes.
    Recording(Box<Recording>),
    /// Rows of a pane as they were; it is over when all of them were taken.
    Capture(Box<Capture>),
}
