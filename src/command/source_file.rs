//! `source-file`: runs the commands of files.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::rc::Rc;

use super::script::MAX_FILE;
use super::{Command, Context, Failure, Flow, Item, Outcome, Reach, Script, flag};
use crate::language::command_line::Statement;
use crate::language::pattern::is_pattern;
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::language::target::Kind;
use crate::model::answer::Answer;
use crate::model::effect::JobEffect;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "source-file",
    alias: Some("source"),
    flags: &[
        Flag::new('F', "expand formats in the paths"),
        Flag::new('n', "only check"),
        Flag::new('q', "no complaint where there is no such file"),
        Flag::new('v', "print the commands"),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Some(
        Value::new("path", "a file of commands; a pattern may stand for several").of(Words::Files),
    )],
    about: "Run the commands of a file, such as the configuration; with -n only check them",
    reach: Reach::OTHERS,
    run,
    ..Command::NEW
};

/// How the files are read.
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
    /// The file that names them, if one does.
    outer: Option<Rc<Script>>,
}

fn run(context: &mut Context<'_>) -> Outcome {
    let place = context.take_target(Kind::Pane)?;
    let client = context.client.and_then(|id| context.model.graph.client(id));
    let directory = client.map(|client| client.cwd.clone());
    let manner = Manner {
        only_check: context.has('n'),
        quiet: context.has('q'),
        verbose: context.has('v'),
        place,
        directory: directory.unwrap_or_else(|| context.model.base_directory()),
        outer: context.file.clone(),
    };
    let expand = context.has('F');
    let paths: Vec<String> = context
        .arguments
        .rest()
        .iter()
        .map(|path| if expand { context.expand(path) } else { path.clone() })
        .collect();
    let paths = paths.into_iter().map(Named::ByPerson).collect();
    next(context, Reading { manner, paths, items: Vec::new(), only: None })
}

/// How a file is known.
enum Named {
    /// A person wrote it: it may be a pattern.
    ByPerson(String),
    /// A pattern found it.
    ByPattern(String),
}

/// What was read so far, and what is yet to be read.
struct Reading {
    manner: Manner,
    /// The files to come.
    paths: VecDeque<Named>,
    /// What runs when all are read.
    items: Vec<Item>,
    /// What is wrong, where there is nothing else.
    only: Option<Failure>,
}

/// Reads the next file. After the last one the commands of all run.
fn next(context: &mut Context<'_>, mut reading: Reading) -> Outcome {
    let path = match reading.paths.pop_front() {
        Some(Named::ByPerson(path)) if is_pattern(&path) => return find(context, reading, path),
        Some(Named::ByPerson(path) | Named::ByPattern(path)) => path,
        None => return finish(context, reading),
    };
    let file = match path.as_str() {
        "-" => PathBuf::from("-"),
        path => reading.manner.directory.join(path),
    };
    let script = match Script::within(reading.manner.outer.as_deref(), &path, &file) {
        Ok(script) => script,
        Err(failure) => {
            reading.wrong(failure);
            return next(context, reading);
        }
    };
    let path = match context.is_tmux() {
        true => path,
        false => file.display().to_string(),
    };
    let full = file.display().to_string();
    context.read(file, MAX_FILE, move |context, answer| {
        reading.take(context, ([full, path], script), answer);
        next(context, reading)
    })
}

/// All are read: their commands run. Where there is nothing but what is wrong it is the command that
/// fails.
fn finish(context: &mut Context<'_>, mut reading: Reading) -> Outcome {
    match reading.only.take() {
        Some(failure) => Err(failure),
        None => {
            context.insert.extend(reading.items);
            Ok(Flow::Next)
        }
    }
}

/// Looks for the files that a pattern names: they are next.
fn find(context: &mut Context<'_>, mut reading: Reading, pattern: String) -> Outcome {
    let effect = JobEffect::FindFiles(reading.manner.directory.clone(), pattern.clone());
    context.job(effect, move |context, answer| {
        match answer.files() {
            Err(failed) => reading.wrong(failed.into()),
            Ok(files) if files.is_empty() => {
                let missing = context.words("No such file or directory", "no file matches");
                let reason = format!("{pattern}: {missing}");
                reading.missing(context.model.identity.dialect.of_file(&pattern, reason));
            }
            Ok(files) => files.into_iter().rev().for_each(|file| {
                let file = file.to_string_lossy().into_owned();
                reading.paths.push_front(Named::ByPattern(file));
            }),
        }
        next(context, reading)
    })
}

impl Reading {
    /// There is no such file.
    fn missing(&mut self, reason: String) {
        if !self.manner.quiet {
            self.wrong(Failure::new(reason));
        }
    }

    /// Something is wrong, which is told in its turn.
    fn wrong(&mut self, failure: Failure) {
        match self.items.is_empty() && self.only.is_none() {
            true => self.only = Some(failure),
            false => self.put([told_later(failure)]),
        }
    }

    /// More that runs when all are read.
    fn put(&mut self, items: impl IntoIterator<Item = Item>) {
        self.items.extend(self.only.take().map(told_later));
        self.items.extend(items);
    }

    /// Takes the commands of a file, and what is wrong with it: in full, and as it is to be named.
    fn take(
        &mut self,
        context: &mut Context<'_>,
        ([full, named], file): ([String; 2], Script),
        answer: Answer,
    ) {
        let bytes = match answer.file() {
            Ok(bytes) => bytes,
            Err(failed) => {
                let dialect = context.model.identity.dialect;
                let reason = match failed.reason.strip_prefix(&full) {
                    Some(why) => format!("{named}{why}"),
                    None => failed.reason,
                };
                return self.missing(dialect.of_file(&named, reason));
            }
        };
        if let Err(failure) = file.count(bytes.len()) {
            return self.wrong(failure);
        }
        let text = String::from_utf8_lossy(&bytes);
        let (mut statements, wrong) = context.model.parse_file(&text, &self.manner.place);
        if self.manner.verbose {
            let commands = statements.iter().flat_map(|statement| match statement {
                Statement::Commands(commands) => commands.as_slice(),
                Statement::Assign { .. } => &[],
            });
            commands.for_each(|it| context.print(format!("{file}:{}: {it}", it.line)));
        }
        if self.manner.only_check {
            statements.clear();
        }
        self.put(Item::of_file(file, statements, wrong));
    }
}

/// What is wrong is told in its turn.
fn told_later(failure: Failure) -> Item {
    Item::Then(Box::new(|_, _| Err(failure)), None)
}
