//! What somebody edits in an editor of their own, as a value: a server that takes the place of another knows
//! by it what is to be done when that editor ends.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::id::{ClientId, PaneId};
use super::mode::Setting;

/// A text in an editor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The pane that it was chosen in.
    pub pane: PaneId,
    /// Whose editor it is.
    pub client: ClientId,
    /// The file that it is edited in.
    pub file: PathBuf,
    /// What it is of.
    pub of: Edited,
}

/// What has a text that is edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edited {
    /// A paste buffer.
    Buffer {
        /// Its name.
        name: String,
        /// Its serial number: one that has another text by now has another one.
        serial: u64,
    },
    /// A value of customize mode.
    Setting {
        /// Which.
        setting: Setting,
        /// Its text as it was.
        text: String,
    },
}
