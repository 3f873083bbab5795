//! `exec`: another program where a pane's program is.
//!
//! With a terminal it runs on a pty of its own, in a session beside the target's, and the
//! client is bound to it; it ends with its client. Without one nothing of pmux's stands between:
//! the client is told where the program is to run and becomes it, so that stdin, stdout and
//! stderr are the caller's own descriptors.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};

use super::{Command, Context, Failure, Flow, Outcome, Reach, Status, find, flag, value};
use crate::geometry::WindowSize;
use crate::language::arguments::Arguments;
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::answer::Surroundings;
use crate::model::effect::{Become, ClientEffect, JobEffect};
use crate::model::environment::Environment;
use crate::model::id::{ClientId, PaneId, SessionId};
use crate::model::levels::Level;
use crate::model::raw::Raw;
use crate::model::{Launch, Model, NewSession};

/// The entry.
pub const COMMAND: Command = Command {
    name: "exec",
    flags: &[
        Flag::new('d', "out of sight, in a pane that ps shows; print the pane's id"),
        Flag::new('i', "without a terminal: the program has stdin"),
        Flag::new(
            't',
            "the target may stand after it; as docker's it asks for what a terminal gives anyway",
        )
        .value_or_nothing(),
        flag::JSON,
        Flag::long("tty", "a terminal, or an error where there is none"),
        Flag::long("no-tty", "no terminal: stdin, stdout and stderr stay apart").instead(),
        Flag::long_with("detach-keys", value::KEYS),
        Flag::with('e', value::ENVIRONMENT),
        Flag::with('w', value::DIRECTORY),
    ],
    operands: &[
        Operand::Optional(value::TARGET_PANE),
        Operand::Dashes,
        Operand::One(value::PROGRAM),
        Operand::Any(value::ARGUMENT),
    ],
    about: "Run another program in the environment and the directory of a pane's program, and \
            leave with its exit status. Where there is no terminal, -i gives it stdin; with -d it \
            runs out of sight, and its pane's id is printed. After -- alone it is for the pane that \
            it is asked for in",
    ours: true,
    reach: Reach::PROGRAM.union(Reach::TERMINAL),
    failure: Some(Status::NotRun),
    run,
    ..Command::NEW
};

/// What the program is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Nobody: out of sight.
    Detached,
    /// A pty of its own, and this client to that.
    Pty(ClientId),
    /// The client's own descriptors.
    Client(ClientId),
}

fn run(context: &mut Context<'_>) -> Outcome {
    let (target, argv) = parts(&context.arguments)?;
    let mouse = context.mouse.map(|hit| hit.place);
    context.target = context.model.resolve(Kind::Pane, target, &context.here, mouse.as_ref())?;
    let (session, pane) = (context.session()?, context.pane()?);
    if context.model.graph.pane(pane).is_some_and(|pane| pane.is_dead()) {
        return Err(Failure::new(format!("the program of {pane} has ended")));
    }
    let manner = manner(context)?;
    let wanted: Vec<String> = context.arguments.values('e').map(str::to_owned).collect();
    let directory = context.value('w').map(str::to_owned);
    let (stdin, json) = (context.has('i'), context.arguments.has_long("json"));
    let raw = match manner {
        Manner::Pty(client) => Some((client, raw(context, client, pane)?)),
        Manner::Detached | Manner::Client(_) => None,
    };
    context.job(JobEffect::Surroundings(pane), move |context, answer| {
        // What the system does not tell is what is known of the session.
        let found = answer.surroundings();
        let mut around = found.unwrap_or_else(|_| known_surroundings(context.model, session, pane));
        let caller = context.client.and_then(|id| context.model.graph.client(id));
        add(&mut around.environment, &wanted, caller.map(|it| &it.environment));
        if let Some(directory) = directory {
            around.directory = around.directory.join(directory);
        }
        match manner {
            Manner::Client(client) => {
                let Surroundings { directory: cwd, environment } = around;
                let program = Become { argv, cwd, environment, stdin };
                context.model.ask_client(client, ClientEffect::Become(Box::new(program)));
                Ok(Flow::Next)
            }
            Manner::Detached | Manner::Pty(_) => start(context, session, argv, around, raw, json),
        }
    })
}

/// Whose surroundings are meant, and what is to run there: `exec web ls` and `exec web -- ls` as
/// docker and kubectl have it, `exec -t web ls` as elsewhere in pmux; after `--` alone it is for
/// where it is asked.
fn parts(arguments: &Arguments) -> Result<(Option<&str>, Vec<String>), Failure> {
    let (target, argv) = match (arguments.value('t'), arguments.rest()) {
        (Some(target), argv) => (Some(target), argv),
        (None, argv) if arguments.ended() => (None, argv),
        (None, [target, dashes, argv @ ..]) if dashes == "--" => (Some(target.as_str()), argv),
        (None, [target, argv @ ..]) => (Some(target.as_str()), argv),
        (None, []) => (None, &[][..]),
    };
    match argv.is_empty() {
        true => Err(Failure::new(
            "exec wants a target and a command, as pmux exec web ls (pmux ps lists targets); \
             pmux exec -- ls is for the pane that it is given in",
        )),
        false => Ok((target, argv.to_vec())),
    }
}

