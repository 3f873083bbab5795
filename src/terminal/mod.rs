//! The engine: bytes in, screen out.
//!
//! It knows no pane, no session and no socket, does no I/O, and never panics, whatever it is
//! fed. Its parts, in the order of a byte's way:
//!
//! - `parser`: bytes to actions (text, controls, sequences, strings);
//! - `screen`: what each of them does, with `modes`, `charset`, `tabs`, `sgr` and `width`;
//! - `grid`, `row`, `cell`, `intern`: where text is kept: a ring of rows, eight bytes a cell, and a
//!   table of what does not fit into eight bytes;
//! - `engine` and `intake`: the two together, and what of the bytes is parsed only when somebody
//!   looks;
//! - `flow` and `scan`: what can be known of bytes without parsing them;
//! - `footprint`: what all of it takes of memory;
//! - `history` and `reflow`: what left the top as logical lines, and rows made of lines again;
//! - `text`: history and screen as the lines that they are, at one moment;
//! - `checkpoint`: all of it as bytes, exactly, and a terminal made of them again;
//! - `encode`: keys, the mouse and pastes to the bytes that the program asked for;
//! - `notice`: what there is to tell beside the screen;
//! - `policy`: what the program may do beside drawing;
//! - `transcript`: the same bytes as lines of text, for those who wait or follow;
//! - `query_filter`: the same bytes without what makes a terminal answer, for a person's terminal.

mod base64;
mod cell;
mod charset;
mod checkpoint;
mod columns;
mod controls;
mod encode;
mod engine;
mod flow;
mod footprint;
mod grid;
mod history;
mod inspect;
mod intake;
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

use crate::dialect::Dialect;
use crate::geometry::{Point, Size, WindowSize};
use crate::key::{KeyEvent, MouseEvent};
use crate::line::Line;
use crate::style::CursorShape;

use self::cell::Cell;
use self::controls::to_eight_bits;
use self::engine::Engine;
use self::intake::Intake;
use self::intern::Rich;
use self::modes::Modes;
use self::screen::Screen;

pub use self::base64::encode as base64;
pub use self::checkpoint::{Refused, bytes as checkpoint_bytes};
pub use self::columns::{Column, Kind as ColumnKind};
pub use self::encode::Paste;
pub use self::history::{
    BlockElsewhere, Held, History, Limits, RowStart, Search, columns_of, row_starts, wrap,
};
pub use self::modes::MouseTracking;
pub use self::notice::{Anchor, Mark, Notice, Progress};
pub use self::policy::{ExtendedKeys, KeyPolicy, Policy};
pub use self::query_filter::QueryFilter;
pub use self::screen::{Colors, Rgb, parse_color};
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

/// A terminal: feed it what a program writes, look at its screen, and encode what the person
/// does in the program's way.
#[derive(Debug)]
pub struct Terminal {
    intake: Intake,
    /// Something else than what its program wrote has altered it.
    altered: bool,
}

impl Terminal {
    /// An empty terminal; sides of 0 count as 1, and none is longer than 10,000.
    pub fn new(size: impl Into<WindowSize>, limits: Limits) -> Self {
        Self { intake: Intake::new(Engine::new(size.into(), limits)), altered: false }
    }

