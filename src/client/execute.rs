//! Becoming a program: `exec` without a terminal. The server says which environment and which
//! directory; stdin, stdout and stderr stay the caller's own, so nothing stands between them and
//! the program, and its end is ours.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::os::{self, process};
use crate::protocol::Execute;
use crate::visible::visible;

/// Exit statuses of a program that is not found, or cannot be executed (sh(1), EXIT STATUS).
const NOT_FOUND: u8 = 127;
const NOT_EXECUTABLE: u8 = 126;

/// Becomes the program. Comes back only where that cannot be, with the exit status for it; why is
/// on stderr.
pub fn become_program(program: &Execute) -> u8 {
    let Some((name, arguments)) = program.argv.split_first() else { return NOT_FOUND };
    let cwd = Path::new(OsStr::from_bytes(&program.cwd));
    if let Err(error) = std::env::set_current_dir(cwd) {
        return complain(&cwd.display().to_string(), &error, NOT_EXECUTABLE);
    }
    let split = |pair: &Vec<u8>| {
        let at = pair.iter().position(|&byte| byte == b'=').filter(|&at| at > 0)?;
        let part = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
        Some((part(&pair[..at]), part(&pair[at + 1..])))
    };
    let mut command = Command::new(name);
    command.args(arguments).env_clear().envs(program.environment.iter().filter_map(split));
    command.env("PWD", cwd);
    if !program.stdin {
        command.stdin(Stdio::null());
    }
    // What a closed pipe does to a program is the default again, which Rust switches off.
    let error = match process::end_by_broken_pipes() {
        Ok(()) => command.exec(),
        Err(error) => error,
    };
    complain(name, &error, status_of(&error))
}

/// Becomes a shell command, as [`become_program`] does.
pub fn become_shell(command: &str) -> u8 {
    let shell = process::login_shell();
    let mut program = Command::new(&shell);
    program.arg("-c").arg(command);
    let error = match process::end_by_broken_pipes() {
        Ok(()) => program.exec(),
        Err(error) => error,
    };
    complain(&shell.display().to_string(), &error, status_of(&error))
}

fn status_of(error: &io::Error) -> u8 {
    match error.kind() {
        io::ErrorKind::NotFound => NOT_FOUND,
        _ => NOT_EXECUTABLE,
    }
}

fn complain(what: &str, error: &io::Error, status: u8) -> u8 {
    let why = os::reason(error);
    // Where stderr is gone there is nobody to tell.
    let _ = writeln!(io::stderr(), "cannot execute {}: {why}", visible(what));
    status
}
