//! How a name finds its command.

use super::docker::instead_of;
use super::{COMMANDS, Command, Failure};
use crate::language::suggest::{NoName, unique_prefix};

/// The command of that name or alias, or the only one whose name begins like that. What people
/// have in their fingers stays what it is: the start of a name means a command of tmux's where it
/// can.
///
/// # Errors
/// `unknown command` with what may have been meant, or `ambiguous command`; tmux's words.
pub fn find(name: &str) -> Result<&'static Command, Failure> {
    if let Some(command) = COMMANDS.iter().find(|command| command.alias == Some(name)) {
        return Ok(command);
    }
    let named = |found: &str| COMMANDS.iter().find(|command| command.name == found).copied();
    if let Some(command) = named(name) {
        return Ok(command);
    }
    let begins = |ours| unique_prefix(name, names(ours));
    let found = match begins(false) {
        Err(NoName::Unknown(_)) => begins(true),
        known => known,
    };
    match found {
        Ok(found) => named(found).ok_or_else(|| Failure::new(format!("unknown command: {name}"))),
        Err(NoName::Ambiguous(all)) => {
            let all = all.join(", ");
            Err(Failure::new(format!("ambiguous command: {name}, could be: {all}")))
        }
        Err(NoName::Unknown(nearest)) => Err(Failure::new(match (instead_of(name), nearest) {
            (Some(instead), _) => format!("unknown command: {name} ({instead})"),
            (None, Some(nearest)) => format!("unknown command: {name} (did you mean {nearest}?)"),
            (None, None) => format!("unknown command: {name} (pmux list-commands lists them)"),
        })),
    }
}

/// The names of tmux's commands, or with `ours` of all.
fn names(ours: bool) -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().filter(move |command| ours || !command.ours).map(|command| command.name)
}

/// Whether a command line, whose first word names a command, may start the server.
pub fn starts_server(argv: &[String]) -> bool {
    match argv.first() {
        None => true,
        Some(name) => find(name).is_ok_and(|command| command.starts_server),
    }
}
