//! Where commands with `-s` take from: the panes and windows that are swapped, moved, joined.

use super::{Context, Failure};
use crate::language::target::Kind;
use crate::model::id::{PaneId, WindowId};
use crate::model::resolve::Place;

impl Context<'_> {
    /// What `-s` names, or where the command is used.
    pub fn source(&self, kind: Kind) -> Result<Place, Failure> {
        let mouse = self.mouse.map(|hit| hit.place);
        Ok(self.model.resolve(kind, self.value('s'), &self.here, mouse.as_ref())?)
    }

    /// The same, but without `-s` it is the marked pane where there is one.
    pub fn source_or_marked(&self, kind: Kind) -> Result<Place, Failure> {
        match self.model.marked.filter(|_| !self.arguments.has('s')) {
            Some(marked) => Ok(Place::of_pane(self.model, marked)),
            None => self.source(kind),
        }
    }
}

impl Place {
    /// Its pane.
    pub fn the_pane(&self) -> Result<PaneId, Failure> {
        self.pane.ok_or_else(|| Failure::not_found("no current pane"))
    }

    /// Its window.
    pub fn the_window(&self) -> Result<WindowId, Failure> {
        self.window.ok_or_else(|| Failure::not_found("no current window"))
    }

    /// Its session and the window's index there.
    pub fn the_index(&self) -> Result<(crate::model::id::SessionId, u32), Failure> {
        self.session.zip(self.index).ok_or_else(|| Failure::not_found("no current window"))
    }
}
