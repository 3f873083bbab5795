//! Copy mode: looking at what a pane's program wrote, moving about in it, searching it, and
//! taking text out of it.
//!
//! Knows a terminal's public face, geometry and styles; knows no pane, key, buffer or option.
//! What a copy is for, and what a key does, is for commands to say.
//!
//! Nothing is copied on entry. The history and the screen are read where they are, as **logical
//! lines**: what was wrapped is one line, which has a number that it keeps for good, whether it
//! is on the screen, has scrolled off or is wrapped anew. So the program writes on below, the
//! view stays where it is, and a new width moves nothing but the line breaks. The alternate
//! screen has no history; there the lines are its rows.
//!
//! Words: an **anchor** is a place in the text: a line's number and a column in it, as if it were
//! never wrapped, the column after the last glyph being a place too; a **row** is one of the pieces
//! that a line is shown in; the **top** is the first row shown.

mod action;
mod links;
mod matches;
mod mouse;
mod moves;
mod numbers;
mod search;
mod selection;
mod text;
mod view;
mod words;

#[cfg(test)]
mod tests;

use crate::geometry::{Direction, Point, Size};
use crate::terminal::{Anchor, RowPlace, Terminal};

pub use action::{
    Action, ActionError, Between, Copy, Extent, Grows, Jump, Spot, Store, Then, WordMove, action,
};
pub use mouse::There;
pub use numbers::{NumberLooks, Numbers};
pub use view::{Looks, lay};

use search::Sought;
use selection::{Selection, Unit};
use text::WrappedText;

/// The largest repeat count.
const MOST: u32 = 10_000;

/// What the person is used to: tmux's options `mode-keys` and `word-separators`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habits {
    /// As in vi the cursor stands on a glyph, which a selection includes; as in emacs it stands
    /// before it.
    pub vi: bool,
    /// What parts words, blanks aside.
    pub word_separators: String,
    /// Searches go round past the end (tmux's `wrap-search`).
    pub wrap_search: bool,
    /// In small things, as tmux itself: in vi's keys the cursor stands on glyphs alone, and the end of
    /// a word is looked for in its line; scrolling leaves a selection where it is; and what leaves
    /// at the end (`copy-mode -e`) does so whatever was done before.
    pub as_tmux: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            vi: false,
            word_separators: "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~".into(),
            wrap_search: true,
            as_tmux: false,
        }
    }
}

/// What became of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing but what [`CopyMode::rows`] shows.
    None,
    /// The person is done.
    Leave,
    /// Text was taken.
    Copy {
        /// The text, lines ended with newlines.
        text: String,
        /// Whether the person is done.
        leave: bool,
        /// What to do to the paste buffers.
        store: Store,
        /// A shell command to write it to; `Some` of an empty one is the `copy-command` option.
        pipe: Option<String>,
    },
    /// A URL is to be opened; it has no characters that mean anything to a shell.
    Open {
        /// The URL.
        url: String,
        /// Whether the person is done.
        leave: bool,
    },
    /// What was looked for is nowhere.
    NotFound,
    /// There is nothing of the kind here.
    Nothing(&'static str),
}

/// A look at what a terminal holds, with a cursor in it.
#[derive(Debug)]
pub struct CopyMode {
    /// The first cell shown.
    top: Anchor,
    cursor: Anchor,
    /// Where in the view the cursor is.
    at: Point,
    /// The column of the view that moving up and down keeps to.
    goal: Option<usize>,
    selection: Option<Selection>,
    /// Selections are rectangles.
    rectangle: bool,
    mark: Option<Anchor>,
    sought: Option<Sought>,
    /// Cursor and top from before an incremental search.
    incremental: Option<(Anchor, Anchor)>,
    jump: Option<Jump>,
    /// Where the mouse button went down.
    pressed: Option<Anchor>,
    habits: Habits,
    /// How often the next action is done.
    repeat: Option<u32>,
    /// Scrolling to the bottom leaves.
    scroll_exit: bool,
    position_hidden: bool,
    /// The end is followed, where that is what is seen and the cursor is in the last row.
    follows: bool,
    numbered: numbers::Numbered,
    /// Where `recentre-top-bottom` put the cursor's line last.
    recentred: Option<(u64, Spot)>,
    /// Which of the screens this is a look at.
    alternate: bool,
}

