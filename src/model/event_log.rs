//! What happened, for those who follow it (`events`): a bounded list of past changes, each with its
//! time and place. Readers keep their own place in the list, and one that reads too slowly is told
//! how much it has missed.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::Model;
use super::change::{Change, Told};
use super::id::{ClientId, PaneId, SessionId, WindowId};
use crate::visible::escaped;

/// The most happenings that are remembered.
const MOST: usize = 2000;

impl Change {
    /// What it is called in the event log, and what else there is to say; `None` for what is not
    /// in it.
    fn event(&self) -> Option<(&'static str, Value)> {
        Some(match self {
            Self::SessionCreated(_) => ("session-created", json!({})),
            Self::SessionClosed(_) => ("session-closed", json!({})),
            Self::WindowCreated(_) => ("window-created", json!({})),
            Self::WindowClosed(_) => ("window-closed", json!({})),
            Self::PaneCreated(_) => ("pane-created", json!({})),
            Self::PaneDied(_, status) => ("pane-died", json!({ "status": status })),
            Self::PaneClosed(_, status) => ("pane-closed", json!({ "status": status })),
            Self::PaneResized(_, cols, rows) => {
                ("resized", json!({ "width": cols, "height": rows }))
            }
            Self::Bell(_) => ("bell", json!({})),
            Self::PaneTitled(_, title) => ("title", json!({ "title": title })),
            Self::OutputQuiet(_, millis) => ("output-quiet", json!({ "duration": millis })),
            Self::CommandStarted(_, it) => {
                let path = it.directory.as_ref().map(|path| path.display().to_string());
                ("command-started", json!({ "command": it.text, "path": path }))
            }
            Self::CommandFinished(_, it) => {
                let (status, duration) =
                    it.finished.map_or((None, None), |it| (it.status, Some(it.duration)));
                (
                    "command-finished",
                    json!({ "command": it.text, "status": status, "duration": duration }),
                )
            }
            Self::ClientAttached(_) => ("client-attached", json!({})),
            Self::ClientDetached(_) => ("client-detached", json!({})),
            _ => return None,
        })
    }
}

/// What events are called. Of the last two everybody is told who follows any.
pub const EVENTS: &[&str] = &[
    "session-created",
    "session-closed",
    "window-created",
    "window-closed",
    "pane-created",
    "pane-died",
    "pane-closed",
    "resized",
    "bell",
    "title",
    "output-quiet",
    "command-started",
    "command-finished",
    "client-attached",
    "client-detached",
    "dropped",
    "server-replaced",
];

/// What an event can be picked by.
pub const KEYS: &[&str] = &["event", "session", "window", "pane", "client"];

/// A change as it is told: names are those of its time.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Record {
    /// When, in microseconds of Unix time; no two have the same.
    time: i64,
    event: &'static str,
    /// What else there is to say.
    more: Value,
    session: Option<(SessionId, String)>,
    window: Option<(WindowId, String)>,
    pane: Option<PaneId>,
    client: Option<(ClientId, String)>,
}

impl Record {
    fn json(&self) -> Value {
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| drop(object.insert(key.to_owned(), value));
        // To a microsecond, a double holds seconds until the year 2106 and beyond.
        put("time", (self.time as f64 / 1e6).into());
        put("event", self.event.into());
        if let Some((id, name)) = &self.session {
            put("session", id.to_string().into());
            put("session_name", name.as_str().into());
        }
        if let Some((id, name)) = &self.window {
            put("window", id.to_string().into());
            put("window_name", name.as_str().into());
        }
        if let Some(id) = self.pane {
            put("pane", id.to_string().into());
        }
        if let Some((_, name)) = &self.client {
            put("client", name.as_str().into());
        }
        if let Value::Object(more) = &self.more {
            object.extend(more.clone());
        }
        Value::Object(object)
    }

    /// Whether a key of [`KEYS`] has a value; sessions and windows go by id or name.
    fn has(&self, key: &str, value: &str) -> bool {
        let id = |id: String, name: &str| id == value || name == value;
        match key {
            "event" => self.event == value,
            "session" => self.session.as_ref().is_some_and(|it| id(it.0.to_string(), &it.1)),
            "window" => self.window.as_ref().is_some_and(|it| id(it.0.to_string(), &it.1)),
            "pane" => self.pane.is_some_and(|it| it.to_string() == value),
            "client" => self.client.as_ref().is_some_and(|it| it.1 == value),
            _ => false,
        }
    }
}

/// Which events are wanted: of each key that is named, one of the values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter(pub Vec<(String, String)>);

impl Filter {
    fn takes(&self, record: &Record) -> bool {
        let of = |key: &'static &str| self.0.iter().filter(move |(known, _)| known == key);
        KEYS.iter().all(|key| {
            of(key).next().is_none() || of(key).any(|(key, value)| record.has(key, value))
        })
    }
}

/// Where a reader of the event log is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The number of the record that is next.
    next: u64,
    filter: Filter,
}

/// What happened lately.
#[derive(Debug, Default)]
pub struct EventLog {
    records: VecDeque<Record>,
    /// How many were forgotten: the number of the first that is not.
    first: u64,
    /// The time of the newest.
    last: i64,
}

