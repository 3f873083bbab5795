//! What cells refer to by number: looks too rich to be written out, and grapheme clusters.
//!
//! Each is interned once for a terminal. Nothing is counted: when a table has grown, the screens
//! are looked through and what no cell names is let go (mark and sweep), so printing stays cheap.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use super::cell::{Cell, Content, Look, Reading};
use crate::line::Link;
use crate::style::Style;

/// A style with its hyperlink.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Rich {
    /// Colours, underline, attributes.
    pub style: Style,
    /// Where it leads.
    pub link: Option<Arc<Link>>,
}

/// The most looks, and the most clusters, that a terminal keeps at once. What comes on top is
/// simplified: a look loses its link and underline colour, a cluster its marks.
const MOST: usize = 1 << 18;
/// Tables smaller than this are not swept.
const FIRST_SWEEP: usize = 4096;

/// Values with numbers.
#[derive(Debug)]
struct Interned<T> {
    slots: Vec<Option<T>>,
    numbers: HashMap<T, u32>,
    free: Vec<u32>,
    sweep_at: usize,
}

impl<T: Clone + Eq + Hash> Interned<T> {
    fn new() -> Self {
        Self { slots: Vec::new(), numbers: HashMap::new(), free: Vec::new(), sweep_at: FIRST_SWEEP }
    }

    fn get(&self, number: u32) -> Option<&T> {
        self.slots.get(number as usize)?.as_ref()
    }

    fn number<Q>(&self, value: &Q) -> Option<u32>
    where
        T: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.numbers.get(value).copied()
    }

    fn add(&mut self, value: T) -> Option<u32> {
        let number = match self.free.pop() {
            Some(number) => {
                *self.slots.get_mut(number as usize)? = Some(value.clone());
                number
            }
            None if self.slots.len() >= MOST => return None,
            None => {
                self.slots.push(Some(value.clone()));
                (self.slots.len() - 1) as u32
            }
        };
        self.numbers.insert(value, number);
        Some(number)
    }

    fn is_grown(&self) -> bool {
        self.numbers.len() >= self.sweep_at
    }

    fn sweep(&mut self, used: &[bool]) {
        for (number, slot) in self.slots.iter_mut().enumerate() {
            if used.get(number) != Some(&true)
                && let Some(value) = slot.take()
            {
                self.numbers.remove(&value);
                self.free.push(number as u32);
            }
        }
        self.sweep_at = (self.numbers.len() * 2).max(FIRST_SWEEP);
    }

    fn len(&self) -> usize {
        self.numbers.len()
    }
}

/// The tables of one terminal.
#[derive(Debug)]
pub struct Ink {
    looks: Interned<Rich>,
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
        if let Reading::Interned(id) = cell.look().read()
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

impl Ink {
    /// Empty tables.
    pub fn new() -> Self {
        Self { looks: Interned::new(), clusters: Interned::new() }
    }

    /// The look of a style and a link.
    pub fn look(&mut self, style: &Style, link: Option<&Arc<Link>>) -> Look {
        if link.is_none()
            && let Some(look) = Look::inline(style)
        {
            return look;
        }
        let rich = Rich { style: *style, link: link.cloned() };
        match self.looks.number(&rich).or_else(|| self.looks.add(rich)) {
            Some(id) => Look::interned(id),
            None => Look::inline(&Style { fg: style.fg, ..Style::PLAIN }).unwrap_or(Look::PLAIN),
        }
    }

    /// What a look stands for.
    pub fn rich(&self, look: Look) -> Rich {
        match look.read() {
            Reading::Style(style) => Rich { style, link: None },
            Reading::Interned(id) => self.looks.get(id).cloned().unwrap_or_default(),
        }
    }

    /// The content of a cell that shows `text`, which is one glyph.
    pub fn content(&mut self, text: &str) -> Content {
        let mut chars = text.chars();
        let Some(first) = chars.next() else { return Content::Blank };
        if chars.next().is_none() {
            return Content::Char(first);
        }
        let number = self.clusters.number(text);
        match number.or_else(|| self.clusters.add(Arc::from(text))) {
            Some(id) => Content::Cluster(id),
            None => Content::Char(first),
        }
    }

    /// Appends what a cell shows; nothing for a blank one.
    pub fn push_text(&self, cell: Cell, out: &mut String) {
        match cell.content() {
            Content::Blank => {}
            Content::Char(c) => out.push(c),
            Content::Cluster(id) => out.push_str(self.clusters.get(id).map_or(" ", |text| text)),
        }
    }

    /// Whether a table has grown enough for a sweep.
    pub fn is_grown(&self) -> bool {
        self.looks.is_grown() || self.clusters.is_grown()
    }

    /// Nothing seen yet.
    pub fn marks(&self) -> Marks {
        Marks {
            looks: vec![false; self.looks.slots.len()],
            clusters: vec![false; self.clusters.slots.len()],
        }
    }

    /// Lets go of all that was not seen.
    pub fn sweep(&mut self, marks: &Marks) {
        self.looks.sweep(&marks.looks);
        self.clusters.sweep(&marks.clusters);
    }

    /// How many looks and clusters are interned.
    pub fn len(&self) -> (usize, usize) {
        (self.looks.len(), self.clusters.len())
    }
}