/// What of its caller a program needs that cannot be had on another host but by something that
/// has it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Descriptors {
    /// Stdin, and not stdout and stderr alone.
    pub stdin: bool,
}

/// The descriptors that a command line's program needs of whoever gives it, who has a terminal or
/// not; `None` for none.
pub fn needs_descriptors(argv: &[String], is_terminal: bool) -> Option<Descriptors> {
    let (name, words) = argv.split_first()?;
    find(name).ok().filter(|command| command.name == COMMAND.name)?;
    let given = Arguments::parse(COMMAND.syntax(), words).ok()?;
    let tty = given.has_long("tty") || (is_terminal && !given.has_long("no-tty"));
    (!given.has('d') && !tty).then(|| Descriptors { stdin: given.has('i') })
}

fn manner(context: &mut Context<'_>) -> Result<Manner, Failure> {
    let (tty, no_tty) = (context.arguments.has_long("tty"), context.arguments.has_long("no-tty"));
    if tty && no_tty {
        return Err(Failure::new("--tty and --no-tty do not go together"));
    }
    if context.has('d') {
        return Ok(Manner::Detached);
    }
    let client = context.can_stream()?;
    match tty || (context.has_terminal(client) && !no_tty) {
        true => Ok(Manner::Pty(client)),
        false => Ok(Manner::Client(client)),
    }
}

/// How the client is bound to the program's pty.
fn raw(context: &Context<'_>, client: ClientId, target: PaneId) -> Result<Raw, Failure> {
    let is_terminal = context.has_terminal(client);
    // All keys are the program's, where nobody says otherwise: it is one that ends.
    let detach = match context.arguments.has_long("detach-keys") && is_terminal {
        true => context.detach_keys(target)?.0,
        false => Vec::new(),
    };
    let input = is_terminal || context.has('i');
    let raw = context.raw(client, target);
    Ok(Raw { detach, input, exact: !is_terminal, owner: true, ..raw })
}

/// What is known of what a pane's program has around it without asking the system.
fn known_surroundings(model: &Model, session: SessionId, pane: PaneId) -> Surroundings {
    let known = model.graph.pane(pane).and_then(|pane| pane.run.current_directory.clone());
    let session = model.graph.session(session);
    let own = session.map(|it| it.environment.clone()).unwrap_or_default();
    Surroundings {
        directory: known.or_else(|| Some(session?.cwd.clone())).unwrap_or_default(),
        environment: own.over(&model.environment).into_pairs(),
    }
}

/// Sets what `-e` says: `NAME=value`, or `NAME` for the caller's own.
fn add(
    environment: &mut Vec<(OsString, OsString)>,
    wanted: &[String],
    caller: Option<&Environment>,
) {
    for text in wanted {
        let own = |name: &str| caller.and_then(|it| it.get(name)).map(OsStr::to_owned);
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(OsString::from(value))),
            None => (text.as_str(), own(text)),
        };
        environment.retain(|(known, _)| known != OsStr::new(name));
        environment.extend(value.map(|value| (OsString::from(name), value)));
    }
}

/// Starts it in a session beside its own, and binds the client to it or prints where it is.
fn start(
    context: &mut Context<'_>,
    beside: SessionId,
    argv: Vec<String>,
    around: Surroundings,
    raw: Option<(ClientId, Raw)>,
    json: bool,
) -> Outcome {
    let client = raw.as_ref().and_then(|(client, _)| context.model.graph.client(*client));
    let tty = client.filter(|it| !it.tty.is_empty()).map(|it| it.size);
    let size: WindowSize = tty.unwrap_or_else(|| context.model.size_for_new_window(Some(beside)));
    let session = session_beside(context.model, beside, around);
    let launch = Launch { command: argv, exact: true, ..Launch::default() };
    let new = context.model.new_session(session, size, &launch);
    if let Some(options) = context.model.options_mut(Level::Window(new.window)) {
        options.suggest("remain-on-exit", "off");
    }
    let raw = raw.map(|(client, raw)| (client, Raw { pane: new.pane, ..raw }));
    context.bind_or_print(new, raw, new.pane.to_string(), json)
}

/// A session beside another one, with exactly these surroundings.
fn session_beside(model: &Model, beside: SessionId, around: Surroundings) -> NewSession {
    let mut environment = Environment::default();
    let names = around.environment.iter().map(|(name, _)| name.as_os_str());
    let names: BTreeSet<&OsStr> = names.collect();
    for shown in model.environment.iter().filter(|it| !names.contains(OsStr::new(&it.name))) {
        environment.remove(&shown.name);
    }
    for (name, value) in &around.environment {
        environment.set(&name.to_string_lossy(), value);
    }
    let (beside, cwd) = (Some(beside), around.directory);
    NewSession { cwd, environment, beside, ..NewSession::default() }
}
