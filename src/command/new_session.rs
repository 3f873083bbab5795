//! `new-session`: a session with one window, and a client that shows it.

use std::os::unix::ffi::OsStrExt;

use super::amount::count;
use super::named::{session_name, well_named};
use super::restore::offer;
use super::{Command, Context, Failure, Flow, Outcome, Reach, flag, value};
use crate::dialect::Dialect;
use crate::geometry::{Size, WindowSize};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::environment::Environment;
use crate::model::id::SessionId;
use crate::model::levels::Level;
use crate::model::resolve::Place;
use crate::model::{NewGroup, NewSession};

/// The entry.
pub const COMMAND: Command = Command {
    name: "new-session",
    alias: Some("new"),
    flags: &[
        Flag::new('A', "attach to the session of that name, if there is one"),
        Flag::new('d', "do not attach"),
        Flag::new('D', "with -A: detach the session's other clients"),
        flag::KEEP_ENVIRONMENT.meaning("with -A: the session's environment stays as it is"),
        flag::PRINT,
        Flag::new('X', "as -D, and have the shells end that they were started in (SIGHUP)"),
        Flag::with('c', value::START_DIRECTORY),
        Flag::with('e', value::ENVIRONMENT),
        flag::PRINT_FORMAT,
        Flag::with('f', value::FLAGS),
        Flag::with('n', value::WINDOW_NAME),
        Flag::with('s', value::SESSION_NAME),
        Flag::with('t', value::GROUP_NAME),
        Flag::with('x', value::WIDTH),
        Flag::with('y', value::HEIGHT),
    ],
    operands: &[Operand::Rest(value::RUN_IN_PANE)],
    about: "Make a new session and attach to it",
    starts_server: true,
    reach: Reach::TERMINAL,
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{session_name}:";

fn run(context: &mut Context<'_>) -> Outcome {
    let mut name = context.expanded('s');
    if let Some(name) = &mut name {
        let known = context.model.session_named(name).filter(|session| !session.kept);
        if let Some(session) = known.map(|session| session.id)
            && context.has('A')
        {
            return super::attach_session::attach(context, session);
        }
        *name = session_name(context.model, name, None)?;
    }
    if context.has('t') && (context.has('n') || !context.arguments.rest().is_empty()) {
        return Err(Failure::usage("command or window name given with target"));
    }
    if let Some(saved) = name.clone().filter(|_| context.has('A') && !context.has('d')) {
        // Whoever means to come back to it may have it back.
        let arguments = context.arguments.clone();
        let otherwise = move |context: &mut Context<'_>, _| {
            (context.command, context.arguments) = (&COMMAND, arguments);
            make(context, name)
        };
        return offer(context, Some(format!("={saved}")), Box::new(otherwise));
    }
    make(context, name)
}

/// Makes it, and shows it.
fn make(context: &mut Context<'_>, name: Option<String>) -> Outcome {
    // In a configuration and in a hook there is nobody who could look at it.
    let detached = context.has('d') || context.client.is_none();
    if !detached {
        context.can_attach()?;
    }
    let client = context.client.and_then(|id| context.model.graph.client(id));
    let base = match (client, context.here.session.and_then(|id| context.model.graph.session(id))) {
        (Some(client), Some(session)) if client.session().is_some() => session.cwd.clone(),
        (Some(client), _) => client.cwd.clone(),
        (None, Some(session)) => session.cwd.clone(),
        (None, None) => context.model.base_directory(),
    };
    let cwd = match context.expanded('c') {
        Some(cwd) => base.join(cwd).components().collect(),
        None => base,
    };
    let environment = session_environment(context, client.map(|client| &client.environment));
    let size = size(context, detached)?;
    let window_name = context.window_name(context.expanded('n'))?;
    let launch = crate::model::Launch { cwd: None, ..context.launch() };
    let launch = crate::model::Launch { environment: Vec::new(), ..launch };
    let group = group(context)?;
    let shares = group.as_ref().is_some_and(|group| group.other.is_some());
    let new = NewSession { name, cwd, environment, window_name, group, ..NewSession::default() };
    let new = context.model.new_session(new, size, &launch);
    let session = new.session;
    if context.model.identity.dialect == Dialect::Tmux && (context.has('x') || context.has('y')) {
        // So are the windows that come later, as long as nobody looks.
        if let Some(options) = context.model.options_mut(Level::Session(session)) {
            options.suggest("default-size", &format!("{}x{}", size.cells.cols, size.cells.rows));
        }
    }
    if shares {
        // Its programs run.
        if context.has('P') {
            let format = context.value('F').unwrap_or(FORMAT).to_owned();
            context
                .print(context.model.expand(&format, &Place::of_session(context.model, session)));
        }
        return match detached {
            true => Ok(Flow::Next),
            false => show(context, session),
        };
    }
    context.started(new, FORMAT, move |context| match detached {
        true => Ok(Flow::Next),
        false => show(context, session),
    })
}

