//! Raw clients: who is bound to which pane, and what each has been told.
//!
//! What a program writes goes on to them as it is, but for what would make their terminals answer
//! (`terminal::query_filter`). One that has no room for it, and makes none within a moment, falls
//! behind: from there on it is sent nothing, and nothing is kept for it. Once it has read all that
//! it was sent, it gets what it then needs, which is a state and not a stream: the lines that went
//! by meanwhile, as far as they are worth it, and the screen. So a slow one delays nobody and costs
//! no memory. Only a client that stands for a program's output in a pipe, `spawn` without a
//! terminal, gets every byte, and then the program goes no faster than it reads.

use std::collections::BTreeMap;

use crate::model::capture;
use crate::model::change::Change;
use crate::model::effect::{PaneEffect, Receiver};
use crate::model::id::{ClientId, PaneId};
use crate::model::run::{Ended, HUNG_UP};
use crate::protocol::raw::{ClientMessage, Over, Screen, ServerMessage, Terms, Told};
use crate::terminal::{QueryFilter, Terminal};

use super::Server;
use super::requests::believable;
use super::resume_marks::ResumeMarks;

/// The most lines that are sent again to a client that fell behind: a few screens are read, more
/// than that is only looked for, and is in the history.
const MOST_AGAIN: usize = 2000;

/// How long a program waits for a client that has no room, in milliseconds, before that falls
/// behind. It is as long as a frame: one that reads as fast as a terminal can draws level within it.
const PATIENCE: u64 = 8;

/// All raw clients.
#[derive(Default)]
pub struct Raws {
    all: BTreeMap<ClientId, Follower>,
    /// What is to be told to them.
    out: Vec<(ClientId, ServerMessage)>,
    /// What is passed on is made here.
    buffer: Vec<u8>,
}

/// A raw client.
struct Follower {
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
}

/// How far a client has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It has nothing yet, and is to get the history too where that is asked for.
    Fresh { history: bool },
    /// It has everything.
    Following,
    /// It missed something; of the lines it has those before this one.
    Behind(u64),
}

impl Server {
    /// A client is bound to a pane from now on. What it is to know first.
    pub fn began_streaming(&mut self, client: ClientId) -> Terms {
        let back = self.resume_marks_of(client);
        let may_come_back = self.may_come_back(client);
        let clipboard = self.clipboard_is_open();
        let graph = &self.model.graph;
        let bound = graph.client(client).and_then(|it| Some((it, it.raw.as_ref()?)));
        let bound = bound.and_then(|(it, raw)| Some((it, raw, graph.pane(raw.pane)?)));
        let Some((it, raw, pane)) = bound else { return Terms::default() };
        let draws = !it.tty.is_empty();
        let (resume_marks, standing) = match back {
            Some((resume_marks, line)) => {
                let fresh = Standing::Fresh { history: false };
                (Some(resume_marks), line.map_or(fresh, Standing::Behind))
            }
            None if draws || raw.history => {
                (may_come_back.then(ResumeMarks::default), Standing::Fresh { history: raw.history })
            }
            None => (None, Standing::Following),
        };
        let query_filter = pane.terminal.query_filter(clipboard);
        let (pane, exact) = (raw.pane, raw.exact);
        let follower =
            Follower { pane, query_filter, standing, full_since: None, draws, exact, resume_marks };
        self.raws.all.insert(client, follower);
        Terms {
            detach: raw.detach.clone(),
            hint: raw.hint.clone(),
            // The keys that leave are found among the others.
            input: raw.input || draws,
            signals: raw.signals,
        }
    }

    fn clipboard_is_open(&self) -> bool {
        self.model.server().text("set-clipboard") == "on"
    }

    /// Passes on what a pane's program wrote, which its terminal does not know of yet.
    pub fn pass_on(&mut self, pane: PaneId, bytes: &[u8], mut send: impl FnMut(ClientId, &[u8])) {
        let buffer = &mut self.raws.buffer;
        for (client, follower) in &mut self.raws.all {
            if follower.pane != pane || follower.standing != Standing::Following {
                continue;
            }
            buffer.clear();
            follower.query_filter.pass(bytes, buffer);
            if !buffer.is_empty() {
                follower
                    .resume_marks
                    .iter_mut()
                    .for_each(|resume_marks| resume_marks.sent(buffer.len()));
                send(*client, buffer);
            }
        }
    }

