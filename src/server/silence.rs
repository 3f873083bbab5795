//! `monitor-silence`: windows in which nothing is written for as long as somebody wants to know of. Where
//! nobody does nothing is kept and nothing is done; a window that is marked already is looked at again
//! once it was looked at by a person, or written in.

use crate::model::change::Alert;
use crate::model::id::WindowId;

use super::Server;
use super::alerts::SILENCE;

/// A window that is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// How long nothing is to be written, in milliseconds.
    time: u64,
    /// When that is so, in milliseconds of the clock, where somebody is to be told.
    due: Option<u64>,
}

impl Server {
    /// Which windows are watched, as their options say now.
    pub fn watch_silence(&mut self) {
        let windows: Vec<WindowId> = self.model.graph.windows().map(|window| window.id).collect();
        windows.into_iter().for_each(|window| self.watch_silence_of(window));
    }

    /// Whether a window is watched, as its options say now. With another time it is from now on.
    pub fn watch_silence_of(&mut self, window: WindowId) {
        let there = self.model.graph.has_window(window);
        let seconds = match there {
            true => self.model.window_lookup(Some(window)).number("monitor-silence").max(0),
            false => 0,
        };
        let time = (seconds as u64).saturating_mul(1000);
        let known = self.silences.get(&window).map_or(0, |watched| watched.time);
        if time == 0 {
            self.silences.remove(&window);
        } else if time != known {
            let due = self.model.clock.millis.saturating_add(time);
            self.silences.insert(window, Watched { time, due: Some(due) });
        }
    }

    /// Something happened in a window.
    pub fn break_silence(&mut self, window: WindowId) {
        // Almost always there is none.
        if self.silences.is_empty() {
            return;
        }
        if let Some(watched) = self.silences.get_mut(&window) {
            watched.due = Some(self.model.clock.millis.saturating_add(watched.time));
        }
    }

    /// A window's marks are others: one that is not marked any more is watched again.
    pub fn watch_silence_again(&mut self, window: WindowId) {
        let is_marked = self.model.graph.is_silent(window);
        let rests = self.silences.get(&window).is_some_and(|watched| watched.due.is_none());
        if rests && !is_marked {
            self.break_silence(window);
        }
    }

    /// When to look next, in milliseconds of the clock.
    pub fn silence_due(&self) -> Option<u64> {
        self.silences.values().filter_map(|watched| watched.due).min()
    }

    /// Tells of the windows that have been silent for long enough.
    pub fn tell_silence(&mut self) {
        let now = self.model.clock.millis;
        let is_due = |watched: &Watched| watched.due.is_some_and(|due| due <= now);
        let silent = self.silences.iter().filter(|(_, watched)| is_due(watched));
        for window in silent.map(|(window, _)| *window).collect::<Vec<_>>() {
            self.break_silence(window);
            let Some(pane) = self.model.graph.window(window).map(|it| it.active) else { continue };
            if self.model.graph.is_silent(window) {
                self.rest(window);
                continue;
            }
            if !self.is_seen(pane) {
                self.model.graph.mark_alert(window, Alert::Silence);
                self.rest(window);
            }
            self.alert(pane, window, &SILENCE);
        }
    }

    /// A window is marked: there is nothing more to tell of it.
    fn rest(&mut self, window: WindowId) {
        if let Some(watched) = self.silences.get_mut(&window) {
            watched.due = None;
        }
    }
}
