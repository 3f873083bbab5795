//! Launching a program in a process of its own: leader of a session whose controlling terminal is the
//! one given, with default signals and no descriptor of ours.
//!
//! On Linux the child runs in our memory until it has become the program, while we stand still, as
//! posix_spawn(3) has it (which knows no controlling terminals). A fork would copy the tables of all
//! pages first, and each page that either of us then writes to: that costs the more the more there
//! is in the server, ten times the rest with some thousand panes, and keeps everybody waiting.
//! For the same reason it has our table of descriptors at first, and then one of its own with no more in
//! it than a [`Place`] and what comes before that: to copy and close two descriptors a pane took
//! as long as all the rest with a thousand of them.
#![allow(unsafe_code)] // clone(2), execve(2) and an ioctl, or a fork

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd};
use std::path::Path;

use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use nix::unistd::{Pid, setsid};

use super::fresh;

/// A low descriptor through which programs get their terminals. Whoever launches many has it before all
/// others.
#[derive(Debug)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code))] // a fork copies the table anyway
pub struct Place {
    at: OwnedFd,
    /// What is there while nothing is launched.
    nothing: OwnedFd,
}

impl Place {
    /// The lowest that is free.
    ///
    /// # Errors
    /// There are no descriptors left.
    pub fn new() -> io::Result<Self> {
        let nothing = File::open("/dev/null")?;
        // Not one of the three that it becomes.
        let least = FcntlArg::F_DUPFD_CLOEXEC(libc::STDERR_FILENO + 1);
        // SAFETY: the descriptor was made just now, for us alone.
        let at = unsafe { OwnedFd::from_raw_fd(fcntl(&nothing, least)?) };
        Ok(Self { at, nothing: nothing.into() })
    }
}

/// What is to be launched.
pub(super) struct Launch<'a> {
    /// The program: a file, or a name to be looked up in the `PATH` of the new environment.
    pub program: &'a OsStr,
    /// What it is told, its own name first.
    pub arguments: Vec<OsString>,
    /// Its whole environment.
    pub environment: BTreeMap<&'a OsStr, &'a OsStr>,
    /// The directory it starts in.
    pub directory: &'a Path,
    /// Its terminal.
    pub terminal: BorrowedFd<'a>,
}

/// Launches a program. Returns once it is really executed, so that a failure is an error here and not
/// a child that ends. The umask is ours.
///
/// # Errors
/// It cannot be executed, or there is no room for another process.
pub(super) fn launch(launch: &Launch<'_>, place: &mut Place) -> io::Result<Pid> {
    system::launch(launch, place)
}

