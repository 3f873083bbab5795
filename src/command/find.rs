//! How a name finds its command.

use super::{COMMANDS, Command, Failure};
use crate::language::suggest::{NoName, unique_prefix};

/// The command of that name or alias, or the only one whose name begins like that.
///
/// # Errors
/// `unknown command` with what may have been meant, or `ambiguous command`; tmux's words.
pub fn find(name: &str) -> Result<&'static Command, Failure> {
    if let Some(command) = COMMANDS.iter().find(|command| command.alias == Some(name)) {
        return Ok(command);
    }
    match unique_prefix(name, COMMANDS.iter().map(|command| command.name)) {
        Ok(found) => COMMANDS
            .iter()
            .find(|command| command.name == found)
            .copied()
            .ok_or_else(|| Failure::new(format!("unknown command: {name}"))),
        Err(NoName::Ambiguous(all)) => {
            let all = all.join(", ");
            Err(Failure::new(format!("ambiguous command: {name}, could be: {all}")))
        }
        Err(NoName::Unknown(nearest)) => Err(Failure::new(match nearest {
            Some(nearest) => format!("unknown command: {name} (did you mean {nearest}?)"),
            None => format!("unknown command: {name} (pmux list-commands lists them)"),
        })),
    }
}

/// Whether a command line, whose first word names a command, may start the server.
pub fn starts_server(argv: &[String]) -> bool {
    match argv.first() {
        None => true,
        Some(name) => find(name).is_ok_and(|command| command.starts_server),
    }
}
