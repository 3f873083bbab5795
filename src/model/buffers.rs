//! Paste buffers: what was copied, the newest first.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

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
}

/// All paste buffers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Buffers {
    /// Newest first.
    all: VecDeque<Buffer>,
    count: u64,
}

impl Buffers {
    /// Adds a buffer at the top, named by `prefix` and a number, and drops the oldest unnamed
    /// ones above `limit`.
    pub fn push(&mut self, prefix: &str, data: Vec<u8>, now: i64, limit: usize) -> &str {
        let mut name = format!("{prefix}{}", self.count);
        while self.get(Some(&name)).is_some() {
            self.count += 1;
            name = format!("{prefix}{}", self.count);
        }
        self.count += 1;
        self.all.push_front(Buffer { name, named: false, data, created: now });
        while self.all.iter().filter(|buffer| !buffer.named).count() > limit.max(1) {
            let Some(oldest) = self.all.iter().rposition(|buffer| !buffer.named) else { break };
            self.all.remove(oldest);
        }
        &self.all[0].name
    }

    /// Sets the buffer of that name, making it where there is none.
    pub fn set(&mut self, name: &str, data: Vec<u8>, now: i64) {
        match self.all.iter_mut().find(|buffer| buffer.name == name) {
            Some(buffer) => buffer.data = data,
            None => {
                let name = name.to_owned();
                self.all.push_front(Buffer { name, named: true, data, created: now });
            }
        }
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
        let before = self.all.len();
        self.all.retain(|buffer| buffer.name != name);
        self.all.len() < before
    }

    /// Gives a buffer another name; it then is a named one.
    pub fn rename(&mut self, name: &str, new: &str) -> bool {
        let Some(at) = self.all.iter().position(|buffer| buffer.name == name) else {
            return false;
        };
        if name != new {
            let mut buffer = self.all[at].clone();
            (buffer.name, buffer.named) = (new.to_owned(), true);
            self.all[at] = buffer;
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
        buffers.set("keep", b"k".to_vec(), 0);
        for n in 0..5 {
            buffers.push("buffer", vec![n], 0, 3);
        }
        let names: Vec<_> = buffers.iter().map(|buffer| buffer.name.as_str()).collect();
        assert_eq!(names, ["buffer4", "buffer3", "buffer2", "keep"]);
        assert_eq!(buffers.get(None).unwrap().data, [4]);
        assert!(buffers.rename("buffer4", "keep"));
        assert_eq!(buffers.iter().filter(|buffer| buffer.name == "keep").count(), 1);
        assert!(buffers.remove("keep") && !buffers.remove("keep"));
    }
}
