//! Sessions whose program failed when nobody looked: they are kept, with what it wrote, until
//! somebody removes them, as `spawn` keeps what it ran. They are in nobody's way meanwhile:
//! `has-session` does not find them, nobody comes to one without naming it, and a new session
//! may have its name.

use crate::language::signal;

use super::Model;
use super::effect::{PaneEffect, Receiver};
use super::id::{PaneId, SessionId};
use super::resolve::Place;
use super::run::Ended;

/// Bytes of history that all of them may hold together; the newest may hold more by itself, as
/// much as any pane.
const MOST_BYTES: usize = 64 << 20;

impl Model {
    /// The session that is to be kept, now that a pane's program ended so: one that would end
    /// with it, where that was a failure that nobody asked for or saw, and nobody said what is to
    /// be done.
    pub fn session_to_keep(&self, pane: PaneId, ended: Ended) -> Option<SessionId> {
        let it = self.graph.pane(pane)?;
        let failed = ended.status() != 0 && !it.run.stopped;
        let wanted = failed && self.server().number("keep-failed") > 0;
        if !wanted || self.pane_lookup(pane).is_set("remain-on-exit") {
            return None;
        }
        let window = self.graph.window_of(pane)?;
        let mut sessions = self.sessions_with(window);
        let session = sessions.next().filter(|it| it.beside.is_none() && it.windows.len() == 1)?;
        let is_last = sessions.next().is_none() && self.graph.window(window)?.panes().len() == 1;
        let is_seen =
            self.attached_to(session.id).next().is_some() || self.bound_to(pane).next().is_some();
        let goes = self.session_lookup(Some(session.id)).flag("destroy-unattached");
        (is_last && !is_seen && !goes).then_some(session.id)
    }

    /// Keeps a session whose program failed; the oldest of those that are kept so make room.
    pub fn keep_session(&mut self, id: SessionId) {
        self.graph.keep_session(id, true);
        let mut kept: Vec<(i64, SessionId, usize)> = Vec::new();
        for session in self.graph.sessions_kept() {
            let panes = self.panes_of(session.id).filter_map(|pane| self.graph.pane(pane));
            let (mut ended, mut bytes) = (0, 0);
            for pane in panes {
                ended = pane.run.ended_at.max(ended);
                bytes += pane.terminal.history().bytes();
            }
            kept.push((ended, session.id, bytes));
        }
        kept.sort_unstable_by_key(|(ended, session, _)| std::cmp::Reverse((*ended, *session)));
        let most = usize::try_from(self.server().number("keep-failed")).unwrap_or(0);
        let mut held = 0;
        for (at, (_, session, bytes)) in kept.into_iter().enumerate() {
            held += bytes;
            if at > 0 && (at >= most || held > MOST_BYTES) {
                self.remove_session(session);
            }
        }
    }

    /// The session of that name that is kept and in nobody's way.
    pub fn kept_named(&self, name: &str) -> Option<SessionId> {
        self.session_named(name).filter(|session| session.kept).map(|session| session.id)
    }

    /// The session that was kept last of those that are there.
    pub fn newest_kept(&self) -> Option<SessionId> {
        self.graph.sessions_kept().max_by_key(|it| it.recency()).map(|session| session.id)
    }

    /// Sends a signal to what is in a pane. The end that one asks for is no failure.
    pub fn send_signal(&mut self, id: PaneId, to: Receiver, signal: i32) {
        if signal::asks_to_end(signal)
            && let Some(pane) = self.graph.alter_pane(id)
        {
            pane.run.stopped = true;
        }
        self.ask_pane(id, PaneEffect::Signal(to, signal));
    }

    /// A pane's program runs again: its session is as any other.
    pub fn is_back(&mut self, pane: PaneId) {
        let session = Place::of_pane(self, pane).session;
        session.into_iter().for_each(|id| self.graph.keep_session(id, false));
    }
}
