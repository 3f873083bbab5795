//! Processes: how they end, what they are, and who we are.
//!
//! What a process runs and where comes from `/proc`, so on Linux alone; elsewhere nobody knows
//! and callers fall back.
#![allow(unsafe_code)] // sigaction(2), and waitpid(2), whose face in nix loses some ends by signal

use std::ffi::OsString;
use std::io;
#[cfg(target_os = "linux")]
use std::os::fd::FromRawFd;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::libc;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, kill, killpg, sigaction};
use nix::unistd::{AccessFlags, Gid, Group, Pid, Uid, User, access};

#[cfg(test)]
mod tests;

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// It left with this status, 0 to 255.
    Exited(i32),
    /// This signal ended it.
    Signaled(i32),
}

/// All children that ended since the last call, whoever started them. Never blocks.
///
/// Those that stopped are continued, but for those that `may_stop`: each leads a session or a group
/// of its own, so that there is no shell above it that could. One that wanted the terminal of others
/// waits for that.
pub fn reap(may_stop: impl Fn(Pid) -> bool) -> Vec<(Pid, ExitStatus)> {
    std::iter::from_fn(|| reap_one(-1, &may_stop)).collect()
}

/// How a child ends that is about to; `None` where it does not within `patience`, or is nobody's child
/// of ours.
pub fn wait_end(pid: Pid, patience: Duration) -> Option<ExitStatus> {
    let deadline = Instant::now() + patience;
    loop {
        let ended = reap_one(pid.as_raw(), &|_| true);
        if ended.is_some() || !is_there(pid) || Instant::now() >= deadline {
            return ended.map(|(_, status)| status);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// One that ended among `which` (as waitpid(2) takes it: a pid, or -1 for any child).
fn reap_one(which: libc::pid_t, may_stop: &impl Fn(Pid) -> bool) -> Option<(Pid, ExitStatus)> {
    loop {
        let mut status = 0;
        // SAFETY: waitpid writes one integer, and `status` outlives the call.
        let pid = unsafe { libc::waitpid(which, &raw mut status, libc::WNOHANG | libc::WUNTRACED) };
        match pid {
            1.. if libc::WIFEXITED(status) => {
                let code = libc::WEXITSTATUS(status);
                return Some((Pid::from_raw(pid), ExitStatus::Exited(code)));
            }
            1.. if libc::WIFSIGNALED(status) => {
                let signal = libc::WTERMSIG(status);
                return Some((Pid::from_raw(pid), ExitStatus::Signaled(signal)));
            }
            1.. if libc::WIFSTOPPED(status) && !may_stop(Pid::from_raw(pid)) => {
                go_on(Pid::from_raw(pid), libc::WSTOPSIG(status));
            }
            // There may be another.
            1.. => {}
            -1 if Errno::last() == Errno::EINTR => {}
            _ => return None,
        }
    }
}

/// Continues a child that this signal stopped.
fn go_on(pid: Pid, stopped_by: i32) {
    if !matches!(stopped_by, libc::SIGTTIN | libc::SIGTTOU)
        && signal_group(pid, Signal::SIGCONT).is_err()
    {
        // It may have ended meanwhile.
        let _ = kill(pid, Signal::SIGCONT);
    }
}

/// A descriptor that is readable once a process has ended, which need be no child of ours
/// (pidfd_open(2)). `None` where there is no such thing, or no such process any more.
pub fn watch_end(pid: Pid) -> Option<OwnedFd> {
    #[cfg(target_os = "linux")]
    {
        // SAFETY: the call takes two integers and makes a descriptor, which nobody else knows of.
        let made = unsafe { libc::syscall(libc::SYS_pidfd_open, pid.as_raw(), 0) };
        let made = i32::try_from(made).ok().filter(|made| *made >= 0)?;
        // SAFETY: as above; it closes at an exec (pidfd_open(2)).
        Some(unsafe { OwnedFd::from_raw_fd(made) })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = pid;
        None
    }
}

/// Whether there is a process of this number. It may be another's by now.
pub fn is_there(pid: Pid) -> bool {
    pid.as_raw() > 0 && !matches!(kill(pid, None), Err(Errno::ESRCH))
}

/// Ends a process at once. Where it has ended already nothing happens.
pub fn end_at_once(pid: Pid) {
    if pid.as_raw() > 1 {
        let _ = kill(pid, Signal::SIGKILL);
    }
}

/// Sends a signal to one process.
///
/// # Errors
/// There is none, or it is somebody else's; 1 and below are refused, as by [`signal_group`].
pub fn signal(pid: Pid, signal: Signal) -> io::Result<()> {
    if pid.as_raw() <= 1 {
        return Err(Errno::EINVAL.into());
    }
    Ok(kill(pid, signal)?)
}

/// Sends a signal to a whole process group. Groups 1 and below are refused: kill(2) would take
/// them for every process there is.
pub fn signal_group(group: Pid, signal: Signal) -> io::Result<()> {
    if group.as_raw() <= 1 {
        return Err(Errno::EINVAL.into());
    }
    Ok(killpg(group, signal)?)
}

/// Gives SIGPIPE its default action, which Rust programs begin without: for a process that is about
/// to become another program.
pub fn end_by_broken_pipes() -> io::Result<()> {
    let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
    // SAFETY: the default action is no handler, so nothing of ours can run in it.
    unsafe { sigaction(Signal::SIGPIPE, &default)? };
    Ok(())
}

/// Ends this process at once: nothing is cleaned up, no thread is waited for.
pub fn end_now(status: i32) -> ! {
    // SAFETY: _exit ends the process and runs nothing of ours.
    unsafe { libc::_exit(status) }
}

/// Runs a shell command on the terminal that this process has, and waits for its end. Its exit
/// status; 128 and more for a signal.
pub fn run_in_terminal(command: &str) -> io::Result<i32> {
    use std::os::unix::process::ExitStatusExt;
    let status = std::process::Command::new("/bin/sh").arg("-c").arg(command).status()?;
    Ok(status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default()))
}

/// The name of the program that leads a process group, as one would type it: no directory, no
/// `-` of a login shell.
pub fn current_command(group: Pid) -> Option<String> {
    #[cfg(target_os = "linux")]
    {
        let line = std::fs::read(format!("/proc/{group}/cmdline")).ok()?;
        let zeroth = line.split(|byte| *byte == 0).next().unwrap_or_default();
        let name = command_name(zeroth);
        if !name.is_empty() {
            return Some(name);
        }
        // A process without arguments, such as one that is just ending.
        let name = std::fs::read(format!("/proc/{group}/comm")).ok()?;
        Some(command_name(name.trim_ascii_end())).filter(|name| !name.is_empty())
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = group;
        None
    }
}

/// `-bash` and `/usr/bin/bash` are both bash.
#[cfg(any(target_os = "linux", test))]
fn command_name(zeroth: &[u8]) -> String {
    let zeroth = zeroth.strip_prefix(b"-").unwrap_or(zeroth);
    let name = zeroth.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    String::from_utf8_lossy(name).into_owned()
}

/// The process that a process is the child of; `None` where that cannot be known.
pub fn parent(pid: Pid) -> Option<Pid> {
    #[cfg(target_os = "linux")]
    {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
        line.trim().parse().ok().map(Pid::from_raw)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = pid;
        None
    }
}

/// What a process calls itself, as ps shows it up to its first argument; `None` where that cannot be
/// known.
pub fn title(pid: Pid) -> Option<String> {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let zeroth = line.split(|byte| *byte == 0).next().unwrap_or_default();
    Some(String::from_utf8_lossy(zeroth).into_owned())
}

/// The directory that a process works in.
pub fn current_directory(pid: Pid) -> Option<PathBuf> {
    #[cfg(target_os = "linux")]
    return std::fs::read_link(format!("/proc/{pid}/cwd")).ok();
    #[cfg(not(target_os = "linux"))]
    {
        let _ = pid;
        None
    }
}

/// The names and values in the environment that a process was started with; `None` where it is not
/// ours to read.
pub fn environment(pid: Pid) -> Option<Vec<(OsString, OsString)>> {
    #[cfg(target_os = "linux")]
    {
        let all = std::fs::read(format!("/proc/{pid}/environ")).ok()?;
        let variable = |pair: &[u8]| {
            let at = pair.iter().position(|byte| *byte == b'=').filter(|at| *at > 0)?;
            let part = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
            Some((part(&pair[..at]), part(&pair[at + 1..])))
        };
        Some(all.split(|byte| *byte == 0).filter_map(variable).collect())
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = pid;
        None
    }
}

/// The person's name, or their number where the system knows no name.
pub fn user() -> String {
    passwd().map_or_else(|| Uid::effective().to_string(), |user| user.name)
}

/// The number that the system has for the person.
pub fn uid() -> u32 {
    Uid::effective().as_raw()
}

/// The home of whoever has this name.
pub fn home_of(user: &str) -> Option<PathBuf> {
    User::from_name(user).ok().flatten().map(|user| user.dir)
}

/// The person's home: `$HOME`, else what the system says, else `/`.
pub fn home() -> PathBuf {
    let named = std::env::var_os("HOME").map(PathBuf::from);
    named
        .filter(|home| home.is_absolute())
        .or_else(|| passwd().map(|user| user.dir))
        .unwrap_or_else(|| PathBuf::from("/"))
}

/// The person's shell: `$SHELL`, else what the system says, else `/bin/sh`; always one that can
/// be executed.
pub fn login_shell() -> PathBuf {
    choose_shell(std::env::var_os("SHELL"), passwd().map(|user| user.shell))
}

fn choose_shell(variable: Option<OsString>, passwd: Option<PathBuf>) -> PathBuf {
    [variable.map(PathBuf::from), passwd]
        .into_iter()
        .flatten()
        .find(|shell| is_shell(shell))
        .unwrap_or_else(|| PathBuf::from("/bin/sh"))
}

/// Whether a file can be a shell: given whole, and executable.
pub fn is_shell(path: &Path) -> bool {
    path.is_absolute() && path.is_file() && access(path, AccessFlags::X_OK).is_ok()
}

/// The number of a user, or of a group, and how it is called.
pub fn account(name: &str, is_group: bool) -> Option<(u32, String)> {
    match is_group {
        true => Group::from_name(name).ok().flatten().map(|it| (it.gid.as_raw(), it.name)),
        false => User::from_name(name).ok().flatten().map(|it| (it.uid.as_raw(), it.name)),
    }
}

/// How the user of a number is called, or the group.
pub fn account_name(id: u32, is_group: bool) -> Option<String> {
    match is_group {
        true => Group::from_gid(Gid::from_raw(id)).ok().flatten().map(|it| it.name),
        false => User::from_uid(Uid::from_raw(id)).ok().flatten().map(|it| it.name),
    }
}

fn passwd() -> Option<User> {
    User::from_uid(Uid::effective()).ok().flatten()
}

/// The machine's name, as it calls itself.
pub fn hostname() -> String {
    let name = nix::unistd::gethostname().unwrap_or_default();
    if name.is_empty() { "localhost".to_owned() } else { name.to_string_lossy().into_owned() }
}

/// The file to execute to run this very program again.
///
/// On Linux this works too where the file was replaced or removed since.
pub fn own_program() -> io::Result<PathBuf> {
    let path = std::env::current_exe()?;
    let running = Path::new("/proc/self/exe");
    if !path.exists() && running.exists() { Ok(running.to_owned()) } else { Ok(path) }
}

/// The file of this process's program, whatever has its name by now, where there is a way to it.
///
/// # Errors
/// Nobody knows its name.
pub fn running_program() -> io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() { Ok(running.to_owned()) } else { own_program() }
}

/// The file that has the name of this process's program now, which another one may have by an
/// installation.
///
/// # Errors
/// Nobody knows that name.
pub fn installed_program() -> io::Result<PathBuf> {
    let path = std::env::current_exe()?;
    // So the kernel marks the name of a file that is there no more (proc(5)).
    let name = path.as_os_str().as_encoded_bytes().strip_suffix(b" (deleted)");
    Ok(name.map_or(path.clone(), |name| OsString::from_vec(name.to_vec()).into()))
}

/// Raises the number of descriptors that we may open to the most that we are allowed: each
/// client and each pane is one. Returns that number.
pub fn raise_fd_limit() -> io::Result<u64> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    if soft < hard {
        setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
    }
    Ok(hard)
}
