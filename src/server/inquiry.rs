//! What a program asks its terminal that only the terminal of somebody who looks can say: an entry of
//! its palette, its clipboard. It is asked there, and what it says is the answer; what the program
//! is told meanwhile comes after that, for programs go by the order of answers.
//!
//! An answer counts only where its question was asked, and is made anew of numbers or of decoded bytes.
//! Where none comes in time the program gets none.

use std::collections::{BTreeMap, VecDeque};

use crate::dialect::Dialect;
use crate::model::client::Client;
use crate::model::id::{ClientId, PaneId};
use crate::protocol::message::{Question, TtyReport};
use crate::terminal::base64;

use super::Server;

/// How long an answer is waited for, in milliseconds.
const PATIENCE: u64 = 500;

/// The same of what a person asked for: their terminal may ask them whether that is meant.
const PERSONS_PATIENCE: u64 = 10_000;

/// The most questions of a pane that wait for an answer.
const MOST: usize = 64;

/// The most bytes that wait behind them to be told a program.
const MOST_BYTES: usize = 64 << 10;

/// What waits in the order in which a program is to be told it.
enum Waiting {
    /// An answer from somewhere else.
    Asked {
        client: ClientId,
        question: Question,
        /// It ends with a bell, as the question did.
        bell: bool,
        /// Until when it is waited for.
        until: u64,
    },
    /// An answer that is there.
    Reply(Vec<u8>),
}

/// What waits.
#[derive(Default)]
pub struct Inquiries {
    panes: BTreeMap<PaneId, VecDeque<Waiting>>,
    /// Whose clipboard a person wants as a buffer, and until when that is waited for.
    clipboards: BTreeMap<ClientId, u64>,
}

impl Inquiries {
    /// When the next one is given up.
    pub fn due(&self) -> Option<u64> {
        let until = |it: &Waiting| match it {
            Waiting::Asked { until, .. } => Some(*until),
            Waiting::Reply(_) => None,
        };
        let of_panes = self.panes.values().flatten().filter_map(until);
        of_panes.chain(self.clipboards.values().copied()).min()
    }
}

impl Server {
    /// Tells a program an answer, after those to what it had asked before.
    pub(super) fn reply(&mut self, pane: PaneId, bytes: Vec<u8>) {
        let Some(waiting) = self.inquiries.panes.get_mut(&pane) else {
            return self.model.tell_program(pane, bytes);
        };
        let held = |it: &Waiting| if let Waiting::Reply(bytes) = it { bytes.len() } else { 0 };
        if waiting.iter().map(held).sum::<usize>() + bytes.len() <= MOST_BYTES {
            waiting.push_back(Waiting::Reply(bytes));
        }
    }

    /// Asks the terminal of whoever was the last to do anything of those who see a pane, but for who was
    /// let in only to look. Where nobody does there is no answer.
    pub(super) fn inquire(&mut self, pane: PaneId, question: Question, bell: bool) {
        let seeing = self.model.graph.clients_seeing(pane);
        let is_asked = |client: &&Client| {
            client.display().is_some() && self.model.only_looks(client.id).is_none()
        };
        let seeing = seeing.filter(is_asked).map(|client| client.id);
        let seeing: Vec<ClientId> = seeing.collect();
        let is_latest = |client: &&ClientId| self.model.is_latest(**client);
        let latest = seeing.iter().find(is_latest).or(seeing.first());
        let Some(&client) = latest else { return };
        let waiting = self.inquiries.panes.entry(pane).or_default();
        if waiting.len() >= MOST {
            return;
        }
        let until = self.model.clock.millis + PATIENCE;
        waiting.push_back(Waiting::Asked { client, question, bell, until });
        if let Some(display) = self.outlets.display(client) {
            display.ask(question);
        }
    }

    /// Asks a client's terminal for its clipboard, which becomes a buffer (`refresh-client -l`).
    pub(super) fn fetch_clipboard(&mut self, client: ClientId) {
        if let Some(display) = self.outlets.display(client) {
            display.ask(Question::Selection(None));
            self.inquiries.clipboards.insert(client, self.model.clock.millis + PERSONS_PATIENCE);
        }
    }

    /// Tells a person what came of their question. tmux does not.
    fn tell_asker(&mut self, client: ClientId, words: &str) {
        if self.model.identity.dialect == Dialect::Pmux {
            self.model.show_message(client, words, None);
        }
    }

