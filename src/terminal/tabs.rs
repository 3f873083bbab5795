//! Tab stops: one bit a column (ECMA-48 HTS, TBC; DECST8C).

use serde::{Deserialize, Serialize};

/// Columns that have a stop, at every eighth from the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tabs {
    stops: Vec<u64>,
    /// Whether a column that nobody set anything in has its stop at every eighth.
    regular: bool,
}

impl Tabs {
    /// A stop at every eighth column.
    pub fn new() -> Self {
        Self { stops: Vec::new(), regular: true }
    }

    fn word(&self, at: usize) -> u64 {
        let unset = if self.regular { 0x0101_0101_0101_0101 } else { 0 };
        self.stops.get(at).copied().unwrap_or(unset)
    }

    /// Whether column `x` has a stop.
    pub fn is_set(&self, x: u16) -> bool {
        self.word(usize::from(x / 64)) >> (x % 64) & 1 != 0
    }

    /// Gives column `x` a stop, or takes it.
    pub fn set(&mut self, x: u16, on: bool) {
        let at = usize::from(x / 64);
        while self.stops.len() <= at {
            self.stops.push(self.word(self.stops.len()));
        }
        let bit = 1 << (x % 64);
        if on {
            self.stops[at] |= bit;
        } else {
            self.stops[at] &= !bit;
        }
    }

    /// Takes all stops.
    pub fn clear(&mut self) {
        self.stops.clear();
        self.regular = false;
    }

    /// The first stop right of `x`, or `end`.
    pub fn after(&self, x: u16, end: u16) -> u16 {
        (x.saturating_add(1)..end).find(|&x| self.is_set(x)).unwrap_or(end)
    }

    /// The first stop left of `x`, or `start`.
    pub fn before(&self, x: u16, start: u16) -> u16 {
        (start..x).rev().find(|&x| self.is_set(x)).unwrap_or(start)
    }

    /// The columns below `cols` that have a stop.
    pub fn iter(&self, cols: u16) -> impl Iterator<Item = u16> {
        (0..cols).filter(|&x| self.is_set(x))
    }

    /// Whether all stops are where they are at the start.
    pub fn is_regular(&self) -> bool {
        *self == Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_are_set_found_and_taken() {
        let mut tabs = Tabs::new();
        assert_eq!(tabs.after(0, 79), 8);
        assert_eq!(tabs.after(8, 79), 16);
        assert_eq!(tabs.after(76, 79), 79);
        assert_eq!(tabs.before(16, 0), 8);
        assert_eq!(tabs.before(5, 0), 0);
        tabs.set(130, true);
        tabs.set(8, false);
        assert_eq!(tabs.after(0, 79), 16);
        assert_eq!(tabs.after(128, 200), 130);
        tabs.clear();
        assert_eq!(tabs.after(0, 79), 79);
        tabs.set(70, true);
        assert_eq!(tabs.iter(80).collect::<Vec<_>>(), [70]);
    }
}