impl CopyMode {
    /// A look at the screen as it is now, the cursor where the program's is. With `scroll_exit`,
    /// scrolling down to the bottom leaves, until something else than scrolling is done
    /// (`copy-mode -e`).
    pub fn enter(terminal: &Terminal, scroll_exit: bool) -> Self {
        let mut mode = Self {
            top: Anchor::default(),
            cursor: Anchor::default(),
            at: Point::default(),
            goal: None,
            selection: None,
            rectangle: false,
            mark: None,
            sought: None,
            incremental: None,
            jump: None,
            pressed: None,
            habits: Habits::default(),
            repeat: None,
            scroll_exit,
            position_hidden: false,
            follows: false,
            numbered: numbers::Numbered::AsWanted,
            recentred: None,
            alternate: terminal.is_alternate(),
        };
        mode.show_screen(terminal);
        mode
    }

    /// Follows the person's habits from now on.
    pub fn set_habits(&mut self, habits: Habits) {
        self.habits = habits;
    }

    /// The next action is done `count` times, if nothing else is said then (`send-keys -N`).
    pub fn repeat_next(&mut self, count: u32) {
        self.repeat = Some(count);
    }

    /// How often an action is done: as is said now, or was before, or once.
    pub fn take_repeat(&mut self, said: Option<u32>) -> u32 {
        let before = self.repeat.take();
        said.or(before).unwrap_or(1)
    }

    /// Where the cursor is in the view.
    pub fn cursor(&self) -> Point {
        self.at
    }

    /// Whether anything is selected.
    pub fn has_selection(&self) -> bool {
        self.selection.is_some()
    }

    /// Whether selections are rectangles.
    pub fn is_rectangle(&self) -> bool {
        self.rectangle
    }

    /// What was last searched for; empty where nothing was.
    pub fn search_text(&self) -> &str {
        self.sought.as_ref().map_or("", |sought| &sought.text)
    }

    /// The word at the cursor; empty where there is none.
    pub fn word(&self, terminal: &Terminal) -> String {
        let mut text = WrappedText::new(terminal);
        let cursor = text.clamp(self.cursor);
        let line = text.line(cursor.line);
        line.text(words::word_at(&line, cursor.column, &self.habits.word_separators))
    }

    /// The line that the cursor is in.
    pub fn line(&self, terminal: &Terminal) -> String {
        let mut text = WrappedText::new(terminal);
        let cursor = text.clamp(self.cursor);
        text.line(cursor.line).line.with_tabs().into_owned()
    }

    /// How many rows the view is above the newest ones, and the most it can be.
    pub fn position(&self, terminal: &Terminal) -> (u64, u64) {
        let mut text = WrappedText::new(terminal);
        let top = text.clamp(self.top);
        if terminal.is_alternate() || self.alternate {
            return (0, 0);
        }
        let (history, cols) = (terminal.history(), text.size().cols);
        let row = text.row_of(top);
        let above = match top.line.checked_sub(text.first()).filter(|_| row < text.screen_top()) {
            Some(index) => history.rows_from(index as usize, cols).saturating_sub(row.row),
            None => 0,
        };
        (above as u64, history.rows(cols) as u64)
    }

    /// The position as it stands in the view's corner: `[12/345]`, and before it which match of how
    /// many the cursor is at. Empty where the person does not want it.
    pub fn indicator(&self, terminal: &Terminal) -> String {
        if self.position_hidden {
            return String::new();
        }
        let (above, most) = self.position(terminal);
        format!("{}[{above}/{most}]", self.told_matches())
    }

