//! `spawn`: a session whose main process is one program.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use super::named::session_name;
use super::{Command, Context, Failure, Outcome, Reach, Status, flag, value};
use crate::geometry::WindowSize;
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::model::environment::Environment;
use crate::model::id::WindowId;
use crate::model::levels::Level;
use crate::model::restart::{Policy, Restart};
use crate::model::{Launch, NewSession};

/// The entry.
pub const COMMAND: Command = Command {
    name: "spawn",
    flags: &[
        Flag::new('d', "out of sight; print the pane's id"),
        Flag::new('i', "without a terminal: stdin is typed"),
        Flag::new('t', "as docker has it: a terminal, which it has without being asked"),
        flag::JSON,
        Flag::long("rm", "forget the session when its program ends"),
        flag::SIG_PROXY,
        Flag::long_with("detach-keys", value::KEYS),
        Flag::with('e', value::ENVIRONMENT),
        Flag::long_with("name", value::SESSION_NAME),
        Flag::long_with(
            "restart",
            Value::new(
                "policy",
                "run it again when it ends, each time after a longer pause: no, \
                 on-failure[:most], always or unless-stopped, which is the same",
            )
            .of(Words::These(&["no", "on-failure", "always", "unless-stopped"])),
        ),
        Flag::with('w', value::DIRECTORY),
    ],
    operands: &[Operand::Dashes, Operand::One(value::PROGRAM), Operand::Any(value::ARGUMENT)],
    about: "Run a program as a session of its own. In the foreground it streams, and the client \
            leaves with its exit status; with -d it runs out of sight, and its pane's id is \
            printed. It is kept when it ends, but for --rm",
    ours: true,
    starts_server: true,
    reach: Reach::TERMINAL,
    failure: Some(Status::NotRun),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let detached = context.has('d');
    let restart = restart(context)?;
    let name = context.arguments.long_value("name").map(str::to_owned);
    if let Some(name) = &name {
        session_name(context.model, name, None)?;
    }
    let client = match detached {
        true => context.client,
        false => Some(context.can_stream()?),
    };
    let caller = client.and_then(|id| context.model.graph.client(id));
    let base = caller.map_or_else(|| context.model.identity.home.clone(), |it| it.cwd.clone());
    let cwd = context.value('w').map_or_else(|| base.clone(), |directory| base.join(directory));
    let environment = environment(context, caller.map(|it| &it.environment));
    let tty = caller.filter(|it| !detached && !it.tty.is_empty()).map(|it| it.size);
    let size: WindowSize = tty.unwrap_or_else(|| context.model.size_for_new_window(None));
    let launch =
        Launch { command: context.arguments.rest().to_vec(), exact: true, ..Launch::default() };
    let new = NewSession { name, cwd, environment, ..NewSession::default() };
    let new = context.model.new_session(new, size, &launch);
    if let Some(pane) = context.model.graph.pane_mut(new.pane) {
        pane.restart = restart;
    }
    keep(context, new.window, !context.arguments.has_long("rm"));
    let stream = match client.filter(|_| !detached) {
        Some(client) => Some((client, context.stream(client, new.pane)?)),
        None => None,
    };
    let json = context.arguments.has_long("json");
    context.bind_or_print(new, stream, new.pane.to_string(), json)
}

/// How the program comes back by itself, as docker writes it. A server's end is the end of all that
/// it knows, so that `unless-stopped` is `always`.
fn restart(context: &Context<'_>) -> Result<Option<Restart>, Failure> {
    let Some(text) = context.arguments.long_value("restart") else { return Ok(None) };
    let (name, most) = match text.split_once(':') {
        Some((name, most)) => (name, Some(most)),
        None => (text, None),
    };
    let bad = || {
        Failure::new(format!(
            "bad restart policy: {text} (it is no, on-failure, on-failure:5, always or unless-stopped)"
        ))
    };
    let most = most.map(|most| most.parse::<u32>().map_err(|_| bad())).transpose()?;
    let policy = match (name, most) {
        ("no" | "", None) => return Ok(None),
        // docker's 0 is no limit.
        ("on-failure", most) => Policy::OnFailure(most.filter(|most| *most > 0)),
        ("always" | "unless-stopped", None) => Policy::Always,
        _ => return Err(bad()),
    };
    match context.arguments.has_long("rm") {
        true => Err(Failure::new("--restart and --rm do not go together")),
        false => Ok(Some(Restart::new(policy))),
    }
}

/// The session's environment over the server's: the caller's, and `-e`.
fn environment(context: &Context<'_>, caller: Option<&Environment>) -> Environment {
    let mut environment = caller.cloned().unwrap_or_default();
    for pair in context.arguments.values('e') {
        // A name alone is the caller's own variable, as docker has it, and is there already.
        if let Some((name, value)) = pair.split_once('=') {
            environment.set(name, OsStr::from_bytes(value.as_bytes()));
        }
    }
    environment
}

/// Whether the program is kept when it has ended.
fn keep(context: &mut Context<'_>, window: WindowId, keeps: bool) {
    if let Some(options) = context.model.options_mut(Level::Window(window)) {
        options.suggest("remain-on-exit", if keeps { "on" } else { "off" });
    }
}
