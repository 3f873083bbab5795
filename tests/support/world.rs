//! A private world for pmux: directories, environment, and the command line.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder};
use std::io::Read;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pmux::geometry::Size;

use super::person::Person;
use super::{PATIENCE, processes};

/// How long whatever runs in a world may take to end after `kill-server`.
const GRACE: Duration = Duration::from_secs(30);

/// A world of its own for each test.
pub struct Pmux {
    dir: PathBuf,
    env: Vec<(OsString, OsString)>,
}

/// What a command left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its exit status; 128 and more for a signal, as a shell counts.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Pmux {
    /// A world with nothing in it: no server, and a configuration that says nothing.
    pub fn new() -> Self {
        Self::with_config("")
    }

    /// The same with a configuration file.
    pub fn with_config(text: &str) -> Self {
        let pmux = Self::without_config();
        fs::write(pmux.config(), text).expect("a configuration for the test");
        pmux
    }

    /// The world of somebody new to it, who has no configuration.
    pub fn without_config() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        // Short: a socket's path has room for about a hundred bytes.
        let dir = std::env::temp_dir().join(format!("pmux-t{}-{count}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        for name in ["", "home", "run", "tmp", "config/pmux"] {
            let made = DirBuilder::new().mode(0o700).recursive(true).create(dir.join(name));
            made.expect("a directory for the test");
        }
        // A login shell reads the machine's own profile first, which may set another prompt.
        fs::write(dir.join("home/.profile"), "PS1='$ '\n").expect("a profile for the test");
        let path = std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into());
        let variable = |name: &str, value: &dyn AsRef<OsStr>| {
            (OsString::from(name), value.as_ref().to_owned())
        };
        let env = vec![
            variable("PATH", &path),
            variable("HOME", &dir.join("home")),
            variable("XDG_RUNTIME_DIR", &dir.join("run")),
            variable("XDG_CONFIG_HOME", &dir.join("config")),
            variable("TMPDIR", &dir.join("tmp")),
            variable("PMUX_TMPDIR", &dir.join("run")),
            variable("TERM", &"xterm-256color"),
            variable("LANG", &"C.UTF-8"),
            variable("SHELL", &"/bin/sh"),
            variable("PS1", &"$ "),
            variable("TZ", &"UTC"),
        ];
        Self { dir, env }
    }

    /// The same whose servers say what happens, for [`Self::wait_for_request`].
    pub fn with_log() -> Self {
        let mut pmux = Self::new();
        let log = pmux.log();
        pmux.set_env("PMUX_LOG", log.to_str());
        pmux
    }

    fn log(&self) -> PathBuf {
        self.dir.join("log")
    }

    /// Waits until the server has what a client asks for: that it runs says nothing of that.
    pub fn wait_for_request(&self, client: u32) {
        let told = format!(", process {client}\n");
        super::wait_for("its request", || {
            fs::read_to_string(self.log()).is_ok_and(|log| log.contains(&told)).then_some(())
        });
    }

    /// Its directory; programs' home is `home` in it.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// A file or directory in the home.
    pub fn home(&self, name: &str) -> PathBuf {
        self.dir.join("home").join(name)
    }

    /// Its configuration file.
    pub fn config(&self) -> PathBuf {
        self.dir.join("config/pmux/pmux.conf")
    }

    /// The socket called `name`.
    pub fn socket(&self, name: &str) -> PathBuf {
        self.dir.join("run").join(format!("pmux-{}", nix::unistd::geteuid())).join(name)
    }

    /// What every process in it gets as environment.
    pub fn env(&self) -> &[(OsString, OsString)] {
        &self.env
    }

    /// Sets a variable for what is started from now on; `None` removes it.
    pub fn set_env(&mut self, name: &str, value: Option<&str>) {
        self.env.retain(|(known, _)| known != name);
        self.env.extend(value.map(|value| (name.into(), value.into())));
    }

    /// pmux with these arguments, not started yet.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pmux"));
        let env = self.env.iter().map(|(name, value)| (name, value));
        command.args(args).env_clear().envs(env).current_dir(self.home("")).stdin(Stdio::null());
        command
    }

    /// The same as whoever calls it `tmux`, by a link of that name that is the first in `PATH`.
    pub fn as_tmux(&self, args: &[&str]) -> Command {
        let env = self.tmux_env();
        let mut command = Command::new(self.dir.join("bin/tmux"));
        command.args(args).env_clear().envs(env.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.home("")).stdin(Stdio::null());
        command
    }

    /// What a process has as environment that calls it `tmux`.
    fn tmux_env(&self) -> Vec<(OsString, OsString)> {
        let folder = self.dir.join("bin");
        if !folder.exists() {
            fs::create_dir(&folder).expect("a folder for the link");
            let link = std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_pmux"), folder.join("tmux"));
            link.expect("a link");
        }
        let paths = self.env.iter().find(|(name, _)| name == "PATH");
        let paths = paths.map(|(_, path)| std::env::split_paths(path).collect::<Vec<_>>());
        let paths = [folder].into_iter().chain(paths.into_iter().flatten());
        let path = std::env::join_paths(paths).expect("a search path");
        let mut env = self.env.clone();
        env.retain(|(name, _)| name != "PATH");
        env.push(("PATH".into(), path));
        env.push(("TMUX_TMPDIR".into(), self.dir.join("run").into()));
        env
    }

    /// Somebody at a terminal of `size` who runs it as tmux.
    pub fn attach_as_tmux(&self, size: Size, args: &[&str]) -> Person {
        let (env, tmux) = (self.tmux_env(), self.dir.join("bin/tmux"));
        let argv = [&[tmux.to_str().expect("a path that is text")], args].concat();
        Person::new(size, &argv, &env, &self.home(""))
    }

    /// Runs it as tmux, to its end.
    pub fn tmux(&self, args: &[&str]) -> Output {
        run(self.as_tmux(args), &format!("tmux {}", args.join(" ")))
    }

    /// Runs pmux with these arguments, to its end.
    pub fn cmd(&self, args: &[&str]) -> Output {
        run(self.command(args), &format!("pmux {}", args.join(" ")))
    }

    /// The same for what must succeed without a complaint; gives what it printed.
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.cmd(args);
        let is_fine = output.status == 0 && output.stderr.is_empty();
        assert!(is_fine, "pmux {}: {output:#?}", args.join(" "));
        output.stdout
    }

    /// The same for what must fail; gives its complaint, without the newline.
    pub fn fails(&self, args: &[&str]) -> String {
        let output = self.cmd(args);
        // Which of them: `tests/errors.rs`.
        assert!(matches!(output.status, 1..=5 | 125), "pmux {}: {output:#?}", args.join(" "));
        assert_eq!(output.stdout, "", "pmux {}: {output:#?}", args.join(" "));
        output.stderr.trim_end().to_owned()
    }

    /// Somebody at a terminal of `size` who runs pmux with these arguments.
    pub fn attach(&self, size: Size, args: &[&str]) -> Person {
        let argv = [&[env!("CARGO_BIN_EXE_pmux")], args].concat();
        Person::new(size, &argv, &self.env, &self.home(""))
    }

    /// Somebody at a terminal of `size` with a shell, in which `pmux` is this pmux.
    pub fn shell(&self, size: Size) -> Person {
        let mut env = self.env.clone();
        let program = Path::new(env!("CARGO_BIN_EXE_pmux"));
        let dir = program.parent().unwrap_or(program);
        for (_, path) in env.iter_mut().filter(|(name, _)| name == "PATH") {
            let dirs = [dir.to_owned()].into_iter().chain(std::env::split_paths(&*path));
            *path = std::env::join_paths(dirs).expect("a search path");
        }
        Person::new(size, &["/bin/sh"], &env, &self.home(""))
    }

    /// What a format says about a target.
    pub fn show(&self, target: &str, format: &str) -> String {
        self.ok(&["display-message", "-p", "-t", target, format]).trim_end().to_owned()
    }

    /// The process of the server, which must be running.
    pub fn server(&self) -> nix::unistd::Pid {
        let text = self.ok(&["display-message", "-p", "#{pid}"]);
        nix::unistd::Pid::from_raw(text.trim().parse().expect("the server's process"))
    }

    /// The process of a server's shim.
    pub fn shim_of(&self, server: Pid) -> Pid {
        let title = |pid: Pid| processes::title(pid).replace("pmux: server", "pmux: shim");
        let wanted = title(server);
        let found = self.processes().into_iter().find(|(_, command)| *command == wanted);
        found.expect("a shim").0
    }

    /// Ends a server and its shim at once, as the end of the machine would: neither has time for
    /// anything.
    pub fn crash(&self, server: Pid) {
        let shim = self.shim_of(server);
        // One that is stopped makes no other shim.
        for (pid, signal) in
            [(server, Signal::SIGSTOP), (shim, Signal::SIGKILL), (server, Signal::SIGKILL)]
        {
            kill(pid, signal).expect("a process of ours");
        }
    }

    /// What is kept of servers that panicked, or could not go on, and `doctor` has not told.
    fn untold_crashes(&self) -> Vec<String> {
        let folder = fs::read_dir(self.home(".local/state/pmux/crashes"));
        let files = folder.into_iter().flatten().flatten().map(|file| file.path());
        let texts = files.filter(|path| path.extension().is_some_and(|it| it == "new"));
        texts.filter_map(|path| fs::read_to_string(path).ok()).collect()
    }

    /// The processes that live in it, each with its command line.
    pub fn processes(&self) -> Vec<(nix::unistd::Pid, String)> {
        processes::in_world(&self.dir)
    }
}

