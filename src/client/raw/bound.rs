//! What a stream is bound to: the person's terminal in raw mode, or stdin and stdout as they are.
//!
//! A terminal is given back as it was on every way out. What its program may have set is not
//! known for certain (the server may be gone), so everything is undone that a program can set.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::super::tty::{Rescue, Tty, reopen};
use crate::geometry::{Size, WindowSize};
use crate::os;
use crate::os::outgoing::Outgoing;
use crate::protocol::raw::Screen;

/// As much as a pipe takes without blocking once it takes anything (PIPE_BUF; pipe(7)).
const PIPE_PART: usize = 4096;

/// Modes whose first state is the person's own affair: they are put on the terminal's own shelf
/// and taken from there again (XTSAVE, XTRESTORE). Blinking, reverse wrap, what Backspace sends,
/// what the wheel sends, grapheme clusters.
const SHELVED: &str = "12;45;67;1007;2027";

/// Ends what was cut off in its midst.
const CANCEL: &str = "\x18\x1b\\";

/// Back to the primary screen. Each screen has its own stack of keyboard flags; popping more than
/// there are empties it (kitty's keyboard protocol).
const LEAVE_ALTERNATE: &str = "\x1b[<16u\x1b[=0u\x1b[?1049l";

/// Everything else that a program can have set, as on a new terminal. It moves the cursor (by the
/// margins), and changes nothing that is written.
const AS_NEW: &str = concat!(
    // Controls as two bytes.
    "\x1b F",
    // Cursor keys, reversed screen, origin, the mouse.
    "\x1b[?1;5;6;9;1000;1002;1003l\x1b[?1005;1006;1015;1016l",
    // Wrapping, repeating, the cursor.
    "\x1b[?7;8;25h",
    // More wrapping, the keypad, side margins, focus, pastes, reports of colours and sizes.
    "\x1b[?45;1045;66;69l\x1b[?1004;2004;2031;2048l",
    // Keyboard lock, inserting, new lines; local echo.
    "\x1b[2;4;20l\x1b[12h",
    // Keypad, character sets, margins, look, protection, link, the cursor's shape.
    "\x1b>\x1b(B\x1b)B\x1b*B\x1b+B\x0f\x1b[r\x1b[m\x1b[0\"q\x1b]8;;\x1b\\\x1b[0 q",
    // What keys send, tab stops.
    "\x1b[<16u\x1b[=0u\x1b[>4m\x1b[?5W",
    // Colours.
    "\x1b]104\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\\x1b]112\x1b\\\x1b]117\x1b\\\x1b]119\x1b\\",
);

/// The person's terminal, in raw mode.
#[derive(Debug)]
pub struct Terminal {
    tty: Tty,
    /// It shows a screen of the stream's.
    shown: bool,
}

/// What a stream is bound to.
#[derive(Debug)]
pub enum Bound {
    /// A terminal.
    Terminal(Terminal),
    /// Stdin and stdout, and what is on its way there.
    Pipes(io::Stdin, io::Stdout, Outgoing),
}

impl Bound {
    /// Binds to the terminal where stdin and stdout are one; raw mode at once.
    pub fn new() -> io::Result<Self> {
        if !os::tty::is_tty(io::stdin()) || !os::tty::is_tty(io::stdout()) {
            return Ok(Self::Pipes(io::stdin(), io::stdout(), Outgoing::default()));
        }
        let mut tty = Tty::enter(reopen(io::stdin())?)?;
        if tty.was_left_raw() {
            tty.queue().extend_from_slice(undo(None).as_bytes());
        }
        Ok(Self::Terminal(Terminal { tty, shown: false }))
    }

    /// Stdin and stdout, whatever they are.
    pub fn pipes() -> Self {
        Self::Pipes(io::stdin(), io::stdout(), Outgoing::default())
    }

    /// Binds to the terminal that stdin is, as a program speaks to another one by it: nothing is
    /// echoed, and lines end as lines do.
    pub fn lines() -> io::Result<Self> {
        if !os::tty::is_tty(io::stdin()) {
            return Err(Errno::ENOTTY.into());
        }
        let tty = Tty::enter(reopen(io::stdin())?)?;
        tty.convert_line_ends()?;
        Ok(Self::Terminal(Terminal { tty, shown: false }))
    }

    /// The terminal, where it is one.
    pub fn terminal(&mut self) -> Option<&mut Terminal> {
        match self {
            Self::Terminal(terminal) => Some(terminal),
            Self::Pipes(..) => None,
        }
    }

    /// How large it is; `None` where it has no size.
    pub fn size(&self) -> Option<WindowSize> {
        match self {
            Self::Terminal(terminal) => terminal.tty.size(),
            Self::Pipes(..) => None,
        }
    }

    /// The byte that its Backspace key sends.
    pub fn erase(&self) -> u8 {
        match self {
            Self::Terminal(terminal) => terminal.tty.erase(),
            Self::Pipes(..) => 0x7f,
        }
    }

    /// Where input is waited for, and where room for output is.
    pub fn ends(&self) -> (BorrowedFd<'_>, BorrowedFd<'_>) {
        match self {
            Self::Terminal(terminal) => (terminal.tty.as_fd(), terminal.tty.as_fd()),
            Self::Pipes(stdin, stdout, _) => (stdin.as_fd(), stdout.as_fd()),
        }
    }

