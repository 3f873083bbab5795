//! A block of history: some hundred lines of packed text that can be unpacked, compressed and
//! dropped without any other.
//!
//! The text is UTF-8. A byte below 0x20 is a mark, everything else is shown:
//!
//! | bytes | |
//! | --- | --- |
//! | `00` | what follows is plain (so starts every line) |
//! | `01 d` to `04 d d d d` | what follows has a look of the palette: its place in hexadecimal digits, each a byte from `10` to `1f` |
//! | `05`, `06` | what follows is glyphs of two columns; of one again (so starts every line) |
//! | `07`, `08` | the text between is one glyph |
//! | `09`, `0b` | the blanks between are those of one tab; at a line's end there are none |
//! | `0a` | the line ends |
//!
//! So searching passes over all marks but the last, and finding lines means finding `0a`.

mod checkpoint;

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use super::super::cell::{Cell, Content, Part, push_tab};
use super::super::footprint::{Footprint, allocated, places};
use super::super::intern::{Interner, Rich};
use super::super::look::{Look, Packed};
use super::super::scan::{find, text_run};
use super::rows::Counted;
use super::wrap::row_count;
use crate::line::{Line, Link, RunKind};

pub use self::checkpoint::{KeptBlock, KeptText};

/// The marks; see above.
pub const PLAIN: u8 = 0;
/// One digit of a look follows; with 1, 2 and 3 added, two, three and four.
pub const LOOK: u8 = 1;
/// Glyphs of two columns follow.
pub const WIDE: u8 = 5;
/// Glyphs of one column follow.
pub const NARROW: u8 = 6;
/// One glyph of several code points follows.
pub const JOIN: u8 = 7;
/// It ends.
pub const JOINED: u8 = 8;
/// The blanks of a tab follow.
pub const TAB: u8 = 9;
/// They end.
pub const TABBED: u8 = 11;
/// The mark that ends a line.
pub const END: u8 = b'\n';

/// Every line of this number has its place in the index.
const STRIDE: usize = 16;
/// A block that begins anew keeps this much memory for text, in bytes.
const KEPT: usize = 32 << 10;
/// The most that the links of a block take, in bytes; a line that has more of them loses the others.
pub const LINKS: usize = 128 << 10;
/// The most looks in a palette of a history: what three digits can name.
pub const PALETTE: usize = 1 << 12;
/// The most in that of a text, which is not kept: what four digits can name.
pub const LARGE_PALETTE: usize = 1 << 16;

/// Bytes that somebody else keeps, in memory that outlives this process, for as long as this is held.
#[derive(Clone)]
pub struct Held(pub Rc<dyn AsRef<[u8]>>);

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes().len())
    }
}

impl Held {
    fn bytes(&self) -> &[u8] {
        self.0.as_ref().as_ref()
    }
}

/// A block's text.
#[derive(Debug, Clone)]
pub enum Bytes {
    /// As it is.
    Plain(Vec<u8>),
    /// Compressed with lz4; the plain length.
    Compressed(Box<[u8]>, usize),
    /// Elsewhere; the plain length where it is compressed.
    Held(Held, Option<usize>),
}

impl Bytes {
    /// How long it is when it is plain, in bytes.
    pub fn len(&self) -> usize {
        match self {
            Bytes::Plain(text) => text.len(),
            Bytes::Compressed(_, len) | Bytes::Held(_, Some(len)) => *len,
            Bytes::Held(held, None) => held.bytes().len(),
        }
    }

    /// The bytes of memory that it takes.
    pub fn bytes(&self) -> usize {
        match self {
            Bytes::Plain(text) => places(text),
            Bytes::Compressed(packed, _) => allocated(packed.len()),
            Bytes::Held(held, _) => allocated(held.bytes().len()),
        }
    }

    /// The bytes of memory that it takes where it is not compressed.
    pub fn plain_bytes(&self) -> usize {
        match self {
            Bytes::Plain(text) => text.capacity(),
            Bytes::Held(held, None) => held.bytes().len(),
            Bytes::Compressed(..) | Bytes::Held(..) => 0,
        }
    }

    /// Compresses it, where that makes it smaller.
    pub fn compress(&mut self) {
        if let Bytes::Plain(_) | Bytes::Held(_, None) = self {
            let text = self.raw();
            let packed = lz4_flex::block::compress(text);
            if packed.len() < text.len() {
                *self = Bytes::Compressed(packed.into_boxed_slice(), text.len());
            }
        }
    }

    /// As it is kept, plain or compressed.
    pub fn raw(&self) -> &[u8] {
        match self {
            Bytes::Plain(text) => text,
            Bytes::Compressed(packed, _) => packed,
            Bytes::Held(held, _) => held.bytes(),
        }
    }

