//! When a display is told what, and how much is read for it: state synchronisation, not a byte
//! pipe.
//!
//! For each display the server keeps the view that it was last sent, and sends the difference
//! to *now* when the display is ready for it. So nothing ever queues up: a display that is
//! stopped, or on a slow line, gets the latest state when it goes on. The first change after
//! quiet goes out at once, and so does output that follows a person's key; sustained output
//! goes out at most every [`FRAME`] milliseconds, and never before the last frame but one was
//! acknowledged.

use std::collections::{BTreeMap, VecDeque};

use crate::model::id::{ClientId, PaneId};
use crate::model::{Clock, Model};
use crate::protocol::ServerMessage;

use super::Server;
use super::project::Projection;

/// How long after a key the next is likely, in milliseconds.
const TYPING: u64 = 1000;

/// How much is read of a pane's program at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Nobody types: as fast as it writes.
    Large,
    /// Somebody types into it: their turn is never far.
    Small,
    /// Somebody types elsewhere: so much and then a rest, so that a flood leaves the processors
    /// to what the person waits for.
    Rationed,
}

impl Server {
    /// The share of a pane.
    pub fn share(&self, pane: PaneId) -> Share {
        let now = self.model.clock.millis;
        let is_recent = |typed: u64| typed > 0 && now < typed + TYPING;
        if self.model.graph.pane(pane).is_some_and(|pane| is_recent(pane.typed)) {
            Share::Small
        } else if is_recent(self.model.typed) {
            Share::Rationed
        } else {
            Share::Large
        }
    }

    /// Whether a display is owed what a person waits for.
    pub fn is_urgent(&self) -> bool {
        self.displays.values().any(Display::is_urgent)
    }

    /// The displays that something is to be passed through to.
    pub fn passing(&self) -> Vec<ClientId> {
        let passing = self.displays.iter().filter(|(_, it)| !it.passed.is_empty());
        passing.map(|(client, _)| *client).collect()
    }

    /// What is to be passed through to a display next, if it shows what was written before that.
    pub fn next_passed(&mut self, client: ClientId) -> Option<ServerMessage> {
        let display = self.displays.get_mut(&client)?;
        let held = |it: &&Passed| self.synchronized.contains_key(&it.pane);
        display.passed.front().filter(|it| !held(it))?;
        if !display.projection.is_current(&self.model) {
            return None;
        }
        let Passed { pane, bytes, x, row } = display.passed.pop_front()?;
        display.passing -= cost(&bytes);
        let at = display.projection.place_of(&self.model, pane, x, row);
        Some(ServerMessage::Passthrough { at, bytes })
    }

    /// What each display has to be told now. Bell and clipboard wait for those that have no room.
    pub fn frames(
        &mut self,
        has_room: impl Fn(ClientId) -> bool,
        out: &mut Vec<(ClientId, ServerMessage)>,
    ) {
        let clock = self.model.clock;
        self.displays.retain(|client, _| self.model.graph.has_client(*client));
        for (client, display) in &mut self.displays {
            if has_room(*client) {
                display.ring(*client, out);
            }
            if display.looks_now(&self.model, clock) {
                let (model, held) = (&self.model, &self.synchronized);
                display.send(model, *client, held, clock, out);
            }
        }
    }
}

/// Milliseconds between two frames of sustained output.
const FRAME: u64 = 8;

/// The most that waits to be passed through to one display, in bytes. What comes on top is lost, as
/// it is where nobody looks.
const MOST_PASSED: usize = 16 << 20;

/// What a program wrote for the terminals of those who look at its pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The pane.
    pub pane: PaneId,
    /// What it wrote.
    pub bytes: Vec<u8>,
    /// The column of the cursor then.
    pub x: u16,
    /// The row that it was in, by the id of its [`crate::terminal::Stamp`].
    pub row: u64,
}

/// What something that waits to be passed through takes of what may wait.
fn cost(bytes: &[u8]) -> usize {
    bytes.len() + size_of::<Passed>()
}

/// What a display was told, and what it still is to be told.
#[derive(Default)]
pub struct Display {
    /// What it shows, as far as it was sent.
    projection: Projection,
    /// What it shows is not known: the next frame follows [`ServerMessage::Forget`].
    forgotten: bool,
    /// What it may show, by the frames' numbers, from the one that was acknowledged last on:
    /// kept for a display that can come back over another connection.
    shown: Option<VecDeque<(u64, Projection)>>,
    /// The number of the frame that was sent last.
    sent: u64,
    /// The number of the frame that was acknowledged last.
    acknowledged: u64,
    /// When a frame was last sent, in milliseconds of the model's clock.
    when: Option<u64>,
    /// Something has happened that the person waits for.
    urgent: bool,
    /// It was ready to be told something but had to wait for its next frame's time.
    owed: bool,
    bell: bool,
    clipboard: Option<Vec<u8>>,
    primary: Option<Vec<u8>>,
    /// To be passed through after the frame that shows what was written before it.
    passed: VecDeque<Passed>,
    /// What that takes, in bytes.
    passing: usize,
}

