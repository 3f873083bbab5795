//! Real programs on real ptys.

use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::Signal;
use nix::sys::wait::{WaitStatus, waitpid};

use super::*;
use crate::geometry::Size;
use crate::os::install;

/// A program and what it has written so far.
struct Running {
    child: Child,
    output: String,
}

impl Running {
    fn new(program: Program) -> Self {
        Self::with(&spawn_of(program))
    }

    fn with(what: &Spawn) -> Self {
        Self { child: spawn(what).unwrap(), output: String::new() }
    }

    fn sh(script: &str) -> Self {
        Self::new(shell_command(script))
    }

    /// Reads until `text` has come, or the end has; false at the end.
    fn reads(&mut self, text: &str) -> bool {
        let deadline = Instant::now() + Duration::from_secs(10);
        let mut buffer = [0; 4096];
        while !self.output.contains(text) {
            assert!(Instant::now() < deadline, "no {text:?} in {:?}", self.output);
            let master = &self.child.master;
            match master.read(&mut buffer) {
                Ok(0) => return false,
                Ok(n) => self.output.push_str(&String::from_utf8_lossy(&buffer[..n])),
                Err(error) => {
                    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
                    let wanted = PollFd::new(master.as_fd(), PollFlags::POLLIN);
                    poll(&mut [wanted], PollTimeout::from(100u8)).unwrap();
                }
            }
        }
        true
    }

    fn expect(mut self, text: &str) -> Self {
        assert!(self.reads(text), "{text:?} is not in {:?}", self.output);
        self
    }

    fn types(self, bytes: &[u8]) -> Self {
        assert_eq!(self.child.master.write(bytes).unwrap(), bytes.len());
        self
    }

    /// Everything until the end, and how it ended.
    fn finish(mut self) -> (String, WaitStatus) {
        assert!(!self.reads("\u{0}never"));
        (self.output, waitpid(self.child.pid, None).unwrap())
    }
}

fn shell_command(script: &str) -> Program {
    Program::ShellCommand { shell: "/bin/sh".into(), command: script.into() }
}

fn spawn_of(program: Program) -> Spawn {
    let variable = |name: &str, value: &str| (OsString::from(name), OsString::from(value));
    Spawn {
        program,
        cwd: "/".into(),
        env: vec![variable("PATH", "/usr/bin:/bin"), variable("HOME", "/usr")],
        size: Size::new(80, 24).into(),
    }
}

fn argv(words: &[&str]) -> Program {
    Program::Argv(words.iter().map(OsString::from).collect())
}

#[test]
fn it_has_the_environment_given_and_no_other() {
    let mut what = spawn_of(argv(&["env"]));
    what.env.push(("PMUX_PANE".into(), "%3".into()));
    let (output, status) = Running::with(&what).finish();
    let mut lines: Vec<_> = output.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["HOME=/usr", "PATH=/usr/bin:/bin", "PMUX_PANE=%3", "PWD=/"]);
    assert!(matches!(status, WaitStatus::Exited(_, 0)));
}

#[test]
fn it_leads_a_session_on_its_own_terminal_of_the_size_given() {
    let mut what = spawn_of(shell_command("tty; stty size; ps -o pid=,sid=,tpgid= -p $$; cat"));
    what.size = WindowSize { cells: Size::new(132, 43), xpixel: 1320, ypixel: 860 };
    let running = Running::with(&what).expect("43 132\r\n");
    let name = running.child.master.tty_name().display().to_string();
    let pid = running.child.pid;
    let running = running.expect(&name);
    let mut words = running.expect(&format!("{pid} ")).output;
    words.retain(|c| c != '\r');
    assert_eq!(words.matches(&pid.to_string()).count(), 3, "{words}");
}

#[test]
fn control_c_interrupts_the_foreground_group_alone() {
    let running =
        Running::sh("trap 'echo got int; exit 7' INT; echo ready; while :; do sleep 0.05; done")
            .expect("ready")
            .types(b"\x03");
    let (output, status) = running.finish();
    assert!(output.contains("got int"), "{output}");
    assert!(matches!(status, WaitStatus::Exited(_, 7)), "{status:?}");
}

