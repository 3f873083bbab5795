//! The screen: cursor, margins, modes and the two grids, and what every sequence does to them.
//!
//! Words: the *caret* is where the program writes (the cursor, with all that DECSC saves); the
//! *margins* bound scrolling, top and bottom, left and right, all inclusive; the *pen* is the
//! blank cell that text is written over, with the look of the moment.

mod anchor;
mod checkpoint;
mod colors;
mod csi;
mod cursor;
mod dcs;
mod edit;
mod graphemes;
mod keyboard;
mod mode;
mod osc;
mod pen;
mod print;
mod rectangle;
mod report;
mod resize;
mod skim;
mod snapshot;
mod sound;
mod styles;
mod titles;
mod window;

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::charset::{Charset, Charsets};
use super::controls::to_eight_bits;
use super::footprint::{Footprint, places};
use super::grid::Grid;
use super::history::{History, Limits};
use super::intern::Interner;
use super::look::Look;
use super::modes::{Modes, MouseEncoding, MouseTracking};
use super::notice::{Anchor, Notice};
use super::parser::{Action, Ending};
use super::policy::Policy;
use super::row::Row;
use super::tabs::Tabs;
use super::width::Widths;
use crate::geometry::{Size, WindowSize};
use crate::line::Link;
use crate::style::{Color, CursorShape, Style};

pub use checkpoint::Kept;
pub use colors::{Colors, Rgb, parse as parse_color};
pub use keyboard::Keyboard;
pub use print::LONGEST_CLUSTER;
use skim::Tail;
pub use skim::flows;
pub use skim::play;
use styles::Styles;
use titles::Titles;

/// Where the program writes, and how: what DECSC saves and DECRC brings back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Caret {
    /// The column.
    pub x: u16,
    /// The row.
    pub y: u16,
    /// The last column was written: the next glyph wraps first.
    pub pending: bool,
    /// The look of the moment.
    pub style: Style,
    /// The hyperlink of the moment.
    pub link: Option<Arc<Link>>,
    /// Whether what is written is protected.
    pub protected: bool,
    /// The character sets.
    pub charsets: Charsets,
    /// Origin mode as it was saved.
    origin: bool,
}

/// The bounds of scrolling, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Margins {
    /// The first row.
    pub top: u16,
    /// The last row.
    pub bottom: u16,
    /// The first column.
    pub left: u16,
    /// The last column.
    pub right: u16,
}

impl Margins {
    /// The whole of a size.
    fn of(size: Size) -> Self {
        Self { top: 0, bottom: size.rows - 1, left: 0, right: size.cols - 1 }
    }
}

/// Who set the protection that is in force: ECMA-48's SPA or DEC's DECSCA. It decides which
/// erasing functions heed it (as in xterm).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Protection {
    #[default]
    Dec,
    Iso,
}

/// The screen of one terminal.
#[derive(Debug)]
pub struct Screen {
    /// Its size, no side 0.
    pub size: Size,
    /// Its size in pixels; 0 where nobody told.
    told_pixels: (u16, u16),
    /// The grid that is shown.
    pub grid: Grid,
    /// The grid that is not: the alternate one, or the primary while the alternate is shown.
    other: Grid,
    /// Whether the alternate grid is shown.
    pub is_alternate: bool,
    /// Where the program writes.
    pub caret: Caret,
    saved: Caret,
    other_saved: Caret,
    margins: Margins,
    /// What is on.
    pub modes: Modes,
    stored_modes: HashMap<u16, bool>,
    /// What of the mouse is reported.
    pub mouse: MouseTracking,
    /// How.
    pub mouse_encoding: MouseEncoding,
    tabs: Tabs,
    pen: Cell,
    /// What the cells refer to.
    pub table: Interner,
    /// What is kept beside this for its owner, in bytes, which history has to do without.
    pub beside: usize,
    /// The lines that left the top.
    pub history: History,
    /// Blank rows at the bottom that a shrink took away, and a growth gives back.
    slack: u16,
    /// Where the text on the screen began when the first of these was taken away.
    home: Anchor,
    /// Rows at the top that stand for lines which skimming took, and are none themselves.
    unseen_rows: u16,
    /// The bytes that the rows are made of, where that is the end of a flood and nothing else.
    tail: Option<Tail>,
    /// Rows below the caret that a shrink left no room for; a growth brings them back, anything
    /// that the program writes drops them.
    below: Vec<Row>,
    /// A repaint (mode 2026) took so long that nobody waits for its end; until another begins.
    pub repaint_is_late: bool,
    /// The number of this turn.
    pub seq: u64,
    /// What there is to tell.
    pub notices: Vec<Notice>,
    reply_bytes: usize,
    /// What ended the question that is answered: the answer ends with the same.
    ending: Ending,
    /// A command has just begun, and its text is what was typed.
    pub command_begins: bool,
    /// What was just printed, as long as nothing else came after it: what REP repeats.
    last_char: Option<char>,
    /// Title, icon name, and their stack.
    pub titles: Titles,
    /// The working directory as OSC 7 gave it.
    pub directory: Option<String>,
    /// The cursor's shape.
    pub shape: CursorShape,
    /// What the program asked of keys.
    pub keyboard: Keyboard,
    /// Colours as numbers.
    pub colors: Colors,
    protection: Protection,
    /// DECSACE: 2 where changes of attributes are for rectangles, else for streams of text.
    extent: u8,
    /// DECSCL: 61 to 64.
    level: u16,
    /// S8C1T: the C1 controls that are sent are one byte.
    pub eight_bits: bool,
    /// What XTPUSHSGR put away.
    styles: Styles,
    /// What the program may do beside drawing.
    pub policy: Policy,
    /// What the person says of widths.
    pub widths: Arc<Widths>,
}

