//! A socket that a process is started with, to talk with whoever started it: always the same
//! descriptor. And the file that is executed, whatever has its name by now.
#![allow(unsafe_code)] // pre_exec, and a descriptor that is a number at first

use std::ffi::{CString, OsString};
use std::fs::{File, OpenOptions};
use std::io::{self, PipeWriter, Read, Seek, Write};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl, open};
use nix::libc;
use nix::sys::socket::{getsockopt, sockopt::SockType};
use nix::sys::stat::{Mode, fstat};
use nix::unistd::{Pid, execv};

use super::{daemon, fresh, segment};

#[cfg(test)]
mod tests;

/// The descriptor, after standard input, output and error.
const NUMBER: RawFd = 3;

/// How a file is opened that may be another one by now: without waiting for anybody, and no terminal
/// becomes ours.
const CAREFULLY: OFlag = OFlag::O_NONBLOCK.union(OFlag::O_NOCTTY);

/// A program's file. On Linux it is this file that is executed even where its name has gone, or is
/// another file's by now, as after an installation; but for a script, which has to be read by its name.
#[derive(Debug)]
pub struct Executable {
    path: PathBuf,
    file: OwnedFd,
    is_script: bool,
}

impl Executable {
    /// The file that has this name now. Nobody is waited for, whatever that is.
    ///
    /// # Errors
    /// It cannot be opened, or is nothing that can be executed.
    pub fn open(path: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        let flags = OFlag::O_PATH | OFlag::O_CLOEXEC;
        #[cfg(not(target_os = "linux"))]
        let flags = CAREFULLY | OFlag::O_CLOEXEC;
        let file = open(path, flags, Mode::empty())?;
        let found = fstat(&file)?;
        if found.st_mode & libc::S_IFMT != libc::S_IFREG || found.st_mode & 0o111 == 0 {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it cannot be executed"));
        }
        // Out of the way of what is put at a number.
        let number = fcntl(&file, FcntlArg::F_DUPFD_CLOEXEC(NUMBER + 1))?;
        // SAFETY: the kernel made it just now, and nobody else knows of it.
        let file = unsafe { OwnedFd::from_raw_fd(number) };
        Ok(Self { path: path.to_owned(), file, is_script: is_script(path) })
    }

    /// The name it was opened by.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What to execute.
    fn to_execute(&self) -> PathBuf {
        let held = PathBuf::from(format!("/proc/self/fd/{}", self.file.as_raw_fd()));
        let is_held = cfg!(target_os = "linux") && !self.is_script && held.exists();
        if is_held { held } else { self.path.clone() }
    }
}

/// Whether a file is executed by a program that it names (execve(2)).
fn is_script(path: &Path) -> bool {
    let mut begin = [0; 2];
    let file = OpenOptions::new().read(true).custom_flags(CAREFULLY.bits()).open(path);
    let read = file.and_then(|mut file| file.read_exact(&mut begin));
    read.is_ok() && begin == *b"#!"
}

/// Starts a child in our session and directory, with our environment, signals as new and no
/// descriptor of ours but `socket`. What it prints goes into `words`, or where ours goes.
///
/// # Errors
/// It cannot be executed, or the system has no room for a process.
pub fn start_child(
    program: &Executable,
    arguments: &[OsString],
    socket: &OwnedFd,
    words: Option<&PipeWriter>,
) -> io::Result<Pid> {
    let mut command = with_socket(program, arguments, socket);
    if let Some(words) = words {
        command.stdout(words.try_clone()?).stderr(words.try_clone()?);
    }
    // A pid is positive and fits.
    Ok(Pid::from_raw(command.spawn()?.id().cast_signed()))
}

/// Starts a process that is nobody's child, in a session of its own.
///
/// # Errors
/// As [`start_child`].
pub fn start_detached(
    program: &Executable,
    arguments: &[OsString],
    socket: &OwnedFd,
) -> io::Result<()> {
    let mut command = Command::new(program.to_execute());
    command.args(arguments).current_dir("/").stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let number = socket.as_raw_fd();
    // SAFETY: both make only async-signal-safe calls and allocate nothing.
    unsafe { command.pre_exec(move || daemon::leave().and_then(|()| put(number))) };
    // What we wait for has only started the other.
    command.spawn()?.wait()?;
    Ok(())
}