    /// Whether the person wants no position shown.
    pub fn is_position_hidden(&self) -> bool {
        self.position_hidden
    }

    /// The number of the line that the view begins with.
    pub fn top_line(&self) -> u64 {
        self.top.line
    }

    /// Whether the end is followed.
    pub fn is_following(&self) -> bool {
        self.follows
    }

    /// To be called when the terminal's size has changed.
    pub fn resized(&mut self, terminal: &Terminal) {
        self.settle(&mut WrappedText::new(terminal));
    }

    /// Does something, `count` times where that makes a difference.
    pub fn act(&mut self, terminal: &Terminal, action: Action, count: u32) -> Outcome {
        if self.alternate != terminal.is_alternate() {
            self.show_screen(terminal);
        }
        let mut text = WrappedText::new(terminal);
        self.keep_up(&mut text);
        self.settle(&mut text);
        self.scroll_exit &= action.scrolls() || self.habits.as_tmux;
        if !matches!(action, Action::SearchIncremental { .. }) {
            self.incremental = None;
        }
        let outcome = self.carry_out(&mut text, action, count.clamp(1, MOST));
        self.settle(&mut text);
        outcome
    }

    fn carry_out(&mut self, text: &mut WrappedText, action: Action, count: u32) -> Outcome {
        match action {
            Action::Cancel => return Outcome::Leave,
            Action::Copy(copy) => return self.copy(text, copy, count),
            Action::OpenLink { leave } => return self.open_link(text, leave),
            Action::Search { text: sought, forward, regex } => {
                self.sought = Some(Sought::new(sought, forward, regex));
                return self.search_again(text, forward, count);
            }
            Action::SearchIncremental { text: sought, forward } => {
                return self.search_incremental(text, &sought, forward);
            }
            Action::SearchAgain | Action::SearchReverse => {
                let Some(sought) = &self.sought else { return Outcome::None };
                let forward = sought.forward == (action == Action::SearchAgain);
                return self.search_again(text, forward, count);
            }
            Action::Scroll { up, cancel } => return self.scroll(text, up, count as usize, cancel),
            Action::Page { up, half, cancel } => return self.page(text, up, half, cancel, count),
            Action::CursorDownAndCancel => {
                let before = self.cursor;
                self.move_cursor(text, Direction::Down, count);
                if self.cursor == before {
                    return Outcome::Leave;
                }
            }
            Action::Cursor(direction) => self.move_cursor(text, direction, count),
            Action::BeginSelection => self.select(Unit::Glyph, self.cursor),
            Action::ClearSelection => self.selection = None,
            Action::StopSelection => self.stop_selection(),
            Action::SelectLine => self.select_lines(text, count),
            Action::SelectWord => self.select_word(text),
            Action::OtherEnd => self.other_end(),
            Action::Rectangle(wanted) => self.rectangle = wanted.unwrap_or(!self.rectangle),
            Action::Jump(jump) => {
                self.jump_to(text, &jump, count);
                self.jump = Some(jump);
            }
            Action::JumpAgain | Action::JumpReverse => {
                if let Some(mut jump) = self.jump.clone() {
                    jump.forward ^= action == Action::JumpReverse;
                    self.jump_to(text, &jump, count);
                }
            }
            Action::SetMark => self.mark = Some(self.cursor),
            Action::JumpToMark => {
                if let Some(mark) = self.mark.replace(self.cursor) {
                    self.go(mark);
                }
            }
            Action::TogglePosition => self.position_hidden ^= true,
            Action::Refresh => {}
            Action::Follow(wanted) => self.follow(text, wanted.unwrap_or(!self.follows)),
            Action::ScrollExit(wanted) => self.scroll_exit = wanted.unwrap_or(!self.scroll_exit),
            Action::ScrollTo(spot) => self.scroll_to(text, spot),
            Action::Recentre => self.recentre(text),
            Action::Centre { vertically } => self.centre(text, vertically),
            Action::SelectionMode(grows) => self.grow_by(grows),
            Action::LineNumbers(wanted) => {
                self.set_numbers(wanted.unwrap_or(self.numbered == numbers::Numbered::Never));
            }
            other => self.move_to(text, &other, count),
        }
        Outcome::None
    }

