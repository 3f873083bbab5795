//! How clients come and go, and what they do.

use super::Graph;
use crate::geometry::WindowSize;
use crate::model::change::{Change, Was};
use crate::model::client::{Client, KeyState, Role, latest};
use crate::model::effect::{ClientEffect, Effect, OutletTask};
use crate::model::id::{ClientId, SessionId};
use crate::model::raw::Raw;
use crate::model::{Clock, Model};

impl Graph {
    /// A client came, which shows nothing yet.
    pub fn add_client(&mut self, client: Client) {
        self.clients.insert(client.id, client);
    }

    /// A client shows a session from now on.
    fn attach(&mut self, id: ClientId, session: SessionId, now: Clock) {
        let Some(client) = self.client(id) else { return };
        let before = client.session();
        let left = before.filter(|old| *old != session && self.has_session(*old));
        self.with_latest(Some(session), |graph| {
            graph.with_latest(left, |graph| graph.show(id, Some(session)));
            let Some(client) = graph.client_mut(id) else { return };
            (client.activity, client.activity_time) = (now.millis, now.unix);
            let Some(display) = graph.display_mut(id) else { return };
            if before != Some(session) {
                display.last_session = left;
            }
            (display.keys, display.overlay, display.drag) = (KeyState::default(), None, None);
        });
        self.came_to(session, now.unix);
        if before.is_none() {
            self.tell(Change::ClientCreated(id));
            self.tell(Change::ClientAttached(id));
        }
        self.tell(Change::ClientSessionChanged(id, before));
    }

    /// Somebody comes to a session, at `now` in seconds of Unix time.
    fn came_to(&mut self, id: SessionId, now: i64) {
        if let Some(session) = self.sessions.get_mut(&id) {
            let is_new = session.last_attached.replace(now) != Some(now);
            self.used_session(id, now);
            if is_new {
                self.differs(Change::SessionAltered(id));
            }
        }
    }

    /// Somebody does something in a session, at `now` in seconds of Unix time. That is told by what
    /// they do.
    fn used_session(&mut self, id: SessionId, now: i64) {
        if let Some(session) = self.sessions.get_mut(&id).filter(|it| it.activity != now) {
            self.index.remove(session);
            session.activity = now;
            self.index.add(session);
        }
    }

    /// A client's person did something: their client and session are the latest ones.
    fn used(&mut self, id: ClientId, now: Clock) {
        let session = self.client(id).and_then(Client::session);
        self.with_latest(session, |graph| {
            if let Some(client) = graph.clients.get_mut(&id) {
                (client.activity, client.activity_time) = (now.millis, now.unix);
            }
        });
        if let Some(session) = session {
            self.used_session(session, now.unix);
        }
    }

    /// A client's terminal has another size.
    pub fn resize_client(&mut self, id: ClientId, size: WindowSize) {
        if let Some(client) = self.clients.get_mut(&id) {
            let before = std::mem::replace(&mut client.size, size);
            self.differs_from(Change::ClientResized(id), Was::Size(before.cells));
        }
    }
}

impl Model {
    /// A client's person did something. What they look at may have the size of their terminal by
    /// that, of all who look at it, whichever sessions they show.
    pub fn used(&mut self, client: ClientId) {
        let is_behind = !self.is_latest(client);
        self.graph.used(client, self.clock);
        if is_behind {
            self.graph.differs(Change::ClientAltered(client));
        }
    }

    /// Whether a client is the one that did something last, of all who look at what it shows.
    pub fn is_latest(&self, client: ClientId) -> bool {
        let bound = || self.graph.window_of(self.graph.client(client)?.raw()?.pane);
        let window = self.client_window(client).or_else(bound);
        window
            .is_none_or(|window| latest(self.clients_at(window)).is_some_and(|it| it.id == client))
    }

    /// A client that is not bound to a pane shows a session.
    pub fn attach(&mut self, client: ClientId, session: SessionId) {
        let Some(it) = self.graph.client(client).filter(|it| it.raw().is_none()) else { return };
        let is_new = !it.is_attached();
        self.graph.attach(client, session, self.clock);
        if let Some(window) = self.client_window(client) {
            self.graph.seen(window);
        }
        if is_new {
            self.ask_client(client, ClientEffect::Attached);
        }
    }

    /// Binds a client that is nothing else yet to a pane.
    pub fn bind(&mut self, client: ClientId, mut raw: Raw) {
        let is_free = self.graph.client(client).is_some_and(|it| !it.is_attached());
        if !is_free || !self.graph.has_pane(raw.pane) {
            return;
        }
        let window = self.graph.window_of(raw.pane);
        self.used(client);
        let Some(it) = self.graph.client(client) else { return };
        if let Some(window) = window.filter(|_| !it.ignores_size() && !it.tty.is_empty()) {
            // Only with the whole window it can be as large as the client.
            let zoomed = self.graph.alter_window(window, |window| {
                window.activate(raw.pane);
                let zooms = !window.zoomed && window.panes().len() > 1;
                window.zoomed |= zooms;
                zooms
            });
            raw.zoomed = zoomed == Some(true);
        }
        let session = self.graph.place_of_pane(raw.pane).session;
        if let Some(it) = self.graph.client_mut(client) {
            it.role = Role::Raw(raw);
        }
        if let Some(session) = session {
            self.graph.came_to(session, self.clock.unix);
        }
        window.into_iter().for_each(|window| self.graph.seen(window));
        self.ask_client(client, ClientEffect::Streaming);
        self.graph.tell(Change::ClientAttached(client));
    }

