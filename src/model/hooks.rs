//! Hooks: commands that people hang on to changes and commands. They are kept as options, and wait
//! in [`Model::hooks`] for the server to run them.
//!
//! What a person calls `@name` is a hook where it was set by `set-hook`, or is run by its name; it is
//! one command, not a list of them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Model;
use super::change::{Change, Told};
use super::happening::Happening;
use super::levels::Level;
use super::monitor::Monitors;
use super::options::{Lookup, Name, Options, exactly, is_hook};
use super::resolve::Place;
use crate::dialect::Dialect;

/// What the formats of a hook's commands know of what happened: `#{hook}` and others.
pub type About = Rc<[(String, String)]>;

/// Commands that are to be run since something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hooked {
    /// The commands.
    pub commands: String,
    /// Who is concerned.
    pub place: Place,
    /// How many hooks led to it, itself counted.
    pub led: usize,
    /// What happened.
    pub about: About,
}

/// How often a hook was run, and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fired {
    /// How often.
    pub count: u32,
    /// In seconds of Unix time; 0 for never.
    pub time: i64,
}

impl Fired {
    /// Once more, now.
    pub fn again(&mut self, now: i64) {
        (self.count, self.time) = (self.count.saturating_add(1), now);
    }
}

/// What there is of hooks beside the options.
#[derive(Debug, Default)]
pub struct Hooks {
    /// The names of people's own, without those of monitors.
    pub own: BTreeSet<String>,
    /// The formats that are looked at by the clock.
    pub monitors: Monitors,
    /// How often those of a level were run since the server started.
    pub fired: BTreeMap<(Level, String), Fired>,
}

impl Model {
    /// Whether a name is one that something can happen by: a hook's, or anything of people's own.
    pub fn can_happen(name: &str) -> bool {
        name.starts_with('@') || is_hook(name)
    }

    /// Hooks, and those who wait for it, read of a change.
    pub fn hook_change(&mut self, told: &Told) {
        let Told { change, place, was } = told;
        let focus_is_told = || self.server().flag("focus-events");
        if matches!(change, Change::PaneFocused(..)) && !focus_is_told() {
            return;
        }
        let has_mode = match change {
            Change::ModeChanged(id) => {
                self.graph.was_pane(*id).is_some_and(|pane| !pane.modes.is_empty())
            }
            _ => false,
        };
        for name in change.hooks(was, has_mode).into_iter().flatten() {
            if self.is_heeded(name, place) {
                let mut facts = self.facts_of_place(name, place);
                facts.extend(self.facts_of_change(told));
                let (name, place) = (name.to_owned(), *place);
                self.happens(&Happening { name, place, facts, level: None });
            }
        }
    }

    /// The same of what is no change and happens in a pane.
    pub fn happens_in(&mut self, name: &str, pane: super::id::PaneId) {
        self.happens_in_with(name, pane, &[]);
    }

