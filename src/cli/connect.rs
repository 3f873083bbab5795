//! The way to a server: which one a call is about, and one that is started where there is none.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use pmux::os::daemon::DaemonError;
use pmux::os::lock::{self, Held};
use pmux::os::logout::{AtLogout, at_logout, beside_login};
use pmux::os::{self, daemon, process, socket};
use pmux::{command, server};

use super::serve::{SHIM, daemon_flags};
use super::{Call, Failure};

/// The socket that the call is about: `-S`, that of the server whose pane this is, `-L`.
pub fn socket_of(call: &Call) -> Result<PathBuf, Failure> {
    if let Some(path) = &call.socket {
        return Ok(std::path::absolute(path)?);
    }
    let inside = std::env::var(call.dialect.server_variable()).ok().and_then(|value| {
        let path = value.split(',').next()?.to_owned();
        (!path.is_empty()).then(|| PathBuf::from(path))
    });
    match (&call.name, inside) {
        (None, Some(path)) => Ok(path),
        (name, _) => Ok(socket::socket_path(call.dialect, name.as_deref().unwrap_or("default"))?),
    }
}

/// A connection to the server, which is started where the command may do that; `None` where
/// there is none.
pub fn connected(call: &Call, path: &Path) -> Result<Option<UnixStream>, Failure> {
    // What is saved may be attached to.
    let may_start = !call.no_start
        && (command::starts_server(&call.command) || (is_attach(&call.command) && has_saved(path)));
    let found = match call.socket {
        Some(_) => socket::connect_named(path),
        None => socket::connect(path),
    };
    match found {
        Ok(stream) => return Ok(Some(stream)),
        Err(error) if is_nobody(&error) && may_start => {}
        Err(error) if is_nobody(&error) => return Ok(None),
        Err(error) => return Err(cannot_reach(path, &error)),
    }
    // Whoever else starts one now is waited for, and then there is one.
    let found = lock::wait(path, || socket::connect(path).ok());
    let _lock = match found.map_err(|error| cannot_start(path, &error))? {
        Held::Found(stream) => return Ok(Some(stream)),
        Held::Lock(lock) => lock,
    };
    if let Ok(stream) = socket::connect(path) {
        return Ok(Some(stream));
    }
    let config = call.config.iter().map(std::path::absolute).collect::<Result<Vec<_>, _>>()?;
    let mut arguments = daemon_flags(call.dialect, path, &config);
    arguments.extend([SHIM.into(), std::process::id().to_string().into()]);
    start_server(&process::own_program()?, &arguments)?;
    Ok(Some(socket::connect(path).map_err(|error| cannot_reach(path, &error))?))
}

/// Starts a server: outside of the login that it is started from where it would end with that, and could
/// not be otherwise. Where there is no other way the server itself says what will become of it.
fn start_server(program: &Path, arguments: &[OsString]) -> Result<(), DaemonError> {
    if at_logout(std::process::id(), &process::user()) == Some(AtLogout::EndsWithLogin)
        && let Some((manager, words)) = beside_login(program, arguments)
        && daemon::spawn_server(&manager, &words, &[]).is_ok()
    {
        return Ok(());
    }
    daemon::spawn_server(program, arguments, &[])
}

fn is_attach(words: &[String]) -> bool {
    let first = words.first().and_then(|name| command::find(name).ok());
    first.is_some_and(|command| command.name == "attach-session")
}

fn has_saved(path: &Path) -> bool {
    !server::saved_sessions(path).is_empty()
}

fn is_nobody(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused)
}

fn cannot_start(path: &Path, error: &io::Error) -> Failure {
    format!("cannot start a server at {}: {}", path.display(), os::reason(error)).into()
}

fn cannot_reach(path: &Path, error: &io::Error) -> Failure {
    format!("cannot reach a server at {}: {}", path.display(), os::reason(error)).into()
}
