//! `doctor`: what protects a person's sessions here and now, and what does not. The client looks by
//! itself, at what there is of a server, of the system and of its terminal.

use super::{Command, Failure, flag};

/// The entry.
pub const COMMAND: Command = Command {
    name: "doctor",
    flags: &[flag::JSON],
    about: "Say what protects the sessions here and what does not, and what the terminal can do; \
        ends with 1 where something could be better",
    ours: true,
    run: |context| Err(Failure::new(format!("{} is for a shell: pmux {0}", context.command.name))),
    ..Command::NEW
};

/// Whether the words after the command's name ask for JSON.
///
/// # Errors
/// They are not what it takes.
pub fn wants_json(words: &[String]) -> Result<bool, Failure> {
    let arguments = COMMAND
        .arguments(words)
        .map_err(|error| Failure::usage(format!("doctor: {error}\n{}", COMMAND.usage_line())))?;
    Ok(arguments.has_long("json"))
}
