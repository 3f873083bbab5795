//! A session: windows at indexes, one of them current. What a client attaches to.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::environment::Environment;
use crate::model::id::{SessionId, WindowId};
use crate::model::options::Options;

/// A session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Its name; no other session has it.
    pub name: String,
    /// Its windows by index. Never empty but for the moment before it ends.
    pub windows: BTreeMap<u32, WindowId>,
    /// The index of the current window.
    pub current: u32,
    /// Indexes that were current before, the latest last.
    pub visited: Vec<u32>,
    /// When it was made, in seconds of Unix time.
    pub created: i64,
    /// When somebody last did something in it, likewise.
    pub activity: i64,
    /// The activity after which `lock-after-time` has locked it already.
    pub locked: Option<i64>,
    /// When a client was last attached, likewise.
    pub last_attached: Option<i64>,
    /// Where its windows start.
    #[serde(with = "crate::model::state::path")]
    pub cwd: PathBuf,
    /// Its environment, over the server's.
    pub environment: Environment,
    /// The session whose program its own was started beside (`exec`): it ends with that one, and
    /// nobody comes to it who did not name it.
    pub beside: Option<SessionId>,
    /// Its program failed when nobody looked: it is kept, and in nobody's way.
    pub kept: bool,
    /// Its options.
    pub options: Options,
}

/// How lately a session was used: the more the later, and no two sessions' are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recency {
    activity: i64,
    created: i64,
    id: SessionId,
}

impl Recency {
    /// Whose it is.
    pub fn id(self) -> SessionId {
        self.id
    }
}

impl Session {
    /// The current window.
    pub fn window(&self) -> Option<WindowId> {
        self.windows.get(&self.current).copied()
    }

    /// The index of a window.
    pub fn index_of(&self, window: WindowId) -> Option<u32> {
        // Of several the one that is looked at.
        if self.windows.get(&self.current) == Some(&window) {
            return Some(self.current);
        }
        self.windows.iter().find(|(_, id)| **id == window).map(|(index, _)| *index)
    }

    /// How lately it was used.
    pub fn recency(&self) -> Recency {
        Recency { activity: self.activity, created: self.created, id: self.id }
    }

    /// Whether one may come to it without naming it.
    pub fn is_in_sight(&self) -> bool {
        self.beside.is_none() && !self.kept
    }

    /// Makes the window at `index` current.
    pub(super) fn select(&mut self, index: u32) -> bool {
        if !self.windows.contains_key(&index) {
            return false;
        }
        if index != self.current {
            self.visited.retain(|&seen| seen != index && seen != self.current);
            self.visited.push(self.current);
            self.current = index;
        }
        true
    }

    /// The index that was current before.
    pub fn last(&self) -> Option<u32> {
        self.visited.iter().rev().copied().find(|index| self.windows.contains_key(index))
    }

    /// The index `by` windows further on (or, negative, back), round the end.
    pub fn step(&self, from: u32, by: i64) -> u32 {
        let indexes: Vec<u32> = self.windows.keys().copied().collect();
        let at = indexes.iter().position(|&index| index == from).unwrap_or(0) as i64;
        match indexes.len() as i64 {
            0 => from,
            count => indexes[(at + by).rem_euclid(count) as usize],
        }
    }

    /// The lowest free index from `base` up.
    pub fn free_index(&self, base: u32) -> u32 {
        (base..).find(|index| !self.windows.contains_key(index)).unwrap_or(u32::MAX)
    }

    /// Makes room at `index`: windows in a row from there move up by one.
    pub(super) fn make_room(&mut self, index: u32) {
        let end = self.free_index(index);
        for from in (index..end).rev() {
            if let Some(window) = self.windows.remove(&from) {
                self.windows.insert(from + 1, window);
            }
        }
        self.map_indexes(|seen| match (index..end).contains(&seen) {
            true => seen + 1,
            false => seen,
        });
    }

    /// The window at `index` is about to go. If it is current, the one before it in time, or its
    /// neighbour, becomes current.
    pub(super) fn leave(&mut self, index: u32) {
        self.visited.retain(|&seen| seen != index);
        if self.current == index {
            let before = self.windows.range(..index).next_back().map(|(index, _)| *index);
            let neighbour = || self.windows.keys().copied().find(|other| *other != index);
            if let Some(next) = self.last().or(before).or_else(neighbour) {
                self.visited.retain(|&seen| seen != next);
                self.current = next;
            }
        }
    }

    /// Numbers the windows anew from `base`, in order.
    pub(super) fn renumber(&mut self, base: u32) {
        let old: Vec<u32> = self.windows.keys().copied().collect();
        let new = |index: u32| {
            let at = old.iter().position(|&seen| seen == index);
            at.map_or(index, |at| base + at as u32)
        };
        self.windows = self.windows.iter().map(|(&index, &window)| (new(index), window)).collect();
        self.map_indexes(new);
    }

    fn map_indexes(&mut self, map: impl Fn(u32) -> u32) {
        self.current = map(self.current);
        self.visited.iter_mut().for_each(|index| *index = map(*index));
    }
}

#[cfg(test)]
impl Session {
    /// One of these windows.
    pub(super) fn of_windows(windows: BTreeMap<u32, WindowId>, current: u32) -> Self {
        Self {
            id: SessionId(0),
            name: "s".into(),
            windows,
            current,
            visited: Vec::new(),
            created: 0,
            activity: 0,
            locked: None,
            last_attached: None,
            cwd: "/".into(),
            environment: Environment::default(),
            beside: None,
            kept: false,
            options: Options::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(indexes: &[u32]) -> Session {
        let windows = indexes.iter().map(|&index| (index, WindowId(index)));
        Session::of_windows(windows.collect(), indexes[0])
    }

    #[test]
    fn selecting_remembers_where_one_was() {
        let mut s = session(&[0, 1, 2]);
        assert!(s.select(1) && s.select(2) && !s.select(9));
        assert_eq!(s.last(), Some(1));
        s.leave(2);
        s.windows.remove(&2);
        assert_eq!((s.current, s.last()), (1, Some(0)));
        assert_eq!((s.step(1, 1), s.step(0, -1)), (0, 1));
    }

    #[test]
    fn room_is_made_only_as_far_as_needed() {
        let mut s = session(&[0, 1, 3]);
        s.select(1);
        s.make_room(0);
        let windows: Vec<_> = s.windows.iter().map(|(index, id)| (*index, id.0)).collect();
        assert_eq!(windows, [(1, 0), (2, 1), (3, 3)]);
        assert_eq!((s.current, s.last()), (2, Some(1)));
        s.renumber(5);
        assert_eq!((s.current, s.windows.keys().copied().collect::<Vec<_>>()), (6, vec![5, 6, 7]));
    }
}
