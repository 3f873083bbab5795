//! The person's tty while it is the client's: raw, with a queue of what is on its way there, and
//! given back as it was on every way out. Knows nothing of what the bytes mean: what they set, and
//! what undoes that, is the affair of whoever draws on it.
//!
//! It is opened anew by its name, so that not blocking is our description's affair alone and
//! nothing of it is left to the person's shell.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{
    FlushArg, InputFlags, LocalFlags, OutputFlags, SetArg, SpecialCharacterIndices, Termios,
    cfmakeraw, tcflush, tcgetattr, tcsetattr,
};

use crate::geometry::WindowSize;
use crate::os;
use crate::os::outgoing::Outgoing;

/// How long a tty that takes nothing is waited for on the way out.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// The tty, entered.
#[derive(Debug)]
pub struct Tty {
    file: File,
    /// How it was set before.
    before: Termios,
    /// Whether it is ours now.
    entered: bool,
    /// It was raw before: somebody who had it was killed.
    left_raw: bool,
    /// Bytes that it has not taken yet.
    out: Outgoing,
    /// It did not take all of what was written last.
    full: bool,
}

/// Opens the terminal at `fd` again, so that nothing done to the descriptor touches others.
pub fn reopen(fd: impl AsFd) -> io::Result<File> {
    let name = os::tty::tty_name(fd).unwrap_or_else(|| "/dev/tty".into());
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    OpenOptions::new().read(true).write(true).custom_flags(flags.bits()).open(name)
}

/// Whether a tty gives every byte to its program as it is, and so is no shell's that waits for a
/// command to end.
fn is_raw(it: &Termios) -> bool {
    !it.local_flags.intersects(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG)
        && !it.output_flags.contains(OutputFlags::OPOST)
}

/// Sets what stty(1) calls `sane`, as far as raw mode has undone it.
fn make_sane(it: &mut Termios) {
    it.input_flags |= InputFlags::BRKINT | InputFlags::ICRNL | InputFlags::IXON;
    it.output_flags |= OutputFlags::OPOST | OutputFlags::ONLCR;
    it.local_flags |= LocalFlags::ISIG | LocalFlags::ICANON | LocalFlags::IEXTEN;
    it.local_flags |= LocalFlags::ECHO | LocalFlags::ECHOE | LocalFlags::ECHOK;
}

impl Tty {
    /// Takes a tty over, from [`reopen`]: raw mode at once.
    pub fn enter(file: File) -> io::Result<Self> {
        let (before, out) = (tcgetattr(&file)?, Outgoing::default());
        let mut tty = Self { file, before, entered: false, left_raw: false, out, full: false };
        tty.set_raw()?;
        Ok(tty)
    }

    /// Takes it over again after [`Tty::leave`], or after a while in which it may have been
    /// somebody else's. Whether it is still there.
    pub fn enter_again(&mut self) -> io::Result<bool> {
        match self.set_raw() {
            // A terminal that hangs up also continues whoever it had stopped.
            Err(Errno::EIO) => Ok(false),
            result => Ok(result.map(|()| true)?),
        }
    }

    fn set_raw(&mut self) -> Result<(), Errno> {
        if !self.entered {
            self.before = tcgetattr(&self.file)?;
            self.left_raw = is_raw(&self.before);
            if self.left_raw {
                make_sane(&mut self.before);
            }
        }
        let mut raw = self.before.clone();
        cfmakeraw(&mut raw);
        tcsetattr(&self.file, SetArg::TCSANOW, &raw)?;
        self.entered = true;
        Ok(())
    }

    /// Has a return end a line on the way in, and a line feed be a new line on the way out.
    pub fn convert_line_ends(&self) -> io::Result<()> {
        let mut modes = tcgetattr(&self.file)?;
        modes.input_flags |= InputFlags::ICRNL;
        modes.output_flags |= OutputFlags::OPOST | OutputFlags::ONLCR;
        Ok(tcsetattr(&self.file, SetArg::TCSANOW, &modes)?)
    }

    /// Whether somebody left it raw, and all that they had set with that: a client that was killed.
    /// It is given back as it is for a shell.
    pub fn was_left_raw(&self) -> bool {
        self.left_raw
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
        self.out.end()
    }

    /// How many bytes it has not taken yet.
    pub fn backlog(&self) -> usize {
        self.out.len()
    }

    /// Whether it did not take all of what was written to it last.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Reads what there is; `None` where that is nothing for now.
    ///
    /// # Errors
    /// It is gone.
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        match (&self.file).read(buffer) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => Ok(Some(count)),
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Ok(None),
                _ => Err(error),
            },
        }
    }

    /// Writes what it takes, without waiting.
    pub fn flush(&mut self) -> io::Result<()> {
        let mut file = &self.file;
        self.out.write_to(|bytes| match file.write(bytes) {
            Ok(0) => Err(io::ErrorKind::WriteZero.into()),
            result => result,
        })?;
        self.full = !self.out.is_empty();
        Ok(())
    }

    /// Gives it back as it was, once it has taken what waits and what is written `last`. Does
    /// nothing where that was done already.
    pub fn leave(&mut self, last: &[u8]) {
        if !self.entered {
            return;
        }
        // What is half written is written to its end, so that no sequence is cut.
        self.out.push(last);
        let deadline = Instant::now() + LAST_WORDS;
        while self.flush().is_ok() && self.backlog() > 0 {
            if !self.wait_for(PollFlags::POLLOUT, deadline) {
                break;
            }
        }
        self.restore();
    }

    fn restore(&mut self) {
        self.entered = false;
        self.out.clear();
        self.full = false;
        // What comes late, such as an answer or a report of the mouse, would be typed into the
        // person's shell. Nothing can be done about a tty that is gone.
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

    /// What gives it back from anywhere, such as a panic hook, with what is written `last` then.
    pub fn rescue(&self, last: Vec<u8>) -> io::Result<Rescue> {
        Ok(Rescue { file: self.file.try_clone()?, before: self.before.clone().into(), last })
    }
}

impl Drop for Tty {
    /// Whoever drew on it has left it by now; where nobody has begun to, its mode is all.
    fn drop(&mut self) {
        if self.entered {
            self.restore();
        }
    }
}

impl AsFd for Tty {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
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
    /// Has that done before a panic is told, so that it can be read.
    pub fn on_panic(self) {
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            // Errors have nowhere to go.
            let _ = (&self.file).write_all(&self.last);
            let _ = tcsetattr(&self.file, SetArg::TCSANOW, &self.before.into());
            tell(panic);
        }));
    }
}