    /// As it is when it is plain.
    pub fn plain(&self) -> Cow<'_, [u8]> {
        match self {
            Bytes::Compressed(_, len) | Bytes::Held(_, Some(len)) => {
                lz4_flex::block::decompress(self.raw(), *len).unwrap_or_default().into()
            }
            Bytes::Plain(_) | Bytes::Held(_, None) => self.raw().into(),
        }
    }

    /// Whether it is elsewhere.
    pub fn is_held(&self) -> bool {
        matches!(self, Bytes::Held(..))
    }

    /// It is elsewhere now, as it was kept.
    pub fn hold(&mut self, held: Held) {
        let plain_len = match self {
            Bytes::Compressed(_, len) => Some(*len),
            Bytes::Held(_, plain_len) => *plain_len,
            Bytes::Plain(_) => None,
        };
        *self = Bytes::Held(held, plain_len);
    }

    /// Shows it as it is when it is plain.
    pub fn with<R>(&self, see: impl FnOnce(&[u8]) -> R) -> R {
        see(&self.plain())
    }
}

/// Lines, and what is needed to unpack them.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its text.
    pub text: Bytes,
    /// The number of its first line.
    pub first: u64,
    lines: usize,
    /// Where every `STRIDE`th line starts.
    index: Vec<u32>,
    /// Looks, whose links are places in `links`, counted from 1.
    pub palette: Vec<Packed>,
    /// Links of the palette, the block's own.
    links: Vec<Arc<Link>>,
    /// What they take.
    link_bytes: usize,
    /// Where the newest line starts.
    newest: usize,
    /// The rows that it takes, where they were counted since the last line was added.
    pub counted: Counted,
}

impl Block {
    /// An empty block whose first line will be `first`.
    pub fn new(first: u64) -> Self {
        Self {
            text: Bytes::Plain(Vec::new()),
            first,
            lines: 0,
            index: Vec::new(),
            palette: Vec::new(),
            links: Vec::new(),
            link_bytes: 0,
            newest: 0,
            counted: Counted::default(),
        }
    }

    /// The same with room for so many bytes of text.
    pub fn with_capacity(first: u64, bytes: usize) -> Self {
        Self { text: Bytes::Plain(Vec::with_capacity(bytes)), ..Self::new(first) }
    }

    /// Whether it has no line.
    pub fn is_empty(&self) -> bool {
        self.lines == 0
    }

    /// Whether the next line should go into another one.
    pub fn is_full(&self, limit: usize) -> bool {
        self.len() >= limit || self.palette.len() >= PALETTE / 2 || self.link_bytes >= LINKS / 2
    }

    fn len(&self) -> usize {
        self.text.len()
    }

    /// The number of the line after its last.
    pub fn end(&self) -> u64 {
        self.first + self.lines as u64
    }

    /// The bytes of memory that it takes.
    pub fn bytes(&self) -> usize {
        self.text.bytes()
            + places(&self.index)
            + places(&self.palette)
            + places(&self.links)
            + self.link_bytes
    }

    /// The number of a link for a look of the palette, counted from 1; 0, which is none, where the
    /// block has no room for it.
    pub fn number_of_link(&mut self, link: &Arc<Link>) -> u32 {
        // Links come in runs, so the newest is the only one worth a look.
        if self.links.last() != Some(link) {
            let own = Arc::new(Link::clone(link));
            let bytes = own.footprint();
            if self.link_bytes + bytes > LINKS {
                return 0;
            }
            self.link_bytes += bytes;
            self.links.push(own);
        }
        self.links.len() as u32
    }

    /// Bytes of its newest line so far.
    pub fn newest_len(&self) -> usize {
        self.len() - self.newest
    }

    /// Notes that a line begins where the text ends.
    #[inline]
    pub fn begin_line(&mut self) {
        self.newest = self.len();
        if self.lines.is_multiple_of(STRIDE) {
            self.index.push(self.newest as u32);
        }
        self.lines += 1;
    }

    /// Takes the lines out into a block that has no more memory than they need. This one begins
    /// anew at line `first`, in the memory that it has.
    pub fn take(&mut self, first: u64) -> Block {
        self.links.shrink_to_fit();
        let full = Block {
            text: Bytes::Plain(self.with_text(|text| text.to_vec())),
            index: self.index.clone(),
            palette: self.palette.clone(),
            links: std::mem::take(&mut self.links),
            link_bytes: std::mem::take(&mut self.link_bytes),
            counted: Counted::default(),
            ..*self
        };
        if let Some(text) = self.plain_text() {
            text.clear();
            text.shrink_to(KEPT);
        }
        self.index.clear();
        self.palette.clear();
        (self.first, self.lines, self.newest) = (first, 0, 0);
        full
    }