    /// Whether every byte counts for a client.
    pub fn is_exact(&self, client: ClientId) -> bool {
        self.raws.all.get(&client).is_some_and(|follower| follower.exact)
    }

    /// Whether a pane that has something to say is not to be read now, since somebody has no room
    /// for it. Whoever does not get every byte falls behind when that takes too long.
    pub fn holds(&mut self, id: PaneId, now: u64, has_room: impl Fn(ClientId) -> bool) -> bool {
        let mut holds = false;
        for (client, follower) in &mut self.raws.all {
            if follower.pane != id || follower.standing != Standing::Following {
                continue;
            }
            if has_room(*client) {
                follower.full_since = None;
                continue;
            }
            let since = *follower.full_since.get_or_insert(now);
            if follower.exact || now < since + PATIENCE {
                holds = true;
            } else if let Some(pane) = self.model.graph.pane_mut(id) {
                follower.standing = Standing::Behind(pane.terminal.top_line());
                follower.full_since = None;
            }
        }
        holds
    }

    /// Whether a pane waits for somebody to have room.
    pub fn is_held(&self, pane: PaneId) -> bool {
        self.raws.all.values().any(|it| it.pane == pane && it.full_since.is_some())
    }

    /// When the next client falls behind, in milliseconds.
    pub fn patience_ends(&self) -> Option<u64> {
        let waits = self.raws.all.values().filter(|it| !it.exact).filter_map(|it| it.full_since);
        waits.min().map(|since| since + PATIENCE)
    }

    /// What raw clients are to be told now; `has_all` says who has read all that was sent.
    pub fn stream(&mut self, has_all: impl Fn(ClientId) -> bool) -> Vec<(ClientId, ServerMessage)> {
        let mut out = std::mem::take(&mut self.raws.out);
        if self.raws.all.is_empty() {
            return out;
        }
        let clipboard = self.clipboard_is_open();
        for (client, follower) in &mut self.raws.all {
            let owed = follower.standing != Standing::Following;
            let resume_marks = follower
                .resume_marks
                .as_mut()
                .filter(|resume_marks| !owed && resume_marks.is_due());
            let may_know = resume_marks.is_some() || (owed && has_all(*client));
            let Some(pane) = self.model.graph.pane_mut(follower.pane).filter(|_| may_know) else {
                continue;
            };
            match resume_marks {
                Some(resume_marks) => resume_marks.mark(pane.terminal.top_line()),
                None => out.push((*client, follower.catch_up(&pane.terminal, clipboard))),
            }
        }
        out
    }

    /// A pane's program ended, and all that it wrote was read: so do the streams of those who are
    /// bound to it.
    pub fn end_streams(&mut self, pane: PaneId, ended: Ended) {
        self.ended_meanwhile(pane, ended);
        let bound: Vec<ClientId> = self.model.bound_to(pane).collect();
        for client in bound {
            let it = self.model.graph.client(client).and_then(|it| it.raw.as_ref());
            let line = if it.is_some_and(|raw| raw.guest) { "[exited]" } else { "" };
            let rows = self.model.rows_of_text(pane);
            self.end_stream(client, line.to_owned(), ended.exit_status(), rows);
        }
    }

    /// The streams end whose pane is gone. A pane that is there with another program in it is
    /// shown anew.
    pub fn end_lost_streams(&mut self) {
        let gone = |follower: &Follower| !self.model.graph.has_pane(follower.pane);
        // Those who were detached are told that.
        let bound = |id: &ClientId| self.model.graph.client(*id).is_some_and(|it| it.raw.is_some());
        let lost = self.raws.all.iter().filter(|(client, it)| gone(it) && bound(client));
        let lost: Vec<ClientId> = lost.map(|(client, _)| *client).collect();
        for client in lost {
            self.end_stream(client, "[closed]".to_owned(), HUNG_UP, 0);
        }
    }

