//! What stands before the command: flags of pmux's own, and the words by which it calls itself. Pure but for
//! the names of flags; what a call comes to is for others.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use pmux::command;
use pmux::dialect::Dialect;
use pmux::language::arguments::{ArgumentError, Arguments};
use pmux::visible::decoded;

use super::Failure;
use super::serve::{SERVE, SHIM};

/// The word by which shells ask what can come next.
const COMPLETE: &str = "__complete";

/// The word by which ssh starts the far end of `--host`.
const PROXY: &str = "proxy";

/// What stands before the command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// How it was called, or `--as-tmux`.
    pub dialect: Dialect,
    /// `-L`
    pub name: Option<String>,
    /// `-S`
    pub socket: Option<PathBuf>,
    /// `-f`, as often as it was given.
    pub config: Vec<PathBuf>,
    /// `-N`: no server is started.
    pub no_start: bool,
    /// `-C`, so many times: control mode.
    pub control: usize,
    /// `--host`: the server is there.
    pub host: Option<String>,
    /// `-o`, as often as it was given: for ssh.
    pub ssh: Vec<String>,
    /// What is asked for instead of a command.
    pub instead: Option<Instead>,
    /// The command and its arguments.
    pub command: Vec<String>,
}

/// What a call may ask for that is no command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// Help.
    Help,
    /// Which version this is.
    Version,
    /// Being the server.
    Serve,
    /// Being its shim.
    Shim,
    /// Being the far end of another host's `--host`.
    Proxy,
    /// Saying what can come next.
    Complete,
}

/// What is said to `--host` without one.
const NO_HOST: &str = "--host expects a host, as ssh knows it; see pmux --help";

/// Takes the arguments apart.
pub fn read(dialect: Dialect, arguments: impl Iterator<Item = OsString>) -> Result<Call, Failure> {
    let words: Vec<String> = arguments.map(text).collect();
    let given = Arguments::parse(command::OWN, &words).map_err(|error| {
        wrong(match error {
            ArgumentError::MissingValue(flag) if flag == "--host" => NO_HOST.to_owned(),
            ArgumentError::UnknownFlag(flag) if dialect == Dialect::Tmux => {
                format!("unknown option {}", flag.replacen('-', "-- ", 1))
            }
            ArgumentError::UnknownFlag(_) => format!("{error}; pmux --help shows what there is"),
            _ => format!("{error}; see pmux --help"),
        })
    })?;
    let host = given.long_value("host").map(str::to_owned);
    if host.as_deref() == Some("") {
        return Err(wrong(NO_HOST));
    }
    let instead = [('h', Instead::Help), ('V', Instead::Version)];
    let mut call = Call {
        dialect: if given.has_long("as-tmux") { Dialect::Tmux } else { dialect },
        name: given.value('L').map(str::to_owned),
        socket: given.value('S').map(PathBuf::from),
        config: given.values('f').map(PathBuf::from).collect(),
        no_start: given.has('N'),
        control: given.count('C'),
        host,
        ssh: given.values('o').map(str::to_owned).collect(),
        instead: instead.into_iter().find(|(flag, _)| given.has(*flag)).map(|(_, it)| it),
        command: given.rest().to_vec(),
    };
    if let (Some(shell), []) = (given.value('c'), call.command.as_slice()) {
        call.command = vec!["run-shell".to_owned(), shell.to_owned()];
    }
    let special = call.command.first().and_then(|word| match word.as_str() {
        SERVE => Some(Instead::Serve),
        SHIM => Some(Instead::Shim),
        PROXY => Some(Instead::Proxy),
        COMPLETE => Some(Instead::Complete),
        _ => None,
    });
    if special.is_some() && call.instead.is_none() {
        call.command.remove(0);
        call.instead = special;
    }
    Ok(call)
}

/// The arguments are not written right.
fn wrong(reason: impl Into<String>) -> Failure {
    command::Failure::usage(reason).into()
}

/// An argument as text: bytes that are none are written out.
pub fn text(argument: OsString) -> String {
    argument.into_string().unwrap_or_else(|raw| decoded(raw.as_bytes()))
}

/// `pmux COMMAND --help` and `pmux help COMMAND`: which command's help is asked for, if any is.
pub fn help_for(words: &[String]) -> Option<Option<&str>> {
    match words {
        [help] if help == "help" => Some(None),
        [help, name] if help == "help" => Some(Some(name)),
        [name, flag, ..] if flag == "--help" => Some(Some(name)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(words: &[&str]) -> Result<Call, Failure> {
        read(Dialect::Pmux, words.iter().map(OsString::from))
    }

    #[test]
    fn flags_before_the_command_are_pmuxs_own() {
        let read = call(&["-Lwork", "-f", "/x", "-2u", "new", "-s", "-L"]).unwrap();
        assert_eq!(read.name.as_deref(), Some("work"));
        assert_eq!(read.config, [PathBuf::from("/x")]);
        assert_eq!(read.command, ["new", "-s", "-L"]);
        assert!(call(&["-Z"]).is_err() && call(&["-L"]).is_err());
        assert_eq!(call(&["-V"]).unwrap().instead, Some(Instead::Version));
        assert_eq!(call(&["-c", "ls"]).unwrap().command, ["run-shell", "ls"]);
    }
}