    /// Makes its text plain again.
    pub fn thaw(&mut self) {
        if !matches!(self.text, Bytes::Plain(_)) {
            self.text = Bytes::Plain(self.with_text(|text| text.to_vec()));
        }
        self.newest = self.start_of(self.lines.saturating_sub(1));
    }

    /// Shows its text as it is when it is plain.
    pub fn with_text<R>(&self, see: impl FnOnce(&[u8]) -> R) -> R {
        self.text.with(see)
    }

    /// Its text, if it is not packed.
    pub fn plain_text(&mut self) -> Option<&mut Vec<u8>> {
        match &mut self.text {
            Bytes::Plain(text) => Some(text),
            Bytes::Compressed(..) | Bytes::Held(..) => None,
        }
    }

    /// Where line `line` of the block starts in its text.
    fn start_of(&self, line: usize) -> usize {
        self.with_text(|text| self.start_in(text, line))
    }

    /// Where line `line` of the block starts in `text`, which is its own.
    pub fn start_in(&self, text: &[u8], line: usize) -> usize {
        let Some(&known) = self.index.get(line / STRIDE) else { return text.len() };
        let mut at = known as usize;
        for _ in 0..line % STRIDE {
            let end = text.get(at..).and_then(|rest| find(rest, END));
            match end {
                Some(end) => at += end + 1,
                None => return text.len(),
            }
        }
        at
    }

    /// The number within the block of the line that has byte `at` of the text.
    pub fn line_at(&self, text: &[u8], at: usize) -> usize {
        let slot = self.index.partition_point(|&start| start as usize <= at).saturating_sub(1);
        let start = self.index.get(slot).map_or(0, |&start| start as usize);
        let before = text.get(start..at).unwrap_or_default();
        slot * STRIDE + before.iter().filter(|&&byte| byte == END).count()
    }

    /// Appends a line that has no marks.
    pub fn push_plain(&mut self, line: &[u8]) {
        self.begin_line();
        if let Some(text) = self.plain_text() {
            text.extend_from_slice(line);
            text.push(END);
        }
    }

    /// Shows its lines from line `skip` of the block on to `each`, with their numbers, none of them
    /// kept.
    pub fn each_line(&self, skip: usize, each: &mut dyn FnMut(u64, &Line)) {
        self.with_text(|text| {
            let (mut at, mut line) = (self.start_in(text, skip), Line::new());
            for number in skip..self.lines {
                at += self.decode(text.get(at..).unwrap_or_default(), &mut line);
                each(self.first + number as u64, &line);
            }
        });
    }

