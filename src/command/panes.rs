//! The panes that a command works on which takes several, as its operands.

use super::{Context, Failure};
use crate::language::target::Kind;
use crate::model::id::PaneId;

impl Context<'_> {
    /// The panes that the operands name, or those of `-t`, or the one that the command is given
    /// in.
    ///
    /// # Errors
    /// A target names none.
    pub fn panes(&self) -> Result<Vec<PaneId>, Failure> {
        let operands = self.arguments.rest().iter().map(String::as_str);
        let mut targets: Vec<Option<&str>> =
            self.arguments.values('t').chain(operands).map(Some).collect();
        if targets.is_empty() {
            targets.push(None);
        }
        targets.into_iter().map(|target| self.pane_named(target)).collect()
    }

    /// Those that the operands name alone.
    ///
    /// # Errors
    /// One names none.
    pub fn panes_named(&self) -> Result<Vec<PaneId>, Failure> {
        self.arguments.rest().iter().map(|name| self.pane_named(Some(name))).collect()
    }

    /// As [`Context::panes`], for commands that end programs: without a target they act only in a pane's own
    /// shell, or for a person who sees the pane. Elsewhere nobody could say which one is meant.
    ///
    /// # Errors
    /// A target names none, or there is none.
    pub fn panes_meant(&self) -> Result<Vec<PaneId>, Failure> {
        let is_given = self.arguments.has('t') || !self.arguments.rest().is_empty();
        match is_given || self.here.pane.is_some() {
            true => self.panes(),
            false => Err(Failure::usage(format!(
                "{} outside of a pane needs a target, as session:window.pane or %id; pmux ps \
                 lists them",
                self.command.name
            ))),
        }
    }

    fn pane_named(&self, target: Option<&str>) -> Result<PaneId, Failure> {
        let mouse = self.mouse.map(|hit| hit.place);
        let place = self.model.resolve(Kind::Pane, target, &self.here, mouse.as_ref())?;
        place.pane.ok_or_else(|| Failure::not_found("no current pane"))
    }
}
