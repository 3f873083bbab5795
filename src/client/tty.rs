//! The person's tty as the client holds it: raw, on the alternate screen, with the modes that
//! the view asks for, and everything undone on every way out. Knows modes and bytes; knows
//! nothing of what they draw.
//!
//! It is opened anew by its name, so that not blocking is our description's affair alone and
//! nothing of it is left to the person's shell.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::time::{Duration, Instant};

use crossterm::terminal::{
    DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{cursor, queue};
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{
    FlushArg, SetArg, SpecialCharacterIndices, Termios, cfmakeraw, tcflush, tcgetattr, tcsetattr,
};

use super::capabilities::Capabilities;
use super::paint::sgr::printable;
use crate::geometry::WindowSize;
use crate::os;
use crate::protocol::view::{InputModes, MouseMode};

/// How long a tty that takes nothing is waited for on the way out.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// The longest title that is set, in characters.
const LONGEST_TITLE: usize = 512;

/// Flags of the kitty keyboard protocol that there are.
const KEYBOARD_FLAGS: u8 = 0b1_1111;

/// The tty, entered.
#[derive(Debug)]
pub struct Tty {
    file: File,
    /// How it was set before.
    before: Termios,
    /// Whether it is ours now.
    entered: bool,
    modes: InputModes,
    /// Flags of ours are on its stack of keyboard modes.
    keyboard_pushed: bool,
    /// Bytes that it has not taken yet, from `taken` on.
    queue: Vec<u8>,
    taken: usize,
    /// It did not take all of what was written last.
    full: bool,
}

/// Opens the terminal at `fd` again, so that nothing done to the descriptor touches others.
pub fn reopen(fd: impl AsFd) -> io::Result<File> {
    let name = os::tty::tty_name(fd).unwrap_or_else(|| "/dev/tty".into());
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    OpenOptions::new().read(true).write(true).custom_flags(flags.bits()).open(name)
}

impl Tty {
    /// Takes a tty over, from [`reopen`]: raw mode at once, the rest with the next flush.
    pub fn enter(file: File, can: &Capabilities) -> io::Result<Self> {
        let before = tcgetattr(&file)?;
        let mut tty = Self {
            file,
            before,
            entered: false,
            modes: InputModes::default(),
            keyboard_pushed: false,
            queue: Vec::new(),
            taken: 0,
            full: false,
        };
        tty.enter_again(can)?;
        Ok(tty)
    }

    /// Takes it over again after [`Tty::leave`].
    pub fn enter_again(&mut self, can: &Capabilities) -> io::Result<()> {
        if !self.entered {
            self.before = tcgetattr(&self.file)?;
            // Its title is put on the terminal's stack.
            self.queue.extend_from_slice(b"\x1b[22;0t");
        }
        let mut raw = self.before.clone();
        cfmakeraw(&mut raw);
        tcsetattr(&self.file, SetArg::TCSANOW, &raw)?;
        self.entered = true;
        self.modes = InputModes::default();
        self.keyboard_pushed = false;
        queue!(self.queue, EnterAlternateScreen, DisableLineWrap, cursor::Hide)?;
        // Keys and character sets are as the decoder and the painter take them to be.
        self.queue.extend_from_slice(b"\x1b[?1l\x1b>\x1b(B\x0f\x1b[?2004h\x1b[?1004h");
        if can.answers {
            self.queue.extend_from_slice(b"\x1b[?2031h");
            self.queue.extend_from_slice(&can.questions());
        }
        Ok(())
    }

    /// The byte that its Backspace key sends.
    pub fn erase(&self) -> u8 {
        self.before.control_chars[SpecialCharacterIndices::VERASE as usize]
    }

    /// How large it is; `None` where it does not tell.
    pub fn size(&self) -> Option<WindowSize> {
        os::tty::window_size(&self.file)
    }

    /// Where bytes for it are put.
    pub fn queue(&mut self) -> &mut Vec<u8> {
        &mut self.queue
    }

    /// How many bytes it has not taken yet.
    pub fn backlog(&self) -> usize {
        self.queue.len() - self.taken
    }

    /// Whether it did not take all of what was written to it last.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Reads what there is. `WouldBlock` where there is nothing.
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        (&self.file).read(buffer)
    }

    /// Writes what it takes, without waiting.
    pub fn flush(&mut self) -> io::Result<()> {
        while self.taken < self.queue.len() {
            match (&self.file).write(&self.queue[self.taken..]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => self.taken += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.full = true;
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
        self.queue.clear();
        self.taken = 0;
        self.full = false;
        Ok(())
    }

    /// Asks for what the view wants to hear of.
    pub fn set_modes(&mut self, modes: InputModes, can: &Capabilities) {
        if modes.mouse != self.modes.mouse {
            self.queue.extend_from_slice(match modes.mouse {
                MouseMode::Off => MOUSE_OFF,
                MouseMode::Buttons => b"\x1b[?1003l\x1b[?1006h\x1b[?1000h\x1b[?1002h",
                MouseMode::Motion => b"\x1b[?1006h\x1b[?1000h\x1b[?1002h\x1b[?1003h",
            });
            self.modes.mouse = modes.mouse;
        }
        let flags = modes.keyboard & KEYBOARD_FLAGS;
        if can.keyboard && flags != self.modes.keyboard {
            let sequence = match self.keyboard_pushed {
                true => format!("\x1b[={flags};1u"),
                false => format!("\x1b[>{flags}u"),
            };
            self.queue.extend_from_slice(sequence.as_bytes());
            self.keyboard_pushed = true;
            self.modes.keyboard = flags;
        }
    }

    /// Sets the title; an empty one leaves it alone.
    pub fn set_title(&mut self, title: &str) {
        if title.is_empty() {
            return;
        }
        self.queue.extend_from_slice(b"\x1b]2;");
        printable(title.chars().take(LONGEST_TITLE), &mut self.queue);
        self.queue.extend_from_slice(b"\x1b\\");
    }

    /// Puts text on the person's clipboard (`c`), or makes it their primary selection (`p`; OSC 52).
    pub fn set_selection(&mut self, kind: char, text: &[u8]) {
        self.queue.extend_from_slice(format!("\x1b]52;{kind};").as_bytes());
        base64(text, &mut self.queue);
        self.queue.extend_from_slice(b"\x1b\\");
    }

    /// Gives it back as it was. Does nothing where that was done already.
    pub fn leave(&mut self) {
        if !std::mem::take(&mut self.entered) {
            return;
        }
        // What is half written is written to its end, so that no sequence is cut.
        undo(&mut self.queue, self.keyboard_pushed);
        let deadline = Instant::now() + LAST_WORDS;
        while self.flush().is_ok() && self.backlog() > 0 {
            if !self.wait_for(PollFlags::POLLOUT, deadline) {
                break;
            }
        }
        self.queue.clear();
        self.taken = 0;
        self.full = false;
        // Answers that come late would be typed into the person's shell. Nothing can be done
        // about a tty that is gone.
        let _ = tcflush(&self.file, FlushArg::TCIFLUSH);
        let _ = tcsetattr(&self.file, SetArg::TCSANOW, &self.before);
    }

    /// Waits for something to read; false where nothing came until `deadline`.
    pub fn wait(&self, deadline: Instant) -> bool {
        self.wait_for(PollFlags::POLLIN, deadline)
    }

    fn wait_for(&self, what: PollFlags, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        let mut fds = [PollFd::new(self.file.as_fd(), what)];
        let wait = PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO);
        !left.is_zero() && poll(&mut fds, wait).is_ok_and(|ready| ready > 0)
    }

    /// What gives it back from anywhere, such as a panic hook.
    pub fn rescue(&self) -> io::Result<Rescue> {
        // A sequence may be half written: CAN ends it.
        let mut last = vec![0x18];
        undo(&mut last, true);
        Rescue::new(&self.file, &self.before, last)
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        self.leave();
    }
}

impl AsFd for Tty {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

const MOUSE_OFF: &[u8] = b"\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?1006l";

/// Appends what undoes all that was ever switched on.
fn undo(out: &mut Vec<u8>, keyboard: bool) {
    out.extend_from_slice(MOUSE_OFF);
    if keyboard {
        out.extend_from_slice(b"\x1b[<u");
    }
    out.extend_from_slice(b"\x1b[?2031l\x1b[?1004l\x1b[?2004l\x1b]8;;\x1b\\\x1b[m\x1b[r\x1b[2J");
    // Writing to memory cannot fail.
    let _ = queue!(
        out,
        cursor::SetCursorStyle::DefaultUserShape,
        EnableLineWrap,
        LeaveAlternateScreen,
        cursor::Show
    );
    out.extend_from_slice(b"\x1b[23;0t");
}

/// Appends bytes in base 64 (RFC 4648, 4).
fn base64(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for part in bytes.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|n| u32::from(part.get(n).copied().unwrap_or(0)));
        let bits = a << 16 | b << 8 | c;
        for n in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * n)) as usize & 63];
            out.push(if n <= part.len() { digit } else { b'=' });
        }
    }
}

/// Gives a tty back without its [`Tty`].
#[derive(Debug)]
pub struct Rescue {
    file: File,
    /// How it was set, as the kernel has it.
    before: nix::libc::termios,
    /// What undoes the rest.
    last: Vec<u8>,
}

impl Rescue {
    /// For a tty that was set as `before`, and for which `last` undoes what was written to it.
    pub fn new(file: &File, before: &Termios, last: Vec<u8>) -> io::Result<Self> {
        Ok(Self { file: file.try_clone()?, before: before.clone().into(), last })
    }

    /// Does it. Errors have nowhere to go.
    pub fn restore(&self) {
        let _ = (&self.file).write_all(&self.last);
        let _ = tcsetattr(&self.file, SetArg::TCSANOW, &self.before.into());
    }
}