    /// Takes what the program wrote, cut anywhere.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.altered = true;
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = self.take_in(rest);
        }
    }

    /// The same, but only up to where a command begins whose text the shell did not tell: that is to
    /// be read off the screen now. What is left of the bytes is to be taken in next.
    pub fn take_in<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        self.intake.take_in(|engine| engine.take_in(bytes))
    }

    /// Whether something else has altered it, since this was asked last, than what its program wrote
    /// and was taken in.
    pub fn take_altered(&mut self) -> bool {
        std::mem::take(&mut self.altered)
    }

    /// Whether a part of what was taken in is parsed only when somebody looks: it only flows, on
    /// down.
    pub fn is_behind(&self) -> bool {
        self.intake.is_behind()
    }

    /// The screen for those who look at it.
    fn shown(&self) -> &Screen {
        &self.intake.look().screen
    }

    /// Changes the screen.
    fn change<T>(&mut self, change: impl FnOnce(&mut Screen) -> T) -> T {
        self.altered = true;
        self.intake.change(|engine| change(&mut engine.screen))
    }

    /// Another size: the primary screen is wrapped anew, the alternate one clipped.
    pub fn resize(&mut self, size: WindowSize) {
        self.change(|screen| {
            screen.seq += 1;
            screen.resize(size);
        });
    }

    /// The size in cells.
    pub fn size(&self) -> Size {
        self.intake.peek(|engine| engine.screen.size)
    }

    /// What there is to tell since the last time, in order.
    pub fn drain_notices(&mut self) -> impl Iterator<Item = Notice> + use<> {
        self.intake.take_in(|engine| engine.screen.take_notices()).into_iter()
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
        let table = &self.shown().table;
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

    /// The lines that have a part on the screen that is shown, as they are seen, with the spaces at
    /// their ends that were written.
    pub fn screen_text(&self) -> Vec<String> {
        let text = Text::new(self, Of::Shown, true);
        text.lines(text.screen()).map(|line| line.text).collect()
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
            return Transcript::new(self.intake.look().parser.clone(), true, "", 0);
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
        Transcript::new(self.intake.look().parser.clone(), false, &line, at)
    }

    /// A number that changes whenever anything visible or reported may have changed.
    pub fn generation(&self) -> u64 {
        self.intake.peek(|engine| engine.screen.seq)
    }

    /// The title (OSC 0, 2).
    pub fn title(&self) -> &str {
        &self.shown().titles.title
    }

    /// The icon's name (OSC 0, 1).
    pub fn icon(&self) -> &str {
        &self.shown().titles.icon
    }

    /// The working directory as the program told it (OSC 7).
    pub fn directory(&self) -> Option<&str> {
        self.shown().directory.as_deref()
    }

    /// Whether the alternate screen is shown. What only flows switches to none.
    pub fn is_alternate(&self) -> bool {
        self.intake.peek(|engine| engine.screen.is_alternate)
    }

    fn is_on(&self, mode: Modes) -> bool {
        self.shown().modes.contains(mode)
    }

    /// The numbers of the private modes that are on (DECSET), from the lowest; those of the
    /// mouse among them.
    pub fn private_modes(&self) -> Vec<u16> {
        let screen = self.shown();
        let switches = screen.modes.each_private().filter(|(_, _, on)| *on).map(|(n, _, _)| n);
        let alternate = if screen.is_alternate { 1049 } else { 0 };
        let others = [screen.mouse.mode(), screen.mouse_encoding.mode(), alternate];
        let mut on: Vec<u16> = switches.chain(others.into_iter().filter(|n| *n > 0)).collect();
        on.sort_unstable();
        on
    }

    /// What of the mouse the program wants.
    pub fn mouse(&self) -> MouseTracking {
        self.shown().mouse
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
        self.intake.peek(|Engine { screen, .. }| {
            screen.modes.contains(Modes::SYNCHRONIZED) && !screen.repaint_is_late
        })
    }

    /// A repaint took too long to be waited for: what is there is shown. The mode stays on, as it
    /// is the program's, and the next repaint is waited for again.
    pub fn end_synchronized(&mut self) {
        self.change(|screen| {
            screen.seq += 1;
            screen.repaint_is_late = true;
        });
    }

    /// The flags of the kitty keyboard protocol in force.
    pub fn keyboard_flags(&self) -> u8 {
        self.shown().keyboard.flags
    }

    /// Whether the whole screen is reversed (DECSCNM).
    pub fn reverse_video(&self) -> bool {
        self.is_on(Modes::REVERSE)
    }

    /// What is known of the colours of the person's terminal, to answer programs with. Those that
    /// want to hear of a change (mode 2031) are told of it.
    pub fn set_colors(&mut self, colors: &Colors) {
        self.change(|screen| screen.set_colors(colors));
    }

    /// The entries of the palette that the person wants otherwise here, for programs that ask.
    pub fn set_palette(&mut self, entries: impl Iterator<Item = (u8, Rgb)>) {
        self.change(|screen| screen.set_palette(entries));
    }

    /// The person's colours, and those that the program set.
    pub fn colors(&self) -> &Colors {
        &self.shown().colors
    }

    /// What the person says of how wide code points are, for what is written from now on.
    pub fn set_widths(&mut self, widths: &Widths) {
        if *self.shown().widths != *widths {
            self.change(|screen| screen.widths = Arc::new(widths.clone()));
        }
    }

    /// Appends what the program is to get for a key; nothing where it wants nothing.
    pub fn encode_key(&self, key: &KeyEvent, out: &mut Vec<u8>) {
        let screen = self.shown();
        let how = encode::Keys {
            modes: screen.modes,
            flags: screen.keyboard.flags,
            other: screen.modify_other_keys(),
            policy: screen.policy.keys,
        };
        self.encode(out, |out| encode::key(key, how, out));
    }

    /// Appends what the program is to get for the mouse, whose place is counted from this
    /// terminal's first cell; nothing where it did not ask for it.
    pub fn encode_mouse(&self, event: &MouseEvent, out: &mut Vec<u8>) {
        let (mouse, encoding) = (self.shown().mouse, self.shown().mouse_encoding);
        self.encode(out, |out| encode::mouse(event, mouse, encoding, self.window(), out));
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
        if self.shown().eight_bits {
            to_eight_bits(out, start);
        }
    }

    fn window(&self) -> WindowSize {
        self.shown().window_size()
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
        self.intake.look().parser.is_between()
    }

    /// The bytes of a character or sequence that has begun and not ended.
    pub fn unfinished(&self) -> Vec<u8> {
        self.intake.look().parser.unfinished()
    }

    /// The lines that left the top of the screen.
    pub fn history(&self) -> &History {
        &self.shown().history
    }

    /// Drops them.
    pub fn clear_history(&mut self) {
        self.change(|screen| {
            screen.seq += 1;
            screen.history.clear();
        });
    }

    /// What is on the screen leads nowhere any more.
    pub fn forget_links(&mut self) {
        self.change(|screen| {
            screen.seq += 1;
            screen.forget_links();
        });
    }

    /// Drops the rows below the cursor, and as many come back from history above, as far as there are.
    pub fn trim(&mut self) {
        self.change(|screen| {
            screen.seq += 1;
            screen.trim();
        });
    }

    /// Compresses them, all but the newest: worth it when nothing has come for long.
    pub fn compress_history(&mut self) {
        self.change(|screen| {
            screen.forget_tail();
            screen.history.compress();
        });
    }

    /// Other limits for them.
    pub fn set_limits(&mut self, limits: Limits) {
        self.change(|screen| screen.set_limits(limits));
    }

    /// The bytes of memory that all of it takes: history, screens, looks, links and texts.
    pub fn bytes(&self) -> usize {
        self.intake.peek(|engine| engine.screen.bytes() + engine.parser.bytes())
    }

    /// Has history do without so many bytes, which its owner keeps for the same program: what
    /// [`Limits::history_bytes`] is for is all of it.
    pub fn set_beside(&mut self, bytes: usize) {
        self.intake.take_in(|engine| engine.screen.beside = bytes);
    }

    /// What the program may do from here on. To what only flows nothing of it matters but the
    /// dialect, which a terminal that was kept is told here: so none of that is parsed before.
    pub fn set_policy(&mut self, policy: Policy) {
        self.altered = true;
        self.intake.take_in(|engine| {
            engine.screen.policy = policy;
            engine.parser.as_tmux = policy.dialect == Dialect::Tmux;
            engine.parser.allowed = policy.longest_string;
        });
    }

    /// As new, but for the history (RIS).
    pub fn reset(&mut self) {
        self.altered = true;
        self.intake.change(|engine| {
            engine.screen.begin();
            engine.renew_parser();
            engine.screen.reset();
        });
    }

    /// As new, but for the history and what is on the primary screen: what is written next stands
    /// below that.
    pub fn reset_below(&mut self) {
        self.altered = true;
        self.intake.change(|engine| {
            engine.screen.begin();
            engine.renew_parser();
            engine.screen.reset_below();
        });
    }

    /// Bytes that make this screen, its modes and its cursor on a terminal of the same size that
    /// is as new. Tabs are blanks in it, since nobody knows where that terminal has its stops.
    pub fn snapshot(&self) -> Vec<u8> {
        self.shown().snapshot()
    }

    /// A filter for what the program writes from now on, for a terminal of a person's whose
    /// clipboard may be set where `clipboard` says so.
    pub fn query_filter(&self, clipboard: bool) -> QueryFilter {
        QueryFilter::new(&self.intake.look().parser, clipboard)
    }

    /// What of it is not as it always must be, in words: `None`, or there is a bug. It looks at
    /// every cell, for tests and fuzzers.
    pub fn fault(&self) -> Option<String> {
        self.shown().fault()
    }
}
