//! What cells refer to by number: looks too rich to be written out, their links, and grapheme
//! clusters.
//!
//! They are interned for a terminal. Nothing is counted: when a table has grown, the screens
//! are looked through and what no cell names is let go (mark and sweep), so printing stays cheap.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cell::{Cell, Content};
use super::footprint::{Footprint, map_places, places};
use super::look::{Look, Packed, Unpacked};
use crate::line::Link;
use crate::style::Style;

/// A style with its hyperlink.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rich {
    /// Colours, underline, attributes.
    pub style: Style,
    /// Where it leads.
    pub link: Option<Arc<Link>>,
}

/// The most looks, links and clusters that a terminal keeps at once, of each. What comes on top
/// is simplified: a look loses its link and underline colour, a cluster its marks.
const MOST: usize = 1 << 18;
/// The most that links, and clusters, may take at once, in bytes; the same becomes of what comes on
/// top.
const MOST_BYTES: usize = 8 << 20;
/// The same for tables of a terminal that may take little.
const LEAST_BYTES: usize = 1 << 20;
/// What links or clusters take before they are swept first, in bytes.
const FIRST_SWEEP_BYTES: usize = 512 << 10;
/// Tables of this size are nearly full.
const NEARLY_FULL: usize = MOST - MOST / 8;
/// Tables smaller than this are not swept.
const FIRST_SWEEP: usize = 16 << 10;

/// How much there may be before the next sweep, where so much is in use after the last: twice that,
/// or what is nearly full. Where it is nearly full already the next sweep finds nothing more soon, and
/// would be made for everything that comes: then only what is refused tells when it is worth it.
fn next_sweep(used: usize, first: usize, nearly_full: usize) -> usize {
    match (used * 2).max(first) {
        doubled if doubled <= nearly_full => doubled,
        _ if used < nearly_full - nearly_full / 8 => nearly_full,
        _ => usize::MAX,
    }
}

/// The tables of one terminal.
#[derive(Debug)]
pub struct Interner {
    looks: Looks,
    links: Interned<Arc<Link>>,
    clusters: Interned<Arc<str>>,
}

/// Which numbers the screens still name.
#[derive(Debug)]
pub struct Marks {
    looks: Vec<bool>,
    clusters: Vec<bool>,
}

impl Marks {
    /// Notes what a cell names.
    pub fn see(&mut self, cell: Cell) {
        if let Some(id) = cell.look().number()
            && let Some(used) = self.looks.get_mut(id as usize)
        {
            *used = true;
        }
        if let Content::Cluster(id) = cell.content()
            && let Some(used) = self.clusters.get_mut(id as usize)
        {
            *used = true;
        }
    }
}

impl Interner {
    /// Empty tables.
    pub fn new() -> Self {
        Self { looks: Looks::default(), links: Interned::new(), clusters: Interned::new() }
    }

    /// Keeps within a part of what a terminal may take, in bytes.
    pub fn limit(&mut self, bytes: usize) {
        let most = (bytes / 8).clamp(LEAST_BYTES, MOST_BYTES);
        (self.links.most_bytes, self.clusters.most_bytes) = (most, most);
    }

    /// The bytes of memory that the tables take.
    pub fn bytes(&self) -> usize {
        self.looks.bytes() + self.links.bytes() + self.clusters.bytes()
    }

    /// The look of a style and a link; `None` where the tables have no room for it.
    pub fn look(&mut self, style: &Style, link: Option<&Arc<Link>>) -> Option<Look> {
        let number = match link {
            None => match Look::inline(style) {
                Some(look) => return Some(look),
                None => 0,
            },
            Some(link) => match self.links.number(link) {
                Some(number) => number + 1,
                None => return Look::inline(style),
            },
        };
        self.looks.number(Packed::new(style, number)).map(Look::interned)
    }

    /// What a look stands for, packed; its link is a number for [`Interner::link`].
    pub fn packed(&self, look: Look) -> Packed {
        match look.unpacked() {
            Unpacked::Style(style) => Packed::new(&style, 0),
            Unpacked::Interned(id) => self.looks.get(id),
        }
    }

    /// The link of a number that a packed look has.
    pub fn link(&self, number: u32) -> Option<&Arc<Link>> {
        self.links.get(number.checked_sub(1)?)
    }

    /// What a look stands for.
    pub fn rich(&self, look: Look) -> Rich {
        let packed = self.packed(look);
        Rich { style: packed.style(), link: self.link(packed.link()).cloned() }
    }

    /// The content of a cell that shows `text`, which is one glyph.
    pub fn content(&mut self, text: &str) -> Content {
        let mut chars = text.chars();
        let Some(first) = chars.next() else { return Content::Blank };
        if chars.next().is_none() {
            return Content::Char(first);
        }
        let known = self.clusters.numbers.get(text).copied();
        match known.or_else(|| self.clusters.number(&Arc::from(text))) {
            Some(id) => Content::Cluster(id),
            None => Content::Char(first),
        }
    }

