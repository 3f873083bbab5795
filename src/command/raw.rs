//! What the commands have in common that bind a client to a pane as it is: who may be, and the
//! keys that leave.

use serde_json::json;

use super::{Context, Failure, Flow, Outcome, Status, Wait};
use crate::key::Key;
use crate::language::key::{key_name, parse_detach_keys};
use crate::model::NewPane;
use crate::model::effect::ClientEffect;
use crate::model::id::{ClientId, PaneId};
use crate::model::raw::Raw;
use crate::model::resolve::Place;

/// Why a client of another version shows nothing.
fn another_version(version: &str) -> String {
    let own = env!("CARGO_PKG_VERSION");
    format!(
        "this pmux is {version}, the server is {own}, and they speak different versions of the \
         protocol: pmux upgrade-server replaces the server, and nothing is lost (all other commands \
         work)"
    )
}

impl Context<'_> {
    /// The client that asked, where it can be bound to a pane.
    ///
    /// # Errors
    /// There is none, it is a display, or its program speaks another version of the raw stream.
    pub fn can_stream(&mut self) -> Result<ClientId, Failure> {
        let name = self.command.name;
        let client = self.client.and_then(|id| self.model.graph.client(id));
        let Some(client) = client.filter(|it| !it.is_attached()) else {
            return Err(Failure::new(format!(
                "{name} like this is for a shell: nobody could show it here"
            )));
        };
        match (client.raw_stranger.clone(), client.id) {
            (Some(version), id) => Err(self.speaks_another(id, &version)),
            (None, id) => Ok(id),
        }
    }

    /// What a client is told that speaks another version of a stream. One that is here has the server's
    /// program take its place instead.
    pub fn speaks_another(&mut self, client: ClientId, version: &str) -> Failure {
        self.model.ask_client(client, ClientEffect::Mismatch);
        Failure::new(another_version(version))
    }

    /// A client with what the command's flags say of its stdin and its signals.
    pub fn raw(&self, client: ClientId, pane: PaneId) -> Raw {
        let is_terminal = self.has_terminal(client);
        let asked = self.arguments.has_long("sig-proxy");
        let proxies = self.arguments.long_value("sig-proxy") != Some("false");
        let signals = if asked { proxies } else { true };
        Raw { signals: signals && !is_terminal, ..Raw::new(pane) }
    }

    /// How a client is bound to a program that it has started in the foreground.
    ///
    /// # Errors
    /// The keys that leave are none.
    pub fn stream(&self, client: ClientId, pane: PaneId) -> Result<Raw, Failure> {
        let is_terminal = self.has_terminal(client);
        let (detach, keys) = match is_terminal {
            true => self.detach_keys(pane)?,
            false => (Vec::new(), String::new()),
        };
        let hint = if keys.is_empty() { String::new() } else { format!("[{keys} detaches]") };
        let input = is_terminal || self.has('i');
        let raw = self.raw(client, pane);
        Ok(Raw { detach, hint, input, exact: !is_terminal, ..raw })
    }

    /// Waits until a new pane's program runs, and binds the client to it as it is to be bound;
    /// where there is none, prints `id`, or with `json` all ids. A program that cannot be
    /// executed is the command's failure, with a shell's exit status for it.
    pub fn bind_or_print(
        &mut self,
        new: NewPane,
        bound: Option<(ClientId, Raw)>,
        id: String,
        json: bool,
    ) -> Outcome {
        self.wait(Wait::Spawn(new.pane), move |context, answer| {
            answer.done().map_err(|failed| {
                let status = match failed.status {
                    126 => 126,
                    127 => 127,
                    _ => Status::NotRun.into(),
                };
                Failure::new(failed.reason).with_status(status)
            })?;
            match bound {
                Some((client, raw)) => context.model.bind(client, raw),
                None if json => {
                    let (session, pane) = (new.session.to_string(), new.pane.to_string());
                    context.print_json(&json!({ "session_id": session, "pane_id": pane }));
                }
                None => context.print(id),
            }
            Ok(Flow::Next)
        })
    }

    /// Whether a client has a terminal.
    pub fn has_terminal(&self, client: ClientId) -> bool {
        self.model.graph.client(client).is_some_and(|it| !it.tty.is_empty())
    }

    /// The keys that leave, as `--detach-keys` or the option says, and how people write them.
    ///
    /// # Errors
    /// They are none.
    pub fn detach_keys(&self, pane: PaneId) -> Result<(Vec<Key>, String), Failure> {
        let place = Place::of_pane(self.model, pane);
        let option = || {
            let format = self.model.session_lookup(place.session).text("detach-keys");
            self.model.expand(&format, &place)
        };
        let text = self.arguments.long_value("detach-keys").map_or_else(option, str::to_owned);
        if text.is_empty() {
            return Ok((Vec::new(), String::new()));
        }
        let keys = parse_detach_keys(&text)
            .map_err(|error| Failure::new(format!("bad detach keys: {text}: {error}")))?;
        let names: Vec<String> = keys.iter().map(|key| key_name(*key)).collect();
        Ok((keys, names.join(" ")))
    }
}
