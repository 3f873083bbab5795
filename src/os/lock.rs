//! The lock that whoever starts a server holds, from the look whether one is there until it listens.
//!
//! It is a file beside the socket, which goes with its holder: a holder removes it before letting
//! go, and whoever gets a lock looks whether it is still the file of that name. The kernel lets go
//! of it where its holder dies; then the next one removes the file.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg, OFlag};
use nix::unistd::Uid;

#[cfg(test)]
mod tests;

/// How long others may take to start a server.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often one looks whether they are done.
const PAUSE: Duration = Duration::from_millis(3);

/// While it lives, no other process starts a server for the same socket.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    #[expect(dead_code, reason = "held to be dropped, after the file is removed")]
    file: Flock<File>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where it cannot be removed the next one finds it, and nobody holds it.
        let _ = fs::remove_file(&self.path);
    }
}

/// The lock of the socket at `path`, if nobody holds it.
///
/// # Errors
/// Its file cannot be made, or is nobody's lock: not a regular file, not empty, not ours.
pub fn attempt(path: &Path) -> io::Result<Option<Lock>> {
    let path = file_of(path);
    loop {
        let file = open(&path).map_err(|error| named(&path, &error))?;
        let file = match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
            Ok(file) => file,
            Err((_, Errno::EINTR)) => continue,
            Err((_, Errno::EWOULDBLOCK)) => return Ok(None),
            Err((_, errno)) => return Err(named(&path, &errno.into())),
        };
        // Its last holder may have removed it meanwhile, and somebody may hold the next one.
        let held = file.metadata()?;
        let is_same = |it: fs::Metadata| (it.dev(), it.ino()) == (held.dev(), held.ino());
        if fs::symlink_metadata(&path).is_ok_and(is_same) {
            return Ok(Some(Lock { path, file }));
        }
    }
}

/// Waits until nobody else is starting a server for the socket at `path`, and has the lock then;
/// unless `found` finds meanwhile what the lock is wanted for.
///
/// # Errors
/// As for [`attempt`], and `TimedOut` where somebody holds it for long.
pub fn wait<T>(path: &Path, mut found: impl FnMut() -> Option<T>) -> io::Result<Held<T>> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(lock) = attempt(path)? {
            return Ok(Held::Lock(lock));
        }
        if let Some(found) = found() {
            return Ok(Held::Found(found));
        }
        if Instant::now() >= deadline {
            let (file, seconds) = (file_of(path), PATIENCE.as_secs());
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                format!(
                    "somebody has been starting one for {seconds} seconds and holds {}",
                    file.display()
                ),
            ));
        }
        std::thread::sleep(PAUSE);
    }
}

/// What came of waiting for a lock.
#[derive(Debug)]
pub enum Held<T> {
    /// We hold it.
    Lock(Lock),
    /// What it was wanted for is there.
    Found(T),
}

/// The file of a socket's lock.
fn file_of(socket: &Path) -> PathBuf {
    let mut name = socket.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

/// Opens a lock's file, without waiting for anybody who has another end of it.
fn open(path: &Path) -> io::Result<File> {
    let flags = OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    let file = options.custom_flags(flags.bits()).open(path)?;
    let found = file.metadata()?;
    let owner = Uid::effective();
    if !found.is_file() || found.len() > 0 || found.uid() != owner.as_raw() {
        let reason = "it is no lock of pmux's; remove it, or use another socket";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, reason));
    }
    Ok(file)
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
