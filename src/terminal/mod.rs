//! The engine: bytes in, screen out.
//!
//! It knows no pane, no session and no socket, does no I/O, and never panics, whatever it is
//! fed. Its parts, in the order of a byte's way:
//!
//! - `parser`: bytes to actions (text, controls, sequences, strings);
//! - `screen`: what each of them does, with `modes`, `charset`, `tabs`, `sgr` and `width`;
//! - `grid`, `row`, `cell`, `intern`: where text is kept: a ring of rows, eight bytes a cell, and a
//!   table of what does not fit into eight bytes;
//! - `flow` and `scan`: what can be known of bytes without parsing them;
//! - `footprint`: what all of it takes of memory;
//! - `history` and `reflow`: what left the top as logical lines, and rows made of lines again;
//! - `text`: history and screen as the lines that they are, at one moment;
//! - `checkpoint`: all of it that a person would miss, as data;
//! - `encode`: keys, the mouse and pastes to the bytes that the program asked for;
//! - `notice`: what there is to tell beside the screen;
//! - `policy`: what the program may do beside drawing;
//! - `transcript`: the same bytes as lines of text, for those who wait or follow;
//! - `query_filter`: the same bytes without what makes a terminal answer, for a person's terminal.

mod base64;
mod cell;
mod charset;
mod checkpoint;
mod controls;
mod encode;
mod flow;
mod footprint;
mod grid;
mod history;
mod intern;
mod look;
mod modes;
mod notice;
mod parser;
mod policy;
mod query_filter;
mod reflow;
mod row;
mod scan;
mod screen;
mod sgr;
mod tabs;
#[cfg(test)]
mod tests;
mod text;
mod transcript;
mod utf8;
mod width;

use std::sync::Arc;

use crate::geometry::{Point, Size, WindowSize};
use crate::key::{KeyEvent, MouseEvent};
use crate::line::Line;
use crate::style::CursorShape;

use self::cell::Cell;
use self::controls::to_eight_bits;
use self::intern::Rich;
use self::modes::Modes;
use self::parser::{Action, Parser};
use self::screen::Screen;

pub use self::checkpoint::Checkpoint;
pub use self::encode::Paste;
pub use self::history::{History, Limits, RowStart, Search, columns_of, row_starts, wrap};
pub use self::modes::MouseTracking;
pub use self::notice::{Anchor, Mark, Notice, Progress};
pub use self::policy::Policy;
pub use self::query_filter::QueryFilter;
pub use self::screen::{Colors, Rgb};
pub use self::text::{Of, RowPlace, Text, TextRow};
pub use self::transcript::{Told, Transcript, without_tabs};
pub use self::width::Widths;

/// Who a row of the screen is, and when it last changed. A row that scrolls stays who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// No two rows that a terminal ever had share it.
    pub id: u64,
    /// The number of the feed, or other turn, that last changed it.
    pub seq: u64,
}

/// The cursor as a person is to see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The cell it is on.
    pub at: Point,
    /// Whether it is shown.
    pub visible: bool,
    /// Its shape.
    pub shape: CursorShape,
    /// Whether it blinks.
    pub blink: bool,
}

/// What parsing has come to.
enum Step {
    /// A line ended.
    EndedLine,
    /// A command begins whose text the shell did not tell.
    BeganCommand,
    /// Anything else.
    Other,
}

/// A terminal: feed it what a program writes, look at its screen, and encode what the person
/// does in the program's way.
#[derive(Debug)]
pub struct Terminal {
    parser: Parser,
    screen: Screen,
}

impl Terminal {
    /// An empty terminal; sides of 0 count as 1, and none is longer than 10,000.
    pub fn new(size: impl Into<WindowSize>, limits: Limits) -> Self {
        Self { parser: Parser::new(), screen: Screen::new(size.into(), limits) }
    }

