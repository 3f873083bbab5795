//! Groups: sessions that have the same windows at the same indexes, each with a current one of its
//! own (`new-session -t`). What happens to the windows of one happens to those of all.

use std::collections::BTreeMap;

use super::Graph;
use super::session::Session;
use crate::model::Model;
use crate::model::change::Change;
use crate::model::id::{SessionId, WindowId};

/// All groups by name, each with its sessions in the order in which they came, and the group of each
/// session that is in one.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Groups {
    all: BTreeMap<String, Vec<SessionId>>,
    of: BTreeMap<SessionId, String>,
}

impl Groups {
    fn add(&mut self, name: &str, session: SessionId) {
        self.all.entry(name.to_owned()).or_default().push(session);
        self.of.insert(session, name.to_owned());
    }

    fn remove(&mut self, session: SessionId) {
        let Some(name) = self.of.remove(&session) else { return };
        if let Some(sessions) = self.all.get_mut(&name) {
            sessions.retain(|it| *it != session);
            if sessions.is_empty() {
                self.all.remove(&name);
            }
        }
    }
}

impl Graph {
    /// The group that a session is in.
    pub fn group_of(&self, session: SessionId) -> Option<&str> {
        self.groups.of.get(&session).map(String::as_str)
    }

    /// The sessions of a group, in the order in which they came.
    pub fn sessions_of_group(&self, name: &str) -> &[SessionId] {
        self.groups.all.get(name).map_or(&[], Vec::as_slice)
    }

    /// The sessions of the group that a session is in; none where it is in none.
    pub fn grouped_with(&self, session: SessionId) -> &[SessionId] {
        self.group_of(session).map_or(&[], |name| self.sessions_of_group(name))
    }

    /// Whether two sessions are in one group.
    pub fn are_grouped(&self, one: SessionId, other: SessionId) -> bool {
        one != other && self.group_of(one).is_some_and(|it| self.group_of(other) == Some(it))
    }

    /// All groups as they are kept.
    pub fn groups_kept(&self) -> Vec<(&str, &[SessionId])> {
        self.groups.all.iter().map(|(name, all)| (name.as_str(), all.as_slice())).collect()
    }

    /// Those that were kept: sessions of one that have not the same windows are in none.
    pub fn restore_groups(&mut self, kept: Vec<(String, Vec<SessionId>)>) {
        for (name, sessions) in kept {
            let first = sessions.iter().find_map(|id| self.session(*id));
            let Some(windows) = first.map(|it| it.windows.clone()) else { continue };
            for id in sessions {
                let is_so = self.session(id).is_some_and(|it| it.windows == windows);
                if is_so && self.group_of(id).is_none() {
                    self.groups.add(&name, id);
                }
            }
        }
    }

    /// A session joins a group.
    pub(super) fn join_group(&mut self, name: &str, session: SessionId) {
        if self.group_of(session).is_none() && self.has_session(session) {
            self.groups.add(name, session);
            let size = self.sessions_of_group(name).len();
            self.tell(Change::SessionGrouped(session, name.to_owned(), size));
        }
    }

    /// A session that is about to end leaves its group.
    pub(super) fn leave_group(&mut self, session: SessionId) {
        let Some(name) = self.group_of(session).map(str::to_owned) else { return };
        let size = self.sessions_of_group(&name).len();
        self.tell(Change::SessionUngrouped(session, name, size));
        self.groups.remove(session);
    }

    /// The other sessions of a group have the windows of this one from now on. One without any is
    /// about to end.
    pub(super) fn share_windows(&mut self, id: SessionId) {
        if self.groups.of.is_empty() {
            return;
        }
        let others = self.grouped_with(id).iter().copied().filter(|other| *other != id);
        let others: Vec<SessionId> = others.collect();
        let windows = self.session(id).map(|it| it.windows.clone()).unwrap_or_default();
        if windows.is_empty() {
            return;
        }
        for other in others {
            if self.session(other).is_some_and(|it| it.windows != windows) {
                self.alter_one_session(other, |session| session.take_windows(windows.clone()));
            }
        }
    }
}