#[test]
fn a_new_size_raises_sigwinch() {
    let running =
        Running::sh("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done")
            .expect("ready");
    running.child.master.resize(Size::new(100, 30).into()).unwrap();
    running.expect("30 100");
}

#[test]
fn signals_are_as_a_login_leaves_them_whatever_ours_are() {
    let blocked = nix::sys::signal::SigSet::all();
    blocked.thread_block().unwrap();
    let running = Running::sh("grep -E 'Sig(Blk|Ign)' /proc/self/status");
    nix::sys::signal::SigSet::empty().thread_set_mask().unwrap();
    let (output, _) = running.finish();
    // The C library keeps signals 32 and 33 for itself and lets nobody touch them.
    let reserved = 0b11 << 31;
    let masks: Vec<_> = output
        .split_whitespace()
        .filter_map(|word| u64::from_str_radix(word, 16).ok())
        .map(|mask| mask & !reserved)
        .collect();
    assert_eq!(masks, [0, 0], "{output}");
}

#[test]
fn no_descriptor_but_the_three_reaches_it() {
    // A descriptor that is inherited, as a careless parent of ours would leave it.
    let null = std::fs::File::open("/dev/null").unwrap();
    fcntl(&null, FcntlArg::F_SETFD(FdFlag::empty())).unwrap();
    let (output, _) = Running::new(argv(&["ls", "/proc/self/fd"])).finish();
    // The fourth is ls's own, on the directory.
    assert_eq!(output.split_whitespace().collect::<Vec<_>>(), ["0", "1", "2", "3"]);
}

/// Programs get their terminals through one place, which has them no longer than that, and their
/// parent's other descriptors are its own.
#[test]
fn a_parent_s_descriptors_stay_as_they_are() {
    let mut place = Place::new().unwrap();
    let high = fcntl(std::fs::File::open("/dev/null").unwrap(), FcntlArg::F_DUPFD_CLOEXEC(700));
    let high = high.unwrap();
    for words in [&["ls", "/proc/self/fd"][..], &["/no/such/program"], &["ls", "/proc/self/fd"]] {
        let execution = spawn_of(argv(words)).execution().unwrap();
        let (master, slave) = open(Size::new(80, 24).into()).unwrap();
        let pid = execute(&execution, &slave, &mut place);
        drop(slave);
        assert_eq!(pid.is_ok(), words[0] == "ls");
        if let Ok(pid) = pid {
            let child = Child { pid, master };
            // It comes to an end: nobody else has its terminal open.
            let (output, _) = Running { child, output: String::new() }.finish();
            assert_eq!(output.split_whitespace().collect::<Vec<_>>(), ["0", "1", "2", "3"]);
        }
        let kept = std::fs::read_link(format!("/proc/self/fd/{high}")).unwrap();
        assert_eq!(kept, Path::new("/dev/null"));
    }
}

#[test]
fn the_line_discipline_is_sane() {
    let (output, _) = Running::new(argv(&["stty", "-a"])).finish();
    for word in ["erase = ^?", "intr = ^C", " iutf8", " icanon", " echo ", " onlcr", " cs8"] {
        assert!(output.replace(['\r', '\n'], " ").contains(word), "{word} is not in {output}");
    }
}

#[test]
fn a_shell_is_told_that_it_is_a_login_shell_by_its_name() {
    for (login, name) in [(true, "-sh"), (false, "sh")] {
        let running =
            Running::new(Program::Shell { path: "/bin/sh".into(), login, arguments: Vec::new() });
        let running = running.types(b"echo \"<$0>\"\r").expect(&format!("<{name}>"));
        running.types(b"exit\r").finish();
    }
}

