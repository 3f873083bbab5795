//! A pane's rows as text, for `capture-pane`: history and screen, with or without the escape
//! sequences that draw them.
//!
//! Rows are counted from the first one of the screen: 0 is that, -1 the newest of the history.
//! The history holds whole lines, so its rows are as the pane would show them at its width now.

use std::collections::VecDeque;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use crate::line::{Line, Link, Run, RunKind};
use crate::style::{Attributes, Color, Style, Underline};
use crate::terminal::{Of, RowPlace, Terminal, Text, TextRow};

/// How captured rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manner {
    /// With the escape sequences of styles and links (`-e`).
    pub escapes: bool,
    /// Control characters as `\ooo`, the backslash doubled (`-C`).
    pub octal: bool,
    /// With the spaces that were written at a row's end (`-N`).
    pub spaces: bool,
    /// Rows that one line was wrapped into are joined, spaces at their ends included (`-J`).
    pub join: bool,
    /// Tabs as such, not as the blanks that were seen of them.
    pub tabs: bool,
}

/// So much room is made for what a block of history comes to, in bytes.
const ROOM: usize = 40 << 10;

/// Rows on their way to be text, as the terminal had them when they were asked for.
#[derive(Debug, Default)]
pub struct Capture {
    parts: VecDeque<Part>,
    writer: Writer,
}

/// Rows of one text.
#[derive(Debug)]
struct Part {
    text: Text,
    next: RowPlace,
    /// The place after the last; `None` for all that there are.
    until: Option<RowPlace>,
}

impl Part {
    /// The rows `from` to `to` that a text has.
    fn new(text: Text, from: i64, to: i64) -> Option<Self> {
        let next = if from == i64::MIN { Some(text.first_row()) } else { text.row(from) }?;
        let until = text.row(to.saturating_add(1));
        until.is_none_or(|until| next < until).then_some(Self { text, next, until })
    }
}

impl Capture {
    /// The rows `from` to `to`. What lies outside of the history and the screen is left out.
    pub fn new(terminal: &Terminal, from: i64, to: i64, manner: Manner) -> Self {
        let (from, to) = (from.min(to), from.max(to));
        let text = |of| Text::new(terminal, of, manner.spaces || manner.join);
        let parts = match terminal.is_alternate() {
            false => [Part::new(text(Of::Primary), from, to), None],
            // The alternate screen stands in the place of the primary one, below the same history.
            true => {
                let above = (from < 0).then(|| Part::new(text(Of::Primary), from, to.min(-1)));
                let screen = (to >= 0).then(|| Part::new(text(Of::Shown), from.max(0), to));
                [above.flatten(), screen.flatten()]
            }
        };
        Self::of(parts, manner)
    }

    /// The same of the primary screen while the alternate one covers it, without history; `None`
    /// where none does.
    pub fn covered(terminal: &Terminal, from: i64, to: i64, manner: Manner) -> Option<Self> {
        let (from, to) = (from.min(to).max(0), from.max(to));
        terminal.is_alternate().then(|| {
            let text = Text::new(terminal, Of::Primary, manner.spaces || manner.join);
            Self::of([Part::new(text, from, to).filter(|_| to >= 0)], manner)
        })
    }

    fn of(parts: impl IntoIterator<Item = Option<Part>>, manner: Manner) -> Self {
        let parts = parts.into_iter().flatten().collect();
        Self { parts, writer: Writer { manner, ..Writer::default() } }
    }

    /// More of the text, each row with a line feed at its end; `None` when that was all. It is about
    /// as much as a block of history has, so that nothing is ever made of it as a whole that nobody
    /// has taken.
    pub fn next_text(&mut self) -> Option<String> {
        let part = self.parts.front_mut()?;
        let writer = &mut self.writer;
        writer.out.reserve(ROOM);
        let next = part.text.some_rows(part.next, part.until, &mut |row| writer.row(&row));
        match next {
            Some(next) => part.next = next,
            None => drop(self.parts.pop_front()),
        }
        Some(std::mem::take(&mut writer.out))
    }

    /// Whether that was all.
    pub fn is_over(&self) -> bool {
        self.parts.is_empty()
    }

    /// All of it that is left.
    pub fn text(mut self) -> String {
        let mut text = String::new();
        while let Some(more) = self.next_text() {
            text.push_str(&more);
        }
        text
    }
}

