//! Looking on: what a client may have done whose keys change nothing for anybody else. It knows
//! commands by their names and flags, and nothing of what they do.

use crate::command::Command;
use crate::language::arguments::Arguments;
use crate::model::id::ClientId;

use super::Server;

/// What whoever asked for commands may have done; what they lead to is held to the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// All.
    All,
    /// What a key of a client that only looks on is bound to.
    Looking,
    /// What another user may ask for who is let in only to look: to attach, and what is there.
    Guest,
    /// What an answer of its person is part of: no more than what their copy mode does.
    Mode,
}

impl Allowed {
    /// Whether a command is among it.
    pub fn permits(self, command: &Command, arguments: &Arguments) -> bool {
        let has_words = !arguments.rest().is_empty();
        let has = |letter| arguments.has(letter);
        let counts = || arguments.has('N') && !arguments.has('M') && !arguments.has('R');
        match (self, command.name) {
            (Self::All, _) => true,
            (Self::Guest, "attach-session" | "has-session" | "list-sessions") => {
                // No format, for that may run something; nothing of others'.
                command.flags.iter().all(|flag| match (flag.letter, flag.name) {
                    (Some('t' | 'r' | 'E'), _) => true,
                    (letter, name) => {
                        !letter.is_some_and(|it| arguments.has(it))
                            && !name.is_some_and(|it| arguments.has_long(it))
                    }
                })
            }
            (Self::Guest, _) => false,
            (_, "send-keys") => arguments.has('X') || (!has_words && counts()),
            (Self::Mode, _) => false,
            (Self::Looking, "copy-mode" | "list-keys") => true,
            // Others' clients are theirs.
            (Self::Looking, "detach-client") => !['a', 's', 't'].map(has).contains(&true),
            (Self::Looking, "refresh-client" | "suspend-client") => !has('t'),
            (Self::Looking, "switch-client") => !has('c'),
            (Self::Looking, "if-shell") => arguments.has('F'),
            (Self::Looking, "command-prompt") => has_words,
            // A pause.
            (Self::Looking, "run-shell") => !has_words,
            (Self::Looking, _) => false,
        }
    }
}

impl Server {
    /// Whether a client's keys change nothing.
    pub fn is_read_only(&self, client: ClientId) -> bool {
        self.model.graph.client(client).is_some_and(|client| client.read_only)
    }

    /// What a client may have done that says it itself.
    pub(super) fn allowed_to_ask(&self, client: ClientId) -> Allowed {
        match self.model.only_looks(client) {
            Some(_) => Allowed::Guest,
            None => Allowed::All,
        }
    }

    /// What a client may have done of what it has begun: who is let in only to look since then may do no
    /// more than that.
    pub(super) fn still_allowed(&self, allowed: Allowed, client: Option<ClientId>) -> Allowed {
        match client.and_then(|client| self.model.only_looks(client)) {
            Some(_) if allowed == Allowed::All => Allowed::Guest,
            _ => allowed,
        }
    }

    /// What a client may have done: all, or as much as one that only looks on.
    pub(super) fn allowed(&self, client: ClientId, looking: Allowed) -> Allowed {
        match self.is_read_only(client) {
            true => looking,
            false => Allowed::All,
        }
    }
}
