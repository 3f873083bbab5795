//! The server's socket: where it lies, who may come near it, and who is at the other end.
//!
//! Anyone who can reach the socket can type into every pane. So it lies in a directory that only
//! its owner can enter, verified each time, and both ends ask the kernel who the other is.
//! Knows no message.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::dialect::Dialect;
use directories::BaseDirs;
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::sys::socket::{self, AddressFamily, SockFlag, SockType, UnixAddr};
use nix::unistd::{Gid, Pid, Uid};

use super::process;

#[cfg(test)]
mod tests;

/// How long a server may leave us waiting at its door.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a directory cannot hold the socket.
#[derive(Debug, thiserror::Error)]
pub enum SocketDirError {
    /// It is not there and cannot be made, or cannot be looked at.
    #[error("cannot use the socket directory {}: {}", .path.display(), super::reason(.source))]
    Unusable {
        /// The directory.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// Something else has its name.
    #[error("{} is not a directory: remove it, or set PMUX_TMPDIR (TMUX_TMPDIR for tmux) to another place", .0.display())]
    NotDirectory(PathBuf),
    /// It is somebody else's.
    #[error(
        "{} belongs to user {owner}, not to you: set PMUX_TMPDIR (TMUX_TMPDIR for tmux) to a directory of your own",
        .path.display()
    )]
    Owner {
        /// The directory.
        path: PathBuf,
        /// Its owner's number.
        owner: u32,
    },
    /// Others may enter it.
    #[error(
        "{} can be entered by others (mode {mode:o}): look who made it, then chmod 700 it",
        .path.display()
    )]
    Mode {
        /// The directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The socket's name is no file name.
    #[error("invalid socket name: {0}")]
    Name(String),
}

/// The directory that holds this person's sockets, made where it was missing, and verified.
///
/// `$PMUX_TMPDIR/pmux-UID` where that variable is set, else `$XDG_RUNTIME_DIR/pmux` where the
/// person owns that directory, else `/tmp/pmux-UID`; for tmux, where tmux has it:
/// `$TMUX_TMPDIR/tmux-UID`, or `/tmp/tmux-UID`.
pub fn runtime_dir(dialect: Dialect) -> Result<PathBuf, SocketDirError> {
    let path = usual_place(dialect);
    prepare(&path)?;
    Ok(path)
}

/// Whether a directory is that one, and so holds nothing but pmux's. In tmux's there may be those of
/// tmux itself.
pub fn is_runtime_dir(path: &Path) -> bool {
    path == usual_place(Dialect::Pmux) && prepare(path).is_ok()
}

/// The place of the directory, by our environment.
fn usual_place(dialect: Dialect) -> PathBuf {
    let own = std::env::var_os(dialect.directory_variable());
    let runtime = BaseDirs::new().and_then(|dirs| dirs.runtime_dir().map(Path::to_owned));
    place(dialect, own, runtime, Uid::effective())
}

/// The place of the directory, by what the environment says.
fn place(dialect: Dialect, own: Option<OsString>, runtime: Option<PathBuf>, uid: Uid) -> PathBuf {
    let tmp = own.filter(|dir| Path::new(dir).is_absolute()).map(PathBuf::from);
    // After `su`, the variable may still name the former person's directory.
    let runtime = runtime.filter(|dir| {
        dialect == Dialect::Pmux
            && fs::metadata(dir).is_ok_and(|found| found.is_dir() && found.uid() == uid.as_raw())
    });
    match (tmp, runtime) {
        (None, Some(runtime)) => runtime.join("pmux"),
        (tmp, _) => {
            tmp.unwrap_or_else(|| PathBuf::from("/tmp")).join(format!("{}-{uid}", dialect.name()))
        }
    }
}

/// Makes the directory where it is missing; then verifies that it is a directory, that it is
/// ours, and that nobody else may enter.
fn prepare(path: &Path) -> Result<(), SocketDirError> {
    let unusable = |source| SocketDirError::Unusable { path: path.to_owned(), source };
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(unusable(error)),
        _ => {}
    }
    // Not following links: a link that somebody else put there must not lead us astray.
    let found = fs::symlink_metadata(path).map_err(unusable)?;
    if !found.is_dir() {
        return Err(SocketDirError::NotDirectory(path.to_owned()));
    }
    if found.uid() != Uid::effective().as_raw() {
        return Err(SocketDirError::Owner { path: path.to_owned(), owner: found.uid() });
    }
    let mode = found.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(SocketDirError::Mode { path: path.to_owned(), mode });
    }
    Ok(())
}