/// The lines of a terminal as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// The number of the first, counted as [`Terminal::line_number`] does.
    pub first: u64,
    /// Those above the cursor's.
    pub finished: Vec<String>,
    /// The cursor's and those below, without the empty ones at the end.
    pub rest: Vec<String>,
}

/// The newest `most` lines of the history and all of the primary screen, whole as they were
/// written, whatever the width is now. Without escape sequences but for those of styles and
/// links, where they are asked for.
pub fn logical(terminal: &Terminal, most: usize, escapes: bool) -> Lines {
    let text = Text::new(terminal, Of::Primary, false);
    let newest = terminal.history().next().saturating_sub(most as u64);
    let first = text.first().max(newest.min(text.screen()));
    let mut writer =
        Writer { manner: Manner { escapes, tabs: true, ..<_>::default() }, ..<_>::default() };
    let (mut lines, mut used) = (Vec::new(), 0);
    let mut next = first;
    while next < text.end() {
        next = text.some_lines(next, &mut |_, line| {
            lines.push(writer.whole(line));
            if !line.is_empty() {
                used = lines.len();
            }
        });
    }
    let at_cursor = match terminal.is_alternate() {
        true => used,
        false => terminal.line_number().saturating_sub(first).min(lines.len() as u64) as usize,
    };
    lines.truncate(used.max(at_cursor));
    let rest = lines.split_off(at_cursor);
    Lines { first, finished: lines, rest }
}

/// The lines of the history from `index` on, with their looks, each ended as a terminal needs it
/// that does nothing to line ends.
pub fn above(terminal: &Terminal, index: usize) -> String {
    let manner = Manner { escapes: true, ..Manner::default() };
    let mut writer = Writer { manner, ..Writer::default() };
    let history = terminal.history();
    let (mut text, mut next) = (String::new(), history.first() + index as u64);
    while next < history.next() {
        next = history.some_lines(next, &mut |_, line| {
            text.push_str(&writer.whole(line));
            text.push_str("\r\n");
        });
    }
    text
}

/// Writes styled text with as few escape sequences as can be.
#[derive(Debug, Default)]
struct Writer {
    out: String,
    manner: Manner,
    style: Style,
    link: Option<Arc<Link>>,
}

impl Writer {
    fn row(&mut self, row: &TextRow<'_>) {
        self.part(row.line, row.bytes.clone());
        if !(self.manner.join && row.goes_on) {
            // Each line looks right by itself, whichever of them somebody picks.
            self.look(&Style::PLAIN, &None);
            self.out.push('\n');
        }
    }

    /// A line by itself, with nothing at its end.
    fn whole(&mut self, line: &Line) -> String {
        self.part(line, 0..line.text.len());
        self.look(&Style::PLAIN, &None);
        std::mem::take(&mut self.out)
    }

    /// Some bytes of a line's text.
    fn part(&mut self, line: &Line, bytes: Range<usize>) {
        let is_plain = line.runs.iter().all(|run| run.kind != RunKind::Tab);
        if is_plain && !self.manner.escapes && !self.manner.octal {
            let text = self.trimmed(&line.text[bytes]);
            return self.out.push_str(text);
        }
        let mut at = 0;
        let mut runs: Vec<(&str, &Run)> = Vec::new();
        for (text, run) in line.runs() {
            let (from, to) = (bytes.start.max(at), bytes.end.min(at + text.len()));
            // A tab that ends a line has no bytes, and is part of its last row.
            let is_last_tab = text.is_empty() && to == line.text.len() && from == to;
            if from < to || is_last_tab {
                runs.push((&text[from - at..to - at], run));
            }
            at += text.len();
        }
        self.trim(&mut runs);
        for (text, run) in runs {
            self.look(&run.style, &run.link);
            let text = if self.is_tab(text, run) { "\t" } else { text };
            match self.manner.octal {
                true => self.octal(text),
                false => self.out.push_str(text),
            }
        }
    }

    /// Whether a part of a run is a tab's, whole, and to be written as one.
    fn is_tab(&self, text: &str, run: &Run) -> bool {
        // Nothing is seen of a tab but blanks: where those have a look, they are what is wanted.
        let has_look = self.manner.escapes && !run.style.is_plain();
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
            let change = transition(&self.style, style);
            self.sequence(&format!("\x1b[{change}m"));
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
        match self.manner.octal {
            true => self.octal(text),
            false => self.out.push_str(text),
        }
    }
}