/// The group that `-t` names: that of a session, where there is one, or the one of that name.
fn group(context: &Context<'_>) -> Result<Option<NewGroup>, Failure> {
    let Some(text) = context.value('t') else { return Ok(None) };
    let graph = &context.model.graph;
    let place = context.model.resolve(Kind::Session, Some(text), &context.here, None);
    let other = place.ok().and_then(|place| graph.session(place.session?));
    if let Some(other) = other {
        let name = graph.group_of(other.id).unwrap_or(&other.name).to_owned();
        return Ok(Some(NewGroup { name, other: Some(other.id) }));
    }
    let name = text.to_owned();
    let first = graph.sessions_of_group(text).first().copied();
    if first.is_none() {
        well_named("session group", &name)?;
    }
    Ok(Some(NewGroup { name, other: first }))
}

/// What the session adds to the server's environment: all of the client's, and `-e`.
fn session_environment(context: &Context<'_>, client: Option<&Environment>) -> Environment {
    let mut environment = client.cloned().unwrap_or_default();
    for pair in context.arguments.values('e') {
        if let Some((name, value)) = pair.split_once('=') {
            environment.set(name, std::ffi::OsStr::from_bytes(value.as_bytes()));
        }
    }
    environment
}

/// The first window's size: `-x` and `-y`, where they are not `-` for the client's own, or what
/// the client leaves beside the status line, or `default-size`. One in control mode draws nothing: it
/// is as large as it says.
fn size(context: &Context<'_>, detached: bool) -> Result<WindowSize, Failure> {
    let client = context.client.and_then(|id| context.model.graph.client(id));
    let tty = client.filter(|client| !client.tty.is_empty()).map(|client| client.size);
    let default = context.model.size_for_new_window(None);
    let whole = match client.filter(|_| !detached) {
        Some(client) if client.control.is_some() => {
            context.model.size_for_client(client.id).unwrap_or(default)
        }
        Some(_) => tty.map_or(default, |tty| context.model.beside_status(None, tty)),
        None => default,
    };
    let side = |flag, name: &str, own: Option<u16>, default: u16| -> Result<u16, Failure> {
        match context.value(flag) {
            None => Ok(default),
            Some("-") => Ok(own.unwrap_or(default)),
            Some(text) => Ok(count(text, name, 1, 10_000)? as u16),
        }
    };
    let cells = Size::new(
        side('x', "width", tty.map(|size| size.cells.cols), whole.cells.cols)?,
        side('y', "height", tty.map(|size| size.cells.rows), whole.cells.rows)?,
    );
    Ok(whole.part(cells))
}

/// The client that asked shows the session.
fn show(context: &mut Context<'_>, session: SessionId) -> Outcome {
    match context.client {
        Some(client) => context.model.attach(client, session),
        None => return Err(Failure::not_found("no current client")),
    }
    Ok(Flow::Next)
}
