//! What the world says to a server that begins: its process, its environment, its clock.

use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use nix::unistd::Pid;

use crate::dialect::Dialect;
use crate::language::format::Time;
use crate::model::Identity;
use crate::model::access::{Accounts, Who};
use crate::model::environment::Environment;
use crate::os::{clock, process, terminfo};

use super::super::start::{Start, World};

/// The terminal that programs in panes are told of.
const TERMINAL: &str = "tmux-256color";

impl World {
    /// The world that this process is in; `now` in seconds since 1970.
    pub fn here(start: &Start, now: i64) -> Self {
        Self {
            identity: Identity {
                dialect: start.dialect,
                is_in_path: start.dialect == Dialect::Pmux || is_in_path(start.dialect.name()),
                pid: std::process::id(),
                socket: start.socket.clone(),
                host: process::hostname(),
                user: process::user(),
                uid: process::uid(),
                home: process::home(),
                started: now,
            },
            environment: environment(),
            starting_in: start.starter.and_then(directory_of),
            has_terminfo: terminfo::has(TERMINAL),
            local_time,
            accounts: Accounts {
                named: |name, is_group| {
                    let who = if is_group { Who::Group } else { Who::User };
                    process::account(name, is_group).map(|(id, name)| (who(id), name))
                },
                name: |who| match who {
                    Who::User(id) => process::account_name(id, false),
                    Who::Group(id) => process::account_name(id, true),
                },
            },
            home_of: |user| process::home_of(user).map(|home| home.display().to_string()),
        }
    }
}

/// Where a process is.
fn directory_of(process: u32) -> Option<PathBuf> {
    process::current_directory(Pid::from_raw(process.try_into().ok()?))
}

/// This process's environment, without what another server said of itself in it.
fn environment() -> Environment {
    let pairs: Vec<Vec<u8>> = std::env::vars_os()
        .map(|(name, value)| [name.into_vec(), value.into_vec()].join(&b'='))
        .collect();
    let mut environment = Environment::from_pairs(pairs.iter().map(Vec::as_slice));
    environment.set("SHELL", process::login_shell());
    for dialect in [Dialect::Pmux, Dialect::Tmux] {
        environment.unset(dialect.server_variable());
        environment.unset(dialect.pane_variable());
    }
    environment
}

/// Whether `PATH` leads to this program by a name.
fn is_in_path(name: &str) -> bool {
    let same = |file: PathBuf| {
        let ours = process::installed_program().and_then(|own| own.canonicalize());
        file.canonicalize().is_ok_and(|file| ours.is_ok_and(|own| own == file))
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|it| it.is_file());
    found.is_some_and(same)
}

fn local_time(epoch: i64) -> Time {
    let time = clock::local_time(epoch);
    Time {
        epoch,
        year: time.year as i32,
        month: time.month,
        day: time.day,
        hour: time.hour,
        minute: time.minute,
        second: time.second,
        weekday: time.weekday,
        yearday: time.yearday,
        utc_offset: time.offset,
        zone: time.zone,
    }
}