/// Attributes with the SGR parameter that switches each on (ECMA-48; 53 is overline).
const ATTRIBUTES: [(Attributes, u8); 8] = [
    (Attributes::BOLD, 1),
    (Attributes::DIM, 2),
    (Attributes::ITALIC, 3),
    (Attributes::BLINK, 5),
    (Attributes::INVERSE, 7),
    (Attributes::HIDDEN, 8),
    (Attributes::STRIKE, 9),
    (Attributes::OVERLINE, 53),
];

/// The SGR parameters that make one style of another: what is to be switched off resets all.
fn transition(from: &Style, to: &Style) -> String {
    let gone = !to.attributes.contains(from.attributes)
        || (to.underline == Underline::None && from.underline != Underline::None);
    let mut parameters = Vec::new();
    let mut from = *from;
    if gone || to.is_plain() {
        parameters.push("0".to_owned());
        from = Style::PLAIN;
    }
    let switched_on = to.attributes - from.attributes;
    let attributes = ATTRIBUTES.iter().filter(|(attribute, _)| switched_on.contains(*attribute));
    parameters.extend(attributes.map(|(_, number)| number.to_string()));
    if to.underline != from.underline {
        parameters.push(underline(to.underline).to_owned());
    }
    if to.fg != from.fg {
        parameters.push(color(to.fg, 30));
    }
    if to.bg != from.bg {
        parameters.push(color(to.bg, 40));
    }
    if to.underline_color != from.underline_color {
        parameters.push(underline_color(to.underline_color));
    }
    parameters.join(";")
}

fn underline(kind: Underline) -> &'static str {
    match kind {
        Underline::None => "24",
        Underline::Single => "4",
        Underline::Double => "4:2",
        Underline::Curly => "4:3",
        Underline::Dotted => "4:4",
        Underline::Dashed => "4:5",
    }
}

/// The parameter of a foreground (`base` 30) or background (40).
fn color(color: Color, base: u16) -> String {
    match color {
        Color::Default => (base + 9).to_string(),
        Color::Indexed(n @ 0..=7) => (base + u16::from(n)).to_string(),
        Color::Indexed(n @ 8..=15) => (base + 60 + u16::from(n - 8)).to_string(),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

fn underline_color(color: Color) -> String {
    match color {
        Color::Default => "59".to_owned(),
        Color::Indexed(n) => format!("58:5:{n}"),
        Color::Rgb(r, g, b) => format!("58:2::{r}:{g}:{b}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::terminal::Limits;

    #[test]
    fn rows_are_counted_as_the_history_counts_them() {
        let mut terminal = Terminal::new(Size::new(10, 4), Limits::default());
        let lines: String = (0..9).map(|n| format!("{n}{}\r\n", "x".repeat(12))).collect();
        terminal.feed(lines.as_bytes());
        let rows = terminal.history().rows(10) as i64;
        assert_eq!(rows, 15);
        let text = |from, to| Capture::new(&terminal, from, to, Manner::default()).text();
        assert_eq!(text(-rows, -1), text(i64::MIN, -1));
        assert_eq!(text(-rows, -1).lines().count(), 15);
        assert_eq!(text(-rows, -rows), "0xxxxxxxxx\n");
        assert_eq!(text(-2, -2), "xxx\n");
        assert_eq!(text(-1, 0), "7xxxxxxxxx\nxxx\n");
        assert_eq!(text(i64::MIN, i64::MAX).lines().count(), 19);
    }

    #[test]
    fn a_line_of_any_length_is_joined_to_one() {
        let mut terminal = Terminal::new(Size::new(80, 24), Limits::default());
        let long = "0123456789".repeat(20_000);
        terminal.feed(format!("{long}\r\nend").as_bytes());
        let manner = Manner { join: true, ..Manner::default() };
        for height in [24, 3, 40] {
            terminal.resize(Size::new(80, height).into());
            let text = Capture::new(&terminal, i64::MIN, i64::MAX, manner).text();
            assert_eq!(text.trim_end(), format!("{long}\nend"), "{height} rows");
        }
    }
}
