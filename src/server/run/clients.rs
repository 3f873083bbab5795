//! Clients' turns: who of them is read, for how long, and what they are told.

use std::time::{Duration, Instant};

use crate::model::id::ClientId;
use crate::protocol::Reply;

use super::super::Event;
use super::super::outlet::{Out, Room};
use super::Run;

/// How long what one client sends keeps others from having their turn: a turn of the loop costs a
/// tenth of that.
const SLICE: Duration = Duration::from_micros(500);

/// How long what commands and newcomers do keeps everybody.
const COMMANDS: Duration = Duration::from_millis(1);

/// So many times as long as that took do commands and newcomers rest while somebody types, and so long
/// at the most: asked for without an end, they would take up the processors that a keystroke needs.
/// Whoever asks for one after the other does not notice.
const RESTS: u32 = 8;
const LONGEST_REST: Duration = Duration::from_millis(10);

impl Run {
    /// Clients that are through are forgotten. Whether there were any.
    pub(super) fn let_go(&mut self) -> bool {
        let mut gone = self.connections.keep_bounds();
        gone.extend(self.connections.tidy());
        for client in &gone {
            self.handle(Event::Gone(*client));
        }
        self.carry_out();
        if !gone.is_empty() || std::mem::take(&mut self.closed) {
            self.thrift.something_went();
        }
        !gone.is_empty()
    }

    pub(super) fn client_ready(&mut self, client: ClientId, event: &mio::event::Event) {
        if event.is_writable() {
            self.connections.flush(client);
        }
        if event.is_read_closed() {
            self.connections.hung_up(client);
        }
        if event.is_readable() || event.is_read_closed() {
            self.connections.is_ready(client);
        }
    }

    /// People first, a slice each; then commands and newcomers, as far as theirs goes. Whoever has
    /// more to say than a slice has their next one in the next turn.
    pub(super) fn read_clients(&mut self) {
        for client in std::mem::take(&mut self.stalled) {
            self.connections.is_ready(client);
        }
        let people = self.connections.take_ready_people();
        let mut rest = self.connections.count_ready();
        for client in people {
            self.read_client(client);
            self.carry_out();
        }
        let now = Instant::now();
        if !self.connections.has_backlog() || self.rests_until.is_some_and(|until| now < until) {
            return;
        }
        if rest > 0 {
            // What programs had written before a command came is there for it to see.
            self.read_programs();
            self.carry_out();
        }
        // However long that took, commands have all of their time.
        let began = Instant::now();
        while rest > 0
            && began.elapsed() < COMMANDS
            && let Some(client) = self.connections.next_ready()
        {
            rest -= 1;
            self.read_client(client);
            self.carry_out();
        }
        self.connections.accept(&mut self.server.model);
        self.rests_until = None;
        if self.server.somebody_types() {
            let now = Instant::now();
            self.rests_until = Some(now + ((now - began) * RESTS).min(LONGEST_REST));
        }
    }

    /// Whether what a client types has nowhere to go for now: it stays where it is. A program that
    /// has taken nothing for a while is not waited for: what is typed for it then is refused.
    fn is_stalled(&mut self, client: ClientId) -> bool {
        if self.server.has_much_to_do(client) {
            return true;
        }
        let programs = &self.programs;
        match self.server.pane_of_raw(client) {
            Some(pane) => programs.is_full(pane),
            None => self.server.types_into_full(client).any(|pane| !programs.is_stuck(pane)),
        }
    }

    /// When the next program is not waited for any more.
    pub(super) fn patience_ends(&self) -> Option<Instant> {
        let panes = self.stalled.iter().flat_map(|client| self.server.types_into_full(*client));
        panes.filter_map(|pane| self.programs.patience_ends(pane)).min()
    }

    /// What a client sent, as far as its slice goes.
    fn read_client(&mut self, client: ClientId) {
        let began = Instant::now();
        loop {
            if self.is_stalled(client) {
                self.stalled.insert(client);
                return;
            }
            let clock = self.clock();
            let (events, more) = self.connections.read(client);
            for event in events {
                if let Event::Request(_, request) = &event {
                    self.tell_time();
                    let panes = self.server.asked_about(&request.argv);
                    self.look_at_foregrounds(panes);
                }
                self.log.event(clock, &event);
                self.server.handle(event, clock);
            }
            if !more {
                return;
            }
            if began.elapsed() >= SLICE {
                return self.connections.is_ready(client);
            }
        }
    }

    /// Whoever is told something is told as much of it as they have room for.
    pub(super) fn pump(&mut self) {
        // Where something was taken whole its command goes on, and may concern who was told already.
        let mut goes_on = true;
        while std::mem::take(&mut goes_on) {
            for client in self.server.listeners() {
                goes_on |= self.pump_client(client);
            }
        }
        self.carry_out();
    }

    /// A client is told as much as it has room for. Whether it was told the last of something.
    pub(super) fn pump_client(&mut self, client: ClientId) -> bool {
        let mut is_over = false;
        while let Some(out) = self.server.next_out(client, self.connections.room(client)) {
            match out {
                Out::Over => {
                    self.handle(Event::Taken(client));
                    is_over = true;
                }
                out => {
                    let sent = self.connections.tell(client, out);
                    if let Some(it) = self.server.model.graph.client(client) {
                        it.written.set(it.written.get() + sent);
                    }
                }
            }
        }
        is_over
    }

    /// Nothing more happens: those who follow something and have all of it are let go.
    pub(super) fn dismiss_followers(&mut self) {
        for client in self.server.listeners() {
            if self.connections.room(client) > Room::Full && self.server.dismiss(client) {
                self.connections.reply(client, &Reply::Exit(0));
            }
        }
    }
}
