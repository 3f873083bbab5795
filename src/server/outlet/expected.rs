//! Clients of a server that was replaced. They are in the model, where they were, and nobody is
//! connected to them: whoever comes with the token of one is that one from then on. So sizes,
//! popups and who looks at what are as they were, and nobody who looks on notices anything.
//!
//! One that does not come within a while has left meanwhile, or stands still: it leaves its session,
//! and what is known of it is kept as that of one whose line broke.

use std::collections::BTreeMap;

use crate::model::client::Client;
use crate::model::effect::ClientEffect;
use crate::model::id::{ClientId, PaneId};
use crate::model::run::{Ended, HUNG_UP};
use crate::protocol::Resume;

use super::super::Server;
use super::DisplayStream;
use super::resume::{Absentee, Caller, Was};
use super::resume_marks::ResumeMarks;

/// How long they are waited for, in milliseconds. They come as soon as they are let in.
const PATIENCE: u64 = 30_000;

/// What those are told who cannot.
const ANOTHER: &str = "the server was replaced by one of another version: attach again";

/// What is known of one.
struct Expected {
    client: ClientId,
    /// The pane that it is bound to, and the line up to which it has all of its lines.
    bound: Option<(PaneId, u64)>,
    /// How its pane's program ended since.
    ended: Option<Ended>,
}

/// The clients that are waited for, by their tokens.
#[derive(Default)]
pub struct ExpectedClients {
    all: BTreeMap<[u8; 16], Expected>,
    /// Until when, in milliseconds.
    until: u64,
}

impl ExpectedClients {
    /// When they are waited for no more, in milliseconds.
    pub fn due(&self) -> Option<u64> {
        (!self.all.is_empty()).then_some(self.until)
    }

    /// A pane's program ended, and those who come back to it are to know how.
    pub fn ended(&mut self, pane: PaneId, how: Ended) {
        let bound = |it: &&mut Expected| it.bound.is_some_and(|(id, _)| id == pane);
        self.all.values_mut().filter(bound).for_each(|it| _ = it.ended.get_or_insert(how));
    }
}

impl Server {
    /// These clients were connected to the server that this one goes on for, each with what it names
    /// itself by: they come back. To be called when the panes are where that server was with what it
    /// had passed on of their programs' output; of raw clients that did not have all of that, `behind`
    /// says up to which line they have.
    pub fn expect_back(
        &mut self,
        clients: impl IntoIterator<Item = (ClientId, Option<[u8; 16]>)>,
        behind: &BTreeMap<ClientId, u64>,
    ) {
        self.outlets.absent.expected.until = self.model.clock.millis + PATIENCE;
        for (client, token) in clients {
            let Some(token) = token else {
                self.gone(client);
                continue;
            };
            let graph = &self.model.graph;
            let raw = graph.client(client).and_then(Client::raw);
            let pane = raw.and_then(|raw| graph.pane(raw.pane));
            let line = behind.get(&client).copied();
            let bound =
                pane.map(|pane| (pane.id, line.unwrap_or_else(|| pane.terminal.top_line())));
            let expected = Expected { client, bound, ended: None };
            self.outlets.absent.expected.all.insert(token, expected);
        }
    }

    /// Whether a client comes back over another connection when this one is over: it shows something to
    /// somebody at a terminal, who is let in by the next server, too.
    pub fn comes_back(&self, client: ClientId) -> bool {
        let it = self.model.graph.client(client).filter(|it| it.guest.is_none());
        let has_tty = it.is_some_and(|it| !it.tty.is_empty());
        has_tty && (self.outlets.is_display(client) || self.outlets.pane_of_raw(client).is_some())
    }

    /// Up to which line a raw client has all lines of its pane, where that is not all of them. It has not
    /// taken the end of what it was sent.
    pub fn has_lines_up_to(&mut self, client: ClientId, untaken: &[u8]) -> Option<u64> {
        let stream = self.outlets.raw(client)?;
        stream.has_lines_up_to(&self.model, untaken)
    }

