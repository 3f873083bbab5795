//! The screen as a checkpoint has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::colors::Colors;
use super::keyboard::Keyboard;
use super::skim::Tail;
use super::styles::Styles;
use super::titles::{self, Titles};
use super::{ALTERNATE_IDS, Caret, Margins, Protection, Screen};
use crate::geometry::{Size, WindowSize};
use crate::style::CursorShape;
use crate::terminal::checkpoint::{MOST, Reader, Refused, Rows, Writer, is_shown};
use crate::terminal::grid::Grid;
use crate::terminal::history::{self, BlockElsewhere, History};
use crate::terminal::intern::Rich;
use crate::terminal::modes::{Modes, MouseEncoding, MouseTracking};
use crate::terminal::notice::Anchor;
use crate::terminal::policy::Policy;
use crate::terminal::tabs::Tabs;
use crate::terminal::width::Widths;

/// A screen, kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    size: WindowSize,
    /// The looks that cells of the rows have.
    looks: Vec<Rich>,
    /// The rows of the grid that is shown, of the other, and those below the caret that have no room;
    /// with the grids the id of the row that was made last.
    grid: (Rows, u64),
    other: (Rows, u64),
    below: Rows,
    is_alternate: bool,
    /// The caret, and what was saved of it on the grid that is shown and on the other.
    carets: [Caret; 3],
    margins: Margins,
    /// The numbers of the modes that are on, private and ANSI's.
    modes: (Vec<u16>, Vec<u16>),
    stored_modes: BTreeMap<u16, bool>,
    /// The numbers of the modes of the mouse, 0 for none.
    mouse: (u16, u16),
    tabs: Tabs,
    beside: u64,
    history: history::Kept,
    slack: u16,
    home: Anchor,
    unseen_rows: u16,
    tail: Option<Tail>,
    repaint_is_late: bool,
    seq: u64,
    last_char: Option<char>,
    titles: Titles,
    directory: Option<String>,
    shape: CursorShape,
    keyboard: Keyboard,
    colors: Colors,
    is_protected_by_iso: bool,
    extent: u8,
    level: u16,
    eight_bits: bool,
    styles: Styles,
    policy: Policy,
    widths: Widths,
}

impl Screen {
    /// All of it; with `elsewhere` without the blocks of history that are kept elsewhere.
    pub fn kept(&self, elsewhere: bool) -> Kept {
        let mut writer = Writer::new(&self.table);
        let mut grid = |grid: &Grid| (writer.rows(grid.in_order()), grid.last_id());
        let (shown, other) = (grid(&self.grid), grid(&self.other));
        let below = writer.rows(self.below.iter());
        let numbers = |modes: &mut dyn Iterator<Item = (u16, Modes, bool)>| {
            modes.filter(|(_, _, on)| *on).map(|(number, _, _)| number).collect()
        };
        Kept {
            size: self.told_size(),
            looks: writer.looks,
            grid: shown,
            other,
            below,
            is_alternate: self.is_alternate,
            carets: [&self.caret, &self.saved, &self.other_saved].map(Caret::clone),
            margins: self.margins,
            modes: (numbers(&mut self.modes.each_private()), numbers(&mut self.modes.each_ansi())),
            stored_modes: self.stored_modes.iter().map(|(number, on)| (*number, *on)).collect(),
            mouse: (self.mouse.mode(), self.mouse_encoding.mode()),
            tabs: self.tabs.clone(),
            beside: self.beside as u64,
            history: self.history.kept(elsewhere),
            slack: self.slack,
            home: self.home,
            unseen_rows: self.unseen_rows,
            tail: self.tail.clone(),
            repaint_is_late: self.repaint_is_late,
            seq: self.seq,
            last_char: self.last_char,
            titles: self.titles.clone(),
            directory: self.directory.clone(),
            shape: self.shape,
            keyboard: self.keyboard.clone(),
            colors: self.colors.clone(),
            is_protected_by_iso: self.protection == Protection::Iso,
            extent: self.extent,
            level: self.level,
            eight_bits: self.eight_bits,
            styles: self.styles.clone(),
            policy: self.policy,
            widths: Widths::clone(&self.widths),
        }
    }

