//! The header of a control sequence: its parameters, marks and final byte.

use serde::{Deserialize, Serialize};

/// The most parameters of a control sequence; those after are dropped.
pub const PARAMS: usize = 32;

/// The header of a control sequence or of a device control string.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Csi {
    pub(super) params: [u16; PARAMS],
    len: u8,
    subs: u32,
    /// Sub-parameters of which nothing is there.
    voids: u32,
    overflown: bool,
    /// `<`, `=`, `>` or `?` where the parameters start with it, otherwise 0.
    pub private: u8,
    /// The first intermediate, 0 for none.
    pub intermediate: u8,
    /// The second intermediate, 0 for none.
    pub intermediate2: u8,
    /// The final byte.
    pub last: u8,
}

impl Csi {
    /// Empties it.
    pub fn clear(&mut self) {
        self.params[0] = 0;
        self.len = 0;
        self.subs = 0;
        self.voids = 0;
        self.overflown = false;
        self.private = 0;
        self.intermediate = 0;
        self.intermediate2 = 0;
        self.last = 0;
    }

    /// Parses a whole plain sequence after its introducer, and says how long it is; `None` where
    /// its end is not there, or it holds what only the state machine knows how to take.
    #[inline(always)]
    pub fn parse(&mut self, bytes: &[u8]) -> Option<usize> {
        self.clear();
        let mut at = 0;
        if let Some(&mark @ b'<'..=b'?') = bytes.first() {
            self.private = mark;
            at = 1;
        }
        let mut len = 0;
        loop {
            let first = at;
            let mut value = 0u32;
            let mut byte = *bytes.get(at)?;
            while byte.is_ascii_digit() {
                value = value.wrapping_mul(10).wrapping_add(u32::from(byte & 15));
                at += 1;
                byte = *bytes.get(at)?;
            }
            // What is longer may be larger than a parameter can be.
            if at - first > 4 {
                return None;
            }
            let is_last = byte >= 0x40;
            if at > first || len > 0 || !is_last {
                *self.params.get_mut(len)? = value as u16;
                len += 1;
            }
            at += 1;
            match byte {
                b';' => {}
                b':' => {
                    let bit = 1u32.checked_shl(len as u32)?;
                    self.subs |= bit;
                    if !bytes.get(at)?.is_ascii_digit() {
                        self.voids |= bit;
                    }
                }
                0x40..=0x7e => {
                    self.len = len as u8;
                    self.last = byte;
                    return Some(at);
                }
                _ => return None,
            }
        }
    }

    /// Appends it as it is written, but for its final byte.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend([self.private].into_iter().filter(|&mark| mark != 0));
        for (at, param) in self.params().iter().enumerate() {
            if at > 0 {
                out.push(if self.is_sub(at) { b':' } else { b';' });
            }
            // One that may yet come is as one that is 0.
            let is_empty = at > 0 && *param == 0 && !self.is_sub(at);
            if !is_empty && self.voids >> at & 1 == 0 {
                out.extend_from_slice(param.to_string().as_bytes());
            }
        }
        let intermediates = [self.intermediate, self.intermediate2];
        out.extend(intermediates.into_iter().filter(|&byte| byte != 0));
    }

    /// A digit of a parameter.
    pub fn digit(&mut self, byte: u8) {
        if self.len == 0 {
            self.len = 1;
        }
        if !self.overflown {
            self.voids &= !(1 << (self.len - 1));
            let param = &mut self.params[usize::from(self.len) - 1];
            *param = param.saturating_mul(10).saturating_add(u16::from(byte - b'0'));
        }
    }

    /// The mark before the next parameter: a colon (`sub`) or a semicolon.
    pub fn next(&mut self, sub: bool) {
        if self.len == 0 {
            self.len = 1;
        }
        if usize::from(self.len) < PARAMS {
            self.params[usize::from(self.len)] = 0;
            self.subs |= u32::from(sub) << self.len;
            self.voids |= u32::from(sub) << self.len;
            self.len += 1;
        } else {
            self.overflown = true;
        }
    }

    /// How many parameters were given, sub-parameters counted.
    pub fn len(&self) -> usize {
        self.len.into()
    }

    /// Parameter `i`; 0 where it is missing or empty.
    pub fn get(&self, i: usize) -> u16 {
        if i < self.len() { self.params[i] } else { 0 }
    }

    /// Parameter `i` as a count: at least 1.
    pub fn count(&self, i: usize) -> u16 {
        self.get(i).max(1)
    }

    /// Whether a colon, not a semicolon, stands before parameter `i`.
    pub fn is_sub(&self, i: usize) -> bool {
        i < self.len() && self.subs >> i & 1 != 0
    }

    /// Whether sub-parameter `i` is there, and not empty.
    pub fn is_given(&self, i: usize) -> bool {
        self.is_sub(i) && self.voids >> i & 1 == 0
    }

    /// Whether there is a colon anywhere.
    pub fn has_subs(&self) -> bool {
        self.subs != 0
    }

    /// All parameters.
    pub fn params(&self) -> &[u16] {
        &self.params[..self.len()]
    }
}
