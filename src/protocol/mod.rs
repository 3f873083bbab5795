//! What crosses a socket: wire types only. Knows nothing of sessions, terminals or drawing.
//!
//! A connection has two halves of life. It begins with a *request*: one command with its
//! surroundings, answered by output and a status. That exchange (`request`) is frozen and
//! works across versions of pmux. Where the command was to attach, the *view stream*
//! follows (`message`, `view`, `diff`): state synchronisation, not a byte pipe; both ends
//! must be of one `VIEW_VERSION`, which the request tells. Where it was to bind a terminal to a
//! pane as it is, the *raw stream* follows (`raw`), with a version of its own.

pub mod diff;
pub mod frame;
pub mod message;
pub mod raw;
pub mod request;
pub mod view;

pub use diff::ViewDiff;
pub use frame::{Frame, FrameError, Frames};
pub use message::{ClientMessage, ServerMessage};
pub use raw::RAW_VERSION;
pub use request::{Again, Execute, Mismatch, Reply, Request, Resume, TtyInfo};
pub use view::View;

/// The version of the view stream. It rises with every change to its types.
pub const VIEW_VERSION: u32 = 19;
