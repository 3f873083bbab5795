//! The command language: config files, the prompt, key bindings, and words from the shell
//! (tmux(1), "COMMAND PARSING AND EXECUTION").
//!
//! Knows how commands are written, and not which commands there are. A *word* is one argument, a
//! *block* a word in braces, a *sequence* the commands that `;` joins on one line.

mod lexer;
mod parser;
mod quote;

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use parser::{parse, parse_file};
pub use quote::{on_one_line, quote, quote_as_tmux, written_out};

/// One argument of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Word {
    /// Plain text, quotes and escapes resolved.
    Text(String),
    /// Commands in braces.
    Block {
        /// What stood between the braces, trimmed.
        source: String,
        /// The same, parsed.
        statements: Vec<Statement>,
    },
}

impl Word {
    /// The word as text: a block gives its source.
    pub fn text(&self) -> &str {
        match self {
            Word::Text(text) => text,
            Word::Block { source, .. } => source,
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Word::Text(text) => f.write_str(&quote(text)),
            Word::Block { source, .. } if may_comment(source) => {
                // With a line's end behind it, a carriage return would be part of that.
                let blank = if source.ends_with('\r') { " " } else { "" };
                write!(f, "{{ {source}{blank}\n}}")
            }
            Word::Block { source, .. } => write!(f, "{{ {source} }}"),
        }
    }
}

/// Whether there may be a comment in a text. One goes on to the end of its line, and would take a
/// brace there along.
fn may_comment(text: &str) -> bool {
    let (mut quoted, mut before, mut escaped) = (None, ' ', false);
    for c in text.chars() {
        match (quoted, c) {
            _ if escaped => escaped = false,
            (None | Some('"'), '\\') => escaped = true,
            (None, '"' | '\'') => quoted = Some(c),
            (Some(quote), c) if c == quote => quoted = None,
            (None, '#') if " \t\r\n;{}".contains(before) => return true,
            _ => {}
        }
        before = c;
    }
    quoted.is_some()
}

/// One command as written: its name, flags and operands. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed {
    /// The line it began on, from 1.
    pub line: usize,
    /// Its words, the first of which names it.
    pub words: Vec<Word>,
}

impl Parsed {
    /// All words as text.
    pub fn argv(&self) -> Vec<String> {
        self.words.iter().map(|word| word.text().to_owned()).collect()
    }
}

impl fmt::Display for Parsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, word) in self.words.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            match word {
                Word::Text(text) => f.write_str(&quote::quote_at(text, i == 0))?,
                block => write!(f, "{block}")?,
            }
        }
        Ok(())
    }
}

/// What a config file or a prompt line consists of, conditions (`%if`) being decided already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Statement {
    /// Commands joined by `;`: where one fails, those after it are not run. Never empty.
    Commands(Vec<Parsed>),
    /// `NAME=value`, for the global environment.
    Assign {
        /// The line it stands on, from 1.
        line: usize,
        /// The variable.
        name: String,
        /// Its value.
        value: String,
        /// `%hidden`: not passed to programs.
        hidden: bool,
    },
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Statement::Commands(commands) => {
                for (i, command) in commands.iter().enumerate() {
                    write!(f, "{}{command}", if i > 0 { " ; " } else { "" })?;
                }
                Ok(())
            }
            Statement::Assign { name, value, hidden, .. } => {
                write!(f, "{}{name}={}", if *hidden { "%hidden " } else { "" }, quote(value))
            }
        }
    }
}

impl Statement {
    /// The line that it begins on, from 1.
    pub fn line(&self) -> usize {
        match self {
            Statement::Commands(commands) => commands.first().map_or(1, |command| command.line),
            Statement::Assign { line, .. } => *line,
        }
    }
}

/// What text that is not a command line is refused with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {message}")]
pub struct SyntaxError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// What the outside answers while text is being parsed.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The value of an environment variable, `HOME` for `~`; the name `~user` asks for the home
    /// directory of that user.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// Whether the condition of an `%if`, a format, holds.
    pub holds: &'a dyn Fn(&str) -> bool,
}

/// Separates commands that come from a shell as one argument vector: an argument that ends in
/// `;` ends a command, one that ends in `\;` ends in a literal `;` (tmux(1), "PARSING SYNTAX").
/// Empty commands vanish.
pub fn split_argv(argv: Vec<String>) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    let mut command = Vec::new();
    for mut argument in argv {
        let mut ends = false;
        if argument.ends_with(';') {
            argument.pop();
            if argument.ends_with('\\') {
                argument.pop();
                argument.push(';');
            } else {
                ends = true;
            }
        }
        if !ends || !argument.is_empty() {
            command.push(argument);
        }
        if ends && !command.is_empty() {
            commands.push(std::mem::take(&mut command));
        }
    }
    if !command.is_empty() {
        commands.push(command);
    }
    commands
}
