//! The ssh agent of whoever attached last, at a path that stays (ssh-agent(1)): a link beside the
//! server's socket. Whose agent it is the model says; that no other user's is ever led to is seen to
//! here.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, symlink};
use std::path::{Path, PathBuf};

use crate::os::process;

/// The link; it goes with this.
pub struct Agent(PathBuf);

impl Agent {
    /// A link beside a socket, which leads nowhere yet. `None` where others could put another in its
    /// place.
    pub fn beside(socket: &Path) -> Option<Self> {
        let directory = socket.parent()?.metadata().ok()?;
        let is_safe = directory.uid() == process::uid() && directory.mode() & 0o022 == 0;
        is_safe.then(|| Self(link_of(socket)))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Has it lead to an agent.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn follow(&self, agent: &Path) -> io::Result<()> {
        let mut name = self.0.clone().into_os_string();
        name.push(".new");
        let new = PathBuf::from(name);
        remove(&new);
        symlink(agent, &new)?;
        // Whoever connects meanwhile reaches the one or the other.
        fs::rename(&new, &self.0)
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// Where an agent is, if that is one that this person runs or brought along. It is what a link leads to
/// now: later that may be another's.
pub fn own(agent: &Path) -> Option<PathBuf> {
    let is_socket = |it: fs::Metadata| it.file_type().is_socket() && it.uid() == process::uid();
    let agent = agent.canonicalize().ok().filter(|_| agent.is_absolute())?;
    agent.symlink_metadata().is_ok_and(is_socket).then_some(agent)
}

/// The link of the server that is found at `socket`.
fn link_of(socket: &Path) -> PathBuf {
    let mut name = socket.as_os_str().to_owned();
    name.push(".agent");
    name.into()
}

/// Whether something is a link of this person's.
pub fn is_link(path: &Path) -> bool {
    let is_ours = |it: fs::Metadata| it.file_type().is_symlink() && it.uid() == process::uid();
    path.symlink_metadata().is_ok_and(is_ours)
}

/// Removes the link of a server that is dead.
pub fn remove_link(socket: &Path) {
    remove(&link_of(socket));
}

fn remove(link: &Path) {
    if is_link(link) {
        let _ = fs::remove_file(link);
    }
}
