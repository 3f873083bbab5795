//! Keys and text that a person types: what lies over the screen takes them first, then the key
//! tables, then the pane.

use std::collections::BTreeSet;

use crate::command::MouseHit;
use crate::dialect::Dialect;
use crate::key::{Key, KeyAction, KeyCode, KeyEvent};
use crate::language::command_line::Statement;
use crate::language::key::{Trigger, function_with_shift, key_name, legacy_twin};
use crate::model::asking::Asked;
use crate::model::change::Change;
use crate::model::client::{Client, KeyState, Overlay};
use crate::model::id::{ClientId, PaneId};
use crate::model::resolve::Place;

use super::Server;
use super::looking::Allowed;
use super::queue::{Origin, Queue};

/// The table of the keys after the prefix.
const PREFIX: &str = "prefix";

/// What there is to know of a client whose keys go to a program, until the model changes: so
/// that a key costs as little as it can.
pub struct Typist {
    client: ClientId,
    prefixes: [Option<Key>; 2],
    /// The keys that are bound, where the others are plain typing.
    table: Option<String>,
}

impl Server {
    /// Whether a key is plain typing: nothing but the pane's program takes it, and whose client
    /// was used last does not change by it.
    pub fn is_typing(&mut self, client: ClientId, event: &KeyEvent) -> bool {
        let known = self.typist.as_ref();
        if known.is_none_or(|it| it.client != client) {
            self.typist = Some(self.typist(client));
        }
        self.typist.as_ref().is_some_and(|it| {
            let is_free = |table| self.find_binding(table, event.key).is_none();
            !it.prefixes.contains(&Some(event.key)) && it.table.as_deref().is_some_and(is_free)
        })
    }

    fn typist(&self, id: ClientId) -> Typist {
        let client = self.model.graph.client(id);
        let options = self.model.session_lookup(client.and_then(Client::session));
        let pane = self.model.client_pane(id).and_then(|pane| self.model.graph.pane(pane));
        let is_plain = client.is_some_and(|client| {
            let is_bare = client.display().is_some_and(|it| {
                it.overlay.is_none() && it.popup.is_none() && it.keys == KeyState::default()
            });
            is_bare && !client.read_only && self.model.is_latest(id)
        });
        let is_live = pane.is_some_and(|pane| pane.modes.is_empty() && !pane.is_dead())
            && self.model.asked_pane(id).is_none();
        Typist {
            client: id,
            prefixes: [options.key("prefix"), options.key("prefix2")],
            table: self.root_table(id).filter(|_| is_plain && is_live),
        }
    }

    /// Gives the program a key that [`is_typing`](Self::is_typing).
    pub fn type_through(&mut self, client: ClientId, event: &KeyEvent) {
        self.model.used(client);
        self.key_to_pane(client, event);
    }

    /// A key.
    pub fn key(&mut self, client: ClientId, event: KeyEvent) {
        if event.action == KeyAction::Release {
            return self.key_to_pane(client, &event);
        }
        self.model.used(client);
        self.hurry(client);
        let overlay = self.model.graph.client(client).and_then(Client::overlay);
        match overlay {
            None => {}
            // A message is read by now; the key means what it means without it.
            Some(Overlay::Message { stays: true, until: Some(_), .. }) => {}
            Some(Overlay::Message { .. }) => self.close_overlay(client),
            // A menu has keys of its own, and leaves us the prefix with what follows it.
            Some(Overlay::Menu(_)) if self.is_ours(client, event.key) => {}
            Some(_) => return self.key_to_overlay(client, event.key),
        }
        if let Some(pane) = self.model.asked_pane(client) {
            return self.key_to_prompt(client, Asked::Pane(pane), event.key);
        }
        if self.modal_takes_keys(client) {
            return self.key_to_pane(client, &event);
        }
        if !self.key_to_popup(client, &event) {
            self.key_to_tables(client, event);
        }
    }

    /// Whether keys are for a modal pane's program, the prefix too (`new-pane -K`). Those of who only looks
    /// are for no program, and may leave.
    fn modal_takes_keys(&self, client: ClientId) -> bool {
        let graph = &self.model.graph;
        let types = self.model.typed_into(client).filter(|_| !self.is_read_only(client));
        let Some(pane) = types else { return false };
        let window = graph.window_of(pane).and_then(|id| graph.window(id));
        let takes =
            window.and_then(|it| it.modal).is_some_and(|it| it.pane == pane && it.takes_keys);
        takes && !self.model.is_in_mode(pane)
    }

    fn is_prefix(&self, client: ClientId, key: Key) -> bool {
        let options = self.model.session_lookup(self.session_of(client));
        [options.key("prefix"), options.key("prefix2")].contains(&Some(key))
    }