/// Standard input becomes the terminal of a new session, signals and descriptors are as new. Only
/// async-signal-safe calls are made, and nothing is allocated.
fn lead_session() -> io::Result<()> {
    setsid()?;
    // SAFETY: TIOCSCTTY takes an integer; standard input is the terminal.
    if unsafe { libc::ioctl(libc::STDIN_FILENO, libc::TIOCSCTTY as _, 0) } == -1 {
        return Err(io::Error::last_os_error());
    }
    fresh::reset_signals()?;
    fresh::close_descriptors();
    Ok(())
}

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::{CStr, CString, c_char};
    use std::os::fd::{AsRawFd, RawFd};
    use std::os::unix::ffi::OsStrExt;
    use std::ptr::null;

    use nix::errno::Errno;
    use nix::fcntl::OFlag;
    use nix::sched::{CloneFlags, clone, unshare};
    use nix::sys::signal::{SigSet, SigmaskHow};
    use nix::sys::wait::waitpid;
    use nix::unistd::dup3;

    use super::*;

    /// The child's stack in bytes: it calls little, and in a build that is not optimised too.
    const STACK: usize = 64 << 10;

    /// Where programs are looked for where the environment does not say (execvp(3)).
    const PATH: &[u8] = b"/bin:/usr/bin";

    /// What executes a file that the kernel knows no way to execute (execvp(3)).
    const SHELL: &CStr = c"/bin/sh";

    pub(super) fn launch(launch: &Launch<'_>, place: &mut Place) -> io::Result<Pid> {
        let mut image = Image::new(launch)?;
        dup3(launch.terminal, &mut place.at, OFlag::O_CLOEXEC)?;
        let launched = start(&mut image, place.at.as_raw_fd());
        // A terminal that stays open here would never be over.
        dup3(&place.nothing, &mut place.at, OFlag::O_CLOEXEC)?;
        launched
    }

    /// Starts a child that becomes the program on the terminal that is at a descriptor.
    fn start(image: &mut Image, terminal: RawFd) -> io::Result<Pid> {
        let mut failed = None;
        let mut stack = vec![0; STACK];
        // In the child no handler of ours may run: it would do so in our memory.
        let before = SigSet::all().thread_swap_mask(SigmaskHow::SIG_SETMASK)?;
        let flags = CloneFlags::CLONE_VM | CloneFlags::CLONE_VFORK | CloneFlags::CLONE_FILES;
        let child = Box::new(|| {
            failed = Some(image.execute(terminal));
            127
        });
        // SAFETY: CLONE_VFORK has this thread stand still until the child has left our memory, by
        // execve(2) or its end. Until then it makes only async-signal-safe calls, allocates nothing,
        // and writes to its own stack, to `failed`, to `image` and to errno, which nobody else uses
        // meanwhile. Of the descriptors it alters none before it has a table of its own.
        let child = unsafe { clone(child, &mut stack, flags, Some(libc::SIGCHLD)) };
        before.thread_set_mask()?;
        let child = child?;
        match failed {
            None => Ok(child),
            Some(error) => {
                // It has ended; whoever waits for all children may have been told already.
                let _ = waitpid(child, None);
                Err(error)
            }
        }
    }

    /// All that the child needs, made ready, since it must not allocate.
    struct Image {
        /// The files to try, in order.
        files: Vec<CString>,
        directory: CString,
        /// Pointers into `_arguments`, and null.
        argv: Vec<*const c_char>,
        /// The same for the shell that executes a script without a first line that says what does.
        script: Vec<*const c_char>,
        /// Pointers into `_environment`, and null.
        envp: Vec<*const c_char>,
        _arguments: Vec<CString>,
        _environment: Vec<CString>,
    }

    impl Image {
        fn new(launch: &Launch<'_>) -> io::Result<Self> {
            let text = |text: &OsStr| CString::new(text.as_bytes());
            let pair = |(name, value): (&&OsStr, &&OsStr)| {
                CString::new([name.as_bytes(), value.as_bytes()].join(&b'='))
            };
            let arguments: Vec<CString> =
                launch.arguments.iter().map(|it| text(it)).collect::<Result<_, _>>()?;
            let environment: Vec<CString> =
                launch.environment.iter().map(pair).collect::<Result<_, _>>()?;
            let pointers = |all: &[CString]| {
                all.iter().map(|it| it.as_ptr()).chain([null()]).collect::<Vec<_>>()
            };
            let argv = pointers(&arguments);
            // Its own name gives way to the file's.
            let script = [SHELL.as_ptr(), null()].into_iter().chain(argv[1..].iter().copied());
            Ok(Self {
                files: files(launch)?,
                directory: text(launch.directory.as_os_str())?,
                script: script.collect(),
                argv,
                envp: pointers(&environment),
                _arguments: arguments,
                _environment: environment,
            })
        }

        /// In the child: becomes the program, or says why not.
        fn execute(&mut self, terminal: RawFd) -> io::Error {
            match self.prepare(terminal) {
                Ok(()) => self.try_files().into(),
                Err(error) => error,
            }
        }

        fn prepare(&self, terminal: RawFd) -> io::Result<()> {
            part_with_descriptors(terminal)?;
            for fd in [libc::STDIN_FILENO, libc::STDOUT_FILENO, libc::STDERR_FILENO] {
                // SAFETY: dup2 takes two integers; the table of descriptors is the child's own by now.
                Errno::result(unsafe { libc::dup2(terminal, fd) })?;
            }
            // SAFETY: the path is a C string that outlives the call.
            Errno::result(unsafe { libc::chdir(self.directory.as_ptr()) })?;
            lead_session()
        }

        /// Tries each file until one is executed, as execvp(3) does: what is not there is passed
        /// over, and what must not be executed told of only where nothing else is found.
        fn try_files(&mut self) -> Errno {
            let mut told = Errno::ENOENT;
            for at in 0..self.files.len() {
                let file = self.files[at].as_ptr();
                execve(file, &self.argv, &self.envp);
                match Errno::last() {
                    Errno::ENOEXEC => {
                        self.script[1] = file;
                        execve(SHELL.as_ptr(), &self.script, &self.envp);
                        return Errno::last();
                    }
                    Errno::EACCES => told = Errno::EACCES,
                    Errno::ENOENT | Errno::ENOTDIR | Errno::ESTALE | Errno::ENODEV => {}
                    Errno::ETIMEDOUT => {}
                    error => return error,
                }
            }
            told
        }
    }

    /// In the child: has a table of descriptors of its own from now on, with those up to this one, and
    /// maybe the rest.
    fn part_with_descriptors(last: RawFd) -> io::Result<()> {
        let (first, end) = (last + 1, libc::c_uint::MAX);
        // SAFETY: the call takes three integers. What it closes is closed in the new table alone.
        let parted =
            unsafe { libc::syscall(libc::SYS_close_range, first, end, libc::CLOSE_RANGE_UNSHARE) };
        match parted {
            0 => Ok(()),
            // A kernel that does not know it.
            _ => Ok(unshare(CloneFlags::CLONE_FILES)?),
        }
    }

    /// Becomes a file's program; returns only where that fails.
    fn execve(file: *const c_char, argv: &[*const c_char], envp: &[*const c_char]) {
        // SAFETY: `file` is a C string, and both arrays hold pointers to such and end with null; all
        // of them outlive the call.
        unsafe { libc::execve(file, argv.as_ptr(), envp.as_ptr()) };
    }

    /// The files that may be the program: itself where it is given with a directory, else those of
    /// its name in the directories of `PATH`, of which an empty one is the current.
    fn files(launch: &Launch<'_>) -> io::Result<Vec<CString>> {
        let name = launch.program.as_bytes();
        if name.contains(&b'/') {
            return Ok(vec![CString::new(name)?]);
        }
        if name.is_empty() {
            return Ok(Vec::new());
        }
        let path = launch.environment.get(OsStr::new("PATH")).map_or(PATH, |it| it.as_bytes());
        let file = |directory: &[u8]| {
            let directory = if directory.is_empty() { b"." } else { directory };
            CString::new([directory, name].join(&b'/'))
        };
        Ok(path.split(|byte| *byte == b':').map(file).collect::<Result<_, _>>()?)
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};

    use super::*;

    pub(super) fn launch(launch: &Launch<'_>, _: &mut Place) -> io::Result<Pid> {
        let stdio = || launch.terminal.try_clone_to_owned().map(Stdio::from);
        let mut command = Command::new(launch.program);
        if let Some((zeroth, arguments)) = launch.arguments.split_first() {
            command.arg0(zeroth).args(arguments);
        }
        command
            .env_clear()
            .envs(&launch.environment)
            .current_dir(launch.directory)
            .stdin(stdio()?)
            .stdout(stdio()?)
            .stderr(stdio()?);
        // SAFETY: `lead_session` makes only async-signal-safe calls and allocates nothing.
        unsafe { command.pre_exec(lead_session) };
        // A pid is positive and fits.
        Ok(Pid::from_raw(command.spawn()?.id().cast_signed()))
    }
}
