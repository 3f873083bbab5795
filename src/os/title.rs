//! What `ps` and its like show of this process.
#![allow(unsafe_code)] // a process's arguments are memory that nobody hands out

/// Shows this process as `title` instead of its arguments, as far as there is room where those
/// were; and by its first fifteen bytes where only a name is shown. Whoever wants the arguments
/// has read them by now.
///
/// Where the system has no way to do that, nothing happens.
pub fn set(title: &str) {
    #[cfg(target_os = "linux")]
    linux::set(title);
    #[cfg(target_os = "freebsd")]
    {
        let title: String = title.chars().filter(|c| *c != '\0').collect();
        let Ok(title) = std::ffi::CString::new(title) else { return };
        // SAFETY: both are C strings that outlive the call; "-" leaves the program's name out.
        unsafe { nix::libc::setproctitle(c"-%s".as_ptr(), title.as_ptr()) };
    }
    #[cfg(not(any(target_os = "linux", target_os = "freebsd")))]
    let _ = title;
}

#[cfg(target_os = "linux")]
mod linux {
    use std::ffi::CString;
    use std::ptr;

    /// The fields of `/proc/self/stat` that say where the arguments are (proc(5)), counted from
    /// the one after the name.
    const ARG_START: usize = 45;
    const ARG_END: usize = 46;

    pub fn set(title: &str) {
        let bytes: Vec<u8> = title.bytes().filter(|byte| *byte != 0).collect();
        // A name of more than fifteen bytes is cut there (PR_SET_NAME(2const)).
        let name = bytes.split(|byte| *byte == b'[').next().unwrap_or_default().trim_ascii();
        if let Ok(name) = CString::new(name) {
            let _ = nix::sys::prctl::set_name(&name);
        }
        let Some((start, end)) = arguments() else { return };
        let room = end - start;
        let count = bytes.len().min(room.saturating_sub(1));
        // SAFETY: the kernel put this process's arguments there, on its first stack, where they
        // stay as long as it lives; it may write to them. The standard library copies an argument
        // when it is asked for it, and holds no reference to any.
        unsafe {
            let place = ptr::with_exposed_provenance_mut::<u8>(start);
            ptr::copy_nonoverlapping(bytes.as_ptr(), place, count);
            ptr::write_bytes(place.add(count), 0, room - count);
        }
    }

    /// Where the arguments begin and end.
    fn arguments() -> Option<(usize, usize)> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let mut fields = stat.rsplit_once(") ")?.1.split_ascii_whitespace();
        let start: usize = fields.nth(ARG_START)?.parse().ok()?;
        let end: usize = fields.nth(ARG_END - ARG_START - 1)?.parse().ok()?;
        (start != 0 && start < end).then_some((start, end))
    }
}