    /// Whether a key is for a key table whatever lies over the windows: the prefix, and what
    /// follows it.
    pub(super) fn is_ours(&self, id: ClientId, key: Key) -> bool {
        let table = self.model.graph.display(id).map(|display| &display.keys);
        let waits = table.is_some_and(|it| {
            let over = it.repeat_until.is_some_and(|until| until <= self.model.clock.millis);
            it.table.is_some() && !over
        });
        waits || self.is_prefix(id, key)
    }

    /// A key that nothing over the screen takes.
    fn key_to_tables(&mut self, id: ClientId, event: KeyEvent) {
        if event.key.is_modifier() {
            // It is held for the key that is about to come.
            return self.key_to_pane(id, &event);
        }
        let now = self.model.clock.millis;
        let is_prefix = self.is_prefix(id, event.key);
        let Some(display) = self.model.graph.display_mut(id) else { return };
        let state = std::mem::take(&mut display.keys);
        let repeating = state.repeat_until.is_some_and(|until| now < until);
        let expired = state.repeat_until.is_some() && !repeating;
        let named = state.table.filter(|_| !expired);
        let waited = now.saturating_sub(state.since);
        // The prefix comes before any table but its own, that of a mode too.
        if is_prefix && named.as_deref() != Some(PREFIX) {
            return self.await_key(id, None);
        }
        let patience = self.model.server().count("prefix-timeout");
        let too_late = patience > 0 && waited > patience && named.as_deref() == Some(PREFIX);
        if too_late && !repeating {
            return self.key_to_tables(id, event);
        }
        let table = named.clone().or_else(|| self.root_table(id));
        let binding = table.as_ref().and_then(|table| self.find_binding(table, event.key));
        // While keys repeat without the prefix, others are what they are without it.
        if let Some(binding) = binding.filter(|it| !repeating || it.repeat) {
            let (commands, repeat) = (binding.commands.clone(), binding.repeat);
            if let Some(table) = named {
                let options = self.model.session_lookup(self.session_of(id));
                let again = repeating && state.repeated == Some(event.key);
                let time =
                    match (options.count("repeat-time"), options.count("initial-repeat-time")) {
                        (0, _) => 0,
                        (_, first) if first > 0 && !again => first,
                        (time, _) => time,
                    };
                if repeat && time > 0 {
                    self.await_key(id, Some((table, now + time)));
                    if let Some(display) = self.model.graph.display_mut(id) {
                        display.keys.repeated = Some(event.key);
                    }
                }
                // What it does is not to be under a box.
                self.close_overlay(id);
            }
            return self.run_binding(id, commands, event, None);
        }
        match (named, repeating) {
            (Some(_), true) if is_prefix => self.await_key(id, None),
            // The key has nothing to do with what was repeated.
            (Some(_), true) => self.key_to_tables(id, event),
            // It means nothing in this table, and nobody meant the program to get it.
            (Some(table), false) => self.tell_unbound(id, &table, event.key),
            (None, _) => match self.own_binding(id, event.key) {
                Some(commands) => self.run_binding(id, commands, event, None),
                None => self.key_to_pane(id, &event),
            },
        }
    }

    /// What a key does in the mode that a client's keys are for, where that has no table.
    fn own_binding(&self, id: ClientId, key: Key) -> Option<Vec<Statement>> {
        let pane = self.model.looked_at(id).or_else(|| self.model.typed_into(id))?;
        self.model.own_binding(pane, key)
    }

    /// The next key is one after the prefix; or one of a table until some time, with which it
    /// is repeated.
    fn await_key(&mut self, id: ClientId, repeat: Option<(String, u64)>) {
        let since = self.model.clock.millis;
        let Some(display) = self.model.graph.display_mut(id) else { return };
        let keys = &mut display.keys;
        keys.since = since;
        match repeat {
            Some((table, until)) => {
                (keys.table, keys.repeat_until) = (Some(table), Some(until));
            }
            None => keys.table = Some(PREFIX.to_owned()),
        }
    }

    /// A key after the prefix that means nothing says so, and where to find those that do.
    fn tell_unbound(&mut self, id: ClientId, table: &str, key: Key) {
        let gives_up =
            key.code == KeyCode::Escape || [Key::ctrl('c'), Key::ctrl('g')].contains(&key);
        let covered = self.model.graph.display(id).is_none_or(|it| it.overlay.is_some());
        let options = self.model.session_lookup(self.session_of(id));
        let Some(prefix) = options.key("prefix").filter(|_| !gives_up && !covered) else { return };
        if table != PREFIX {
            return;
        }
        let (prefix, key) = (key_name(prefix), key_name(key));
        let list = self.find_binding(PREFIX, Key::char('?'));
        let list = list.map(|_| format!("; {prefix} ? lists the keys")).unwrap_or_default();
        let text = format!("{prefix} {key} is not bound{list}");
        self.model.show_message(id, &text.replace('#', "##"), None);
    }

