//! A client in control mode: a program reads it line by line. It is told of changes in lines that begin
//! with `%` ([`notice`]), of what panes' programs write ([`queue`]), of formats' values where they
//! change ([`subscriptions`]), and gets what its commands print, each command's between two guards.
//!
//! No notice stands between guards, nor anything that a pane's program writes: what is to be told
//! meanwhile is told after the second one, but for output where a command waits for long. A program that does not read is sent nothing more; what then waits has its bounds, beyond which a
//! pane is paused for it, or it is sent away.

pub mod notice;
mod queue;
mod subscriptions;

use crate::model::Model;
use crate::model::control::Control;
use crate::model::effect::Flow;
use crate::model::id::{ClientId, PaneId};
use crate::protocol::request::Left;

use super::{Out, Room};
use queue::{MOST, MUCH, News, Patience, Queue};
pub use subscriptions::Subscriptions;

/// Why a program is sent away that does not read.
const TOO_FAR_BEHIND: &str = "too far behind";

/// So much of what commands print and of notices waits before no more commands are read, in bytes.
const FULL: usize = 1 << 20;

/// How long a pane waits for a program that has taken nothing, where somebody else looks at it, in
/// milliseconds.
const STALLED: u64 = 1000;

/// A command's output is between two lines that say this of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// When it began, in seconds of Unix time.
    pub time: i64,
    /// Its number, of all commands of the server.
    pub number: u64,
    /// 1 where it came from the program, and 0 where something else led to it.
    pub flags: u8,
}

/// What a client in control mode is told, and where it is in that.
#[derive(Debug, Default)]
pub struct ControlStream {
    queue: Queue,
    /// A command's output is being told.
    guarded: bool,
    /// What is to be told after it.
    later: Vec<String>,
    /// The formats that the program is told the values of.
    pub subscriptions: Subscriptions,
    /// When it last took something of what waits, in milliseconds.
    took: u64,
    /// Panes are not read for it.
    holds: bool,
    /// That is not for long.
    holds_for: bool,
    /// It has been attached.
    came: bool,
    /// A command of it has failed.
    failed: bool,
    /// It is over.
    over: Option<Left>,
}

impl ControlStream {
    /// A command's output begins.
    pub fn begin(&mut self, guard: Guard) {
        self.queue.open();
        self.guard("begin", guard);
        self.guarded = true;
    }

    /// What the command waits for may take long: what programs write does not wait for its output.
    pub fn take_long(&mut self) {
        self.queue.close();
    }

    /// It ends.
    pub fn end(&mut self, guard: Guard, well: bool) {
        self.guard(if well { "end" } else { "error" }, guard);
        self.queue.close();
        self.guarded = false;
        for line in std::mem::take(&mut self.later) {
            self.say(&line);
        }
    }

    fn guard(&mut self, word: &str, Guard { time, number, flags }: Guard) {
        self.say(&format!("%{word} {time} {number} {flags}"));
    }

    /// What a command prints.
    pub fn text(&mut self, text: &[u8]) {
        let mut text = text.to_vec();
        if !text.ends_with(b"\n") {
            text.push(b'\n');
        }
        self.queue.line(text);
    }

    /// A line, wherever it comes.
    pub fn say(&mut self, line: &str) {
        self.text(line.as_bytes());
    }

    /// A line that is nothing that a command prints.
    pub fn notify(&mut self, line: String) {
        // It begins with a `%`, whatever names have in them.
        let line = line.replace('\n', " ");
        match self.guarded {
            true => self.later.push(line),
            false => self.say(&line),
        }
        if self.queue.lines_waiting() + self.later.len() > MOST {
            self.send_away();
        }
    }

    /// Whether it is attached, or has yet to be.
    pub fn goes_on(&mut self, is_attached: bool) -> bool {
        self.came |= is_attached;
        is_attached || !self.came
    }

    /// A command failed, so that it is an exit status of 1 in the end.
    pub fn failed(&mut self) {
        self.failed = true;
    }

    /// Whether so much waits that no more commands are read.
    pub fn is_full(&self) -> bool {
        self.queue.lines_waiting() > FULL
    }

    /// Whether a command's output is being told.
    pub fn is_guarded(&self) -> bool {
        self.guarded
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        self.over.is_some()
    }

