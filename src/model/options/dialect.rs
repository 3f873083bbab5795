//! The defaults of another dialect than pmux's own, where they are not the table's: the `set` lines
//! of its file.

use super::value::Change;
use super::{Name, Options};
use crate::dialect::Dialect;
use crate::language::command_line::{Statement, Surroundings, parse_file};

/// tmux's, in the language that people write their own in.
pub const TMUX: &str = include_str!("../../../config/tmux.conf");

/// What counts in a dialect where nobody has set anything.
pub fn defaults(dialect: Dialect) -> Options {
    let mut defaults = Options::new();
    if dialect == Dialect::Tmux {
        // What it says wrong is left out; a test holds that nothing is.
        read(TMUX, |name, text| set(&mut defaults, name, text).is_some());
    }
    defaults
}

fn set(defaults: &mut Options, name: &str, text: &str) -> Option<()> {
    let name = Name::parse(name).ok()?;
    let current = defaults.0.get(name.name()).cloned();
    defaults.change(&name, Change::Put(text), current.as_ref()).ok()
}

/// Has `set` told of each option that a text sets, `set -g name value`; it answers whether it could be.
/// The lines that it could not, or that set nothing so.
fn read(text: &str, mut set: impl FnMut(&str, &str) -> bool) -> Vec<usize> {
    let (env, holds) = (|_: &str| None, |_: &str| true);
    let (statements, wrong) = parse_file(text, Surroundings { env: &env, holds: &holds });
    let mut refused: Vec<usize> = wrong.iter().map(|error| error.line).collect();
    for statement in statements {
        let Statement::Commands(commands) = statement else { continue };
        for command in commands {
            let words = command.argv();
            let done = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["set", "-g", name, value] => set(name, value),
                ["set", ..] => false,
                _ => true,
            };
            refused.extend((!done).then_some(command.line));
        }
    }
    refused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_of_the_file_sets_what_it_says() {
        let mut defaults = Options::new();
        let refused = read(TMUX, |name, text| set(&mut defaults, name, text).is_some());
        assert_eq!(refused, [0; 0], "lines of config/tmux.conf");
        assert_eq!(defaults, super::defaults(Dialect::Tmux));
        assert_eq!(super::defaults(Dialect::Pmux), Options::new());
    }
}
