//! Formats: text with `#{…}` in it, which lists, the status line and conditions are made of
//! (tmux(1), "FORMATS").
//!
//! Knows how formats are written and worked out, and not what the variables are: it asks a
//! [`Context`]. Depth, steps and output are bounded, and what goes past the bounds is left out,
//! so a format that includes itself ends.
//!
//! No program makes a shell command run: `#(…)` counts where a person wrote it, in a format or in an
//! option, and not in what a variable holds or another command printed. Variables in a command bring
//! no character that means something to a shell, unless `q:` quotes it.

mod arithmetic;
mod expand;
mod modifiers;
mod operators;
mod text;
mod time;
mod trace;
mod values;

#[cfg(test)]
mod tests;

pub use time::{Time, strftime};

pub use operators::FRAME;

/// What a loop in a format goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loop {
    /// `#{S:…}`
    Sessions,
    /// `#{W:…}`: the windows of the session.
    Windows,
    /// `#{P:…}`: the panes of the window.
    Panes,
    /// `#{L:…}`
    Clients,
    /// `#{O:…}`
    Options {
        /// Whose.
        level: Level,
        /// Whether it is what is set for all of them.
        global: bool,
    },
    /// `#{V:…}`
    Environment(EnvironmentOf),
}

/// Whose options a loop goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum Level {
    Server,
    Session,
    Window,
    Pane,
    Nothing,
}

/// Whose environment a loop goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum EnvironmentOf {
    Session,
    Server,
    Client,
    Nobody,
}

/// In which order a loop goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Order {
    /// What things are compared by.
    pub by: Sort,
    /// The other way round.
    pub reversed: bool,
}

/// What things are compared by. Those that are the same stay as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Their own order.
    #[default]
    Natural,
    /// Their names.
    Name,
    /// When something happened last, the latest first.
    Activity,
    /// The oldest first.
    Age,
    /// What lies on top first.
    Depth,
}

/// Which turn of a loop it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// That of the current thing.
    Current,
    /// Another one.
    Other,
}

/// What a format is worked out in.
pub trait Context {
    /// The value of a variable or option, if there is one of that name.
    fn variable(&self, name: &str) -> Option<String>;

    /// Calls `body` for everything of a kind, in order, with a context of its own. Whether there is
    /// anything that has such things.
    fn each(&self, kind: Loop, order: Order, body: &mut dyn FnMut(&dyn Context, Turn)) -> bool;

    /// Whether it is about a session.
    fn has_session(&self) -> bool {
        true
    }

    /// What is known of the client: whether its terminal has a feature (`f`) or capability (`c`), or a
    /// variable of its environment (`e`).
    fn client(&self, _what: char, _name: &str) -> String {
        String::new()
    }

    /// The colour that one of a theme's stands for.
    fn themed(&self, _name: &str) -> Option<String> {
        None
    }

    /// The clock of animations in milliseconds, where there are any; `step` is after how many of them
    /// the next frame is due, if there is one.
    fn frame_clock(&self, _step: Option<u64>) -> Option<u64> {
        None
    }

    /// The rows of the screen, from the top, of which `#{C:…}` tells the first that matches.
    fn screen(&self) -> Vec<String> {
        Vec::new()
    }

    /// The last line that a shell command of `#(…)` printed; empty until there is one.
    fn shell(&self, _command: &str) -> String {
        String::new()
    }

    /// Whether a variable is an option, which only a person sets. What others hold may have been
    /// chosen by a program.
    fn is_option(&self, _name: &str) -> bool {
        false
    }

    /// The time now, in seconds since 1970-01-01 UTC.
    fn now(&self) -> i64;

    /// A point in time, in seconds since 1970-01-01 UTC, on the person's clock.
    fn local_time(&self, epoch: i64) -> Time;
}

/// Works a format out.
pub fn expand(format: &str, context: &dyn Context) -> String {
    expand::Expander::new().expand(format, context)
}

/// Works a format out after its strftime(3) sequences, which is how tmux does it for the status
/// line: a literal `%` is `%%`.
pub fn expand_time(format: &str, context: &dyn Context) -> String {
    expand::Expander::new().timed().expand(format, context)
}

/// The same, and how it was worked out: line by line, as tmux tells it. That is bounded as well.
pub fn expand_time_traced(format: &str, context: &dyn Context) -> (String, Vec<String>) {
    let mut expander = expand::Expander::new().timed().traced();
    let value = expander.expand(format, context);
    (value, expander.trace.map(|trace| trace.lines).unwrap_or_default())
}

/// The shell commands that a format has when [`expand_time`] works it out, as they are to run.
pub fn commands(format: &str, context: &dyn Context) -> Vec<String> {
    let mut expander = expand::Expander::new().timed();
    expander.expand(format, context);
    expander.commands
}

/// Whether a format's result counts as true: it is neither empty nor `0`.
pub fn is_true(value: &str) -> bool {
    !value.is_empty() && value != "0"
}
