//! A line of styled text: how a row travels from the terminal to the view and to the client,
//! and how chrome (status line, messages) is written.
//!
//! Text and looks stay apart: one string for the whole line, and runs over it. A run's glyphs
//! are all equally wide and, but for a run of clusters, one code point each, so cells can be found
//! again without knowing which Unicode widths the writer used.

use std::borrow::Cow;
use std::ops::Range;
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

/// What the text of a run is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum RunKind {
    /// Glyphs of one code point each.
    #[default]
    Glyphs,
    /// One glyph, a cluster of several code points.
    Cluster,
    /// The blanks that a tab moved over; none where it ends a line, which looks the same with it.
    /// A line that is only looked at has none of these.
    Tab,
}

/// A stretch of a line that looks the same all along.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Run {
    /// How many bytes of the line's text it covers.
    pub bytes: u32,
    /// Columns that each of its glyphs takes: 1 or 2.
    pub width: u8,
    /// What it is made of.
    pub kind: RunKind,
    /// How it looks.
    pub style: Style,
    /// Where it leads, if anywhere.
    pub link: Option<Arc<Link>>,
}

impl Run {
    /// Whether glyphs of one code point and these properties continue this run.
    fn takes(&self, width: u8, style: &Style, link: &Option<Arc<Link>>) -> bool {
        self.kind == RunKind::Glyphs
            && self.width == width
            && self.style == *style
            && self.link == *link
    }