/// The first id of a row of the alternate grid; the primary's start at 0.
const ALTERNATE_IDS: u64 = 1 << 63;
/// The most bytes of replies that wait to be fetched; what comes on top is dropped.
const MOST_REPLIES: usize = 64 << 10;
/// The most notices that wait to be fetched.
const MOST_NOTICES: usize = 1024;

impl Screen {
    /// An empty screen.
    pub fn new(window: WindowSize, limits: Limits) -> Self {
        let size = window.cells.possible();
        let mut table = Interner::new();
        table.limit(limits.history_bytes);
        Self {
            size,
            told_pixels: (window.xpixel, window.ypixel),
            grid: Grid::new(size.rows, 0),
            other: Grid::new(1, ALTERNATE_IDS),
            is_alternate: false,
            caret: Caret::default(),
            saved: Caret::default(),
            other_saved: Caret::default(),
            margins: Margins::of(size),
            modes: Modes::default(),
            stored_modes: HashMap::new(),
            mouse: MouseTracking::Off,
            mouse_encoding: MouseEncoding::Bytes,
            tabs: Tabs::new(),
            pen: Cell::BLANK,
            table,
            beside: 0,
            history: History::new(limits),
            slack: 0,
            home: Anchor::default(),
            unseen_rows: 0,
            tail: None,
            below: Vec::new(),
            repaint_is_late: false,
            seq: 0,
            notices: Vec::new(),
            reply_bytes: 0,
            ending: Ending::default(),
            command_begins: false,
            last_char: None,
            titles: Titles::default(),
            directory: None,
            shape: CursorShape::Default,
            keyboard: Keyboard::default(),
            colors: Colors::default(),
            protection: Protection::Dec,
            extent: 0,
            level: 64,
            eight_bits: false,
            styles: Styles::default(),
            policy: Policy::default(),
            widths: Arc::default(),
        }
    }

    /// Begins a turn in which the program writes.
    pub fn begin(&mut self) {
        self.seq += 1;
        if !self.below.is_empty() {
            self.below.clear();
            let last = if self.is_alternate { &mut self.other } else { &mut self.grid };
            last.row_mut(self.size.rows - 1, self.seq).wrapped = false;
        }
    }

    /// Does what an action says.
    #[inline(always)]
    pub fn perform(&mut self, action: &Action<'_>) {
        match *action {
            Action::Ascii(text) => return self.print_ascii(text),
            Action::Text(text) => return self.print_text(text),
            Action::Control(byte) => self.control(byte),
            Action::Csi(csi) => self.csi(csi),
            Action::Escape(intermediate, last) => self.escape(intermediate, last),
            Action::Osc(data, ending) => self.osc(data, ending),
            Action::Dcs(header, data) => self.dcs(header, data),
            Action::Apc(_) => {}
            Action::Name(data) => self.name_window(data),
        }
        self.last_char = None;
    }

    /// A C0 control (ECMA-48 8.3).
    #[inline]
    fn control(&mut self, byte: u8) {
        match byte {
            b'\r' => self.carriage_return(),
            b'\n' | 0x0b | 0x0c => self.line_feed(),
            0x08 => self.backspace(),
            b'\t' => self.tab(),
            0x07 => self.notice(Notice::Bell),
            0x0e => self.caret.charsets.left = 1,
            0x0f => self.caret.charsets.left = 0,
            _ => {}
        }
    }

