//! What a terminal has to tell beside its screen: replies to the program, and what programs
//! ask of the world.

use serde::{Deserialize, Serialize};

/// One thing that happened, in the order it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Bytes to be written to the program.
    Reply(Vec<u8>),
    /// The program asks for an entry of the palette that nobody set: the terminal of whoever looks
    /// has one (OSC 4 with `?`).
    PaletteQuery {
        /// Which.
        index: u8,
        /// The answer is to end with a bell, not with a string terminator.
        bell: bool,
    },
    /// The bell rang (BEL).
    Bell,
    /// The title, which it is now, or the icon name changed (OSC 0, 1, 2).
    Title(String),
    /// The program names the window that it is in (`ESC k`); empty to have it named by what runs.
    WindowName(String),
    /// The working directory changed (OSC 7, OSC 1337 CurrentDir).
    Directory,
    /// The program set a selection (OSC 52).
    Clipboard {
        /// Which ones: letters of `cpqs01234567`.
        selection: String,
        /// The content, decoded; empty to clear.
        data: Vec<u8>,
    },
    /// The program asks for a selection (OSC 52 with `?`).
    ClipboardQuery {
        /// Which ones.
        selection: String,
        /// The answer is to end with a bell, not with a string terminator.
        bell: bool,
    },
    /// The program wants the person to know something (OSC 9, 99, 777).
    Notification {
        /// A heading; may be empty.
        title: String,
        /// The text.
        body: String,
    },
    /// How far a program is (OSC 9;4 as ConEmu has it).
    Progress(Progress),
    /// A mark of shell integration (OSC 133), and where in the text it stands.
    Mark(Mark, Anchor),
    /// The screen was emptied: what is written from this place on is written anew.
    Emptied(Anchor),
    /// A user variable (OSC 1337 SetUserVar), its value decoded.
    Variable {
        /// Its name.
        name: String,
        /// Its value.
        value: Vec<u8>,
    },
    /// The pointer's shape over this pane (OSC 22); empty for the usual one.
    Pointer(String),
    /// Input modes changed (mouse, paste, focus, keyboard).
    Modes,
    /// A string for the person's own terminal (`DCS tmux;`), where the option lets it through.
    Passthrough {
        /// The string.
        bytes: Vec<u8>,
        /// The column of the cursor then.
        x: u16,
        /// The row that it was in, by the id of its [`Stamp`](super::Stamp).
        row: u64,
    },
}

/// How far a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress {
    /// Nothing to show.
    #[default]
    None,
    /// Per cent done.
    Normal(u8),
    /// Failed, at this per cent.
    Error(u8),
    /// Busy, nobody knows for how long.
    Busy,
    /// Paused, at this per cent.
    Paused(u8),
}

/// A place in the text that neither scrolling nor another size moves: lines are counted from the
/// terminal's start as they are without wrapping, whether they are in history or on the screen.
/// (A line that history cut for its length counts as several once it is there.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Anchor {
    /// The logical line.
    pub line: u64,
    /// The column in it, as if it were not wrapped.
    pub column: usize,
}

impl Anchor {
    /// A column of a line.
    pub const fn new(line: u64, column: usize) -> Self {
        Self { line, column }
    }
}

/// Where a shell is (the FinalTerm marks, with kitty's parameters).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A prompt begins (`A`).
    Prompt,
    /// The prompt of a command's next line begins (`A;k=s`).
    Continuation,
    /// The prompt ends, what the person types begins (`B`).
    Input,
    /// The command runs, its output begins (`C`); the command line where the shell told it
    /// (`cmdline_url`, or `cmdline` as a shell quotes it).
    Output(Option<String>),
    /// The command ended (`D`), with its exit status where the shell told.
    End(Option<i32>),
}
