//! `upgrade-server`: has another server take the place of the one that runs, with all that it has.
//!
//! Whoever asks loses the server that they ask where it is replaced, and asks the next one again: that
//! one knows how it came to be.

use std::path::{Path, PathBuf};

use super::place::Place;
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, find};
use crate::language::syntax::{Operand, Value, Words};
use crate::model::Replacement;
use crate::model::effect::{ClientEffect, JobEffect};

/// The entry.
pub const COMMAND: Command = Command {
    name: "upgrade-server",
    operands: &[Operand::Optional(
        Value::new("file", "the program of the next server; without one the pmux that is called")
            .of(Words::Files),
    )],
    about: "Have another pmux take the place of the server that runs: every session goes on, and \
            whoever is attached stays so. Where it does not come up within 5 seconds, the server \
            that runs goes on, and says why",
    ours: true,
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    // Somebody else may have replaced it before this came to its turn.
    if context.place(&COMMAND).is_some()
        && let Some(how) = context.model.replacement.clone()
    {
        return match how {
            Replacement::Of(version) => {
                let line = took_over(&version, context.model.graph.sessions().len());
                context.print(line);
                Ok(Flow::Next)
            }
            Replacement::Undone(why) => Err(Failure::new(why)),
        };
    }
    let client = context.client.and_then(|id| context.model.graph.client(id));
    let here = client.map(|client| client.cwd.as_path()).unwrap_or(Path::new(""));
    let file = context.operand(0).map(|file| here.join(file));
    context.tell_place(&COMMAND, &Place(Vec::new()));
    if let Some(client) = context.client {
        // There is no output that it would have to come with.
        context.model.ask_client(client, ClientEffect::Stdout(Vec::new()));
    }
    context.job(JobEffect::ReplaceServer(file), |_, answer| {
        answer.done()?;
        Ok(Flow::Next)
    })
}

fn took_over(version: &str, sessions: usize) -> String {
    let s = if sessions == 1 { "" } else { "s" };
    format!("pmux {} (was {version}): {sessions} session{s} went on", env!("CARGO_PKG_VERSION"))
}

fn asks(name: &str) -> bool {
    find(name).is_ok_and(|it| it.name == COMMAND.name)
}

/// The file that words name which ask for an upgrade by it.
pub fn upgrade_file(words: &[String]) -> Option<&str> {
    match words {
        [name, file] if asks(name) => Some(file),
        _ => None,
    }
}

/// The same words with a file, where they ask for an upgrade and name none.
pub fn with_file(mut words: Vec<String>, file: impl FnOnce() -> Option<PathBuf>) -> Vec<String> {
    if matches!(&words[..], [name] if asks(name))
        && let Some(file) = file().and_then(|file| file.into_os_string().into_string().ok())
    {
        words.push(file);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_names_no_file_means_the_program_that_is_called() {
        let with = |line: &str| {
            let words = line.split_whitespace().map(str::to_owned).collect();
            with_file(words, || Some("/bin/pmux".into())).join(" ")
        };
        assert_eq!(with("upgrade-server"), "upgrade-server /bin/pmux");
        assert_eq!(with("upgrade-server /x"), "upgrade-server /x");
        assert_eq!(with("ls"), "ls");
    }

    #[test]
    fn sessions_are_counted() {
        assert!(took_over("0.0", 1).ends_with("(was 0.0): 1 session went on"));
        assert!(took_over("0.0", 12).ends_with("12 sessions went on"));
    }
}
