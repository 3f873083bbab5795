//! What the loops of formats go over, and the variables that there are in them alone: `#{loop_index}`,
//! what is beside a window, an option's name and value.

use crate::language::format::{Context, EnvironmentOf, Level, Loop, Order, Sort, Turn};
use crate::model::client::Client;
use crate::model::environment::Environment;
use crate::model::id::PaneId;
use crate::model::options::{self, Definition, HOOKS, Lookup, Options, Scope, TABLE, Value};
use crate::model::resolve::Place;
use crate::model::session::Session;
use crate::model::window::Window;

use super::Scene;

/// A turn of a loop.
#[derive(Debug, Clone, Default)]
pub(super) struct Round {
    index: usize,
    last: bool,
    /// The windows before and after this one, in the order of the loop.
    beside: Option<[Option<u32>; 2]>,
    /// What else is known.
    known: Vec<(&'static str, String)>,
}

fn flag(holds: bool) -> String {
    String::from(if holds { "1" } else { "0" })
}

/// Sorts by a key where things are to be compared by one, and turns them round.
fn sort<T, K: Ord>(things: &mut [T], order: Order, key: Option<impl Fn(&T) -> K>) {
    match key {
        Some(key) => things.sort_by(|a, b| {
            let order_of = key(a).cmp(&key(b));
            if order.reversed { order_of.reverse() } else { order_of }
        }),
        None if order.reversed => things.reverse(),
        None => {}
    }
}

/// What things are compared by: a number, and their name where that is the same.
type Key = (i64, String);

impl Scene<'_> {
    /// Calls `body` for each thing of a loop.
    pub(super) fn go_over(
        &self,
        kind: Loop,
        order: Order,
        body: &mut dyn FnMut(&dyn Context, Turn),
    ) -> bool {
        match kind {
            Loop::Sessions => self.sessions(order, body),
            Loop::Windows => return self.windows(order, body),
            Loop::Panes => return self.panes(order, body),
            Loop::Clients => self.clients(order, body),
            Loop::Options { level, global } => self.options(level, global, body),
            Loop::Environment(of) => self.environments(of, body),
        }
        true
    }

    /// Calls `body` for places in order.
    fn over(
        &self,
        places: &[(Place, bool)],
        beside: impl Fn(usize) -> Option<[Option<u32>; 2]>,
        body: &mut dyn FnMut(&dyn Context, Turn),
    ) {
        for (index, (place, current)) in places.iter().enumerate() {
            let last = index + 1 == places.len();
            let round = Round { index, last, beside: beside(index), known: Vec::new() };
            let place = Place { client: place.client.or(self.place.client), ..*place };
            let turn = if *current { Turn::Current } else { Turn::Other };
            body(&Scene { place, round: Some(round), ..self.same() }, turn);
        }
    }

    fn sessions(&self, order: Order, body: &mut dyn FnMut(&dyn Context, Turn)) {
        let mut all: Vec<&Session> = self.model.graph.sessions().collect();
        all.sort_by_key(|session| session.id);
        let key = |session: &&Session| -> Key {
            let number = match order.by {
                Sort::Activity => -session.activity,
                Sort::Name => 0,
                _ => i64::from(session.id.0),
            };
            (number, session.name.clone())
        };
        sort(&mut all, order, Some(key));
        // The current one is the client's, not that of the place.
        let shown = self.client().and_then(Client::session);
        let places =
            all.iter().map(|it| (Place::of_session(self.model, it.id), shown == Some(it.id)));
        self.over(&places.collect::<Vec<_>>(), |_| None, body);
    }

