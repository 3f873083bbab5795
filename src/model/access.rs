//! Who else than its owner a server lets in (`server-access`): users and groups, each to do all that its
//! owner may, or only to look.
//!
//! The list is the server's alone and ends with it: nobody is let in by a server that followed one that
//! died, until its owner says so again.

use std::collections::BTreeMap;

use super::Model;
use super::client::{Client, READ_ONLY};
use super::effect::ClientEffect;
use super::id::ClientId;

/// What those are told who are not let in.
pub const NOT_ALLOWED: &str = "access not allowed";

/// Who is at the other end of a socket, by the kernel's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// The user.
    pub uid: u32,
    /// Their group, of all that they may be in.
    pub gid: u32,
}

/// A user or a group. Users come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A user.
    User(u32),
    /// A group.
    Group(u32),
}

/// What users and groups are called on this machine.
#[derive(Debug, Clone, Copy)]
pub struct Accounts {
    /// The user or group of a name.
    pub named: fn(&str, bool) -> Option<(Who, String)>,
    /// The name of one.
    pub name: fn(Who) -> Option<String>,
}

impl Default for Accounts {
    fn default() -> Self {
        Self { named: |_, _| None, name: |_| None }
    }
}

/// Who is let in; whether only to look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access(BTreeMap<Who, bool>);

impl Access {
    /// Whether somebody is let in, and then whether only to look. What is said of a user counts, and
    /// else what is said of their group.
    pub fn of(&self, peer: Peer) -> Option<bool> {
        let user = self.0.get(&Who::User(peer.uid));
        user.or_else(|| self.0.get(&Who::Group(peer.gid))).copied()
    }

    /// Whether one is on the list.
    pub fn has(&self, who: Who) -> bool {
        self.0.contains_key(&who)
    }

    /// All, with whether they only look.
    pub fn iter(&self) -> impl Iterator<Item = (Who, bool)> {
        self.0.iter().map(|(who, looks)| (*who, *looks))
    }
}

impl Model {
    /// Lets a user or a group in, or says what they may do there.
    pub fn allow(&mut self, who: Who, only_looks: bool) {
        self.access.0.insert(who, only_looks);
        self.heed_access();
    }

    /// Lets one in no more. Those who are there are sent away.
    pub fn deny(&mut self, who: Who) {
        self.access.0.remove(&who);
        self.heed_access();
    }

    /// Those who are there may do what the list says now.
    fn heed_access(&mut self) {
        let guests = self.graph.clients().filter_map(|it| Some((it.id, it.guest?)));
        let guests: Vec<(ClientId, Peer)> = guests.collect();
        for (id, peer) in guests {
            let access = self.access.of(peer);
            if let Some(client) = self.graph.client_mut(id) {
                // What those have begun who are sent away does no more until they are gone.
                client.set_only_looks(access != Some(false));
            }
            if access.is_none() {
                self.send_away(id);
            }
        }
    }

    fn send_away(&mut self, id: ClientId) {
        match self.graph.client(id).is_some_and(Client::is_attached) {
            true => self.detach(id, format!("[{NOT_ALLOWED}]")),
            false => self.refuse(id),
        }
    }

    /// Tells one who asks for something that they are not let in.
    pub fn refuse(&mut self, id: ClientId) {
        self.complain(id, NOT_ALLOWED);
        self.ask_client(id, ClientEffect::Exit(1));
    }

    /// Why a client may not do what changes something; nothing where it may.
    pub fn only_looks(&self, client: ClientId) -> Option<&'static str> {
        self.graph.client(client).filter(|it| it.only_looks).map(|_| READ_ONLY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_user_counts_before_what_is_said_of_their_group() {
        let mut access = Access::default();
        let peer = Peer { uid: 5, gid: 7 };
        assert_eq!(access.of(peer), None);
        access.0.insert(Who::Group(7), true);
        assert_eq!(access.of(peer), Some(true));
        access.0.insert(Who::User(5), false);
        assert_eq!(access.of(peer), Some(false));
        assert_eq!(access.of(Peer { uid: 6, gid: 8 }), None);
        let all: Vec<Who> = access.iter().map(|(who, _)| who).collect();
        assert_eq!(all, [Who::User(5), Who::Group(7)]);
    }
}
