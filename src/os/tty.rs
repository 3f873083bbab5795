//! The person's own terminal: its size and name, and stopping the client that sits at it.
//!
//! Raw mode is the client's own affair.
#![allow(unsafe_code)] // one ioctl and one sigaction

use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::path::PathBuf;

use nix::errno::Errno;
use nix::libc;
use nix::pty::Winsize;
use nix::sys::signal::{
    SaFlags, SigAction, SigHandler, SigSet, SigmaskHow, Signal, raise, sigaction,
};

use crate::geometry::{Size, WindowSize};

/// The size of the terminal at `fd`, as far as it can be drawn; `None` where `fd` is no terminal
/// or has no size.
pub fn window_size(fd: impl AsFd) -> Option<WindowSize> {
    let mut size = Winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: TIOCGWINSZ writes one winsize, and `size` outlives the call.
    let done = unsafe { libc::ioctl(fd.as_fd().as_raw_fd(), libc::TIOCGWINSZ, &raw mut size) };
    Errno::result(done).ok()?;
    let cells = Size::new(size.ws_col, size.ws_row);
    let size = WindowSize { cells, xpixel: size.ws_xpixel, ypixel: size.ws_ypixel };
    (!cells.is_empty()).then_some(WindowSize { cells: cells.drawable(), ..size })
}

/// The file of the terminal at `fd`, such as `/dev/pts/7`.
pub fn tty_name(fd: impl AsFd) -> Option<PathBuf> {
    nix::unistd::ttyname(fd).ok()
}

/// Whether `fd` is a terminal.
pub fn is_tty(fd: impl AsFd) -> bool {
    nix::unistd::isatty(fd).unwrap_or(false)
}

/// Stops this process as ^Z would, and returns once somebody lets it go on.
///
/// Where no shell could let it go on (an orphaned process group), the kernel ignores the stop
/// and this returns at once. SIGTSTP's action and mask are afterwards what they were before.
pub fn stop_self() -> io::Result<()> {
    let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
    // SAFETY: the default action is no handler, so nothing of ours can run in it.
    let action = unsafe { sigaction(Signal::SIGTSTP, &default)? };
    let stop = SigSet::from(Signal::SIGTSTP);
    let mask = stop.thread_swap_mask(SigmaskHow::SIG_UNBLOCK)?;
    let stopped = raise(Signal::SIGTSTP);
    mask.thread_set_mask()?;
    // SAFETY: `action` is what was there before, so as sound as it was.
    unsafe { sigaction(Signal::SIGTSTP, &action)? };
    Ok(stopped?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nix::pty::openpty;

    #[test]
    fn a_terminal_has_a_size_and_a_name_and_a_file_has_none() {
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 800, ws_ypixel: 480 };
        let pty = openpty(&size, None).unwrap();
        let expect = WindowSize { cells: Size::new(80, 24), xpixel: 800, ypixel: 480 };
        assert_eq!(window_size(&pty.slave), Some(expect));
        assert!(is_tty(&pty.slave));
        assert!(tty_name(&pty.slave).is_some_and(|name| name.starts_with("/dev")));

        let file = std::fs::File::open("/dev/null").unwrap();
        assert_eq!(window_size(&file), None);
        assert_eq!(tty_name(&file), None);
        assert!(!is_tty(&file));
    }

    #[test]
    fn a_terminal_larger_than_any_is_as_large_as_can_be_drawn() {
        let size = Winsize { ws_row: u16::MAX, ws_col: u16::MAX, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(&size, None).unwrap();
        let cells = window_size(&pty.slave).unwrap().cells;
        assert_eq!(cells, Size::new(u16::MAX, u16::MAX).drawable());
    }

    #[test]
    fn a_terminal_that_was_never_told_its_size_has_none() {
        let pty = openpty(None, None).unwrap();
        assert_eq!(window_size(&pty.slave), None);
    }
}
