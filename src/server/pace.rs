//! How much is read of a pane's program at once: while somebody types, less of what others write. And
//! whether somebody types, for whoever else can wait a moment.

use crate::model::id::PaneId;

use super::Server;

/// How long after a key the next is likely, in milliseconds.
const TYPING: u64 = 1000;

/// How much is read of a pane's program at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Nobody types: as fast as it writes.
    Large,
    /// Somebody types into it: their turn is never far.
    Small,
    /// Somebody types elsewhere: so much and then a rest, so that a flood leaves the processors
    /// to what the person waits for.
    Rationed,
}

impl Server {
    /// Whether somebody types: their next key is likely to come soon.
    pub fn somebody_types(&self) -> bool {
        self.is_recent(self.model.typed)
    }

    fn is_recent(&self, typed: u64) -> bool {
        typed > 0 && self.model.clock.millis < typed + TYPING
    }

    /// The share of a pane.
    pub fn share(&self, pane: PaneId) -> Share {
        if self.model.graph.pane(pane).is_some_and(|pane| self.is_recent(pane.typed)) {
            Share::Small
        } else if self.somebody_types() {
            Share::Rationed
        } else {
            Share::Large
        }
    }
}
