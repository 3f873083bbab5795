//! What the shim says, and what becomes of a server whose shim is gone.

use std::io;
use std::time::{Duration, Instant};

use crate::model::run::Ended;
use crate::os::reason;
use crate::shim::message::{Key, Report, Status};

use super::super::Event;
use super::Run;

/// What is remembered when there has to be another shim.
const RENEWED: &str = "the shim was killed: another one protects what runs here now; how programs \
                       end that the other one started is not known";

/// How long programs that were about to run are waited for when the server ends.
const SETTLING: Duration = Duration::from_secs(1);

impl Run {
    /// The shim has said something, or is gone.
    pub(super) fn shim_ready(&mut self) {
        while let Some(report) = self.keeper.hear() {
            self.take_report(report);
        }
        if !self.keeper.is_there() && !self.over {
            self.renew_shim();
        }
    }

    /// Takes what the shim has said.
    pub(super) fn take_report(&mut self, report: Report) {
        match report {
            Report::Spawned(key, pid) => self.program_started(key, Ok(pid)),
            Report::Failed(key, errno) => {
                self.program_started(key, Err(io::Error::from_raw_os_error(errno)));
            }
            Report::Ended(key, status) => self.program_ended(key, status),
            // They are said to a server that begins, or waits.
            Report::Started(..)
            | Report::Kept(..)
            | Report::Program(..)
            | Report::Spool(..)
            | Report::Ready
            | Report::Refused(_)
            | Report::Accepted
            | Report::Reverted(_) => {}
        }
    }

    fn program_started(&mut self, key: Key, result: io::Result<i32>) {
        let registry = self.poll.registry();
        let started = self.programs.started(key, result, &mut self.keeper, registry);
        let Some((pane, result, deferred)) = started else { return };
        self.note_held(pane);
        self.handle(Event::Spawned(pane, result));
        self.note_waiting(pane);
        deferred.into_iter().for_each(|effect| self.pane_effect(pane, effect));
    }

    pub(super) fn program_ended(&mut self, key: Key, status: Status) {
        // The shim forgets it when it is written.
        self.ended.push(key);
        if let Some(pid) = self.programs.ended(key) {
            let ended = match status {
                Status::Exited(status) => Ended::Exited(status),
                Status::Signaled(signal) => Ended::Signaled(signal),
                Status::Unknown => Ended::Unknown,
            };
            self.handle(Event::Exited(pid, ended));
        }
    }

    /// The server ends: whoever waits for a program to run hears of it before that.
    pub(super) fn settle_programs(&mut self) {
        let deadline = Instant::now() + SETTLING;
        while self.programs.are_starting() && self.keeper.is_there() && Instant::now() < deadline {
            self.keeper.wait(deadline);
            self.shim_ready();
            self.carry_out();
        }
    }

    /// Another shim takes the place of one that was killed. Programs that it was about to start may
    /// run or not; they are hung up on rather than started twice.
    pub(super) fn renew_shim(&mut self) {
        let told = match self.keeper.renew(self.poll.registry()) {
            Ok(()) => RENEWED.to_owned(),
            Err(error) => format!(
                "the shim was killed, and there cannot be another: nothing outlives this server \
                 now ({})",
                reason(&error)
            ),
        };
        self.server.model.remember_message(&told);
        if let Some(Err(error)) = self.connections.keep_listener(&mut self.keeper) {
            let told = format!("the new shim does not hold the socket: {}", reason(&error));
            self.server.model.remember_message(&told);
        }
        self.hand_state_over();
        for key in self.programs.hand_over(&mut self.keeper) {
            let gone = io::Error::new(io::ErrorKind::Interrupted, "the shim was killed meanwhile");
            self.program_started(key, Err(gone));
        }
    }
}
