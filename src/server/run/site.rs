//! Where a server is found: its socket, and the shells' scripts and a link to an ssh agent beside it.
//! They go when it ends, and what servers left that had no time for that goes when the next one
//! begins.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use crate::os::socket::{self, Address};
use crate::os::{lock, process};

use super::agent::{self, Agent};
use super::shells::{self, Scripts};

/// The most of what others left that one server removes.
const MOST: usize = 10_000;

/// A server's site; it is left with this.
pub struct Site {
    path: PathBuf,
    address: Option<Address>,
    scripts: Option<Scripts>,
    agent: Option<Agent>,
}

impl Site {
    /// Begins to be found at `path`.
    ///
    /// # Errors
    /// Something else is there, or nothing can be.
    pub fn new(path: &Path) -> io::Result<(Self, UnixListener)> {
        let (listener, address) = socket::listen(path)?;
        let agent = Agent::beside(path);
        let site = Self { path: path.to_owned(), address: Some(address), scripts: None, agent };
        Ok((site, listener))
    }

    /// Goes on being found at `path`, by the socket of a server before this one. Where somebody has
    /// removed that, it is as if they had now.
    pub fn adopt(path: &Path) -> Self {
        let (address, agent) = (Address::of(path).ok(), Agent::beside(path));
        Self { path: path.to_owned(), address, scripts: None, agent }
    }

    /// Writes the scripts for shells, and says where they are.
    ///
    /// # Errors
    /// They cannot be written: then shells go without.
    pub fn write_scripts(&mut self) -> io::Result<&Path> {
        self.scripts = None;
        Ok(self.scripts.insert(Scripts::write(&self.path)?).directory())
    }

    /// Where programs find the ssh agent of who attached last.
    pub fn agent(&self) -> Option<&Path> {
        self.agent.as_ref().map(Agent::path)
    }

    /// Has them find that one there.
    ///
    /// # Errors
    /// There can be nothing.
    pub fn follow_agent(&self, agent: &Path) -> io::Result<()> {
        self.agent.as_ref().map_or(Ok(()), |it| it.follow(agent))
    }

    /// Begins anew to be found there, for whoever has removed something of it.
    ///
    /// # Errors
    /// Another server is there by now, or is being started.
    pub fn renew(&mut self) -> io::Result<UnixListener> {
        if let Some(directory) = self.path.parent() {
            // Where it is not missing it stays as it is.
            let _ = DirBuilder::new().mode(0o700).create(directory);
        }
        let busy =
            || io::Error::new(io::ErrorKind::ResourceBusy, "a server is being started there");
        let _lock = lock::attempt(&self.path)?.ok_or_else(busy)?;
        self.address.take().into_iter().for_each(Address::remove);
        let (listener, address) = socket::listen(&self.path)?;
        self.address = Some(address);
        Ok(listener)
    }

    /// Removes in the background what dead servers left beside it.
    pub fn tidy(&self) {
        let path = self.path.clone();
        // Where there is no thread to be had it stays for the next server.
        let _ = super::workers::thread(move || tidy(&path));
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.scripts = None;
        self.agent = None;
        self.address.take().into_iter().for_each(Address::remove);
    }
}

/// Removes what servers left that died beside the one at `own`. In a directory that is not for
/// pmux's sockets alone, only what shows by itself that it is pmux's.
fn tidy(own: &Path) {
    let Some(directory) = own.parent() else { return };
    let is_ours_alone = socket::is_runtime_dir(directory);
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.path()).filter(|path| path.as_path() != own);
    let mut dead = Vec::new();
    for path in names {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let stays = match ending {
            Some("shell") => !shells::is_scripts(&path),
            Some("lock") => !is_ours_alone,
            Some("agent") => !is_ours_alone || !agent::is_link(&path),
            _ => {
                !is_ours_alone
                    || !path.symlink_metadata().is_ok_and(|it| it.file_type().is_socket())
            }
        };
        if !stays && dead.len() < MOST {
            dead.push(match ending {
                Some("shell" | "lock" | "agent") => path.with_extension(""),
                _ => path,
            });
        }
    }
    dead.sort();
    dead.dedup();
    dead.iter().filter(|socket| socket.as_path() != own).for_each(|socket| bury(socket));
}

/// Removes what a server left, if it is dead and nobody starts one in its place.
pub fn bury(path: &Path) {
    if !socket::is_dead(path) {
        return;
    }
    // The lock's file goes with the lock. Before it was held there may have been a new server.
    let Ok(Some(_lock)) = lock::attempt(path) else { return };
    if !socket::is_dead(path) {
        return;
    }
    shells::remove_scripts(path);
    agent::remove_link(path);
    let is_socket = |it: fs::Metadata| {
        use std::os::unix::fs::MetadataExt;
        it.file_type().is_socket() && it.uid() == process::uid()
    };
    if path.symlink_metadata().is_ok_and(is_socket) {
        let _ = fs::remove_file(path);
    }
}
