//! Targets that are given as operands: `pmux output build` is `pmux output -t build`.

use super::{Context, Failure};
use crate::language::target::Kind;
use crate::model::resolve::Place;

impl Context<'_> {
    /// The pane that the first operand names; where there is none, that of `-t` or the current.
    ///
    /// # Errors
    /// There is no such pane.
    pub fn operand_pane(&self) -> Result<Place, Failure> {
        match self.operand(0) {
            Some(text) => Ok(self.model.resolve(Kind::Pane, Some(text), &self.here, None)?),
            None => Ok(self.target),
        }
    }

    /// Whether a client gave the command that runs nothing else and shows nothing: one in a
    /// shell or a script.
    pub fn is_one_shot(&self) -> bool {
        let client = self.client.and_then(|id| self.model.clients.get(&id));
        client.is_some_and(|client| client.session.is_none())
    }
}
