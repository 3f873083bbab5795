//! `move-pane`: tmux's other name for `join-pane`.

use super::Command;

/// The entry.
pub const COMMAND: Command =
    Command { name: "move-pane", alias: Some("movep"), ..super::join_pane::COMMAND };
