//! Formats whose values a program is told where they change: they are looked at once a second, and
//! never while there are none.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::model::effect::Subscription;
use crate::model::id::{ClientId, SessionId};
use crate::model::resolve::Place;
use crate::model::subject::{Seen, Subject};

/// How often they are looked at, in milliseconds.
const OFTEN: u64 = 1000;

/// The most that a client may have. More are not taken.
const MOST: usize = 1000;

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
    told: BTreeMap<Seen, String>,
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
            for (seen, place) in model.places_of(session, watched.of) {
                let place = Place { client: Some(client), ..place };
                let value = model.expand_time(&watched.format, &place);
                if watched.told.get(&seen) != Some(&value) {
                    lines.push(line(name, session, watched.of, &place, &value));
                }
                told.insert(seen, value);
            }
            watched.told = told;
        }
        lines
    }
}

/// `-` stands where there is nothing of a kind: a session's values are of no window.
fn line(name: &str, session: SessionId, of: Subject, place: &Place, value: &str) -> String {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let is_of = |kinds: &[&str]| kinds.contains(&of.kind());
    let below = is_of(&["window", "pane"]);
    let window = or_none(place.window.filter(|_| below).map(|id| id.to_string()));
    let index = or_none(place.index.filter(|_| below).map(|index| index.to_string()));
    let pane = or_none(place.pane.filter(|_| is_of(&["pane"])).map(|pane| pane.to_string()));
    format!("%subscription-changed {name} {session} {window} {index} {pane} : {value}")
}
