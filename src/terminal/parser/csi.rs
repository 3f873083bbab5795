//! The header of a control sequence: its parameters, marks and final byte.

/// The most parameters of a control sequence; those after are dropped.
pub const PARAMS: usize = 32;
/// The header of a control sequence or of a device control string.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Csi {
    params: [u16; PARAMS],
    len: u8,
    subs: u32,
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
        self.overflown = false;
        self.private = 0;
        self.intermediate = 0;
        self.intermediate2 = 0;
        self.last = 0;
    }

    /// Reads a whole plain sequence after its introducer, and says how long it is; `None` where
    /// its end is not there, or it holds what only the state machine knows how to take.
    #[inline]
    pub fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        self.clear();
        let mut at = 0;
        if let Some(&mark @ b'<'..=b'?') = bytes.first() {
            self.private = mark;
            at = 1;
        }
        let mut len = 0;
        loop {
            let (value, digits) = number(bytes.get(at..)?)?;
            at += digits;
            let byte = *bytes.get(at)?;
            let is_last = byte >= 0x40;
            if digits > 0 || len > 0 || !is_last {
                *self.params.get_mut(len)? = value;
                len += 1;
            }
            at += 1;
            match byte {
                b';' => {}
                b':' => self.subs |= 1u32.checked_shl(len as u32)?,
                0x40..=0x7e => {
                    self.len = len as u8;
                    self.last = byte;
                    return Some(at);
                }
                _ => return None,
            }
        }
    }

    /// A digit of a parameter.
    pub fn digit(&mut self, byte: u8) {
        if self.len == 0 {
            self.len = 1;
        }
        if !self.overflown {
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

    /// Whether there is a colon anywhere.
    pub fn has_subs(&self) -> bool {
        self.subs != 0
    }

    /// All parameters.
    pub fn params(&self) -> &[u16] {
        &self.params[..self.len()]
    }
}

/// The decimal number at the start of `bytes`, and how many digits it has; `None` if there are
/// more than four, which may say more than a parameter can be. There is no branch for each digit,
/// since how many there are is what no processor can guess.
#[inline]
pub fn number(bytes: &[u8]) -> Option<(u16, usize)> {
    let word = match bytes.first_chunk::<8>() {
        Some(word) => u64::from_le_bytes(*word),
        None => bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    let values = word ^ 0x3030_3030_3030_3030;
    // The high bit of each byte: set where it is above 9.
    let others =
        ((values & 0x7f7f_7f7f_7f7f_7f7f) + 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080;
    let digits = others.trailing_zeros() / 8;
    if digits > 4 {
        return None;
    }
    // Led by zeros it has four digits; they make two numbers of two.
    let four = (values << (32 - 8 * digits)) as u32;
    let pairs = four.wrapping_mul(10).wrapping_add(four >> 8);
    Some(((pairs & 0xff) as u16 * 100 + (pairs >> 16 & 0xff) as u16, digits as usize))
}