impl Session {
    /// Has these windows instead of its own. What is current and what was stays at its index; where
    /// the same windows only have other indexes it goes with its window.
    fn take_windows(&mut self, windows: BTreeMap<u32, WindowId>) {
        let before = std::mem::replace(&mut self.windows, windows);
        let sorted = |all: &BTreeMap<u32, WindowId>| {
            let mut all: Vec<WindowId> = all.values().copied().collect();
            all.sort();
            all
        };
        let only_moved =
            !before.keys().eq(self.windows.keys()) && sorted(&before) == sorted(&self.windows);
        let now = |index: u32| match (only_moved, before.get(&index)) {
            (true, Some(window)) => self.index_of(*window),
            _ => self.windows.contains_key(&index).then_some(index),
        };
        let visited = self.visited.iter().filter_map(|index| now(*index)).collect();
        let current = now(self.current);
        self.visited = visited;
        let around = || {
            let below = self.windows.range(..self.current).next_back();
            below.or_else(|| self.windows.iter().next()).map(|(index, _)| *index)
        };
        if let Some(current) = current.or_else(|| self.last()).or_else(around) {
            self.visited.retain(|index| *index != current);
            self.current = current;
        }
    }
}

impl Model {
    /// A session that is to be in the group of another, or of that name, has its windows.
    pub fn share_from(&mut self, session: SessionId, other: SessionId) -> bool {
        let Some(windows) = self.graph.session(other).map(|it| it.windows.clone()) else {
            return false;
        };
        let first = windows.keys().next().copied().unwrap_or(0);
        self.graph
            .alter_one_session(session, |it| (it.windows, it.current) = (windows, first))
            .is_some()
    }

    /// A session that was restored is in its group again, where those of the group have a window with
    /// it, or nobody is in it: then all have the windows of all. A group that has only its name is
    /// another one.
    pub fn regroup(&mut self, name: &str, session: SessionId) {
        let windows = |id: SessionId| self.graph.session(id).map(|it| it.windows.clone());
        let Some(mut all) = windows(session) else { return };
        if let Some(theirs) = self.graph.sessions_of_group(name).first().copied().and_then(windows)
        {
            if !theirs.values().any(|window| all.values().any(|own| own == window)) {
                return;
            }
            for (index, window) in theirs {
                if !all.values().any(|own| *own == window) {
                    let index = (index..).find(|index| !all.contains_key(index)).unwrap_or(index);
                    all.insert(index, window);
                }
            }
            self.graph.alter_one_session(session, |it| it.windows = all);
        }
        self.graph.join_group(name, session);
        self.graph.share_windows(session);
    }

    /// A session joins a group by its name, after the one whose it is to be where that is in none yet.
    pub fn group_sessions(&mut self, name: &str, other: Option<SessionId>, session: SessionId) {
        other.into_iter().for_each(|other| self.graph.join_group(name, other));
        self.graph.join_group(name, session);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_current_stays_where_it_is_or_goes_with_its_window() {
        let windows = |all: &[(u32, u32)]| {
            all.iter().map(|(index, window)| (*index, WindowId(*window))).collect()
        };
        let check = |now: &[(u32, u32)], current, visited: &[u32]| {
            let mut session = Session::of_windows(windows(&[(0, 0), (1, 1), (3, 3)]), 1);
            session.visited = vec![0, 3];
            session.take_windows(windows(now));
            assert_eq!((session.current, &session.visited[..]), (current, visited), "{now:?}");
        };
        // Another came, one went that was not current, one that was.
        check(&[(0, 0), (1, 1), (2, 2), (3, 3)], 1, &[0, 3]);
        check(&[(1, 1), (3, 3)], 1, &[3]);
        check(&[(0, 0), (3, 3)], 3, &[0]);
        check(&[(5, 5), (6, 6)], 5, &[]);
        // Two changed places, and all got other numbers.
        check(&[(0, 1), (1, 0), (3, 3)], 1, &[0, 3]);
        check(&[(1, 0), (2, 1), (3, 3)], 2, &[1, 3]);
    }
}
