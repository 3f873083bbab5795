//! Whether the server takes what a person does. One that is stopped, or busy beyond measure, leaves
//! it in the socket, from which it takes it when it goes on: nothing is lost, but the person is to
//! know why nothing comes of it.
//!
//! Asked is the kernel, and not the server: no message goes over the line for it. Nobody is woken
//! for it either where the server answers, as it does to almost everything that is typed.

use std::time::{Duration, Instant};

/// How long a server may leave what it was sent unread before the person is told.
/// A server gives up on a program that takes nothing after three.
const UNNOTICED: Duration = Duration::from_secs(4);

/// What was typed in this very moment is unread by everybody: so it is looked twice.
const LOOK: Duration = Duration::from_millis(250);

/// The wait for a server to read what it was sent.
#[derive(Debug, Default)]
pub(super) struct Patience {
    /// Since when something may be unread, and when to look whether it is.
    since: Option<(Instant, Instant)>,
    /// Something was, when it was looked last.
    unread: bool,
    /// The person was told.
    told: bool,
}

impl Patience {
    /// Something was sent.
    pub(super) fn sent(&mut self) {
        if self.since.is_none() {
            let now = Instant::now();
            self.since = Some((now, now + UNNOTICED));
        }
    }

    /// The server said something. `unread` says whether it has left something in the socket.
    pub(super) fn heard(&mut self, unread: impl FnOnce() -> bool) {
        match &mut self.since {
            // What is to be told now is soon known.
            Some((_, next)) if self.told => *next = Instant::now(),
            Some(_) if !unread() => self.forget(),
            _ => {}
        }
    }

    /// Nothing is unread.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// When to look.
    pub(super) fn next(&self) -> Option<Instant> {
        self.since.map(|(_, next)| next)
    }

    /// What the person is to be told now; nothing at all, in an empty line, where all is well again.
    pub(super) fn words(&mut self, unread: impl FnOnce() -> bool) -> Option<String> {
        let now = Instant::now();
        let (since, _) = self.since.filter(|(_, next)| *next <= now)?;
        if !unread() {
            let told = std::mem::take(self).told;
            return told.then(String::new);
        }
        if !std::mem::replace(&mut self.unread, true) {
            self.since = Some((since, now + LOOK));
            return None;
        }
        let seconds = (now - since).as_secs();
        (self.since, self.told) = (Some((since, now + Duration::from_secs(1))), true);
        Some(format!(" The server does not answer since {seconds} s. What is typed waits for it. "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_answered_is_told_nothing_and_not_woken() {
        let mut patience = Patience::default();
        assert_eq!((patience.next(), patience.words(|| true)), (None, None));
        patience.sent();
        assert!(patience.next().is_some_and(|next| next > Instant::now()));
        assert_eq!(patience.words(|| true), None, "it is too early");
        // What was under way already says nothing of what is still unread.
        patience.heard(|| true);
        assert!(patience.next().is_some());
        patience.heard(|| false);
        assert_eq!(patience.next(), None);
    }

    #[test]
    fn a_server_that_reads_nothing_is_told_of_until_it_does() {
        let mut patience = Patience::default();
        let long_ago = Instant::now().checked_sub(2 * UNNOTICED).unwrap();
        patience.since = Some((long_ago, Instant::now()));
        assert_eq!(patience.words(|| true), None, "it may have been typed just now");
        patience.since = Some((long_ago, Instant::now()));
        let words = patience.words(|| true).unwrap();
        assert!(words.contains("does not answer since 8 s"), "{words}");
        patience.heard(|| true);
        assert_eq!(patience.words(|| false).as_deref(), Some(""));
        assert_eq!(patience.next(), None);
    }
}
