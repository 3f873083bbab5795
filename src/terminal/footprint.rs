//! What things take of memory: not only what they hold, but what an allocator gives them for it. So
//! what is counted is what a process takes, and a limit that is held to it is one.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::line::Link;

/// The bytes that an allocation of `bytes` takes: with the allocator's own, in steps of 16, as the
/// common allocators have it.
pub fn allocated(bytes: usize) -> usize {
    match bytes {
        0 => 0,
        bytes => (bytes + 8).next_multiple_of(16).max(32),
    }
}

/// A value that has memory of its own beside its place.
pub trait Footprint {
    /// How much, in bytes.
    fn footprint(&self) -> usize;
}

impl Footprint for String {
    fn footprint(&self) -> usize {
        allocated(self.capacity())
    }
}

impl Footprint for Arc<str> {
    fn footprint(&self) -> usize {
        allocated(COUNTS + self.len())
    }
}

impl Footprint for Link {
    fn footprint(&self) -> usize {
        self.id.footprint() + self.uri.footprint()
    }
}

impl Footprint for Arc<Link> {
    fn footprint(&self) -> usize {
        allocated(COUNTS + size_of::<Link>()) + self.as_ref().footprint()
    }
}

/// What an `Arc` or an `Rc` counts with.
const COUNTS: usize = 2 * size_of::<usize>();

/// The place of a value that is shared.
pub fn shared_place<T>() -> usize {
    allocated(COUNTS + size_of::<T>())
}

/// The places of a vector.
pub fn places<T>(vector: &Vec<T>) -> usize {
    allocated(vector.capacity() * size_of::<T>())
}

/// The places of a queue.
pub fn queue_places<T>(queue: &VecDeque<T>) -> usize {
    allocated(queue.capacity() * size_of::<T>())
}

/// The places of a map: an entry and a byte for each, a power of two of which an eighth stays free.
pub fn map_places<K, V, S>(map: &HashMap<K, V, S>) -> usize {
    let buckets = match map.capacity() {
        0 => return 0,
        1..=3 => 4,
        4..=7 => 8,
        capacity => (capacity * 8 / 7).next_power_of_two(),
    };
    allocated(buckets * (size_of::<(K, V)>() + 1) + 16)
}