    /// Its lines from line `skip` of the block on.
    pub fn lines(&self, skip: usize) -> impl Iterator<Item = Line> + '_ {
        let text = self.text.plain();
        let mut at = self.start_in(&text, skip);
        (skip..self.lines).map(move |_| {
            let mut line = Line::new();
            at += self.decode(text.get(at..).unwrap_or_default(), &mut line);
            line
        })
    }

    /// How many rows its lines from line `skip` on take on a screen `cols` wide.
    pub fn rows(&self, skip: usize, cols: u16) -> usize {
        self.with_text(|text| {
            let text = text.get(self.start_in(text, skip)..).unwrap_or_default();
            let lines = text.split(|&byte| byte == END).take(self.lines.saturating_sub(skip));
            lines.map(|line| self.rows_of(line, cols)).sum()
        })
    }

    /// The rows of one line; it is only decoded where not all of its glyphs are a code point each,
    /// one column wide.
    fn rows_of(&self, text: &[u8], cols: u16) -> usize {
        if text.iter().any(|byte| matches!(*byte, WIDE | JOIN)) {
            let mut line = Line::new();
            self.decode(text, &mut line);
            return row_count(&line, cols);
        }
        let begins_glyph = |byte: &&u8| **byte >= 0x20 && **byte & 0xc0 != 0x80;
        text.iter().filter(begins_glyph).count().div_ceil(cols.max(1).into()).max(1)
    }

    /// Makes `line` the one that a text begins with, and says how many bytes that is with its end.
    fn decode(&self, text: &[u8], line: &mut Line) -> usize {
        line.clear();
        let mut rich = Rich::default();
        let mut look = None;
        let mut pieces = Pieces::new(text);
        for piece in &mut pieces {
            if look != piece.look {
                look = piece.look;
                rich = self.rich_of(look);
            }
            let (style, link) = (&rich.style, &rich.link);
            match (piece.width, piece.kind) {
                (1, RunKind::Glyphs) => line.push_narrow(piece.text, style, link),
                (_, RunKind::Tab) => line.push_tab(piece.text.len(), style, link),
                (width, RunKind::Cluster) => line.push_glyph(piece.text, width, style, link),
                (width, RunKind::Glyphs) => {
                    let mut buffer = [0; 4];
                    for c in piece.text.chars() {
                        line.push_glyph(c.encode_utf8(&mut buffer), width, style, link);
                    }
                }
            }
        }
        text.len() - pieces.rest.len() + 1
    }

    fn rich_of(&self, look: Option<u16>) -> Rich {
        let Some(&packed) = look.and_then(|place| self.palette.get(usize::from(place))) else {
            return Rich::default();
        };
        let link = (packed.link() as usize).checked_sub(1).and_then(|place| self.links.get(place));
        Rich { style: packed.style(), link: link.cloned() }
    }

    /// The look that its text ends in, and whether glyphs are two columns wide there.
    pub fn last_look(&self) -> (Rich, bool) {
        self.with_text(|text| {
            let mut pieces = Pieces::new(text.get(self.newest..).unwrap_or_default());
            pieces.by_ref().for_each(drop);
            (self.rich_of(pieces.look), pieces.width == 2)
        })
    }

    /// Takes its newest line out, as cells.
    pub fn pop_line(&mut self, interner: &mut Interner) -> Vec<Cell> {
        self.thaw();
        let start = self.newest;
        let cells =
            self.with_text(|text| self.cells(text.get(start..).unwrap_or_default(), interner));
        if let Some(text) = self.plain_text() {
            text.truncate(start);
        }
        self.lines -= 1;
        self.index.truncate(self.lines.div_ceil(STRIDE));
        self.newest = self.start_of(self.lines.saturating_sub(1));
        cells
    }

    fn cells(&self, text: &[u8], interner: &mut Interner) -> Vec<Cell> {
        let mut cells = Vec::new();
        for piece in Pieces::new(text) {
            let rich = self.rich_of(piece.look);
            let look = interner.look(&rich.style, rich.link.as_ref());
            let blank = Cell::blank(look.unwrap_or_else(|| Look::plainest(&rich.style)));
            let mut put = |content| {
                let cell = blank.with_content(content);
                if piece.width == 2 {
                    cells.push(cell.as_part(Part::Wide));
                    cells.push(blank.as_part(Part::Spacer));
                } else {
                    cells.push(cell);
                }
            };
            match piece.kind {
                RunKind::Cluster => put(interner.content(piece.text)),
                RunKind::Glyphs => piece.text.chars().for_each(|c| put(Content::Char(c))),
                // One at the line's end has left nothing to see.
                RunKind::Tab if piece.text.is_empty() => {}
                RunKind::Tab => push_tab(&mut cells, blank, piece.text.len()),
            }
        }
        cells
    }
}

/// A stretch of a line between two marks.
struct Piece<'a> {
    text: &'a str,
    width: u8,
    kind: RunKind,
    /// Its place in the palette; `None` for plain.
    look: Option<u16>,
}

/// Those up to the line's end.
struct Pieces<'a> {
    rest: &'a [u8],
    width: u8,
    kind: RunKind,
    look: Option<u16>,
}

impl<'a> Pieces<'a> {
    fn new(rest: &'a [u8]) -> Self {
        Self { rest, width: 1, kind: RunKind::Glyphs, look: None }
    }

    fn mark(&mut self, mark: u8) {
        match mark {
            PLAIN => self.look = None,
            WIDE => self.width = 2,
            NARROW => self.width = 1,
            JOIN => self.kind = RunKind::Cluster,
            TAB => self.kind = RunKind::Tab,
            JOINED | TABBED => self.kind = RunKind::Glyphs,
            LOOK..WIDE => {
                let (digits, rest) = self.rest.split_at(usize::from(mark).min(self.rest.len()));
                let digit = |place: u16, digit: &u8| place << 4 | u16::from(digit & 15);
                self.look = Some(digits.iter().fold(0, digit));
                self.rest = rest;
            }
            _ => {}
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let (&first, rest) = self.rest.split_first()?;
            if first == END {
                return None;
            }
            if first < 0x20 {
                self.rest = rest;
                // A tab at a line's end has no blanks, but is one.
                if first == TAB && rest.first() == Some(&TABBED) {
                    let kind = RunKind::Tab;
                    return Some(Piece { text: "", width: 1, kind, look: self.look });
                }
                self.mark(first);
                continue;
            }
            let (text, rest) = self.rest.split_at(text_run(self.rest).max(1));
            self.rest = rest;
            let text = std::str::from_utf8(text).unwrap_or_default();
            return Some(Piece { text, width: self.width, kind: self.kind, look: self.look });
        }
    }
}
