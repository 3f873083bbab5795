//! Being a server, or the shim that starts one and holds what is to outlive it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use pmux::dialect::Dialect;
use pmux::os::{process, title};
use pmux::server::{self, Start};
use pmux::shim::{self, Begins};

use super::{Call, Failure};

/// The word by which a server is started; nobody types it.
pub const SERVE: &str = "__serve";

/// The word by which its shim is, which starts it and holds what must outlive it; in the place of
/// one that died with the word after that.
pub const SHIM: &str = "__shim";
const UNDER: &str = "under";

/// The word by which it is in the place of an older program, in the same process.
const ANEW: &str = "anew";

/// Is the server, until it has nothing more to do.
pub fn serve(call: &Call) -> Result<u8, Failure> {
    let Some(socket) = call.socket.clone() else {
        return Err(format!("{SERVE} is how pmux starts its server; it needs -S").into());
    };
    let starter = call.command.first().and_then(|process| process.parse().ok());
    let config_named = !call.config.is_empty();
    let config = if config_named { call.config.clone() } else { default_config(call.dialect) };
    title::set(&format!("pmux: server [{}]", socket.display()));
    let mut shim = daemon_flags(call.dialect, &socket, &call.config);
    shim.extend([SHIM.into(), UNDER.into(), std::process::id().to_string().into()]);
    let dialect = call.dialect;
    server::serve(&Start { socket, dialect, config, config_named, starter, shim })?;
    Ok(0)
}

/// Is the shim, until its server has ended.
pub fn shim(call: &Call) -> Result<u8, Failure> {
    let Some(socket) = &call.socket else {
        return Err(format!("{SHIM} is how pmux starts its server; it needs -S").into());
    };
    let mut words = call.command.iter();
    let begins = match (words.next().map(String::as_str), words.next()) {
        (Some(UNDER), Some(server)) => Begins::Under(server.parse()?),
        (Some(ANEW), Some(books)) => Begins::Anew(books.parse()?),
        (starter, _) => Begins::First(starter.map(OsString::from)),
    };
    let flags = daemon_flags(call.dialect, socket, &call.config);
    let with = |words: &[&str]| flags.iter().cloned().chain(words.iter().map(Into::into)).collect();
    title::set(&format!("pmux: shim [{}]", socket.display()));
    let program = process::running_program()?;
    let (server, anew) = (with(&[SERVE]), with(&[SHIM, ANEW]));
    shim::run(shim::Start { program, server, anew, begins })?;
    Ok(0)
}

/// What a server or its shim is told before its word.
pub fn daemon_flags(dialect: Dialect, socket: &Path, config: &[PathBuf]) -> Vec<OsString> {
    let mut flags: Vec<OsString> = vec!["-S".into(), socket.into()];
    flags.extend((dialect == Dialect::Tmux).then(|| "--as-tmux".into()));
    config.iter().for_each(|file| flags.extend(["-f".into(), file.into()]));
    flags
}

/// Where a person's configuration is looked for: the first that there is; for tmux all that there are.
fn default_config(dialect: Dialect) -> Vec<PathBuf> {
    let home = process::home();
    if dialect == Dialect::Tmux {
        let own = std::env::var_os("XDG_CONFIG_HOME").filter(|it| !it.is_empty());
        let mut places = vec![PathBuf::from("/etc/tmux.conf"), home.join(".tmux.conf")];
        places.extend(own.map(|own| PathBuf::from(own).join("tmux/tmux.conf")));
        places.push(home.join(".config/tmux/tmux.conf"));
        places.dedup();
        places.retain(|path| path.exists());
        return places;
    }
    let named = std::env::var_os("PMUX_CONF").map(PathBuf::from);
    let places = directories::ProjectDirs::from("", "", "pmux")
        .map(|dirs| dirs.config_dir().join("pmux.conf"))
        .into_iter()
        .chain([home.join(".pmux.conf"), home.join(".config/pmux/pmux.conf")]);
    named.or_else(|| places.into_iter().find(|path| path.is_file())).into_iter().collect()
}
