//! What a peer has left unread in a socket, as far as the kernel tells.

#![allow(unsafe_code)] // one ioctl

use std::os::fd::AsFd;

/// Whether the system tells, and says of a connection whose peer went without having read all that it was
/// reset.
pub const IS_TOLD: bool = cfg!(target_os = "linux");

/// Whether the peer of a connected socket has not read all that was written to it. Where the system
/// does not tell it is taken to have.
pub fn is_unread(socket: impl AsFd) -> bool {
    unread(socket) > 0
}

/// How much the peer has not read, in bytes, with what the system adds to each piece; 0 where that does
/// not tell.
#[cfg(target_os = "linux")]
pub fn unread(socket: impl AsFd) -> usize {
    use std::os::fd::AsRawFd;

    use nix::libc;
    let mut left: libc::c_int = 0;
    // SAFETY: SIOCOUTQ, which has this name for terminals, writes one int, and `left` outlives the
    // call (unix(7) has SIOCINQ; af_unix counts both).
    let done = unsafe { libc::ioctl(socket.as_fd().as_raw_fd(), libc::TIOCOUTQ, &raw mut left) };
    if done == 0 { usize::try_from(left).unwrap_or(0) } else { 0 }
}

/// The same where there is no such question.
#[cfg(not(target_os = "linux"))]
pub fn unread(_socket: impl AsFd) -> usize {
    0
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn what_is_not_read_is_known() {
        let (mut near, mut far) = UnixStream::pair().unwrap();
        assert!(!is_unread(&near));
        near.write_all(b"some").unwrap();
        assert_eq!(is_unread(&near), cfg!(target_os = "linux"));
        far.read_exact(&mut [0; 2]).unwrap();
        assert_eq!(is_unread(&near), cfg!(target_os = "linux"));
        far.read_exact(&mut [0; 2]).unwrap();
        assert!(!is_unread(&near));
    }
}