impl Display {
    /// The frame of this number is on the screen.
    pub fn acknowledge(&mut self, number: u64) {
        self.acknowledged = self.acknowledged.max(number.min(self.sent));
        if let Some(shown) = &mut self.shown {
            shown.retain(|(number, _)| *number >= self.acknowledged);
        }
    }

    /// From now on it can come back over another connection.
    pub fn can_resume(&mut self) {
        self.shown.get_or_insert_default();
    }

    /// It came back over another connection, and shows that frame: it is sent the difference.
    pub fn resume(&mut self, frame: u64) {
        let shown = self.shown.take().unwrap_or_default();
        match shown.into_iter().find(|(number, _)| *number == frame) {
            Some((_, projection)) => {
                self.projection = projection;
                self.alter();
            }
            None => self.forget(),
        }
        (self.sent, self.acknowledged) = (frame, frame);
        (self.shown, self.urgent) = (Some(VecDeque::new()), true);
    }

    /// What it shows is not known any more: the next frame draws everything.
    pub fn forget(&mut self) {
        self.projection = Projection::default();
        self.acknowledged = self.sent;
        self.forgotten = true;
    }

    /// Something else than programs' output is new in what it shows.
    pub fn alter(&mut self) {
        self.projection.alter();
    }

    /// The next frame does not wait for its time.
    pub fn hurry(&mut self) {
        self.urgent = true;
    }

    /// Whether something has happened that the person waits for.
    pub fn is_urgent(&self) -> bool {
        self.urgent
    }

    /// The bell is to ring.
    pub fn bell(&mut self) {
        self.bell = true;
    }

    /// Something is to go to the person's clipboard; only the latest counts.
    pub fn clipboard(&mut self, data: Vec<u8>) {
        self.clipboard = Some(data);
    }

    /// Something is to be the person's primary selection; likewise.
    pub fn primary(&mut self, data: Vec<u8>) {
        self.primary = Some(data);
    }

    /// Something is for its terminal as it is.
    pub fn pass_through(&mut self, passed: Passed) {
        let cost = cost(&passed.bytes);
        if self.passing + cost <= MOST_PASSED {
            self.passing += cost;
            self.passed.push_back(passed);
            self.urgent = true;
        }
    }

    /// When it is to be looked at again although nothing happens, in milliseconds.
    pub fn due(&self) -> Option<u64> {
        self.when.filter(|_| self.owed && self.is_ready()).map(|when| when + FRAME)
    }

    /// Whether it may be sent a frame: displays acknowledge every other one, and one more may be
    /// under way while a person waits for something.
    fn is_ready(&self) -> bool {
        self.sent - self.acknowledged <= 1 + u64::from(self.urgent)
    }

    /// Whether it is to be sent now what is new.
    fn looks_now(&mut self, model: &Model, clock: Clock) -> bool {
        if !self.is_ready() {
            return false;
        }
        let is_news = !self.projection.is_current(model);
        let early = self.when.is_some_and(|when| clock.millis < when + FRAME);
        self.owed = is_news && early && !self.urgent && self.projection.has_chrome();
        is_news && !self.owed
    }

    /// Appends what goes beside the frames, if it may be sent anything now.
    fn ring(&mut self, client: ClientId, out: &mut Vec<(ClientId, ServerMessage)>) {
        if !self.is_ready() {
            return;
        }
        if std::mem::take(&mut self.bell) {
            out.push((client, ServerMessage::Bell));
        }
        if let Some(data) = self.clipboard.take() {
            out.push((client, ServerMessage::Clipboard(data)));
        }
        if let Some(data) = self.primary.take() {
            out.push((client, ServerMessage::Primary(data)));
        }
    }

    /// Appends the difference to what it shows.
    fn send(
        &mut self,
        model: &Model,
        client: ClientId,
        synchronized: &BTreeMap<PaneId, u64>,
        clock: Clock,
        out: &mut Vec<(ClientId, ServerMessage)>,
    ) {
        if std::mem::take(&mut self.forgotten) {
            out.push((client, ServerMessage::Forget));
        }
        let diff = self.projection.advance(model, client, synchronized);
        self.urgent = false;
        if diff.is_empty() {
            return;
        }
        self.sent += 1;
        if let Some(shown) = &mut self.shown {
            shown.push_back((self.sent, self.projection.clone()));
        }
        self.when = Some(clock.millis);
        let diff = Box::new(diff);
        out.push((client, ServerMessage::Frame { number: self.sent, diff }));
    }
}
