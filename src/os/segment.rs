//! Memory that outlives the process that maps it: a segment is kept by its descriptor, which can
//! be handed to another process, and what is written into it is there for whoever maps it next,
//! however the writer ended.
//!
//! On Linux that is a memfd (memfd_create(2)), sealed against becoming smaller, so that no read of
//! it can fail; elsewhere a file that has no name any more. Knows nothing of what is in it.
#![allow(unsafe_code)] // a mapping is memory, and memory has no safe face

use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::ptr::NonNull;
use std::slice;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use nix::errno::Errno;
use nix::libc::c_void;
use nix::sys::mman::{MapFlags, ProtFlags, mmap, munmap};
use nix::sys::stat::fstat;
use nix::unistd::{Pid, ftruncate};

#[cfg(test)]
mod tests;

/// What is given back is given back in parts of this size, in bytes. Pages may be larger, never
/// smaller.
pub const PAGE: usize = 4096;

/// Part of a mapping, and the only way to those bytes: all of it at first, and parted and joined
/// as the parts of a vector are. To have many readers of one, put it into an [`Arc`]; whoever has
/// the last can write again (`Arc::try_unwrap`).
#[derive(Debug)]
pub struct Segment {
    mapping: Arc<Mapping>,
    range: Range<usize>,
}

/// A whole mapping; it goes with the last part of it.
#[derive(Debug)]
struct Mapping {
    at: NonNull<u8>,
    length: NonZeroUsize,
}

// SAFETY: a mapping is memory of the process and bound to no thread. Each byte of it belongs to
// one `Segment`, whose references follow the borrow checker's rules.
unsafe impl Send for Mapping {}
// SAFETY: as above; a `Mapping` itself lets nobody at its bytes.
unsafe impl Sync for Mapping {}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: mapped so by `Segment::open`, and no part of it is left.
        let _ = unsafe { munmap(self.at.cast::<c_void>(), self.length.get()) };
    }
}

impl Segment {
    /// A new one of `length` bytes, all of them zero, and the descriptor that keeps it: the
    /// mapping does not need that. Pages that nobody has written to cost nothing. `name` is what
    /// `/proc` shows, where it shows anything.
    ///
    /// # Errors
    /// Those of the system, and `InvalidInput` where `length` is 0 or beyond what a file can be.
    pub fn new(name: &str, length: usize) -> io::Result<(Self, OwnedFd)> {
        let size = i64::try_from(length).map_err(|_| Errno::EINVAL)?;
        let file = nameless(name)?;
        ftruncate(&file, size)?;
        seal(&file)?;
        Ok((Self::open(&file)?, file))
    }

    /// Maps one that is kept by `descriptor`, whole.
    ///
    /// # Errors
    /// Those of the system, and `InvalidInput` where it is empty or may become smaller: then a
    /// read of it could end the process.
    pub fn open(descriptor: impl AsFd) -> io::Result<Self> {
        let refuse = |what| io::Error::new(io::ErrorKind::InvalidInput, what);
        if !is_sealed(&descriptor) {
            return Err(refuse("not a segment of memory, which cannot become smaller"));
        }
        let length = usize::try_from(fstat(&descriptor)?.st_size).unwrap_or(0);
        let length = NonZeroUsize::new(length).ok_or_else(|| refuse("a segment of no bytes"))?;
        let access = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: a new mapping, where the kernel has room for it; it is unmapped when its last
        // part goes. Other processes may map it too, and by agreement none writes while we do.
        let at = unsafe { mmap(None, length, access, MapFlags::MAP_SHARED, descriptor, 0)? };
        let mapping = Arc::new(Mapping { at: at.cast(), length });
        Ok(Self { mapping, range: 0..length.get() })
    }

    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.range.len()
    }

    /// Whether it has none, as what is left where all of it was taken off.
    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    /// Where its first byte is, counted from the mapping's.
    pub fn offset(&self) -> usize {
        self.range.start
    }

    fn at(&self) -> NonNull<u8> {
        // SAFETY: a segment's range lies within its mapping.
        unsafe { self.mapping.at.add(self.range.start) }
    }

    /// What is in it.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: mapped, readable, and nobody has another way to these bytes.
        unsafe { slice::from_raw_parts(self.at().as_ptr(), self.len()) }
    }

    /// The same to be written.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as for `bytes`, and `self` is borrowed for as long as they are.
        unsafe { slice::from_raw_parts_mut(self.at().as_ptr(), self.len()) }
    }

    /// The number at `offset`, in the machine's order. All that was written before it was stored
    /// is there.
    ///
    /// # Panics
    /// Where its eight bytes are not within the segment, or do not begin at a multiple of eight.
    pub fn word(&self, offset: usize) -> u64 {
        self.atomic(offset).load(Ordering::Acquire)
    }

    /// Stores a number at once, and after all that was written before: neither the compiler nor
    /// the processor has it the other way round, so that whoever finds the number finds the rest.
    ///
    /// # Panics
    /// As [`Segment::word`] does.
    pub fn set_word(&mut self, offset: usize, value: u64) {
        self.atomic(offset).store(value, Ordering::Release);
    }

    fn atomic(&self, offset: usize) -> &AtomicU64 {
        let is_within = offset.checked_add(size_of::<u64>()).is_some_and(|end| end <= self.len());
        assert!(is_within, "a word at {offset} of {} bytes", self.len());
        // SAFETY: within the segment's range, and so within the mapping.
        let word = unsafe { self.at().add(offset) }.cast::<AtomicU64>();
        assert!(word.is_aligned(), "a word at {offset}, which is no multiple of eight");
        // SAFETY: eight bytes of ours, aligned, and any bits are a number. Whoever stores has the
        // segment for themselves.
        unsafe { word.as_ref() }
    }

    /// Takes the first `count` bytes off, to be written by another hand.
    ///
    /// # Panics
    /// Where there are not so many.
    pub fn split_to(&mut self, count: usize) -> Self {
        assert!(count <= self.len(), "{count} of {} bytes", self.len());
        let middle = self.range.start + count;
        let first = self.range.start..middle;
        self.range.start = middle;
        Self { mapping: self.mapping.clone(), range: first }
    }

    /// Joins with the part that follows it. A part that does not is given back.
    ///
    /// # Errors
    /// It belongs elsewhere.
    pub fn join(&mut self, next: Self) -> Result<(), Self> {
        let follows = Arc::ptr_eq(&self.mapping, &next.mapping);
        if !follows || self.range.end != next.range.start {
            return Err(next);
        }
        self.range.end = next.range.end;
        Ok(())
    }

    /// Gives back to the system the memory of the whole pages among these bytes. What is read
    /// there afterwards may be what was there or zeros.
    ///
    /// # Panics
    /// Where they are not all within the segment.
    pub fn give_back(&mut self, range: Range<usize>) {
        assert!(range.start <= range.end && range.end <= self.len(), "{range:?}");
        #[cfg(target_os = "linux")]
        {
            use nix::sys::mman::{MmapAdvise, madvise};
            let start = (self.range.start + range.start).next_multiple_of(PAGE);
            let end = (self.range.start + range.end) / PAGE * PAGE;
            if start < end {
                // SAFETY: whole pages of ours, mapped and shared; they read as zeros afterwards,
                // which are bytes as good as any. Where pages are larger it is refused.
                let _ = unsafe {
                    let at = self.mapping.at.add(start).cast::<c_void>();
                    madvise(at, end - start, MmapAdvise::MADV_REMOVE)
                };
            }
        }
    }
}

