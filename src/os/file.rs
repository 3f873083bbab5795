//! Files that people name: only those are read and written that cannot make anybody wait for ever,
//! and so much of them as was agreed on.

use std::ffi::OsString;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::unistd::mkdtemp;

#[cfg(test)]
mod tests;

/// Where what nobody wants goes, and from where nothing comes.
const NULL: &str = "/dev/null";

/// How many links are followed in a row, as Linux does (path_resolution(7)).
const MOST_LINKS: usize = 40;

/// Reads a file of `most` bytes at the most. That is a regular one, or `/dev/null`: a FIFO, a
/// terminal or another device may have nothing to say for ever, or never come to an end.
///
/// # Errors
/// It cannot be read, is none of those, or is larger.
pub fn read(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    // Before it is opened too: some devices do something when that happens.
    check(&path.metadata()?)?;
    let file = OpenOptions::new().read(true).custom_flags(CAREFULLY.bits()).open(path)?;
    let found = file.metadata()?;
    check(&found)?;
    let mut bytes = Vec::new();
    // One more tells a file that is larger, also where the system does not say how large it is.
    let room = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    if found.len() < room {
        file.take(room).read_to_end(&mut bytes)?;
    }
    if bytes.len() > most || found.len() >= room {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("larger than {} MiB, which is the most that is read", most >> 20),
        ));
    }
    Ok(bytes)
}

/// Opens a file to be written, anew or at its end. A FIFO has to have a reader.
///
/// # Errors
/// It cannot be written, or nobody reads it.
pub fn create(path: &Path, append: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).append(append).truncate(!append);
    match options.custom_flags(CAREFULLY.bits()).open(path) {
        Err(error) if error.raw_os_error() == Some(Errno::ENXIO as i32) => {
            Err(io::Error::new(io::ErrorKind::NotConnected, "nobody reads it"))
        }
        opened => opened,
    }
}

/// Writes a file for its owner alone, in the place of any that is there: whatever happens meanwhile, it
/// is that one or this one, whole. Into `/dev/null` nothing need be written.
///
/// # Errors
/// It cannot be written, or what is there is no regular file. That is as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match path.metadata() {
        Ok(found) if is_null(&found) => return Ok(()),
        Ok(found) => check(&found)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let wrong = || io::Error::new(io::ErrorKind::InvalidInput, "no file is called so");
    let (directory, name) = path.parent().zip(path.file_name()).ok_or_else(wrong)?;
    let mut draft = OsString::from(".");
    draft.push(name);
    draft.push(DRAFT);
    let draft = directory.join(draft);
    let write = || {
        // One that a process left that was killed is nobody's.
        let _ = std::fs::remove_file(&draft);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&draft, path)
    };
    write().inspect_err(|_| drop(std::fs::remove_file(&draft)))?;
    // Where a directory cannot be written out, the file is still whole.
    let _ = File::open(directory).and_then(|it| it.sync_all());
    Ok(())
}

/// Writes a file for its owner alone, in a new directory that nobody else looks into: what an editor puts
/// beside it is as private.
///
/// # Errors
/// There is no room for it where files are that do not last (`TMPDIR`).
pub fn write_apart(bytes: &[u8]) -> io::Result<PathBuf> {
    let directory = std::path::absolute(std::env::temp_dir())?.join(APART.to_owned() + "XXXXXX");
    let directory = mkdtemp(&directory).map_err(|error| {
        io::Error::new(
            io::Error::from(error).kind(),
            format!("{}: {}", directory.display(), error.desc()),
        )
    })?;
    let path = directory.join(TEXT);
    let mut options = OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o600).open(&path);
    match file.and_then(|mut file| file.write_all(bytes)) {
        Ok(()) => Ok(path),
        Err(error) => {
            let _ = std::fs::remove_dir_all(&directory);
            Err(error)
        }
    }
}

/// Removes a file that was written apart, and its directory: with all that is in it, or only where there
/// is nothing else. What comes back is the directory where it stays for that.
///
/// # Errors
/// It cannot be removed, or is no such file: which one it is may come from a server before. That it is
/// gone already is none.
pub fn remove_apart(path: &Path, all: bool) -> io::Result<Option<PathBuf>> {
    if !is_apart(path) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it was not written apart"));
    }
    let gone = |removed: io::Result<()>| match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    };
    let directory = path.parent().unwrap_or(path);
    if all {
        return gone(std::fs::remove_dir_all(directory)).map(|()| None);
    }
    gone(std::fs::remove_file(path))?;
    let stays = gone(std::fs::remove_dir(directory)).is_err();
    Ok(stays.then(|| directory.to_owned()))
}

/// Whether a path is as [`write_apart`] makes them.
fn is_apart(path: &Path) -> bool {
    let directory = path.parent().and_then(|it| it.file_name()).and_then(|it| it.to_str());
    let random = directory.and_then(|it| it.strip_prefix(APART));
    path.is_absolute() && path.ends_with(TEXT) && random.is_some_and(|it| it.len() == 6)
}

/// What a path leads to by links, be it there or not; where they go on without an end, one of them.
pub fn behind_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(to) = path.read_link() else { break };
        path = path.parent().unwrap_or(&path).join(to);
    }
    path
}

/// Removes what is left in a directory of files that somebody was writing so who was killed.
pub fn remove_drafts(directory: &Path) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(b".") && name.ends_with(DRAFT.as_bytes()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// What the name of a file ends with that is being written.
const DRAFT: &str = ".new";

/// What the directories of files that are written apart are called, before six random letters, and those
/// files in them.
const APART: &str = "pmux-";
const TEXT: &str = "text";

/// How files are opened: without waiting for anybody, and no terminal becomes ours.
const CAREFULLY: OFlag = OFlag::O_NONBLOCK.union(OFlag::O_NOCTTY);

/// Whether what is written there is gone: it is `/dev/null`, by whatever name.
pub fn keeps_nothing(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| is_null(&found))
}

/// Whether it is `/dev/null`, by whatever name.
fn is_null(found: &Metadata) -> bool {
    let null = Path::new(NULL).metadata();
    found.file_type().is_char_device() && null.is_ok_and(|null| null.rdev() == found.rdev())
}

/// Whether a file can be read to its end without waiting for anybody.
fn check(found: &Metadata) -> io::Result<()> {
    let kind = found.file_type();
    if kind.is_file() || is_null(found) {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(Errno::EISDIR.into());
    }
    let what = match kind {
        kind if kind.is_fifo() => "a FIFO",
        kind if kind.is_socket() => "a socket",
        _ => "a device",
    };
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!("{what}, which may never end; only regular files are read"),
    ))
}