#[test]
fn a_directory_one_cannot_enter_gives_home_then_root() {
    for (cwd, home, expect) in [
        ("/usr/bin", "/usr", "/usr/bin"),
        ("/nowhere", "/usr", "/usr"),
        ("relative", "/usr", "/usr"),
        ("/etc/passwd", "/nowhere", "/"),
        ("", "", "/"),
    ] {
        let mut what = spawn_of(shell_command("echo \"<$(pwd -P) $PWD>\""));
        what.cwd = cwd.into();
        what.env = vec![("HOME".into(), home.into())];
        let expect = Path::new(expect);
        let real = expect.canonicalize().unwrap();
        Running::with(&what).expect(&format!("<{} {}>", real.display(), expect.display()));
    }
}

#[test]
fn what_cannot_be_executed_is_an_error_with_its_name() {
    let message = |program| spawn(&spawn_of(program)).unwrap_err().to_string();
    let missing = message(argv(&["/no/such/program"]));
    assert_eq!(missing, "cannot execute /no/such/program: No such file or directory");
    let forbidden = message(argv(&["/etc/passwd"]));
    assert_eq!(forbidden, "cannot execute /etc/passwd: Permission denied");
    let shell =
        message(Program::Shell { path: "/no/shell".into(), login: true, arguments: Vec::new() });
    assert_eq!(shell, "cannot execute /no/shell: No such file or directory");
    assert_eq!(message(argv(&[])), "no program to execute");
    assert!(message(argv(&["a\0b"])).starts_with("cannot execute"));
}

#[test]
fn a_program_is_looked_up_and_a_plain_script_run_as_by_a_shell() {
    let dir = std::env::temp_dir().join(format!("pmux-launch{}", std::process::id()));
    for (folder, mode) in [("locked", "600"), ("open", "700")] {
        let text = dir.join(folder).join("text");
        std::fs::create_dir_all(dir.join(folder)).unwrap();
        std::fs::write(&text, format!("echo \"<{folder} $0 $*>\"\n")).unwrap();
        install(&text, mode, &dir.join(folder).join("tool"));
    }
    let with_path = |path: &str| {
        let mut what = spawn_of(argv(&["tool", "a b", "c"]));
        what.cwd = dir.clone();
        what.env[0].1 = path.into();
        what
    };
    // Without a first line that says by what; an empty directory and a dot are the current one.
    for (path, file) in [
        ("/nowhere:locked:open", "open/tool"),
        ("/etc/passwd:./open", "./open/tool"),
        ("/usr/bin::open", "open/tool"),
    ] {
        let (output, status) = Running::with(&with_path(path)).finish();
        assert_eq!(output, format!("<open {file} a b c>\r\n"));
        assert!(matches!(status, WaitStatus::Exited(_, 0)));
    }
    let failed = |path| spawn(&with_path(path)).unwrap_err().status();
    assert_eq!((failed("locked:/nowhere"), failed("/nowhere")), (126, 127));
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn the_foreground_group_is_the_job_that_has_the_keyboard() {
    let running = Running::new(Program::Shell {
        path: "/bin/sh".into(),
        login: false,
        arguments: Vec::new(),
    });
    let pid = running.child.pid;
    let running = running.types(b"set -m; echo rea''dy; cat\r").expect("ready\r\n");
    let deadline = Instant::now() + Duration::from_secs(10);
    let job = loop {
        match running.child.master.foreground() {
            Some(job) if job != pid => break job,
            _ => assert!(Instant::now() < deadline, "cat never got the keyboard"),
        }
    };
    assert!(crate::os::process::signal_group(job, Signal::SIGKILL).is_ok());
    running.expect("Killed").types(b"exit\r").finish();
}

#[test]
fn reading_and_writing_never_block() {
    let running = Running::new(argv(&["sleep", "9"]));
    let master = &running.child.master;
    let blocked = |answer: io::Result<usize>| {
        answer.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    };
    assert!(blocked(master.read(&mut [0; 16])));
    // Nobody reads: at some point the pty is full.
    let full = (0..1024).any(|_| blocked(master.write(&[b'x'; 1024])));
    assert!(full);
    crate::os::process::signal_group(running.child.pid, Signal::SIGKILL).unwrap();
    assert!(matches!(running.finish().1, WaitStatus::Signaled(..)));
}
