//! Paste buffers: what was copied, the newest first.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

/// The most that one buffer holds, in bytes.
pub const MOST_IN_ONE: usize = 64 << 20;

/// The most that all hold together, in bytes. The oldest that nobody named make room.
const MOST_IN_ALL: usize = 256 << 20;

/// Why something is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    /// It is more than a buffer holds.
    #[error("{} MiB are more than a buffer holds ({} MiB)", .0.div_ceil(1 << 20), MOST_IN_ONE >> 20)]
    TooLarge(usize),
    /// Those that have names leave no room for it.
    #[error(
        "the buffers hold {} MiB together, which is the most; delete-buffer makes room",
        MOST_IN_ALL >> 20
    )]
    NoRoom,
}

/// A paste buffer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buffer {
    /// Its name; `buffer0` … where nobody gave one.
    pub name: String,
    /// Whether the name was given.
    pub named: bool,
    /// What is in it.
    pub data: Vec<u8>,
    /// When it was made, in seconds of Unix time.
    pub created: i64,
    /// A number that no other has, nor one that has another name or another text.
    #[serde(skip)]
    serial: u64,
}

/// All paste buffers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Buffers {
    /// Newest first.
    all: VecDeque<Buffer>,
    count: u64,
    /// The last serial number that was given.
    serial: u64,
    /// What became of which buffer since that was asked last: whether it is there.
    news: Vec<(String, bool)>,
}

/// What is written down of all buffers together: each of them is written down by itself, once, as
/// one that is altered is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The serial numbers of the buffers, newest first.
    serials: Vec<u64>,
    count: u64,
    serial: u64,
}

impl Buffer {
    /// The number that says which it is, and with which text.
    pub fn serial(&self) -> u64 {
        self.serial
    }
}

