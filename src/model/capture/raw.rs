//! The rows of a terminal in the notation in which tmux shows what lies in its memory (`capture-pane
//! -R`): a line for the whole, one for each row, one for each column of it. It says what this terminal
//! holds. Of a row in history that is its text and its looks; that a column in it was not written, and
//! not by a space, is not known there any more.
//!
//! | line | what it says |
//! | --- | --- |
//! | `G` | size, rows of history, and how many there may be |
//! | `L` | a row's number, its place on the screen, its flags, columns that are used, columns that there is room for, marks of the shell |
//! | `C` | row and column, width and bytes of the glyph, flags, attributes, colours, link |

use std::fmt::Write;
use std::sync::Arc;

use super::labels::{Marks, is_rich};
use super::writer::{room, runs};
use crate::language::style::color_name;
use crate::line::{Link, RunKind};
use crate::model::command_log::Shown;
use crate::style::{Attributes, Color, Style, Underline};
use crate::terminal::{Anchor, Column, ColumnKind, Terminal, TextRow};

/// Rows that are written so, as they come.
#[derive(Debug)]
pub struct Raw {
    /// The number of the next row.
    next: usize,
    /// How many there are above the screen.
    above: usize,
    cols: u16,
    /// What the screen's rows held.
    screen: Vec<Vec<Column>>,
}

impl Raw {
    /// For a terminal with so many rows above the screen.
    pub fn new(terminal: &Terminal, above: usize) -> Self {
        let size = terminal.size();
        let screen = (0..size.rows).map(|y| terminal.columns(y)).collect();
        Self { next: 0, above, cols: size.cols, screen }
    }

    /// The line for the whole; `most` rows of history there may be.
    pub fn head(&self, most: i64) -> String {
        format!("G {}x{} ({}/{most})\n", self.cols, self.screen.len(), self.above)
    }

    /// A row, with what a shell said in it.
    pub fn row(&mut self, row: &TextRow<'_>, marks: &Marks, out: &mut String) {
        let number = self.next;
        self.next += 1;
        let on_screen = number.checked_sub(self.above);
        let held = match on_screen.and_then(|y| self.screen.get_mut(y)) {
            Some(held) => std::mem::take(held),
            None => of_history(row),
        };
        let place = on_screen.map_or("-".to_owned(), |y| y.to_string());
        let cols = usize::from(self.cols);
        let used = held.len().min(cols);
        // tmux has no more room for what left the screen than it needs.
        let size = if on_screen.is_some() { room(used, cols).max(used) } else { used };
        let said = said(row, marks);
        let flags = flags_of_row(row.goes_on, &held, &said);
        // Writing to a string cannot fail.
        let _ = write!(out, "\tL {number} ({place}) flags={flags} {used}/{size}");
        if let Some(columns) = said.columns() {
            let _ = write!(out, " osc133={columns}");
        }
        out.push('\n');
        for x in 0..cols {
            let _ = write!(out, "\t\tC {number},{x} ");
            match held.get(x) {
                Some(held) => column(held, out),
                None => column(&blank(x < size), out),
            }
        }
    }
}

/// What is where nothing was held; `cleared` where there is room for something.
fn blank(cleared: bool) -> Column {
    let kind = if cleared { ColumnKind::Nothing } else { ColumnKind::Glyph(" ".to_owned(), 1) };
    Column { kind, style: Style::PLAIN, link: None }
}

/// The columns of a row of history.
fn of_history(row: &TextRow<'_>) -> Vec<Column> {
    let mut all = Vec::new();
    for (text, run) in runs(row.line, row.bytes.clone()) {
        let mut push = |kind| all.push(Column { kind, style: run.style, link: run.link.clone() });
        if run.kind == RunKind::Tab {
            let columns = run.columns(text);
            push(ColumnKind::Tab(columns as u16));
            (1..columns).for_each(|_| push(ColumnKind::Rest));
            continue;
        }
        for glyph in run.glyphs(text) {
            push(ColumnKind::Glyph(glyph.text.to_owned(), glyph.width));
            (1..glyph.width).for_each(|_| push(ColumnKind::Rest));
        }
    }
    all
}

/// What a shell said in a row (OSC 133): the columns.
#[derive(Debug, Default)]
struct Said {
    prompt: Option<usize>,
    second: Option<usize>,
    command: Option<usize>,
    output: Option<usize>,
    end: Option<(usize, i32)>,
}

