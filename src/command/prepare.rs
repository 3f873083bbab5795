//! From a command's words to its entry and its arguments; and whether commands are such at all,
//! before the first of them is carried out.

use super::docker::instead_of;
use super::{Command, Failure, find};
use crate::language::arguments::{ArgumentError, Arguments};
use crate::language::command_line::{Parsed, Word};
use crate::model::Model;

/// A command that can be carried out.
pub struct Prepared {
    /// Its entry.
    pub command: &'static Command,
    /// Its flags and operands.
    pub arguments: Arguments,
    /// The words after its name, blocks included.
    pub words: Vec<Word>,
}

/// Looks up what a command's words mean; `None` where there are none.
///
/// # Errors
/// There is no such command, or it has not such flags or so many operands.
pub fn prepare(model: &Model, words: Vec<Word>) -> Result<Option<Prepared>, Failure> {
    let mut words = model.without_alias(words)?;
    if words.is_empty() {
        return Ok(None);
    }
    let name = words.remove(0);
    let command = find(name.text())?;
    let texts: Vec<String> = words.iter().map(|word| word.text().to_owned()).collect();
    let usage = |error: ArgumentError| {
        let instead = instead_of(name.text()).map(|it| format!(" ({it})")).unwrap_or_default();
        let usage = command.usage_line();
        let reason = format!("command {}: {error}{instead}\n{usage}", command.name);
        command.failed(Failure::usage(reason))
    };
    let arguments = command.arguments(&texts).map_err(usage)?;
    if arguments.has_long("json") && arguments.has('F') {
        let reason = "--json has fields of its own; give it or -F";
        return Err(Failure::usage(format!("command {}: {reason}", command.name)));
    }
    Ok(Some(Prepared { command, arguments, words }))
}

/// Whether all of some commands can be carried out, as far as that shows before.
///
/// # Errors
/// Of the first that cannot, with its line.
pub fn check<'a>(
    model: &Model,
    commands: impl IntoIterator<Item = &'a Parsed>,
) -> Result<(), Failure> {
    for parsed in commands {
        prepare(model, parsed.words.clone()).map_err(|failure| failure.on_line(parsed.line))?;
    }
    Ok(())
}
