//! pmux, a terminal multiplexer: sessions that outlive their terminal.
//!
//! The map, in dependency order: a room may use the rooms above it, and
//! `ARCHITECTURE.md` says which of them it really does (`tests/tidy.rs` holds it).

// Small values that everyone shares.
pub mod border;
pub mod dialect;
pub mod geometry;
pub mod key;
pub mod line;
pub mod shell;
pub mod style;
pub mod visible;

// The outside world: ptys, processes, sockets, signals. The only `unsafe`.
pub mod os;

// Sections of bytes, found whole after whatever happened to their writer.
pub mod store;

// The process that holds what must outlive the server.
pub mod shim;

// Bytes in, screen out.
pub mod terminal;

// What of sessions is kept in files for when the machine was restarted.
pub mod saved;

// What outlives the server of a pane's output, in shared memory.
pub mod journal;

// Text to values and back: command lines, key names, targets, formats, styles.
pub mod language;

// Recordings of terminals, as asciinema's tools have them.
pub mod cast;

// What crosses a socket.
pub mod protocol;

// Sessions, windows, panes, layouts, options: plain data.
pub mod model;

// The commands, one a file, and the table of them.
pub mod command;

// The daemon that owns every session.
pub mod server;

// Views to the bytes that make a terminal show them.
pub mod display;

// The person's end: their tty, and what they ask for.
pub mod client;
