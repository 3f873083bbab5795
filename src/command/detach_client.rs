//! `detach-client`: a client leaves; the session goes on.

use super::{Command, Context, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::model::Model;
use crate::model::id::ClientId;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "detach-client",
    alias: Some("detach"),
    flags: &[
        flag::OTHERS,
        Flag::new('P', "and have the shell that it was started in end (SIGHUP); not over --host"),
        Flag::with('E', value::SHELL_COMMAND)
            .meaning("become this shell command instead of ending; not over --host"),
        Flag::with('s', value::TARGET_SESSION),
        flag::TARGET_CLIENT,
    ],
    about: "Detach a client; with -a all others, with -s all of a session; -E has it become a program",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let clients: Vec<ClientId> = if let Some(name) = context.value('s') {
        use crate::language::target::Kind;
        let place = context.model.resolve(Kind::Session, Some(name), &context.here, None)?;
        let clients = place.session.into_iter().flat_map(|id| context.model.attached_to(id));
        clients.map(|client| client.id).collect()
    } else {
        let client = context.target_client('t')?;
        match context.has('a') {
            true => {
                context.model.graph.clients().map(|it| it.id).filter(|id| *id != client).collect()
            }
            false => vec![client],
        }
    };
    let command = context.value('E').map(str::to_owned);
    for client in clients {
        match &command {
            Some(command) => context.model.replace_client(client, command),
            None if context.has('P') => context.model.hang_up_on_client(client),
            None => context.model.detach_client(client),
        }
    }
    Ok(Flow::Next)
}

impl Model {
    /// A client leaves its session, and its parent is hung up on: mostly the shell whose terminal it
    /// had.
    pub fn hang_up_on_client(&mut self, client: ClientId) {
        // Whoever becomes a command is the same process, with the same parent.
        self.replace_client(client, "echo '[detached and SIGHUP]'; kill -HUP $PPID");
    }

    /// A client leaves its session, and says so to its person.
    pub fn detach_client(&mut self, client: ClientId) {
        let Some(it) = self.graph.client(client) else { return };
        let bound = it.raw().map(|raw| Place::of_pane(self, raw.pane));
        let session = it.session().or(bound.and_then(|place| place.session));
        let Some(session) = session.and_then(|id| self.graph.session(id)) else { return };
        // One that is not the session's current one is not found by that.
        let current = Place::of_session(self, session.id).pane;
        let pane = bound.and_then(|place| place.pane).filter(|pane| current != Some(*pane));
        let pane = pane.map_or(String::new(), |pane| format!(", pane {pane}"));
        let line = format!("[detached (from session {}{pane})]", session.name);
        self.detach(client, line);
    }
}
