//! What can be done in copy mode, and the names by which `send-keys -X` asks for it (tmux(1),
//! "WINDOWS AND PANES").

use crate::geometry::Direction;

/// Something to do. Names that differ in a detail only are one action with that detail.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are tmux's, and explained in its manual")]
pub enum Action {
    Cancel,
    BeginSelection,
    ClearSelection,
    StopSelection,
    SelectLine,
    SelectWord,
    OtherEnd,
    /// On, off, or the other of the two.
    Rectangle(Option<bool>),
    Copy(Copy),
    Cursor(Direction),
    /// Down, or out where there is nothing below.
    CursorDownAndCancel,
    /// The view by a line.
    Scroll {
        up: bool,
        cancel: bool,
    },
    /// The view by a page or half of one.
    Page {
        up: bool,
        half: bool,
        cancel: bool,
    },
    HistoryTop,
    HistoryBottom,
    TopLine,
    MiddleLine,
    BottomLine,
    StartOfLine,
    EndOfLine,
    BackToIndentation,
    /// By words, or by what stands between blanks.
    Word(WordMove, Between),
    Paragraph {
        forward: bool,
    },
    Bracket {
        forward: bool,
    },
    /// So many lines above the newest ones.
    GotoLine(u64),
    SetMark,
    JumpToMark,
    Jump(Jump),
    JumpAgain,
    JumpReverse,
    Search {
        text: String,
        forward: bool,
        /// Whether it may be a regular expression.
        regex: bool,
    },
    /// As the incremental prompt gives it: `=` and a text to look for from where the search
    /// began, `+` and `-` to look on, forward and backward.
    SearchIncremental {
        text: String,
        forward: bool,
    },
    SearchAgain,
    SearchReverse,
    /// The URL at the cursor is opened.
    OpenLink {
        leave: bool,
    },
    /// To a prompt of the shell's, or with `output` to where a command's output begins.
    Prompt {
        forward: bool,
        output: bool,
    },
    TogglePosition,
    /// Nothing, since what is shown is never out of date.
    Refresh,
    /// The end is followed as the program writes: on, off, or the other of the two.
    Follow(Option<bool>),
    /// Scrolling to the end leaves: on, off, or the other of the two.
    ScrollExit(Option<bool>),
    /// The view such that the cursor's row is there.
    ScrollTo(Spot),
    /// The same, in the middle, at the top and at the bottom in turn.
    Recentre,
    /// The cursor to the middle of the view's rows, or of the row's columns.
    Centre {
        vertically: bool,
    },
    /// What the selection grows by.
    SelectionMode(Grows),
    /// Line numbers: on, off, or the other of the two.
    LineNumbers(Option<bool>),
}

/// A row of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Spot {
    Top,
    Middle,
    Bottom,
}

/// What a selection grows by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Grows {
    Glyphs,
    Words,
    Lines,
}

impl Action {
    /// Whether it takes text.
    pub fn copies(&self) -> bool {
        matches!(self, Action::Copy(_))
    }

    /// Whether it only moves the view.
    pub(super) fn scrolls(&self) -> bool {
        matches!(
            self,
            Action::Scroll { .. } | Action::Page { .. } | Action::ScrollExit(_) | Action::Follow(_)
        )
    }
}

/// Which way by words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordMove {
    /// To the start of the next.
    Next,
    /// To the end of this or the next.
    NextEnd,
    /// To the start of this or the one before.
    Previous,
}

/// What stands between words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// Blanks; and separators are words of their own.
    Separators,
    /// Blanks alone.
    Blanks,
}

/// A glyph to find in the cursor's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jump {
    /// The glyph.
    pub to: String,
    /// To the right.
    pub forward: bool,
    /// Stop one glyph before it.
    pub short: bool,
}

/// Taking text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// What.
    pub extent: Extent,
    /// What then.
    pub then: Then,
    /// What becomes of the paste buffers.
    pub store: Store,
    /// A shell command to write it to; `Some` of an empty one is the `copy-command` option.
    pub pipe: Option<String>,
}

/// What text to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What is selected.
    Selection,
    /// The cursor's line.
    Line,
    /// From the cursor to the end of its line.
    EndOfLine,
    /// The URL, path or hash at the cursor.
    Link,
}

/// What to do when text was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Stay,
    /// Select nothing any more.
    Clear,
    /// Leave copy mode.
    Leave,
}

