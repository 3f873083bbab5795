//! The view: all that a client shows, as a value. The server makes one out of the model for
//! each client, the client draws it; neither needs to know how the other does its part.

use std::ops::{Deref, DerefMut, Range};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::border::BorderLines;
use crate::geometry::{Point, Rect, Size};
use crate::line::Line;
use crate::style::{CursorShape, Rgb, Style};

use super::message::StatusPart;

/// All that a client shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The client's terminal, in cells.
    pub size: Size,
    /// The part of it that the window takes. What lies outside it and is not the status
    /// line is filled ([`Borders::outside`]).
    pub window: Rect,
    /// The terminal's title; empty leaves it alone.
    pub title: String,
    /// The panes that can be seen. Gaps of one cell between them are borders. Those that float
    /// are among them, and lie over the others.
    pub panes: Vec<PaneView>,
    /// The boxes around those that float, the topmost last.
    pub floats: Vec<Float>,
    /// How borders look.
    pub borders: Borders,
    /// The status line, where there is one.
    pub status: Option<Status>,
    /// The row of the tty that messages and prompts take.
    pub message_row: u16,
    /// What lies over everything else.
    pub overlay: Option<Overlay>,
    /// The cursor, where it is to be seen.
    pub cursor: Option<CursorView>,
    /// What the client is to ask of the terminal.
    pub input: InputModes,
    /// Sequences of the terminal that a person has given numbers to, as keys.
    pub user_keys: Vec<(u16, String)>,
}

impl View {
    /// What a client shows before it was told anything.
    pub fn empty() -> Self {
        Self {
            size: Size::new(0, 0),
            window: Rect::new(0, 0, 0, 0),
            title: String::new(),
            panes: Vec::new(),
            floats: Vec::new(),
            borders: Borders::default(),
            status: None,
            message_row: 0,
            overlay: None,
            cursor: None,
            input: InputModes::default(),
            user_keys: Vec::new(),
        }
    }

    /// The panes that lie beside each other.
    pub fn tiled(&self) -> impl Iterator<Item = &PaneView> {
        let floats = |pane: &PaneView| self.floats.iter().any(|it| it.pane == pane.id);
        self.panes.iter().filter(move |pane| !floats(pane))
    }

    /// The boxes over those with the panes in them, the topmost last.
    pub fn floating(&self) -> impl Iterator<Item = (&Float, &PaneView)> {
        let pane = |it: &Float| self.panes.iter().find(|pane| pane.id == it.pane);
        self.floats.iter().filter_map(move |it| Some((it, pane(it)?)))
    }

    /// Whether something floats over a cell of a pane.
    pub fn is_covered(&self, pane: u32, at: Point) -> bool {
        let own = self.floats.iter().position(|it| it.pane == pane);
        self.floats.iter().skip(own.map_or(0, |own| own + 1)).any(|it| it.rect.contains(at))
    }
}

/// The box that a pane floats in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Float {
    /// The id of the pane that lies in it.
    pub pane: u32,
    /// Where it is, with its edges, as far as it is seen.
    pub rect: Rect,
    /// Its edges that are seen: left, upper, right and lower.
    pub sides: [bool; 4],
    /// What its edges are made of; `None` where it has none.
    pub lines: Option<BorderLines>,
    /// The looks of the edges.
    pub border: Style,
    /// In the upper edge, or the lower one: stretches of text, each with the column, from the first
    /// within the edges, where it begins.
    pub title: Vec<(u16, Line)>,
    /// The title is in the lower one.
    pub title_below: bool,
    /// In the lower edge: which keys do what.
    pub hint: String,
}

/// A pane that is seen: all of it reads as its frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaneView {
    /// All but its rows.
    pub frame: PaneFrame,
    /// Its rows from the top, `rect.rows` of them.
    pub lines: Vec<Arc<Line>>,
}

impl Deref for PaneView {
    type Target = PaneFrame;

    fn deref(&self) -> &PaneFrame {
        &self.frame
    }
}

impl DerefMut for PaneView {
    fn deref_mut(&mut self) -> &mut PaneFrame {
        &mut self.frame
    }
}

