//! The person's terminal while a recording is played on it: an empty page to begin with, and keys
//! one by one and unseen. What was on the screen is above it, where one scrolls back to.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};

use crate::client::tty::Tty;
use crate::geometry::Size;

/// The terminal's title is put on its stack, and taken from there.
const KEEP_TITLE: &str = "\x1b[22;0t";
const TITLE_AGAIN: &str = "\x1b[23;0t";

/// The terminal, entered.
pub struct Screen {
    tty: Tty,
}

impl Screen {
    /// Takes over a terminal that was opened for this alone.
    pub fn enter(file: File) -> io::Result<Self> {
        let mut screen = Self { tty: Tty::enter(file)? };
        // So many line feeds put what is above the cursor, and no more, out of sight.
        let page = "\n".repeat(screen.size().rows.into());
        screen.put(&format!("{KEEP_TITLE}\r{page}\x1b[m\x1b[H\x1b[J"));
        Ok(screen)
    }

    /// How large it is.
    pub fn size(&self) -> Size {
        self.tty.size().map_or(Size::DEFAULT, |size| size.cells)
    }

    /// Puts text on its way to it.
    pub fn put(&mut self, text: &str) {
        self.tty.queue().extend_from_slice(text.as_bytes());
    }

    /// Whether it has not taken everything.
    pub fn is_busy(&self) -> bool {
        self.tty.backlog() > 0
    }

    /// Writes what it takes, without waiting.
    pub fn flush(&mut self) -> io::Result<()> {
        self.tty.flush()
    }

    /// What the person typed, without waiting.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn keys(&mut self) -> io::Result<Vec<u8>> {
        let mut buffer = [0; 256];
        let count = self.tty.read(&mut buffer)?.unwrap_or_default();
        Ok(buffer[..count].to_vec())
    }

    /// Gives it back: `undo` puts back what the recording changed.
    pub fn leave(&mut self, undo: &str) {
        self.tty.leave(format!("{undo}{TITLE_AGAIN}\r\n").as_bytes());
    }
}

impl AsFd for Screen {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.tty.as_fd()
    }
}
