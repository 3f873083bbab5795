//! What clients follow as it happens (`events`): each takes its lines when it has room for them,
//! so one that does not read costs nobody anything.

use super::Model;
use super::chronicle::Reader;
use super::id::ClientId;

/// What a client follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feed {
    /// What happens.
    Events(Reader),
}

impl Model {
    /// The clients that follow something.
    pub fn followers(&self) -> Vec<ClientId> {
        self.feeds.keys().copied().collect()
    }

    /// What a client is to be given next; `None` when it has everything.
    pub fn next_of_feed(&mut self, client: ClientId) -> Option<Vec<u8>> {
        match self.feeds.get_mut(&client)? {
            Feed::Events(reader) => self.chronicle.read(reader).map(String::into_bytes),
        }
    }
}
