//! What runs in a pane's foreground. Nobody tells us when that changes, but a program that
//! comes or goes writes something: so one looks a moment after output, and when somebody asks.

use crate::model::change::Change;
use crate::model::id::PaneId;

use super::event::Foreground;

use super::Server;

/// Milliseconds after output until one looks.
const MOMENT: u64 = 250;

/// So many panes can be looked at whenever somebody asks for something.
const FEW: usize = 16;

/// What the variables about that begin with.
const ABOUT: &str = "pane_current_";

/// A pane whose foreground may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    /// When to look, in milliseconds.
    pub due: u64,
    /// When something happened there last.
    touched: u64,
}

impl Server {
    /// Something happened in a pane: what runs there may have changed.
    pub fn touch(&mut self, pane: PaneId) {
        let touched = self.model.clock.millis;
        let due = touched + MOMENT;
        self.stale.entry(pane).or_insert(Stale { due, touched }).touched = touched;
    }

    /// The panes to be looked at now.
    pub fn take_stale(&mut self) -> Vec<PaneId> {
        self.take(false)
    }

    /// The same, or all that may have changed where `at_once`. One is done with when nothing has
    /// happened there for a moment: what a program wrote before it started another one says nothing
    /// about that.
    fn take(&mut self, at_once: bool) -> Vec<PaneId> {
        let now = self.model.clock.millis;
        let due = |(pane, stale): (&PaneId, &Stale)| (at_once || stale.due <= now).then_some(*pane);
        let panes: Vec<PaneId> = self.stale.iter().filter_map(due).collect();
        self.stale.retain(|_, stale| {
            let again = stale.touched + MOMENT;
            if stale.due <= now {
                stale.due = again;
            }
            again > now
        });
        panes
    }

    /// The panes to be looked at since somebody asks for something: those that may have changed, and
    /// where it is about what runs in them, or they are few, all. For a program may become another
    /// one without a word.
    pub fn asked_about(&mut self, argv: &[String]) -> Vec<PaneId> {
        let stale = self.take(true);
        let asked = || argv.iter().any(|word| word.contains(ABOUT));
        match self.model.graph.panes().len() <= FEW || asked() {
            true => self.model.graph.panes().map(|it| it.id).collect(),
            false => stale,
        }
    }

    /// What was seen there.
    pub fn foreground(&mut self, id: PaneId, Foreground { group, command, directory }: Foreground) {
        let Some(pane) = self.model.graph.pane_mut(id) else { return };
        // Of a program that has ended it stays known what it was.
        if pane.is_dead() {
            return;
        }
        pane.run.foreground = Some(group);
        let command = command.unwrap_or_default();
        if pane.run.current_command != command || pane.run.current_directory != directory {
            (pane.run.current_command, pane.run.current_directory) = (command, directory);
            self.model.name_window_of(id);
            self.model.graph.differs(Change::PaneAltered(id));
        }
        if let Some(pane) = self.model.graph.pane(id) {
            self.model.watches.looked(pane, self.model.clock.millis);
        }
    }
}
