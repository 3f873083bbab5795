//! Waiting awake for what a key shows. That comes within a fraction of a millisecond, which is less
//! than a processor takes that went to sleep meanwhile and must be woken. So the client stays awake
//! for that long: it asks again and again, and each time lets all others on the processor go first.
//! A key costs a fifth of a millisecond at the most, a client that nobody types into nothing.
//!
//! Where the processors are busy or the line is long that is in vain, and does harm: whoever lets
//! others go first so often is behind all of them when the answer is there (Linux takes a whole turn
//! off for each sched_yield(2)). So after an answer that did not come in time so many keys are not
//! waited for, and twice as many after the next.

use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollTimeout, poll};

/// How long it stays awake.
const LONGEST: Duration = Duration::from_micros(200);

/// The most keys that are not waited for after one that was in vain.
const MOST_SKIPPED: u32 = 31;

/// Whether the client stays awake.
#[derive(Debug, Default)]
pub(super) struct SpinWait {
    until: Option<Instant>,
    /// How many keys are not waited for, after the last answer that did not come in time.
    penalty: u32,
    /// How many of them are still to come.
    skipped: u32,
}

impl SpinWait {
    /// A key was sent.
    pub(super) fn begin(&mut self) {
        match self.skipped.checked_sub(1) {
            Some(left) => self.skipped = left,
            None => self.until = Some(Instant::now() + LONGEST),
        }
    }

    /// What it shows has come.
    pub(super) fn end(&mut self) {
        if self.until.take().is_some() {
            self.penalty = 0;
        }
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
        let Some(until) = self.until else { return false };
        if Instant::now() < until {
            std::thread::yield_now();
            return true;
        }
        self.until = None;
        self.penalty = (2 * self.penalty + 1).min(MOST_SKIPPED);
        self.skipped = self.penalty;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spin_wait_has_an_end() {
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

    #[test]
    fn who_waits_in_vain_waits_ever_less_often() {
        let mut spin_wait = SpinWait::default();
        let mut waits = |answered: bool| {
            spin_wait.begin();
            let waits = spin_wait.until.is_some();
            if answered {
                spin_wait.end();
            }
            while spin_wait.goes_on() {}
            waits
        };
        let in_vain: Vec<usize> = (0..120).map(|_| usize::from(waits(false))).collect();
        assert_eq!(in_vain.iter().sum::<usize>(), 7, "at 0, 2, 6, 14, 30, 62 and 94");
        // The first answer in time makes it as it was.
        (0..32).for_each(|_| _ = waits(true));
        assert!((0..9).all(|_| waits(true)));
    }
}
