//! Outlets: whoever is told something as it happens. Each has a place of its own in what it is told,
//! and is told more when its socket has room, so that nobody's slowness is anybody's cost: a display
//! gets the difference to now, a raw client that fell behind the screen, a reader of events is told
//! what it missed, a recording leaves out what was not taken. A client whose line broke leaves its
//! outlet behind for a while (`resume`).
//!
//! An outlet reads the model, and writes nothing but its own place.

mod control;
mod display;
mod expected;
mod pump;
mod raw;
mod resume;
mod resume_marks;

use std::collections::BTreeMap;

use crate::model::Model;
use crate::model::capture::Capture;
use crate::model::change::{Change, Told};
use crate::model::event_log::Reader;
use crate::model::feed::Feed;
use crate::model::id::{ClientId, PaneId};
use crate::model::recording::Recording;
use crate::model::run::Ended;
use crate::protocol::request::Left;
use crate::protocol::{ServerMessage, raw as protocol};

use control::notice::{notice, shows_pane};
pub use control::{ControlStream, Guard, printable};
pub use display::{DisplayStream, Passed};
pub use raw::RawStream;
pub use raw::Standing;
use resume::Absent;
pub use resume::Caller;

/// Whoever is told something.
pub enum Outlet {
    /// A display: the difference between what it shows and what is to be seen.
    Display(Box<DisplayStream>),
    /// A raw client: what its pane's program writes.
    Raw(Box<RawStream>),
    /// A client in control mode: lines for a program.
    Control(Box<ControlStream>),
    /// A reader of the event log.
    Events(Reader),
    /// What a pane's program writes, for a file.
    Recording(Box<Recording>),
    /// Rows of a pane as they were, which are too long to be made at once.
    Capture(Box<Capture>),
}

impl From<Feed> for Outlet {
    fn from(feed: Feed) -> Self {
        match feed {
            Feed::Events(reader) => Self::Events(reader),
            Feed::Recording(recording) => Self::Recording(recording),
            Feed::Capture(capture) => Self::Capture(capture),
        }
    }
}

/// How much a client's socket takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// So much waits for it that nothing is added.
    Full,
    /// Something waits, and more may.
    Some,
    /// It has taken all that it was sent.
    Empty,
}

/// What a client is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Out {
    /// For a display.
    View(ServerMessage),
    /// For a raw client.
    Raw(protocol::ServerMessage),
    /// Lines of what it follows.
    Feed(Vec<u8>),
    /// For its stdout.
    Stdout(Vec<u8>),
    /// It is over, for a client in control mode.
    Left(Left),
    /// It has all of what it followed, and that is over.
    Over,
}

/// All outlets.
#[derive(Default)]
pub struct Outlets {
    all: BTreeMap<ClientId, Outlet>,
    /// Who the clients are, for when they come back over another connection.
    callers: BTreeMap<ClientId, Caller>,
    /// Those whose line broke.
    pub(super) absent: Absent,
    /// What is passed on is made here.
    buffer: Vec<u8>,
}

impl Outlets {
    /// The clients that are told something.
    pub fn clients(&self) -> Vec<ClientId> {
        self.all.keys().copied().collect()
    }

    /// From now on a client is told something.
    pub fn open(&mut self, client: ClientId, outlet: Outlet) {
        self.all.insert(client, outlet);
    }

    /// A client is told nothing more.
    pub fn close(&mut self, client: ClientId) -> Option<Outlet> {
        self.all.remove(&client)
    }

    /// A client has all of what it followed, which is over.
    fn is_through(&mut self, client: ClientId) -> Option<Out> {
        self.close(client).map(|_| Out::Over)
    }

    /// The displays.
    pub fn displays(&self) -> impl Iterator<Item = (ClientId, &DisplayStream)> {
        self.all.iter().filter_map(|(client, outlet)| match outlet {
            Outlet::Display(display) => Some((*client, &**display)),
            _ => None,
        })
    }

    /// A client's display.
    pub fn display(&mut self, client: ClientId) -> Option<&mut DisplayStream> {
        match self.all.get_mut(&client)? {
            Outlet::Display(display) => Some(display),
            _ => None,
        }
    }

    /// Whether a client is a display.
    pub fn is_display(&self, client: ClientId) -> bool {
        matches!(self.all.get(&client), Some(Outlet::Display(_)))
    }

    /// The raw clients.
    pub fn raws(&self) -> impl Iterator<Item = (ClientId, &RawStream)> {
        self.all.iter().filter_map(|(client, outlet)| match outlet {
            Outlet::Raw(stream) if !stream.is_over() => Some((*client, &**stream)),
            _ => None,
        })
    }

    /// The raw clients that are bound to a pane, to be told something.
    pub fn raws_of(&mut self, pane: PaneId) -> impl Iterator<Item = (ClientId, &mut RawStream)> {
        self.all.iter_mut().filter_map(move |(client, outlet)| match outlet {
            Outlet::Raw(stream) if stream.pane() == pane && !stream.is_over() => {
                Some((*client, &mut **stream))
            }
            _ => None,
        })
    }

    /// A raw client's stream that is not over.
    pub fn raw(&mut self, client: ClientId) -> Option<&mut RawStream> {
        match self.all.get_mut(&client)? {
            Outlet::Raw(stream) if !stream.is_over() => Some(stream),
            _ => None,
        }
    }

    /// The pane that a raw client is bound to.
    pub fn pane_of_raw(&self, client: ClientId) -> Option<PaneId> {
        match self.all.get(&client)? {
            Outlet::Raw(stream) if !stream.is_over() => Some(stream.pane()),
            _ => None,
        }
    }

