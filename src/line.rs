//! A line of styled text: how a row travels from the terminal to the view and to the client,
//! and how chrome (status line, messages) is written.
//!
//! Text and looks stay apart: one string for the whole line, and runs over it. A run's glyphs
//! are all equally wide and, but for a `joined` run, one code point each, so cells can be found
//! again without knowing which Unicode widths the writer used.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::style::{Attributes, Rgb, Style};

/// A hyperlink (OSC 8).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The `id` parameter; empty where the program gave none.
    pub id: String,
    /// Where it leads.
    pub uri: String,
}

/// A stretch of a line that looks the same all along.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Run {
    /// How many bytes of the line's text it covers.
    pub bytes: u32,
    /// Columns that each of its glyphs takes: 1 or 2.
    pub width: u8,
    /// The whole run is one glyph, a cluster of several code points.
    pub joined: bool,
    /// How it looks.
    pub style: Style,
    /// Where it leads, if anywhere.
    pub link: Option<Arc<Link>>,
}

impl Run {
    /// Whether a glyph of these properties (never a joined one) continues this run.
    fn takes(&self, width: u8, style: &Style, link: &Option<Arc<Link>>) -> bool {
        !self.joined && self.width == width && self.style == *style && self.link == *link
    }
}

/// A line of styled text. Cells right of its end are blank and plain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Line {
    /// The text of all runs, blanks within as spaces.
    pub text: String,
    /// The runs, in order; together they cover the text.
    pub runs: Vec<Run>,
    /// It is a row whose text goes on in the row below because the screen is no wider.
    pub goes_on: bool,
}

/// One glyph of a line: what stands in one cell, or in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// One code point or one grapheme cluster; never empty.
    pub text: &'a str,
    /// Columns: 1 or 2.
    pub width: u8,
    /// How it looks.
    pub style: &'a Style,
    /// Where it leads.
    pub link: &'a Option<Arc<Link>>,
}

impl Line {
    /// A line with nothing on it.
    pub const fn new() -> Self {
        Self { text: String::new(), runs: Vec::new(), goes_on: false }
    }

