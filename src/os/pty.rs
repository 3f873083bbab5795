//! Pseudo-terminals: a program at one end, the server at the other.
//!
//! Knows how a program is started as a terminal would start it: a session of its own with the
//! pty as controlling terminal, default signals, no descriptor of ours. Knows nothing of what
//! the bytes mean.
#![allow(unsafe_code)] // an ioctl, and ptsname(3) where there is no other

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::libc;
use nix::pty::{PtyMaster, Winsize, grantpt, posix_openpt, unlockpt};
use nix::sys::stat::Mode;
use nix::sys::termios::{
    ControlFlags, InputFlags, LocalFlags, OutputFlags, SetArg, SpecialCharacterIndices, Termios,
    tcgetattr, tcsetattr,
};
use nix::unistd::{AccessFlags, Pid, access, tcgetpgrp};

use super::launch::{Launch, launch};
use super::reason;
use crate::geometry::WindowSize;

pub use super::launch::Place;

#[cfg(test)]
mod tests;

/// Whether a read of a master that fills only part of its buffer has taken all there was, and
/// more to come makes the master readable anew. Linux's line discipline does so; where it is not
/// known, one must read until nothing is left.
pub const SHORT_READ_IS_ALL: bool = cfg!(target_os = "linux");

/// What to run on a new pty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// An interactive shell.
    Shell {
        /// The shell's file.
        path: PathBuf,
        /// Whether it is to be a login shell, told so by a `-` before its name.
        login: bool,
        /// Its arguments.
        arguments: Vec<OsString>,
    },
    /// One command line, run by `shell -c`.
    ShellCommand {
        /// The shell's file.
        shell: PathBuf,
        /// The line.
        command: OsString,
    },
    /// A program and its arguments, looked up in the `PATH` of the new environment.
    Argv(Vec<OsString>),
}

/// All that a new program needs.
#[derive(Debug, Clone)]
pub struct Spawn {
    /// What to run.
    pub program: Program,
    /// Where to run it; `HOME` of `env`, then `/`, where that is no directory one may enter.
    pub cwd: PathBuf,
    /// Its whole environment. `PWD` is set to the directory that it really starts in.
    pub env: Vec<(OsString, OsString)>,
    /// The pty's first size.
    pub size: WindowSize,
}

/// A program that runs, and our end of its terminal.
#[derive(Debug)]
pub struct Child {
    /// The program: leader of its session and of its process group.
    pub pid: Pid,
    /// Our end.
    pub master: Master,
}

/// Why a program could not be started.
#[derive(Debug, thiserror::Error)]
pub enum SpawnError {
    /// The kernel gave no pty.
    #[error("cannot open a pseudo-terminal: {}", reason(.0))]
    Pty(#[source] io::Error),
    /// The program could not be executed.
    #[error("cannot execute {}: {}", .program.to_string_lossy(), reason(.source))]
    Exec {
        /// Its name.
        program: OsString,
        /// The kernel's answer.
        source: io::Error,
    },
    /// An empty argument list.
    #[error("no program to execute")]
    NoProgram,
}

impl SpawnError {
    /// What a shell leaves with in its place: 127 where there is no such program, 126 where it
    /// cannot be executed (sh(1), EXIT STATUS).
    pub fn status(&self) -> i32 {
        match self {
            Self::Exec { source, .. } if source.kind() == io::ErrorKind::NotFound => 127,
            Self::Exec { .. } => 126,
            Self::Pty(_) | Self::NoProgram => 1,
        }
    }
}

/// A program as the kernel wants it: what to execute, and what it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// The file, looked up in the `PATH` of `env` where it has no slash.
    pub file: OsString,
    /// What it is called by, its zeroth argument.
    pub zeroth: OsString,
    /// Its other arguments.
    pub arguments: Vec<OsString>,
    /// Where to run it; see [`Spawn::cwd`].
    pub cwd: PathBuf,
    /// Its whole environment; see [`Spawn::env`].
    pub env: Vec<(OsString, OsString)>,
}

