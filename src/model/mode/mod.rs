//! Modes of a pane: what it shows, and takes keys for, instead of its program. They are the pane's,
//! so that all who look at it see the same; only who looks on without more has modes of their own
//! ([`Look`]).
//!
//! A pane may be in several, one over the other ([`Modes`]): the topmost is what is seen, and when
//! that is left the one below it.

mod whose;

use serde::{Deserialize, Serialize};

use super::copy_mode::{CopyMode, Looks};
use super::id::PaneId;
use crate::geometry::{Point, Size};
use crate::line::Line;
use crate::terminal::Terminal;

/// A mode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Mode {
    /// The pane's history, to look back and to copy.
    Copy(CopyMode),
}

impl Mode {
    /// Its name, as `#{pane_mode}` tells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Copy(_) => "copy-mode",
        }
    }

    /// The key table that its keys are looked up in, for a person who is used to vi's or to emacs's.
    pub fn table(&self, vi: bool) -> &'static str {
        match self {
            Self::Copy(_) if vi => "copy-mode-vi",
            Self::Copy(_) => "copy-mode",
        }
    }

    /// The text that can be copied from, with what holds it, `terminal` being the pane's.
    pub fn copying<'a>(&'a self, terminal: &'a Terminal) -> Option<(&'a CopyMode, &'a Terminal)> {
        match self {
            Self::Copy(copy) => Some((copy, terminal)),
        }
    }

    /// The same, to have it do something.
    pub fn copying_mut<'a>(
        &'a mut self,
        terminal: &'a Terminal,
    ) -> Option<(&'a mut CopyMode, &'a Terminal)> {
        match self {
            Self::Copy(copy) => Some((copy, terminal)),
        }
    }

    /// The rows of a pane of that size.
    pub fn rows(&self, terminal: &Terminal, size: Size, looks: &Looks) -> Vec<Line> {
        match self {
            Self::Copy(copy) => copy.rows(terminal, size, looks),
        }
    }

    /// The cell that is to be in sight.
    pub fn focus(&self) -> Point {
        match self {
            Self::Copy(copy) => copy.cursor(),
        }
    }

    /// What stands in the corner of the pane: the place in the history.
    pub fn indicator(&self, terminal: &Terminal) -> String {
        match self {
            Self::Copy(copy) => copy.indicator(terminal),
        }
    }

    /// To be called when the pane's size has changed.
    pub fn resized(&mut self, terminal: &Terminal) {
        match self {
            Self::Copy(copy) => copy.resized(terminal),
        }
    }
}

/// The modes that a pane is in, the topmost last.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Modes(Vec<Mode>);

impl Modes {
    /// Whether there is none: the program is seen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one that is seen.
    pub fn top(&self) -> Option<&Mode> {
        self.0.last()
    }

    /// The same, to alter it.
    pub fn top_mut(&mut self) -> Option<&mut Mode> {
        self.0.last_mut()
    }

    /// All, the topmost last.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Mode> {
        self.0.iter_mut()
    }

    /// Another one is seen. Where there was one of its name already, it is that from now on.
    pub fn enter(&mut self, mode: Mode) {
        self.0.retain(|it| it.name() != mode.name());
        self.0.push(mode);
    }

    /// The topmost is left, and the one below it is seen.
    pub fn leave(&mut self) -> Option<Mode> {
        self.0.pop()
    }

    /// The one of that name is seen, if there is one. Whether there is.
    pub fn raise(&mut self, name: &str) -> bool {
        let found = self.0.iter().position(|it| it.name() == name);
        let raised = found.map(|at| self.0.remove(at));
        self.0.extend(raised);
        found.is_some()
    }

    /// Nobody looks at the pane's history any more.
    pub fn end_copying(&mut self) {
        self.0.retain(|mode| !matches!(mode, Mode::Copy(_)));
    }
}

/// The modes of a pane that a client is in which only looks on: nobody else sees them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The pane.
    pub pane: PaneId,
    /// The modes; never none.
    pub modes: Modes,
}
