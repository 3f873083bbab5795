//! Signals as a descriptor that the loop can wait for.
//!
//! Linux has that (signalfd(2)); elsewhere a handler writes the signal's number into a socket
//! pair of its own. Knows no loop.

#[cfg(target_os = "linux")]
pub use linux::Signals;
pub use nix::sys::signal::Signal;
#[cfg(not(target_os = "linux"))]
pub use portable::Signals;

/// Signals that are a fault of the process itself (signal(7)).
const FAULTS: [Signal; 7] = [
    Signal::SIGABRT,
    Signal::SIGBUS,
    Signal::SIGFPE,
    Signal::SIGILL,
    Signal::SIGSEGV,
    Signal::SIGSYS,
    Signal::SIGTRAP,
];

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};

    use nix::sys::signal::{SigSet, SigmaskHow, Signal};
    use nix::sys::signalfd::{SfdFlags, SignalFd};

    use super::FAULTS;

    /// Signals that arrive on a descriptor instead of interrupting.
    ///
    /// They are blocked in the thread that made it as long as it lives, so it must be made before
    /// other threads are. Several of one kind that arrive together may come out as one.
    #[derive(Debug)]
    pub struct Signals {
        fd: SignalFd,
        before: SigSet,
    }

    impl Signals {
        /// Takes over `signals`.
        pub fn new(signals: &[Signal]) -> io::Result<Self> {
            Self::take(signals.iter().copied().collect())
        }

        /// Takes over all but those by which the processor and the system say what is wrong with the
        /// process itself: nothing that is sent from outside ends or stops it then, but SIGKILL and
        /// SIGSTOP. What it executes has them as they were (`os::fresh`, and what the
        /// standard library does for a child).
        pub fn all() -> io::Result<Self> {
            let mut taken = SigSet::all();
            FAULTS.iter().for_each(|fault| taken.remove(*fault));
            Self::take(taken)
        }

        fn take(taken: SigSet) -> io::Result<Self> {
            let flags = SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC;
            let fd = SignalFd::with_flags(&taken, flags)?;
            let before = taken.thread_swap_mask(SigmaskHow::SIG_BLOCK)?;
            Ok(Self { fd, before })
        }

        /// Those that arrived since, oldest first; empty when none did. Never blocks.
        pub fn drain(&self) -> Vec<Signal> {
            let arrived = std::iter::from_fn(|| self.fd.read_signal().ok().flatten());
            arrived.filter_map(|info| Signal::try_from(info.ssi_signo.cast_signed()).ok()).collect()
        }
    }

    impl Drop for Signals {
        fn drop(&mut self) {
            // It cannot fail: the mask is one that the kernel gave.
            let _ = self.before.thread_set_mask();
        }
    }

    impl AsFd for Signals {
        fn as_fd(&self) -> BorrowedFd<'_> {
            self.fd.as_fd()
        }
    }

    impl AsRawFd for Signals {
        fn as_raw_fd(&self) -> RawFd {
            self.fd.as_fd().as_raw_fd()
        }
    }
}

// Compiled into the tests on Linux too, so that it stays true.
#[cfg(any(not(target_os = "linux"), test))]
mod portable {
    #![allow(unsafe_code)] // sigaction(2), and write(2) inside a handler

    use std::io::{self, Read};
    use std::os::fd::{AsFd, AsRawFd, BorrowedFd, IntoRawFd, RawFd};
    use std::os::unix::net::UnixStream;
    use std::sync::atomic::{AtomicI32, Ordering};

    use nix::errno::Errno;
    use nix::libc;
    use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

    use super::FAULTS;

    /// Where the handler writes. A handler gets nothing but the signal's number, so this is the
    /// one thing that has to be global.
    static WRITE_END: AtomicI32 = AtomicI32::new(-1);

    extern "C" fn on_signal(signal: libc::c_int) {
        let before = Errno::last_raw();
        let number = signal as u8;
        // SAFETY: write(2) is async-signal-safe, reads one byte that outlives the call, and does
        // not block. A full pair drops the byte: then the loop has enough to wake up for.
        unsafe { libc::write(WRITE_END.load(Ordering::Relaxed), (&raw const number).cast(), 1) };
        Errno::set_raw(before);
    }