    /// It is over; whatever was failed before, with a `status` where that is given.
    pub fn leave(&mut self, status: Option<u8>, waits: bool, reason: &str) {
        let status = status.unwrap_or(u8::from(self.failed));
        self.queue.forget_all();
        self.over.get_or_insert(Left { status, waits, reason: reason.to_owned() });
    }

    fn send_away(&mut self) {
        self.failed = true;
        self.leave(None, false, TOO_FAR_BEHIND);
    }

    /// A pane's program wrote something, and the client is to be told.
    pub fn output(&mut self, control: &Control, pane: PaneId, bytes: &[u8], now: u64) {
        if control.no_output || self.is_over() {
            return;
        }
        if self.queue.is_empty() {
            self.took = now;
        }
        if !self.queue.output(pane, bytes, now) {
            match (control.pause_after, self.queue.fullest()) {
                (Some(_), Some(fullest)) => self.set(fullest, Flow::Pause),
                _ => self.send_away(),
            }
        }
    }

    /// Goes on with a pane's output as the program wants it.
    pub fn set(&mut self, pane: PaneId, flow: Flow) {
        if self.queue.set(pane, flow) {
            match flow {
                Flow::Pause => self.notify(format!("%pause {pane}")),
                Flow::Continue => self.notify(format!("%continue {pane}")),
                Flow::On | Flow::Off => {}
            }
        }
    }

    /// What waits of a pane's output is of a program that there is no more.
    pub fn discard(&mut self, pane: PaneId) {
        self.queue.discard(pane);
    }

    /// A pane is gone.
    pub fn forget(&mut self, pane: PaneId) {
        self.queue.forget(pane);
    }

    /// What is known of panes is forgotten.
    pub fn forget_all(&mut self) {
        self.queue.forget_all();
    }

    /// Whether a pane that has something to say is not to be read now, since the program has yet to
    /// take what there is. Where `others` look at the pane it does not wait for one that takes nothing.
    pub fn holds(&mut self, pane: PaneId, others: bool, now: u64) -> bool {
        let much = self.queue.waiting_of(pane) >= MUCH;
        self.holds = much && !self.is_over() && (!others || now < self.took + STALLED);
        self.holds_for = self.holds && others;
        self.holds
    }

    /// Whether a pane waits.
    pub fn is_waited_for(&self, pane: PaneId) -> bool {
        self.holds && self.queue.waiting_of(pane) >= MUCH
    }

    /// When a pane does not wait any longer, and when subscriptions are looked at, in milliseconds.
    pub fn due(&self) -> impl Iterator<Item = u64> {
        let patience = self.holds_for.then_some(self.took + STALLED);
        patience.into_iter().chain(self.subscriptions.due())
    }

    /// Looks at subscriptions, where it is time.
    pub fn look(&mut self, model: &Model, client: ClientId) {
        if !self.is_over() {
            let lines = self.subscriptions.look(model, client);
            lines.into_iter().for_each(|line| self.notify(line));
        }
    }

    /// What it is told next.
    pub fn next(&mut self, model: &Model, client: ClientId, room: Room) -> Option<Out> {
        if room == Room::Full {
            return None;
        }
        let now = model.clock.millis;
        let control = model.graph.client(client).and_then(|it| it.control.as_deref());
        let pause_after = control.and_then(|it| it.pause_after);
        let patience = pause_after.map_or(Patience::Ends, Patience::Pauses);
        let is_shown = |pane| notice::shows_pane(model, client, pane);
        loop {
            match self.queue.next(room == Room::Empty, now, patience, is_shown) {
                Some(News::Bytes(bytes)) => {
                    self.took = now;
                    return Some(Out::Stdout(bytes));
                }
                Some(News::Paused(pane)) => self.notify(format!("%pause {pane}")),
                Some(News::TooFarBehind) => self.send_away(),
                None if self.queue.is_empty() && !self.guarded => {
                    return self.over.take().map(Out::Left);
                }
                None => return None,
            }
        }
    }
}

/// A message as its line has it: what does not print is a backslash with a letter or a number.
pub fn printable(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\0' => out.push_str("\\0"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0b' => out.push_str("\\v"),
            '\x0c' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\t' | '\n' => out.push(c),
            '\0'..='\x1f' | '\x7f' => out.push_str(&format!("\\{:03o}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
