//! What a command's client ends with where something went wrong, for scripts to tell apart. All
//! statuses come from here, but for those of programs that were run.

/// Why a command failed, as far as a status says it. Documented in `pmux(1)`, EXIT STATUS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// It could not be done.
    Failed = 1,
    /// It was not written right: no such command, flag, option, key; too few or too many operands;
    /// a value that is none; no target where several could be meant.
    Usage = 2,
    /// There is no server, and the command starts none.
    NoServer = 3,
    /// What it is about is not there: a session, window, pane, client, buffer, key table.
    NotFound = 4,
    /// What it was to make is there already: a session of that name, a window at that index.
    Exists = 5,
    /// The server was replaced while it ran: it may or may not have been carried out, or its output
    /// ends in the midst of it.
    Unsure = 6,
    /// Time was over, as for timeout(1).
    TimedOut = 124,
    /// A command that leaves with the status of a program could not have it run, for a reason that
    /// is not the program's (docker-run(1)).
    NotRun = 125,
}

impl From<Status> for u8 {
    fn from(status: Status) -> u8 {
        status as u8
    }
}
