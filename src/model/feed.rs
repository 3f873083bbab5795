//! What clients are given as they take it: what happens (`events`, `record`), and what is too long to
//! be made at once (`capture-pane`). Each takes its part when it has room for it, so one that does not
//! read costs nobody anything.

use super::Model;
use super::capture::Capture;
use super::effect::ClientEffect;
use super::event_log::Reader;
use super::id::ClientId;
use super::recording::Recording;

/// What a client follows.
#[derive(Debug)]
pub enum Feed {
    /// What happens.
    Events(Reader),
    /// What a pane's program writes.
    Recording(Box<Recording>),
    /// Rows of a pane as they were; it is over when all of them were taken.
    Capture(Box<Capture>),
}

impl Model {
    /// The clients that follow something.
    pub fn followers(&self) -> Vec<ClientId> {
        self.feeds.keys().copied().collect()
    }

    /// Whether somebody follows what happens.
    pub fn is_watched(&self) -> bool {
        self.feeds.values().any(|feed| matches!(feed, Feed::Events(_)))
    }

    /// What a client is to be given next; `None` when it has everything.
    pub fn next_of_feed(&mut self, client: ClientId) -> Option<ClientEffect> {
        Some(match self.feeds.get_mut(&client)? {
            Feed::Events(reader) => ClientEffect::Feed(self.event_log.read(reader)?.into_bytes()),
            Feed::Capture(capture) => ClientEffect::Stdout(capture.next_text()?.into_bytes()),
            Feed::Recording(_) => ClientEffect::Feed(self.next_recorded(client)?.into_bytes()),
        })
    }

    /// Forgets what a client follows where that is over and was taken; whether it was.
    pub fn take_over(&mut self, client: ClientId) -> bool {
        let over = match self.feeds.get(&client) {
            Some(Feed::Recording(it)) => it.is_over(),
            Some(Feed::Capture(it)) => it.is_over(),
            Some(Feed::Events(_)) | None => false,
        };
        if over {
            self.feeds.remove(&client);
        }
        over
    }
}
