//! What a program said that reads a client in control mode: what of the panes' output it wants, and
//! as how large it counts.

use std::collections::BTreeMap;

use crate::geometry::Size;

use super::id::WindowId;

/// The most windows that one gives a size of its own.
pub const MOST_SIZES: usize = 1000;

/// How a client in control mode is told of things, and as how large it counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Control {
    /// It is told nothing of what programs write (`no-output`).
    pub no_output: bool,
    /// When it is to end it goes on reading until its program says so too (`wait-exit`).
    pub wait_exit: bool,
    /// Output that has waited for so many milliseconds is left out, and the pane paused for it
    /// (`pause-after`).
    pub pause_after: Option<u64>,
    /// It said how large it is; until then it does not count for the sizes of windows.
    pub sized: bool,
    /// How large single windows are to be for it, whatever its own size.
    pub sizes: BTreeMap<WindowId, Size>,
}

impl Control {
    /// Whether it counts for the sizes of windows.
    pub fn counts(&self) -> bool {
        self.sized || !self.sizes.is_empty()
    }
}