    /// Its glyphs, `text` being its own.
    pub fn glyphs<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Glyph<'a>> {
        let mut rest = text;
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let is_cluster = self.kind == RunKind::Cluster;
            let (text, after) =
                rest.split_at(if is_cluster { rest.len() } else { first.len_utf8() });
            rest = after;
            Some(Glyph { text, width: self.width, style: &self.style, link: &self.link })
        })
    }

    /// Whether each byte of it is a column, `text` being its own.
    pub fn is_even(&self, text: &str) -> bool {
        self.width == 1 && self.kind != RunKind::Cluster && text.is_ascii()
    }

    /// How many columns it takes, `text` being its own.
    pub fn columns(&self, text: &str) -> usize {
        match self.kind {
            RunKind::Cluster => self.width.into(),
            RunKind::Glyphs | RunKind::Tab => text.chars().count() * usize::from(self.width),
        }
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

    /// Makes it a line with nothing on it, keeping its room.
    pub fn clear(&mut self) {
        self.text.clear();
        self.runs.clear();
        self.goes_on = false;
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
        self.push_run(text, 1, RunKind::Glyphs, style, link);
    }

    /// Appends the blanks of a tab.
    pub fn push_tab(&mut self, columns: usize, style: &Style, link: &Option<Arc<Link>>) {
        self.push_run(&" ".repeat(columns), 1, RunKind::Tab, style, link);
    }

    /// Appends one glyph: a code point or a cluster, `width` columns wide (1 or 2).
    pub fn push_glyph(&mut self, text: &str, width: u8, style: &Style, link: &Option<Arc<Link>>) {
        let is_cluster = text.chars().nth(1).is_some();
        let kind = if is_cluster { RunKind::Cluster } else { RunKind::Glyphs };
        self.push_run(text, width, kind, style, link);
    }

    /// Appends another line.
    pub fn append(&mut self, other: &Line) {
        for (text, run) in other.runs() {
            self.push_run(text, run.width, run.kind, &run.style, &run.link);
        }
    }

    fn push_run(
        &mut self,
        text: &str,
        width: u8,
        kind: RunKind,
        style: &Style,
        link: &Option<Arc<Link>>,
    ) {
        // A tab at the end of a line has nothing to be seen of.
        if text.is_empty() && kind != RunKind::Tab {
            return;
        }
        self.text.push_str(text);
        let bytes = text.len() as u32;
        match self.runs.last_mut() {
            Some(run) if kind == RunKind::Glyphs && run.takes(width, style, link) => {
                run.bytes += bytes;
            }
            _ => {
                let (style, link) = (*style, link.clone());
                self.runs.push(Run { bytes, width, kind, style, link });
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
    /// become blanks, parts of tabs too.
    pub fn slice(&self, start: usize, cols: usize) -> Line {
        let (mut line, mut at, end) = (Line::new(), 0, start.saturating_add(cols));
        for (text, run) in self.runs() {
            let (from, to) = (at, at + run.columns(text));
            at = to;
            // One without columns is part of the row that it ends.
            if from >= end && from < to || from > end {
                break;
            }
            if from >= start && to <= end {
                line.push_run(text, run.width, run.kind, &run.style, &run.link);
            } else if to > start {
                line.push_part(text, run, start.saturating_sub(from)..end - from);
            }
        }
        line
    }

    /// Appends glyphs of a run, which are all of it or a part. A part of a tab is blanks.
    pub fn push_glyphs(&mut self, glyphs: &str, run: &Run) {
        let kind = match run.kind {
            RunKind::Tab if glyphs.len() < run.bytes as usize => RunKind::Glyphs,
            kind => kind,
        };
        self.push_run(glyphs, run.width, kind, &run.style, &run.link);
    }

    /// Appends the glyphs of a run that are in some of its columns.
    fn push_part(&mut self, text: &str, run: &Run, columns: Range<usize>) {
        if run.is_even(text) {
            let part = &text[columns.start..columns.end.min(text.len())];
            return self.push_glyphs(part, run);
        }
        let mut at = 0;
        for glyph in run.glyphs(text) {
            let (from, to) = (at, at + usize::from(glyph.width));
            at = to;
            if to <= columns.start || from >= columns.end {
                continue;
            }
            match from < columns.start || to > columns.end {
                true => self.push_narrow(" ", glyph.style, glyph.link),
                false => self.push_glyph(glyph.text, glyph.width, glyph.style, glyph.link),
            }
        }
    }

    /// Some bytes of the text, which begin and end with glyphs.
    pub fn part(&self, bytes: Range<usize>) -> Line {
        let (mut line, mut at) = (Line::new(), 0);
        for (text, run) in self.runs() {
            let (from, to) = (bytes.start.max(at), bytes.end.min(at + text.len()));
            // A tab that ends the line has no bytes.
            let is_last_tab = text.is_empty() && to == self.text.len();
            if from < to || (from == to && is_last_tab) {
                line.push_glyphs(&text[from - at..to - at], run);
            }
            at += text.len();
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
        self.runs().flat_map(|(text, run)| run.glyphs(text))
    }

    /// How many columns it takes.
    pub fn width(&self) -> usize {
        self.runs().map(|(text, run)| run.columns(text)).sum()
    }

    /// The text as it was written: tabs are tabs.
    pub fn with_tabs(&self) -> Cow<'_, str> {
        if self.runs.iter().all(|run| run.kind != RunKind::Tab) {
            return Cow::Borrowed(&self.text);
        }
        let written = |(text, run): (_, &Run)| if run.kind == RunKind::Tab { "\t" } else { text };
        Cow::Owned(self.runs().map(written).collect())
    }

    /// Whether the runs cover the text and nothing else, on character boundaries, with widths
    /// of 1 or 2, tabs with narrow blanks: what must hold of a line that came from outside.
    pub fn is_sound(&self) -> bool {
        let mut at = 0usize;
        self.runs.iter().all(|run| {
            let start = at;
            at = at.saturating_add(run.bytes as usize);
            let is_text = run.bytes > 0 && self.text.is_char_boundary(at);
            let is_blank = || self.text.as_bytes()[start..at].iter().all(|&byte| byte == b' ');
            match run.kind {
                RunKind::Tab if run.bytes == 0 => run.width == 1,
                RunKind::Tab => is_text && run.width == 1 && is_blank(),
                RunKind::Glyphs | RunKind::Cluster => is_text && matches!(run.width, 1 | 2),
            }
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
    fn a_tab_is_blanks_and_a_tab_where_all_of_it_is_taken() {
        let mut line = Line::new();
        line.push_narrow("ab", &Style::PLAIN, &None);
        line.push_tab(6, &Style::PLAIN, &None);
        line.push_narrow(" c", &Style::PLAIN, &None);
        assert_eq!((line.text.as_str(), line.width()), ("ab       c", 10));
        assert!(line.is_sound());
        for (start, cols, expect) in
            [(0, 10, "ab\t c"), (2, 6, "\t"), (1, 6, "b     "), (3, 9, "      c"), (8, 9, " c")]
        {
            assert_eq!(line.slice(start, cols).with_tabs(), expect);
            let part = line.part(start..(start + cols).min(line.text.len()));
            assert_eq!(part.with_tabs(), expect);
        }
        line.text.replace_range(2..3, "x");
        assert!(!line.is_sound());
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