/// One pane's place and looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaneFrame {
    /// Its id, the number of `%3`.
    pub id: u32,
    /// Where it is.
    pub rect: Rect,
    /// Whether it is the active one.
    pub active: bool,
    /// Its default looks: what plain cells are drawn in.
    pub style: Style,
    /// The entries of the palette that look different in it, from the lowest: by its program, or as
    /// the person wants it.
    pub palette: Vec<(u8, Rgb)>,
    /// The looks of its borders.
    pub border: Style,
    /// What its borders are made of where they are numbers: the last digit of its index.
    pub digit: u8,
    /// Whether it is the marked one.
    pub marked: bool,
    /// Its title, drawn into the border above or below it, where borders show titles: stretches of
    /// text, each with the column, from the pane's first, where it begins.
    pub title: Option<Vec<(u16, Line)>>,
    /// Its scrollbar, if it has one.
    pub scrollbar: Option<Scrollbar>,
    /// Drawn over the right end of its first row: the place in copy mode.
    pub indicator: Option<Line>,
}

impl PaneFrame {
    /// A plain one at a place.
    pub const fn new(id: u32, rect: Rect) -> Self {
        Self {
            id,
            rect,
            active: false,
            style: Style::PLAIN,
            palette: Vec::new(),
            border: Style::PLAIN,
            digit: 0,
            marked: false,
            title: None,
            scrollbar: None,
            indicator: None,
        }
    }

    /// Whether its scrollbar lies over a cell.
    pub fn is_under_scrollbar(&self, at: Point) -> bool {
        let Some(bar) = self.scrollbar.filter(|bar| bar.over) else { return false };
        let cols = bar.width.saturating_add(bar.pad).min(self.rect.cols);
        let x = if bar.at_left { self.rect.x } else { self.rect.right() - cols };
        Rect { x, cols, ..self.rect }.contains(at)
    }

    /// Its place with its scrollbar.
    pub fn outer(&self) -> Rect {
        let Some(bar) = self.scrollbar.filter(|bar| !bar.over) else { return self.rect };
        let cols = bar.width.saturating_add(bar.pad);
        let x = if bar.at_left { self.rect.x.saturating_sub(cols) } else { self.rect.x };
        let right = match bar.at_left {
            true => self.rect.x.saturating_add(self.rect.cols),
            false => self.rect.x.saturating_add(self.rect.cols).saturating_add(cols),
        };
        Rect { x, cols: right.saturating_sub(x), ..self.rect }
    }
}

/// A pane's scrollbar: at a side of it, or over its outermost columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scrollbar {
    /// At the left, not the right.
    pub at_left: bool,
    /// It lies over the pane, which is as wide without it.
    pub over: bool,
    /// Its columns.
    pub width: u16,
    /// Those between it and the pane.
    pub pad: u16,
    /// Its looks; those of the slider are its colours the other way round.
    pub style: Style,
    /// The slider's first row in it.
    pub top: u16,
    /// The slider's rows.
    pub rows: u16,
}

/// A character that fills what is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// Narrow.
    pub character: char,
    /// Its looks.
    pub style: Style,
}

impl Default for Fill {
    fn default() -> Self {
        Self { character: ' ', style: Style::PLAIN }
    }
}

/// How pane borders are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Borders {
    /// The looks of borders.
    pub style: Style,
    /// The looks of those around the active pane.
    pub active: Style,
    /// Which lines they are made of.
    pub lines: BorderLines,
    /// Titles are below their panes.
    pub titles_below: bool,
    /// How else they show which pane is active.
    pub indicators: Indicators,
    /// As tmux has them: where the window is smaller than the tty it has a border at the right and
    /// below, and each border looks as one of the panes' that it is between.
    pub frame: bool,
    /// The terminal orders text by its direction (terminfo's `Bidi`): what is at one side of a border
    /// is kept apart from what is at the other.
    pub isolates: bool,
    /// The middle of the window, where the one border between two panes changes its look then.
    pub middle: Point,
    /// What fills the tty where the window is not.
    pub outside: Fill,
    /// What fills the window where no pane is.
    pub inside: Fill,
}

/// How borders show which pane is active (tmux's `pane-border-indicators`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicators {
    /// Where there are two panes, by the look of half of the border.
    pub halves: bool,
    /// By arrows that point at it.
    pub arrows: bool,
}

impl Default for Indicators {
    fn default() -> Self {
        Self { halves: true, arrows: false }
    }
}

