//! Where one token of the input ends (ECMA-48 5.4), without knowing what it means.

/// The longest control sequence, in bytes.
const LONGEST_CSI: usize = 4096;
/// The longest control string, in bytes.
pub(super) const LONGEST_STRING: usize = 1 << 20;

/// How a clipboard begins, or another selection (OSC 52).
pub(super) const CLIPBOARD: &[u8] = b"\x1b]52;";

const ESC: u8 = 0x1b;

/// One thing that a terminal says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A single ASCII byte, control characters among them.
    Byte { byte: u8, alt: bool },
    /// Any other character.
    Char { c: char, alt: bool },
    /// `ESC O`, a modifier in old terminals, and a byte.
    Ss3 { byte: u8, modifier: u8, alt: bool },
    /// `ESC [ [` and a byte: a function key of the Linux console.
    LinuxFunction(u8),
    /// `ESC [ M` and three bytes.
    X10Mouse([u8; 3]),
    /// `ESC [`, parameters and intermediates, and the final byte.
    Csi { body: &'a [u8], last: u8, alt: bool },
    /// `ESC ]` to its end.
    Osc(&'a [u8]),
    /// `ESC P` to its end.
    Dcs(&'a [u8]),
    /// A string of a kind that nothing is known of.
    Other,
}

/// How far the first token goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Extent<'a> {
    /// So many bytes.
    Token { length: usize, token: Token<'a> },
    /// So many bytes that mean nothing.
    Garbage(usize),
    /// So many bytes of what is too long to mean anything, and does not end with them.
    Overlong { length: usize, what: Overlong },
    /// Farther than there are bytes; in the first `searched` of them is no end.
    Unfinished { searched: usize },
}

/// What can be too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overlong {
    /// A control sequence.
    Sequence,
    /// A control string.
    String {
        /// It is somebody's clipboard.
        clipboard: bool,
    },
}

const UNFINISHED: Extent<'static> = Extent::Unfinished { searched: 0 };

impl<'a> Extent<'a> {
    /// The same behind one byte more.
    fn behind_one(self) -> Self {
        match self {
            Extent::Token { length, token } => Extent::Token { length: length + 1, token },
            Extent::Garbage(length) => Extent::Garbage(length + 1),
            Extent::Overlong { length, what } => Extent::Overlong { length: length + 1, what },
            unfinished @ Extent::Unfinished { .. } => unfinished,
        }
    }
}

impl Overlong {
    /// How many of the bytes that follow still belong to it, and whether it ends with them. None, and
    /// no end, is where the end is cut.
    pub fn rest(self, bytes: &[u8]) -> (usize, bool) {
        let is_inner = |byte: &u8| match self {
            Overlong::Sequence => matches!(byte, 0x20..=0x3f),
            Overlong::String { .. } => !is_end(byte),
        };
        let inner = bytes.iter().take_while(|byte| is_inner(byte)).count();
        match (self, &bytes[inner..]) {
            (_, []) | (Overlong::String { .. }, [ESC]) => (inner, false),
            (Overlong::Sequence, [0x40..=0x7e, ..]) => (inner + 1, true),
            (Overlong::String { .. }, [ESC, b'\\', ..]) => (inner + 2, true),
            (Overlong::String { .. }, [0x07 | 0x18 | 0x1a, ..]) => (inner + 1, true),
            // Broken off: the byte begins something else.
            _ => (inner, true),
        }
    }
}

/// Whether a string ends with a byte, or is cancelled or broken off by it.
fn is_end(byte: &u8) -> bool {
    matches!(*byte, 0x07 | ESC | 0x18 | 0x1a)
}

/// Where `needle` first stands.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

/// The first token of `bytes`, of which the first `searched` are known to hold no end.
pub(super) fn scan(bytes: &[u8], searched: usize) -> Extent<'_> {
    match bytes {
        [] => UNFINISHED,
        [ESC, ESC, b'[' | b'O', ..] => {
            // Alt as a prefix to a key that is itself a sequence.
            sequence(&bytes[1..], searched, true).behind_one()
        }
        [ESC, ESC] => UNFINISHED,
        [ESC, rest @ ..] => match rest.first() {
            None => UNFINISHED,
            Some(b'[' | b'O' | b']' | b'P' | b'_') => sequence(bytes, searched, false),
            Some(_) => character(rest, true).behind_one(),
        },
        _ => character(bytes, false),
    }
}

fn character(bytes: &[u8], alt: bool) -> Extent<'_> {
    let Some(&byte) = bytes.first() else { return UNFINISHED };
    let length = match byte {
        0..0x80 => return Extent::Token { length: 1, token: Token::Byte { byte, alt } },
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return Extent::Garbage(1),
    };
    let there = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(there) {
        Ok(text) => match text.chars().next() {
            Some(c) if !c.is_control() => Extent::Token { length, token: Token::Char { c, alt } },
            _ => Extent::Garbage(length),
        },
        Err(error) => match error.error_len() {
            None => UNFINISHED,
            Some(bad) => Extent::Garbage(bad),
        },
    }
}

