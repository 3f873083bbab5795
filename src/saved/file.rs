//! A file: what it is, which version, a label, and the rest compressed.
//!
//! ```text
//! magic 8 | version u16 | label's length u32 | body's length u32 | sum of all before and the label u32
//! | label | body's sum u32 | body
//! ```
//!
//! Numbers are little-endian, sums CRC-32 as in IEEE 802.3. Label and body are postcard's, the body
//! compressed as one block of LZ4 with its length before it. So a list reads the first bytes alone,
//! and nothing is decompressed whose bytes are not those that were written.

use thiserror::Error;

use super::{Kept, Label, sound};

/// The version that is written, and the newest that can be read.
pub const VERSION: u16 = 2;

/// What the body of a session in version 1 ends before: no origins, and no group.
const SINCE_1: [u8; 2] = [0, 0];

/// What a body begins with that is a session's.
const IS_SESSION: u8 = 0;

/// The most that a file may hold, in bytes.
pub const MOST_BYTES: usize = 1 << 30;

/// The most that its body may be, once decompressed.
const MOST_DECOMPRESSED: usize = 2 << 30;

/// So many bytes of a file hold its label, whatever is in that.
pub const LONGEST_LABEL: usize = 64 << 10;

const MAGIC: &[u8; 8] = b"pmuxkept";

/// Magic, version, two lengths and a sum.
const HEAD: usize = 8 + 2 + 4 + 4 + 4;

/// Why bytes are no file that can be had back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// It was written by a newer pmux.
    #[error("it is of version {0}, which a newer pmux writes; this one reads up to {VERSION}")]
    Newer(u16),
    /// It is not as it was written.
    #[error("it is damaged")]
    Damaged,
    /// It is as it was written, and says what nothing has that pmux saves.
    #[error("it is damaged: {0}")]
    Unsound(&'static str),
}

impl Refused {
    /// Whether it is of use to nobody as it is.
    pub fn is_damaged(self) -> bool {
        !matches!(self, Refused::Newer(_))
    }
}

/// A file with this in it, saved at that Unix time.
pub fn encode(kept: &Kept, saved: i64) -> Vec<u8> {
    // Neither has anything that has no place in bytes.
    let label = postcard::to_stdvec(&kept.label(saved)).unwrap_or_default();
    let body = postcard::to_stdvec(kept).unwrap_or_default();
    let body = lz4_flex::compress_prepend_size(&body);
    let mut file = MAGIC.to_vec();
    file.extend(VERSION.to_le_bytes());
    file.extend((label.len() as u32).to_le_bytes());
    file.extend((body.len() as u32).to_le_bytes());
    let mut sum = crc32fast::Hasher::new();
    sum.update(&file);
    sum.update(&label);
    file.extend(sum.finalize().to_le_bytes());
    file.extend(label);
    file.extend(crc32fast::hash(&body).to_le_bytes());
    file.extend(body);
    file
}

/// The label of a file of which the first [`LONGEST_LABEL`] bytes are known, or all.
///
/// # Errors
/// It has none that can be read.
pub fn label(file: &[u8]) -> Result<Label, Refused> {
    split(file).map(|parts| parts.label)
}

/// What is in a file, and its label.
///
/// # Errors
/// It is none, and why.
pub fn decode(file: &[u8]) -> Result<(Label, Kept), Refused> {
    let Parts { version, label, length, rest } = split(file)?;
    let (sum, body) = rest.split_first_chunk().ok_or(Refused::Damaged)?;
    if body.len() != length || crc32fast::hash(body) != u32::from_le_bytes(*sum) {
        return Err(Refused::Damaged);
    }
    let (size, packed) = lz4_flex::block::uncompressed_size(body).map_err(|_| Refused::Damaged)?;
    // Nothing compresses further than to a part in 255.
    if size > MOST_DECOMPRESSED || size / 255 > packed.len() {
        return Err(Refused::Unsound("it says that it is larger than it can be"));
    }
    let mut body = lz4_flex::decompress(packed, size).map_err(|_| Refused::Damaged)?;
    if version == 1 && body.first() == Some(&IS_SESSION) {
        body.extend(SINCE_1);
    }
    let (kept, rest) = postcard::take_from_bytes::<Kept>(&body).map_err(|_| Refused::Damaged)?;
    if !rest.is_empty() {
        return Err(Refused::Damaged);
    }
    sound::check(&kept).map_err(Refused::Unsound)?;
    if kept.label(label.saved) != label {
        return Err(Refused::Unsound("its label is another's"));
    }
    Ok((label, kept))
}

/// What there is of a file.
struct Parts<'a> {
    version: u16,
    label: Label,
    /// How long the body is, in bytes.
    length: usize,
    /// The body's sum and the body, as far as it is there.
    rest: &'a [u8],
}

fn split(file: &[u8]) -> Result<Parts<'_>, Refused> {
    let head = file.first_chunk::<HEAD>().filter(|head| head.starts_with(MAGIC));
    let head = head.ok_or(Refused::Damaged)?;
    let number =
        |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let version = u16::from_le_bytes([head[8], head[9]]);
    // What comes after it in a newer one, that one knows.
    if version > VERSION {
        return Err(Refused::Newer(version));
    }
    let (label, length) = (number(10) as usize, number(14) as usize);
    if version == 0 || label > LONGEST_LABEL - HEAD || length > MOST_BYTES {
        return Err(Refused::Damaged);
    }
    let (label, rest) = file[HEAD..].split_at_checked(label).ok_or(Refused::Damaged)?;
    let mut sum = crc32fast::Hasher::new();
    sum.update(&head[..HEAD - 4]);
    sum.update(label);
    if sum.finalize() != number(18) {
        return Err(Refused::Damaged);
    }
    let label: Label = postcard::from_bytes(label).map_err(|_| Refused::Damaged)?;
    match sound::is_name(&label.name) || label.name.is_empty() {
        true => Ok(Parts { version, label, length, rest }),
        false => Err(Refused::Unsound("its label is none")),
    }
}
