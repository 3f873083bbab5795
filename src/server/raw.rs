//! Raw clients: who is bound to which pane, what passes on to them, and what they tell. What each has
//! been told is its outlet's affair ([`RawStream`]).

use crate::model::client::Client;
use crate::model::effect::{PaneEffect, Receiver};
use crate::model::id::{ClientId, PaneId};
use crate::model::run::{Ended, HUNG_UP};
use crate::protocol::raw::{ClientMessage, Over, Terms, Told};

use super::Server;
use super::outlet::{Outlet, RawStream, Room, Standing};
use super::requests::believable;

impl Server {
    /// A client is bound to a pane from now on. What it is to know first; `None` where that was over
    /// before it began.
    pub fn began_streaming(&mut self, client: ClientId) -> Option<Terms> {
        let back = self.resume_marks_of(client);
        let may_come_back = self.may_come_back(client);
        let graph = &self.model.graph;
        let it = graph.client(client)?;
        let raw = it.raw()?;
        let pane = graph.pane(raw.pane)?;
        let draws = !it.tty.is_empty();
        let (marks, standing) = match back {
            Some((marks, line)) => {
                let fresh = Standing::Fresh { history: false };
                (may_come_back.then_some(marks), line.map_or(fresh, Standing::Behind))
            }
            None if draws || raw.history => {
                (may_come_back.then(Default::default), Standing::Fresh { history: raw.history })
            }
            None => (None, Standing::Following),
        };
        let query_filter = pane.terminal.query_filter(self.model.clipboard_is_open());
        let stream = RawStream::new(raw.pane, query_filter, standing, draws, raw.exact, marks);
        self.outlets.open(client, Outlet::Raw(Box::new(stream)));
        Some(Terms {
            detach: raw.detach.clone(),
            hint: raw.hint.clone(),
            // The keys that leave are found among the others.
            input: raw.input || draws,
            signals: raw.signals,
        })
    }

    /// Passes on what a pane's program wrote, which its terminal does not know of yet.
    pub fn pass_on(&mut self, pane: PaneId, bytes: &[u8], send: impl FnMut(ClientId, &[u8])) {
        self.outlets.pass_on(pane, bytes, send);
    }

    /// Whether every byte counts for a client.
    pub fn is_exact(&mut self, client: ClientId) -> bool {
        self.outlets.raw(client).is_some_and(|stream| stream.is_exact())
    }

    /// The pane that a client is bound to.
    pub fn pane_of_raw(&self, client: ClientId) -> Option<PaneId> {
        self.outlets.pane_of_raw(client)
    }

    /// Whether a pane waits for somebody to have room.
    pub fn holds_back(&self, pane: PaneId) -> bool {
        self.outlets.holds(pane)
    }

    /// Whether a pane that has something to say is not to be read now, since somebody has no room
    /// for it. Whoever does not get every byte falls behind when that takes too long.
    pub fn holds(&mut self, id: PaneId, now: u64, room: impl Fn(ClientId) -> Room) -> bool {
        let (model, mut holds) = (&self.model, false);
        for (client, stream) in self.outlets.raws_of(id) {
            holds |= stream.holds(now, room(client), model);
        }
        let others = model.graph.clients().any(|it| it.is_attached() && it.control.is_none());
        for (_, stream) in self.outlets.controls_mut() {
            holds |= stream.holds(id, others, now);
        }
        holds
    }

    /// A pane's program ended, and all that it wrote was read: so do the streams of those who are
    /// bound to it.
    pub fn end_streams(&mut self, pane: PaneId, ended: Ended) {
        self.outlets.absent.ended(pane, ended);
        let bound: Vec<ClientId> = self.model.bound_to(pane).collect();
        for client in bound {
            let it = self.model.graph.client(client).and_then(Client::raw);
            let line = if it.is_some_and(|raw| raw.guest) { "[exited]" } else { "" };
            let rows = self.model.rows_of_text(pane);
            self.end_stream(client, line.to_owned(), ended.exit_status(), rows);
        }
    }

    /// The streams end whose pane is gone.
    pub fn end_lost_streams(&mut self) {
        let graph = &self.model.graph;
        // Those who were detached are told that.
        let is_bound = |id| graph.client(id).is_some_and(|it| it.raw().is_some());
        let lost =
            self.outlets.raws().filter(|(id, it)| !graph.has_pane(it.pane()) && is_bound(*id));
        let lost: Vec<ClientId> = lost.map(|(client, _)| client).collect();
        for client in lost {
            self.end_stream(client, "[closed]".to_owned(), HUNG_UP, 0);
        }
    }

    /// A pane's program was started: whoever is bound to it already saw another one.
    pub fn restart_streams(&mut self, pane: PaneId) {
        self.outlets.absent.restarted(pane);
        self.outlets.raws_of(pane).for_each(|(_, stream)| stream.restart());
    }

    /// A client's stream ends with a line to be printed below so many rows, and an exit status.
    pub fn end_stream(&mut self, client: ClientId, line: String, status: u8, rows: u16) {
        let Some(stream) = self.outlets.raw(client) else { return };
        stream.end(&self.model, Over { status, line: line.clone(), rows });
        self.told_the_end(client, status, &line);
        self.model.leave_pane(client);
    }

    /// A raw client tells something.
    pub fn told(&mut self, client: ClientId, message: ClientMessage) {
        let Some(stream) = self.outlets.raw(client) else { return };
        let pane = stream.pane();
        let it = self.model.graph.client(client);
        let read_only = it.is_none_or(|it| it.read_only);
        let types = !read_only && it.and_then(Client::raw).is_some_and(|raw| raw.input);
        match message {
            ClientMessage::Input(bytes) if types => self.typed(client, pane, &bytes),
            ClientMessage::Input(_) => {}
            ClientMessage::Told(Told::InputEnded) if !types => {}
            ClientMessage::Told(Told::InputEnded) => {
                self.model.ask_pane(pane, PaneEffect::EndInput)
            }
            ClientMessage::Told(Told::Resize(size)) => {
                self.model.used(client);
                self.model.graph.resize_client(client, believable(size));
            }
            ClientMessage::Told(Told::Signal(_)) if read_only => {}
            ClientMessage::Told(Told::Signal(signal)) => {
                self.model.ask_pane(pane, PaneEffect::Signal(Receiver::Foreground, signal));
            }
            ClientMessage::Told(Told::Refresh) => stream.refresh(),
            ClientMessage::Told(Told::Leaving) => self.model.detach_client(client),
        }
    }

    /// Bytes that a person typed. The size of the pane is theirs by that.
    fn typed(&mut self, client: ClientId, pane: PaneId, bytes: &[u8]) {
        self.model.used(client);
        self.model.typing_panes(pane).into_iter().for_each(|pane| self.model.person_typed(pane));
        self.model.type_bytes(pane, bytes);
    }
}
