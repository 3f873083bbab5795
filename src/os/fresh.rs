//! What every process that we start gets: none of our signal settings, none of our descriptors.
//!
//! Everything here runs between fork and exec, maybe in the parent's memory, where only
//! async-signal-safe calls are allowed (signal-safety(7)): no allocation, no lock.
#![allow(unsafe_code)] // signal(2) and close_range(2) have no safe face

use std::io;

use nix::libc;
use nix::sys::signal::SigSet;

/// Gives every signal its default action and blocks none.
///
/// Dispositions set to "ignore" and the mask survive an exec, and programs trust to find both
/// as a login would leave them.
pub(super) fn reset_signals() -> io::Result<()> {
    for signal in 1..=last_signal() {
        // SAFETY: signal(2) with SIG_DFL installs no handler and touches no memory of ours. It
        // fails for SIGKILL, SIGSTOP and the C library's own signals, which is as it should be.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    SigSet::empty().thread_set_mask()?;
    Ok(())
}

/// The largest signal number.
fn last_signal() -> libc::c_int {
    #[cfg(target_os = "linux")]
    return libc::SIGRTMAX();
    #[cfg(not(target_os = "linux"))]
    return 31;
}

/// Marks every descriptor above stderr to close at the exec.
///
/// Our own are opened that way already; this is for those that we inherited. A kernel without
/// close_range(2) leaves those open, which harms nobody but is not tidy.
pub(super) fn close_descriptors() {
    #[cfg(target_os = "linux")]
    // SAFETY: the call takes three integers and only sets flags in the descriptor table.
    unsafe {
        let (first, last) = (libc::STDERR_FILENO + 1, libc::c_uint::MAX);
        libc::syscall(libc::SYS_close_range, first, last, libc::CLOSE_RANGE_CLOEXEC);
    }
}
