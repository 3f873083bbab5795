//! A raw client: what it has been told of what its pane's program writes.
//!
//! That goes on to it as it is, but for what would make its terminal answer
//! (`terminal::query_filter`). One that has no room for it, and makes none within a moment, falls
//! behind: from there on it is sent nothing, and nothing is kept for it. Once it has read all that
//! it was sent, it gets what it then needs, which is a state and not a stream: the lines that went
//! by meanwhile, as far as they are worth it, and the screen. So a slow one delays nobody and costs
//! no memory. Only a client that stands for a program's output in a pipe, `spawn` without a
//! terminal, gets every byte, and then the program goes no faster than it reads.

use std::collections::VecDeque;

use crate::model::Model;
use crate::model::capture;
use crate::model::id::PaneId;
use crate::protocol::raw::{Over, Screen, ServerMessage};
use crate::terminal::{QueryFilter, Terminal};

use super::Room;
use super::resume_marks::ResumeMarks;

/// The most lines that are sent again to a client that fell behind: a few screens are read, more
/// than that is only looked for, and is in the history.
const MOST_AGAIN: usize = 2000;

/// How long a program waits for a client that has no room, in milliseconds, before that falls
/// behind. It is as long as a frame: one that reads as fast as a terminal can draws level within it.
const PATIENCE: u64 = 8;

/// A raw client's place in the stream of its pane.
pub struct RawStream {
    pane: PaneId,
    query_filter: QueryFilter,
    standing: Standing,
    /// Since when its pane waits for it to have room, in milliseconds.
    full_since: Option<u64>,
    /// It has a terminal, and so shows screens.
    draws: bool,
    exact: bool,
    /// How far it has got, where it may come back when its line breaks.
    resume_marks: Option<ResumeMarks>,
    /// The stream is over, and this is the rest of it.
    last_words: VecDeque<ServerMessage>,
}

/// How far a client has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has nothing yet, and is to get the history too where that is asked for.
    Fresh { history: bool },
    /// It has everything.
    Following,
    /// It missed something; of the lines it has those before this one.
    Behind(u64),
}

impl RawStream {
    /// A stream that begins with what `standing` says. `draws` where the client shows screens, `exact`
    /// where every byte counts for it.
    pub fn new(
        pane: PaneId,
        query_filter: QueryFilter,
        standing: Standing,
        draws: bool,
        exact: bool,
        resume_marks: Option<ResumeMarks>,
    ) -> Self {
        let (full_since, last_words) = (None, VecDeque::new());
        Self { pane, query_filter, standing, full_since, draws, exact, resume_marks, last_words }
    }

    /// The pane that the client is bound to.
    pub fn pane(&self) -> PaneId {
        self.pane
    }

    /// Whether every byte counts for the client.
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// Whether the stream is over, but for what is still to be told of it.
    pub fn is_over(&self) -> bool {
        !self.last_words.is_empty()
    }

    /// How far the client had got, where it may come back.
    pub fn into_marks(self) -> Option<ResumeMarks> {
        self.resume_marks
    }

    /// Up to which line the client has all lines of its pane, where that is not all of them, and it has
    /// not taken the end of what it was sent.
    pub fn has_lines_up_to(&self, model: &Model, untaken: &[u8]) -> Option<u64> {
        // A line leaves the screen by a line feed, if not for want of width.
        let lines = untaken.iter().filter(|byte| **byte == b'\n').count() as u64;
        match self.standing {
            Standing::Behind(line) => Some(line.saturating_sub(lines)),
            Standing::Fresh { history: true } => Some(0),
            Standing::Following if !untaken.is_empty() => {
                let pane = model.graph.pane(self.pane)?;
                Some(pane.terminal.top_line().saturating_sub(lines))
            }
            Standing::Fresh { history: false } | Standing::Following => None,
        }
    }

