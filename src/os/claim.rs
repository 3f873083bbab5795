//! A claim on a directory: while one process has it no other does. It leaves nothing in the directory,
//! and the kernel lets go of it where its holder dies.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};

#[cfg(test)]
mod tests;

/// The claim, for as long as it lives.
#[derive(Debug)]
pub struct Claim {
    /// The directory's device and number, which another one has that is made in its place.
    of: (u64, u64),
    #[expect(dead_code, reason = "held to be dropped")]
    held: Option<Flock<File>>,
}

/// Claims a directory; nothing where somebody else has. Where the file system knows no locks everybody
/// may have it.
///
/// # Errors
/// There is no such directory, or it cannot be opened.
pub fn attempt(directory: &Path) -> io::Result<Option<Claim>> {
    loop {
        let opened = File::open(directory)?;
        let found = opened.metadata()?;
        let held = match Flock::lock(opened, FlockArg::LockExclusiveNonblock) {
            Ok(held) => Some(held),
            Err((_, Errno::EINTR)) => continue,
            Err((_, Errno::EWOULDBLOCK)) => return Ok(None),
            Err(_) => None,
        };
        let claim = Claim { of: (found.dev(), found.ino()), held };
        // It may have gone meanwhile.
        if claim.is_of(directory) {
            return Ok(Some(claim));
        }
    }
}

impl Claim {
    /// Whether that is the directory that is called so now.
    pub fn is_of(&self, directory: &Path) -> bool {
        fs::metadata(directory).is_ok_and(|it| (it.dev(), it.ino()) == self.of)
    }
}
