//! Waiting awake for what a key shows. That comes within a fraction of a millisecond, which is less
//! than a processor takes that went to sleep meanwhile and must be woken. So the client stays awake
//! for that long: it asks again and again, and each time lets all others on the processor go first.
//! A key costs a fifth of a millisecond at the most, a client that nobody types into nothing.

use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollTimeout, poll};

/// How long it stays awake.
const LONGEST: Duration = Duration::from_micros(200);

/// Whether the client stays awake.
#[derive(Debug, Default)]
pub(super) struct SpinWait {
    until: Option<Instant>,
}

impl SpinWait {
    /// A key was sent.
    pub(super) fn begin(&mut self) {
        self.until = Some(Instant::now() + LONGEST);
    }

    /// What it shows has come.
    pub(super) fn end(&mut self) {
        self.until = None;
    }

    /// Waits as poll(2) does.
    pub(super) fn poll(
        &mut self,
        fds: &mut [PollFd<'_>],
        timeout: PollTimeout,
    ) -> nix::Result<i32> {
        while self.goes_on() {
            match poll(fds, PollTimeout::ZERO) {
                Ok(0) => {}
                found => return found,
            }
        }
        poll(fds, timeout)
    }

    /// Whether to look once more before going to sleep. Others had the processor in between.
    fn goes_on(&mut self) -> bool {
        self.until = self.until.filter(|until| Instant::now() < *until);
        if self.until.is_some() {
            std::thread::yield_now();
        }
        self.until.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vigil_has_an_end() {
        let mut spin_wait = SpinWait::default();
        assert!(!spin_wait.goes_on());
        spin_wait.begin();
        spin_wait.end();
        assert!(!spin_wait.goes_on());
        spin_wait.begin();
        let began = Instant::now();
        while spin_wait.goes_on() {}
        assert!(began.elapsed() >= LONGEST);
        assert!(!spin_wait.goes_on());
    }
}
