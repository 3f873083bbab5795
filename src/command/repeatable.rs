//! Which command lines may be asked again where their server was replaced before there was an answer,
//! so that nobody knows whether they were carried out: those that only look.

use super::find;
use crate::language::arguments::Arguments;
use crate::language::command_line::split_argv;

/// Whether a command may be asked twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeatable {
    /// No: it alters something.
    Never,
    /// It only looks, or waits.
    Always,
    /// With one of these flags it only looks.
    With(&'static str),
    /// It only looks but with one of these flags.
    Without(&'static str),
}

impl Repeatable {
    /// Whether the command may be asked twice that has these flags and operands.
    fn allows(self, arguments: &Arguments) -> bool {
        let has_one = |flags: &str| flags.chars().any(|flag| arguments.has(flag));
        match self {
            Self::Never => false,
            Self::Always => true,
            Self::With(flags) => has_one(flags),
            Self::Without(flags) => !has_one(flags),
        }
    }
}

/// Whether all commands of a command line may be asked twice. A word that is no command's may be an
/// alias of the server's, and so anything; without a command it is the one that is usual.
pub fn repeatable(argv: &[String]) -> bool {
    let allows = |words: &Vec<String>| {
        let Some((name, words)) = words.split_first() else { return true };
        let Ok(command) = find(name) else { return false };
        // What is wrong with the words is told whenever it is asked.
        let arguments = Arguments::parse(command.syntax(), words);
        arguments.is_ok_and(|arguments| command.repeatable.allows(&arguments))
    };
    !argv.is_empty() && split_argv(argv.to_vec()).iter().all(allows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_only_looks_may_ask_twice() {
        for (line, expect) in [
            ("", false),
            ("ls", true),
            ("ls --json ; list-panes -a", true),
            ("ls ; kill-session", false),
            ("display -p x", true),
            ("display x", false),
            ("capturep -t x -ep", true),
            ("capture-pane", false),
            ("wait-for x", true),
            ("wait-for -S x", false),
            ("wait -L x", false),
            ("await --timeout 5s build", true),
            ("logs -f build", true),
            ("new -d", false),
            ("attach", false),
            ("run-shell ls", false),
            ("myalias", false),
        ] {
            let argv: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            assert_eq!(repeatable(&argv), expect, "{line}");
        }
    }
}