/// The socket called `name` in the runtime directory (`-L name`; the usual one is `default`).
pub fn socket_path(dialect: Dialect, name: &str) -> Result<PathBuf, SocketDirError> {
    let is_file_name = Path::new(name).file_name() == Some(OsStr::new(name));
    if !is_file_name
        || name.contains(['/', '\0'])
        || name.ends_with(".lock")
        || name.ends_with(".shell")
        || name.ends_with(".agent")
    {
        return Err(SocketDirError::Name(name.to_owned()));
    }
    Ok(runtime_dir(dialect)?.join(name))
}

/// Listens at `path`, without blocking; only the owner may connect.
///
/// A socket that nobody listens on any more is replaced; one that somebody does, or a file that
/// is no socket, is `AddrInUse`. Two that do this at once would replace each other's, so the one
/// who starts the server holds its lock meanwhile ([`super::lock`]).
pub fn listen(path: &Path) -> io::Result<(UnixListener, Address)> {
    if let Ok(found) = fs::symlink_metadata(path) {
        let is_stale = found.file_type().is_socket()
            && connect(path).is_err_and(|e| e.kind() == io::ErrorKind::ConnectionRefused);
        if !is_stale {
            let reason = format!("{} is in use, or no socket of pmux's", path.display());
            return Err(io::Error::new(io::ErrorKind::AddrInUse, reason));
        }
        fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    // Until this line others are kept out by the directory, and by who they are always ([`peer`]).
    fs::set_permissions(path, Permissions::from_mode(0o600))?;
    listener.set_nonblocking(true)?;
    Ok((listener, Address::of(path)?))
}

/// The file that a socket is found by.
#[derive(Debug)]
pub struct Address {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl Address {
    /// That of the socket at a path.
    ///
    /// # Errors
    /// There is nothing, or it cannot be looked at.
    pub fn of(path: &Path) -> io::Result<Self> {
        let found = fs::symlink_metadata(path)?;
        Ok(Self { path: path.to_owned(), device: found.dev(), inode: found.ino() })
    }

    /// Removes it, so that nobody finds the socket any more; not what may have its name by now,
    /// such as another server's.
    pub fn remove(self) {
        let is_same = |it: Self| (it.device, it.inode) == (self.device, self.inode);
        if Self::of(&self.path).is_ok_and(is_same) {
            // Where that is not allowed the next one replaces it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Lets nobody connect to a listener any more, whoever else has it open: those who did are still
/// to be accepted. Where the system cannot do that, they can until it is closed everywhere.
pub fn let_nobody_in(listener: impl AsFd) {
    let _ = socket::shutdown(listener.as_fd().as_raw_fd(), socket::Shutdown::Read);
}

/// Whether a path has no server behind it, as far as that shows without waiting for one.
pub fn is_dead(path: &Path) -> bool {
    let Ok(socket) = unconnected() else { return false };
    let Ok(address) = UnixAddr::new(path) else { return false };
    if socket.set_nonblocking(true).is_err() {
        return false;
    }
    let found = socket::connect(socket.as_raw_fd(), &address);
    matches!(found, Err(Errno::ECONNREFUSED | Errno::ENOENT))
}

/// A socket that is nowhere yet, and that no program inherits. Not every system has a flag of
/// socket(2) for that.
fn unconnected() -> io::Result<UnixStream> {
    let flags = SockFlag::empty();
    let socket = socket::socket(AddressFamily::Unix, SockType::Stream, flags, None)?;
    fcntl(&socket, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    Ok(socket.into())
}

/// Connects to the server at `path`: `NotFound` or `ConnectionRefused` where there is none, and
/// `PermissionDenied` where it is another user's, before it was told anything. For what a client
/// says (all of its environment) and does for its server (become a program) is for its own alone,
/// and a path may be anybody's that nobody named, as in a `PMUX` that was inherited through `su`. One
/// that was named (`-S`) is for [`connect_named`].
/// `TimedOut` where somebody listens there and lets nobody in.
pub fn connect(path: &Path) -> io::Result<UnixStream> {
    let stream = connect_within(path, PATIENCE)?;
    owned_by(&stream, Uid::effective())?;
    Ok(stream)
}

/// Connects, and waits no longer than that where the listener's queue is full (unix(7): that wait is
/// bounded by `SO_SNDTIMEO`).
fn connect_within(path: &Path, patience: Duration) -> io::Result<UnixStream> {
    let socket = unconnected()?;
    let address = UnixAddr::new(path)?;
    socket.set_write_timeout(Some(patience))?;
    loop {
        match socket::connect(socket.as_raw_fd(), &address) {
            Ok(()) => break,
            Err(Errno::EINTR) => {}
            Err(Errno::EAGAIN) => {
                let reason = format!("it has let nobody in for {} seconds", patience.as_secs());
                return Err(io::Error::new(io::ErrorKind::TimedOut, reason));
            }
            Err(errno) => return Err(errno.into()),
        }
    }
    socket.set_write_timeout(None)?;
    Ok(socket)
}

/// Whether whoever listens at the other end runs as `uid`.
fn owned_by(stream: &UnixStream, uid: Uid) -> io::Result<()> {
    let owner = peer_uid(stream)?;
    if owner == uid {
        return Ok(());
    }
    let reason = format!(
        "it is user {owner}'s, not yours ({uid}), and was told nothing; \
         name a server of your own with -L or -S, or unset PMUX"
    );
    Err(io::Error::new(io::ErrorKind::PermissionDenied, reason))
}

/// Connects to a server that was named by its path alone. That may be another user's, where they have
/// opened it: the file is of whoever listens, and others may write there. Root talks to nobody else's.
pub fn connect_named(path: &Path) -> io::Result<UnixStream> {
    let stream = connect_within(path, PATIENCE)?;
    let owned = owned_by(&stream, Uid::effective());
    if owned.is_err() {
        let found = fs::symlink_metadata(path)?;
        let opened = found.file_type().is_socket()
            && found.mode() & 0o022 != 0
            && found.uid() == peer_uid(&stream)?.as_raw();
        if Uid::effective().is_root() || !opened {
            owned?;
        }
    }
    Ok(stream)
}

/// Whether whoever is at the other end of a connected socket is another user than we are.
pub fn is_foreign(socket: impl AsFd) -> bool {
    !peer_uid(socket).is_ok_and(|uid| uid == Uid::effective())
}

/// The user and the group of the process at the other end of a connected socket.
pub fn peer(socket: impl AsFd) -> io::Result<(u32, u32)> {
    let (uid, gid) = peer_ids(socket)?;
    Ok((uid.as_raw(), gid.as_raw()))
}

fn peer_uid(socket: impl AsFd) -> io::Result<Uid> {
    Ok(peer_ids(socket)?.0)
}

/// Whether tmux itself listens at `path`, as far as the system tells who does.
pub fn is_of_tmux(path: &Path) -> bool {
    let listener = connect(path).ok().and_then(|stream| peer_pid(&stream));
    let name = listener.and_then(process::current_command);
    name.is_some_and(|name| name.starts_with("tmux"))
}

#[cfg(target_os = "linux")]
fn peer_pid(socket: impl AsFd) -> Option<Pid> {
    use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
    getsockopt(&socket, PeerCredentials).ok().map(|it| Pid::from_raw(it.pid()))
}

#[cfg(not(target_os = "linux"))]
fn peer_pid(_: impl AsFd) -> Option<Pid> {
    None
}

#[cfg(target_os = "linux")]
fn peer_ids(socket: impl AsFd) -> io::Result<(Uid, Gid)> {
    use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
    let peer = getsockopt(&socket, PeerCredentials)?;
    Ok((Uid::from_raw(peer.uid()), Gid::from_raw(peer.gid())))
}

#[cfg(not(target_os = "linux"))]
fn peer_ids(socket: impl AsFd) -> io::Result<(Uid, Gid)> {
    Ok(nix::unistd::getpeereid(socket)?)
}