impl Said {
    /// As numbers, where it said anything.
    fn columns(&self) -> Option<String> {
        let anything = self.prompt.or(self.second).or(self.command).or(self.output);
        anything.or(self.end.map(|(column, _)| column))?;
        let column = |at: Option<usize>| at.unwrap_or(0);
        let (end, status) = self.end.unwrap_or_default();
        let prompt = column(self.prompt.or(self.second));
        let (command, output) = (column(self.command), column(self.output));
        Some(format!("{prompt},{command},{output},{end},{status}"))
    }
}

fn said(row: &TextRow<'_>, marks: &Marks) -> Said {
    let column = |at: &Anchor| {
        let is_here = at.line == row.number && at.column >= row.column && at.column < row.end;
        is_here.then(|| at.column - row.column)
    };
    let of = |what: Shown| {
        let mut places = marks.shown.iter().filter(|(_, it)| *it == what);
        places.find_map(|(at, _)| column(at))
    };
    // A status that is none is the highest.
    let status = |status: Option<i32>| match status {
        None => 0,
        Some(status @ 0..=255) => status,
        Some(_) => 255,
    };
    Said {
        prompt: of(Shown::Prompt),
        second: of(Shown::Continuation),
        command: of(Shown::Input),
        output: marks.output.iter().find_map(column),
        end: marks.ends.iter().find_map(|(at, code)| Some((column(at)?, status(*code)))),
    }
}

/// Names of bits, and all of them in hexadecimal.
fn named(bits: &[(bool, &str, u32)]) -> String {
    let on = || bits.iter().filter(|(on, ..)| *on);
    let names: Vec<&str> = on().map(|(_, name, _)| *name).collect();
    let number = on().fold(0, |sum, (.., bit)| sum | bit);
    let names = if names.is_empty() { "NONE".to_owned() } else { names.join(",") };
    format!("{names}[{number:x}]")
}

fn flags_of_row(goes_on: bool, held: &[Column], said: &Said) -> String {
    let has_link = held.iter().any(|it| it.link.is_some());
    let is_more = |it: &Column| match &it.kind {
        ColumnKind::Glyph(text, _) => is_rich(text, &it.style),
        ColumnKind::Tab(_) => true,
        ColumnKind::Rest | ColumnKind::Nothing => is_rich("", &it.style),
    };
    named(&[
        (goes_on, "WRAPPED", 0x1),
        (has_link || held.iter().any(is_more), "EXTENDED", 0x2),
        (said.prompt.is_some(), "START_PROMPT", 0x8),
        (said.second.is_some(), "SECOND_PROMPT", 0x10),
        (said.command.is_some(), "START_COMMAND", 0x20),
        (said.output.is_some(), "START_OUTPUT", 0x40),
        (said.end.is_some(), "END_OUTPUT", 0x80),
        (has_link, "HYPERLINK", 0x100),
    ])
}

/// A column, but for its number.
fn column(held: &Column, out: &mut String) {
    let (width, text) = match &held.kind {
        ColumnKind::Glyph(text, width) => ((*width).into(), text.clone()),
        ColumnKind::Tab(columns) => (*columns, " ".repeat((*columns).into())),
        ColumnKind::Rest => (1, "!".to_owned()),
        ColumnKind::Nothing => (1, " ".to_owned()),
    };
    let style = &held.style;
    let is_256 = |color| matches!(color, Color::Indexed(16..));
    let flags = named(&[
        (is_256(style.fg), "FG256", 0x1),
        (is_256(style.bg), "BG256", 0x2),
        (held.kind == ColumnKind::Rest, "PADDING", 0x4),
        (held.kind == ColumnKind::Nothing, "CLEARED", 0x40),
        (matches!(held.kind, ColumnKind::Tab(_)), "TAB", 0x80),
    ]);
    let (fg, bg, us) = (color(style.fg), color(style.bg), color(style.underline_color));
    let (size, text) = (text.len(), text.replace('\\', "\\\\"));
    let (link, id) = link(held.link.as_ref());
    let attributes = attributes(style);
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "data=({width},{size},{text}) flags={flags} attr={attributes} fg={fg} bg={bg} us={us} \
         link={link} linkid={id}"
    );
}

fn link(link: Option<&Arc<Link>>) -> (&str, &str) {
    match link {
        None => ("NONE", "NONE"),
        Some(link) if link.id.is_empty() => (&link.uri, "NONE"),
        Some(link) => (&link.uri, &link.id),
    }
}

