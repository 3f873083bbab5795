//! `start-server`: starts the server where there is none, and nothing else.

use super::Command;

/// The entry.
pub const COMMAND: Command = Command {
    name: "start-server",
    alias: Some("start"),
    about: "Start the server if it is not running",
    starts_server: true,
    ..Command::NEW
};
