//! Hooks in queues: commands that are set for what happened run before what comes next.

use super::super::Server;
use super::{Origin, Queue, Scope};
use crate::command::{Failure, Item};
use crate::model::hooks::Hooked;

/// How many hooks may lead to each other, however long each takes.
const MAX_HOOKS: usize = 50;
/// How many hooks may run in one event, whichever set which off.
pub const MOST_HOOKS: usize = 500;

impl Server {
    /// What a queue does from here on is what so many hooks led to. In tmux a hook of a command does
    /// as its client would.
    pub(super) fn count_hooks(&mut self, queue: &Queue) {
        if queue.scopes.is_empty() || !self.is_tmux() {
            self.model.hooked = self.model.hooked.max(queue.hooks);
        }
    }

    /// A queue runs what is set for a hook before anything else: nobody asked for that, so that what
    /// it prints is nobody's, and what is wrong with it no failure of whoever asked for the rest. In
    /// tmux it is as if they had.
    pub(super) fn enter(&mut self, queue: &mut Queue, hooked: Hooked) {
        let Hooked { commands, place, led, about } = hooked;
        let before = std::mem::replace(&mut self.model.about_hook, about.clone());
        let statements = match self.model.parse_commands(&commands, &place) {
            Ok(statements) => statements,
            Err(error) => {
                self.model.about_hook = before;
                return self.fail(&Origin::Hook, None, &Failure::from(error));
            }
        };
        let items = statements.into_iter().map(Item::from).collect();
        let origin = match self.is_tmux() {
            true => queue.origin.clone(),
            false => Origin::Hook,
        };
        queue.scopes.push(Scope {
            origin: std::mem::replace(&mut queue.origin, origin),
            items: std::mem::replace(&mut queue.items, items),
            here: std::mem::replace(&mut queue.here, place),
            about: queue.about.replace(place),
            output: std::mem::take(&mut queue.output),
            status: queue.status,
            hooks: std::mem::replace(&mut queue.hooks, led),
            about_hook: std::mem::replace(&mut queue.about_hook, about),
        });
        self.count_hooks(queue);
    }

    /// Carries out the hooks that wait, as long as there are some `left` of an event's share.
    pub fn run_hooks(&mut self, left: &mut usize) {
        while let Some(Hooked { commands, place, led, about }) = self.model.hooks.pop_front() {
            let Some(less) = left.checked_sub(1) else {
                // Hooks that set several off must not keep the server from everything else.
                let dropped = self.model.hooks.len() + 1;
                self.model.hooks.clear();
                let told = format!(
                    "{MOST_HOOKS} hooks have set each other off at once; {dropped} more are left out"
                );
                return self.model.remember_message(&told);
            };
            *left = less;
            self.model.about_hook = about.clone();
            let statements = match self.model.parse_commands(&commands, &place) {
                Ok(_) if led > MAX_HOOKS => Err(Failure::new(format!(
                    "{MAX_HOOKS} hooks have set each other off, one after the other; the next is \
                     left out: {commands}"
                ))),
                parsed => parsed.map_err(Failure::from),
            };
            match statements {
                Ok(statements) => {
                    let items = statements.into_iter().map(Item::from);
                    let queue = Queue::new(Origin::Hook, items, place);
                    self.start(Queue { hooks: led, about_hook: about, ..queue });
                }
                Err(failure) => self.fail(&Origin::Hook, None, &failure),
            }
            self.model.about_hook = [].into();
        }
    }
}
