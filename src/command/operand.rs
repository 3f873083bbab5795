//! Targets that are given as operands: `pmux output build` is `pmux output -t build`.

use super::{Context, Failure};
use crate::language::target::Kind;
use crate::model::id::PaneId;
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

    /// What `-t` or the first operand names (`attach build` is `attach -t build`).
    ///
    /// # Errors
    /// Both do.
    pub fn named(&self) -> Result<Option<&str>, Failure> {
        match (self.value('t'), self.operand(0)) {
            (Some(one), Some(other)) => Err(Failure::new(format!(
                "{} wants one target: -t {one}, or {other}",
                self.command.name
            ))),
            (one, other) => Ok(one.or(other)),
        }
    }

    /// Makes what that names the target, as [`Context::take_target`] does of `-t`.
    ///
    /// # Errors
    /// There is no such target, or there are two.
    pub fn take_named(&mut self, kind: Kind) -> Result<Place, Failure> {
        if self.operand(0).is_none() {
            return self.take_target(kind);
        }
        self.target = self.model.resolve(kind, self.named()?, &self.here, None)?;
        Ok(self.target)
    }

    /// The pane of the program that is called so and nothing shorter: by its session's whole
    /// name, or by an id.
    pub fn program_called(&self, name: &str) -> Option<PaneId> {
        let known = self.model.graph.sessions().any(|session| session.name == name);
        let text = match known {
            true => format!("={name}:"),
            false if name.starts_with(['%', '$', '@']) => name.to_owned(),
            false => return None,
        };
        self.model.resolve(Kind::Pane, Some(&text), &self.here, None).ok()?.pane
    }

    /// Whether a client gave the command that runs nothing else and shows nothing: one in a
    /// shell or a script.
    pub fn is_one_shot(&self) -> bool {
        let client = self.client.and_then(|id| self.model.graph.client(id));
        client.is_some_and(|client| client.session().is_none() && client.control.is_none())
    }
}