impl Spawn {
    /// What is to be executed.
    ///
    /// # Errors
    /// [`SpawnError::NoProgram`].
    pub fn execution(&self) -> Result<Execution, SpawnError> {
        let (file, zeroth, arguments) = match &self.program {
            Program::Shell { path, login, arguments } => {
                let mut zeroth = OsString::from(if *login { "-" } else { "" });
                zeroth.push(path.file_name().unwrap_or(path.as_os_str()));
                (path.into(), zeroth, arguments.clone())
            }
            Program::ShellCommand { shell, command } => {
                let zeroth = shell.file_name().unwrap_or(shell.as_os_str());
                (shell.into(), zeroth.into(), vec!["-c".into(), command.clone()])
            }
            Program::Argv(argv) => {
                let (name, arguments) = argv.split_first().ok_or(SpawnError::NoProgram)?;
                (name.clone(), name.clone(), arguments.to_vec())
            }
        };
        let (cwd, env) = (self.cwd.clone(), self.env.clone());
        Ok(Execution { file, zeroth, arguments, cwd, env })
    }
}

/// Starts a program on a new pty.
///
/// # Errors
/// As [`open`] and [`execute`].
pub fn spawn(spawn: &Spawn) -> Result<Child, SpawnError> {
    let execution = spawn.execution()?;
    let (master, slave) = open(spawn.size)?;
    let place = Place::new().map_err(SpawnError::Pty);
    let pid = execute(&execution, &slave, &mut place?)
        .map_err(|source| SpawnError::Exec { program: execution.file, source })?;
    Ok(Child { pid, master })
}

/// Starts a program on the end of a pty that is for programs, which it gets through a place that the
/// caller has.
///
/// Returns once it is really executed, so that a failure is an error here and not a child that
/// ends. The umask is ours.
///
/// # Errors
/// It could not be executed, or the system has no room for a process.
pub fn execute(execution: &Execution, slave: &OwnedFd, place: &mut Place) -> io::Result<Pid> {
    let Execution { file, zeroth, arguments, env, .. } = execution;
    let directory = usable_directory(execution);
    let own = env.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()));
    let asked = Launch {
        program: file,
        arguments: [zeroth].into_iter().chain(arguments).cloned().collect(),
        environment: own.chain([(OsStr::new("PWD"), directory.as_os_str())]).collect(),
        directory: &directory,
        terminal: slave.as_fd(),
    };
    launch(&asked, place)
}

/// The first directory of cwd, home and root that one may enter.
fn usable_directory(execution: &Execution) -> PathBuf {
    let home = execution.env.iter().find(|(name, _)| name == "HOME").map(|(_, value)| value);
    let enterable =
        |dir: &&Path| dir.is_absolute() && dir.is_dir() && access(*dir, AccessFlags::X_OK).is_ok();
    [Some(execution.cwd.as_path()), home.map(Path::new)]
        .into_iter()
        .flatten()
        .find(enterable)
        .unwrap_or(Path::new("/"))
        .to_owned()
}

/// Opens a pty of `size`: our end, and the program's.
///
/// # Errors
/// [`SpawnError::Pty`].
pub fn open(size: WindowSize) -> Result<(Master, OwnedFd), SpawnError> {
    open_pair(size).map_err(SpawnError::Pty)
}

fn open_pair(size: WindowSize) -> io::Result<(Master, OwnedFd)> {
    let master = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC)?;
    fcntl(&master, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    fcntl(&master, FcntlArg::F_SETFL(OFlag::O_RDWR | OFlag::O_NONBLOCK))?;
    grantpt(&master)?;
    unlockpt(&master)?;
    let name = slave_name(&master)?;
    let flags = OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
    let slave = nix::fcntl::open(&name, flags, Mode::empty())?;
    let mut settings = tcgetattr(&slave)?;
    make_sane(&mut settings);
    tcsetattr(&slave, SetArg::TCSANOW, &settings)?;
    let master = Master { fd: master, name };
    master.resize(size)?;
    Ok((master, slave))
}

/// The name of the program's end.
fn slave_name(master: &PtyMaster) -> io::Result<PathBuf> {
    #[cfg(target_os = "linux")]
    let name = nix::pty::ptsname_r(master)?;
    #[cfg(not(target_os = "linux"))]
    // SAFETY: ptsname(3) answers from a static buffer, copied before it returns; only the
    // server's one thread opens ptys.
    let name = unsafe { nix::pty::ptsname(master)? };
    Ok(PathBuf::from(name))
}

