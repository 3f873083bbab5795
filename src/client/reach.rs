//! What a server may have of its client beside its output: what the person asked for, and nothing
//! else. A server is somebody else where it is on another host, and may be where a path led astray.

use super::ClientError;
use super::oneshot::Outcome;

/// What is within a server's reach, as the command line needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// The client's stdin.
    pub stdin: bool,
    /// The terminal, as a display or bound to a pane.
    pub terminal: bool,
    /// The client itself: it becomes a program that the command line names.
    pub program: bool,
}

impl Reach {
    /// Whether a request may end like that.
    ///
    /// # Errors
    /// [`ClientError::NotAsked`] where nobody asked for it.
    pub(super) fn check(self, outcome: &Outcome, argv: &[String]) -> Result<(), ClientError> {
        match outcome {
            Outcome::Attached | Outcome::Streaming(_) if !self.terminal => {
                Err(ClientError::NotAsked("terminal"))
            }
            // The server says where and in which environment; what is run is what was typed.
            Outcome::Execute(program) if !self.program || !names(argv, &program.argv) => {
                Err(ClientError::NotAsked("process to run a program"))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a command of a command line ends with these words, which are some.
fn names(argv: &[String], program: &[String]) -> bool {
    !program.is_empty() && argv.split(|word| word == ";").any(|words| words.ends_with(program))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Execute;

    fn check(reach: Reach, outcome: &Outcome, expect: bool) {
        let argv = ["exec", "-i", "-t", "web", "env", "-0"].map(str::to_owned);
        assert_eq!(reach.check(outcome, &argv).is_ok(), expect, "{reach:?} {outcome:?}");
    }

    #[test]
    fn a_server_gets_what_was_asked_for_and_no_more() {
        let nothing = Reach::default();
        let program = Reach { program: true, ..nothing };
        let execute = |argv: &[&str]| {
            let argv = argv.iter().map(|word| (*word).to_owned()).collect();
            Outcome::Execute(Execute { argv, ..Execute::default() })
        };
        check(nothing, &Outcome::Exit(3), true);
        check(nothing, &Outcome::Attached, false);
        check(Reach { terminal: true, ..nothing }, &Outcome::Attached, true);
        check(nothing, &execute(&["env", "-0"]), false);
        check(program, &execute(&["env", "-0"]), true);
        check(program, &execute(&["sh", "-c", "id"]), false);
        check(program, &execute(&[]), false);
    }
}
