//! Who the poller speaks of: what each of its tokens stands for.

use mio::Token;

use crate::model::id::{ClientId, PaneId};

pub const LISTENER: Token = Token(0);
pub const SIGNALS: Token = Token(1);
pub const WORKERS: Token = Token(2);
pub const SHIM: Token = Token(3);

/// Tokens of clients are odd from here on, those of panes even.
const FIRST: usize = 16;

/// A client's connection.
pub fn client_token(id: ClientId) -> Token {
    Token(FIRST + 2 * id.0 as usize + 1)
}

/// A pane's pty.
pub fn pane_token(id: PaneId) -> Token {
    Token(FIRST + 2 * id.0 as usize)
}

/// What has something to say.
pub enum Source {
    Listener,
    Signals,
    Workers,
    Shim,
    Client(ClientId),
    Pane(PaneId),
}

/// What a token stands for.
pub fn source(token: Token) -> Source {
    match token {
        LISTENER => Source::Listener,
        SIGNALS => Source::Signals,
        WORKERS => Source::Workers,
        SHIM => Source::Shim,
        Token(n) if n % 2 == 1 => Source::Client(ClientId(((n - FIRST) / 2) as u32)),
        Token(n) => Source::Pane(PaneId(((n - FIRST) / 2) as u32)),
    }
}