    /// A client is not bound any more to what it was bound to; with it the pane ends where that is
    /// its own.
    pub fn unbind(&mut self, client: ClientId) -> Option<Raw> {
        let raw = self.graph.client(client)?.raw()?.clone();
        self.graph.tell(Change::ClientDetached(client));
        self.graph.client_mut(client)?.role = Role::OneShot;
        let others = self.bound_to(raw.pane).next().is_some();
        if raw.zoomed
            && !others
            && let Some(window) = self.graph.window_of(raw.pane)
        {
            self.graph.alter_window(window, |window| window.zoomed &= window.active != raw.pane);
        }
        self.end_if_unattended();
        Some(raw)
    }

    /// Whether a program reads a client line by line.
    pub fn is_control(&self, client: ClientId) -> bool {
        self.graph.client(client).is_some_and(|it| it.control.is_some())
    }

    /// A client leaves its session and ends, printing `line`.
    pub fn detach(&mut self, client: ClientId, line: String) {
        self.detach_with(client, line, 0);
    }

    pub(super) fn detach_with(&mut self, client: ClientId, line: String, status: u8) {
        match self.graph.client(client).map(Client::role) {
            Some(Role::Raw(raw)) => {
                // Now, as the pane may get another size by it.
                let rows = self.rows_of_text(raw.pane);
                self.tell_outlet(client, OutletTask::Unbind(line, status, rows));
                self.leave_pane(client);
            }
            Some(Role::Display(_)) => {
                match self.is_control(client) {
                    // Whoever is told to leave has done nothing wrong.
                    true => {
                        let status = line.starts_with("[detached").then_some(status);
                        self.tell_outlet(client, OutletTask::Leave(status));
                    }
                    false => self.ask_client(client, ClientEffect::Detached(line, status)),
                }
                self.leave(client);
            }
            Some(Role::OneShot) | None => {}
        }
    }

    /// A client leaves its session, and becomes a shell command. One that is bound to a pane only
    /// leaves.
    pub fn replace_client(&mut self, client: ClientId, command: &str) {
        match self.graph.client(client).map(Client::role) {
            Some(Role::Raw(_)) => self.detach_client(client),
            Some(Role::Display(_)) if self.is_control(client) => self.detach_client(client),
            Some(Role::Display(_)) => {
                self.ask_client(client, ClientEffect::Replaced(command.to_owned()));
                self.leave(client);
            }
            Some(Role::OneShot) | None => {}
        }
    }

    /// A client is gone, whatever it was doing.
    pub fn remove_client(&mut self, client: ClientId) {
        self.leave(client);
        self.leave_pane(client);
        self.graph.bury_client(client);
    }

    /// A client shows no session any more: that may be one that ends when nobody looks.
    fn leave(&mut self, client: ClientId) {
        let Some(session) = self.graph.client(client).and_then(Client::session) else { return };
        self.close_popup(client);
        self.graph.tell(Change::ClientDetached(client));
        self.graph.tell(Change::ClientClosed(client));
        self.graph.with_latest(Some(session), |graph| graph.show(client, None));
        self.end_unattended_session(session);
        self.end_if_unattended();
    }

    /// A session ends where nobody looks at it and it is not to go on without (`destroy-unattached`).
    pub fn end_unattended_session(&mut self, session: SessionId) {
        let unattended = self.attached_to(session).next().is_none();
        if unattended && self.goes_unattended(session) {
            self.remove_session(session);
        }
    }

    /// Whether a session ends when nobody looks (`destroy-unattached`).
    fn goes_unattended(&self, session: SessionId) -> bool {
        let grouped = self.graph.grouped_with(session).len();
        match self.session_lookup(Some(session)).text("destroy-unattached").as_str() {
            "off" => false,
            "keep-last" => grouped > 1,
            "keep-group" => grouped != 1,
            _ => true,
        }
    }

    /// A client is not bound to a pane any more, for good.
    pub fn leave_pane(&mut self, client: ClientId) {
        if let Some(raw) = self.unbind(client) {
            self.end_with_owner(&raw);
        }
    }

    /// A server may be one that ends when nobody looks.
    fn end_if_unattended(&mut self) {
        if !self.graph.clients().any(Client::is_attached) && self.server().flag("exit-unattached") {
            self.ask(Effect::Shutdown);
        }
    }
}
