//! Locking terminals: by command, and after a time without a key.

use super::Model;
use super::client::Client;
use super::effect::ClientEffect;
use super::id::{ClientId, SessionId};

impl Model {
    /// A client's terminal is given to `lock-command` until that ends.
    pub fn lock(&mut self, client: ClientId) {
        let session = self.graph.client(client).and_then(Client::session);
        let command = self.session_lookup(session).text("lock-command");
        if session.is_some() {
            self.ask_client(client, ClientEffect::Lock(command));
        }
    }

    /// The same for all clients that show a session.
    pub fn lock_session(&mut self, session: SessionId) {
        let clients: Vec<ClientId> = self.attached_to(session).map(|client| client.id).collect();
        clients.into_iter().for_each(|client| self.lock(client));
    }

    /// When a session is to be locked since nobody has typed in it for so long, in milliseconds of
    /// the model's clock: `lock-after-time`. Only once, until somebody types again.
    pub fn lock_due(&self, session: SessionId) -> Option<u64> {
        let it = self.graph.session(session)?;
        let seconds = self.session_lookup(Some(session)).number("lock-after-time");
        if seconds <= 0 || it.locked == Some(it.activity) {
            return None;
        }
        // What is known of it is the second in which it was: it is to be no less than that long ago.
        let second = it.activity.saturating_add(seconds).saturating_add(1);
        let left = u64::try_from(second.saturating_sub(self.clock.unix)).unwrap_or(0);
        let millis = left.saturating_mul(1000).saturating_sub(u64::from(self.clock.micros / 1000));
        Some(self.clock.millis.saturating_add(millis))
    }

    /// Locks a session whose time has come.
    pub fn lock_where_due(&mut self, session: SessionId) {
        if self.lock_due(session).is_none_or(|due| due > self.clock.millis) {
            return;
        }
        self.graph.locked(session);
        self.lock_session(session);
    }
}