impl EventLog {
    /// A reader that begins with what happens from now on, or, with `since` in microseconds of
    /// Unix time, with what is remembered from then on.
    pub fn reader(&self, since: Option<i64>, filter: Filter) -> Reader {
        let new = self.records.len();
        let old = |since| self.records.iter().position(|it| it.time >= since);
        let skipped = since.map_or(new, |since| old(since).unwrap_or(new));
        Reader { next: self.first + skipped as u64, filter }
    }

    /// The next line for a reader; `None` when it has all. What it missed is a line too.
    pub fn read(&self, reader: &mut Reader) -> Option<String> {
        let missed = self.first.saturating_sub(reader.next);
        if missed > 0 {
            reader.next = self.first;
            return Some(json!({ "event": "dropped", "count": missed }).to_string() + "\n");
        }
        loop {
            let record = self.records.get((reader.next - self.first) as usize)?;
            reader.next += 1;
            if reader.filter.takes(record) {
                return Some(escaped(record.json().to_string()) + "\n");
            }
        }
    }

    /// Adds a record. Its time is later than that of the one before, also where the clock was put
    /// back or has not gone on.
    fn write(&mut self, record: Record) {
        let record = Record { time: record.time.max(self.last + 1), ..record };
        self.last = record.time;
        if self.records.len() == MOST {
            self.records.pop_front();
            self.first += 1;
        }
        self.records.push_back(record);
    }
}

impl Model {
    /// The event log reads of a change.
    pub fn log_change(&mut self, Told { change, place, .. }: &Told) {
        let Some((event, more)) = change.event() else { return };
        debug_assert!(EVENTS.contains(&event), "{event}");
        let session = place.session.and_then(|id| self.graph.was_session(id));
        let window = place.window.and_then(|id| self.graph.was_window(id));
        let client = place.client.and_then(|id| self.graph.was_client(id));
        let record = Record {
            time: self.clock.unix * 1_000_000 + i64::from(self.clock.micros),
            event,
            more,
            session: session.map(|it| (it.id, it.name.clone())),
            window: window.map(|it| (it.id, it.name.clone())),
            pane: place.pane,
            client: client.map(|it| (it.id, it.name())),
        };
        self.event_log.write(record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(unix: i64, change: Change) -> Record {
        let session = Some((SessionId(1), "build".to_owned()));
        let (time, pane) = (unix * 1_000_000, Some(PaneId(2)));
        let (event, more) = change.event().unwrap();
        Record { time, event, more, session, window: None, pane, client: None }
    }

    #[test]
    fn a_reader_gets_what_it_wants_and_is_told_what_it_missed() {
        let mut event_log = EventLog::default();
        event_log.write(record(10, Change::Bell(PaneId(2))));
        event_log.write(record(20, Change::PaneDied(PaneId(2), 3)));
        let mut now = event_log.reader(None, Filter::default());
        assert_eq!(event_log.read(&mut now), None);
        let mut since = event_log.reader(Some(15_000_000), Filter::default());
        let line = event_log.read(&mut since).unwrap();
        assert_eq!(
            line,
            "{\"event\":\"pane-died\",\"pane\":\"%2\",\"session\":\"$1\",\
             \"session_name\":\"build\",\"status\":3,\"time\":20.0}\n"
        );
        assert_eq!(event_log.read(&mut since), None);
        let pair = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        for (filter, count) in [
            (&[("event", "bell")][..], 1),
            (&[("event", "bell"), ("event", "pane-died")], 2),
            (&[("event", "bell"), ("pane", "%9")], 0),
            (&[("session", "build"), ("pane", "%2")], 2),
            (&[("client", "x")], 0),
        ] {
            let filter = Filter(filter.iter().copied().map(pair).collect());
            let mut reader = event_log.reader(Some(0), filter.clone());
            let lines = std::iter::from_fn(|| event_log.read(&mut reader)).count();
            assert_eq!(lines, count, "{filter:?}");
        }
        (0..MOST + 7).for_each(|_| event_log.write(record(30, Change::Bell(PaneId(2)))));
        assert_eq!(event_log.read(&mut now).unwrap(), "{\"count\":7,\"event\":\"dropped\"}\n");
        assert_eq!(std::iter::from_fn(|| event_log.read(&mut now)).count(), MOST);
    }

    #[test]
    fn times_are_exact_and_go_on_whatever_the_clock_does() {
        let mut event_log = EventLog::default();
        let mut all = event_log.reader(Some(0), Filter::default());
        let mut time = |micros| {
            let record = Record { time: micros, ..record(0, Change::Bell(PaneId(2))) };
            event_log.write(record);
            let line: Value = serde_json::from_str(&event_log.read(&mut all).unwrap()).unwrap();
            line["time"].to_string()
        };
        assert_eq!(time(1_795_906_033_123_456), "1795906033.123456");
        assert_eq!(time(1_795_906_033_123_456), "1795906033.123457");
        assert_eq!(time(1_795_906_000_000_000), "1795906033.123458");
        assert_eq!(time(4_294_967_295_999_999), "4294967295.999999");
        let again = event_log.reader(Some(1_795_906_033_123_458), Filter::default());
        assert_eq!(again.next, 2);
    }
}