impl AsRef<[u8]> for Segment {
    fn as_ref(&self) -> &[u8] {
        self.bytes()
    }
}

impl AsMut<[u8]> for Segment {
    fn as_mut(&mut self) -> &mut [u8] {
        self.bytes_mut()
    }
}

/// The segments that a process holds: the name of each, and how many bytes of memory it takes. Nothing
/// where the system does not tell.
pub fn held_by(pid: Pid) -> Option<Vec<(String, u64)>> {
    let entries = std::fs::read_dir(format!("/proc/{pid}/fd")).ok()?;
    let segment = |entry: std::fs::DirEntry| {
        let name = std::fs::read_link(entry.path()).ok()?;
        let name = name.to_str()?.strip_prefix("/memfd:")?.strip_suffix(" (deleted)")?.to_owned();
        Some((name, std::fs::metadata(entry.path()).ok()?.blocks() * 512))
    };
    Some(entries.flatten().filter_map(segment).collect())
}

/// A file without a name, empty.
#[cfg(target_os = "linux")]
pub(super) fn nameless(name: &str) -> io::Result<OwnedFd> {
    use nix::sys::memfd::{MFdFlags, memfd_create};
    Ok(memfd_create(name, MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING)?)
}

/// A file without a name, empty.
#[cfg(not(target_os = "linux"))]
pub(super) fn nameless(_: &str) -> io::Result<OwnedFd> {
    use nix::fcntl::{FcntlArg, FdFlag, fcntl};
    use nix::unistd::{mkstemp, unlink};
    let (file, path) = mkstemp(&std::env::temp_dir().join("pmux-XXXXXX"))?;
    unlink(&path)?;
    fcntl(&file, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    Ok(file)
}

#[cfg(target_os = "linux")]
fn seal(file: &OwnedFd) -> io::Result<()> {
    use nix::fcntl::{FcntlArg, SealFlag, fcntl};
    let never = SealFlag::F_SEAL_SHRINK | SealFlag::F_SEAL_GROW | SealFlag::F_SEAL_SEAL;
    fcntl(file, FcntlArg::F_ADD_SEALS(never))?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn seal(_: &OwnedFd) -> io::Result<()> {
    Ok(())
}

/// Whether it can never become smaller.
#[cfg(target_os = "linux")]
fn is_sealed(descriptor: impl AsFd) -> bool {
    use nix::fcntl::{FcntlArg, SealFlag, fcntl};
    let seals = fcntl(descriptor, FcntlArg::F_GET_SEALS).unwrap_or(0);
    SealFlag::from_bits_truncate(seals).contains(SealFlag::F_SEAL_SHRINK)
}

/// Whether it can never become smaller: nobody else knows of it.
#[cfg(not(target_os = "linux"))]
fn is_sealed(_: impl AsFd) -> bool {
    true
}