/// The status line. Where it is made up of parts the client lays it out: the windows between left and
/// right, the current one always to be seen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Status {
    /// At the top of the screen, not the bottom.
    pub at_top: bool,
    /// The looks of what nothing is written on.
    pub style: Style,
    /// Its rows, from the top, where there is another than the one that is made up of the parts below
    /// (`None`).
    pub rows: Vec<Option<StatusRow>>,
    /// The left part.
    pub left: Line,
    /// One entry a window.
    pub windows: Vec<WindowTab>,
    /// What stands between two windows.
    pub separator: Line,
    /// The right part.
    pub right: Line,
    /// Where the windows go when there is room.
    pub justify: Justify,
    /// The bar of keys: another row, between this one and the window.
    pub keys: Option<Line>,
}

/// A row of the status line that is laid out already.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StatusRow {
    /// What is written, as wide as the tty.
    pub line: Line,
    /// Columns, and what they are.
    pub parts: Vec<(Range<u16>, StatusPart)>,
}

impl Status {
    /// How many rows it has, the bar of keys aside.
    pub fn count(&self) -> u16 {
        u16::try_from(self.rows.len()).unwrap_or(u16::MAX).max(1)
    }
}

/// A window's entry in the status line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowTab {
    /// The window's index.
    pub index: u32,
    /// Whether it is the session's current window.
    pub current: bool,
    /// What is written.
    pub line: Line,
}

/// Where the windows stand in the status line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Justify {
    /// After the left part.
    #[default]
    Left,
    /// In the middle of what is left over.
    Centre,
    /// Before the right part.
    Right,
}

/// What lies over the panes or the status line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Overlay {
    /// A message in the status line's place.
    Message {
        /// Stretches of text, each with the column where it begins.
        parts: Vec<(u16, Line)>,
        /// The looks of the rest of the row; where there are none, it is what it was.
        rest: Option<Style>,
    },
    /// A prompt in the status line's place: a question and what was typed.
    Prompt {
        /// The question.
        label: Line,
        /// What was typed.
        text: String,
        /// The cursor, in bytes of `text`, on a character boundary.
        cursor: usize,
        /// The looks of the text.
        style: Style,
    },
    /// What can come next: keys and what they do.
    Keys {
        /// Above the keys.
        title: String,
        /// Key and meaning.
        entries: Vec<(String, String)>,
    },
    /// Each pane's number, large, in its middle.
    PaneNumbers {
        /// A pane's id, its number, and the colour.
        panes: Vec<(u32, u32, Style)>,
    },
    /// A box of commands to choose from.
    Menu(Menu),
}

#[cfg(test)]
impl Overlay {
    /// The text of a message.
    pub fn message(&self) -> Option<String> {
        let Overlay::Message { parts, .. } = self else { return None };
        Some(parts.iter().map(|(_, line)| line.text.as_str()).collect())
    }
}

/// A menu, as far as there is room for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Menu {
    /// Where it is, with its edges.
    pub rect: Rect,
    /// What its edges are made of.
    pub lines: BorderLines,
    /// In the upper edge.
    pub title: Line,
    /// Its lines.
    pub rows: Vec<MenuRow>,
    /// The one that is selected.
    pub selected: Option<u16>,
    /// The looks of the lines.
    pub style: Style,
    /// The looks of the selected one.
    pub selected_style: Style,
    /// The looks of the edges.
    pub border: Style,
}

/// A line of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MenuRow {
    /// What it says, and the name of the key that chooses it.
    Item(Line, String),
    /// It cannot be chosen.
    Disabled(Line),
    /// A line across.
    Separator,
}

/// The cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CursorView {
    /// Where it is, in the client's terminal.
    pub at: Point,
    /// What it looks like.
    pub shape: CursorShape,
    /// Whether it blinks, where the shape is not the terminal's default.
    pub blink: bool,
    /// Its colour; `None` for the terminal's own.
    pub color: Option<Rgb>,
}

/// What the client is to ask of the person's terminal, and to take for granted of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InputModes {
    /// Whether the mouse is told of, and how much.
    pub mouse: MouseMode,
    /// Kitty keyboard flags that the active pane's program wants.
    pub keyboard: u8,
    /// Milliseconds for which an ESC may be the beginning of another key.
    pub escape_time: u32,
    /// It has direct colour whatever it says itself.
    pub direct_color: bool,
    /// Nothing is to be drawn in its last cell.
    pub no_corner: bool,
}

/// How much of the mouse the terminal is to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum MouseMode {
    /// Nothing: selecting text is the terminal's own.
    #[default]
    Off,
    /// Buttons, and motion while one is down (mode 1002).
    Buttons,
    /// Every motion (mode 1003).
    Motion,
}
