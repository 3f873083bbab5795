//! How a name finds its command.

use super::docker::instead_of;
use super::{COMMANDS, Command, Failure};
use crate::language::command_line::split_argv;
use crate::language::suggest::{NoName, nearest, unique_prefix};

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
        Ok(found) => named(found).ok_or_else(|| Failure::usage(format!("unknown command: {name}"))),
        Err(NoName::Ambiguous(all)) => {
            let all = all.join(", ");
            Err(Failure::usage(format!("ambiguous command: {name}, could be: {all}")))
        }
        Err(NoName::Unknown(_)) => Err(Failure::usage(match (instead_of(name), meant(name)) {
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

/// The name that was perhaps meant, be it a short one.
fn meant(name: &str) -> Option<&'static str> {
    // One that is as near and well known comes first: `lss` is `ls`, not `lsb`.
    let short = COMMANDS.iter().filter_map(|command| command.alias);
    let mut short: Vec<&str> = short.collect();
    short.sort_by_key(|alias| alias.len());
    nearest(name, names(true).chain(short))
}

/// The names of the commands of a command line.
pub fn names_in(argv: &[String]) -> impl Iterator<Item = String> {
    split_argv(argv.to_vec()).into_iter().filter_map(|words| words.into_iter().next())
}

/// Whether a command line may start the server: any of its commands can be the one.
pub fn starts_server(argv: &[String]) -> bool {
    let starts = |name: String| find(&name).is_ok_and(|command| command.starts_server);
    argv.is_empty() || names_in(argv).any(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_guessed_too() {
        for (slip, meant) in [("atach", "attach"), ("lss", "ls"), ("kill-sesion", "kill-session")] {
            let told = find(slip).err().map(|failure| failure.to_string()).unwrap_or_default();
            assert!(told.contains(&format!("did you mean {meant}?")), "{told}");
        }
    }

    #[test]
    fn any_command_of_a_line_may_start_the_server() {
        let check = |line: &str, expect| {
            let argv: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            assert_eq!(starts_server(&argv), expect, "{line}");
        };
        check("", true);
        check("new -d", true);
        check("set -g remain-on-exit on ; new -d", true);
        check("set -g remain-on-exit on; new -d", true);
        check("ls ; kill-server", false);
        check("display new", false);
        check("display ; frobnicate ; list-keys", true);
    }
}