    /// Appends what a cell shows; nothing for a blank one.
    pub fn push_text(&self, cell: Cell, out: &mut String) {
        match cell.content() {
            Content::Blank => {}
            Content::Char(c) => out.push(c),
            Content::Cluster(id) => out.push_str(self.cluster(id)),
        }
    }

    /// Appends the cluster that a cell shows, and nothing else.
    pub fn push_bytes(&self, cell: Cell, out: &mut Vec<u8>) {
        if let Content::Cluster(id) = cell.content() {
            out.extend_from_slice(self.cluster(id).as_bytes());
        }
    }

    fn cluster(&self, id: u32) -> &str {
        self.clusters.get(id).map_or(" ", |text| text)
    }

    /// Whether all that a cell names is there.
    pub fn knows(&self, cell: Cell) -> bool {
        let look = cell.look().number().is_none_or(|id| !self.looks.get(id).is_plain());
        let cluster = match cell.content() {
            Content::Cluster(id) => self.clusters.get(id).is_some(),
            _ => true,
        };
        look && cluster
    }

    /// What is wrong with the tables, if anything.
    pub fn fault(&self) -> Option<String> {
        let link = |packed: &Packed| packed.link() > 0 && self.link(packed.link()).is_none();
        if self.looks.values.iter().any(link) {
            return Some("a look with a link that is in no table".to_owned());
        }
        let counts = [self.looks.count(), self.links.count(), self.clusters.count()];
        let wrong = counts.iter().position(|[used, known, left]| used != known || known != left)?;
        let name = ["looks", "links", "clusters"][wrong];
        Some(format!("{:?} of the {name}", counts[wrong]))
    }

    /// Whether a table has grown enough for a sweep.
    pub fn is_grown(&self) -> bool {
        self.looks.is_grown() || self.links.is_grown() || self.clusters.is_grown()
    }

    /// Much was erased: what is full may have room again.
    pub fn expect_room(&mut self) {
        let full = [
            (self.looks.sweep_at, &mut self.looks.refused),
            (self.links.sweep_at.max(self.links.sweep_at_bytes), &mut self.links.refused),
            (self.clusters.sweep_at.max(self.clusters.sweep_at_bytes), &mut self.clusters.refused),
        ];
        for (sweep_at, refused) in full {
            if sweep_at == usize::MAX {
                *refused = MOST + 1;
            }
        }
    }

    /// Nothing seen yet.
    pub fn marks(&self) -> Marks {
        Marks {
            looks: vec![false; self.looks.values.len()],
            clusters: vec![false; self.clusters.values.len()],
        }
    }

    /// Lets go of all that was not seen.
    pub fn sweep(&mut self, marks: &Marks) {
        self.looks.sweep(&marks.looks);
        self.clusters.sweep(&marks.clusters);
        let mut links = vec![false; self.links.values.len()];
        for packed in &self.looks.values {
            let number = packed.link().checked_sub(1).map(|number| number as usize);
            if let Some(used) = number.and_then(|number| links.get_mut(number)) {
                *used = true;
            }
        }
        self.links.sweep(&links);
    }
}

/// Values with numbers.
#[derive(Debug)]
struct Interned<T> {
    values: Vec<Option<T>>,
    numbers: HashMap<T, u32>,
    free: Vec<u32>,
    /// What the values take beside their places, in bytes.
    value_bytes: usize,
    most_bytes: usize,
    sweep_at: usize,
    sweep_at_bytes: usize,
    /// How many there was no room for since the last sweep.
    refused: usize,
}

impl<T: Clone + Eq + Hash + Footprint> Interned<T> {
    fn new() -> Self {
        Self {
            values: Vec::new(),
            numbers: HashMap::new(),
            free: Vec::new(),
            value_bytes: 0,
            most_bytes: MOST_BYTES,
            sweep_at: FIRST_SWEEP,
            sweep_at_bytes: FIRST_SWEEP_BYTES,
            refused: 0,
        }
    }

    fn bytes(&self) -> usize {
        places(&self.values) + map_places(&self.numbers) + places(&self.free) + self.value_bytes
    }

    fn get(&self, number: u32) -> Option<&T> {
        self.values.get(number as usize)?.as_ref()
    }

    /// The number of a value, which it gets if it has none; `None` if there are too many.
    fn number(&mut self, value: &T) -> Option<u32> {
        if let Some(number) = self.numbers.get(value) {
            return Some(*number);
        }
        let bytes = value.footprint();
        let is_full = self.free.is_empty() && self.values.len() >= MOST;
        if is_full || self.value_bytes + bytes > self.most_bytes {
            self.refused += 1;
            return None;
        }
        let number = match self.free.pop() {
            Some(number) => {
                *self.values.get_mut(number as usize)? = Some(value.clone());
                number
            }
            None => {
                self.values.push(Some(value.clone()));
                (self.values.len() - 1) as u32
            }
        };
        self.value_bytes += bytes;
        self.numbers.insert(value.clone(), number);
        Some(number)
    }

