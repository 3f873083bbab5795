//! Signals as people name them: `INT`, `SIGINT`, `sigint`, `2`. The numbers are the system's.

use nix::libc;

/// No such signal; with what was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("bad signal: {0}")]
pub struct BadSignal(pub String);

/// The signals that every system has (POSIX), and SIGWINCH.
const SIGNALS: &[(&str, i32)] = &[
    ("ABRT", libc::SIGABRT),
    ("ALRM", libc::SIGALRM),
    ("BUS", libc::SIGBUS),
    ("CHLD", libc::SIGCHLD),
    ("CONT", libc::SIGCONT),
    ("FPE", libc::SIGFPE),
    ("HUP", libc::SIGHUP),
    ("ILL", libc::SIGILL),
    ("INT", libc::SIGINT),
    ("IO", libc::SIGIO),
    ("KILL", libc::SIGKILL),
    ("PIPE", libc::SIGPIPE),
    ("PROF", libc::SIGPROF),
    ("QUIT", libc::SIGQUIT),
    ("SEGV", libc::SIGSEGV),
    ("STOP", libc::SIGSTOP),
    ("SYS", libc::SIGSYS),
    ("TERM", libc::SIGTERM),
    ("TRAP", libc::SIGTRAP),
    ("TSTP", libc::SIGTSTP),
    ("TTIN", libc::SIGTTIN),
    ("TTOU", libc::SIGTTOU),
    ("URG", libc::SIGURG),
    ("USR1", libc::SIGUSR1),
    ("USR2", libc::SIGUSR2),
    ("VTALRM", libc::SIGVTALRM),
    ("WINCH", libc::SIGWINCH),
    ("XCPU", libc::SIGXCPU),
    ("XFSZ", libc::SIGXFSZ),
];

/// The number of SIGTERM.
pub const TERM: i32 = libc::SIGTERM;

/// The number of SIGKILL.
pub const KILL: i32 = libc::SIGKILL;

/// Whether a signal is how programs are asked, or made, to end.
pub fn asks_to_end(signal: i32) -> bool {
    [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT, KILL, TERM].contains(&signal)
}

/// A signal's name without `SIG`, or its number where it has none here.
pub fn name(signal: i32) -> String {
    let known = SIGNALS.iter().find(|(_, number)| *number == signal);
    known.map_or_else(|| signal.to_string(), |(name, _)| (*name).to_owned())
}

/// A signal's number, of its name in any case, with or without `SIG`, or of its number.
///
/// # Errors
/// There is none of that name or number.
pub fn parse(text: &str) -> Result<i32, BadSignal> {
    let name = text.to_ascii_uppercase();
    let name = name.strip_prefix("SIG").unwrap_or(&name);
    let number = text.parse::<i32>().ok();
    let known = |(known, n): &&(&str, i32)| *known == name || number == Some(*n);
    let found = SIGNALS.iter().find(known).map(|(_, number)| *number);
    found.ok_or_else(|| BadSignal(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_names_and_numbers() {
        for text in ["INT", "SIGINT", "int", "SigInt", "2"] {
            assert_eq!(parse(text), Ok(libc::SIGINT), "{text}");
        }
        assert_eq!(parse("9"), Ok(KILL));
        for text in ["", "SIG", "0", "-9", "FROB", "SIGSIGINT", "9x", "99999999999"] {
            assert_eq!(parse(text).unwrap_err().to_string(), format!("bad signal: {text}"));
        }
    }
}
