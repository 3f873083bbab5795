//! Modes of a pane: what it shows, and takes keys for, instead of its program. They are the pane's,
//! so that all who look at it see the same; only who looks on without more has modes of their own
//! ([`Look`]).
//!
//! A pane may be in several, one over the other ([`Modes`]): the topmost is what is seen, and when
//! that is left the one below it.

mod chooser;
mod clock;
mod customize;
mod entries;
mod footer;
pub mod lay;
mod looks;
mod numbered;
mod preview;
mod reader;
mod switcher;
mod whose;

use super::copy_mode::{CopyMode, Looks};
use super::id::PaneId;
use super::prompt::Prompt;
use crate::geometry::{Point, Size};
use crate::key::Key;
use crate::line::Line;
use crate::terminal::Terminal;

pub use chooser::{
    Act, ActError, Came, Chooser, Custom, Entry, Filtered, Preview, Question, Recipe, Removal, Row,
    SetFor, Shares, Things, act,
};
pub use customize::{Heading, Opted, Part, Setting, Wanted};
pub use numbered::Numbered;
pub use reader::Reader;
pub use switcher::{FORMAT as SWITCH_FORMAT, Move, Switcher};

/// The key table of the choosers.
pub const CHOOSE_TABLE: &str = "choose-mode";

/// A mode.
#[derive(Debug)]
pub enum Mode {
    /// The pane's history, to look back and to copy.
    Copy(CopyMode),
    /// The same of what another pane shows, as it was when the mode was entered.
    CopyOf(Box<CopyMode>, Box<Terminal>),
    /// Text to read, and to copy.
    View(Reader),
    /// Lines to choose one of.
    Choose(Box<Chooser>),
    /// Sessions or windows of which one is found by its letters.
    Switch(Box<Switcher>),
    /// The panes of a window with their numbers.
    Panes(Box<Numbered>),
    /// The time.
    Clock,
}

impl Mode {
    /// Its name, as `#{pane_mode}` tells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Copy(_) | Self::CopyOf(..) => "copy-mode",
            Self::View(_) => "view-mode",
            Self::Choose(chooser) => chooser.things.mode(),
            Self::Switch(_) => "switch-mode",
            Self::Panes(_) => "panes-mode",
            Self::Clock => "clock-mode",
        }
    }

    /// The key table that its keys are looked up in, for a person who is used to vi's or to emacs's.
    pub fn table(&self, vi: bool) -> Option<&'static str> {
        Some(match self {
            Self::Copy(_) | Self::CopyOf(..) | Self::View(_) if vi => "copy-mode-vi",
            Self::Copy(_) | Self::CopyOf(..) | Self::View(_) => "copy-mode",
            Self::Choose(_) => CHOOSE_TABLE,
            Self::Switch(_) | Self::Panes(_) | Self::Clock => return None,
        })
    }

    /// What a key does in it where it has no table: an act with its argument.
    pub fn own_act(&self, key: Key) -> Option<Vec<String>> {
        match self {
            Self::Choose(chooser) => chooser.own_act(key),
            Self::Switch(switcher) => Some(switcher.own_act(key)),
            Self::Panes(numbered) => numbered.own_act(key),
            Self::Clock => Some(vec!["cancel".to_owned()]),
            Self::Copy(_) | Self::CopyOf(..) | Self::View(_) => None,
        }
    }

    /// The text that can be copied from, with what holds it, `terminal` being the pane's.
    pub fn copying<'a>(&'a self, terminal: &'a Terminal) -> Option<(&'a CopyMode, &'a Terminal)> {
        match self {
            Self::Copy(copy) => Some((copy, terminal)),
            Self::CopyOf(copy, terminal) => Some((copy, terminal)),
            Self::View(reader) => Some(reader.copying()),
            Self::Choose(_) | Self::Switch(_) | Self::Panes(_) | Self::Clock => None,
        }
    }

    /// The same, to have it do something.
    pub fn copying_mut<'a>(
        &'a mut self,
        terminal: &'a Terminal,
    ) -> Option<(&'a mut CopyMode, &'a Terminal)> {
        match self {
            Self::Copy(copy) => Some((copy, terminal)),
            Self::CopyOf(copy, terminal) => Some((copy, terminal)),
            Self::View(reader) => Some(reader.copying_mut()),
            Self::Choose(_) | Self::Switch(_) | Self::Panes(_) | Self::Clock => None,
        }
    }

    /// Whether it shows what the pane's program wrote, in that program's colours.
    pub fn shows_output(&self) -> bool {
        matches!(self, Self::Copy(_) | Self::CopyOf(..))
    }

    /// The rows of a pane of that size.
    pub fn rows(&self, terminal: &Terminal, size: Size, looks: &Looks) -> Vec<Line> {
        match self {
            Self::Copy(copy) => copy.rows(terminal, size, looks),
            Self::CopyOf(copy, terminal) => copy.rows(terminal, size, looks),
            Self::View(reader) => reader.rows(size, looks),
            Self::Choose(chooser) => chooser.rows(size, looks),
            // What these show is not theirs.
            Self::Switch(_) | Self::Panes(_) | Self::Clock => Vec::new(),
        }
    }

    /// The cell of a pane of that size that is to be in sight: where the cursor is, if it has one.
    pub fn focus(&self, size: Size) -> Point {
        match self {
            Self::Copy(copy) => copy.cursor(),
            Self::CopyOf(copy, _) => copy.cursor(),
            Self::View(reader) => reader.copying().0.cursor(),
            Self::Choose(chooser) => chooser.focus(size),
            Self::Switch(_) | Self::Panes(_) | Self::Clock => Point::default(),
        }
    }

    /// Whether it has a cursor. What is chosen is seen without one.
    pub fn has_cursor(&self) -> bool {
        !matches!(self, Self::Choose(_) | Self::Switch(_) | Self::Panes(_) | Self::Clock)
    }

    /// What is typed in it, in its last row.
    pub fn prompt(&self) -> Option<&Prompt> {
        match self {
            Self::Switch(switcher) => Some(&switcher.prompt),
            _ => None,
        }
    }

    /// To be called when the size of the pane, whose terminal this is, has changed.
    pub fn resized(&mut self, terminal: &Terminal) {
        match self {
            Self::Copy(copy) => copy.resized(terminal),
            Self::CopyOf(copy, own) => {
                own.resize(terminal.size().into());
                copy.resized(own);
            }
            Self::View(reader) => reader.resized(terminal.size()),
            Self::Choose(_) | Self::Switch(_) | Self::Panes(_) | Self::Clock => {}
        }
    }
}

