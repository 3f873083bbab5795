//! The programs of panes, whose parent the shim is: it alone is told how they end, and keeps that
//! until a server has taken it.

use std::collections::{BTreeMap, BTreeSet};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::Pid;

use crate::os::process::{self, ExitStatus};

use super::books::Entry;
use super::message::{Key, Report, Status};

/// One program.
struct Program {
    pid: Pid,
    ended: Option<Status>,
    /// It is no child of ours, and has not ended.
    adopted: Option<Watch>,
}

/// How the end of a program shows that is no child.
enum Watch {
    /// The descriptor is readable then.
    Descriptor(OwnedFd),
    /// One has to look.
    Looking,
}

/// All of them.
#[derive(Default)]
pub struct Programs {
    all: BTreeMap<Key, Program>,
    /// Those that may end without anybody being told: they are looked at at each turn, the others not.
    adopted: BTreeSet<Key>,
}

impl Programs {
    /// One was started.
    pub fn started(&mut self, key: Key, pid: Pid) {
        self.all.insert(key, Program { pid, ended: None, adopted: None });
        self.adopted.remove(&key);
    }

    /// One runs that another process started.
    pub fn adopt(&mut self, key: Key, pid: Pid) {
        let watch = process::watch_end(pid).map_or(Watch::Looking, Watch::Descriptor);
        self.all.insert(key, Program { pid, ended: None, adopted: Some(watch) });
        self.adopted.insert(key);
    }

    /// A child has ended: which program that was, if it was one.
    pub fn ended(&mut self, pid: Pid, status: ExitStatus) -> Option<Report> {
        let is_it = |program: &Program| {
            program.pid == pid && program.ended.is_none() && program.adopted.is_none()
        };
        let (key, program) = self.all.iter_mut().find(|(_, program)| is_it(program))?;
        let status = match status {
            ExitStatus::Exited(status) => Status::Exited(status),
            ExitStatus::Signaled(signal) => Status::Signaled(signal),
        };
        program.ended = Some(status);
        Some(Report::Ended(*key, status))
    }

    /// Those that have ended among the adopted ones.
    pub fn look_at_adopted(&mut self) -> Vec<Report> {
        let mut reports = Vec::new();
        for key in &self.adopted {
            let Some(program) = self.all.get_mut(key) else { continue };
            let is_over = match &program.adopted {
                None => false,
                Some(Watch::Looking) => !process::is_there(program.pid),
                Some(Watch::Descriptor(fd)) => is_readable(fd.as_fd()),
            };
            if is_over {
                (program.ended, program.adopted) = (Some(Status::Unknown), None);
                reports.push(Report::Ended(*key, Status::Unknown));
            }
        }
        for report in &reports {
            if let Report::Ended(key, _) = report {
                self.adopted.remove(key);
            }
        }
        reports
    }

    fn watches(&self) -> impl Iterator<Item = &Watch> {
        self.adopted.iter().filter_map(|key| self.all.get(key)?.adopted.as_ref())
    }

    /// What tells of their ends.
    pub fn watched(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        self.watches().filter_map(|watch| match watch {
            Watch::Descriptor(fd) => Some(fd.as_fd()),
            Watch::Looking => None,
        })
    }

    /// Whether there are any that nothing tells of.
    pub fn must_look(&self) -> bool {
        self.watches().any(|watch| matches!(watch, Watch::Looking))
    }

    /// A program's end was taken.
    pub fn taken(&mut self, key: Key) {
        if self.all.get(&key).is_some_and(|program| program.ended.is_some()) {
            self.forget(key);
        }
    }

    /// Nobody wants to know of one any more.
    pub fn forget(&mut self, key: Key) {
        self.all.remove(&key);
        self.adopted.remove(&key);
    }

    /// Those that run.
    pub fn running(&self) -> impl Iterator<Item = Key> {
        self.all.iter().filter(|(_, program)| program.ended.is_none()).map(|(key, _)| *key)
    }

    /// All of them, for the books.
    pub fn entries(&self) -> Vec<Entry> {
        let entry = |(key, it): (&Key, &Program)| {
            let (pid, is_adopted) = (it.pid.as_raw(), it.adopted.is_some());
            Entry { key: *key, pid, is_adopted, ended: it.ended }
        };
        self.all.iter().map(entry).collect()
    }

    /// One that is in the books.
    pub fn enter(&mut self, entry: Entry) {
        let Entry { key, pid, is_adopted, ended } = entry;
        match is_adopted {
            true => self.adopt(key, Pid::from_raw(pid)),
            false => self.started(key, Pid::from_raw(pid)),
        }
        if let Some(program) = self.all.get_mut(&key).filter(|_| ended.is_some()) {
            (program.ended, program.adopted) = (ended, None);
            self.adopted.remove(&key);
        }
    }

    /// All that a new server is to know.
    pub fn reports(&self) -> Vec<Report> {
        let told = |(key, program): (&Key, &Program)| {
            let runs = Report::Program(*key, program.pid.as_raw());
            [Some(runs), program.ended.map(|status| Report::Ended(*key, status))]
        };
        self.all.iter().flat_map(told).flatten().collect()
    }
}

fn is_readable(fd: BorrowedFd<'_>) -> bool {
    let found = poll(&mut [PollFd::new(fd, PollFlags::POLLIN)], PollTimeout::ZERO);
    found.is_ok_and(|count| count > 0)
}