    /// How many values there are: by number, by value, and as the free numbers leave them.
    fn count(&self) -> [usize; 3] {
        let has = |(value, number): &(&T, &u32)| self.get(**number) == Some(*value);
        let used = self.values.iter().flatten().count();
        [used, self.numbers.iter().filter(has).count(), self.values.len() - self.free.len()]
    }

    fn is_grown(&self) -> bool {
        self.numbers.len() >= self.sweep_at
            || self.value_bytes >= self.sweep_at_bytes
            || self.refused > self.numbers.len().max(FIRST_SWEEP)
    }

    fn sweep(&mut self, used: &[bool]) {
        for (number, slot) in self.values.iter_mut().enumerate() {
            if used.get(number) != Some(&true)
                && let Some(value) = slot.take()
            {
                self.value_bytes -= value.footprint();
                self.numbers.remove(&value);
                self.free.push(number as u32);
            }
        }
        give_back(&mut self.values, &mut self.free, Option::is_none);
        self.numbers.shrink_to(2 * self.numbers.len());
        let nearly_full = self.most_bytes - self.most_bytes / 8;
        self.sweep_at = next_sweep(self.numbers.len(), FIRST_SWEEP, NEARLY_FULL);
        self.sweep_at_bytes = next_sweep(self.value_bytes, FIRST_SWEEP_BYTES, nearly_full);
        self.refused = 0;
    }
}

/// Lets go of the free places at a table's end, and of the room for more than twice of the others.
fn give_back<T>(values: &mut Vec<T>, free: &mut Vec<u32>, is_free: impl Fn(&T) -> bool) {
    let end = values.iter().rposition(|value| !is_free(value)).map_or(0, |last| last + 1);
    values.truncate(end);
    values.shrink_to(2 * end);
    free.retain(|&number| (number as usize) < end);
    free.shrink_to(2 * free.len());
}

/// Packed looks with numbers. Programs that paint in direct colours come here for every other
/// cell, and hardly ever with a look twice, so only those seen of late are found again: what comes
/// back later gets one more number.
#[derive(Debug, Default)]
struct Looks {
    /// By number; a plain one is a free place, as nobody interns that.
    values: Vec<Packed>,
    free: Vec<u32>,
    /// Numbers by hash, which the value there proves right or wrong.
    recent: Vec<u32>,
    /// 0 before the first sweep.
    sweep_at: usize,
    /// How many there was no room for since the last sweep.
    refused: usize,
}

/// How many looks are found again, as a power of two.
const RECENT: u32 = 9;

impl Looks {
    fn get(&self, number: u32) -> Packed {
        self.values.get(number as usize).copied().unwrap_or_default()
    }

    fn number(&mut self, packed: Packed) -> Option<u32> {
        if self.recent.is_empty() {
            self.recent.resize(1 << RECENT, 0);
        }
        let slot = (packed.hash() >> (u64::BITS - RECENT)) as usize;
        let known = self.recent[slot];
        if self.get(known) == packed {
            return Some(known);
        }
        let number = match self.free.pop() {
            Some(number) => {
                *self.values.get_mut(number as usize)? = packed;
                number
            }
            None if self.values.len() >= MOST => {
                self.refused += 1;
                return None;
            }
            None => {
                self.values.push(packed);
                (self.values.len() - 1) as u32
            }
        };
        self.recent[slot] = number;
        Some(number)
    }

    fn bytes(&self) -> usize {
        places(&self.values) + places(&self.free) + places(&self.recent)
    }

    /// How many looks there are.
    fn len(&self) -> usize {
        self.values.len() - self.free.len()
    }

    /// How many looks there are: by number, and as the free numbers leave them; nothing else
    /// has to know them all.
    fn count(&self) -> [usize; 3] {
        let used = self.values.iter().filter(|packed| !packed.is_plain()).count();
        [used, used, self.len()]
    }

    fn is_grown(&self) -> bool {
        self.len() >= self.sweep_at.max(FIRST_SWEEP) || self.refused > self.len().max(FIRST_SWEEP)
    }

    fn sweep(&mut self, used: &[bool]) {
        for (number, packed) in self.values.iter_mut().enumerate() {
            if used.get(number) != Some(&true) && !packed.is_plain() {
                *packed = Packed::default();
                self.free.push(number as u32);
            }
        }
        give_back(&mut self.values, &mut self.free, |packed| packed.is_plain());
        self.sweep_at = next_sweep(self.len(), FIRST_SWEEP, NEARLY_FULL);
        self.refused = 0;
    }
}