fn with_socket(program: &Executable, arguments: &[OsString], socket: &OwnedFd) -> Command {
    let mut command = Command::new(program.to_execute());
    command.args(arguments).stdin(Stdio::null());
    let number = socket.as_raw_fd();
    let prepare = move || {
        fresh::reset_signals()?;
        fresh::close_descriptors();
        put(number)
    };
    // SAFETY: `prepare` makes only async-signal-safe calls and allocates nothing.
    unsafe { command.pre_exec(prepare) };
    command
}

/// Becomes a program, in this same process: with these descriptors at the numbers that they have, and one
/// more with these bytes, whose number is its last argument. Signals stay as they are, blocked ones and those
/// that wait too. Comes back only where that cannot be, and all is as it was.
pub fn become_program(
    program: &Executable,
    arguments: &[OsString],
    bytes: &[u8],
    descriptors: &[BorrowedFd<'_>],
) -> io::Error {
    let stays_open = |stays: bool| {
        let flags = if stays { FdFlag::empty() } else { FdFlag::FD_CLOEXEC };
        descriptors.iter().try_for_each(|fd| fcntl(fd, FcntlArg::F_SETFD(flags)).map(drop))
    };
    let become_it = || {
        let mut file = File::from(segment::nameless("pmux-books")?);
        file.write_all(bytes)?;
        fcntl(&file, FcntlArg::F_SETFD(FdFlag::empty()))?;
        let words = [OsString::from("pmux")].into_iter().chain(arguments.iter().cloned());
        let words = words.chain([file.as_raw_fd().to_string().into()]);
        let words: Vec<CString> =
            words.map(|word| CString::new(word.into_vec())).collect::<Result<_, _>>()?;
        let path = CString::new(program.to_execute().into_os_string().into_vec())?;
        stays_open(true)?;
        execv(&path, &words)?;
        Ok(())
    };
    let result: io::Result<()> = become_it();
    // They were set a moment ago.
    let _ = stays_open(false);
    result.err().unwrap_or_else(|| io::ErrorKind::Other.into())
}

/// The bytes that this process was left by the program that it was before.
///
/// # Errors
/// There is no such descriptor, or it cannot be read.
pub fn left_bytes(number: RawFd) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = File::from(left(number)?);
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A descriptor that this process was left by the program that it was before. Each number is to be asked for
/// once, and before anything else is opened.
///
/// # Errors
/// There is none of this number.
pub fn left(number: RawFd) -> io::Result<OwnedFd> {
    if number <= libc::STDERR_FILENO {
        return Err(Errno::EBADF.into());
    }
    // SAFETY: whoever we were left it for us; nobody has opened anything since, so that nobody else owns
    // this number. Where there is none nothing is closed.
    let left = unsafe { OwnedFd::from_raw_fd(number) };
    match fcntl(&left, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)) {
        Ok(_) => Ok(left),
        Err(error) => {
            std::mem::forget(left);
            Err(error.into())
        }
    }
}

/// Between fork and exec: the socket is where it is looked for, and stays open.
fn put(number: RawFd) -> io::Result<()> {
    // SAFETY: both take integers; what had the number before was ours, and closes at the exec.
    let done = unsafe {
        match number == NUMBER {
            true => libc::fcntl(NUMBER, libc::F_SETFD, 0),
            false => libc::dup2(number, NUMBER),
        }
    };
    Errno::result(done)?;
    Ok(())
}

/// The socket that this process was started with. To be asked for once, before any other socket is
/// opened.
///
/// # Errors
/// `NotConnected` where it was started without one.
pub fn socket() -> io::Result<UnixStream> {
    // SAFETY: whoever started us put it there; nobody has opened anything since, so that nobody
    // else owns this number. Where it is nothing of the kind it is left alone.
    let socket = unsafe { OwnedFd::from_raw_fd(NUMBER) };
    if getsockopt(&socket, SockType).is_err() {
        std::mem::forget(socket);
        let reason = "this is how pmux starts parts of itself, with a socket to talk by";
        return Err(io::Error::new(io::ErrorKind::NotConnected, reason));
    }
    fcntl(&socket, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    Ok(UnixStream::from(socket))
}
