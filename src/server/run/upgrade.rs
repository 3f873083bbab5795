//! Another server is to take the place of this one (`upgrade-server`).
//!
//! This one writes everything down and then stands still: it reads no program, no client and no signal,
//! and writes nothing, until the shim says that the other one did not come up. Where it did, this process
//! is ended by the shim. So there is nothing to be done here for an upgrade that goes well.
//!
//! Who shows something is parted with before that: they are told, what they have typed is read to its end,
//! and what they type from then on they keep for whoever has the socket next, which may be this one. One
//! that does not read is not waited for: of what it had sent all is read, and it is told when it goes on.
//! Those who cannot come back, such as `attach --raw` in a pipe, stay until this process ends.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::model::answer::{Answer, Failed};
use crate::model::id::{ClientId, JobId, PaneId};
use crate::os::inherited::Executable;
use crate::os::{process, reason};
use crate::shim::message::Report;

use super::super::Event;
use super::Run;
use super::state::Handover;

/// How long those who show something may take to have sent all that they have typed; and those who do so
/// from another host.
const PARTING: Duration = Duration::from_millis(100);
const PARTING_AFAR: Duration = Duration::from_millis(500);

/// How long files that are being written, and commands that panes are piped to and that have not read
/// all, are waited for while everything goes on; and then while it does not, since more may have come.
const SETTLING: Duration = Duration::from_secs(5);
const LAST_SETTLING: Duration = Duration::from_millis(500);

/// How long the shim may say nothing: it gives the next server five seconds, and clients keep what is typed
/// for ten.
const STANDSTILL: Duration = Duration::from_secs(7);

/// How often it is looked whether they are through.
const LOOK: Duration = Duration::from_millis(10);

/// What was asked for.
pub struct Upgrade {
    /// Who waits for it.
    job: JobId,
    /// What the next server is started from.
    file: PathBuf,
    /// Since when.
    since: Instant,
}

/// Those with whom it was parted.
#[derive(Default)]
struct Parted {
    clients: Vec<ClientId>,
    /// Up to which line those have all lines of their pane who are behind.
    behind: BTreeMap<ClientId, u64>,
}

impl Run {
    /// Another server is to be started from a file, when this turn is over.
    ///
    /// # Errors
    /// There is one already, or nobody could start it.
    pub(super) fn begin_upgrade(
        &mut self,
        job: JobId,
        file: Option<PathBuf>,
    ) -> Result<(), Failed> {
        if self.upgrade.is_some() {
            return Err(Failed::new("the server is being replaced already"));
        }
        let file = match file {
            Some(file) => file,
            None => process::installed_program().map_err(|error| {
                Failed::new(format!("the server does not know its own file: {}", reason(&error)))
            })?,
        };
        // What is no program costs nobody a reconnect.
        Executable::open(&file).map_err(|error| not_replaced(&file, &reason(&error)))?;
        self.upgrade = Some(Upgrade { job, file, since: Instant::now() });
        Ok(())
    }

    /// When it is to be looked again whether it can be done.
    pub(super) fn upgrade_due(&self) -> Option<Instant> {
        self.upgrade.as_ref().map(|_| Instant::now() + LOOK)
    }

    /// Whether a thread of this server still writes what nobody else would.
    fn is_writing(&self) -> bool {
        self.workers.are_writing() || self.pipes.are_behind()
    }

    /// Does what was asked for, once no program is about to be started and no thread writes any more.
    /// Where this comes back the server was not replaced.
    pub(super) fn upgrade(&mut self) {
        let Some(Upgrade { since, .. }) = &self.upgrade else { return };
        let waits = self.is_writing() && since.elapsed() < SETTLING;
        if self.over || self.programs.are_starting() || waits {
            return;
        }
        let Some(Upgrade { job, file, .. }) = self.upgrade.take() else { return };
        let why = match self.write_all() {
            Ok(()) => self.give_way(file.clone()),
            Err(why) => why,
        };
        self.handle(Event::JobDone(job, Answer::Failed(not_replaced(&file, &why))));
        self.carry_out();
        self.pump();
    }

    /// Writes all terminals down.
    fn write_all(&mut self) -> Result<(), String> {
        if !self.keeper.is_there() {
            return Err("there is no shim that could start it".to_owned());
        }
        let panes: Vec<PaneId> = self.server.model.graph.panes().map(|pane| pane.id).collect();
        for pane in &panes {
            self.begin_journal(*pane);
            self.note_held(*pane);
            self.write_terminal(*pane, true);
        }
        self.carry_out();
        match panes.into_iter().find(|pane| self.journals.key(*pane).is_none()) {
            Some(pane) => Err(format!("what {pane} shows cannot be kept (show-messages)")),
            None => Ok(()),
        }
    }

