//! How much memory is left; what the allocator keeps of what was freed, and giving that back to the
//! system. Where the allocator is not glibc's there is nothing to do: others give back by themselves, or cannot.
#![allow(unsafe_code)] // mallopt(3), malloc_trim(3) and mallinfo2(3), which nix has no face for

pub use self::allocator::{give_back, give_back_large, unused};

/// The bytes of memory that the machine has left for what wants some; nothing where it does not tell.
pub fn available() -> Option<u64> {
    let all = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = all.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod allocator {
    use nix::libc;

    /// From this size on, in bytes, what is allocated has pages of its own, which are given back
    /// when it is freed. (glibc raises its own bound with every such thing, up to 32 MiB, so that
    /// what is freed later stays.)
    const LARGE: libc::c_int = 512 << 10;

    /// Has large things given back as they are freed, and the rest when that is asked for. To be called
    /// before there is a second thread.
    pub fn give_back_large() {
        // SAFETY: sets a number of the allocator's.
        unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) };
    }

    /// How many bytes are free and were not given back, or were and may be used again.
    pub fn unused() -> usize {
        // SAFETY: reads counters of the allocator, under its own locks.
        unsafe { libc::mallinfo2() }.fordblks
    }

    /// Gives back what is free in whole pages. That may take some milliseconds.
    pub fn give_back() {
        // SAFETY: frees nothing that anybody has; it takes the allocator's own locks.
        unsafe { libc::malloc_trim(0) };
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
mod allocator {
    /// Has large things given back as they are freed.
    pub fn give_back_large() {}

    /// How many bytes are known to be free and not given back: none.
    pub fn unused() -> usize {
        0
    }

    /// Gives back what is free.
    pub fn give_back() {}
}