    /// Where bytes for it are put.
    pub fn queue(&mut self) -> &mut Vec<u8> {
        match self {
            Self::Terminal(terminal) => terminal.tty.queue(),
            Self::Pipes(_, _, out) => out.end(),
        }
    }

    /// How many bytes it has not taken yet.
    pub fn backlog(&self) -> usize {
        match self {
            Self::Terminal(terminal) => terminal.tty.backlog(),
            Self::Pipes(_, _, out) => out.len(),
        }
    }

    /// Reads what there is; `None` where that is nothing for now, and 0 at the end of a pipe. To be
    /// called where something is.
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        match self {
            Self::Terminal(terminal) => terminal.tty.read(buffer),
            // Past the buffer of the library's, which would take more than is asked for.
            Self::Pipes(stdin, ..) => match nix::unistd::read(stdin, buffer) {
                Err(Errno::EAGAIN | Errno::EINTR) => Ok(None),
                result => Ok(Some(result?)),
            },
        }
    }

    /// Writes as much as is taken without waiting.
    pub fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Terminal(terminal) => terminal.tty.flush(),
            Self::Pipes(_, stdout, out) => out.write_to(|bytes| match has_room(&*stdout) {
                true => Ok(nix::unistd::write(&*stdout, &bytes[..bytes.len().min(PIPE_PART)])?),
                // Stdout is others' too, so it is left as it is, and asked first.
                false => Err(io::ErrorKind::WouldBlock.into()),
            }),
        }
    }
}

fn has_room(fd: impl AsFd) -> bool {
    let mut fds = [PollFd::new(fd.as_fd(), PollFlags::POLLOUT)];
    poll(&mut fds, PollTimeout::ZERO).is_ok_and(|ready| ready > 0)
}

impl Terminal {
    /// Takes it over again. Whether it is still there.
    pub fn enter_again(&mut self) -> io::Result<bool> {
        self.tty.enter_again()
    }

    /// Has it show a screen. The first one pushes up what the person had there, so that they find
    /// it again above; `hint` is told before that.
    pub fn show(&mut self, screen: &Screen, rows: u16, hint: &str) {
        let out = self.tty.queue();
        let first = !std::mem::replace(&mut self.shown, true);
        // From wherever the cursor is, as many as leave nothing of what is above it.
        let push = "\n".repeat(usize::from(rows.max(1)) - 1);
        let mut put = |text: &str| out.extend_from_slice(text.as_bytes());
        if first {
            put(&format!("\x1b[?{SHELVED}s\x1b[?2027h\x1b[22;0t"));
            if !hint.is_empty() {
                put(&format!("{hint}\r\n\x1b]2;{hint}\x1b\\"));
            }
        } else {
            // All at once, where the terminal knows how (mode 2026).
            put(CANCEL);
            put("\x1b[?2026h");
            put(LEAVE_ALTERNATE);
            put(AS_NEW);
            put("\x1b[H\x1b[J");
        }
        out.extend_from_slice(&screen.above);
        let mut put = |text: &str| out.extend_from_slice(text.as_bytes());
        if first || !screen.above.is_empty() {
            put(&push);
        }
        if first {
            put(AS_NEW);
        }
        put("\x1b[H\x1b[J");
        out.extend_from_slice(&screen.screen);
        if !first {
            out.extend_from_slice(b"\x1b[?2026l");
        }
    }

    /// Has it tell some words in its last row, whatever its program has set. Until it is shown a
    /// screen again, keys and mouse are as on a new terminal.
    pub fn tell(&mut self, words: &str, size: Size) {
        let room = usize::from(size.cols).saturating_sub(1);
        let words: String = words.chars().filter(|c| !c.is_control()).take(room).collect();
        let place = format!("\x1b[?25l\x1b[{};1H", size.rows);
        let text = format!("{CANCEL}\x1b[?2026l{AS_NEW}{place}\x1b[1;30;43m{words}\x1b[m\x1b[K");
        self.tty.queue().extend_from_slice(text.as_bytes());
    }

    /// Gives it back. The cursor comes below `rows` rows of text, or to the bottom where that is
    /// not known.
    pub fn leave(&mut self, rows: Option<u16>) {
        let last = if std::mem::take(&mut self.shown) { undo(rows) } else { String::new() };
        self.tty.leave(last.as_bytes());
    }

    /// Gives it back as it was, once it has taken what waits and what is written `last`.
    pub fn give_back(&mut self, last: &[u8]) {
        self.tty.leave(last);
    }

    /// What gives it back from anywhere, such as a panic hook.
    pub fn rescue(&self) -> io::Result<Rescue> {
        self.tty.rescue(undo(None).into_bytes())
    }
}

/// What undoes all that a program can have set.
fn undo(rows: Option<u16>) -> String {
    let place = match rows {
        Some(0) => "\x1b[H".to_owned(),
        Some(rows) => format!("\x1b[{rows};1H\r\n"),
        None => "\x1b[999;1H\r\n".to_owned(),
    };
    format!("{CANCEL}\x1b[?2026l{LEAVE_ALTERNATE}{AS_NEW}{place}\x1b[?{SHELVED}r\x1b[23;0t")
}