    fn windows(&self, order: Order, body: &mut dyn FnMut(&dyn Context, Turn)) -> bool {
        let Some(session) = self.session() else { return false };
        let named = |index: &u32| -> Key {
            let window = session.windows.get(index).and_then(|id| self.model.graph.window(*id));
            let Some(window) = window else { return Key::default() };
            (if order.by == Sort::Activity { -window.activity } else { 0 }, window.name.clone())
        };
        let by = matches!(order.by, Sort::Name | Sort::Activity).then_some(named);
        let mut all: Vec<u32> = session.windows.keys().copied().collect();
        sort(&mut all, order, by);
        let place = |index: &u32| {
            (Place::of_index(self.model, session.id, *index), session.current == *index)
        };
        let places: Vec<_> = all.iter().map(place).collect();
        let at = |at: Option<usize>| all.get(at?).copied();
        self.over(&places, |i| Some([at(i.checked_sub(1)), at(Some(i + 1))]), body);
        true
    }

    fn panes(&self, order: Order, body: &mut dyn FnMut(&dyn Context, Turn)) -> bool {
        let Some(window) = self.window() else { return false };
        let panes = window.panes();
        let title = |id: PaneId| self.model.graph.pane(id).map(|pane| pane.title().to_owned());
        let mut all: Vec<(i64, PaneId)> = (0..).zip(panes).collect();
        let key = |(place, id): &(i64, PaneId)| -> Key {
            let number = match order.by {
                Sort::Depth => depth(window, *id),
                Sort::Age => i64::from(id.0),
                _ => *place,
            };
            (
                number,
                if order.by == Sort::Depth {
                    title(*id).unwrap_or_default()
                } else {
                    String::new()
                },
            )
        };
        sort(&mut all, order, Some(key));
        let place = |id: PaneId| (Place { pane: Some(id), ..self.place }, window.active == id);
        self.over(&all.iter().map(|(_, id)| place(*id)).collect::<Vec<_>>(), |_| None, body);
        true
    }

    fn clients(&self, order: Order, body: &mut dyn FnMut(&dyn Context, Turn)) {
        let mut all: Vec<_> =
            self.model.graph.clients().filter(|it| it.session().is_some()).collect();
        let key = |client: &&Client| -> Key {
            let activity = if order.by == Sort::Activity { -client.activity_time } else { 0 };
            (activity, client.name())
        };
        let by = matches!(order.by, Sort::Name | Sort::Activity).then_some(key);
        sort(&mut all, order, by);
        // They are told of this place, whatever each shows.
        let places = all.iter().map(|it| (Place { client: Some(it.id), ..self.place }, false));
        self.over(&places.collect::<Vec<_>>(), |_| None, body);
    }

    /// Calls `body` for each option that is set at a level; for all of the table where that is a global
    /// one. A list's elements come one at a time.
    fn options(&self, level: Level, global: bool, body: &mut dyn FnMut(&dyn Context, Turn)) {
        let globals = self.model.global_options();
        let (set, lookup, scope): (Option<&Options>, _, _) = match level {
            Level::Server => (Some(&globals.server), self.model.server(), Some(Scope::Server)),
            Level::Session if global => {
                (Some(&globals.session), self.model.session_lookup(None), Some(Scope::Session))
            }
            Level::Window if global => {
                (Some(&globals.window), self.model.window_lookup(None), Some(Scope::Window))
            }
            Level::Session => (self.session().map(|it| &it.options), Lookup::default(), None),
            Level::Window => (self.window().map(|it| &it.options), Lookup::default(), None),
            Level::Pane if !global => (self.pane().map(|it| &it.options), Lookup::default(), None),
            Level::Pane | Level::Nothing => (None, Lookup::default(), None),
        };
        let Some(set) = set else { return };
        let mut all: Vec<(&str, Value)> = set.iter().map(|(name, it)| (name, it.clone())).collect();
        let belongs = |it: &&Definition| match scope {
            Some(Scope::Window) => matches!(it.scope, Scope::Window | Scope::Pane),
            scope => scope == Some(it.scope),
        };
        for definition in TABLE.iter().chain(HOOKS).filter(belongs) {
            if all.iter().all(|(name, _)| *name != definition.name) {
                let name = options::Name::Known { definition, index: None };
                all.extend(lookup.value(&name).map(|value| (definition.name, value)));
            }
        }
        all.sort_by(|a, b| a.0.cmp(b.0));
        let mut rounds = Vec::new();
        for (name, value) in &all {
            let entries = options::entries(name, value);
            let count = if matches!(value, Value::List(list) if !list.is_empty()) {
                entries.len()
            } else {
                0
            };
            let is_list = matches!(value, Value::List(_));
            for (at, (entry, text)) in entries.iter().enumerate() {
                let key = entry.strip_prefix(*name).unwrap_or_default();
                let key = key.trim_start_matches('[').trim_end_matches(']').to_owned();
                let (first, last) = match count {
                    0 => (is_list, is_list),
                    count => (at == 0, at + 1 == count),
                };
                rounds.push(vec![
                    ("option_name", (*name).to_owned()),
                    ("option_value", text.clone().unwrap_or_default()),
                    ("option_is_array", flag(is_list)),
                    ("option_array_key", key.clone()),
                    ("option_array_index", key),
                    ("option_array_first", flag(first)),
                    ("option_array_last", flag(last)),
                    ("option_array_count", count.to_string()),
                    ("option_is_hook", flag(options::is_hook(name))),
                    ("option_is_user", flag(name.starts_with('@'))),
                ]);
            }
        }
        self.rounds(rounds, body);
    }

