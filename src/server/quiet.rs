//! Panes that fall quiet: each that wrote something is looked at once nothing has come for as
//! long as `output-quiet-time` says. Nothing is looked at after that until it writes again, and
//! nothing at all while nobody follows what happens.

use crate::model::change::Change;
use crate::model::id::PaneId;

use super::Server;

/// A pane that wrote something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// When to look, in milliseconds.
    due: u64,
    /// When it wrote last.
    wrote: u64,
}

impl Server {
    /// A pane wrote something.
    pub fn wrote(&mut self, pane: PaneId) {
        let now = self.model.clock.millis;
        if let Some(watched) = self.quiet.get_mut(&pane) {
            watched.wrote = now;
            return;
        }
        if !self.outlets.is_watched() {
            return;
        }
        let time = self.quiet_time();
        if time > 0 {
            self.quiet.insert(pane, Watched { due: now + time, wrote: now });
        }
    }

    /// How long nothing must come, in milliseconds; 0 for never.
    fn quiet_time(&self) -> u64 {
        self.model.server().number("output-quiet-time").max(0) as u64 * 1000
    }

    /// When to look next, in milliseconds.
    pub fn quiet_due(&self) -> Option<u64> {
        self.quiet.values().map(|watched| watched.due).min()
    }

    /// Tells of the panes that are quiet now.
    pub fn tell_quiet(&mut self) {
        let (now, time) = (self.model.clock.millis, self.quiet_time());
        let mut quiet = Vec::new();
        self.quiet.retain(|pane, watched| {
            if watched.due > now {
                return true;
            }
            watched.due = watched.wrote + time;
            let is_quiet = watched.due <= now;
            if is_quiet {
                quiet.push((*pane, now - watched.wrote));
            }
            !is_quiet
        });
        quiet.retain(|(pane, _)| self.model.graph.has_pane(*pane));
        for (pane, millis) in quiet {
            self.model.graph.tell(Change::OutputQuiet(pane, millis));
        }
    }
}