    /// Makes of what a program wrote what is passed on now, at the end of `buffer`.
    pub fn pass(&mut self, bytes: &[u8], buffer: &mut Vec<u8>) {
        if self.standing == Standing::Following {
            self.query_filter.pass(bytes, buffer);
            self.resume_marks.iter_mut().for_each(|marks| marks.sent(buffer.len()));
        }
    }

    /// Whether the pane, which has something to say at `now`, is not to be read since the client has
    /// no room for it. One that does not get every byte falls behind when that takes too long.
    pub fn holds(&mut self, now: u64, room: Room, model: &Model) -> bool {
        if self.standing != Standing::Following {
            return false;
        }
        if room > Room::Full {
            self.full_since = None;
            return false;
        }
        let since = *self.full_since.get_or_insert(now);
        if self.exact || now < since + PATIENCE {
            return true;
        }
        if let Some(pane) = model.graph.pane(self.pane) {
            self.standing = Standing::Behind(pane.terminal.top_line());
            self.full_since = None;
        }
        false
    }

    /// Whether the pane waits for the client to have room.
    pub fn is_waited_for(&self) -> bool {
        self.full_since.is_some()
    }

    /// When the client falls behind, in milliseconds, where its pane waits for it.
    pub fn patience_ends(&self) -> Option<u64> {
        self.full_since.filter(|_| !self.exact).map(|since| since + PATIENCE)
    }

    /// What its terminal shows is not known any more.
    pub fn refresh(&mut self) {
        self.standing = Standing::Fresh { history: false };
        self.full_since = None;
    }

    /// The pane has another program from now on.
    pub fn restart(&mut self) {
        self.refresh();
        self.resume_marks.iter_mut().for_each(ResumeMarks::forget_lines);
    }

    /// The stream is over.
    pub fn end(&mut self, model: &Model, over: Over) {
        if self.standing != Standing::Following
            && let Some(pane) = model.graph.pane(self.pane)
        {
            let last = self.catch_up(model, &pane.terminal);
            self.last_words.push_back(last);
        }
        self.last_words.push_back(ServerMessage::Over(over));
    }

    /// What the client is to be told next.
    pub fn next(&mut self, model: &Model, room: Room) -> Option<ServerMessage> {
        if let Some(last) = self.last_words.pop_front() {
            return Some(last);
        }
        let owed = self.standing != Standing::Following;
        let marks = self.resume_marks.as_mut().filter(|marks| !owed && marks.is_due());
        if marks.is_none() && !(owed && room == Room::Empty) {
            return None;
        }
        let pane = model.graph.pane(self.pane)?;
        if let Some(marks) = marks {
            marks.mark(pane.terminal.top_line());
            return None;
        }
        Some(self.catch_up(model, &pane.terminal))
    }

    /// What brings the client to where the terminal is; from there on it follows.
    fn catch_up(&mut self, model: &Model, terminal: &Terminal) -> ServerMessage {
        let standing = std::mem::replace(&mut self.standing, Standing::Following);
        self.full_since = None;
        self.query_filter = terminal.query_filter(model.clipboard_is_open());
        let history = terminal.history();
        let from = match standing {
            Standing::Fresh { history: true } => 0,
            Standing::Behind(line) => {
                let known = line.saturating_sub(history.first()) as usize;
                known.max(history.len().saturating_sub(MOST_AGAIN))
            }
            Standing::Fresh { history: false } | Standing::Following => history.len(),
        };
        let above = match self.draws {
            true => capture::above(terminal, from).into_bytes(),
            false => {
                let lines = capture::logical(terminal, history.len().saturating_sub(from), false);
                [lines.finished, lines.rest]
                    .concat()
                    .iter()
                    .flat_map(|it| format!("{it}\r\n").into_bytes())
                    .collect()
            }
        };
        let screen = if self.draws { terminal.snapshot() } else { Vec::new() };
        self.resume_marks.iter_mut().for_each(|marks| marks.sent_screen(terminal.top_line()));
        ServerMessage::Screen(Screen { above, screen })
    }
}
