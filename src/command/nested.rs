//! Commands among a command's operands: a block in braces, one string, or words of their own.

use super::{Context, Failure, find};
use crate::language::arguments::Arguments;
use crate::language::command_line::{Parsed, Statement, Word, quote};

impl Context<'_> {
    /// The operands as they were written, blocks included.
    fn operand_words(&self) -> &[Word] {
        let from = self.words.len().saturating_sub(self.arguments.rest().len());
        &self.words[from..]
    }

    /// The commands that the operand at `at` holds: a block's, or those of its text.
    ///
    /// # Errors
    /// It is not written right, or names commands or flags that there are not.
    pub fn commands_in(&self, at: usize) -> Result<Vec<Statement>, Failure> {
        let mut statements = match self.operand_words().get(at) {
            Some(Word::Block { statements, .. }) => statements.clone(),
            Some(Word::Text(text)) => self.parse(text)?,
            None => Vec::new(),
        };
        self.check(&mut statements)?;
        Ok(statements)
    }

    /// The commands that the operands from `at` on make up: one of them is a block or a text,
    /// several are the words of commands, parted by words that end in `;`.
    ///
    /// # Errors
    /// As for [`Context::commands_in`].
    pub fn commands_from(&self, at: usize) -> Result<Vec<Statement>, Failure> {
        let words = self.operand_words().get(at..).unwrap_or_default();
        if words.len() <= 1 {
            return self.commands_in(at);
        }
        let commands = split_words(words);
        let mut statements = match commands.is_empty() {
            true => Vec::new(),
            false => vec![Statement::Commands(commands)],
        };
        self.check(&mut statements)?;
        Ok(statements)
    }

    /// Reads text in the command language.
    ///
    /// # Errors
    /// It is not written right.
    pub fn parse(&self, text: &str) -> Result<Vec<Statement>, Failure> {
        let parsed = self.model.parse_commands(text, &self.target);
        parsed.map_err(|error| match error.line {
            1 => Failure::new(error.message),
            _ => error.into(),
        })
    }

    /// Refuses commands that cannot run, so that a slip shows where it was made and not when
    /// its key is pressed, and gives the others their full names.
    fn check(&self, statements: &mut [Statement]) -> Result<(), Failure> {
        let aliases = self.model.server().list("command-alias");
        let is_alias = |name: &str| {
            let named = |entry: &str| entry.split_once('=').is_some_and(|(alias, _)| alias == name);
            aliases.iter().any(|entry| named(entry))
        };
        let commands = statements.iter_mut().flat_map(|statement| match statement {
            Statement::Commands(commands) => commands.as_mut_slice(),
            Statement::Assign { .. } => &mut [],
        });
        for parsed in commands {
            let argv = parsed.argv();
            let Some((name, words)) = argv.split_first() else { continue };
            if is_alias(name) {
                continue;
            }
            let command = find(name)?;
            let (min, max) = command.operands;
            Arguments::parse(&command.flags, words)
                .and_then(|arguments| arguments.expect_rest(min, max))
                .map_err(|error| Failure::new(format!("command {}: {error}", command.name)))?;
            if let Some(name) = parsed.words.first_mut() {
                *name = Word::Text(command.name.to_owned());
            }
        }
        Ok(())
    }
}

/// Parts words into commands at those that end in `;`; one that ends in `\;` only ends in a `;`.
fn split_words(words: &[Word]) -> Vec<Parsed> {
    let mut commands = vec![Vec::new()];
    for word in words {
        let (word, ends) = match word {
            Word::Text(text) => match text.strip_suffix(';') {
                Some(rest) => match rest.strip_suffix('\\') {
                    Some(rest) => (Some(Word::Text(format!("{rest};"))), false),
                    None => (Some(Word::Text(rest.to_owned())).filter(|_| !rest.is_empty()), true),
                },
                None => (Some(word.clone()), false),
            },
            block => (Some(block.clone()), false),
        };
        if let Some(command) = commands.last_mut() {
            command.extend(word);
        }
        if ends {
            commands.push(Vec::new());
        }
    }
    commands.retain(|words| !words.is_empty());
    commands.into_iter().map(|words| Parsed { line: 1, words }).collect()
}

/// Commands as one line of text that can be the operands of `bind-key`: what
/// [`Context::commands_from`] reads again as the same commands.
pub fn on_one_line(statements: &[Statement]) -> String {
    let word = |word: &Word| match word {
        Word::Text(text) => match text.strip_suffix(';') {
            Some(rest) => quote(&format!("{rest}\\;")),
            None => quote(text),
        },
        block => block.to_string(),
    };
    let command = |parsed: &Parsed| parsed.words.iter().map(word).collect::<Vec<_>>().join(" ");
    let statement = |statement: &Statement| match statement {
        Statement::Commands(commands) => {
            commands.iter().map(command).collect::<Vec<_>>().join(" \\; ")
        }
        Statement::Assign { name, value, .. } => {
            format!("set-environment -g {} {}", quote(name), quote(value))
        }
    };
    statements.iter().map(statement).collect::<Vec<_>>().join(" \\; ")
}
