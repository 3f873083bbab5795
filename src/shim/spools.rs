//! What programs write while there is no server for some time: read so that they do not stand
//! still, and kept for the next one. Bounded: a program that writes more waits, as it would for
//! any terminal.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;

use super::message::Key;

/// The most that is kept of one program, in bytes.
const MOST: usize = 256 << 10;

/// The most of all of them, in bytes.
const MOST_OF_ALL: usize = 16 << 20;

/// Read at once, in bytes: what a pty gives.
const PART: usize = 4 << 10;

/// One program's.
#[derive(Default)]
struct Spool {
    bytes: Vec<u8>,
    /// Nothing more comes.
    is_over: bool,
}

/// All of them.
#[derive(Default)]
pub struct Spools {
    all: BTreeMap<Key, Spool>,
    total: usize,
}

impl Spools {
    /// Whether there is room for more of a program, and more may come.
    pub fn takes(&self, key: Key) -> bool {
        let own = self.all.get(&key);
        let (length, is_over) = own.map_or((0, false), |it| (it.bytes.len(), it.is_over));
        !is_over && length + PART <= MOST && self.total + PART <= MOST_OF_ALL
    }

    /// Reads on, once.
    pub fn read(&mut self, key: Key, master: &OwnedFd) {
        let mut part = [0; PART];
        let spool = self.all.entry(key).or_default();
        match read(master, &mut part) {
            Ok(count @ 1..) => {
                spool.bytes.extend_from_slice(&part[..count]);
                self.total += count;
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Ok(_) | Err(_) => spool.is_over = true,
        }
    }

    /// What is kept of each.
    pub fn kept(&self) -> impl Iterator<Item = (Key, &[u8])> {
        let some = self.all.iter().filter(|(_, spool)| !spool.bytes.is_empty());
        some.map(|(key, spool)| (*key, spool.bytes.as_slice()))
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// It has all been taken.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

fn read(master: &OwnedFd, part: &mut [u8]) -> io::Result<usize> {
    loop {
        match nix::unistd::read(master, part) {
            Err(nix::errno::Errno::EINTR) => {}
            answer => return Ok(answer?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_spool_is_bounded_and_keeps_what_came_first() {
        let mut spools = Spools::default();
        let (reader, mut writer) = io::pipe().unwrap();
        let reader = OwnedFd::from(reader);
        let mut sent = Vec::new();
        while spools.takes(7) {
            let part = [sent.len() as u8; PART];
            writer.write_all(&part).unwrap();
            sent.extend_from_slice(&part);
            spools.read(7, &reader);
        }
        assert_eq!(sent.len(), MOST);
        assert_eq!(spools.kept().collect::<Vec<_>>(), [(7, sent.as_slice())]);
        assert!(spools.takes(8));
        drop(writer);
        spools.read(8, &reader);
        assert!(!spools.takes(8), "its program has gone");
        spools.clear();
        assert!(spools.takes(7) && spools.kept().next().is_none());
    }
}
