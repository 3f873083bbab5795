//! A pane's rows as text, for `capture-pane`: history and screen, with or without the escape
//! sequences that draw them.
//!
//! Rows are counted from the first one of the screen: 0 is that, -1 the newest of the history.
//! The history holds whole lines, so its rows are as the pane would show them at its width now.

use std::fmt::Write;
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::line::{Line, Link, Run};
use crate::style::{Attributes, Color, Style, Underline};
use crate::terminal::{Terminal, Written, wrap};

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
}

/// The rows `from` to `to` as text, each with a line feed at its end. What lies outside of the
/// history and the screen is left out.
pub fn capture(terminal: &Terminal, from: i64, to: i64, manner: Manner) -> String {
    let wanted = from.min(to)..=from.max(to);
    let mut writer = Writer { manner, ..Writer::default() };
    each_history_row(terminal, &wanted, |row| writer.row(row));
    screen_rows(terminal, &wanted).for_each(|y| writer.row(&terminal.written(y)));
    writer.out
}

/// The same of the primary screen while the alternate one covers it; `None` where none does.
pub fn capture_covered(terminal: &Terminal, from: i64, to: i64, manner: Manner) -> Option<String> {
    let wanted = from.min(to)..=from.max(to);
    let rows: Option<Vec<Written>> =
        screen_rows(terminal, &wanted).map(|y| terminal.covered(y)).collect();
    Some(write(rows?, manner))
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
    let history = terminal.history();
    let skip = history.len().saturating_sub(most);
    let mut lines: Vec<Line> = history.lines(skip).collect();
    // The newest may go on in the first row.
    let mut line = if history.continues() { lines.pop() } else { None }.unwrap_or_default();
    let (cursor, mut at_cursor) = (terminal.cursor().at.y, None);
    for y in 0..terminal.size().rows {
        let row = terminal.covered(y).unwrap_or_else(|| terminal.written(y));
        if y == cursor && !terminal.is_alternate() {
            at_cursor = Some(lines.len());
        }
        line.append(&row.line);
        if !row.wrapped {
            lines.push(std::mem::take(&mut line));
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let manner = Manner { escapes, ..Manner::default() };
    let text = |line: &Line| {
        let mut writer = Writer { manner, ..Writer::default() };
        writer.line(line);
        writer.look(&Style::PLAIN, &None);
        writer.out
    };
    let at_cursor = at_cursor.unwrap_or(end);
    let finished = lines[..at_cursor].iter().map(text).collect();
    let rest = lines.get(at_cursor..end).unwrap_or_default().iter().map(text).collect();
    Lines { first: history.first() + skip as u64, finished, rest }
}

/// The lines of the history from `index` on, with their looks, each ended as a terminal needs it
/// that does nothing to line ends.
pub fn above(terminal: &Terminal, index: usize) -> String {
    let manner = Manner { escapes: true, ..Manner::default() };
    let mut writer = Writer { manner, ..Writer::default() };
    for line in terminal.history().lines(index) {
        writer.line(&line);
        writer.look(&Style::PLAIN, &None);
        writer.out.push_str("\r\n");
    }
    writer.out
}

/// Which rows of the screen are wanted.
fn screen_rows(terminal: &Terminal, wanted: &RangeInclusive<i64>) -> impl Iterator<Item = u16> {
    let wanted = wanted.clone();
    (0..terminal.size().rows).filter(move |y| wanted.contains(&i64::from(*y)))
}

fn write(rows: Vec<Written>, manner: Manner) -> String {
    let mut writer = Writer { manner, ..Writer::default() };
    rows.iter().for_each(|row| writer.row(row));
    writer.out
}

/// Shows the wanted rows of the history to `each`, from the oldest on, none of them kept: there may
/// be millions.
fn each_history_row(
    terminal: &Terminal,
    wanted: &RangeInclusive<i64>,
    mut each: impl FnMut(&Written),
) {
    if *wanted.start() >= 0 {
        return;
    }
    let (history, cols) = (terminal.history(), terminal.size().cols);
    let back = usize::try_from(wanted.start().unsigned_abs()).unwrap_or(usize::MAX);
    let (first, rows) = history.line_of_rows(back, cols);
    let mut at = -i64::try_from(rows).unwrap_or(i64::MAX);
    for (index, line) in (first..).zip(history.lines(first)) {
        let rows = wrap(&line, cols);
        let last = rows.len() - 1;
        for (n, line) in rows.into_iter().enumerate() {
            if wanted.contains(&at) {
                each(&Written { line, wrapped: n < last || history.goes_on(index) });
            }
            at += 1;
        }
        if at > *wanted.end() {
            return;
        }
    }
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
    fn row(&mut self, row: &Written) {
        self.line(&row.line);
        if !(self.manner.join && row.wrapped) {
            // Each line looks right by itself, whichever of them somebody picks.
            self.look(&Style::PLAIN, &None);
            self.out.push('\n');
        }
    }

    fn line(&mut self, line: &Line) {
        let mut runs: Vec<(&str, &Run)> = line.runs().collect();
        if !self.manner.spaces && !self.manner.join {
            self.trim(&mut runs);
        }
        for (text, run) in runs {
            self.look(&run.style, &run.link);
            match self.manner.octal {
                true => self.octal(text),
                false => self.out.push_str(text),
            }
        }
    }

    /// Leaves the spaces at the end out, but for those that can be seen.
    fn trim(&self, runs: &mut Vec<(&str, &Run)>) {
        while let Some((text, run)) = runs.pop() {
            let seen = self.manner.escapes && !run.style.is_plain();
            let text = if seen { text } else { text.trim_end_matches(' ') };
            if !text.is_empty() {
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
        let text = |from, to| capture(&terminal, from, to, Manner::default());
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
            let text = capture(&terminal, i64::MIN, i64::MAX, manner);
            assert_eq!(text.trim_end(), format!("{long}\nend"), "{height} rows");
        }
    }
}