fn attributes(style: &Style) -> String {
    let on = |attribute| style.attributes.contains(attribute);
    let line = |kind| style.underline == kind;
    named(&[
        (on(Attributes::BOLD), "BRIGHT", 0x1),
        (on(Attributes::DIM), "DIM", 0x2),
        (line(Underline::Single), "UNDERSCORE", 0x4),
        (on(Attributes::BLINK), "BLINK", 0x8),
        (on(Attributes::INVERSE), "REVERSE", 0x10),
        (on(Attributes::HIDDEN), "HIDDEN", 0x20),
        (on(Attributes::ITALIC), "ITALICS", 0x40),
        (on(Attributes::STRIKE), "STRIKETHROUGH", 0x100),
        (line(Underline::Double), "UNDERSCORE_2", 0x200),
        (line(Underline::Curly), "UNDERSCORE_3", 0x400),
        (line(Underline::Dotted), "UNDERSCORE_4", 0x800),
        (line(Underline::Dashed), "UNDERSCORE_5", 0x1000),
        (on(Attributes::OVERLINE), "OVERLINE", 0x2000),
    ])
}

/// A colour by its name, and by the number that tmux has for it: that of SGR, of the palette of 256, or
/// red, green and blue.
fn color(color: Color) -> String {
    let number = match color {
        Color::Default => 8,
        Color::Indexed(index @ 0..=7) => u32::from(index),
        Color::Indexed(index @ 8..=15) => 90 + u32::from(index) - 8,
        Color::Indexed(index) => 0x100_0000 | u32::from(index),
        Color::Rgb(r, g, b) => 0x200_0000 | u32::from_be_bytes([0, r, g, b]),
    };
    format!("{}[{number:x}]", color_name(color))
}

#[cfg(test)]
mod tests {
    use super::super::Capture;
    use crate::geometry::Size;
    use crate::terminal::{Limits, Terminal};

    /// What is told of a terminal of 8x3 that was fed `bytes`, without its columns of nothing.
    fn told(bytes: &str) -> Vec<String> {
        let mut terminal = Terminal::new(Size::new(8, 3), Limits::default());
        terminal.feed(bytes.as_bytes());
        let text = Capture::raw(&terminal, Default::default(), 5).text();
        let wanted = |line: &&str| !line.contains(",1, ) ");
        text.lines().filter(wanted).map(|line| line.trim_start().to_owned()).collect()
    }

    fn check(bytes: &str, expect: &[&str]) {
        let told = told(bytes);
        for line in expect {
            assert!(told.iter().any(|it| it.starts_with(line)), "{bytes:?}: {line} of {told:#?}");
        }
    }

    #[test]
    fn each_row_and_column_has_a_line() {
        check(
            "A\x1b[4;38;5;196mb",
            &[
                "G 8x3 (0/5)",
                "L 0 (0) flags=NONE[0] 2/4",
                "C 0,0 data=(1,1,A) flags=NONE[0] attr=NONE[0] fg=default[8] bg=default[8] us=default[8] \
             link=NONE linkid=NONE",
                "C 0,1 data=(1,1,b) flags=FG256[1] attr=UNDERSCORE[4] fg=colour196[10000c4] bg=",
                "L 1 (1) flags=NONE[0] 0/0",
            ],
        );
        check(
            "漢\x1b[58;2;1;2;3;4:3mx",
            &[
                "L 0 (0) flags=EXTENDED[2]",
                "C 0,0 data=(2,3,漢) flags=NONE[0]",
                "C 0,1 data=(1,1,!) flags=PADDING[4]",
                "C 0,2 data=(1,1,x) flags=NONE[0] attr=UNDERSCORE_3[400] fg=default[8] bg=default[8] \
             us=#010203[2010203]",
            ],
        );
        check(
            "a\tb\x1b]8;id=i;http://x/\x07\\",
            &[
                "L 0 (0) flags=WRAPPED,EXTENDED[3] 8/8",
                "C 0,1 data=(7,7,       ) flags=TAB[80]",
                "L 1 (1) flags=EXTENDED,HYPERLINK[102]",
                "C 1,0 data=(1,1,\\\\) flags=NONE[0] attr=NONE[0] fg=default[8] bg=default[8] us=default[8] \
             link=http://x/ linkid=i",
            ][2..3],
        );
    }

    #[test]
    fn rows_of_history_come_first() {
        check(
            "one\r\n0123456789\r\nthree\r\nfour",
            &[
                "G 8x3 (2/5)",
                "L 0 (-) flags=NONE[0] 3/3",
                "C 0,2 data=(1,1,e)",
                "L 1 (-) flags=WRAPPED[1] 8/8",
                "L 2 (0) flags=NONE[0] 2/4",
                "C 2,1 data=(1,1,9)",
                "C 4,3 data=(1,1,r)",
            ],
        );
    }
}
