//! Monitors: formats that are looked at once a second, and whose changes are happenings
//! (`set-hook -B`). Where there is none, nobody is woken.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Model;
use super::change::Change;
use super::happening::{Fact, Happening};
use super::hooks::Fired;
use super::id::SessionId;
use super::levels::Level;
use super::resolve::Place;
use super::subject::{Seen, Subject};
use crate::language::format::is_true;

/// Milliseconds from one look to the next.
const PAUSE: u64 = 1000;
/// The most monitors that there can be: each costs something every second.
const MOST: usize = 1000;

/// A format that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Monitor {
    /// What for.
    pub subject: Subject,
    /// The format.
    pub format: String,
    /// Only what is true is told.
    pub only_true: bool,
    /// The session; none for whichever is first by name.
    pub session: Option<SessionId>,
    /// What it was at the last look.
    #[serde(skip)]
    last: BTreeMap<Seen, String>,
    /// How often it changed.
    #[serde(skip)]
    pub fired: Fired,
}

impl Monitor {
    /// One that has not looked yet.
    pub fn new(
        subject: Subject,
        format: String,
        only_true: bool,
        session: Option<SessionId>,
    ) -> Self {
        let (last, fired) = (BTreeMap::new(), Fired::default());
        Self { subject, format, only_true, session, last, fired }
    }
}

impl Monitor {
    /// The words in which `set-hook -B` is told of it, for a hook of that name.
    pub fn written(&self, name: &str) -> String {
        format!("{name}:{}:{}", self.subject, self.format)
    }
}

/// All monitors, each at the level whose hook it runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Monitors {
    all: BTreeMap<(Level, String), Monitor>,
    /// When they look next, in milliseconds of the model's clock.
    due: Option<u64>,
}

impl Monitors {
    /// Whether there is one of this name at any level.
    pub fn has(&self, name: &str) -> bool {
        self.all.keys().any(|(_, known)| known == name)
    }

    /// The one of a name at a level.
    pub fn get(&self, level: Level, name: &str) -> Option<&Monitor> {
        self.all.get(&(level, name.to_owned()))
    }

    /// Those of a level, by name.
    pub fn at(&self, level: Level) -> impl Iterator<Item = (&str, &Monitor)> {
        let of_level = self.all.iter().filter(move |((at, _), _)| *at == level);
        of_level.map(|((_, name), monitor)| (name.as_str(), monitor))
    }

    /// All of them, as they are kept.
    pub fn kept(&self) -> Vec<(Level, &str, &Monitor)> {
        self.all.iter().map(|((level, name), monitor)| (*level, name.as_str(), monitor)).collect()
    }

    /// Those that were kept: they look again when a second has gone.
    pub fn restore(kept: Vec<(Level, String, Monitor)>, now: u64) -> Self {
        let due = (!kept.is_empty()).then_some(now + PAUSE);
        let all = kept.into_iter().map(|(level, name, monitor)| ((level, name), monitor));
        Self { all: all.take(MOST).collect(), due }
    }
}

impl Model {
    /// When monitors look next.
    pub fn monitors_due(&self) -> Option<u64> {
        self.hook_store.monitors.due
    }

    /// Puts a monitor at a level, in place of the one of that name; whether there is room for it.
    pub fn add_monitor(&mut self, level: Level, name: &str, monitor: Monitor) -> bool {
        let (now, key) = (self.clock.millis, (level, name.to_owned()));
        let monitors = &mut self.hook_store.monitors;
        if monitors.all.len() >= MOST && !monitors.all.contains_key(&key) {
            return false;
        }
        monitors.all.insert(key, monitor);
        monitors.due.get_or_insert(now + PAUSE);
        self.graph.differs(Change::HooksChanged);
        true
    }

    /// Takes the monitor of a name from a level.
    pub fn remove_monitor(&mut self, level: Level, name: &str) {
        if self.hook_store.monitors.all.remove(&(level, name.to_owned())).is_some() {
            self.graph.differs(Change::HooksChanged);
        }
    }

    /// Looks, where it is time, and tells what changed since the last look.
    pub fn look_at_monitors(&mut self) {
        let now = self.clock.millis;
        if self.hook_store.monitors.due.is_none_or(|due| due > now) {
            return;
        }
        let mut all = std::mem::take(&mut self.hook_store.monitors.all);
        let before = all.len();
        // What belonged to something that is gone goes with it.
        all.retain(|(level, _), _| self.options(*level).is_some());
        let is_fewer = all.len() < before;
        let mut happenings = Vec::new();
        for ((level, name), monitor) in &mut all {
            happenings.extend(self.look(*level, name, monitor));
        }
        self.hook_store.monitors.due = (!all.is_empty()).then_some(now + PAUSE);
        self.hook_store.monitors.all = all;
        if is_fewer {
            self.graph.differs(Change::HooksChanged);
        }
        happenings.iter().for_each(|happening| self.happens(happening));
    }

    /// What changed of what one monitor looks at.
    fn look(&self, level: Level, name: &str, monitor: &mut Monitor) -> Vec<Happening> {
        let first = || self.graph.sessions().min_by(|a, b| a.name.cmp(&b.name)).map(|it| it.id);
        let session = monitor.session.or_else(first);
        let Some(session) = session.filter(|id| self.graph.has_session(*id)) else {
            return Vec::new();
        };
        let (mut seen, mut happenings) = (BTreeMap::new(), Vec::new());
        for (key, place) in self.places_of(session, monitor.subject) {
            let value = self.expand(&monitor.format, &place);
            let last = monitor.last.get(&key);
            if let Some(last) = last.filter(|last| **last != value)
                && (!monitor.only_true || is_true(&value))
            {
                let facts = self.facts_of_look(monitor.subject, &place, &value, last);
                let (name, level) = (name.to_owned(), Some(level));
                happenings.push(Happening { name, place, facts, level });
                monitor.fired.again(self.clock.unix);
            }
            seen.insert(key, value);
        }
        monitor.last = seen;
        happenings
    }

    fn facts_of_look(&self, subject: Subject, place: &Place, value: &str, last: &str) -> Vec<Fact> {
        // What is looked at says which parts of its place there is to know.
        let mut facts = self.facts_of_place(subject.kind(), place);
        facts.push(("value".into(), value.to_owned()));
        facts.push(("last".into(), last.to_owned()));
        facts
    }
}