/// The modes that a pane is in, the topmost last.
#[derive(Debug, Default)]
pub struct Modes {
    all: Vec<Mode>,
    /// The names of those with which the pane is left too (`copy-mode -k`).
    ends: Vec<&'static str>,
    /// The program wrote something since there is one.
    unseen: bool,
}

impl Modes {
    /// Whether there is none: the program is seen.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The one that is seen.
    pub fn top(&self) -> Option<&Mode> {
        self.all.last()
    }

    /// The same, to alter it.
    pub fn top_mut(&mut self) -> Option<&mut Mode> {
        self.all.last_mut()
    }

    /// All, the topmost last.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Mode> {
        self.all.iter_mut()
    }

    /// Another one is seen. Where there was one of its name already, it is that from now on.
    pub fn enter(&mut self, mode: Mode) {
        self.unseen &= !self.all.is_empty();
        self.take(mode.name());
        self.all.push(mode);
    }

    /// The one of that name is left, wherever it is.
    pub fn take(&mut self, name: &str) -> Option<Mode> {
        let at = self.all.iter().position(|it| it.name() == name)?;
        Some(self.all.remove(at))
    }

    /// The topmost is left, and the one below it is seen.
    pub fn leave(&mut self) -> Option<Mode> {
        self.all.pop()
    }

    /// With the topmost the pane is left too, or not.
    pub fn end_with_top(&mut self, ends: bool) {
        let Some(name) = self.top().map(Mode::name) else { return };
        self.ends.retain(|it| *it != name);
        self.ends.extend(ends.then_some(name));
    }

    /// Whether the pane is left with a mode that was left.
    pub fn ended_with(&mut self, mode: &Mode) -> bool {
        let ends = self.ends.contains(&mode.name());
        self.ends.retain(|it| *it != mode.name());
        ends
    }

    /// The one of that name is seen, if there is one. Whether there is.
    pub fn raise(&mut self, name: &str) -> bool {
        let raised = self.take(name);
        let is_there = raised.is_some();
        self.all.extend(raised);
        is_there
    }

    /// The program wrote something.
    pub fn wrote(&mut self) {
        self.unseen = !self.all.is_empty();
    }

    /// Whether the program wrote something that is not seen.
    pub fn hide_changes(&self) -> bool {
        self.unseen && !self.all.is_empty()
    }

    /// Nobody looks at the pane's history any more.
    pub fn end_copying(&mut self) {
        self.all.retain(|mode| !matches!(mode, Mode::Copy(_)));
    }
}

/// The modes of a pane that a client is in which only looks on: nobody else sees them.
#[derive(Debug)]
pub struct Look {
    /// The pane.
    pub pane: PaneId,
    /// The modes; never none.
    pub modes: Modes,
}
