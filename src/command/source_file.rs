//! `source-file`: runs the commands of files.

use std::path::PathBuf;

use super::{Answer, Command, Context, Failure, Flow, Item, Outcome, Wait};
use crate::language::arguments::FlagSpec;
use crate::language::command_line::Statement;
use crate::language::target::Kind;
use crate::model::effect::Effect;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "source-file",
    alias: Some("source"),
    flags: FlagSpec::new("Fnqvt:"),
    operands: (1, None),
    usage: "[-Fnqv] [-t target-pane] path ...",
    about: "Run the commands of a file, such as the configuration; with -n only check them",
    run,
    ..Command::NEW
};

/// How the files are read.
#[derive(Clone)]
struct Manner {
    /// Nothing is run.
    only_check: bool,
    /// A file that is not there is no failure.
    quiet: bool,
    /// Commands are printed.
    verbose: bool,
    /// What formats in conditions are of.
    place: Place,
    /// Where relative paths begin.
    directory: PathBuf,
}

fn run(context: &mut Context<'_>) -> Outcome {
    let place = context.take_target(Kind::Pane)?;
    let client = context.client.and_then(|id| context.model.clients.get(&id));
    let directory = client.map(|client| client.cwd.clone());
    let manner = Manner {
        only_check: context.has('n'),
        quiet: context.has('q'),
        verbose: context.has('v'),
        place,
        directory: directory.unwrap_or_else(|| context.model.identity.home.clone()),
    };
    let expand = context.has('F');
    let paths: Vec<String> = context
        .arguments
        .rest()
        .iter()
        .map(|path| if expand { context.expand(path) } else { path.clone() })
        .collect();
    next(context, manner, paths.into_iter(), Vec::new())
}

/// Reads the next file; after the last one what was wrong is told.
fn next(
    context: &mut Context<'_>,
    manner: Manner,
    mut paths: std::vec::IntoIter<String>,
    mut errors: Vec<String>,
) -> Outcome {
    let Some(path) = paths.next() else {
        if !errors.is_empty() {
            let failed = Failure::new(errors.join("\n"));
            context.insert.push_back(Item::Then(Box::new(|_, _| Err(failed))));
        }
        return Ok(Flow::Next);
    };
    let job = context.model.job_id();
    let (file, client) = match path.as_str() {
        "-" => (PathBuf::from("-"), context.client),
        path => (manner.directory.join(path), None),
    };
    context.model.ask(Effect::ReadFile(job, client, file));
    context.wait(Wait::Job(job), move |context, answer| {
        take(context, &manner, &path, answer, &mut errors);
        next(context, manner, paths, errors)
    })
}

/// Has the commands of a file run; what is wrong with it is added to `errors`.
fn take(
    context: &mut Context<'_>,
    manner: &Manner,
    file: &str,
    answer: Answer,
    errors: &mut Vec<String>,
) {
    if let Some(error) = answer.error {
        if !manner.quiet {
            errors.push(error);
        }
        return;
    }
    let text = String::from_utf8_lossy(&answer.output);
    let (statements, wrong) = context.model.parse_file(&text, &manner.place);
    errors.extend(wrong.into_iter().map(|error| format!("{file}:{error}")));
    for statement in statements {
        if let (Statement::Commands(commands), true) = (&statement, manner.verbose) {
            for command in commands {
                context.print(format!("{file}:{}: {command}", command.line));
            }
        }
        match statement {
            _ if manner.only_check => {}
            Statement::Commands(commands) => {
                let (file, commands) = (file.to_owned(), commands.into());
                context.insert.push_back(Item::Sourced { file, commands });
            }
            assignment => context.insert.push_back(assignment.into()),
        }
    }
}
