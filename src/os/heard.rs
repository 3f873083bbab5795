//! What a process says on a pipe, for whoever waits for it and for no longer than agreed on.

use std::io::{self, Read};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// What is read until its end, until so many bytes are there, or as long as one has patience: somebody
/// else may still have the other end. Nothing says which of these it was.
pub fn read_within(mut from: impl Read + AsFd, most: usize, patience: Duration) -> Vec<u8> {
    let deadline = Instant::now() + patience;
    let mut said = vec![0; most];
    let mut count = 0;
    while count < most {
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout = PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO);
        match poll(&mut [PollFd::new(from.as_fd(), PollFlags::POLLIN)], timeout) {
            Ok(1..) => {}
            Err(Errno::EINTR) => continue,
            Ok(_) | Err(_) => break,
        }
        match from.read(&mut said[count..]) {
            Ok(more @ 1..) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(0) | Err(_) => break,
        }
    }
    said.truncate(count);
    said
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_is_said_has_an_end_a_bound_or_no_more_time() {
        const LONG: Duration = Duration::from_secs(60);
        let said = |text: &[u8], most, patience, ends: bool| {
            let (from, mut to) = std::io::pipe().unwrap();
            to.write_all(text).unwrap();
            let open = (!ends).then_some(to);
            let heard = read_within(from, most, patience);
            drop(open);
            heard
        };
        assert_eq!(said(b"all of it", 100, LONG, true), b"all of it");
        assert_eq!(said(b"too much", 3, LONG, false), b"too");
        assert_eq!(said(b"so far", 100, Duration::from_millis(1), false), b"so far");
    }
}
