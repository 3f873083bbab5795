//! Command lines as the model's surroundings make them: variables, conditions, aliases.

use crate::language::command_line::{self, Statement, Surroundings, SyntaxError, Word};
use crate::language::format::is_true;

use super::Model;
use super::resolve::Place;

impl Model {
    /// Reads a command line.
    ///
    /// # Errors
    /// It is not one.
    pub fn parse(&self, text: &str) -> Result<Vec<Statement>, SyntaxError> {
        self.with_surroundings(|surroundings| command_line::parse(text, surroundings))
    }

    /// Reads a file of command lines, and says what is wrong with it line by line.
    pub fn parse_file(&self, text: &str) -> (Vec<Statement>, Vec<SyntaxError>) {
        self.with_surroundings(|surroundings| command_line::parse_file(text, surroundings))
    }

    fn with_surroundings<T>(&self, read: impl FnOnce(Surroundings<'_>) -> T) -> T {
        let variable = |name: &str| self.environment.text(name).map(str::to_owned);
        let holds = |format: &str| is_true(&self.expand(format, &Place::default()));
        read(Surroundings { env: &variable, holds: &holds })
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
        let first = self.parse(meaning)?.into_iter().next();
        match first {
            Some(Statement::Commands(mut commands)) if commands.len() == 1 => {
                let command = commands.remove(0);
                Ok(command.words.into_iter().chain(words.into_iter().skip(1)).collect())
            }
            _ => Ok(words),
        }
    }
}
