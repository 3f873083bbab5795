//! Rows and lines as text, in the manner that was asked for.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use super::Manner;
use super::labels::Labels;
use super::raw::Raw;
use super::sgr::{transition, transition_of_tmux};
use crate::dialect::Dialect;
use crate::line::{Line, Link, Run, RunKind};
use crate::style::Style;
use crate::terminal::TextRow;

/// Writes styled text.
#[derive(Debug, Default)]
pub struct Writer {
    pub out: String,
    pub manner: Manner,
    pub labels: Labels,
    /// Rows are written as they are held.
    pub raw: Option<Raw>,
    style: Style,
    link: Option<Arc<Link>>,
}

impl Writer {
    /// One that has nothing yet.
    pub fn new(manner: Manner) -> Self {
        Self { manner, ..Self::default() }
    }

    /// A row of a terminal of so many columns.
    pub fn row(&mut self, row: &TextRow<'_>, cols: u16) {
        if let Some(raw) = &mut self.raw {
            return raw.row(row, &self.labels.marks, &mut self.out);
        }
        let links = self.manner.links.then(|| self.labels.links(row.line, row.bytes.clone()));
        if links.as_ref().is_some_and(String::is_empty) {
            return self.labels.pass();
        }
        self.labels.write(row, self.manner, &mut self.out);
        match links {
            Some(links) => self.out.push_str(&links),
            None if self.manner.dialect == Dialect::Tmux => {
                self.part_of_tmux(row.line, row.bytes.clone(), cols);
            }
            None => self.part(row.line, row.bytes.clone()),
        }
        if !(self.manner.join && row.goes_on) {
            // Each line looks right by itself, whichever of them somebody picks. As tmux only what
            // comes after a look ends it.
            if self.manner.dialect == Dialect::Pmux {
                self.look(&Style::PLAIN, &None);
            }
            self.out.push('\n');
        }
    }

    /// A line by itself, with nothing at its end.
    pub fn whole(&mut self, line: &Line) -> String {
        self.part(line, 0..line.text.len());
        self.look(&Style::PLAIN, &None);
        std::mem::take(&mut self.out)
    }

    /// Some bytes of a line's text as tmux has them: all that was written with the blanks after it, of
    /// which those at the end are taken away again.
    fn part_of_tmux(&mut self, line: &Line, bytes: Range<usize>, cols: u16) {
        let start = self.out.len();
        let mut columns = 0;
        for (text, run) in runs(line, bytes) {
            self.look(&run.style, &run.link);
            columns += run.columns(text);
            match self.is_tab(text, run) {
                true => self.out.push('\t'),
                false => self.text(text),
            }
        }
        if !self.manner.join && !self.manner.written {
            let room = room(columns, cols.into());
            if room > columns {
                self.look(&Style::PLAIN, &None);
                self.out.extend(std::iter::repeat_n(' ', room - columns));
            }
        }
        // A link ends with its row.
        self.look(&self.style.clone(), &None);
        if !self.manner.join && !self.manner.spaces {
            let end = self.out[start..].trim_end_matches(' ').len();
            self.out.truncate(start + end);
        }
    }

    /// Some bytes of a line's text.
    fn part(&mut self, line: &Line, bytes: Range<usize>) {
        let is_plain = line.runs.iter().all(|run| run.kind != RunKind::Tab);
        if is_plain && !self.manner.escapes && !self.manner.octal {
            let text = self.trimmed(&line.text[bytes]);
            return self.out.push_str(text);
        }
        let mut runs: Vec<(&str, &Run)> = runs(line, bytes).collect();
        self.trim(&mut runs);
        for (text, run) in runs {
            self.look(&run.style, &run.link);
            self.text(if self.is_tab(text, run) { "\t" } else { text });
        }
    }

    fn text(&mut self, text: &str) {
        match self.manner.octal {
            true => self.octal(text),
            false => self.out.push_str(text),
        }
    }

    /// Whether a part of a run is a tab's, whole, and to be written as one.
    fn is_tab(&self, text: &str, run: &Run) -> bool {
        // Nothing is seen of a tab but blanks: where those have a look, they are what is wanted. tmux
        // has the tab.
        let is_pmux = self.manner.dialect == Dialect::Pmux;
        let has_look = is_pmux && self.manner.escapes && !run.style.is_plain();
        let is_whole = run.kind == RunKind::Tab && text.len() == run.bytes as usize;
        is_whole && self.manner.tabs && !has_look
    }

    fn trimmed<'a>(&self, text: &'a str) -> &'a str {
        match self.manner.spaces || self.manner.join {
            true => text,
            false => text.trim_end_matches(' '),
        }
    }

    /// Leaves the spaces at the end out, but for those that can be seen.
    fn trim(&self, runs: &mut Vec<(&str, &Run)>) {
        if self.manner.spaces || self.manner.join {
            return;
        }
        while let Some((text, run)) = runs.pop() {
            let seen = self.manner.escapes && !run.style.is_plain();
            let stays = seen || (text.is_empty() && self.manner.tabs);
            let text = if stays { text } else { text.trim_end_matches(' ') };
            if stays || !text.is_empty() {
                runs.push((text, run));
                return;
            }
        }
    }

    fn octal(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\\' => self.out.push_str("\\\\"),
                c if c.is_ascii_control() => self.escape_char(c),
                c => self.out.push(c),
            }
        }
    }

    fn escape_char(&mut self, c: char) {
        // Writing to a string cannot fail.
        let _ = write!(self.out, "\\{:03o}", u32::from(c));
    }

    /// Goes over to another look.
    fn look(&mut self, style: &Style, link: &Option<Arc<Link>>) {
        if !self.manner.escapes {
            return;
        }
        if self.style != *style {
            let changes = match self.manner.dialect {
                Dialect::Pmux => vec![transition(&self.style, style)],
                Dialect::Tmux => transition_of_tmux(&self.style, style),
            };
            changes.iter().for_each(|change| self.sequence(&format!("\x1b[{change}m")));
            self.style = *style;
        }
        if self.link != *link {
            let (id, uri) = match link {
                Some(link) if link.id.is_empty() => (String::new(), link.uri.as_str()),
                Some(link) => (format!("id={}", link.id), link.uri.as_str()),
                None => (String::new(), ""),
            };
            self.sequence(&format!("\x1b]8;{id};{uri}\x1b\\"));
            self.link.clone_from(link);
        }
    }

    /// An escape sequence, which `-C` makes readable too.
    fn sequence(&mut self, text: &str) {
        self.text(text);
    }
}

/// The runs of some bytes of a line's text, with these.
pub fn runs(line: &Line, bytes: Range<usize>) -> impl Iterator<Item = (&str, &Run)> {
    let mut at = 0;
    line.runs().filter_map(move |(text, run)| {
        let (from, to) = (bytes.start.max(at), bytes.end.min(at + text.len()));
        // A tab that ends a line has no bytes, and is part of its last row.
        let is_last_tab = text.is_empty() && to == line.text.len() && from == to;
        let part = (from < to || is_last_tab).then(|| &text[from - at..to - at]);
        at += text.len();
        Some((part?, run))
    })
}

/// How many cells tmux makes of a row on which so many columns were written: a quarter of what there
/// is, a half, or all.
pub(super) fn room(columns: usize, cols: usize) -> usize {
    match columns {
        0 => 0,
        _ if columns < cols / 4 => cols / 4,
        _ if columns < cols / 2 => cols / 2,
        _ => cols,
    }
}