    /// Goes to the next of some places in the text, or to the one before, `count` times.
    pub fn go_among(&mut self, terminal: &Terminal, places: &[Anchor], forward: bool, count: u32) {
        let mut text = WrappedText::new(terminal);
        self.settle(&mut text);
        self.scroll_exit = false;
        // A column does: what is in the cursor's line is where the cursor is.
        let line = self.cursor.line;
        let mut ahead: Vec<&Anchor> = places
            .iter()
            .filter(|it| it.line >= text.first() && it.line <= text.last())
            .filter(|it| if forward { it.line > line } else { it.line < line })
            .collect();
        ahead.sort_by_key(|it| if forward { it.line } else { u64::MAX - it.line });
        let nth = ahead.len().min(count.max(1) as usize).checked_sub(1);
        if let Some(place) = nth.and_then(|nth| ahead.get(nth)) {
            self.go(**place);
        }
        self.settle(&mut text);
    }

    /// Goes to the beginning of a line, which is the first one seen where enough follows it.
    pub fn show_line(&mut self, terminal: &Terminal, line: u64) {
        let mut text = WrappedText::new(terminal);
        self.selection = None;
        self.go(Anchor::new(line, 0));
        self.top = self.cursor;
        self.settle(&mut text);
    }

    /// Looks at the screen, the cursor where the program's is, and forgets all anchors.
    fn show_screen(&mut self, terminal: &Terminal) {
        let mut text = WrappedText::new(terminal);
        self.alternate = terminal.is_alternate();
        (self.selection, self.mark, self.pressed, self.goal) = (None, None, None, None);
        let top = text.screen_top();
        self.top = text.start_of(top);
        let at = terminal.cursor().at;
        let row = text.down(top, at.y.into());
        self.cursor = text.anchor(row, at.x.into());
        self.settle(&mut text);
    }

    /// Puts cursor and top where there still is something, the cursor within the view and the
    /// view no lower than the screen.
    fn settle(&mut self, text: &mut WrappedText) {
        self.top = text.clamp(self.top);
        self.cursor = text.clamp(self.cursor);
        let rows = usize::from(text.size().rows);
        let bottom = text.screen_top();
        let mut top = text.row_of(self.top).min(bottom);
        let cursor = text.row_of(self.cursor);
        let y = match text.rows_between(top, cursor, rows) {
            Some(y) if y < rows => y,
            // Less than a page further is scrolling; more is a jump, which shows what is around.
            _ => {
                let near = match cursor < top {
                    true => text.rows_between(cursor, top, rows).is_some(),
                    false => text.rows_between(top, cursor, 2 * rows).is_some(),
                };
                let margin = if near { 0 } else { rows / 4 };
                let above = if cursor < top { margin } else { rows - 1 - margin };
                top = text.up(cursor, above).min(bottom);
                text.rows_between(top, cursor, rows).unwrap_or(0)
            }
        };
        self.top = text.start_of(top);
        let x = text.column(self.cursor);
        let Size { cols, rows } = text.size();
        self.at = Point::new(x.min(cols.saturating_sub(1)), (y as u16).min(rows.saturating_sub(1)));
    }

    /// Moves the cursor somewhere.
    fn go(&mut self, anchor: Anchor) {
        self.cursor = anchor;
        self.goal = None;
    }

    /// The column of the view that the cursor is in or keeps to.
    fn goal(&self, text: &mut WrappedText) -> usize {
        self.goal.unwrap_or_else(|| text.column(self.cursor).into())
    }

    fn top_row(&self, text: &mut WrappedText) -> RowPlace {
        text.row_of(self.top)
    }
}
