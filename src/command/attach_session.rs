//! `attach-session`: the client that asks shows a session.

use std::path::PathBuf;

use super::restore::offer;
use super::{Command, Context, Failure, Flow, Outcome, Reach, Status, flag, value};
use crate::dialect::Dialect;
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::language::target::Kind;
use crate::model::client::Role;
use crate::model::id::{ClientId, SessionId};
use crate::model::raw::Raw;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "attach-session",
    alias: Some("attach"),
    flags: &[
        Flag::new('d', "detach the session's other clients"),
        flag::KEEP_ENVIRONMENT,
        Flag::new('x', "as -d, and have the shells end that they were started in (SIGHUP)"),
        Flag::new(
            'r',
            "only look: keys change nothing, and but for --raw windows are as large as others have them",
        )
        .or_long("read-only"),
        Flag::long(
            "raw",
            "bind the terminal to one pane's program, with nothing of pmux's around it",
        ),
        Flag::long("history", "with --raw: print what has scrolled away first"),
        Flag::long("no-resize", "with --raw: the pane keeps its size"),
        Flag::long("no-stdin", "with --raw: nothing is typed"),
        flag::SIG_PROXY,
        Flag::with(
            'c',
            Value::new("working-directory", "where the session's new programs start from now on")
                .of(Words::Directories),
        ),
        Flag::long_with("detach-keys", value::KEYS),
        Flag::with('f', value::FLAGS),
        flag::TARGET_SESSION,
    ],
    operands: &[Operand::Optional(value::TARGET_SESSION)],
    anywhere: true,
    about: "Attach to a session; with -d detach its other clients, with -r only look. With --raw \
            the terminal is bound to the program of one pane, with nothing of pmux's around it",
    reach: Reach::TERMINAL,
    run,
    ..Command::NEW
};

/// Flags that mean something with `--raw` alone.
const RAW_ONLY: &[&str] = &["detach-keys", "history", "no-resize", "no-stdin", "sig-proxy"];

fn run(context: &mut Context<'_>) -> Outcome {
    if context.arguments.has_long("raw") {
        return attach_raw(context);
    }
    if let Some(flag) = RAW_ONLY.iter().find(|flag| context.arguments.has_long(flag)) {
        return Err(Failure::new(format!("--{flag} goes with --raw")));
    }
    // A window or pane may be named too: it becomes the active one.
    let is_part = context.named()?.is_some_and(|target| target.contains([':', '.', '%', '@']));
    if let Err(failure) = context.take_named(if is_part { Kind::Pane } else { Kind::Session }) {
        return offer_saved(context, failure);
    }
    if context.target.session.is_none()
        && let Some(kept) = context.model.newest_kept()
    {
        // Somebody who has nothing else comes to see what failed.
        context.target = Place::of_session(context.model, kept);
    }
    let session = match context.session() {
        Ok(session) => session,
        Err(failure) => return offer_saved(context, failure),
    };
    if context.client.is_none() {
        // A configuration that ends so was meant for whoever starts the server: they attach anyway.
        return Ok(Flow::Next);
    }
    context.can_attach()?;
    if is_part && context.model.looks_on(context.client).is_none() {
        if let Some(index) = context.target.index {
            context.model.select_window(session, index);
        }
        if let Some(pane) = context.target.pane {
            context.model.graph.activate(pane, false);
        }
    }
    attach(context, session)
}

/// What is not there may be saved.
fn offer_saved(context: &mut Context<'_>, failure: Failure) -> Outcome {
    if failure.status != u8::from(Status::NotFound) {
        return Err(failure);
    }
    let wanted = context.named()?.map(|it| it.split(':').next().unwrap_or_default().to_owned());
    offer(context, wanted, Box::new(|_, why| Err(why.unwrap_or(failure))))
}

/// The client that asked shows `session`, with what the command's flags say.
pub fn attach(context: &mut Context<'_>, session: SessionId) -> Outcome {
    let Some(client) = context.client else { return Ok(Flow::Next) };
    context.can_attach()?;
    if let Some(under) = context.under_popup(client)
        && context.model.graph.client(under).is_some_and(|it| it.session() == Some(session))
    {
        let name = context.model.graph.session(session).map_or("", |it| it.name.as_str());
        let reason = format!("this popup lies over {name}: it cannot show that itself");
        return Err(Failure::new(reason));
    }
    if context.has('d') || context.has('D') || context.has('x') {
        detach_others(context, client, session);
    }
    if let Some(cwd) = context.expanded('c').filter(|_| context.command.name == COMMAND.name) {
        context.model.graph.start_in(session, PathBuf::from(cwd));
    }
    if read_only(context)
        && let Some(client) = context.model.graph.client_mut(client)
    {
        client.set_read_only(true);
        client.ignore_size = true;
    }
    if let Some(flags) = context.value('f').map(str::to_owned) {
        context.set_client_flags(client, &flags);
    }
    if !context.has('E') {
        update_environment(context, client, session);
    }
    context.model.attach(client, session);
    Ok(Flow::Next)
}

fn read_only(context: &Context<'_>) -> bool {
    context.has('r')
}