/// `bytes` begins with ESC and one of `[ O ] P _`.
fn sequence(bytes: &[u8], searched: usize, alt: bool) -> Extent<'_> {
    match bytes.get(1) {
        Some(b'[') => csi(bytes, alt),
        Some(b'O') => ss3(bytes, alt),
        Some(b']') => string(bytes, searched, Token::Osc),
        Some(b'P') => string(bytes, searched, Token::Dcs),
        _ => string(bytes, searched, |_| Token::Other),
    }
}

fn ss3(bytes: &[u8], alt: bool) -> Extent<'_> {
    let body = &bytes[2..];
    let digits = body.iter().take(8).take_while(|b| b.is_ascii_digit() || **b == b';').count();
    match body.get(digits) {
        None => UNFINISHED,
        Some(&byte @ b'!'..=b'~') => {
            // `ESC O 5 P`, and `ESC O 1 ; 5 P`: the last number is the modifier.
            let numbers = body[..digits].rsplit(|b| *b == b';').next().unwrap_or_default();
            let modifier = numbers
                .iter()
                .fold(0u8, |sum, digit| sum.saturating_mul(10).saturating_add(digit - b'0'));
            let token = Token::Ss3 { byte, modifier, alt };
            Extent::Token { length: 3 + digits, token }
        }
        // No such key: `O` was typed with Alt, and what follows stands for itself.
        Some(_) if digits == 0 => {
            Extent::Token { length: 2, token: Token::Byte { byte: b'O', alt: true } }
        }
        Some(_) => Extent::Garbage(2 + digits),
    }
}

fn csi(bytes: &[u8], alt: bool) -> Extent<'_> {
    let body = &bytes[2..];
    match body {
        [b'[', byte @ b'A'..=b'E', ..] => {
            return Extent::Token { length: 4, token: Token::LinuxFunction(*byte) };
        }
        [b'['] => return UNFINISHED,
        [b'M', b, x, y, ..] => {
            return Extent::Token { length: 6, token: Token::X10Mouse([*b, *x, *y]) };
        }
        [b'M', ..] => return UNFINISHED,
        _ => {}
    }
    // rxvt ends its keys with Shift by what is an intermediate everywhere else.
    let digits = body.iter().take_while(|b| b.is_ascii_digit()).count();
    if (1..=LONGEST_CSI).contains(&digits) && body.get(digits) == Some(&b'$') {
        let token = Token::Csi { body: &body[..digits], last: b'$', alt };
        return Extent::Token { length: 3 + digits, token };
    }
    let inner = body.iter().take_while(|b| matches!(b, 0x20..=0x3f)).count();
    match body.get(inner) {
        None if inner > LONGEST_CSI => {
            Extent::Overlong { length: bytes.len(), what: Overlong::Sequence }
        }
        None => UNFINISHED,
        Some(0x40..=0x7e) if inner > LONGEST_CSI => Extent::Garbage(3 + inner),
        Some(&last @ 0x40..=0x7e) => Extent::Token {
            length: 3 + inner,
            token: Token::Csi { body: &body[..inner], last, alt },
        },
        // Broken off: the byte begins something else.
        Some(_) => Extent::Garbage(2 + inner),
    }
}

fn string<'a>(
    bytes: &'a [u8],
    searched: usize,
    token: impl FnOnce(&'a [u8]) -> Token<'a>,
) -> Extent<'a> {
    let from = searched.max(2).min(bytes.len());
    let Some(end) = bytes[from..].iter().position(is_end).map(|at| from + at) else {
        let what = Overlong::String { clipboard: bytes.starts_with(CLIPBOARD) };
        return match bytes.len() > LONGEST_STRING {
            true => Extent::Overlong { length: bytes.len(), what },
            false => Extent::Unfinished { searched: bytes.len() },
        };
    };
    let body = &bytes[2..end];
    match (bytes[end], bytes.get(end + 1)) {
        (0x07, _) if end > LONGEST_STRING => Extent::Garbage(end + 1),
        (ESC, Some(b'\\')) if end > LONGEST_STRING => Extent::Garbage(end + 2),
        (0x07, _) => Extent::Token { length: end + 1, token: token(body) },
        (ESC, Some(b'\\')) => Extent::Token { length: end + 2, token: token(body) },
        (ESC, None) => Extent::Unfinished { searched: end },
        // Cancelled, or broken off by another sequence.
        (ESC, Some(_)) => Extent::Garbage(end),
        _ => Extent::Garbage(end + 1),
    }
}
