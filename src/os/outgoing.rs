//! Bytes on their way to a descriptor that takes them when it can.

use std::io::{self, ErrorKind};

/// So much room is kept where nothing waits any more, in bytes.
const KEPT: usize = 256 << 10;

/// A queue of bytes: written from its front, added to at its end. Whatever waits in it, neither
/// costs more than the bytes that it is about.
#[derive(Debug, Default)]
pub struct Outgoing {
    bytes: Vec<u8>,
    /// How many of them were written already.
    written: usize,
}

impl Outgoing {
    /// How many bytes wait.
    pub fn len(&self) -> usize {
        self.bytes.len() - self.written
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What waits.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.written..]
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Where bytes are added that are made in place. What is there already is not to be touched.
    pub fn end(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Forgets what waits.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.shrink_to(KEPT);
        self.written = 0;
    }

    /// Writes what is taken now.
    ///
    /// # Errors
    /// Those of `write`, but for its being interrupted or taking nothing for now.
    pub fn write_to(
        &mut self,
        mut write: impl FnMut(&[u8]) -> io::Result<usize>,
    ) -> io::Result<()> {
        let mut result = Ok(());
        while self.written < self.bytes.len() {
            match write(&self.bytes[self.written..]) {
                Ok(0) => break,
                Ok(count) => self.written += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
        }
        self.make_room();
        result
    }

    /// What was written is thrown out when that is more than what is left to be moved: so no byte
    /// is moved more than once for each that was written.
    fn make_room(&mut self) {
        if self.is_empty() {
            self.clear();
        } else if self.written > KEPT && self.written > self.len() {
            self.bytes.drain(..self.written);
            self.written = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_in_order_however_it_is_taken() {
        let mut queue = Outgoing::default();
        let (mut taken, mut expected) = (Vec::new(), Vec::new());
        for turn in 0..4000_usize {
            let part: Vec<u8> = (0..997).map(|n| (n + turn) as u8).collect();
            queue.push(&part);
            expected.extend_from_slice(&part);
            let mut left = turn % 1500;
            let result = queue.write_to(|bytes| {
                let count = bytes.len().min(left).min(700);
                if count == 0 {
                    return Err(ErrorKind::WouldBlock.into());
                }
                left -= count;
                taken.extend_from_slice(&bytes[..count]);
                Ok(count)
            });
            assert!(result.is_ok());
            assert_eq!(taken.len() + queue.len(), expected.len());
        }
        queue
            .write_to(|bytes| {
                taken.extend_from_slice(bytes);
                Ok(bytes.len())
            })
            .unwrap();
        assert!(queue.is_empty() && taken == expected);
    }

    /// A paste of 64 MiB that a program takes in parts of 4 KiB: moving the rest at each of them
    /// would be half a terabyte.
    #[test]
    fn what_waits_is_not_moved_for_what_is_written() {
        let mut queue = Outgoing::default();
        queue.push(&vec![0; 64 << 20]);
        let mut places = std::collections::BTreeSet::new();
        while !queue.is_empty() {
            let mut once = true;
            let result = queue.write_to(|bytes| {
                if !std::mem::take(&mut once) {
                    return Err(ErrorKind::WouldBlock.into());
                }
                places.insert(queue_end(bytes));
                Ok(bytes.len().min(4096))
            });
            assert!(result.is_ok());
        }
        assert!(places.len() < 16, "it was moved {} times", places.len());
        assert!(queue.bytes.capacity() <= KEPT);
    }

    /// Where the end of what waits lies in memory: it changes when it is moved.
    fn queue_end(bytes: &[u8]) -> usize {
        bytes.as_ptr_range().end as usize
    }
}
