//! The channels of `wait-for`: meeting points and locks for scripts.

use std::collections::{BTreeMap, VecDeque};

/// A channel. One that nobody waits on, that nobody holds and that was not signalled is not
/// kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Channel {
    /// How many wait to be woken.
    waiting: usize,
    /// It was signalled when nobody waited: the next one need not wait.
    woken: bool,
    /// Somebody holds the lock.
    locked: bool,
    /// Who wants the lock next.
    queue: VecDeque<u64>,
}

/// All channels, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Channels {
    all: BTreeMap<String, Channel>,
    tickets: u64,
    /// What those wait for who may go on.
    woken: Vec<String>,
}

/// No lock is held on this channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not locked")]
pub struct NotLocked;

/// Parts a channel's name from a place in the queue for its lock; no name holds it.
const TICKET: char = '\0';

impl Channels {
    /// Somebody wants to wait: what to wait for, or `None` where it was signalled already.
    pub fn wait(&mut self, name: &str) -> Option<String> {
        let channel = self.all.entry(name.to_owned()).or_default();
        let wait = !std::mem::take(&mut channel.woken);
        channel.waiting += usize::from(wait);
        self.tidy(name);
        wait.then(|| name.to_owned())
    }

    /// A signal for all who wait, or else for the next one.
    pub fn signal(&mut self, name: &str) {
        let channel = self.all.entry(name.to_owned()).or_default();
        match std::mem::take(&mut channel.waiting) {
            0 => channel.woken = true,
            _ => self.woken.push(name.to_owned()),
        }
        self.tidy(name);
    }

    /// Somebody wants the lock: what to wait for, or `None` where they have it.
    pub fn lock(&mut self, name: &str) -> Option<String> {
        let channel = self.all.entry(name.to_owned()).or_default();
        if !channel.locked {
            channel.locked = true;
            return None;
        }
        self.tickets += 1;
        channel.queue.push_back(self.tickets);
        Some(ticket(name, self.tickets))
    }

    /// The lock is given back: the next one has it now.
    ///
    /// # Errors
    /// Nobody holds it.
    pub fn unlock(&mut self, name: &str) -> Result<(), NotLocked> {
        let channel = self.all.get_mut(name).filter(|channel| channel.locked).ok_or(NotLocked)?;
        let next = channel.queue.pop_front();
        channel.locked = next.is_some();
        self.tidy(name);
        self.woken.extend(next.map(|number| ticket(name, number)));
        Ok(())
    }

    /// What of them outlives those who wait, by name: whether one was signalled, and whether it is
    /// locked.
    pub fn kept(&self) -> Vec<(&str, bool, bool)> {
        let kept = self.all.iter().filter(|(_, it)| it.woken || it.locked);
        kept.map(|(name, it)| (name.as_str(), it.woken, it.locked)).collect()
    }

    /// Those that were kept. Nobody waits: whoever did asks again.
    pub fn restore(kept: Vec<(String, bool, bool)>) -> Self {
        let channel = |(name, woken, locked): (String, bool, bool)| {
            (name, Channel { woken, locked, ..Channel::default() })
        };
        Self { all: kept.into_iter().map(channel).collect(), ..Self::default() }
    }

    /// What those wait for who may go on.
    pub fn take_woken(&mut self) -> Vec<String> {
        std::mem::take(&mut self.woken)
    }

    /// Whoever waited for this is gone and needs neither signal nor lock.
    pub fn give_up(&mut self, waited_for: &str) {
        let (name, number) = match waited_for.split_once(TICKET) {
            Some((name, number)) => (name, number.parse::<u64>().ok()),
            None => (waited_for, None),
        };
        if let Some(channel) = self.all.get_mut(name) {
            match number {
                Some(number) => channel.queue.retain(|&waiting| waiting != number),
                None => channel.waiting = channel.waiting.saturating_sub(1),
            }
        }
        self.tidy(name);
    }

    fn tidy(&mut self, name: &str) {
        if self.all.get(name) == Some(&Channel::default()) {
            self.all.remove(name);
        }
    }
}

fn ticket(name: &str, number: u64) -> String {
    format!("{name}{TICKET}{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_wakes_those_who_wait_or_the_next_one() {
        let mut channels = Channels::default();
        channels.signal("a");
        assert!(channels.take_woken().is_empty());
        assert_eq!(channels.wait("a"), None);
        assert_eq!(channels.wait("a"), Some("a".into()));
        channels.signal("a");
        assert_eq!(channels.take_woken(), ["a"]);
        assert_eq!(channels.all.len(), 0);
    }

    #[test]
    fn a_waiter_that_is_gone_does_not_swallow_the_signal() {
        let mut channels = Channels::default();
        let waited = channels.wait("a").unwrap();
        channels.give_up(&waited);
        channels.signal("a");
        assert!(channels.take_woken().is_empty());
        assert_eq!(channels.wait("a"), None);
    }

    #[test]
    fn a_lock_goes_from_hand_to_hand() {
        let mut channels = Channels::default();
        assert_eq!(channels.unlock("l"), Err(NotLocked));
        assert_eq!(channels.lock("l"), None);
        let (second, third) = (channels.lock("l").unwrap(), channels.lock("l").unwrap());
        channels.give_up(&second);
        assert_eq!(channels.unlock("l"), Ok(()));
        assert_eq!(channels.take_woken(), [third]);
        assert_eq!(channels.unlock("l"), Ok(()));
        assert!(channels.take_woken().is_empty());
        assert_eq!(channels.all.len(), 0);
    }
}