    /// An escape sequence: its intermediate, 0 for none, and its final byte.
    fn escape(&mut self, intermediate: u8, last: u8) {
        match (intermediate, last) {
            (0, b'7') => self.save_caret(),
            (0, b'8') => self.restore_caret(),
            (0, b'6') => self.back_index(),
            (0, b'9') => self.forward_index(),
            (0, b'D') => self.index(),
            (0, b'E') => {
                self.index();
                self.carriage_return();
            }
            (0, b'H') => self.tabs.set(self.caret.x, true),
            (0, b'M') => self.reverse_index(),
            (0, b'N') => self.caret.charsets.single = Some(2),
            (0, b'O') => self.caret.charsets.single = Some(3),
            (0, b'V') => self.set_protection(true, Protection::Iso),
            (0, b'W') => self.set_protection(false, Protection::Iso),
            (0, b'Z') => self.device_attributes(0),
            (0, b'c') => self.reset(),
            (0, b'n') => self.caret.charsets.left = 2,
            (0, b'o') => self.caret.charsets.left = 3,
            (0, b'~') => self.caret.charsets.right = 1,
            (0, b'}') => self.caret.charsets.right = 2,
            (0, b'|') => self.caret.charsets.right = 3,
            (0, b'=') => self.modes.insert(Modes::KEYPAD),
            (0, b'>') => self.modes.remove(Modes::KEYPAD),
            (b'#', b'8') => self.alignment_test(),
            // S7C1T and S8C1T, which level 1 does not know.
            (b' ', b'F') => self.eight_bits = false,
            (b' ', b'G') => self.eight_bits = self.level > 61,
            (b'(' | b')' | b'*' | b'+', _) => {
                self.designate(intermediate - b'(', Charset::of_final(last));
            }
            // Sets of 96 characters, which G0 cannot have.
            (b'-' | b'.' | b'/', b'A') => {
                self.designate(intermediate - b',', Some(Charset::Latin1));
            }
            _ => {}
        }
    }

    fn designate(&mut self, set: u8, charset: Option<Charset>) {
        let slot = self.caret.charsets.sets.get_mut(usize::from(set));
        if let (Some(slot), Some(charset)) = (slot, charset) {
            *slot = charset;
        }
    }

    /// Tells something.
    fn notice(&mut self, notice: Notice) {
        // Twice the same says no more than once, but for what is somebody else's to understand.
        let is_new =
            matches!(notice, Notice::Passthrough { .. }) || self.notices.last() != Some(&notice);
        if self.notices.len() < MOST_NOTICES && is_new {
            self.notices.push(notice);
        }
    }

    /// Answers the program.
    fn reply(&mut self, bytes: impl AsRef<[u8]>) {
        let mut bytes = bytes.as_ref().to_vec();
        if self.eight_bits {
            to_eight_bits(&mut bytes, 0);
        }
        self.reply_bytes += bytes.len();
        if self.reply_bytes > MOST_REPLIES {
            return;
        }
        match self.notices.last_mut() {
            Some(Notice::Reply(reply)) => reply.append(&mut bytes),
            _ => self.notices.push(Notice::Reply(bytes)),
        }
    }

    /// The primary grid while the alternate one covers it.
    pub fn covered(&self) -> Option<&Grid> {
        self.is_alternate.then_some(&self.other)
    }

    /// The primary grid, covered or not.
    pub fn primary(&self) -> &Grid {
        self.covered().unwrap_or(&self.grid)
    }

