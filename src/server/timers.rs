//! What happens by the clock. Nothing does while nobody is attached, nobody waits, nothing is
//! written or unsaved and no program is about to run again: an idle server is never woken.

use std::collections::BTreeSet;

use crate::model::client::{Client, Overlay};
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
        let others = others.chain(self.model.frame_due.get());
        let others = others.chain(self.model.restarts.values().copied());
        let others = others.chain(self.model.monitors_due()).chain(self.silence_due());
        let others = others.chain(self.inquiries.due());
        let others = others.chain(self.model.bars_shown.values().copied());
        let others = others.chain(self.outlets.expected_due()).chain(self.saving_due());
        let steps = (!self.steps.is_empty()).then_some(self.model.clock.millis);
        of_displays.chain(stale).chain(others).chain(steps).min()
    }

    fn client_deadline(&self, id: ClientId) -> Option<u64> {
        let display = self.model.graph.display(id)?;
        let overlay = match &display.overlay {
            Some(Overlay::Message { until, .. }) => *until,
            Some(Overlay::PaneNumbers { until, .. }) => Some(*until),
            _ => None,
        };
        let table = display.keys.repeat_until.or_else(|| self.hints_due(id));
        overlay.into_iter().chain(table).min()
    }

    /// When a client's terminal is to be locked.
    fn lock_due(&self, id: ClientId) -> Option<u64> {
        self.model.lock_due(self.model.graph.client(id)?.session()?)
    }

    /// When the panel of what can come next is to be shown.
    fn hints_due(&self, id: ClientId) -> Option<u64> {
        let client = self.model.graph.client(id)?;
        let (keys, overlay) = client.display().map(|it| (&it.keys, &it.overlay))?;
        let waiting = keys.table.is_some() && !keys.hints && overlay.is_none();
        let options = self.model.session_lookup(client.session());
        let wanted = waiting && options.flag("key-hints");
        wanted.then(|| keys.since + options.number("key-hints-time").max(0) as u64)
    }

    /// A deadline has passed.
    pub fn timer(&mut self) {
        let now = self.model.clock.millis;
        let clients: Vec<ClientId> = self.outlets.displays().map(|(client, _)| client).collect();
        clients.into_iter().for_each(|client| self.client_timer(client, now));
        let moves = self.model.frame_due.get().is_some_and(|due| due <= now);
        if moves || self.status_due.is_some_and(|due| due <= now) {
            // Where nobody draws it any more nothing moves.
            self.model.frame_due.set(None);
            self.model.drop_numbers_due();
            self.alter_displays();
        }
        let shown: BTreeSet<SessionId> =
            self.model.graph.clients().filter_map(Client::session).collect();
        shown.into_iter().for_each(|session| self.model.lock_where_due(session));
        let over = |(pane, since): (&PaneId, &u64)| (since + SYNCHRONIZED <= now).then_some(*pane);
        let held: Vec<PaneId> = self.synchronized.iter().filter_map(over).collect();
        for pane in held {
            self.synchronized.remove(&pane);
            if let Some(pane) = self.model.graph.alter_pane(pane) {
                pane.terminal.end_synchronized();
            }
        }
        self.give_up_inquiries();
        self.outlets.look_at_subscriptions(&self.model);
        self.expect_in_time();
        self.go_on_dragging();
        self.model.restart_due();
        self.model.hide_bars_due();
        self.model.look_at_monitors();
        self.model.watches.timer(&self.model.graph, now);
        self.tell_quiet();
        self.tell_silence();
        self.save_in_time();
    }

    /// What lies over a client's screen goes, or what was pressed is over, where it is time.
    fn client_timer(&mut self, id: ClientId, now: u64) {
        let show_hints = self.hints_due(id).is_some_and(|due| due <= now);
        let Some(display) = self.model.graph.display(id) else { return };
        let is_over = match &display.overlay {
            Some(Overlay::Message { until, .. }) => until.is_some_and(|until| until <= now),
            Some(Overlay::PaneNumbers { until, .. }) => *until <= now,
            _ => false,
        };
        let repeated = display.keys.repeat_until.is_some_and(|until| until <= now);
        if !(is_over || repeated || show_hints) {
            return;
        }
        let Some(display) = self.model.graph.display_mut(id) else { return };
        display.overlay.take_if(|_| is_over);
        match repeated {
            true => display.keys = Default::default(),
            false => display.keys.hints |= show_hints,
        }
    }
}
