//! The person's terminal while a recording is played on it: raw, so that keys come one by one
//! and unseen, and an empty page to begin with. What was on the screen is above it, where one
//! scrolls back to.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{FlushArg, SetArg, Termios, cfmakeraw, tcflush, tcgetattr, tcsetattr};

use crate::geometry::Size;
use crate::os::tty;

/// How long a terminal that takes nothing is waited for on the way out.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// The terminal's title is put on its stack, and taken from there.
const KEEP_TITLE: &str = "\x1b[22;0t";
const TITLE_AGAIN: &str = "\x1b[23;0t";

/// The terminal, entered.
pub struct Screen {
    file: File,
    before: Termios,
    entered: bool,
    queue: String,
    /// Bytes of the queue that were written.
    taken: usize,
}

impl Screen {
    /// Takes over a terminal that was opened for this alone.
    pub fn enter(file: File) -> io::Result<Self> {
        let before = tcgetattr(&file)?;
        let mut raw = before.clone();
        cfmakeraw(&mut raw);
        let mut screen = Self { file, before, entered: true, queue: String::new(), taken: 0 };
        // So many line feeds put what is above the cursor, and no more, out of sight.
        let rows = screen.size().rows;
        screen.queue.push_str(KEEP_TITLE);
        screen.queue.extend(std::iter::once('\r').chain(std::iter::repeat_n('\n', rows.into())));
        screen.queue.push_str("\x1b[m\x1b[H\x1b[J");
        tcsetattr(&screen.file, SetArg::TCSANOW, &raw)?;
        Ok(screen)
    }

    /// How large it is.
    pub fn size(&self) -> Size {
        tty::window_size(&self.file).map_or(Size::DEFAULT, |size| size.cells)
    }

    /// Where text for it is put.
    pub fn queue(&mut self) -> &mut String {
        &mut self.queue
    }

    /// Whether it has not taken everything.
    pub fn is_busy(&self) -> bool {
        self.taken < self.queue.len()
    }

    /// Writes what it takes, without waiting.
    pub fn flush(&mut self) -> io::Result<()> {
        while self.is_busy() {
            match self.file.write(&self.queue.as_bytes()[self.taken..]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => self.taken += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        self.queue.clear();
        self.taken = 0;
        Ok(())
    }

    /// What the person typed, without waiting.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn keys(&mut self) -> io::Result<Vec<u8>> {
        let mut buffer = [0; 256];
        match self.file.read(&mut buffer) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => Ok(buffer[..count].to_vec()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Vec::new()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Gives it back: `undo` puts back what the recording changed.
    pub fn leave(&mut self, undo: &str) {
        if !std::mem::take(&mut self.entered) {
            return;
        }
        self.queue.push_str(undo);
        self.queue.push_str(TITLE_AGAIN);
        self.queue.push_str("\r\n");
        let deadline = Instant::now() + LAST_WORDS;
        while self.flush().is_ok() && self.is_busy() {
            let left = deadline.saturating_duration_since(Instant::now());
            let timeout = PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO);
            let mut fds = [PollFd::new(self.file.as_fd(), PollFlags::POLLOUT)];
            if left.is_zero() || !poll(&mut fds, timeout).is_ok_and(|ready| ready > 0) {
                break;
            }
        }
        // Keys for the replay are none for the person's shell. Nothing can be done about a
        // terminal that is gone.
        let _ = tcflush(&self.file, FlushArg::TCIFLUSH);
        let _ = tcsetattr(&self.file, SetArg::TCSANOW, &self.before);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave("");
    }
}

impl AsFd for Screen {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}