    /// Signals that arrive on a descriptor. One of these a process; the handlers stay.
    #[derive(Debug)]
    pub struct Signals {
        read_end: UnixStream,
    }

    impl Signals {
        /// Takes over all but those by which the processor and the system say what is wrong with the
        /// process itself: nothing that is sent from outside ends or stops it then, but SIGKILL and
        /// SIGSTOP.
        #[cfg_attr(target_os = "linux", expect(dead_code, reason = "there is a better way"))]
        pub fn all() -> io::Result<Self> {
            let stays = |signal: &Signal| {
                FAULTS.contains(signal) || matches!(signal, Signal::SIGKILL | Signal::SIGSTOP)
            };
            Self::new(&Signal::iterator().filter(|signal| !stays(signal)).collect::<Vec<_>>())
        }

        /// Takes over `signals`.
        pub fn new(signals: &[Signal]) -> io::Result<Self> {
            let (read_end, write_end) = UnixStream::pair()?;
            read_end.set_nonblocking(true)?;
            write_end.set_nonblocking(true)?;
            // The write end stays open for good: a handler may run at any time.
            WRITE_END.store(write_end.into_raw_fd(), Ordering::Relaxed);
            let handler = SigHandler::Handler(on_signal);
            let action = SigAction::new(handler, SaFlags::SA_RESTART, SigSet::empty());
            for signal in signals {
                // SAFETY: `on_signal` makes only async-signal-safe calls and keeps errno.
                unsafe { sigaction(*signal, &action)? };
            }
            Ok(Self { read_end })
        }

        /// Those that arrived since, oldest first; empty when none did. Never blocks.
        pub fn drain(&self) -> Vec<Signal> {
            let mut arrived = Vec::new();
            let mut numbers = [0; 64];
            while let Ok(count @ 1..) = (&self.read_end).read(&mut numbers) {
                let signals = numbers[..count].iter();
                arrived.extend(signals.filter_map(|n| Signal::try_from(i32::from(*n)).ok()));
            }
            arrived
        }
    }

    impl AsFd for Signals {
        fn as_fd(&self) -> BorrowedFd<'_> {
            self.read_end.as_fd()
        }
    }

    impl AsRawFd for Signals {
        fn as_raw_fd(&self) -> RawFd {
            self.read_end.as_raw_fd()
        }
    }
}

#[cfg(test)]
mod tests {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use nix::sys::signal::raise;
    use std::os::fd::AsFd;

    use super::*;

    fn readable(fd: impl AsFd) -> bool {
        poll(&mut [PollFd::new(fd.as_fd(), PollFlags::POLLIN)], PollTimeout::ZERO) == Ok(1)
    }

    #[test]
    fn a_signal_becomes_readable_and_is_drained_once() {
        // URG and IO are ignored by default, so a slip in this test ends nothing.
        let signals = Signals::new(&[Signal::SIGURG, Signal::SIGWINCH]).unwrap();
        assert!(!readable(&signals));
        assert_eq!(signals.drain(), []);
        raise(Signal::SIGURG).unwrap();
        assert!(readable(&signals));
        assert_eq!(signals.drain(), [Signal::SIGURG]);
        assert!(!readable(&signals));
        raise(Signal::SIGWINCH).unwrap();
        raise(Signal::SIGURG).unwrap();
        assert_eq!(signals.drain().len(), 2);
    }

    #[test]
    fn the_portable_way_does_the_same() {
        let signals = portable::Signals::new(&[Signal::SIGCONT]).unwrap();
        assert_eq!(signals.drain(), []);
        raise(Signal::SIGCONT).unwrap();
        assert!(readable(&signals));
        assert_eq!(signals.drain(), [Signal::SIGCONT]);
        assert_eq!(signals.drain(), []);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_mask_is_given_back() {
        use nix::sys::signal::SigSet;
        let before = SigSet::thread_get_mask().unwrap();
        drop(Signals::new(&[Signal::SIGURG]).unwrap());
        assert_eq!(SigSet::thread_get_mask().unwrap(), before);
    }
}