    /// The table for a key without a prefix: that of the mode the pane is in, or the session's.
    /// None where a popup's program gets all keys.
    fn root_table(&self, client: ClientId) -> Option<String> {
        let it = self.model.graph.client(client)?;
        let pane = self.model.looked_at(client).or_else(|| self.model.typed_into(client));
        match pane.and_then(|pane| self.model.mode_table(pane, Some(client))) {
            Some(table) => Some(table.to_owned()),
            None if it.popup().is_some() => None,
            None => Some(self.model.session_lookup(it.session()).text("key-table")),
        }
    }

    fn session_of(&self, client: ClientId) -> Option<crate::model::id::SessionId> {
        self.model.graph.client(client)?.session()
    }

    fn find_binding(&self, table: &str, key: Key) -> Option<&crate::model::keys::Binding> {
        let keys = self.model.keys();
        // Where the root table has a binding for any key, the mode's own come first.
        let exact = keys.find(table, &Trigger::Key(key));
        let twin = || keys.find(table, &Trigger::Key(legacy_twin(key)?));
        let as_tmux = || keys.find(table, &Trigger::Key(self.shifted(key)?));
        exact.or_else(twin).or_else(as_tmux)
    }

    /// As tmux, the key with shift that it takes a function key beyond F12 for.
    pub(super) fn shifted(&self, key: Key) -> Option<Key> {
        let as_tmux = self.model.identity.dialect == Dialect::Tmux;
        function_with_shift(key).filter(|_| as_tmux)
    }

    /// Carries a binding out.
    pub fn run_binding(
        &mut self,
        client: ClientId,
        commands: Vec<Statement>,
        event: KeyEvent,
        mouse: Option<MouseHit>,
    ) {
        // What the mouse is on is what its bindings are about.
        let here = match &mouse {
            Some(hit) => hit.place,
            None => Place::of_client(&self.model, client),
        };
        self.run_commands(client, commands, here, |queue| match mouse {
            Some(mouse) => queue.by_key(event).by_mouse(mouse),
            None => queue.by_key(event),
        });
    }

    /// Carries commands out that a person's key or choice stands for, as far as they may use them.
    pub fn run_commands(
        &mut self,
        client: ClientId,
        commands: Vec<Statement>,
        here: Place,
        with: impl FnOnce(Queue) -> Queue,
    ) {
        let items = commands.into_iter().map(Into::into);
        let queue = with(Queue::new(Origin::Client(client), items, here));
        self.start(queue.held_to(self.allowed(client, Allowed::Looking)));
    }

    /// A key that has no other meaning goes to the program, or to all of the window's where
    /// they are synchronised.
    pub(super) fn key_to_pane(&mut self, client: ClientId, event: &KeyEvent) {
        let Some(pane) = self.model.typed_into(client) else { return };
        if self.is_read_only(client) || self.model.is_in_mode(pane) {
            return;
        }
        for pane in self.model.typed_by(client, pane) {
            self.model.send_key(pane, event);
        }
    }

    /// What the person does is to be seen at once.
    pub fn hurry(&mut self, client: ClientId) {
        if let Some(display) = self.outlets.display(client) {
            display.hurry();
        }
    }

    /// The panes that somebody looks at whose terminal has the focus.
    pub(super) fn has_focus(&self) -> BTreeSet<PaneId> {
        let clients = self.model.graph.clients().filter(|client| client.focused);
        clients.filter_map(|client| self.model.typed_into(client.id)).collect()
    }

    /// Tells programs that asked for it whether they have the focus.
    pub fn tell_focus(&mut self) {
        let focused = self.has_focus();
        let before = std::mem::replace(&mut self.focused, focused);
        let lost: Vec<PaneId> = before.difference(&self.focused).copied().collect();
        let gained: Vec<PaneId> = self.focused.difference(&before).copied().collect();
        let changes =
            lost.into_iter().map(|p| (p, false)).chain(gained.into_iter().map(|p| (p, true)));
        for (pane, focused) in changes {
            let mut bytes = Vec::new();
            if let Some(pane) = self.model.graph.pane(pane) {
                pane.terminal.encode_focus(focused, &mut bytes);
            }
            self.model.tell_program(pane, bytes);
            self.model.graph.tell(Change::PaneFocused(pane, focused));
        }
    }
}