    /// A client's terminal answered: that counts where it was asked.
    pub(super) fn answered(&mut self, from: ClientId, report: &TtyReport) {
        if let TtyReport::Selection(data) = report
            && self.inquiries.clipboards.remove(&from).is_some()
        {
            match data.is_empty() {
                true => self.tell_asker(from, "The clipboard is empty"),
                false => {
                    let full = self.model.keep_copy(data.clone(), None).err();
                    self.model.tell_full(Some(from), full);
                }
            }
        }
        let asked = |it: &Waiting| {
            let Waiting::Asked { client, question, bell, .. } = *it else { return None };
            let is_of = match (question, report) {
                (Question::Palette(index), TtyReport::Palette(it, ..)) => index == *it,
                (Question::Selection(_), TtyReport::Selection(_)) => true,
                _ => false,
            };
            (is_of && client == from).then_some((question, bell))
        };
        let found = self.inquiries.panes.iter().find_map(|(pane, waiting)| {
            let mut all = waiting.iter().enumerate();
            all.find_map(|(at, it)| Some((*pane, at, asked(it)?)))
        });
        let Some((pane, at, (question, bell))) = found else { return };
        let text = match (question, report) {
            (_, TtyReport::Palette(index, r, g, b)) => {
                Some(format!("4;{index};rgb:{r:02x}{r:02x}/{g:02x}{g:02x}/{b:02x}{b:02x}"))
            }
            (Question::Selection(kind), TtyReport::Selection(data)) => self.selection(kind, data),
            _ => None,
        };
        let end = if bell { "\x07" } else { "\x1b\\" };
        let bytes = text.map(|text| format!("\x1b]{text}{end}").into_bytes()).unwrap_or_default();
        let waiting = self.inquiries.panes.get_mut(&pane).and_then(|waiting| waiting.get_mut(at));
        if let Some(waiting) = waiting {
            *waiting = Waiting::Reply(bytes);
        }
        self.tell_waiting(pane);
    }

    /// What a program is told of a terminal's clipboard, where it may be told that; with `both` it is
    /// a buffer from then on.
    fn selection(&mut self, kind: Option<char>, data: &[u8]) -> Option<String> {
        let options = self.model.server();
        let how = options.text("get-clipboard").to_string();
        if options.text("set-clipboard") != "on" || !matches!(how.as_str(), "request" | "both") {
            return None;
        }
        if how == "both" && !data.is_empty() {
            // A program is told of nothing, and a person has it in their clipboard.
            let _ = self.model.keep_copy(data.to_vec(), None);
        }
        let kind: String = kind.into_iter().collect();
        Some(format!("52;{kind};{}", base64(data)))
    }

    /// Tells a program what waits for no answer any more.
    fn tell_waiting(&mut self, pane: PaneId) {
        let Some(waiting) = self.inquiries.panes.get_mut(&pane) else { return };
        let mut bytes = Vec::new();
        while let Some(Waiting::Reply(_)) = waiting.front() {
            if let Some(Waiting::Reply(more)) = waiting.pop_front() {
                bytes.extend_from_slice(&more);
            }
        }
        if waiting.is_empty() {
            self.inquiries.panes.remove(&pane);
        }
        if !bytes.is_empty() {
            self.model.tell_program(pane, bytes);
        }
    }

    /// Questions that were not answered in time are given up.
    pub(super) fn give_up_inquiries(&mut self) {
        let now = self.model.clock.millis;
        let (late, waits) = std::mem::take(&mut self.inquiries.clipboards)
            .into_iter()
            .partition(|(_, until)| *until <= now);
        self.inquiries.clipboards = waits;
        let late: BTreeMap<ClientId, u64> = late;
        for client in late.into_keys() {
            self.tell_asker(client, "The terminal does not tell its clipboard");
        }
        self.give_up_questions(now);
    }

    /// Those of programs are given up that are waited for until then or less long; what waits behind
    /// them is told.
    pub(super) fn give_up_questions(&mut self, now: u64) {
        let panes: Vec<PaneId> = self.inquiries.panes.keys().copied().collect();
        for pane in panes {
            if let Some(waiting) = self.inquiries.panes.get_mut(&pane) {
                waiting.retain(|it| !matches!(it, Waiting::Asked { until, .. } if *until <= now));
            }
            self.tell_waiting(pane);
        }
    }
}