/// The settings that `stty sane` gives, UTF-8 erasing, and ^? as the erase key, as every
/// terminal of today sends it.
fn make_sane(settings: &mut Termios) {
    settings.input_flags =
        InputFlags::ICRNL | InputFlags::IXON | InputFlags::IMAXBEL | InputFlags::BRKINT;
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    settings.input_flags.insert(InputFlags::IUTF8);
    settings.output_flags = OutputFlags::OPOST | OutputFlags::ONLCR;
    settings.control_flags.remove(ControlFlags::CSIZE | ControlFlags::PARENB);
    settings.control_flags.insert(ControlFlags::CS8 | ControlFlags::CREAD);
    settings.local_flags = LocalFlags::ISIG
        | LocalFlags::ICANON
        | LocalFlags::IEXTEN
        | LocalFlags::ECHO
        | LocalFlags::ECHOE
        | LocalFlags::ECHOK
        | LocalFlags::ECHOCTL
        | LocalFlags::ECHOKE;
    settings.control_chars[SpecialCharacterIndices::VERASE as usize] = 0x7f;
}

/// Our end of a pty, which does not block.
#[derive(Debug)]
pub struct Master {
    fd: PtyMaster,
    name: PathBuf,
}

impl Master {
    /// Our end of a pty that another process opened, with its descriptor.
    ///
    /// # Errors
    /// It is no such end.
    pub fn adopt(descriptor: OwnedFd) -> io::Result<Self> {
        // SAFETY: what is not a master's is refused by the next line, before anything is done with it.
        let fd = unsafe { PtyMaster::from_owned_fd(descriptor) };
        let name = slave_name(&fd)?;
        Ok(Self { fd, name })
    }

    /// Reads what the program wrote: at most 4 KiB a call on Linux. `Ok(0)` once nobody has the
    /// other end open any more, which Linux says with EIO; `WouldBlock` when there is nothing.
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.read_once(buffer) {
            // Linux looks for output first and whether the other end is closed second. What is
            // written and closed between the two looks is still there, and a second read has it.
            Err(error) if is_closed(&error) => match self.read_once(buffer) {
                Err(error) if is_closed(&error) => Ok(0),
                answer => answer,
            },
            answer => answer,
        }
    }

    fn read_once(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match (&self.fd).read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                answer => return answer,
            }
        }
    }

    /// Writes input for the program, as much as fits; `WouldBlock` when nothing does.
    pub fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match (&self.fd).write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                answer => return answer,
            }
        }
    }

    /// Tells the kernel the size, which sends SIGWINCH to the foreground group where it changed.
    pub fn resize(&self, size: WindowSize) -> io::Result<()> {
        let size = Winsize {
            ws_row: size.cells.rows,
            ws_col: size.cells.cols,
            ws_xpixel: size.xpixel,
            ws_ypixel: size.ypixel,
        };
        // SAFETY: TIOCSWINSZ reads one winsize, and `size` outlives the call.
        let done = unsafe { libc::ioctl(self.as_raw_fd(), libc::TIOCSWINSZ, &raw const size) };
        Errno::result(done).map(drop).map_err(io::Error::from)
    }

    /// The foreground process group: the job that has the keyboard.
    pub fn foreground(&self) -> Option<Pid> {
        tcgetpgrp(&self.fd).ok().filter(|pid| pid.as_raw() > 0)
    }

    /// The byte that says on it that input ends (VEOF); `None` where its program reads bytes as
    /// they come, to which nothing says so.
    pub fn end_of_input(&self) -> Option<u8> {
        let settings = tcgetattr(&self.fd).ok()?;
        let reads_lines = settings.local_flags.contains(LocalFlags::ICANON);
        reads_lines.then(|| settings.control_chars[SpecialCharacterIndices::VEOF as usize])
    }

    /// The program's end, such as `/dev/pts/7`.
    pub fn tty_name(&self) -> &Path {
        &self.name
    }
}

/// Whether a master's error says that nobody has the other end open.
fn is_closed(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::EIO)
}

impl AsFd for Master {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl AsRawFd for Master {
    fn as_raw_fd(&self) -> RawFd {
        self.fd.as_raw_fd()
    }
}