/// What text that was taken does to the paste buffers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Store {
    /// It makes a new one, with this prefix to its name where one is given.
    New(Option<String>),
    /// It goes to the end of the newest one.
    Append,
    /// Nothing.
    Nothing,
}

/// Why a command is none of copy mode's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// There is none of this name.
    #[error("unknown copy mode command: {0}")]
    Unknown(String),
    /// It needs an argument.
    #[error("{0}: argument needed")]
    Argument(String),
    /// Its argument is no number.
    #[error("invalid line number: {0}")]
    Number(String),
    /// Its argument is nothing that a selection grows by.
    #[error("selection-mode: {0}: give char, word or line")]
    Grows(String),
}

/// The action of a name, with the argument that it takes, if it takes one.
///
/// # Errors
/// Where the name is unknown, or the argument is missing or makes no sense.
pub fn action(name: &str, argument: Option<&str>) -> Result<Action, ActionError> {
    if let Some(copy) = copy(name, argument) {
        return Ok(Action::Copy(copy));
    }
    let needed = || argument.ok_or_else(|| ActionError::Argument(name.to_owned()));
    let search = |forward, regex| {
        needed().map(|text| Action::Search { text: text.to_owned(), forward, regex })
    };
    let incremental =
        |forward| needed().map(|text| Action::SearchIncremental { text: text.to_owned(), forward });
    let jump = |forward, short| {
        needed().map(|to| Action::Jump(Jump { to: to.to_owned(), forward, short }))
    };
    let page = |up, half, cancel| Action::Page { up, half, cancel };
    use Between::{Blanks, Separators};
    use WordMove::{Next, NextEnd, Previous};
    Ok(match name {
        "cancel" => Action::Cancel,
        "begin-selection" => Action::BeginSelection,
        "clear-selection" => Action::ClearSelection,
        "stop-selection" => Action::StopSelection,
        "select-line" => Action::SelectLine,
        "select-word" => Action::SelectWord,
        "other-end" => Action::OtherEnd,
        "rectangle-toggle" => Action::Rectangle(None),
        "rectangle-on" => Action::Rectangle(Some(true)),
        "rectangle-off" => Action::Rectangle(Some(false)),
        "cursor-up" => Action::Cursor(Direction::Up),
        "cursor-down" => Action::Cursor(Direction::Down),
        "cursor-left" => Action::Cursor(Direction::Left),
        "cursor-right" => Action::Cursor(Direction::Right),
        "cursor-down-and-cancel" => Action::CursorDownAndCancel,
        "scroll-up" => Action::Scroll { up: true, cancel: false },
        "scroll-down" => Action::Scroll { up: false, cancel: false },
        "scroll-down-and-cancel" => Action::Scroll { up: false, cancel: true },
        "page-up" => page(true, false, false),
        "page-down" => page(false, false, false),
        "page-down-and-cancel" => page(false, false, true),
        "halfpage-up" => page(true, true, false),
        "halfpage-down" => page(false, true, false),
        "halfpage-down-and-cancel" => page(false, true, true),
        "history-top" => Action::HistoryTop,
        "history-bottom" => Action::HistoryBottom,
        "top-line" => Action::TopLine,
        "middle-line" => Action::MiddleLine,
        "bottom-line" => Action::BottomLine,
        "start-of-line" => Action::StartOfLine,
        "end-of-line" => Action::EndOfLine,
        "back-to-indentation" => Action::BackToIndentation,
        "next-word" => Action::Word(Next, Separators),
        "next-word-end" => Action::Word(NextEnd, Separators),
        "previous-word" => Action::Word(Previous, Separators),
        "next-space" => Action::Word(Next, Blanks),
        "next-space-end" => Action::Word(NextEnd, Blanks),
        "previous-space" => Action::Word(Previous, Blanks),
        "next-paragraph" => Action::Paragraph { forward: true },
        "previous-paragraph" => Action::Paragraph { forward: false },
        "next-matching-bracket" => Action::Bracket { forward: true },
        "previous-matching-bracket" => Action::Bracket { forward: false },
        "goto-line" => {
            let number = needed()?;
            let number: Result<u64, _> = number.trim().parse();
            let text = argument.unwrap_or_default().to_owned();
            Action::GotoLine(number.map_err(|_| ActionError::Number(text))?)
        }
        "set-mark" => Action::SetMark,
        "jump-to-mark" => Action::JumpToMark,
        "jump-forward" => jump(true, false)?,
        "jump-backward" => jump(false, false)?,
        "jump-to-forward" => jump(true, true)?,
        "jump-to-backward" => jump(false, true)?,
        "jump-again" => Action::JumpAgain,
        "jump-reverse" => Action::JumpReverse,
        "search-forward" => search(true, true)?,
        "search-backward" => search(false, true)?,
        "search-forward-text" => search(true, false)?,
        "search-backward-text" => search(false, false)?,
        "search-forward-incremental" => incremental(true)?,
        "search-backward-incremental" => incremental(false)?,
        "search-again" => Action::SearchAgain,
        "search-reverse" => Action::SearchReverse,
        "open-link" => Action::OpenLink { leave: false },
        "open-link-and-cancel" => Action::OpenLink { leave: true },
        "next-prompt" => Action::Prompt { forward: true, output: argument == Some("-o") },
        "previous-prompt" => Action::Prompt { forward: false, output: argument == Some("-o") },
        "toggle-position" => Action::TogglePosition,
        "refresh-from-pane" | "refresh-now" => Action::Refresh,
        "refresh-on" => Action::Follow(Some(true)),
        "refresh-off" => Action::Follow(Some(false)),
        "refresh-toggle" => Action::Follow(None),
        "scroll-exit-on" => Action::ScrollExit(Some(true)),
        "scroll-exit-off" => Action::ScrollExit(Some(false)),
        "scroll-exit-toggle" => Action::ScrollExit(None),
        "scroll-top" => Action::ScrollTo(Spot::Top),
        "scroll-middle" => Action::ScrollTo(Spot::Middle),
        "scroll-bottom" => Action::ScrollTo(Spot::Bottom),
        "recentre-top-bottom" => Action::Recentre,
        "cursor-centre-vertical" => Action::Centre { vertically: true },
        "cursor-centre-horizontal" => Action::Centre { vertically: false },
        "selection-mode" => Action::SelectionMode(grows(argument)?),
        "line-numbers-on" => Action::LineNumbers(Some(true)),
        "line-numbers-off" => Action::LineNumbers(Some(false)),
        "line-numbers-toggle" => Action::LineNumbers(None),
        _ => return Err(ActionError::Unknown(name.to_owned())),
    })
}

