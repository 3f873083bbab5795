//! What a display is told, and when: state synchronisation, not a byte pipe.
//!
//! For each display the server keeps the view that it was last sent, and sends the difference
//! to *now* when the display is ready for it. So nothing ever queues up: a display that is
//! stopped, or on a slow line, gets the latest state when it goes on. The first change after
//! quiet goes out at once, and so does output that follows a person's key; sustained output
//! goes out at most every [`FRAME`] milliseconds, and never before the last frame but one was
//! acknowledged.

use std::collections::{BTreeMap, VecDeque};

use crate::model::Model;
use crate::model::id::{ClientId, PaneId};
use crate::protocol::ServerMessage;
use crate::protocol::message::Question;

use super::super::project::Projection;
use super::Room;

/// Milliseconds between two frames of sustained output.
const FRAME: u64 = 8;

/// The most that waits to be passed through to one display, in bytes. What comes on top is lost, as
/// it is where nobody looks.
const MOST_PASSED: usize = 16 << 20;

/// The most that waits to be asked of one display's terminal.
const MOST_QUESTIONS: usize = 64;

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
pub struct DisplayStream {
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
    /// What its terminal is to be asked.
    questions: VecDeque<Question>,
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

impl DisplayStream {
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
        let shown = self.shown.iter_mut().flat_map(std::mem::take);
        let known = shown.into_iter().find(|(number, _)| *number == frame);
        match &known {
            Some((_, projection)) => {
                self.projection = projection.clone();
                self.alter();
            }
            None => self.forget(),
        }
        (self.sent, self.acknowledged) = (frame, frame);
        // It may come back from there more than once.
        self.shown.iter_mut().for_each(|shown| shown.extend(known.clone()));
        self.urgent = true;
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

    /// Its terminal is to be asked something.
    pub fn ask(&mut self, question: Question) {
        if self.questions.len() < MOST_QUESTIONS {
            self.questions.push_back(question);
        }
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
    fn looks_now(&mut self, model: &Model) -> bool {
        if !self.is_ready() {
            return false;
        }
        let is_news = !self.projection.is_current(model);
        let early = self.when.is_some_and(|when| model.clock.millis < when + FRAME);
        self.owed = is_news && early && !self.urgent && self.projection.has_chrome();
        is_news && !self.owed
    }

    /// What it is to be told next.
    pub fn next(
        &mut self,
        model: &Model,
        client: ClientId,
        synchronized: &BTreeMap<PaneId, u64>,
        room: Room,
    ) -> Option<ServerMessage> {
        if room == Room::Empty
            && let Some(beside) = self.beside()
        {
            return Some(beside);
        }
        if self.looks_now(model) {
            if std::mem::take(&mut self.forgotten) {
                return Some(ServerMessage::Forget);
            }
            if let Some(frame) = self.frame(model, client, synchronized) {
                return Some(frame);
            }
        }
        let passed = self.passed.front().filter(|it| !synchronized.contains_key(&it.pane));
        passed.filter(|_| room > Room::Full)?;
        self.next_passed(model)
    }

    /// What goes beside the frames, if it may be sent anything now.
    fn beside(&mut self) -> Option<ServerMessage> {
        if !self.is_ready() {
            return None;
        }
        if std::mem::take(&mut self.bell) {
            return Some(ServerMessage::Bell);
        }
        if let Some(question) = self.questions.pop_front() {
            return Some(ServerMessage::Ask(question));
        }
        let clipboard = self.clipboard.take().map(ServerMessage::Clipboard);
        clipboard.or_else(|| self.primary.take().map(ServerMessage::Primary))
    }

    /// The difference to what it shows, where there is one.
    fn frame(
        &mut self,
        model: &Model,
        client: ClientId,
        synchronized: &BTreeMap<PaneId, u64>,
    ) -> Option<ServerMessage> {
        let diff = self.projection.advance(model, client, synchronized);
        self.urgent = false;
        if diff.is_empty() {
            return None;
        }
        self.sent += 1;
        if let Some(shown) = &mut self.shown {
            shown.push_back((self.sent, self.projection.clone()));
        }
        self.when = Some(model.clock.millis);
        Some(ServerMessage::Frame { number: self.sent, diff: Box::new(diff) })
    }

    /// What is to be passed through next, if it shows what was written before that.
    fn next_passed(&mut self, model: &Model) -> Option<ServerMessage> {
        if !self.projection.is_current(model) {
            return None;
        }
        let Passed { pane, bytes, x, row } = self.passed.pop_front()?;
        self.passing -= cost(&bytes);
        let at = self.projection.place_of(model, pane, x, row);
        Some(ServerMessage::Passthrough { at, bytes })
    }
}
