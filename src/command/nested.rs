//! Commands among a command's operands: a block in braces, one string, or words of their own.

use super::{Context, Failure, find};
use crate::language::command_line::{Parsed, Statement, Word};

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

    /// The same with formats in its text expanded first; a block is what it is.
    ///
    /// # Errors
    /// As for [`Context::commands_in`].
    pub fn expanded_commands_in(&self, at: usize) -> Result<Vec<Statement>, Failure> {
        let Some(Word::Text(text)) = self.operand_words().get(at) else {
            return self.commands_in(at);
        };
        let mut statements = self.parse(&self.expand(text))?;
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
        let commands = split_words(words, self.line);
        let mut statements = match commands.is_empty() {
            true => Vec::new(),
            false => vec![Statement::Commands(commands)],
        };
        self.check(&mut statements)?;
        Ok(statements)
    }

    /// Reads text in the command language. Its lines are counted from the command's own.
    ///
    /// # Errors
    /// It is not written right.
    pub fn parse(&self, text: &str) -> Result<Vec<Statement>, Failure> {
        let above = self.line.saturating_sub(1);
        match self.model.parse_commands(text, &self.target) {
            Ok(mut statements) => {
                statements.iter_mut().flat_map(commands_of).for_each(|it| it.line += above);
                Ok(statements)
            }
            Err(error) => Err(Failure::new(error.message).on_line(error.line + above)),
        }
    }

    /// The commands of a text that can all run, with their full names.
    pub fn understood(&self, text: &str) -> Option<Vec<Statement>> {
        let mut statements = self.model.parse_commands(text, &self.target).ok()?;
        self.check(&mut statements).ok()?;
        Some(statements)
    }

    /// Refuses commands that cannot run, so that a slip shows where it was made and not when
    /// its key is pressed, and gives the others their full names.
    pub(super) fn check(&self, statements: &mut [Statement]) -> Result<(), Failure> {
        let aliases = self.model.server().list("command-alias");
        let is_alias = |name: &str| {
            let named = |entry: &str| entry.split_once('=').is_some_and(|(alias, _)| alias == name);
            aliases.iter().any(|entry| named(entry))
        };
        for parsed in statements.iter_mut().flat_map(commands_of) {
            super::check(self.model, [&*parsed]).map_err(|failure| {
                // How the inner command is used is not how the outer one is.
                let reason = failure.reason.lines().next().unwrap_or_default().to_owned();
                Failure { reason, ..failure }
            })?;
            if let Some(name) = parsed.words.first_mut().filter(|name| !is_alias(name.text())) {
                *name = Word::Text(find(name.text())?.name.to_owned());
            }
        }
        Ok(())
    }
}

fn commands_of(statement: &mut Statement) -> &mut [Parsed] {
    match statement {
        Statement::Commands(commands) => commands,
        Statement::Assign { .. } => &mut [],
    }
}

/// Parts words into commands at those that end in `;`; one that ends in `\;` only ends in a `;`.
fn split_words(words: &[Word], line: usize) -> Vec<Parsed> {
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
    commands.into_iter().map(|words| Parsed { line, words }).collect()
}
