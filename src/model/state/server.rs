//! What there is but once.

use serde::{Deserialize, Serialize};

use super::super::{Counters, Model};
use crate::model::id::PaneId;
use crate::terminal::{Colors, Rgb};

/// Clients' numbers are written down so many in advance: most clients ask for something and are gone,
/// and none of them is worth writing anything.
const AHEAD: u32 = 256;

/// The state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ServerState {
    /// The version of the pmux that wrote it, to be told where it cannot be read.
    version: String,
    /// When the server was started, in seconds of Unix time.
    pub started: i64,
    /// How far was counted ([`Model::counted`]).
    pub next: [u32; 4],
    pub marked: Option<PaneId>,
    /// What the person's terminal has: text, cells, cursor.
    pub colors: [Option<Rgb>; 3],
    pub config_files: Vec<String>,
    pub config_errors: Vec<String>,
    pub idle_options: Vec<String>,
}

impl Model {
    pub(super) fn server_state(&self) -> ServerState {
        let Colors { foreground, background, cursor, .. } = self.colors;
        ServerState {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started: self.identity.started,
            next: self.counted(),
            marked: self.marked,
            colors: [foreground, background, cursor],
            config_files: self.config_files.clone(),
            config_errors: self.config_errors.clone(),
            idle_options: self.idle_options.clone(),
        }
    }

    /// The next session's number, window's and pane's, and one that no client has, nor the next few.
    pub(super) fn counted(&self) -> [u32; 4] {
        let Counters { session, window, pane, client, .. } = self.next;
        [session, window, pane, (client / AHEAD + 1).saturating_mul(AHEAD)]
    }

    pub(super) fn restore_server(&mut self, state: ServerState) {
        self.identity.started = state.started;
        let [session, window, pane, client] = state.next;
        self.next = Counters { session, window, pane, client, job: 0 };
        self.marked = state.marked.filter(|pane| self.graph.has_pane(*pane));
        let [foreground, background, cursor] = state.colors;
        let colors = &mut self.colors;
        (colors.foreground, colors.background, colors.cursor) = (foreground, background, cursor);
        self.config_files = state.config_files;
        self.config_errors = state.config_errors;
        self.idle_options = state.idle_options;
    }
}
