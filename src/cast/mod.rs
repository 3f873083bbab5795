//! Recordings of terminals, as asciinema's tools have them: asciicast, versions 2 and 3
//! (<https://docs.asciinema.org/manual/asciicast/v3/> and `…/v2/`).
//!
//! Pure: text and times in, text and times out. It knows no pane, no tty, no file and no clock.
//!
//! - `write`: what a program writes, to the lines of a recording;
//! - `read`: the lines of a recording, which may be anybody's, to events;
//! - `stage`: when each of them is due while somebody watches, pauses and steps;
//! - `sanitize`: what of a recording may reach the terminal of whoever watches it.

mod read;
mod sanitize;
mod stage;
#[cfg(test)]
mod tests;
mod write;

pub use read::{CastError, Event, Item, Reader, What};
pub use sanitize::Sanitizer;
pub use stage::{Pace, Stage, Wait};
pub use write::Writer;

use std::time::Duration;

use crate::geometry::Size;

/// The versions of the format that are written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// asciinema's from 2.0 on: times since the beginning, no exit status.
    Two,
    /// asciinema's from 3.0 on: times since the event before, and the exit status at the end.
    #[default]
    Three,
}

/// What is said of a recording in its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The version of the format.
    pub version: Version,
    /// The terminal's size at the beginning.
    pub size: Size,
    /// When it was begun, in seconds of Unix time.
    pub timestamp: Option<i64>,
    /// The longest pause that whoever recorded it wants to be seen.
    pub idle_limit: Option<Duration>,
    /// The program that was recorded, as a person would write it.
    pub command: Option<String>,
    /// A title for people.
    pub title: Option<String>,
    /// What `TERM` said.
    pub term: Option<String>,
    /// What `SHELL` said. The format wants no other variable to be told unasked.
    pub shell: Option<String>,
}

impl Header {
    /// A header that says what it must and no more.
    pub fn new(version: Version, size: Size) -> Self {
        Self {
            version,
            size,
            timestamp: None,
            idle_limit: None,
            command: None,
            title: None,
            term: None,
            shell: None,
        }
    }
}