    /// Passes on to raw clients what a pane's program wrote, which its terminal does not know of yet:
    /// whoever is bound to it does not wait until it is understood.
    pub fn pass_on(&mut self, pane: PaneId, bytes: &[u8], mut send: impl FnMut(ClientId, &[u8])) {
        let mut buffer = std::mem::take(&mut self.buffer);
        for (client, stream) in self.raws_of(pane) {
            buffer.clear();
            stream.pass(bytes, &mut buffer);
            if !buffer.is_empty() {
                send(client, &buffer);
            }
        }
        self.buffer = buffer;
    }

    /// What a client in control mode is told, where it is one.
    pub fn control(&mut self, client: ClientId) -> Option<&mut ControlStream> {
        match self.all.get_mut(&client)? {
            Outlet::Control(stream) => Some(stream),
            _ => None,
        }
    }

    /// Those in control mode.
    pub fn controls(&self) -> impl Iterator<Item = (ClientId, &ControlStream)> {
        self.all.iter().filter_map(|(client, outlet)| match outlet {
            Outlet::Control(stream) => Some((*client, &**stream)),
            _ => None,
        })
    }

    /// The same, to be told something.
    pub fn controls_mut(&mut self) -> impl Iterator<Item = (ClientId, &mut ControlStream)> {
        self.all.iter_mut().filter_map(|(client, outlet)| match outlet {
            Outlet::Control(stream) => Some((*client, &mut **stream)),
            _ => None,
        })
    }

    /// Those in control mode that are over.
    pub fn sent_away(&self) -> Vec<ClientId> {
        self.controls().filter(|(_, it)| it.is_over()).map(|(client, _)| client).collect()
    }

    /// Whether a pane waits for a raw client to have room, or for one in control mode.
    pub fn holds(&self, pane: PaneId) -> bool {
        self.raws().any(|(_, it)| it.pane() == pane && it.is_waited_for())
            || self.controls().any(|(_, it)| it.is_waited_for(pane))
    }

    /// When the next raw client falls behind for whom its pane waits, or the next frame is due, in
    /// milliseconds.
    pub fn due(&self) -> Option<u64> {
        let patience = self.raws().filter_map(|(_, stream)| stream.patience_ends());
        let frames = self.displays().filter_map(|(_, display)| display.due());
        let controls = self.controls().flat_map(|(_, it)| it.due());
        patience.chain(frames).chain(controls).min()
    }

    /// Until when clients are expected of a server that was replaced, in milliseconds.
    pub fn expected_due(&self) -> Option<u64> {
        self.absent.expected.due()
    }

    /// Whether somebody follows what happens.
    pub fn is_watched(&self) -> bool {
        self.all.values().any(|outlet| matches!(outlet, Outlet::Events(_)))
    }

    /// Has `tell` told the recordings of a pane, if there are any.
    fn tell_recordings(&mut self, pane: PaneId, mut tell: impl FnMut(&mut Recording)) {
        for outlet in self.all.values_mut() {
            if let Outlet::Recording(recording) = outlet
                && recording.pane() == pane
            {
                tell(recording);
            }
        }
    }

    /// A client's recording.
    #[cfg(test)]
    pub fn recording(&self, client: ClientId) -> Option<&Recording> {
        match self.all.get(&client)? {
            Outlet::Recording(recording) => Some(recording),
            _ => None,
        }
    }

    /// Those in control mode are told what a pane's program wrote.
    pub fn wrote(&mut self, model: &Model, pane: PaneId, bytes: &[u8]) {
        for (client, stream) in self.controls_mut() {
            let control = model.graph.client(client).and_then(|it| it.control.as_deref());
            if let Some(control) = control
                && shows_pane(model, client, pane)
            {
                stream.output(control, pane, bytes, model.clock.millis);
            }
        }
    }

    /// They are told what their formats' values are, where it is time.
    pub fn look_at_subscriptions(&mut self, model: &Model) {
        for (client, stream) in self.controls_mut() {
            stream.look(model, client);
        }
    }

    /// They read what changed.
    pub fn notify(&mut self, model: &Model, told: &Told) {
        let is_there = |id| model.graph.client(id).is_some_and(|it| it.is_attached());
        for (client, stream) in self.controls_mut().filter(|(_, it)| !it.is_over()) {
            // Whoever was attached and is not is about to leave, and told no more.
            if !stream.goes_on(is_there(client)) {
                continue;
            }
            match told.change {
                Change::PaneRestarted(pane) => stream.discard(pane),
                Change::PaneClosed(pane, _) => stream.forget(pane),
                _ => notice(model, client, told).into_iter().for_each(|line| stream.notify(line)),
            }
        }
    }

    /// A pane took in what its program wrote.
    pub fn recorded(&mut self, model: &Model, id: PaneId, bytes: &[u8]) {
        let now = model.clock.millis;
        self.tell_recordings(id, |recording| {
            if let Some(pane) = model.graph.pane(id) {
                recording.wrote(pane, bytes, now);
            }
        });
    }

    /// A pane's program ended, and all that it wrote is there.
    pub fn recorded_end(&mut self, model: &Model, id: PaneId, ended: Ended) {
        let now = model.clock.millis;
        self.tell_recordings(id, |recording| {
            if let Some(pane) = model.graph.pane(id) {
                recording.end(pane, Some(ended), now);
            }
        });
    }

    /// Recordings read what became of their panes by something else than what their programs wrote.
    pub fn read_change(&mut self, model: &Model, change: &Change) {
        let (Change::PaneReset(id) | Change::PaneRestarted(id) | Change::PaneClosed(id, _)) =
            *change
        else {
            return;
        };
        let Some(pane) = model.graph.was_pane(id) else { return };
        self.tell_recordings(id, |recording| match change {
            Change::PaneReset(_) => recording.reset(pane, model.clock.millis),
            _ => recording.end(pane, None, model.clock.millis),
        });
    }
}
