//! Formats whose values a program is told where they change: they are looked at once a second, and
//! never while there are none.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::model::effect::{Subject, Subscription};
use crate::model::id::{ClientId, PaneId, SessionId};
use crate::model::resolve::Place;

/// How often they are looked at, in milliseconds.
const OFTEN: u64 = 1000;

/// The most that a client may have. More are not taken.
const MOST: usize = 1000;

/// Of what a value is: a session's window at an index, or a pane of it.
type Of = (Option<u32>, Option<PaneId>);

/// A client's subscriptions, by name.
#[derive(Debug, Default)]
pub struct Subscriptions {
    all: BTreeMap<String, Watched>,
    due: Option<u64>,
}

#[derive(Debug)]
struct Watched {
    of: Subject,
    format: String,
    /// The values that were told.
    told: BTreeMap<Of, String>,
}

impl Subscriptions {
    /// One more, or another of that name. At `now` in milliseconds.
    pub fn add(&mut self, Subscription { name, of, format }: Subscription, now: u64) {
        if self.all.len() < MOST || self.all.contains_key(&name) {
            self.all.insert(name, Watched { of, format, told: BTreeMap::new() });
            self.due.get_or_insert(now + OFTEN);
        }
    }

    /// One less.
    pub fn remove(&mut self, name: &str) {
        self.all.remove(name);
        self.due = self.due.filter(|_| !self.all.is_empty());
    }

    /// When they are looked at next, in milliseconds.
    pub fn due(&self) -> Option<u64> {
        self.due
    }

    /// What is to be told of them, where it is time.
    pub fn look(&mut self, model: &Model, client: ClientId) -> Vec<String> {
        let now = model.clock.millis;
        let session = model.graph.client(client).and_then(|client| client.session());
        let (Some(_), Some(session)) = (self.due.filter(|due| *due <= now), session) else {
            return Vec::new();
        };
        self.due = Some(now + OFTEN);
        let mut lines = Vec::new();
        for (name, watched) in &mut self.all {
            let mut told = BTreeMap::new();
            for (of, place) in places(model, session, watched.of) {
                let place = Place { client: Some(client), ..place };
                let value = model.expand_time(&watched.format, &place);
                if watched.told.get(&of) != Some(&value) {
                    lines.push(line(name, session, of, &place, &value));
                }
                told.insert(of, value);
            }
            watched.told = told;
        }
        lines
    }
}

/// What a subject is at the moment, as far as the session has it.
fn places(model: &Model, session: SessionId, of: Subject) -> Vec<(Of, Place)> {
    let Some(it) = model.graph.session(session) else { return Vec::new() };
    let at = |index: &u32| Place::of_index(model, session, *index);
    let windows = it.windows.iter();
    match of {
        Subject::Session => vec![((None, None), Place::of_session(model, session))],
        Subject::Windows => windows.map(|(index, _)| ((Some(*index), None), at(index))).collect(),
        Subject::Window(id) => windows
            .filter(|(_, window)| **window == id)
            .map(|(index, _)| ((Some(*index), None), at(index)))
            .collect(),
        Subject::Panes | Subject::Pane(_) => {
            let is_meant = |pane: &PaneId| of == Subject::Panes || of == Subject::Pane(*pane);
            let panes = windows.flat_map(|(index, window)| {
                let panes = model.graph.window(*window).map(|it| it.panes()).unwrap_or_default();
                panes.into_iter().map(move |pane| (*index, pane))
            });
            panes
                .filter(|(_, pane)| is_meant(pane))
                .map(|(index, pane)| {
                    ((Some(index), Some(pane)), Place { pane: Some(pane), ..at(&index) })
                })
                .collect()
        }
    }
}

fn line(name: &str, session: SessionId, of: Of, place: &Place, value: &str) -> String {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let (index, pane) = of;
    let window = or_none(index.and(place.window).map(|id| id.to_string()));
    let index = or_none(index.map(|index| index.to_string()));
    let pane = or_none(pane.map(|pane| pane.to_string()));
    format!("%subscription-changed {name} {session} {window} {index} {pane} : {value}")
}
