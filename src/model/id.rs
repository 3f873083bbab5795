//! The names that the model gives to things. Everything outside it holds these.
//!
//! They count up for the life of a server and are never given twice.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($number:ty), $mark:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub $number);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($mark, "{}"), self.0)
            }
        }
    };
}

id!(
    /// A session, written `$1`.
    SessionId(u32), "$"
);
id!(
    /// A window, written `@1`.
    WindowId(u32), "@"
);
id!(
    /// A pane, written `%1`.
    PaneId(u32), "%"
);
id!(
    /// A client: one connection to the server.
    ClientId(u32), "client-"
);
id!(
    /// Something that the world does for the model, and answers.
    JobId(u64), "job "
);