    /// Whether nothing was written on it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// An empty line with room for so many bytes of text.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), ..Self::new() }
    }

    /// Appends narrow single code points of one style.
    pub fn push_narrow(&mut self, text: &str, style: &Style, link: &Option<Arc<Link>>) {
        self.push_run(text, 1, false, style, link);
    }

    /// Appends one glyph: a code point or a cluster, `width` columns wide (1 or 2).
    pub fn push_glyph(&mut self, text: &str, width: u8, style: &Style, link: &Option<Arc<Link>>) {
        let joined = text.chars().nth(1).is_some();
        self.push_run(text, width, joined, style, link);
    }

    /// Appends another line.
    pub fn append(&mut self, other: &Line) {
        for (text, run) in other.runs() {
            self.push_run(text, run.width, run.joined, &run.style, &run.link);
        }
    }

    fn push_run(
        &mut self,
        text: &str,
        width: u8,
        joined: bool,
        style: &Style,
        link: &Option<Arc<Link>>,
    ) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        let bytes = text.len() as u32;
        match self.runs.last_mut() {
            Some(run) if !joined && run.takes(width, style, link) => run.bytes += bytes,
            _ => {
                let (style, link) = (*style, link.clone());
                self.runs.push(Run { bytes, width, joined, style, link });
            }
        }
    }

    /// Appends text as a person writes it: clusters as Unicode has them, as wide as they are;
    /// control characters are left out.
    pub fn push_text(&mut self, text: &str, style: &Style) {
        for cluster in text.graphemes(true).filter(|cluster| !cluster.contains(char::is_control)) {
            match cluster.width() {
                0 => {}
                width => self.push_glyph(cluster, width.min(2) as u8, style, &None),
            }
        }
    }

    /// The columns from `start` on, at most `cols` of them. Halves of wide glyphs at the edges
    /// become blanks.
    pub fn slice(&self, start: usize, cols: usize) -> Line {
        let (mut line, mut at, end) = (Line::new(), 0, start.saturating_add(cols));
        for glyph in self.glyphs() {
            let (from, to) = (at, at + usize::from(glyph.width));
            at = to;
            if to <= start {
                continue;
            }
            if from >= end {
                break;
            }
            match from < start || to > end {
                true => line.push_narrow(" ", glyph.style, glyph.link),
                false => line.push_glyph(glyph.text, glyph.width, glyph.style, glyph.link),
            }
        }
        line
    }

    /// The line with text and background swapped, `cols` wide (DECSCNM).
    pub fn inverted(mut self, cols: usize) -> Line {
        let missing = cols.saturating_sub(self.width());
        self.push_narrow(&" ".repeat(missing), &Style::PLAIN, &None);
        for run in &mut self.runs {
            run.style.attributes.toggle(Attributes::INVERSE);
        }
        self
    }

    /// The line as it looks where some entries of the palette are other colours.
    pub fn in_palette(&self, palette: &[(u8, Rgb)]) -> Line {
        let mut line = self.clone();
        for Run { style, .. } in &mut line.runs {
            style.fg = style.fg.in_palette(palette);
            style.bg = style.bg.in_palette(palette);
            style.underline_color = style.underline_color.in_palette(palette);
        }
        line
    }

    /// The runs with their text.
    pub fn runs(&self) -> impl Iterator<Item = (&str, &Run)> {
        let mut rest = self.text.as_str();
        self.runs.iter().map(move |run| {
            let (text, after) = rest.split_at(run.bytes as usize);
            rest = after;
            (text, run)
        })
    }

    /// The glyphs, from the left.
    pub fn glyphs(&self) -> impl Iterator<Item = Glyph<'_>> {
        self.runs().flat_map(|(text, run)| {
            let mut rest = text;
            std::iter::from_fn(move || {
                let first = rest.chars().next()?;
                let bytes = if run.joined { rest.len() } else { first.len_utf8() };
                let (text, after) = rest.split_at(bytes);
                rest = after;
                Some(Glyph { text, width: run.width, style: &run.style, link: &run.link })
            })
        })
    }

    /// How many columns it takes.
    pub fn width(&self) -> usize {
        self.runs()
            .map(|(text, run)| match run.joined {
                true => run.width.into(),
                false => text.chars().count() * usize::from(run.width),
            })
            .sum()
    }

    /// Whether the runs cover the text and nothing else, on character boundaries, with widths
    /// of 1 or 2: what must hold of a line that came from outside.
    pub fn is_sound(&self) -> bool {
        let mut at = 0usize;
        self.runs.iter().all(|run| {
            at = at.saturating_add(run.bytes as usize);
            run.bytes > 0 && matches!(run.width, 1 | 2) && self.text.is_char_boundary(at)
        }) && at == self.text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::Color;

    #[test]
    fn equal_neighbours_share_a_run_and_clusters_stand_alone() {
        let (plain, bold) = (Style::PLAIN, Style::PLAIN.with(Attributes::BOLD));
        let mut line = Line::new();
        line.push_narrow("ab", &plain, &None);
        line.push_glyph("c", 1, &plain, &None);
        line.push_glyph("e\u{301}", 1, &plain, &None);
        line.push_glyph("漢", 2, &plain, &None);
        line.push_narrow("d", &bold.fg(Color::Indexed(1)), &None);
        assert_eq!(line.runs.len(), 4);
        assert_eq!(line.width(), 7);
        assert!(line.is_sound());
        let glyphs: Vec<_> = line.glyphs().map(|g| (g.text, g.width)).collect();
        assert_eq!(glyphs, [("a", 1), ("b", 1), ("c", 1), ("e\u{301}", 1), ("漢", 2), ("d", 1)]);
    }

    #[test]
    fn a_line_with_runs_past_its_text_is_unsound() {
        let mut line = Line::new();
        line.push_narrow("é", &Style::PLAIN, &None);
        line.runs[0].bytes = 1;
        assert!(!line.is_sound());
        line.runs[0].bytes = 3;
        assert!(!line.is_sound());
    }
}