impl Buffers {
    /// Adds a buffer at the top, named by `prefix` and a number, and drops the oldest unnamed
    /// ones above `limit`.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn push(
        &mut self,
        prefix: &str,
        data: Vec<u8>,
        now: i64,
        limit: usize,
    ) -> Result<&str, Full> {
        self.make_room(None, data.len())?;
        let name = self.free_name(prefix);
        let serial = self.next_serial();
        while self.all.iter().filter(|buffer| !buffer.named).count() >= limit.max(1) {
            let Some(oldest) = self.all.iter().rposition(|buffer| !buffer.named) else { break };
            self.remove_at(oldest);
        }
        self.news.push((name.clone(), true));
        self.all.push_front(Buffer { name, named: false, data, created: now, serial });
        Ok(&self.all[0].name)
    }

    /// A name of a prefix and a number that no buffer has.
    fn free_name(&mut self, prefix: &str) -> String {
        loop {
            let name = format!("{prefix}{}", self.count);
            self.count += 1;
            if self.get(Some(&name)).is_none() {
                return name;
            }
        }
    }

    /// Adds a buffer below all others, by its name (and whether somebody gave that), where there is
    /// room for it. Where another one is called so, one without a name of its own gets another number,
    /// and one that somebody named is not added.
    pub fn push_oldest(
        &mut self,
        (name, named): (String, bool),
        data: Vec<u8>,
        created: i64,
        limit: usize,
    ) {
        let all = self.all.iter().map(|it| it.data.len()).sum::<usize>();
        let unnamed = self.all.iter().filter(|it| !it.named).count();
        let has_room = all + data.len() <= MOST_IN_ALL && data.len() <= MOST_IN_ONE;
        let name = match self.get(Some(&name)) {
            Some(_) if named => return,
            Some(_) => self.free_name(name.trim_end_matches(|c: char| c.is_ascii_digit())),
            None => name,
        };
        if has_room && (named || unnamed < limit.max(1)) {
            let serial = self.next_serial();
            self.all.push_back(Buffer { name, named, data, created, serial });
        }
    }

    /// Makes room for so much, in the place of what the buffer of a name holds.
    fn make_room(&mut self, instead: Option<&str>, more: usize) -> Result<(), Full> {
        if more > MOST_IN_ONE {
            return Err(Full::TooLarge(more));
        }
        let stays = |it: &&Buffer| instead != Some(it.name.as_str());
        let sum =
            |all: &mut dyn Iterator<Item = &Buffer>| -> usize { all.map(|it| it.data.len()).sum() };
        let named = sum(&mut self.all.iter().filter(stays).filter(|it| it.named));
        if named + more > MOST_IN_ALL {
            return Err(Full::NoRoom);
        }
        while sum(&mut self.all.iter().filter(stays)) + more > MOST_IN_ALL {
            let goes = |it: &Buffer| !it.named && stays(&it);
            let Some(oldest) = self.all.iter().rposition(goes) else { break };
            self.remove_at(oldest);
        }
        Ok(())
    }

    /// Sets the buffer of that name, making it where there is none.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn set(&mut self, name: &str, data: Vec<u8>, now: i64) -> Result<(), Full> {
        self.make_room(Some(name), data.len())?;
        let serial = self.next_serial();
        // What was in it before is gone.
        self.news.extend(self.get(Some(name)).map(|it| (it.name.clone(), false)));
        self.news.push((name.to_owned(), true));
        match self.all.iter_mut().find(|buffer| buffer.name == name) {
            Some(buffer) => (buffer.data, buffer.serial) = (data, serial),
            None => {
                let name = name.to_owned();
                self.all.push_front(Buffer { name, named: true, data, created: now, serial });
            }
        }
        Ok(())
    }

    /// The buffer of that name, or the newest unnamed one.
    pub fn get(&self, name: Option<&str>) -> Option<&Buffer> {
        match name {
            Some(name) => self.all.iter().find(|buffer| buffer.name == name),
            None => self.all.iter().find(|buffer| !buffer.named),
        }
    }

    /// Removes a buffer.
    pub fn remove(&mut self, name: &str) -> bool {
        let found = self.all.iter().position(|buffer| buffer.name == name);
        found.is_some_and(|at| self.remove_at(at))
    }

    /// Removes the buffer at a place. Whether there is one.
    fn remove_at(&mut self, at: usize) -> bool {
        let gone = self.all.remove(at);
        self.news.extend(gone.as_ref().map(|buffer| (buffer.name.clone(), false)));
        gone.is_some()
    }

    /// What became of which buffer since this was asked last: whether it is there.
    pub fn take_news(&mut self) -> Vec<(String, bool)> {
        std::mem::take(&mut self.news)
    }

    /// Gives a buffer another name; it then is a named one.
    pub fn rename(&mut self, name: &str, new: &str) -> bool {
        let Some(at) = self.all.iter().position(|buffer| buffer.name == name) else {
            return false;
        };
        if name != new {
            let serial = self.next_serial();
            self.news.extend([(name.to_owned(), false), (new.to_owned(), true)]);
            let buffer = &mut self.all[at];
            (buffer.name, buffer.named, buffer.serial) = (new.to_owned(), true, serial);
            let mut seen = false;
            self.all.retain(|buffer| {
                buffer.name != new
                    || (!seen && {
                        seen = true;
                        true
                    })
            });
        }
        true
    }

    fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// What is written down of all of them together.
    pub fn order(&self) -> Order {
        let serials = self.all.iter().map(|buffer| buffer.serial).collect();
        Order { serials, count: self.count, serial: self.serial }
    }

    /// The serial numbers of all of them.
    pub fn serials(&self) -> impl Iterator<Item = u64> {
        self.all.iter().map(|buffer| buffer.serial)
    }

    /// The buffer with a serial number.
    pub fn with_serial(&self, serial: u64) -> Option<&Buffer> {
        self.all.iter().find(|buffer| buffer.serial == serial)
    }

    /// Those that were written down; `None` where they are not those that there were.
    pub fn restore(order: Order, mut buffers: BTreeMap<u64, Buffer>) -> Option<Self> {
        let known = |serial: u64| {
            let buffer = buffers.remove(&serial).filter(|_| serial <= order.serial)?;
            Some(Buffer { serial, ..buffer })
        };
        let all = order.serials.into_iter().map(known).collect::<Option<_>>()?;
        buffers.is_empty().then_some(Self {
            all,
            count: order.count,
            serial: order.serial,
            news: Vec::new(),
        })
    }

    /// All, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Buffer> {
        self.all.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_unnamed_buffers_go_named_ones_stay() {
        let mut buffers = Buffers::default();
        buffers.set("keep", b"k".to_vec(), 0).unwrap();
        for n in 0..5 {
            buffers.push("buffer", vec![n], 0, 3).unwrap();
        }
        let names: Vec<_> = buffers.iter().map(|buffer| buffer.name.as_str()).collect();
        assert_eq!(names, ["buffer4", "buffer3", "buffer2", "keep"]);
        assert_eq!(buffers.get(None).unwrap().data, [4]);
        assert!(buffers.rename("buffer4", "keep"));
        assert_eq!(buffers.iter().filter(|buffer| buffer.name == "keep").count(), 1);
        assert!(buffers.remove("keep") && !buffers.remove("keep"));
    }

    #[test]
    fn buffers_hold_so_much_each_and_together() {
        let mut buffers = Buffers::default();
        assert_eq!(
            buffers.set("a", vec![0; MOST_IN_ONE + 1], 0),
            Err(Full::TooLarge(MOST_IN_ONE + 1))
        );
        let all = MOST_IN_ALL / MOST_IN_ONE;
        for _ in 0..all + 2 {
            buffers.push("buffer", vec![0; MOST_IN_ONE], 0, 100).unwrap();
        }
        assert_eq!(buffers.iter().count(), all);
        for n in 0..all {
            buffers.set(&format!("mine{n}"), vec![0; MOST_IN_ONE], 0).unwrap();
        }
        assert!(buffers.iter().all(|buffer| buffer.named));
        assert_eq!(buffers.push("buffer", vec![0], 0, 100), Err(Full::NoRoom));
        // In its own place there is room.
        assert_eq!(buffers.set("mine0", vec![1; MOST_IN_ONE], 0), Ok(()));
    }
}
