//! What a pane's program writes, recorded as it comes (`record`).
//!
//! A recording begins with the screen as it stands, so that a replay shows the same from then on.
//! Whoever takes it has its own pace: so much waits for them and no more. Where that is full, what
//! comes is left out until all of it was taken, and then the screen is told anew.

use std::collections::VecDeque;
use std::time::Duration;

use crate::cast::{Header, Version, Writer};
use crate::geometry::Size;

use super::Model;
use super::id::PaneId;
use super::pane::Pane;
use super::resolve::Place;
use super::run::Ended;

/// The most that waits to be taken before output is left out, in bytes.
const MOST: usize = 4 << 20;

/// The screen of a terminal that is as new is wiped all the same: who plays a recording on a
/// terminal of their own may not have such a one.
const WIPE: &[u8] = b"\x1b[H\x1b[J";

/// RIS: whatever was shown, the terminal is as new.
const AFRESH: &[u8] = b"\x1bc";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The screen is to be told as soon as nothing is in the midst of being written, and all was
    /// taken; so many bytes were left out till then.
    Joining {
        /// `None` at the beginning.
        missed: Option<u64>,
    },
    /// What the program writes is recorded.
    Running,
    /// It ended.
    Over,
}

/// A recording that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    pane: PaneId,
    /// When it began, in milliseconds of the model's clock.
    began: u64,
    writer: Writer,
    /// The size that was told last.
    size: Size,
    state: State,
    /// Whole lines that were not taken.
    waiting: VecDeque<String>,
    /// Their length, in bytes.
    length: usize,
}

impl Recording {
    /// Whether there is nothing to come, and all was taken.
    pub fn is_over(&self) -> bool {
        self.state == State::Over && self.waiting.is_empty()
    }

    /// How much waits to be taken, in bytes.
    pub fn waiting(&self) -> usize {
        self.length
    }

    /// The pane that it is of.
    pub fn pane(&self) -> PaneId {
        self.pane
    }

    /// The next lines; `None` when all was taken.
    pub fn next(&mut self, model: &Model) -> Option<String> {
        if let Some(pane) = model.graph.pane(self.pane) {
            self.look(pane, model.clock.millis);
        }
        let lines = self.waiting.pop_front()?;
        self.length -= lines.len();
        Some(lines)
    }

    /// Adds lines that happen now.
    fn tell(&mut self, now: u64, tell: impl FnOnce(&mut Writer, Duration, &mut String)) {
        let time = Duration::from_millis(now.saturating_sub(self.began));
        let mut lines = String::new();
        tell(&mut self.writer, time, &mut lines);
        if !lines.is_empty() {
            self.length += lines.len();
            self.waiting.push_back(lines);
        }
    }

    /// Looks at the pane: it may have another size, or be one whose screen can be told now.
    fn look(&mut self, pane: &Pane, now: u64) {
        match self.state {
            State::Joining { missed } => {
                let caught_up = missed.is_none() || self.waiting.is_empty();
                if caught_up && pane.terminal.is_settled() {
                    self.join(pane, now);
                }
            }
            State::Running => self.resized(pane, now),
            State::Over => {}
        }
    }

    fn resized(&mut self, pane: &Pane, now: u64) {
        let size = pane.terminal.size();
        if std::mem::replace(&mut self.size, size) != size {
            self.tell(now, |writer, time, out| writer.resize(time, size, out));
        }
    }

    /// Tells the screen as it stands, and goes on from there.
    fn join(&mut self, pane: &Pane, now: u64) {
        let State::Joining { missed } = self.state else { return };
        self.state = State::Running;
        if let Some(missed) = missed {
            let label = format!("{missed} bytes left out: they were not taken in time");
            self.tell(now, |writer, time, out| {
                writer.cut(time, out);
                writer.marker(time, &label, out);
            });
        }
        self.resized(pane, now);
        let begin = if missed.is_some() { AFRESH } else { WIPE };
        let screen = [begin, &pane.terminal.snapshot()].concat();
        self.tell(now, |writer, time, out| writer.output(time, &screen, out));
    }

    /// The pane took in what its program wrote.
    pub fn wrote(&mut self, pane: &Pane, bytes: &[u8], now: u64) {
        match &mut self.state {
            State::Running if self.length > MOST => {
                self.state = State::Joining { missed: Some(bytes.len() as u64) };
            }
            State::Running => {
                self.resized(pane, now);
                self.tell(now, |writer, time, out| writer.output(time, bytes, out));
            }
            State::Joining { missed } => {
                if let Some(missed) = missed {
                    *missed += bytes.len() as u64;
                }
                self.look(pane, now);
            }
            State::Over => {}
        }
    }

    /// The pane's terminal was made as new, and not by its program.
    pub fn reset(&mut self, pane: &Pane, now: u64) {
        self.wrote(pane, AFRESH, now);
    }

    /// There is nothing to come: the program ended, or the pane is no more what it was.
    pub fn end(&mut self, pane: &Pane, ended: Option<Ended>, now: u64) {
        if self.state == State::Over {
            return;
        }
        self.join(pane, now);
        self.resized(pane, now);
        self.tell(now, |writer, time, out| match ended {
            Some(ended) => writer.exit(time, ended.status(), out),
            None => writer.cut(time, out),
        });
        self.state = State::Over;
    }
}

impl Model {
    /// Begins to record a pane.
    pub fn record(&self, id: PaneId, version: Version) -> Option<Recording> {
        let pane = self.graph.pane(id)?;
        let session = Place::of_pane(self, id).session.and_then(|id| self.graph.session(id));
        let variables = session.map(|session| session.environment.over(&self.environment));
        let shell = variables.and_then(|all| all.text("SHELL").map(str::to_owned));
        let told = |text: String| Some(text).filter(|text| !text.is_empty());
        let header = Header {
            timestamp: Some(self.clock.unix),
            command: told(pane.run.program.describe()),
            title: told(pane.title().to_owned()),
            term: told(self.server().text("default-terminal")),
            shell,
            ..Header::new(version, pane.terminal.size())
        };
        let mut lines = String::new();
        let mut recording = Recording {
            pane: id,
            began: self.clock.millis,
            writer: Writer::begin(&header, &mut lines),
            size: header.size,
            state: State::Joining { missed: None },
            length: lines.len(),
            waiting: VecDeque::from([lines]),
        };
        match pane.run.ended {
            Some(ended) if pane.run.drained => {
                recording.end(pane, Some(ended), self.clock.millis);
            }
            _ => recording.look(pane, self.clock.millis),
        }
        Some(recording)
    }
}