/// What `selection-mode` names; glyphs where it names nothing.
fn grows(name: Option<&str>) -> Result<Grows, ActionError> {
    let Some(name) = name else { return Ok(Grows::Glyphs) };
    match name.to_ascii_lowercase().as_str() {
        "char" | "c" => Ok(Grows::Glyphs),
        "word" | "w" => Ok(Grows::Words),
        "line" | "l" => Ok(Grows::Lines),
        _ => Err(ActionError::Grows(name.to_owned())),
    }
}

/// The commands that take text: a verb, what, and what then. The argument of those that pipe is
/// a shell command, that of the others a prefix for the buffer's name.
fn copy(name: &str, argument: Option<&str>) -> Option<Copy> {
    let argument = argument.map(str::to_owned);
    let ends = [("-and-cancel", Then::Leave), ("-no-clear", Then::Stay)];
    let end = ends.iter().find_map(|(end, then)| Some((name.strip_suffix(end)?, *then)));
    let (name, then) = end.unwrap_or((name, Then::Clear));
    let (extent, store, pipes) = match name {
        "copy-selection" => (Extent::Selection, Store::New(None), false),
        "copy-pipe" => (Extent::Selection, Store::New(None), true),
        "pipe" => (Extent::Selection, Store::Nothing, true),
        "append-selection" => (Extent::Selection, Store::Append, false),
        "copy-line" => (Extent::Line, Store::New(None), false),
        "copy-pipe-line" => (Extent::Line, Store::New(None), true),
        "copy-link" => (Extent::Link, Store::New(None), false),
        "copy-pipe-link" => (Extent::Link, Store::New(None), true),
        "copy-end-of-line" => (Extent::EndOfLine, Store::New(None), false),
        "copy-pipe-end-of-line" => (Extent::EndOfLine, Store::New(None), true),
        _ => return None,
    };
    let (store, pipe) = match (store, pipes) {
        (store, true) => (store, Some(argument.unwrap_or_default())),
        (Store::New(_), false) => (Store::New(argument), None),
        (store, false) => (store, None),
    };
    Some(Copy { extent, then, store, pipe })
}