impl Drop for Pmux {
    fn drop(&mut self) {
        let folders =
            [self.socket(""), self.dir.join(format!("run/tmux-{}", nix::unistd::geteuid()))];
        // Where a test failed in between, what it stopped is stopped yet.
        for (pid, _) in self.processes() {
            let _ = kill(pid, Signal::SIGCONT);
        }
        let sockets = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
        let sockets = sockets.flatten().map(|it| it.path());
        let mut enders = Vec::new();
        for socket in sockets.filter(|socket| socket.extension().is_none()) {
            let mut ender = self.command(&[]);
            ender.arg("-S").arg(socket).arg("kill-server");
            enders.extend(ender.stdout(Stdio::null()).stderr(Stdio::null()).spawn());
        }
        let deadline = Instant::now() + GRACE;
        let mut left = self.processes();
        while !left.is_empty() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(5));
            left = self.processes();
        }
        for (pid, _) in &left {
            let _ = kill(*pid, Signal::SIGKILL);
        }
        enders.iter_mut().for_each(|ender| drop(ender.wait()));
        let crashes = self.untold_crashes().join("\n");
        let _ = fs::remove_dir_all(&self.dir);
        // Where one crashed the next goes on, and a test may not notice, or fail of it.
        let fails = std::thread::panicking();
        if fails && !crashes.is_empty() {
            eprintln!("crashed: {crashes}");
        }
        assert!(fails || crashes.is_empty(), "crashed: {crashes}");
        assert!(fails || left.is_empty(), "left running: {left:#?}");
    }
}

/// Runs a command to its end and to the end of its output, in bounded time: a daemon that keeps
/// its starter's output open would hang every script that reads it.
fn run(mut command: Command, what: &str) -> Output {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    let stdout = reader(child.stdout.take().expect("a pipe"));
    let stderr = reader(child.stderr.take().expect("a pipe"));
    let deadline = Instant::now() + PATIENCE;
    let mut text = |from: mpsc::Receiver<String>| {
        let left = deadline.saturating_duration_since(Instant::now());
        from.recv_timeout(left).unwrap_or_else(|_| {
            let _ = child.kill();
            let _ = child.wait();
            panic!("{what}: no end of its output")
        })
    };
    let (stdout, stderr) = (text(stdout), text(stderr));
    let status = super::wait_for(what, || child.try_wait().expect("a child of ours"));
    let status = status.code().or_else(|| status.signal().map(|n| 128 + n)).unwrap_or(-1);
    Output { status, stdout, stderr }
}

/// Everything that comes from a pipe, once it has ended.
fn reader(mut from: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        let _ = tell.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    told
}
