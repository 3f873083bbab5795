//! What happens by the clock. Nothing does while nobody is attached, nobody waits, nothing is
//! written and no program is about to run again: an idle server is never woken.

use std::collections::BTreeSet;

use crate::model::client::Overlay;
use crate::model::id::{ClientId, PaneId, SessionId};

use super::Server;

/// Milliseconds that a synchronised update may hold a pane's picture back.
const SYNCHRONIZED: u64 = 150;

impl Server {
    /// When the server is to be woken although nothing happens, in milliseconds of its clock.
    pub fn deadline(&self) -> Option<u64> {
        let clients = self.outlets.displays().filter_map(|(id, _)| self.client_deadline(id));
        let held = self.synchronized.values().map(|since| since + SYNCHRONIZED);
        let stale = self.stale.values().map(|stale| stale.due);
        let watches = self.model.watches.due();
        let locks = self.outlets.displays().filter_map(|(id, _)| self.lock_due(id));
        let drags = self.dragging.values().map(|drag| drag.due);
        let of_displays =
            clients.chain(self.outlets.due()).chain(held).chain(drags).chain(self.status_due);
        let others = watches.into_iter().chain(self.quiet_due()).chain(locks);
        let others = others.chain(self.model.restarts.values().copied());
        let others = others.chain(self.outlets.expected_due());
        of_displays.chain(stale).chain(others).min()
    }

    fn client_deadline(&self, id: ClientId) -> Option<u64> {
        let client = self.model.graph.client(id)?;
        let overlay = match &client.overlay {
            Some(Overlay::Message { until, .. }) => *until,
            Some(Overlay::PaneNumbers { until, .. }) => Some(*until),
            _ => None,
        };
        let table = client.table.repeat_until.or_else(|| self.hints_due(id));
        overlay.into_iter().chain(table).min()
    }

    /// When a client's terminal is to be locked.
    fn lock_due(&self, id: ClientId) -> Option<u64> {
        self.model.lock_due(self.model.graph.client(id)?.session?)
    }

    /// When the panel of what can come next is to be shown.
    fn hints_due(&self, id: ClientId) -> Option<u64> {
        let client = self.model.graph.client(id)?;
        let waiting =
            client.table.table.is_some() && !client.table.hints && client.overlay.is_none();
        let options = self.model.session_lookup(client.session);
        let wanted = waiting && options.flag("key-hints");
        wanted.then(|| client.table.since + options.number("key-hints-time").max(0) as u64)
    }

    /// A deadline has passed.
    pub fn timer(&mut self) {
        let now = self.model.clock.millis;
        let clients: Vec<ClientId> = self.outlets.displays().map(|(client, _)| client).collect();
        clients.into_iter().for_each(|client| self.client_timer(client, now));
        if self.status_due.is_some_and(|due| due <= now) {
            self.alter_displays();
        }
        let shown: BTreeSet<SessionId> =
            self.model.graph.clients().filter_map(|client| client.session).collect();
        shown.into_iter().for_each(|session| self.model.lock_where_due(session));
        let over = |(pane, since): (&PaneId, &u64)| (since + SYNCHRONIZED <= now).then_some(*pane);
        let held: Vec<PaneId> = self.synchronized.iter().filter_map(over).collect();
        for pane in held {
            self.synchronized.remove(&pane);
            if let Some(pane) = self.model.graph.alter_pane(pane) {
                pane.terminal.end_synchronized();
            }
        }
        self.expect_in_time();
        self.go_on_dragging();
        self.model.restart_due();
        self.model.watches.timer(&self.model.graph, now);
        self.tell_quiet();
    }

    /// What lies over a client's screen goes, or what was pressed is over, where it is time.
    fn client_timer(&mut self, id: ClientId, now: u64) {
        let show_hints = self.hints_due(id).is_some_and(|due| due <= now);
        let Some(client) = self.model.graph.client(id) else { return };
        let is_over = match &client.overlay {
            Some(Overlay::Message { until, .. }) => until.is_some_and(|until| until <= now),
            Some(Overlay::PaneNumbers { until, .. }) => *until <= now,
            _ => false,
        };
        let repeated = client.table.repeat_until.is_some_and(|until| until <= now);
        if !(is_over || repeated || show_hints) {
            return;
        }
        let Some(client) = self.model.graph.client_mut(id) else { return };
        client.overlay.take_if(|_| is_over);
        match repeated {
            true => client.table = Default::default(),
            false => client.table.hints |= show_hints,
        }
    }
}
