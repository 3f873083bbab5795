//! Text in the command language, read with what the model knows: the environment's variables,
//! `~`, and the conditions of `%if`.

use crate::language::command_line::{
    self, Statement, Surroundings, SyntaxError, parse as parse_text,
};
use crate::language::format::is_true;

use super::Model;
use super::resolve::Place;

impl Model {
    /// Reads a line or a block of commands; formats in conditions are of `place`.
    ///
    /// # Errors
    /// What is wrong first.
    pub fn parse_commands(&self, text: &str, place: &Place) -> Result<Vec<Statement>, SyntaxError> {
        self.with_surroundings(place, |surroundings| parse_text(text, surroundings))
    }

    /// Reads a config file: what could be read of it, and what is wrong with the rest.
    pub fn parse_file(&self, text: &str, place: &Place) -> (Vec<Statement>, Vec<SyntaxError>) {
        self.with_surroundings(place, |surroundings| command_line::parse_file(text, surroundings))
    }

    fn with_surroundings<T>(&self, place: &Place, read: impl Fn(Surroundings<'_>) -> T) -> T {
        let env = |name: &str| match name {
            "HOME" => Some(self.identity.home.display().to_string()),
            name => self.environment.text(name).map(str::to_owned),
        };
        let holds = |condition: &str| is_true(&self.expand(condition, place));
        read(Surroundings { env: &env, holds: &holds })
    }
}
