//! `record`: what a pane's program writes, as a file for asciinema's tools and `play`.
//!
//! The server sends the recording to the client, and that writes it: the file is where the person
//! is, also over `--host`.

use super::{Command, Context, Failure, Flow, Outcome, find, flag, value};
use crate::cast::Version;
use crate::language::arguments::Arguments;
use crate::language::command_line::split_argv;
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::language::target::Kind;
use crate::model::feed::Feed;

/// The entry.
pub const COMMAND: Command = Command {
    name: "record",
    flags: &[
        Flag::long_with(
            "asciicast",
            Value::new(
                "version",
                "the version of the format: 3, or 2 for asciinema before its 3.0",
            )
            .of(Words::These(&["3", "2"])),
        ),
        Flag::with('o', value::WRITTEN_PATH),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(value::TARGET_PANE)],
    anywhere: true,
    target: Some(Kind::Pane),
    about: "Record what a pane shows until its program ends, as asciinema does, to a file or to \
        stdout",
    ours: true,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    context.target = context.operand_pane()?;
    let version = match context.arguments.long_value("asciicast") {
        None | Some("3") => Version::Three,
        Some("2") => Version::Two,
        Some(other) => {
            return Err(Failure::new(format!("asciicast {other} is not written, but 2 and 3 are")));
        }
    };
    let id = context.pane()?;
    match context.model.record(id, version) {
        Some(recording) => context.follow(Feed::Recording(Box::new(recording))),
        None => Ok(Flow::Next),
    }
}

/// What of a command line a client must know that carries it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The file that is to be written; `None` for stdout.
    pub file: Option<String>,
}

/// The recording that a command line asks for.
///
/// # Errors
/// It asks for two, and the client would not know which is which.
pub fn recording(argv: &[String]) -> Result<Option<Recorded>, Failure> {
    let mut found = None;
    for words in split_argv(argv.to_vec()) {
        let Some((name, words)) = words.split_first() else { continue };
        if !find(name).is_ok_and(|command| command.name == COMMAND.name) {
            continue;
        }
        // What is wrong with the words is for the server to say.
        let Ok(arguments) = Arguments::parse(COMMAND.syntax(), words) else { continue };
        let file = arguments.value('o').filter(|file| *file != "-").map(str::to_owned);
        if found.replace(Recorded { file }).is_some() {
            return Err(Failure::new("one recording at a time: give each a pmux of its own"));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_knows_what_it_is_to_write() {
        let asked = |words: &str| {
            let argv: Vec<String> = words.split(' ').map(str::to_owned).collect();
            recording(&argv).map(|found| found.map(|it| it.file))
        };
        assert_eq!(asked("ls"), Ok(None));
        assert_eq!(asked("record build"), Ok(Some(None)));
        assert_eq!(asked("record build -o -"), Ok(Some(None)));
        assert_eq!(asked("rec build -o x.cast"), Ok(Some(Some("x.cast".into()))));
        assert_eq!(asked("new -d cmd ; record -ox"), Ok(Some(Some("x".into()))));
        assert_eq!(asked("record -o"), Ok(None));
        assert!(asked("record -o a ; record -o b").is_err());
    }
}
