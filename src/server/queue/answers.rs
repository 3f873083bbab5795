//! What a queue's commands print, and what goes wrong with them: to whom that is told, in which words.

use std::rc::Rc;

use unicode_width::UnicodeWidthStr;

use super::super::Server;
use super::{Origin, Queue};
use crate::command::{Failure, Script, Spot};
use crate::model::effect::ClientEffect;
use crate::model::id::ClientId;
use crate::visible::visible;

impl Server {
    /// A failure in the words of the dialect.
    pub fn worded(&self, failure: &Failure) -> Failure {
        let dialect = self.model.identity.dialect;
        let reason = dialect.told(&failure.reason).to_owned();
        Failure { reason, status: dialect.failed(failure.status), line: failure.line }
    }

    /// A command begins, of a client in control mode.
    pub(super) fn begin_guard(&mut self, queue: &mut Queue) {
        self.commands += 1;
        queue.ends_early = false;
        let (Some(flags), Some(client)) = (queue.guarded, queue.client()) else { return };
        // What a hook does its client did not ask for.
        let flags = if queue.scopes.is_empty() { flags } else { 0 };
        let guard = self.next_guard(flags);
        if let Some(stream) = self.outlets.control(client) {
            stream.begin(guard);
            queue.guard = Some(guard);
        }
    }

    /// It ends, with all that it has to say.
    pub(super) fn end_guard(&mut self, queue: &mut Queue, well: bool) {
        let (Some(guard), Some(client)) = (queue.guard.take(), queue.client()) else { return };
        self.print(queue);
        self.do_outlet_tasks(&mut 0);
        if let Some(stream) = self.outlets.control(client) {
            stream.end(guard, well);
        }
    }

    /// It goes on for as long as what it waits for.
    pub(super) fn keep_guard_open(&mut self, queue: &Queue) {
        let client = queue.client().filter(|_| queue.guard.is_some());
        if let Some(stream) = client.and_then(|client| self.outlets.control(client)) {
            stream.take_long();
        }
    }

    /// What was printed so far goes to a one-shot client at once.
    pub(super) fn print(&mut self, queue: &mut Queue) {
        if queue.output.is_empty() {
            return;
        }
        if let Origin::Client(client) = queue.origin
            && let Some(stream) = self.outlets.control(client)
        {
            return stream.text(&std::mem::take(&mut queue.output));
        }
        if let Origin::Client(client) = queue.origin
            && !self.is_display(client)
        {
            let output = std::mem::take(&mut queue.output);
            self.model.ask_client(client, ClientEffect::Stdout(output));
        }
    }

    /// Shows a display what its commands came to: one line that fits as a message, which is
    /// remembered; more in view mode, where it can be read in peace. Whether it was that.
    pub(super) fn show_output(&mut self, client: ClientId, output: &[u8]) -> bool {
        let text = String::from_utf8_lossy(output);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let columns = self.model.graph.client(client).map_or(0, |client| client.size.cells.cols);
        if text.contains('\n') || text.width() > usize::from(columns) {
            self.model.show_text(client, text);
            return true;
        }
        self.model.show_message(client, &text.replace('#', "##"), None);
        false
    }

    /// A queue's command failed. What a display is told comes with the rest of what its commands
    /// have to say, in that order.
    pub(super) fn failed(&mut self, queue: &mut Queue, spot: Option<Spot>, failure: &Failure) {
        let failure = &self.worded(failure);
        let spot = spot.filter(|_| self.has_place(&queue.origin, failure));
        match queue.origin {
            Origin::Client(client) if self.is_control(client) => {
                let text = told(spot.as_ref(), failure);
                self.model.remember_message(&text);
                if let Some(stream) = self.outlets.control(client) {
                    stream.failed();
                    match spot {
                        Some(_) => stream.notify(format!("%config-error {text}")),
                        None => stream.say(&text),
                    }
                }
            }
            Origin::Client(client) if self.is_display(client) => {
                let text = told_to_a_person(spot.as_ref(), failure);
                queue.output.extend_from_slice(format!("{text}\n").as_bytes());
                queue.failures.push(text);
            }
            _ => self.fail(&queue.origin, spot.as_ref(), failure),
        }
    }

    /// Whether people are told where that stands which went wrong. tmux tells its clients so of what is
    /// no command, and no more.
    fn has_place(&self, origin: &Origin, failure: &Failure) -> bool {
        !self.is_tmux() || failure.line.is_some() || *origin == Origin::Config
    }

    /// Tells whoever asked what went wrong.
    pub fn fail(&mut self, origin: &Origin, spot: Option<&Spot>, failure: &Failure) {
        let failure = &self.worded(failure);
        let spot = spot.filter(|_| self.has_place(origin, failure));
        match origin {
            Origin::Client(client) if self.is_control(*client) => {
                let text = told(spot, failure);
                if let Some(stream) = self.outlets.control(*client) {
                    stream.say(&text);
                }
            }
            Origin::Client(client) if self.is_display(*client) => {
                let text = told_to_a_person(spot, failure);
                if self.show_output(*client, text.as_bytes()) {
                    self.model.remember_message(&text);
                }
            }
            // What a file has that is no command tmux prints.
            Origin::Client(client) if self.is_tmux() && spot.is_some() => {
                let line = format!("{}\n", told(spot, failure));
                self.model.ask_client(*client, ClientEffect::Stdout(line.into_bytes()));
            }
            Origin::Client(client) => {
                self.model.complain(*client, &told(spot, failure));
            }
            Origin::Config => self.model.config_errors.push(told(spot, failure)),
            Origin::Hook => self.model.remember_message(&told(spot, failure)),
        }
    }
}

pub(super) fn spot_in(file: Option<Rc<Script>>, line: usize) -> Option<Spot> {
    file.map(|file| Spot { file, line })
}

/// What went wrong, and where, on a screen or in a file of messages alike.
fn told(spot: Option<&Spot>, failure: &Failure) -> String {
    let text = match spot {
        Some(Spot { file, line }) => format!("{file}:{line}: {failure}"),
        None => failure.to_string(),
    };
    visible(&text).into_owned()
}

/// The same as a sentence, where it begins with none of a file's names.
fn told_to_a_person(spot: Option<&Spot>, failure: &Failure) -> String {
    let mut text = told(spot, failure);
    if let Some(first) = text.get(..1).filter(|_| spot.is_none()).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    text
}