    /// The connections of these clients are over, to be followed by others: they are expected back.
    pub fn part_with(&mut self, clients: &[ClientId], behind: &BTreeMap<ClientId, u64>) {
        for client in clients {
            self.forget_paste(*client);
            self.outlets.close(*client);
            self.outlets.callers.remove(client);
        }
        let parted = self.model.kept_clients().filter(|(id, _)| clients.contains(id));
        let parted: Vec<_> = parted.collect();
        self.expect_back(parted, behind);
    }

    /// Whether a client is one that is expected. It is that one then, or was told why not.
    pub fn is_expected(&mut self, client: ClientId, resume: Resume) -> bool {
        let Some(expected) = self.outlets.absent.expected.all.remove(&resume.token) else {
            return false;
        };
        let graph = &self.model.graph;
        let known = graph.client(expected.client).zip(graph.client(client));
        let Some((known, new)) = known else { return false };
        let is_bound = known.raw().is_some();
        let is_stranger = if is_bound { &new.raw_stranger } else { &new.stranger }.is_some();
        let end = match expected.ended {
            Some(ended) => Some((super::resume::ENDED, ended.exit_status())),
            None if known.raw().is_some_and(|raw| !graph.has_pane(raw.pane)) => {
                Some((super::resume::CLOSED, HUNG_UP))
            }
            None => None,
        };
        if is_stranger && end.is_none() {
            // It comes back as the program of this server.
            self.outlets.absent.expected.all.insert(resume.token, expected);
            self.model.ask_client(client, ClientEffect::Mismatch);
            self.model.complain(client, ANOTHER);
            self.model.ask_client(client, ClientEffect::Exit(1));
            return true;
        }
        if let Some((reason, status)) = end {
            self.model.complain(client, reason);
            self.model.ask_client(client, ClientEffect::Exit(status));
            self.gone(expected.client);
            return true;
        }
        self.take_place(client, resume, &expected);
        true
    }

    /// A client that has just come is the one that was expected, with the surroundings that it has
    /// now.
    fn take_place(&mut self, new: ClientId, resume: Resume, expected: &Expected) {
        let known = expected.client;
        let Some(it) = self.model.graph.client(new) else { return };
        let (tty, term, pid, size) = (it.tty.clone(), it.term.clone(), it.pid, it.size);
        self.model.remove_client(new);
        let relayed = self.may_come_back(new);
        self.forget_caller(new);
        let had = expected.bound.map(|(_, line)| line);
        self.names_itself(known, Caller { resume, relayed, had });
        let Some(it) = self.model.graph.client_mut(known) else { return };
        (it.tty, it.term, it.pid) = (tty, term, pid);
        let is_bound = it.raw().is_some();
        self.model.graph.resize_client(known, size);
        self.model.ask_client(new, ClientEffect::Is(known));
        match is_bound {
            true => self.model.ask_client(known, ClientEffect::Streaming),
            false => {
                self.model.ask_client(known, ClientEffect::Attached);
                self.attached(known);
            }
        }
    }

    /// Those who have not come in time have left.
    pub fn expect_in_time(&mut self) {
        let due = self.outlets.absent.expected.due();
        if due.is_some_and(|due| due <= self.model.clock.millis) {
            let late = std::mem::take(&mut self.outlets.absent.expected.all);
            late.into_iter().for_each(|(token, expected)| self.expect_no_more(token, &expected));
        }
    }

    fn expect_no_more(&mut self, token: [u8; 16], expected: &Expected) {
        let client = expected.client;
        let Some(it) = self.model.graph.client(client) else { return };
        let (read_only, ignore_size) = (it.read_only, it.ignore_size);
        let was = match it.session() {
            Some(session) => Some(Was::Display(session, Box::<DisplayStream>::default())),
            // A pane of its own waits for it.
            None => self.model.unbind(client).map(|raw| Was::Raw {
                raw,
                marks: ResumeMarks::default(),
                ended: expected.ended,
            }),
        };
        if let Some(was) = was {
            self.keep_absent(Absentee { token, was, read_only, ignore_size });
        }
        self.gone(client);
    }
}
