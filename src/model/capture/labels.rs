//! What stands before a captured row beside its text: its number (`-L`) and its flags (`-F`), and the
//! links on it (`-H`).

use std::collections::HashSet;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use super::Manner;
use crate::line::{Line, Link};
use crate::model::command_log::{CommandLog, Shown};
use crate::style::{Attributes, Color, Style, Underline};
use crate::terminal::{Anchor, TextRow};

/// Where a shell's prompts and its commands' output begin, the first places first.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    prompts: Vec<Anchor>,
    pub(super) output: Vec<Anchor>,
    /// Where prompts and what was typed begin.
    pub(super) shown: Vec<(Anchor, Shown)>,
    /// Where commands ended, with their status where the shell told.
    pub(super) ends: Vec<(Anchor, Option<i32>)>,
}

impl Marks {
    /// Those of a pane's command log.
    pub fn of(log: &CommandLog) -> Self {
        let ends =
            log.entries().filter_map(|it| Some((it.span().1?, it.finished.as_ref()?.status)));
        Self {
            prompts: log.places(false),
            output: log.places(true),
            shown: log.shown().collect(),
            ends: ends.collect(),
        }
    }
}

/// What is known of the rows that come.
#[derive(Debug, Default)]
pub struct Labels {
    /// The number of the next row: 0 is the first of the screen, -1 the newest of the history.
    pub next: i64,
    pub marks: Marks,
    /// The links that were told.
    told: HashSet<Arc<Link>>,
}

/// What of a row does not fit into a plain cell of a byte, eight attributes and a palette of 256.
pub(super) fn is_rich(text: &str, style: &Style) -> bool {
    let direct = |color| matches!(color, Color::Rgb(..));
    !text.is_ascii()
        || style.attributes.intersects(Attributes::STRIKE | Attributes::OVERLINE)
        || !matches!(style.underline, Underline::None | Underline::Single)
        || style.underline_color != Color::Default
        || direct(style.fg)
        || direct(style.bg)
}

impl Labels {
    /// A row is passed over.
    pub fn pass(&mut self) {
        self.next += 1;
    }

    /// What stands before a row.
    pub fn write(&mut self, row: &TextRow<'_>, manner: Manner, out: &mut String) {
        if manner.numbers {
            // Writing to a string cannot fail.
            let _ = write!(out, "{} ", self.next);
        }
        if manner.flags {
            out.push_str(&self.flags(row));
            out.push(' ');
        }
        self.pass();
    }

    /// A letter for each thing that is so of a row: it has a link, output or a prompt begins on it,
    /// it goes on in the next, or it has more than plain text.
    fn flags(&self, row: &TextRow<'_>) -> String {
        let is_here = |places: &[Anchor]| {
            let first =
                places.partition_point(|at| (at.line, at.column) < (row.number, row.column));
            places.get(first).is_some_and(|at| at.line == row.number && at.column < row.end)
        };
        let (mut has_link, mut is_more) = (false, false);
        for (text, run) in super::writer::runs(row.line, row.bytes.clone()) {
            has_link |= run.link.is_some();
            is_more |= run.link.is_some()
                || run.kind == crate::line::RunKind::Tab
                || is_rich(text, &run.style);
        }
        let flags = [
            ('H', has_link),
            ('O', is_here(&self.marks.output)),
            ('P', is_here(&self.marks.prompts)),
            ('W', row.goes_on),
            ('X', is_more),
        ];
        let letters: String =
            flags.iter().filter(|(_, is)| *is).map(|(letter, _)| *letter).collect();
        if letters.is_empty() { "-".to_owned() } else { letters }
    }

    /// Where the links on some bytes of a line lead that were not told yet, with spaces between.
    pub fn links(&mut self, line: &Line, bytes: Range<usize>) -> String {
        let mut text = String::new();
        for (_, run) in super::writer::runs(line, bytes) {
            let Some(link) = run.link.as_ref().filter(|link| !self.told.contains(*link)) else {
                continue;
            };
            self.told.insert(Arc::clone(link));
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&link.uri);
        }
        text
    }
}
