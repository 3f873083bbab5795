//! Targets of commands that do without one, such as those of a config file that is read before
//! there is any session.

use super::{Context, Failure};
use crate::language::target::Kind;
use crate::model::resolve::Place;

impl Context<'_> {
    /// Makes what `-t` names the target. Without `-t` it is what there is: the current pane,
    /// the last used session, or nothing.
    ///
    /// # Errors
    /// There is no such target.
    pub fn take_target(&mut self, kind: Kind) -> Result<Place, Failure> {
        let mouse = self.mouse.map(|hit| hit.place);
        let text = self.value('t');
        let found = self.model.resolve(kind, text, &self.here, mouse.as_ref());
        self.target = match (found, text) {
            (Ok(place), _) => place,
            (Err(error), Some(_)) => return Err(error.into()),
            (Err(_), None) => self.here,
        };
        Ok(self.target)
    }

    /// The session that `-t` names, for what may go on without any.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn take_session(&mut self) -> Result<Place, Failure> {
        match (self.take_target(Kind::Session), self.value('t')) {
            (Err(_), Some(text)) if self.is_tmux() => {
                Err(Failure::not_found(format!("no such session: {text}")))
            }
            (found, _) => found,
        }
    }
}