    fn environments(&self, of: EnvironmentOf, body: &mut dyn FnMut(&dyn Context, Turn)) {
        let environment: Option<&Environment> = match of {
            EnvironmentOf::Session => self.session().map(|it| &it.environment),
            EnvironmentOf::Server => Some(&self.model.environment),
            EnvironmentOf::Client => self.client().map(|it| &it.environment),
            EnvironmentOf::Nobody => None,
        };
        let Some(environment) = environment else { return };
        let round = environment.iter().map(|shown| {
            vec![
                ("environ_removed", flag(shown.value.is_none())),
                ("environ_name", shown.name),
                ("environ_value", shown.value.unwrap_or_default()),
                ("environ_hidden", flag(shown.hidden)),
            ]
        });
        self.rounds(round.collect(), body);
    }

    fn rounds(
        &self,
        rounds: Vec<Vec<(&'static str, String)>>,
        body: &mut dyn FnMut(&dyn Context, Turn),
    ) {
        let count = rounds.len();
        for (index, known) in rounds.into_iter().enumerate() {
            let round = Round { index, last: index + 1 == count, beside: None, known };
            body(&Scene { round: Some(round), ..self.same() }, Turn::Other);
        }
    }

    /// A variable that there is in a loop alone.
    pub(super) fn of_round(&self, name: &str) -> Option<String> {
        let round = self.round.as_ref()?;
        match name {
            "loop_index" => return Some(round.index.to_string()),
            "loop_last_flag" => return Some(flag(round.last)),
            _ => {}
        }
        if let Some((_, value)) = round.known.iter().find(|(known, _)| *known == name) {
            return Some(value.clone());
        }
        let [before, after] = round.beside?;
        let session = self.session()?;
        let is_current = |index: Option<u32>| flag(index == Some(session.current));
        let of = |index: Option<u32>, rest: &str| match rest {
            "window_index" => index.map(|index| index.to_string()),
            "window_active" => index.map(|index| is_current(Some(index))),
            name if name.starts_with('@') => {
                let window = session.windows.get(&index?)?;
                let mut set = self.model.graph.window(*window)?.options.iter();
                set.find(|(known, _)| *known == name).map(|(_, value)| value.to_string())
            }
            _ => None,
        };
        match name {
            "window_after_active" => Some(is_current(before)),
            "window_before_active" => Some(is_current(after)),
            _ => match (name.strip_prefix("prev_"), name.strip_prefix("next_")) {
                (Some(rest), _) => of(before, rest),
                (_, Some(rest)) => of(after, rest),
                _ => None,
            },
        }
    }
}

/// How deep a pane lies: those that float have the topmost first, and all others lie below.
pub(super) fn depth(window: &Window, pane: PaneId) -> i64 {
    let from_top = window.floats.iter().rev().position(|float| float.pane == pane);
    from_top.unwrap_or(window.floats.len()) as i64
}
