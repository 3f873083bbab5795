//! What can be done in a chooser, and the names by which `send-keys -X` asks for it: copy mode's, where
//! they mean the same.

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Act {
    Cancel,
    Choose,
    /// A line by its number.
    ChooseLine(usize),
    /// What is chosen, or with `tagged` what is tagged, is removed; `asked` if that was asked before.
    Remove {
        how: Removal,
        tagged: bool,
        asked: bool,
    },
    /// What is tagged is used, one after the other.
    UseTagged,
    /// A buffer is edited.
    Edit,
    /// Nothing more than what the mouse does, which selects the line that it is on.
    Select,
    Line {
        up: bool,
    },
    Page {
        up: bool,
    },
    Top,
    Bottom,
    Open,
    Close,
    OpenAll(bool),
    Tag,
    TagAll(bool),
    /// A window changes places with the one above or below.
    Swap {
        up: bool,
    },
    Search {
        text: String,
        forward: bool,
    },
    /// As the incremental prompt gives it: `=` and a text to look for from where the search began.
    SearchIncremental {
        text: String,
        forward: bool,
    },
    /// The last search, in its direction or the other, or in one of the two whatever that was.
    SearchAgain {
        reverse: bool,
    },
    SearchTowards {
        forward: bool,
    },
    /// Only what a format is true for; all where it is none.
    Filter(String),
    NextOrder,
    Reverse,
    Preview,
    Info,
    /// The previews of a session or window by one.
    Previews {
        left: bool,
    },
    Mark(bool),
    /// To the pane that it began in.
    Home,
    Help,
    /// Something is to be asked first.
    Ask(Question),
    /// A command for each that is tagged, or for what is chosen.
    Command(String),
    /// Something of customize mode's.
    Custom(Custom),
    /// Of settings only those that are not as they are by default, or all again.
    ChangedOnly,
    /// No options that are set for all, or those again.
    HideGlobal,
}

/// What customize mode does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Custom {
    /// What is chosen is set, or another is added to it; a value is asked for where one is needed.
    Set(SetFor),
    /// What is chosen, or tagged, is as if it had not been set there; asked before, or to be asked.
    Unset {
        /// All that is tagged.
        tagged: bool,
        /// It was asked.
        asked: bool,
    },
    /// The same at all levels.
    Reset {
        /// All that is tagged.
        tagged: bool,
        /// It was asked.
        asked: bool,
    },
    /// It is edited in an editor.
    Edit,
    /// Another key is asked for, for an element of a list.
    Element,
    /// What was asked for.
    Answer(String),
}

/// For whom something is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetFor {
    /// The pane, where it is a pane's; else its window, or session.
    Nearest,
    /// The window, or session.
    Window,
    /// All.
    Global,
}

/// How something is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Killed, deleted or detached.
    Kill,
    /// A client is detached, and what it was started by is hung up.
    DetachKill,
    /// A client is suspended.
    Suspend,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Question {
    Search,
    Filter,
    Command,
}

/// Why a command is none of a chooser's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// There is none of this name.
    #[error("unknown choose mode command: {0}")]
    Unknown(String),
    /// It needs an argument.
    #[error("{0}: argument needed")]
    Argument(String),
}

/// The act of a name, with the argument that it takes, if it takes one.
///
/// # Errors
/// Where the name is unknown, or the argument is missing.
pub fn act(name: &str, argument: Option<&str>) -> Result<Act, ActError> {
    let needed = || argument.map(str::to_owned).ok_or_else(|| ActError::Argument(name.to_owned()));
    let remove = |how, tagged, asked| Act::Remove { how, tagged, asked };
    use Removal::{DetachKill, Kill, Suspend};
    let custom = |it| Act::Custom(it);
    Ok(match name {
        "cancel" => Act::Cancel,
        "choose" => Act::Choose,
        "choose-line" => {
            let number = needed()?;
            Act::ChooseLine(number.parse().map_err(|_| ActError::Argument(name.to_owned()))?)
        }
        "choose-tagged" => Act::UseTagged,
        "edit" => Act::Edit,
        "kill" => remove(Kill, false, false),
        "kill-tagged" => remove(Kill, true, false),
        "kill-now" => remove(Kill, false, true),
        "kill-tagged-now" => remove(Kill, true, true),
        "detach-kill" => remove(DetachKill, false, true),
        "detach-kill-tagged" => remove(DetachKill, true, true),
        "suspend" => remove(Suspend, false, true),
        "suspend-tagged" => remove(Suspend, true, true),
        "select" => Act::Select,
        "cursor-up" => Act::Line { up: true },
        "cursor-down" => Act::Line { up: false },
        "page-up" => Act::Page { up: true },
        "page-down" => Act::Page { up: false },
        "history-top" => Act::Top,
        "history-bottom" => Act::Bottom,
        "expand" => Act::Open,
        "collapse" => Act::Close,
        "expand-all" => Act::OpenAll(true),
        "collapse-all" => Act::OpenAll(false),
        "tag" => Act::Tag,
        "tag-all" => Act::TagAll(true),
        "tag-none" => Act::TagAll(false),
        "swap-up" => Act::Swap { up: true },
        "swap-down" => Act::Swap { up: false },
        "search-prompt" => Act::Ask(Question::Search),
        "search-forward" => Act::Search { text: needed()?, forward: true },
        "search-backward" => Act::Search { text: needed()?, forward: false },
        "search-forward-incremental" => Act::SearchIncremental { text: needed()?, forward: true },
        "search-backward-incremental" => Act::SearchIncremental { text: needed()?, forward: false },
        "search-again" => Act::SearchAgain { reverse: false },
        "search-reverse" => Act::SearchAgain { reverse: true },
        "search-next" => Act::SearchTowards { forward: true },
        "search-previous" => Act::SearchTowards { forward: false },
        "filter-prompt" => Act::Ask(Question::Filter),
        "filter" => Act::Filter(needed()?),
        "filter-clear" => Act::Filter(String::new()),
        "sort-next" => Act::NextOrder,
        "sort-reverse" => Act::Reverse,
        "preview-toggle" => Act::Preview,
        "info-toggle" => Act::Info,
        "preview-left" => Act::Previews { left: true },
        "preview-right" => Act::Previews { left: false },
        "mark" => Act::Mark(true),
        "mark-clear" => Act::Mark(false),
        "home" => Act::Home,
        "help" => Act::Help,
        "command-prompt" => Act::Ask(Question::Command),
        "command" => Act::Command(needed()?),
        "set" => custom(Custom::Set(SetFor::Nearest)),
        "set-window" => custom(Custom::Set(SetFor::Window)),
        "set-global" => custom(Custom::Set(SetFor::Global)),
        "unset" => custom(Custom::Unset { tagged: false, asked: false }),
        "unset-tagged" => custom(Custom::Unset { tagged: true, asked: false }),
        "unset-now" => custom(Custom::Unset { tagged: false, asked: true }),
        "unset-tagged-now" => custom(Custom::Unset { tagged: true, asked: true }),
        "reset" => custom(Custom::Reset { tagged: false, asked: false }),
        "reset-tagged" => custom(Custom::Reset { tagged: true, asked: false }),
        "reset-now" => custom(Custom::Reset { tagged: false, asked: true }),
        "reset-tagged-now" => custom(Custom::Reset { tagged: true, asked: true }),
        "element" => custom(Custom::Element),
        "answer" => custom(Custom::Answer(needed()?)),
        "changed-only" => Act::ChangedOnly,
        "hide-global" => Act::HideGlobal,
        _ => return Err(ActError::Unknown(name.to_owned())),
    })
}
