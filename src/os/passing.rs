//! Descriptors that go from one process to another over a socket (`SCM_RIGHTS`, unix(7)), beside
//! bytes: each goes with the first byte of what it was sent with, so that whoever has read that
//! byte has it too, and in that order. Knows no message.
#![allow(unsafe_code)] // a descriptor that the kernel made is a number at first

use std::collections::VecDeque;
use std::io::{self, IoSlice, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::sys::socket::{ControlMessage, ControlMessageOwned, MsgFlags, recvmsg, sendmsg};

/// The most descriptors that go with one sending.
pub const MOST: usize = 4;

/// Sends bytes, as many as are taken, with these descriptors beside the first. How many bytes
/// were; the descriptors went where any did.
///
/// # Errors
/// `InvalidInput` for no bytes or more than [`MOST`] descriptors; `WouldBlock` where a socket that
/// does not wait takes nothing, or the system has too many on their way already.
pub fn send(socket: impl AsFd, bytes: &[u8], descriptors: &[BorrowedFd<'_>]) -> io::Result<usize> {
    if bytes.is_empty() || descriptors.len() > MOST {
        return Err(Errno::EINVAL.into());
    }
    let numbers: Vec<RawFd> = descriptors.iter().map(AsRawFd::as_raw_fd).collect();
    let rights = [ControlMessage::ScmRights(&numbers)];
    let beside = if numbers.is_empty() { &[][..] } else { &rights };
    let socket = socket.as_fd().as_raw_fd();
    loop {
        match sendmsg::<()>(socket, &[IoSlice::new(bytes)], beside, QUIET, None) {
            Err(Errno::EINTR) => {}
            // They are on their way until they are taken.
            Err(Errno::ETOOMANYREFS) => return Err(io::ErrorKind::WouldBlock.into()),
            sent => return Ok(sent?),
        }
    }
}

/// No signal where the other end is closed.
#[cfg(not(target_os = "macos"))]
const QUIET: MsgFlags = MsgFlags::MSG_NOSIGNAL;
#[cfg(target_os = "macos")]
const QUIET: MsgFlags = MsgFlags::empty();

/// Receives what there is, as much as fits, and adds what descriptors came beside it; no program
/// that is executed inherits them. 0 at the end.
///
/// # Errors
/// Those of recvmsg(2), and `QuotaExceeded` where this process can have no more descriptors:
/// then some are lost.
pub fn receive(
    socket: impl AsFd,
    buffer: &mut [u8],
    descriptors: &mut VecDeque<OwnedFd>,
) -> io::Result<usize> {
    let mut space = nix::cmsg_space!([RawFd; MOST]);
    let socket = socket.as_fd().as_raw_fd();
    loop {
        let mut parts = [IoSliceMut::new(buffer)];
        let received = match recvmsg::<()>(socket, &mut parts, Some(&mut space), CLOSING) {
            Err(Errno::EINTR) => continue,
            received => received?,
        };
        let lost = |_| {
            let reason = "no room for the descriptors that were sent";
            io::Error::new(io::ErrorKind::QuotaExceeded, reason)
        };
        for beside in received.cmsgs().map_err(lost)? {
            if let ControlMessageOwned::ScmRights(numbers) = beside {
                // SAFETY: the kernel made them for us just now, and nobody else knows of them.
                let owned = numbers.into_iter().map(|fd| unsafe { OwnedFd::from_raw_fd(fd) });
                descriptors.extend(owned);
            }
        }
        let bytes = received.bytes;
        if CLOSING.is_empty() {
            for descriptor in descriptors.iter() {
                fcntl(descriptor, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
            }
        }
        return Ok(bytes);
    }
}

/// Descriptors that come close at an exec; where the system cannot say so they are told it.
#[cfg(any(target_os = "linux", target_os = "freebsd"))]
const CLOSING: MsgFlags = MsgFlags::MSG_CMSG_CLOEXEC;
#[cfg(not(any(target_os = "linux", target_os = "freebsd")))]
const CLOSING: MsgFlags = MsgFlags::empty();

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;

    #[test]
    fn descriptors_come_with_the_byte_that_they_were_sent_with() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        theirs.set_nonblocking(true).unwrap();
        let (mut read_end, write_end) = io::pipe().unwrap();
        let (second_read, second_write) = io::pipe().unwrap();
        assert_eq!(send(&ours, b"one", &[write_end.as_fd()]).unwrap(), 3);
        assert_eq!(send(&ours, b"two", &[]).unwrap(), 3);
        let pair = [second_read.as_fd(), second_write.as_fd()];
        assert_eq!(send(&ours, b"three", &pair).unwrap(), 5);
        drop((write_end, second_write));
        let (mut bytes, mut came) = (Vec::new(), VecDeque::new());
        let mut buffer = [0; 2];
        while let Ok(count) = receive(&theirs, &mut buffer, &mut came) {
            bytes.extend_from_slice(&buffer[..count]);
            let expect = if bytes.len() > 6 { 3 } else { 1 };
            assert_eq!(came.len(), expect, "{bytes:?}");
        }
        assert_eq!(bytes, b"onetwothree");
        // They are the same pipes.
        let mut first = std::fs::File::from(came.pop_front().unwrap());
        first.write_all(b"through").unwrap();
        let flags = fcntl(&first, FcntlArg::F_GETFD).unwrap();
        assert!(FdFlag::from_bits_retain(flags).contains(FdFlag::FD_CLOEXEC));
        drop(first);
        let mut text = String::new();
        read_end.read_to_string(&mut text).unwrap();
        assert_eq!(text, "through");
    }

    #[test]
    fn an_end_is_no_signal_and_nothing_is_no_message() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        assert!(send(&ours, b"", &[]).is_err());
        let many = [ours.as_fd(); MOST + 1];
        assert!(send(&ours, b"x", &many).is_err());
        drop(theirs);
        assert!(send(&ours, b"x", &[]).is_err());
        assert_eq!(receive(&ours, &mut [0; 8], &mut VecDeque::new()).unwrap(), 0);
    }
}
