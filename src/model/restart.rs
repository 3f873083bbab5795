//! Programs that run again where they did, below what they wrote before: because somebody says so
//! (`start`, `restart`), or by `spawn --restart`, each time after a longer pause.

use super::Model;
use super::change::Change;
use super::effect::PaneEffect;
use super::graph::Launch;
use super::id::PaneId;
use super::mode::Modes;
use super::pane::Pane;
use super::resolve::Place;
use super::run::Ended;

/// The first pause, in milliseconds; each is twice as long as the one before.
const SHORTEST: u64 = 100;

/// The longest.
const LONGEST: u64 = 60_000;

/// What has run for so many milliseconds ran well: the next pause is the shortest again.
const RAN_WELL: u64 = 10_000;

/// Which ends a program comes back from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Policy {
    /// Failures, so many times in a row at the most.
    OnFailure(Option<u32>),
    /// All that nobody asked for.
    Always,
}

/// How a pane's program comes back by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Restart {
    /// When.
    pub policy: Policy,
    /// How often it has in a row.
    tries: u32,
    /// The next pause, in milliseconds.
    pause: u64,
}

impl Restart {
    /// One that has not come back yet.
    pub fn new(policy: Policy) -> Self {
        Self { policy, tries: 0, pause: SHORTEST }
    }

    /// The pause after a program that ran for `ran` milliseconds ended so; `None` where it does not
    /// come back.
    fn after(&mut self, ended: Ended, ran: u64) -> Option<u64> {
        if ran >= RAN_WELL {
            *self = Self::new(self.policy);
        }
        let comes_back = match self.policy {
            Policy::Always => true,
            Policy::OnFailure(most) => {
                ended.status() != 0 && most.is_none_or(|most| self.tries < most)
            }
        };
        let pause = self.pause;
        self.tries += 1;
        self.pause = (pause * 2).min(LONGEST);
        comes_back.then_some(pause)
    }
}

impl Model {
    /// A pane's program ended: it may be one that runs again, now or later. Whether it is.
    pub fn comes_back(&mut self, id: PaneId, ended: Ended) -> bool {
        let now = self.clock.millis;
        let Some(pane) = self.graph.pane_mut(id) else { return false };
        let ran = now.saturating_sub(pane.run.began);
        let pause = match (&mut pane.restart, pane.run.stopped) {
            _ if pane.run.again => Some(0),
            (Some(restart), false) => restart.after(ended, ran),
            _ => None,
        };
        let Some(pause) = pause else { return false };
        self.graph.tell(Change::PaneDied(id, ended.status()));
        match pause {
            0 => self.start_again(id),
            _ => drop(self.restarts.insert(id, now + pause)),
        }
        true
    }

    /// What a pane's program does, in a word.
    pub fn state_of(&self, pane: &Pane) -> &'static str {
        match pane.run.ended {
            None => "running",
            Some(_) if pane.run.waits() => "waiting",
            Some(_) if self.restarts.contains_key(&pane.id) => "restarting",
            Some(_) => "exited",
        }
    }

    /// Starts what is due to run again.
    pub fn restart_due(&mut self) {
        let now = self.clock.millis;
        let due = |(id, at): (&PaneId, &u64)| (*at <= now).then_some(*id);
        let due: Vec<PaneId> = self.restarts.iter().filter_map(due).collect();
        due.into_iter().for_each(|id| self.start_again(id));
    }

    /// A pane's program is not to come back by itself, until somebody starts it again.
    pub fn give_up_restarts(&mut self, id: PaneId) {
        self.restarts.remove(&id);
        if let Some(pane) = self.graph.alter_pane(id) {
            pane.run.stopped = true;
        }
    }

    /// Starts what a pane ran last, in the same place. What was on the screen is above it.
    pub fn start_again(&mut self, id: PaneId) {
        self.restarts.remove(&id);
        let Some(session) = Place::of_pane(self, id).session else { return };
        self.make_room(id);
        let now = self.clock;
        let Some(pane) = self.graph.alter_pane(id) else { return };
        pane.run = pane.run.anew(now);
        pane.restarts += 1;
        self.ask_pane(id, PaneEffect::Close);
        self.graph.alter_modes(id, Modes::end_copying);
        self.is_back(id);
        self.spawn(session, id, &Launch::default());
    }

    /// Moves what is on a pane's screen into the history, but for what pmux itself wrote there, and
    /// gives the next program a terminal that is as new.
    fn make_room(&mut self, id: PaneId) {
        let Some(pane) = self.graph.pane_mut(id) else { return };
        // Whatever the program was in the midst of: a sequence, the alternate screen, a region.
        pane.terminal.feed(b"\x18");
        if pane.terminal.is_alternate() {
            pane.terminal.feed(b"\x1b[?1049l");
        } else if pane.run.epitaph {
            let mut row = pane.terminal.cursor().at.y;
            while row > 0 && pane.terminal.is_wrapped(row - 1) {
                row -= 1;
            }
            pane.terminal.feed(format!("\x1b[?6l\x1b[{};1H\x1b[J", row + 1).as_bytes());
        }
        pane.terminal.feed(b"\x1b[?6l\x1b[r");
        let rows = usize::from(self.rows_of_text(id));
        let Some(pane) = self.graph.pane_mut(id) else { return };
        let last = pane.terminal.size().rows;
        pane.terminal.feed(format!("\x1b[{last};1H{}", "\n".repeat(rows)).as_bytes());
        pane.terminal.reset();
        self.graph.tell(Change::PaneReset(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_until_it_runs_well() {
        let mut restart = Restart::new(Policy::Always);
        let mut after = |ran| restart.after(Ended::Exited(0), ran);
        let pauses: Vec<_> = (0..12).filter_map(|_| after(5)).collect();
        assert_eq!(pauses[..4], [100, 200, 400, 800]);
        assert_eq!(pauses[9..], [51_200, 60_000, 60_000]);
        assert_eq!(after(10_000), Some(100));
    }

    #[test]
    fn failures_are_come_back_from_so_many_times_in_a_row() {
        let mut restart = Restart::new(Policy::OnFailure(Some(2)));
        let mut after = |status, ran| restart.after(Ended::Exited(status), ran).is_some();
        assert!(!after(0, 20_000));
        assert!(after(1, 20_000) && after(1, 0) && !after(1, 0));
        assert!(after(1, 20_000));
    }
}