    /// A pane's program was started: whoever is bound to it already saw another one.
    pub fn restart_streams(&mut self, pane: PaneId) {
        self.restarted_meanwhile(pane);
        for follower in self.raws.all.values_mut().filter(|follower| follower.pane == pane) {
            follower.standing = Standing::Fresh { history: false };
            follower.resume_marks.iter_mut().for_each(ResumeMarks::forget_lines);
        }
    }

    /// A client's stream ends with a line to be printed below so many rows, and an exit status.
    pub fn end_stream(&mut self, client: ClientId, line: String, status: u8, rows: u16) {
        let Some(mut follower) = self.raws.all.remove(&client) else { return };
        if follower.standing != Standing::Following
            && let Some(pane) = self.model.graph.pane_mut(follower.pane)
        {
            let last = follower.catch_up(&pane.terminal, false);
            self.raws.out.push((client, last));
        }
        self.told_the_end(client, status, &line);
        self.raws.out.push((client, ServerMessage::Over(Over { status, line, rows })));
        self.model.leave_pane(client);
    }

    /// Whether a client is bound to a pane.
    pub fn is_raw(&self, client: ClientId) -> bool {
        self.raws.all.contains_key(&client)
    }

    /// A client is gone. How far it had got, where it may come back.
    pub fn forget_stream(&mut self, client: ClientId) -> Option<ResumeMarks> {
        self.raws.all.remove(&client)?.resume_marks
    }

    /// The pane that a client is bound to.
    pub fn pane_of_raw(&self, client: ClientId) -> Option<PaneId> {
        self.raws.all.get(&client).map(|follower| follower.pane)
    }

    /// A raw client tells something.
    pub fn told(&mut self, client: ClientId, message: ClientMessage) {
        let Some(follower) = self.raws.all.get_mut(&client) else { return };
        let pane = follower.pane;
        let it = self.model.graph.client(client);
        let read_only = it.is_none_or(|it| it.read_only);
        let types = !read_only && it.and_then(|it| it.raw.as_ref()).is_some_and(|raw| raw.input);
        match message {
            ClientMessage::Input(bytes) if types => self.typed(client, pane, &bytes),
            ClientMessage::Input(_) => {}
            ClientMessage::Told(Told::InputEnded) if !types => {}
            ClientMessage::Told(Told::InputEnded) => {
                self.model.ask_pane(pane, PaneEffect::EndInput)
            }
            ClientMessage::Told(Told::Resize(size)) => {
                self.model.graph.used(client, self.model.clock);
                self.model.graph.resize_client(client, believable(size));
            }
            ClientMessage::Told(Told::Signal(_)) if read_only => {}
            ClientMessage::Told(Told::Signal(signal)) => {
                self.model.ask_pane(pane, PaneEffect::Signal(Receiver::Foreground, signal));
            }
            ClientMessage::Told(Told::Refresh) => {
                follower.standing = Standing::Fresh { history: false };
            }
            ClientMessage::Told(Told::Leaving) => self.model.detach_client(client),
        }
    }

    /// Bytes that a person typed. The size of the pane is theirs by that.
    fn typed(&mut self, client: ClientId, pane: PaneId, bytes: &[u8]) {
        let window = self.model.graph.window_of(pane);
        let is_latest = window.is_some_and(|window| self.model.is_latest_at(client, window));
        self.model.graph.used(client, self.model.clock);
        self.model.typing_panes(pane).into_iter().for_each(|pane| self.model.person_typed(pane));
        self.model.type_bytes(pane, bytes);
        if !is_latest {
            self.model.graph.differs(Change::ClientAltered(client));
        }
    }
}

impl Follower {
    /// What brings the client to where the terminal is; from there on it follows.
    fn catch_up(&mut self, terminal: &Terminal, clipboard: bool) -> ServerMessage {
        let standing = std::mem::replace(&mut self.standing, Standing::Following);
        self.full_since = None;
        self.query_filter = terminal.query_filter(clipboard);
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
        self.resume_marks
            .iter_mut()
            .for_each(|resume_marks| resume_marks.sent_screen(terminal.top_line()));
        ServerMessage::Screen(Screen { above, screen })
    }
}
