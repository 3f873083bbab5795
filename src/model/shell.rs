//! Whether a pane's shell waits for a command, as far as its marks (OSC 133) and what is typed
//! tell.

use crate::terminal::Mark;

/// Where a pane's shell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Shell {
    /// It makes marks.
    marked: bool,
    /// By its marks: a prompt is shown, and no line was entered since.
    at_prompt: bool,
    /// A line was entered, and nothing was written since.
    #[serde(skip)]
    unanswered: bool,
}

impl Shell {
    /// The shell made a mark.
    pub fn mark(&mut self, mark: &Mark) {
        self.marked = true;
        self.at_prompt = matches!(mark, Mark::Prompt | Mark::Input);
    }

    /// Somebody typed these bytes into the pane. A Return enters a line, but not in a bracketed
    /// paste.
    pub fn typed(&mut self, bytes: &[u8]) {
        if bytes.contains(&b'\r') && !bytes.starts_with(b"\x1b[200~") {
            self.at_prompt = false;
            self.unanswered = true;
        }
    }

    /// The program wrote something.
    pub fn wrote(&mut self) {
        self.unanswered = false;
    }

    /// Whether it makes marks: then they say where it is, and nothing else does.
    pub fn is_marked(&self) -> bool {
        self.marked
    }

    /// Whether its marks say that it waits for a command.
    pub fn is_at_prompt(&self) -> bool {
        self.marked && self.at_prompt
    }

    /// Whether a line was entered that nothing has come of yet.
    pub fn is_unanswered(&self) -> bool {
        self.unanswered
    }
}
