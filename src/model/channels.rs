//! The channels of `wait-for`: meeting points and locks for scripts.

use std::collections::{BTreeMap, VecDeque};

use super::id::ClientId;

/// A channel. One that nobody waits on, that nobody holds and that was not signalled is not
/// kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Channel {
    /// Who waits to be woken.
    waiting: VecDeque<Place>,
    /// It was signalled when nobody waited: the next one need not wait.
    woken: bool,
    /// Somebody holds the lock.
    locked: bool,
    /// Who wants the lock next.
    queue: VecDeque<Place>,
}

/// Somebody's place in a channel: its number, and who asked.
type Place = (u64, Option<ClientId>);

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

/// Parts a channel's name from the number of a place in it; no name holds it.
const TICKET: char = '\0';

impl Channels {
    /// Somebody wants to wait: what to wait for, or `None` where it was signalled already.
    pub fn wait(&mut self, name: &str, client: Option<ClientId>) -> Option<String> {
        self.tickets += 1;
        let number = self.tickets;
        let channel = self.all.entry(name.to_owned()).or_default();
        let waits = !std::mem::take(&mut channel.woken);
        if waits {
            channel.waiting.push_back((number, client));
        }
        self.tidy(name);
        waits.then(|| ticket(name, number))
    }

    /// A signal for all who wait, or else for the next one.
    pub fn signal(&mut self, name: &str) {
        let channel = self.all.entry(name.to_owned()).or_default();
        let waiting = std::mem::take(&mut channel.waiting);
        channel.woken |= waiting.is_empty();
        self.woken.extend(waiting.into_iter().map(|(number, _)| ticket(name, number)));
        self.tidy(name);
    }

    /// Somebody wants the lock: what to wait for, or `None` where they have it.
    pub fn lock(&mut self, name: &str, client: Option<ClientId>) -> Option<String> {
        let channel = self.all.entry(name.to_owned()).or_default();
        if !channel.locked {
            channel.locked = true;
            return None;
        }
        self.tickets += 1;
        channel.queue.push_back((self.tickets, client));
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
        self.woken.extend(next.map(|(number, _)| ticket(name, number)));
        Ok(())
    }

    /// The clients that wait in a channel, and then those that want its lock.
    pub fn clients(&self, name: &str) -> Vec<ClientId> {
        let channel = self.all.get(name).into_iter();
        let places = channel.flat_map(|it| it.waiting.iter().chain(&it.queue));
        places.filter_map(|(_, client)| *client).collect()
    }

    /// One of them goes on, without signal or lock.
    pub fn wake(&mut self, name: &str, client: ClientId) {
        let Some(channel) = self.all.get_mut(name) else { return };
        let is_it = |(_, waiting): &Place| *waiting == Some(client);
        let places = [&mut channel.waiting, &mut channel.queue];
        let found = places.into_iter().find_map(|places| {
            let at = places.iter().position(is_it)?;
            places.remove(at)
        });
        self.woken.extend(found.map(|(number, _)| ticket(name, number)));
        self.tidy(name);
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
            for places in [&mut channel.waiting, &mut channel.queue] {
                places.retain(|(waiting, _)| Some(*waiting) != number);
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
        assert_eq!(channels.wait("a", None), None);
        let waited = channels.wait("a", None).unwrap();
        channels.signal("a");
        assert_eq!(channels.take_woken(), [waited]);
        assert_eq!(channels.all.len(), 0);
    }

    #[test]
    fn a_waiter_that_is_gone_does_not_swallow_the_signal() {
        let mut channels = Channels::default();
        let waited = channels.wait("a", None).unwrap();
        channels.give_up(&waited);
        channels.signal("a");
        assert!(channels.take_woken().is_empty());
        assert_eq!(channels.wait("a", None), None);
    }

    #[test]
    fn a_lock_goes_from_hand_to_hand() {
        let mut channels = Channels::default();
        assert_eq!(channels.unlock("l"), Err(NotLocked));
        assert_eq!(channels.lock("l", None), None);
        let (second, third) =
            (channels.lock("l", None).unwrap(), channels.lock("l", None).unwrap());
        channels.give_up(&second);
        assert_eq!(channels.unlock("l"), Ok(()));
        assert_eq!(channels.take_woken(), [third]);
        assert_eq!(channels.unlock("l"), Ok(()));
        assert!(channels.take_woken().is_empty());
        assert_eq!(channels.all.len(), 0);
    }

    #[test]
    fn one_of_those_who_wait_can_be_sent_on() {
        let mut channels = Channels::default();
        let (one, other) = (ClientId(1), ClientId(2));
        let waited = channels.wait("a", Some(one)).unwrap();
        assert_eq!(channels.lock("a", Some(one)), None);
        let wanted = channels.lock("a", Some(other)).unwrap();
        assert_eq!(channels.clients("a"), [one, other]);
        channels.wake("a", other);
        channels.wake("a", one);
        channels.wake("a", one);
        assert_eq!(channels.take_woken(), [wanted, waited]);
        assert_eq!(channels.unlock("a"), Ok(()));
        assert_eq!(channels.all.len(), 0);
    }
}
