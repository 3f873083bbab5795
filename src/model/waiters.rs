//! Those who wait for something to happen (`wait-for -E`).

use super::Model;
use super::effect::ClientEffect;
use super::happening::Happening;
use super::id::ClientId;
use super::resolve::Place;
use crate::language::format::is_true;

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Waiter {
    id: u64,
    /// What for.
    name: String,
    /// Who asked.
    client: Option<ClientId>,
    /// What has to be true of it.
    filter: Option<String>,
    /// What there is to know of it is printed.
    verbose: bool,
    /// What the filter's formats are about.
    here: Place,
}

/// All who wait.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waiters {
    all: Vec<Waiter>,
    last: u64,
    /// Those who may go on.
    woken: Vec<u64>,
}

impl Waiters {
    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether somebody waits for what is called so.
    pub fn wait_for(&self, name: &str) -> bool {
        self.all.iter().any(|waiter| waiter.name == name)
    }

    /// Somebody waits from now on; by which number they go on.
    pub fn add(
        &mut self,
        name: String,
        client: Option<ClientId>,
        filter: Option<String>,
        verbose: bool,
        here: Place,
    ) -> u64 {
        self.last += 1;
        let id = self.last;
        self.all.push(Waiter { id, name, client, filter, verbose, here });
        id
    }

    /// The clients that wait for what is called so.
    pub fn clients(&self, name: &str) -> impl Iterator<Item = ClientId> {
        self.all.iter().filter(move |it| it.name == name).filter_map(|it| it.client)
    }

    /// One of those goes on as if it had happened; whether it waits at all.
    pub fn wake(&mut self, name: &str, client: ClientId) -> bool {
        let is_it = |it: &Waiter| it.name == name && it.client == Some(client);
        let Some(at) = self.all.iter().position(is_it) else { return false };
        self.woken.push(self.all.remove(at).id);
        true
    }

    /// Whoever waited is gone.
    pub fn give_up(&mut self, id: u64) {
        self.all.retain(|waiter| waiter.id != id);
    }

    /// Those who may go on.
    pub fn take_woken(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.woken)
    }
}

impl Model {
    /// Something happened: who waits for that goes on.
    pub(super) fn tell_waiters(&mut self, happening: &Happening) {
        let waiting = self.waiters.all.iter().filter(|it| it.name == happening.name);
        let waiting: Vec<Waiter> = waiting.cloned().collect();
        for waiter in waiting {
            if waiter.verbose {
                self.print_happening(&waiter, happening);
            }
            if self.is_wanted(&waiter, happening) {
                self.waiters.give_up(waiter.id);
                self.waiters.woken.push(waiter.id);
            }
        }
    }

    fn is_wanted(&self, waiter: &Waiter, happening: &Happening) -> bool {
        let Some(filter) = &waiter.filter else { return true };
        let event = [("event", happening.name.clone())];
        let facts = happening.facts.iter().map(|(name, value)| (&**name, value.clone()));
        let known: Vec<(&str, String)> = facts.chain(event).collect();
        is_true(&self.expand_with(filter, &waiter.here, &known))
    }

    /// Prints what there is to know, by name.
    fn print_happening(&mut self, waiter: &Waiter, happening: &Happening) {
        let asks = |id: &ClientId| self.graph.client(*id).is_some_and(|it| !it.is_attached());
        let Some(client) = waiter.client.filter(asks) else { return };
        let is_asked = |name: &str| !matches!(name, "session_name" | "window_name");
        let facts = happening.facts.iter().filter(|(name, _)| is_asked(name));
        let facts = facts.map(|(name, value)| format!("{name}={value}\n"));
        let mut lines: Vec<String> = facts.chain([format!("event={}\n", happening.name)]).collect();
        lines.sort();
        let text = lines.concat().into_bytes();
        self.ask_client(client, ClientEffect::Stdout(text));
    }
}
