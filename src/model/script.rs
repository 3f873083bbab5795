//! Text in the command language, read with what the model knows: the environment's variables,
//! `~`, and the conditions of `%if`.

use crate::language::command_line::{
    self, Statement, Surroundings, SyntaxError, Word, parse as parse_text,
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
            name if name.starts_with('~') => (self.home_of)(&name[1..]),
            name => self.environment.text(name).map(str::to_owned),
        };
        let holds = |condition: &str| is_true(&self.expand(condition, place));
        read(Surroundings { env: &env, holds: &holds })
    }

    /// A command's words with its name replaced where that is an alias (`command-alias`).
    ///
    /// # Errors
    /// The alias is not a command line.
    pub fn without_alias(&self, words: Vec<Word>) -> Result<Vec<Word>, SyntaxError> {
        let Some(name) = words.first().map(|word| word.text().to_owned()) else {
            return Ok(words);
        };
        let aliases = self.server().list("command-alias");
        let meaning = aliases.iter().find_map(|alias| {
            alias.split_once('=').filter(|(alias, _)| *alias == name).map(|(_, meaning)| meaning)
        });
        let Some(meaning) = meaning else { return Ok(words) };
        let first = self.parse_commands(meaning, &Place::default())?.into_iter().next();
        match first {
            Some(Statement::Commands(mut commands)) if commands.len() == 1 => {
                let command = commands.remove(0);
                Ok(command.words.into_iter().chain(words.into_iter().skip(1)).collect())
            }
            _ => Ok(words),
        }
    }
}