    /// The screen that was kept, with what of its history is elsewhere, and how many of its oldest
    /// lines are not there any more.
    pub fn of_kept(kept: Kept, elsewhere: Vec<BlockElsewhere>) -> Result<(Self, u64), Refused> {
        if let Some(fault) = kept.fault() {
            return Err(Refused::Unsound(fault));
        }
        let mut screen = Screen::new(kept.size, kept.history.limits());
        screen.widths = Arc::new(kept.widths);
        let (table, widths) = (&mut screen.table, &screen.widths);
        let (history, lost) = History::of_kept(kept.history, elsewhere, table, widths)?;
        screen.history = history;
        let mut reader = Reader::new(&mut screen.table, &kept.looks);
        let mut rows = |rows: &Rows| reader.rows(rows).ok_or(Refused::Unsound("it has no rows"));
        screen.grid = Grid::of_rows(rows(&kept.grid.0)?, kept.grid.1);
        screen.other = Grid::of_rows(rows(&kept.other.0)?, kept.other.1);
        screen.below = rows(&kept.below)?;
        screen.is_alternate = kept.is_alternate;
        [screen.caret, screen.saved, screen.other_saved] = kept.carets;
        screen.margins = kept.margins;
        screen.modes = Modes::of_numbers(&kept.modes.0, &kept.modes.1);
        screen.stored_modes = kept.stored_modes.into_iter().collect();
        screen.mouse = MouseTracking::of_mode(kept.mouse.0).unwrap_or_default();
        screen.mouse_encoding = MouseEncoding::of_mode(kept.mouse.1).unwrap_or_default();
        screen.tabs = kept.tabs;
        screen.beside = usize::try_from(kept.beside).unwrap_or(usize::MAX);
        (screen.slack, screen.home, screen.unseen_rows) = (kept.slack, kept.home, kept.unseen_rows);
        screen.tail = kept.tail;
        screen.repaint_is_late = kept.repaint_is_late;
        (screen.seq, screen.last_char) = (kept.seq, kept.last_char);
        (screen.titles, screen.directory) = (kept.titles, kept.directory);
        (screen.shape, screen.keyboard) = (kept.shape, kept.keyboard);
        screen.colors = kept.colors;
        if kept.is_protected_by_iso {
            screen.protection = Protection::Iso;
        }
        (screen.extent, screen.level) = (kept.extent, kept.level);
        (screen.eight_bits, screen.styles) = (kept.eight_bits, kept.styles);
        screen.policy = kept.policy;
        screen.renew_ink();
        screen.sweep();
        match screen.is_possible() {
            true => Ok((screen, lost)),
            false => Err(Refused::Unsound("its rows are none of a screen")),
        }
    }

    fn told_size(&self) -> WindowSize {
        let (xpixel, ypixel) = self.told_pixels;
        WindowSize { cells: self.size, xpixel, ypixel }
    }

    /// Whether its rows are such as programs can make them.
    fn is_possible(&self) -> bool {
        let primary = self.primary();
        let (alternate, is_low) = match self.is_alternate {
            true => (&self.grid, self.grid.len() == self.size.rows),
            false => (&self.other, self.other.len() >= 1),
        };
        let before = |grid: &Grid, first: u64| {
            let last = grid.last_id();
            let known = |id: u64| (first..=last).contains(&id);
            last < first + MOST && grid.all().all(|row| known(row.id) && row.seq <= self.seq)
        };
        is_low
            && primary.len() == self.size.rows
            && before(primary, 0)
            && before(alternate, ALTERNATE_IDS)
            && self.below.iter().all(|row| row.id <= primary.last_id() && row.seq <= self.seq)
            && self.rows_fault().is_none()
    }
}

impl Kept {
    /// What no terminal has, of what can be said before there are rows.
    fn fault(&self) -> Option<&'static str> {
        let rows = self.size.cells.rows;
        let counts = [self.seq, self.home.line, self.home.column as u64, self.beside];
        let links = self.carets.iter().filter_map(|caret| caret.link.as_ref());
        let links = links.chain(self.looks.iter().filter_map(|rich| rich.link.as_ref()));
        let mut texts = links
            .flat_map(|link| [link.id.as_str(), &link.uri])
            .chain(self.titles.texts())
            .chain(self.directory.as_deref());
        let wrong = [
            (self.size.cells.possible() != self.size.cells, "its size is none"),
            (counts.iter().any(|count| *count > MOST), "its numbers are too large"),
            (self.unseen_rows >= rows, "it has more rows unseen than it has"),
            (self.slack > Size::LONGEST_SIDE, "it has more room than there can be"),
            (!texts.all(is_shown), "a text in it is none"),
            (self.titles.texts().any(|text| text.len() > titles::LONGEST), "a title is too long"),
            (!self.carets.iter().all(Caret::is_sound), "a caret has sets that there are not"),
            (!(61..=64).contains(&self.level), "its level is none"),
            (!self.colors.is_sound(), "its colours are none"),
            (!self.widths.is_sound(), "its widths are none"),
            (!self.tail.as_ref().is_none_or(Tail::is_sound), "what it has unparsed does not flow"),
        ];
        wrong.iter().find(|(is, _)| *is).map(|(_, what)| *what)
    }
}

impl Caret {
    fn is_sound(&self) -> bool {
        let sets = &self.charsets;
        sets.left < 4 && sets.right < 4 && sets.single.is_none_or(|set| set < 4)
    }
}