    /// The same with more that is to be known of it.
    pub fn happens_in_with(
        &mut self,
        name: &str,
        pane: super::id::PaneId,
        more: &[(&'static str, String)],
    ) {
        // Only that place is looked at: it may be any output, and there may be a thousand panes.
        let place = Place::of_pane(self, pane);
        if self.is_heeded(name, &place) {
            let (name, mut facts) = (name.to_owned(), self.facts_of_place(name, &place));
            facts.extend(more.iter().cloned().map(|(name, value)| (name.into(), value)));
            self.happens(&Happening { name, place, facts, level: None });
        }
    }

    /// Whether somebody waits for what happens by a name, or has something run then.
    fn is_heeded(&self, name: &str, place: &Place) -> bool {
        self.waiters.wait_for(name) || self.hooked_at(name, place).is_some()
    }

    /// Something happened: who waits for it goes on, and what is set for it there is to be run.
    pub fn happens(&mut self, happening: &Happening) {
        self.tell_waiters(happening);
        if self.hooks_are_silent() {
            return;
        }
        let hooked = self.hooked_by(happening);
        self.hooks.extend(hooked);
    }

    /// What is set for a hook of a command at this place, as it is to be run now; its formats know
    /// what `about` tells. A name that is no hook's is nobody's business, so that `after-` and any
    /// command's name may be given.
    pub fn hooked_now(
        &mut self,
        name: &str,
        place: &Place,
        about: impl FnOnce() -> Vec<(String, String)>,
    ) -> Vec<Hooked> {
        let Some((level, commands)) = self.hooked_at(name, place) else { return Vec::new() };
        let facts = self.facts_of_place(name, place);
        let facts = facts.into_iter().map(|(name, value)| (format!("hook_{name}"), value));
        let about = facts.chain(about()).chain([("hook".to_owned(), name.to_owned())]).collect();
        self.counted_run(level, name, commands, place, about)
    }

    /// The same of something that happened.
    fn hooked_by(&mut self, happening: &Happening) -> Vec<Hooked> {
        let Happening { name, place, facts, level } = happening;
        let found = match level {
            None => self.hooked_at(name, place),
            Some(level) => {
                let commands = self.options(*level).map(|it| commands_of(it, name));
                commands.map(|commands| (*level, commands))
            }
        };
        let Some((at, commands)) = found else { return Vec::new() };
        let about: Vec<(String, String)> = facts
            .iter()
            .map(|(name, value)| (format!("hook_{name}"), value.clone()))
            .chain([("hook".to_owned(), name.clone())])
            .collect();
        // A monitor's command is made of formats, which its value may be part of.
        let commands = match level {
            None => commands,
            Some(_) => {
                let known: Vec<(&str, String)> =
                    about.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
                let expanded = |it: String| self.expand_with(&it, place, &known);
                commands.into_iter().map(expanded).collect()
            }
        };
        self.counted_run(at, name, commands, place, about.into())
    }

    fn counted_run(
        &mut self,
        level: Level,
        name: &str,
        commands: Vec<String>,
        place: &Place,
        about: About,
    ) -> Vec<Hooked> {
        if !commands.is_empty() {
            let fired = self.hook_store.fired.entry((level, name.to_owned())).or_default();
            fired.again(self.clock.unix);
        }
        let (place, led) = (*place, self.hooked + 1);
        let hooked = |commands| Hooked { commands, place, led, about: about.clone() };
        commands.into_iter().map(hooked).collect()
    }

    /// The nearest level at which something is set for a hook, and what.
    fn hooked_at(&self, name: &str, place: &Place) -> Option<(Level, Vec<String>)> {
        let found = self.hook_levels(name, place).find(|(_, it)| it.has(name));
        let (level, options) = found?;
        let commands = commands_of(options, name);
        (!commands.is_empty()).then_some((level, commands))
    }

    /// All levels of options that hold at a place, nearest first. People's own hooks could be set at
    /// any: those of the session count first.
    fn hook_levels(
        &self,
        name: &str,
        place: &Place,
    ) -> impl Iterator<Item = (Level, &Options)> + use<'_> {
        let pane = place.pane.and_then(|id| self.graph.was_pane(id));
        let window = place.window.and_then(|id| self.graph.was_window(id));
        let session = place.session.and_then(|id| self.graph.was_session(id));
        let session = session.map(|it| (Level::Session(it.id), &it.options));
        let pane = pane.map(|it| (Level::Pane(it.id), &it.options));
        let window = window.map(|it| (Level::Window(it.id), &it.options));
        let sessions = Some((Level::Sessions, &self.session_options));
        let windows = Some((Level::Windows, &self.window_options));
        let server = Some((Level::Server, &self.server_options));
        let levels = match name.starts_with('@') {
            true => [session, sessions, pane, window, windows, server],
            false => [pane, window, windows, session, sessions, server],
        };
        levels.into_iter().flatten()
    }

    /// Whether a name is a hook of somebody's own.
    pub fn is_own_hook(&self, name: &str) -> bool {
        self.hook_store.own.contains(name) || self.hook_store.monitors.has(name)
    }

    /// A name of somebody's own is a hook from now on.
    pub fn add_own_hook(&mut self, name: &str) {
        if self.hook_store.own.insert(name.to_owned()) {
            self.graph.differs(Change::HooksChanged);
        }
    }

    /// What hooks lead to sets no others off where that is tmux's way.
    fn hooks_are_silent(&self) -> bool {
        self.hooked > 0 && self.identity.dialect == Dialect::Tmux
    }
}

/// What is set for a hook at one level.
fn commands_of(options: &Options, name: &str) -> Vec<String> {
    let lookup = Lookup::new([options]);
    match exactly(name) {
        Some(_) => lookup.list(name),
        None => lookup
            .value(&Name::User(name.to_owned()))
            .map(|it| it.to_string())
            .into_iter()
            .collect(),
    }
}