    /// What there is to tell, taken out.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        self.reply_bytes = 0;
        std::mem::take(&mut self.notices)
    }

    /// The blank that erasing leaves: the background of the moment (xterm's bce), no more.
    #[inline]
    fn erased(&self) -> Cell {
        if self.caret.style.bg == Color::Default {
            return Cell::BLANK;
        }
        Cell::blank(Look::background(self.caret.style.bg))
    }

    /// Brings the pen up to the look of the moment.
    fn renew_ink(&mut self) {
        let look = self.table.look(&self.caret.style, self.caret.link.as_ref());
        let look = look.unwrap_or_else(|| {
            // There is no room for it: the style gives way, so that it is always what is drawn.
            self.caret.style = Style::PLAIN.fg(self.caret.style.fg);
            self.caret.link = None;
            Look::plainest(&self.caret.style)
        });
        self.pen = Cell::blank(look).protect(self.caret.protected);
    }

    fn set_protection(&mut self, on: bool, by: Protection) {
        self.protection = by;
        self.caret.protected = on;
        self.renew_ink();
    }

    /// Where text scrolls.
    pub fn margins(&self) -> Margins {
        self.margins
    }

    /// The columns below `cols` with a tab stop.
    pub fn tab_stops(&self, cols: u16) -> impl Iterator<Item = u16> {
        self.tabs.iter(cols)
    }

    /// While the alternate grid is shown: where the cursor was on the other one.
    pub fn saved_on_primary(&self) -> crate::geometry::Point {
        crate::geometry::Point::new(self.other_saved.x, self.other_saved.y)
    }

    /// The bytes of memory that it takes beside its place.
    pub fn bytes(&self) -> usize {
        let grids = [&self.grid, &self.other].map(Grid::bytes).iter().sum::<usize>();
        let below = places(&self.below) + self.below.iter().map(Row::bytes).sum::<usize>();
        let links = [&self.caret, &self.saved, &self.other_saved];
        // That of the moment is in the table, where there is room for it.
        let links = links.iter().skip(1).filter_map(|caret| caret.link.as_ref());
        let texts = links.map(Footprint::footprint).sum::<usize>()
            + self.directory.as_ref().map_or(0, Footprint::footprint)
            + self.titles.bytes()
            + self.tail_bytes();
        self.history.bytes() + self.table.bytes() + grids + below + texts
    }

    /// Other limits.
    pub fn set_limits(&mut self, limits: Limits) {
        self.table.limit(limits.history_bytes);
        self.history.set_limits(limits);
    }

    /// Lets go of interned looks and clusters that no cell names, when there are many.
    pub fn sweep(&mut self) {
        if !self.table.is_grown() {
            return self.history.leave(self.table.bytes() + self.beside);
        }
        let mut marks = self.table.marks();
        for row in self.grid.all().chain(self.other.all()) {
            row.cells().iter().for_each(|&cell| marks.see(cell));
        }
        self.table.sweep(&marks);
        self.history.leave(self.table.bytes() + self.beside);
        self.history.forget_looks();
        self.renew_ink();
    }

    /// RIS: everything as at the start, but for the history.
    pub fn reset(&mut self) {
        self.forget_tail();
        let (size, seq) = (self.size, self.seq);
        if self.is_alternate {
            self.swap_grids();
        }
        self.tell_emptied();
        let blank = Cell::BLANK;
        self.slack = 0;
        self.grid.scroll_up(0, size.rows - 1, size.rows, size.cols, blank, seq);
        self.renew();
    }

    /// The same for whoever comes after the last program and writes on below: what that left on the
    /// primary screen stays, and the caret is at the beginning of a row of its own.
    pub fn reset_below(&mut self) {
        self.forget_tail();
        if self.is_alternate {
            self.swap_grids();
        }
        self.renew();
        let last = self.size.rows - 1;
        let written = (0..=last).rev().find(|y| !self.grid.row(*y).written().is_empty());
        match written {
            Some(row) if row == last => {
                self.caret.y = last;
                self.line_feed();
            }
            Some(row) => self.caret.y = row + 1,
            None => {}
        }
    }

    /// Everything but what is on the primary screen, and the history.
    fn renew(&mut self) {
        self.other.refill(Vec::new(), 1, self.seq);
        self.soft_reset();
        self.modes = Modes::default();
        self.stored_modes.clear();
        self.caret = Caret::default();
        self.other_saved = Caret::default();
        self.tabs = Tabs::new();
        self.last_char = None;
        self.mouse = MouseTracking::Off;
        self.mouse_encoding = MouseEncoding::Bytes;
        self.titles = Titles::default();
        self.shape = CursorShape::Default;
        self.keyboard = Keyboard::default();
        self.colors.reset();
        self.extent = 0;
        (self.level, self.eight_bits) = (64, false);
        self.styles = Styles::default();
        self.renew_ink();
        self.notice(Notice::Title(self.titles.title.clone()));
        self.notice(Notice::Modes);
    }

    /// DECSTR (DEC STD 070): what a program may leave behind is put right.
    fn soft_reset(&mut self) {
        self.modes.remove(
            Modes::INSERT
                | Modes::ORIGIN
                | Modes::CURSOR_KEYS
                | Modes::KEYPAD
                | Modes::REVERSE_WRAP
                | Modes::REVERSE_WRAP_ALWAYS
                | Modes::SIDE_MARGINS,
        );
        self.modes.insert(Modes::VISIBLE | Modes::AUTOWRAP);
        self.margins = Margins::of(self.size);
        self.caret.style = Style::PLAIN;
        self.caret.link = None;
        self.caret.protected = false;
        self.caret.charsets = Charsets::default();
        self.protection = Protection::Dec;
        self.saved = Caret::default();
        self.renew_ink();
    }

    /// Its size in cells and pixels.
    pub fn window_size(&self) -> WindowSize {
        let (width, height) = self.pixels();
        let side = |pixels: u32| u16::try_from(pixels).unwrap_or(u16::MAX);
        WindowSize { cells: self.size, xpixel: side(width), ypixel: side(height) }
    }
}