/// The client that asked is bound to a pane as it is.
fn attach_raw(context: &mut Context<'_>) -> Outcome {
    let client = context.can_stream()?;
    context.take_named(Kind::Pane)?;
    let (session, id) = (context.session()?, context.pane()?);
    let pane = context.model.graph.pane(id).ok_or_else(|| Failure::not_found("no current pane"))?;
    if let Some(ended) = pane.run.ended {
        let status = ended.status();
        return Err(Failure::new(format!(
            "the program of {id} has ended, with status {status} (pmux logs {id} shows what it \
             wrote)"
        )));
    }
    if context.has_terminal(client) && context.here.pane == Some(id) {
        return Err(Failure::new(format!("this is {id}: it cannot be shown within itself")));
    }
    let name = context.model.graph.session(session).map(|it| it.name.clone()).unwrap_or_default();
    let read_only = read_only(context);
    let (detach, keys) = match context.has_terminal(client) {
        true => context.detach_keys(id)?,
        false => (Vec::new(), String::new()),
    };
    let hint = match keys.is_empty() {
        true => String::new(),
        false => format!("[{name}: {keys} detaches]"),
    };
    if context.has('d') || context.has('x') {
        detach_others(context, client, session);
        let others: Vec<ClientId> = context.model.bound_to(id).collect();
        others.into_iter().for_each(|other| context.model.detach_client(other));
    }
    if let Some(it) = context.model.graph.client_mut(client) {
        it.set_read_only(read_only);
        it.ignore_size = context.arguments.has_long("no-resize");
    }
    let raw = context.raw(client, id);
    let input = !context.arguments.has_long("no-stdin");
    if !context.has('E') {
        update_environment(context, client, session);
    }
    let history = context.arguments.has_long("history");
    context.model.bind(client, Raw { detach, hint, history, input, guest: true, ..raw });
    Ok(Flow::Next)
}

fn detach_others(context: &mut Context<'_>, client: ClientId, session: SessionId) {
    let others: Vec<ClientId> = context
        .model
        .attached_to(session)
        .map(|other| other.id)
        .filter(|id| *id != client)
        .collect();
    for other in others {
        match context.has('x') || context.has('X') {
            true => context.model.hang_up_on_client(other),
            false => context.model.detach_client(other),
        }
    }
}

/// The session takes from the client what `update-environment` names, so that agents and
/// displays follow the person. What another user has of it is not known, which is not that they have none.
pub fn update_environment(context: &mut Context<'_>, client: ClientId, session: SessionId) {
    let patterns = context.model.session_lookup(Some(session)).list("update-environment");
    let client = context.model.graph.client(client).filter(|it| it.guest.is_none());
    let Some(environment) = client.map(|it| it.environment.clone()) else { return };
    if let Some(of_session) = context.model.graph.environment_mut(session) {
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
        of_session.update(&environment, &patterns);
    }
}

impl Context<'_> {
    /// The client over whose screen the popup lies that a client was called from.
    fn under_popup(&self, client: ClientId) -> Option<ClientId> {
        let is_display = self.model.graph.client(client).is_some_and(|it| it.session().is_some());
        let pane = self.model.pane_of_caller(client).filter(|_| !is_display)?;
        self.model.graph.client_under(pane)
    }

    /// Refuses to attach a client that cannot be a display, with the reason and the way out.
    pub fn can_attach(&mut self) -> Result<(), Failure> {
        let client = self.client.and_then(|id| self.model.graph.client(id));
        let client = client.ok_or_else(|| Failure::not_found("no current client"))?;
        let dialect = self.model.identity.dialect;
        let inside = client.environment.text(dialect.server_variable());
        // In a pane of another server there is no picture that would show itself.
        let inside =
            inside.is_some_and(|value| !value.is_empty()) && self.model.is_pane_tty(&client.tty);
        match client.role() {
            Role::Display(_) => return Ok(()),
            Role::Raw(raw) => {
                return Err(Failure::new(format!(
                    "this client is bound to {} as it is, and can show no session beside it",
                    raw.pane
                )));
            }
            Role::OneShot if client.control.is_some() => return Ok(()),
            Role::OneShot => {}
        }
        if let (Some(version), id) = (client.stranger.clone(), client.id) {
            return Err(self.speaks_another(id, &version));
        }
        match client.term.as_str() {
            _ if client.tty.is_empty() => {
                Err(Failure::new(match self.command.name == COMMAND.name || self.has('A') {
                    true => "open terminal failed: not a terminal (attach from one)",
                    false => {
                        "open terminal failed: not a terminal (new -d makes a session without one)"
                    }
                }))
            }
            "" => Err(Failure::new(
                "open terminal failed: TERM is not set; try: TERM=xterm-256color pmux attach",
            )),
            "dumb" => Err(Failure::new(
                "open terminal failed: TERM is dumb, which cannot move its cursor; set TERM to what the terminal is",
            )),
            // A popup shows what it likes, but for what it lies over.
            _ if inside && self.client.is_none_or(|it| self.under_popup(it).is_none()) => {
                Err(Failure::new(match dialect {
                    Dialect::Pmux => {
                        "sessions should be nested with care: unset PMUX to do it anyway, or use switch-client"
                    }
                    Dialect::Tmux => "sessions should be nested with care, unset $TMUX to force",
                }))
            }
            _ => Ok(()),
        }
    }
}