    /// Takes what the program wrote, cut anywhere.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = self.take_in(rest);
        }
        self.read_unread();
    }

    /// The same, but what only flows may be left unread until [`Terminal::read_unread`], for which
    /// nobody may ask what rows, cursor or history are before; and only up to where a command
    /// begins whose text the shell did not tell: that is to be taken off the screen now. What is
    /// left of the bytes is to be taken in next.
    pub fn take_in<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        self.screen.begin();
        let mut input = bytes;
        // While more than this is left there is nothing more to skim.
        let mut skimmed = usize::MAX;
        if let Some(done) = self.screen.skim_on(input) {
            self.parser = Parser::new();
            skimmed = input.len() - done.looked_at;
            input = &input[done.taken..];
        }
        if input.is_empty() {
            return input;
        }
        self.read_unread();
        self.screen.forget_tail();
        while let Some(step) = self.step(&mut input) {
            match step {
                // Also a sequence that has begun may have the line's end in it.
                Step::EndedLine if input.len() < skimmed && self.parser.is_between() => {
                    let done = self.screen.skim(input);
                    skimmed = input.len() - done.looked_at;
                    input = &input[done.taken..];
                }
                Step::BeganCommand => break,
                Step::EndedLine | Step::Other => {}
            }
        }
        self.screen.sweep();
        input
    }

    /// Parses what was left unparsed of what was taken in.
    pub fn read_unread(&mut self) {
        let Some(bytes) = self.screen.take_unparsed() else { return };
        self.parser = Parser::new();
        let mut input = bytes.as_slice();
        while self.step(&mut input).is_some() {}
        self.screen.sweep();
        self.screen.has_parsed(bytes);
    }

    /// Whether something was left unparsed.
    pub fn has_unread(&self) -> bool {
        self.screen.has_unparsed()
    }

    /// Parses the next thing that the bytes say, and does it; `None` when they are used up. This and
    /// what it is made of is inlined by force: the calls were a quarter of the time of what draws
    /// full screens, which is many short sequences.
    #[inline(always)]
    fn step(&mut self, input: &mut &[u8]) -> Option<Step> {
        if input.first() == Some(&0x1b)
            && self.parser.is_between()
            && let Some(len) = self.screen.direct_color(input)
        {
            *input = &input[len..];
            return Some(Step::Other);
        }
        let next = self.parser.next(input);
        let action = next.as_ref()?;
        self.screen.perform(action);
        Some(match action {
            Action::Control(b'\n') => Step::EndedLine,
            Action::Osc(..) if std::mem::take(&mut self.screen.command_begins) => {
                Step::BeganCommand
            }
            _ => Step::Other,
        })
    }

    /// The screen for those who look at it: all is parsed.
    fn shown(&self) -> &Screen {
        debug_assert!(!self.has_unread(), "somebody looks at what was not parsed");
        &self.screen
    }

    /// Another size: the primary screen is wrapped anew, the alternate one clipped.
    pub fn resize(&mut self, size: WindowSize) {
        self.read_unread();
        self.screen.seq += 1;
        self.screen.resize(size);
    }

    /// The size in cells.
    pub fn size(&self) -> Size {
        self.screen.size
    }

    /// What there is to tell since the last time, in order.
    pub fn drain_notices(&mut self) -> impl Iterator<Item = Notice> + use<> {
        self.screen.take_notices().into_iter()
    }

    /// Who row `y` is and when it changed.
    pub fn stamp(&self, y: u16) -> Stamp {
        let row = self.shown().grid.row(y);
        Stamp { id: row.id, seq: row.seq }
    }

    /// What names the content of each row, from the top.
    pub fn stamps(&self) -> impl Iterator<Item = Stamp> {
        self.shown().grid.in_order().map(|row| Stamp { id: row.id, seq: row.seq })
    }

    /// Row `y`, without the plain blanks at its end, and whether it goes on.
    pub fn line(&self, y: u16) -> Line {
        let row = self.shown().grid.row(y);
        let mut line = Line::with_capacity(row.trimmed().len());
        self.push_cells(row.trimmed(), &mut line);
        Line { goes_on: row.wrapped, ..line }
    }

    /// Row `y` with the spaces at its end that were written.
    fn written(&self, y: u16) -> Line {
        let row = self.shown().grid.row(y);
        let mut line = Line::with_capacity(row.written().len());
        self.push_cells(row.written(), &mut line);
        line
    }

    /// Whether nothing was written on row `y` of the primary screen, covered or not.
    pub fn is_unwritten(&self, y: u16) -> bool {
        self.shown().primary().row(y).written().is_empty()
    }

    /// Appends cells as they are to be seen.
    fn push_cells(&self, mut cells: &[Cell], line: &mut Line) {
        let table = &self.screen.table;
        let (mut ascii, mut glyph) = (Vec::with_capacity(cells.len()), String::new());
        while let Some(&first) = cells.first() {
            let look = first.look();
            let run = cells.iter().position(|cell| cell.look() != look).unwrap_or(cells.len());
            let (mut same, rest) = cells.split_at(run);
            cells = rest;
            let Rich { style, link, .. } = &table.rich(look);
            while let Some(&cell) = same.first() {
                let plain = same.iter().position(|cell| !cell.is_ascii()).unwrap_or(same.len());
                ascii.clear();
                ascii.extend(same[..plain].iter().map(|cell| cell.ascii()));
                line.push_narrow(str::from_utf8(&ascii).unwrap_or_default(), style, link);
                same = &same[plain.max(1)..];
                if plain == 0 && !cell.is_spacer() {
                    glyph.clear();
                    table.push_text(cell, &mut glyph);
                    line.push_glyph(&glyph, if cell.is_wide() { 2 } else { 1 }, style, link);
                }
            }
        }
    }

    /// Whether the line on row `y` goes on in row `y + 1`.
    pub fn is_wrapped(&self, y: u16) -> bool {
        y + 1 < self.shown().size.rows && self.shown().grid.row(y).wrapped
    }

    /// The cursor.
    pub fn cursor(&self) -> Cursor {
        let caret = &self.shown().caret;
        Cursor {
            at: Point::new(caret.x, caret.y),
            visible: self.is_on(Modes::VISIBLE),
            shape: self.shown().shape,
            blink: self.is_on(Modes::BLINK),
        }
    }

    /// The text of the screen that is shown, a string for each line that has a part on it, with
    /// the spaces at its end that were written.
    pub fn screen_text(&self) -> Vec<String> {
        let (mut lines, mut line) = (Vec::new(), String::new());
        for y in 0..self.size().rows {
            line.push_str(&self.written(y).text);
            if !self.is_wrapped(y) {
                lines.push(std::mem::take(&mut line));
            }
        }
        lines
    }

    /// The number of the line that the cursor is in, counted from the terminal's start as
    /// [`History::first`] is; of the primary screen.
    pub fn line_number(&self) -> u64 {
        let history = self.history();
        let first = history.first() + history.len() as u64 - u64::from(history.continues());
        let above = (0..self.shown().caret.y).filter(|y| !self.is_wrapped(*y));
        first + above.count() as u64
    }

    /// What follows what the program writes from now on, in the line that the cursor is in; on
    /// the alternate screen in a new one.
    pub fn transcript(&self) -> Transcript {
        let caret = &self.shown().caret;
        if self.is_alternate() {
            return Transcript::new(self.parser.clone(), true, "", 0);
        }
        let mut first = caret.y;
        while first > 0 && self.is_wrapped(first - 1) {
            first -= 1;
        }
        let mut line: String = (first..caret.y).map(|y| self.written(y).text).collect();
        let (mut at, mut column) = (line.chars().count(), 0);
        let row = self.written(caret.y);
        for glyph in row.glyphs() {
            if column >= caret.x + u16::from(caret.pending) {
                break;
            }
            column += u16::from(glyph.width);
            at += glyph.text.chars().count();
        }
        // The cursor may stand right of what was written.
        at += usize::from(caret.x.saturating_sub(column));
        line.push_str(&row.text);
        Transcript::new(self.parser.clone(), false, &line, at)
    }

    /// A number that changes whenever anything visible or reported may have changed.
    pub fn generation(&self) -> u64 {
        self.screen.seq
    }

    /// The title (OSC 0, 2).
    pub fn title(&self) -> &str {
        &self.screen.titles.title
    }

    /// The icon's name (OSC 0, 1).
    pub fn icon(&self) -> &str {
        &self.screen.titles.icon
    }

    /// The working directory as the program told it (OSC 7).
    pub fn directory(&self) -> Option<&str> {
        self.screen.directory.as_deref()
    }

    /// Whether the alternate screen is shown.
    pub fn is_alternate(&self) -> bool {
        self.screen.is_alternate
    }

    fn is_on(&self, mode: Modes) -> bool {
        self.screen.modes.contains(mode)
    }

    /// The numbers of the private modes that are on (DECSET), from the lowest; those of the
    /// mouse among them.
    pub fn private_modes(&self) -> Vec<u16> {
        let screen = &self.screen;
        let switches = screen.modes.each_private().filter(|(_, _, on)| *on).map(|(n, _, _)| n);
        let alternate = if screen.is_alternate { 1049 } else { 0 };
        let others = [screen.mouse.mode(), screen.mouse_encoding.mode(), alternate];
        let mut on: Vec<u16> = switches.chain(others.into_iter().filter(|n| *n > 0)).collect();
        on.sort_unstable();
        on
    }

    /// What of the mouse the program wants.
    pub fn mouse(&self) -> MouseTracking {
        self.screen.mouse
    }

    /// Whether the wheel is to send cursor keys while the alternate screen is shown (mode 1007).
    pub fn alternate_scroll(&self) -> bool {
        self.is_on(Modes::ALTERNATE_SCROLL)
    }

    /// Whether pastes are bracketed (mode 2004).
    pub fn bracketed_paste(&self) -> bool {
        self.is_on(Modes::BRACKETED_PASTE)
    }

    /// Whether the program wants to know of its focus (mode 1004).
    pub fn focus_events(&self) -> bool {
        self.is_on(Modes::FOCUS)
    }

    /// Whether the program is in the midst of a repaint (mode 2026) whose end is worth waiting for.
    pub fn synchronized(&self) -> bool {
        self.is_on(Modes::SYNCHRONIZED) && !self.screen.repaint_is_late
    }

    /// A repaint took too long to be waited for: what is there is shown. The mode stays on, as it
    /// is the program's, and the next repaint is waited for again.
    pub fn end_synchronized(&mut self) {
        self.screen.seq += 1;
        self.screen.repaint_is_late = true;
    }

    /// The flags of the kitty keyboard protocol in force.
    pub fn keyboard_flags(&self) -> u8 {
        self.screen.keyboard.flags
    }

    /// Whether the whole screen is reversed (DECSCNM).
    pub fn reverse_video(&self) -> bool {
        self.is_on(Modes::REVERSE)
    }

    /// What is known of the colours of the person's terminal, to answer programs with. Those that
    /// want to hear of a change (mode 2031) are told of it.
    pub fn set_colors(&mut self, colors: &Colors) {
        self.read_unread();
        self.screen.set_colors(colors);
    }

    /// The entries of the palette that the person wants otherwise here, for programs that ask.
    pub fn set_palette(&mut self, entries: impl Iterator<Item = (u8, Rgb)>) {
        self.read_unread();
        self.screen.set_palette(entries);
    }

    /// The person's colours, and those that the program set.
    pub fn colors(&self) -> &Colors {
        &self.screen.colors
    }

    /// What the person says of how wide code points are, for what is written from now on.
    pub fn set_widths(&mut self, widths: &Widths) {
        if *self.screen.widths != *widths {
            self.read_unread();
            self.screen.widths = Arc::new(widths.clone());
        }
    }

    /// Appends what the program is to get for a key; nothing where it wants nothing.
    pub fn encode_key(&self, key: &KeyEvent, out: &mut Vec<u8>) {
        let screen = &self.screen;
        self.encode(out, |out| encode::key(key, screen.modes, &screen.keyboard, out));
    }

    /// Appends what the program is to get for the mouse, whose place is counted from this
    /// terminal's first cell; nothing where it did not ask for it.
    pub fn encode_mouse(&self, event: &MouseEvent, out: &mut Vec<u8>) {
        let (mouse, encoding) = (self.screen.mouse, self.screen.mouse_encoding);
        self.encode(out, |out| encode::mouse(event, mouse, encoding, self.window(), out));
    }

    /// Appends a paste: bracketed where asked for, line ends as the Return key sends them.
    pub fn encode_paste(&self, text: &[u8], out: &mut Vec<u8>) {
        let mut paste = self.paste();
        paste.part(text, out);
        paste.end(out);
    }

    /// A paste that comes in parts.
    pub fn paste(&self) -> Paste {
        // Its brackets are two bytes always: so no text can end it that was not looked for.
        Paste::new(self.bracketed_paste())
    }

    /// Appends that the focus came or went, where the program asked for it.
    pub fn encode_focus(&self, focused: bool, out: &mut Vec<u8>) {
        if self.focus_events() {
            let event = if focused { b"\x1b[I" } else { b"\x1b[O" };
            self.encode(out, |out| out.extend_from_slice(event));
        }
    }

    /// Appends something, with controls as the program wants them.
    fn encode(&self, out: &mut Vec<u8>, encode: impl FnOnce(&mut Vec<u8>)) {
        let start = out.len();
        encode(out);
        if self.screen.eight_bits {
            to_eight_bits(out, start);
        }
    }

    fn window(&self) -> WindowSize {
        self.screen.window_size()
    }

    /// The number of the line that the first row of the primary screen belongs to, as an
    /// [`Anchor`] counts lines.
    pub fn top_line(&self) -> u64 {
        self.shown().top_line()
    }

    /// Where the cursor stands in the text.
    pub fn anchor(&self) -> Anchor {
        self.shown().anchor()
    }

    /// Whether what was fed last ended between characters and sequences, in the middle of none.
    pub fn is_settled(&self) -> bool {
        debug_assert!(!self.has_unread(), "somebody asks for the end of what was not parsed");
        self.parser.is_between()
    }

    /// The lines that left the top of the screen.
    pub fn history(&self) -> &History {
        &self.shown().history
    }

    /// Drops them.
    pub fn clear_history(&mut self) {
        self.read_unread();
        self.screen.seq += 1;
        self.screen.history.clear();
    }

    /// Compresses them, all but the newest: worth it when nothing has come for long.
    pub fn compress_history(&mut self) {
        self.read_unread();
        self.screen.forget_tail();
        self.screen.history.compress();
    }

    /// Other limits for them.
    pub fn set_limits(&mut self, limits: Limits) {
        self.read_unread();
        self.screen.set_limits(limits);
    }

    /// The bytes of memory that all of it takes: history, screens, looks, links and texts.
    pub fn bytes(&self) -> usize {
        self.screen.bytes() + self.parser.bytes()
    }

    /// Has history do without so many bytes, which its owner keeps for the same program: what
    /// [`Limits::history_bytes`] is for is all of it.
    pub fn set_beside(&mut self, bytes: usize) {
        self.screen.beside = bytes;
    }

    /// What the program may do from here on.
    pub fn set_policy(&mut self, policy: Policy) {
        self.read_unread();
        self.screen.policy = policy;
    }

    /// As new, but for the history (RIS).
    pub fn reset(&mut self) {
        self.read_unread();
        self.screen.begin();
        self.parser = Parser::new();
        self.screen.reset();
    }

    /// Bytes that make this screen, its modes and its cursor on a terminal of the same size that
    /// is as new. Tabs are blanks in it, since nobody knows where that terminal has its stops.
    pub fn snapshot(&self) -> Vec<u8> {
        self.shown().snapshot()
    }

    /// A filter for what the program writes from now on, for a terminal of a person's whose
    /// clipboard may be set where `clipboard` says so.
    pub fn query_filter(&self, clipboard: bool) -> QueryFilter {
        debug_assert!(!self.has_unread(), "somebody goes on where nobody has parsed to");
        QueryFilter::new(&self.parser, clipboard)
    }

    /// What of it is not as it always must be, in words: `None`, or there is a bug. It looks at
    /// every cell, for tests and fuzzers.
    pub fn fault(&self) -> Option<String> {
        self.shown().fault()
    }
}
