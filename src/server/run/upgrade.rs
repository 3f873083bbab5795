//! Another server is to take the place of this one (`upgrade-server`).
//!
//! This one writes everything down and then stands still: it reads no program, no client and no signal,
//! and writes nothing, until the shim says that the other one did not come up. Where it did, this process
//! is ended by the shim. So there is nothing to be done here for an upgrade that goes well.
//!
//! Who shows something is parted with before that: what they have typed is read to its end, and what
//! they type from then on they keep for whoever has the socket next, which may be this one.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::model::answer::{Answer, Failed};
use crate::model::id::{ClientId, JobId, PaneId};
use crate::os::process;
use crate::shim::message::Report;

use super::super::Event;
use super::Run;
use super::state::Handover;

/// How long those who show something may take to have sent all that they have typed.
const PARTING: Duration = Duration::from_millis(500);

/// What was asked for.
pub struct Upgrade {
    /// Who waits for it.
    job: JobId,
    /// What the next server is started from.
    file: PathBuf,
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
                Failed::new(format!("the server does not know its own file: {error}"))
            })?,
        };
        self.upgrade = Some(Upgrade { job, file });
        Ok(())
    }

    /// Does what was asked for, once no program is about to be started. Where this comes back the server
    /// was not replaced.
    pub(super) fn upgrade(&mut self) {
        if self.over || self.programs.are_starting() {
            return;
        }
        let Some(Upgrade { job, file }) = self.upgrade.take() else { return };
        let name = file.display().to_string();
        let reason = match self.write_all() {
            Ok(()) => self.give_way(file),
            Err(why) => why,
        };
        let version = env!("CARGO_PKG_VERSION");
        let told = format!("{name} does not replace the server: {reason}; pmux {version} goes on");
        self.handle(Event::JobDone(job, Answer::Failed(Failed::new(told))));
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
        let parted = self.part();
        self.settle_programs();
        let done = self.write_all().and_then(|()| self.leave_all());
        let (why, heard) = match done {
            Ok(()) => self.stand_still(file),
            Err(why) => (why, Vec::new()),
        };
        self.write_handover(None);
        self.connections.forget(&parted);
        self.tell_time();
        self.server.part_with(&parted);
        heard.into_iter().for_each(|report| self.take_report(report));
        self.shim_ready();
        self.carry_out();
        why
    }

    /// Reads what those have sent who show something, to its end, and carries it out. Who they are.
    fn part(&mut self) -> Vec<ClientId> {
        let parted = self.connections.part();
        let deadline = Instant::now() + PARTING;
        while self.connections.wait_for(&parted, deadline) {
            for client in &parted {
                let (events, _) = self.connections.read(*client);
                // They have not gone: they are about to come back.
                for event in events.into_iter().filter(|event| !matches!(event, Event::Gone(_))) {
                    self.handle(event);
                }
            }
            self.carry_out();
        }
        parted
    }

    /// Leaves to the next server what only this one has.
    fn leave_all(&mut self) -> Result<(), String> {
        let unread = self.programs.unread().map(|(pane, bytes)| (pane, bytes.to_vec()));
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let handover = Handover { version, unread: unread.collect() };
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
        loop {
            match self.keeper.hear() {
                Some(Report::Refused(why)) => return (why, heard),
                Some(report) => heard.push(report),
                // With it the next server has ended, which had nothing yet.
                None if !self.keeper.is_there() => {
                    return ("the shim was killed meanwhile".to_owned(), heard);
                }
                None => self.keeper.wait_long(),
            }
        }
    }
}