    /// Stands still until the next server has taken the place of this one, or has not: why.
    fn give_way(&mut self, file: PathBuf) -> String {
        let Parted { clients, behind } = self.part();
        self.settle_programs();
        // What programs wait for of somebody's terminal this server will not hear any more.
        self.server.give_up_questions(u64::MAX);
        let done = self.settle_writes().and_then(|()| self.write_all());
        let (why, heard) = match done.and_then(|()| self.leave_all(&behind)) {
            Ok(()) => self.stand_still(file),
            Err(why) => (why, Vec::new()),
        };
        self.write_handover(None);
        // Some may have been slow to hear of it.
        self.hear_out(&clients, Instant::now());
        self.connections.forget(&clients);
        self.tell_time();
        self.server.part_with(&clients, &behind);
        heard.into_iter().for_each(|report| self.take_report(report));
        self.shim_ready();
        self.carry_out();
        why
    }

    /// Tells those who show something to come back, and carries out what they have sent. Who they are.
    fn part(&mut self) -> Parted {
        let server = &self.server;
        let clients = self.connections.part(|client| server.comes_back(client));
        let began = Instant::now();
        self.hear_out(&clients, began + PARTING);
        let far = clients.iter().copied().filter(|client| self.server.may_come_back(*client));
        self.hear_out(&far.collect::<Vec<_>>(), began + PARTING_AFAR);
        let mut behind = BTreeMap::new();
        for client in &clients {
            // The rest of one is a paste of its own.
            self.server.forget_paste(*client);
            let untaken = self.connections.say_no_more(*client);
            let line = self.server.has_lines_up_to(*client, &untaken);
            behind.extend(line.map(|line| (*client, line)));
        }
        Parted { clients, behind }
    }

    /// Carries out what those send up to their ends, or until then.
    fn hear_out(&mut self, clients: &[ClientId], deadline: Instant) {
        while self.connections.wait_for(clients, deadline) {
            for client in clients {
                self.hear(*client, deadline);
            }
            if Instant::now() > deadline {
                return;
            }
        }
    }

    /// Carries out what one of them has sent. It has not gone with its end: it is about to come back.
    fn hear(&mut self, client: ClientId, deadline: Instant) {
        if self.connections.has_ended(client) {
            return;
        }
        loop {
            let (events, more) = self.connections.read(client);
            for event in events.into_iter().filter(|event| !matches!(event, Event::Gone(_))) {
                self.handle(event);
            }
            if !more || Instant::now() > deadline {
                break;
            }
        }
        if self.connections.has_ended(client) {
            self.carry_out();
            self.pump_client(client);
            self.connections.say_no_more(client);
        }
        self.carry_out();
    }

    /// Waits until no thread writes any more that would end with this process. Commands that do not read
    /// are not waited for; half a file is left to nobody.
    fn settle_writes(&mut self) -> Result<(), String> {
        let deadline = Instant::now() + LAST_SETTLING;
        while self.is_writing() && Instant::now() < deadline {
            thread::sleep(LOOK);
        }
        match self.workers.are_writing() {
            true => Err("a file is still being written".to_owned()),
            false => Ok(()),
        }
    }

    /// Leaves to the next server what only this one has.
    fn leave_all(&mut self, behind: &BTreeMap<ClientId, u64>) -> Result<(), String> {
        let unread = self.programs.unread().map(|(pane, bytes)| (pane, bytes.to_vec()));
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let behind = behind.clone();
        let handover = Handover { version, unread: unread.collect(), behind };
        self.write_handover(Some(&handover));
        match self.state {
            _ if self.over => Err("it ends".to_owned()),
            Some(_) => Ok(()),
            None => Err("what runs here cannot be kept (show-messages)".to_owned()),
        }
    }

    /// Has the next server started, and waits for what the shim says of it; what it says of anything else
    /// is for later.
    fn stand_still(&mut self, file: PathBuf) -> (String, Vec<Report>) {
        let mut heard = Vec::new();
        self.keeper.replace(file);
        let deadline = Instant::now() + STANDSTILL;
        loop {
            match self.keeper.hear() {
                Some(Report::Refused(why)) => return (why, heard),
                Some(report) => heard.push(report),
                // With it the next server has ended, which had nothing yet.
                None if !self.keeper.is_there() => {
                    return ("the shim was killed meanwhile".to_owned(), heard);
                }
                None if Instant::now() >= deadline => {
                    // It may be stopped: when it goes on it hears both.
                    self.keeper.withdraw();
                    return ("the shim does not answer".to_owned(), heard);
                }
                None => self.keeper.wait(deadline),
            }
        }
    }
}

/// What those are told who asked in vain.
fn not_replaced(file: &Path, why: &str) -> Failed {
    let (file, version) = (file.display(), env!("CARGO_PKG_VERSION"));
    Failed::new(format!("{file} does not replace the server: {why}; pmux {version} goes on"))
}
