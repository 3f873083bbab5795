//! `completions`: the script by which a shell completes pmux's command lines. The client prints
//! it by itself, without a server; the script asks pmux for the words.

use super::{Command, Failure};
use crate::language::syntax::{Operand, Value, Words};

/// The entry.
pub const COMMAND: Command = Command {
    name: "completions",
    operands: &[Operand::One(
        Value::new("shell", "bash, zsh or fish").of(Words::These(&["bash", "zsh", "fish"])),
    )],
    about: "Print the script by which bash, zsh or fish completes commands, flags and targets",
    ours: true,
    run: |context| Err(Failure::new(format!("{} is for a shell: pmux {0}", context.command.name))),
    ..Command::NEW
};

const SCRIPTS: &[(&str, &str)] = &[
    ("bash", include_str!("../../config/completions/pmux.bash")),
    ("zsh", include_str!("../../config/completions/_pmux")),
    ("fish", include_str!("../../config/completions/pmux.fish")),
];

/// The script for the shell that the words after the command's name ask for.
///
/// # Errors
/// They are not what it takes, or there is none for that shell.
pub fn script(words: &[String]) -> Result<&'static str, Failure> {
    let arguments = COMMAND
        .arguments(words)
        .map_err(|error| Failure::new(format!("completions: {error}\n{}", COMMAND.usage_line())))?;
    let shell = arguments.rest().first().map(String::as_str).unwrap_or_default();
    let found = SCRIPTS.iter().find(|(name, _)| *name == shell);
    found.map(|(_, script)| *script).ok_or_else(|| {
        Failure::new(format!("no completions for {shell}: there are those for bash, zsh and fish"))
    })
}
