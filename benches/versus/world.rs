//! A place of its own for one peer in one act: directories, environment, programs' signals.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use nix::libc::O_NONBLOCK;
use nix::sys::signal::{Signal, kill};
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use super::processes;

/// How long anything may take before it counts as failed.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The configuration of tmux and of those that read the same.
const TMUX_CONF: &str = "set -g history-limit 10000\nset -s escape-time 0\n";

/// The configuration of screen.
const SCREENRC: &str = "defscrollback 10000\ndefutf8 on\nstartup_message off\nmsgwait 0\n";

/// The configuration of zellij: no words of welcome, and its layouts from the world.
const ZELLIJ_KDL: &str = "scroll_buffer_size 10000
default_layout \"alone\"
pane_frames false
simplified_ui true
show_startup_tips false
show_release_notes false
session_serialization false
";

/// zellij's layout of one pane, without the bars that are programs of their own.
const ZELLIJ_LAYOUT: &str = "layout {\n    pane\n}\n";

/// A directory and an environment, gone when dropped with all that runs in it.
pub struct World {
    dir: PathBuf,
    env: Vec<(OsString, OsString)>,
}

impl World {
    pub fn new() -> Result<Self, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("pmux-vs{}-{count}", std::process::id()));
        for name in ["home", "run", "tmp", "screen"] {
            let made = DirBuilder::new().mode(0o700).recursive(true).create(dir.join(name));
            made.map_err(|error| format!("{}: {error}", dir.display()))?;
        }
        let zellij = format!("{ZELLIJ_KDL}layout_dir \"{}\"\n", dir.display());
        let written = fs::write(dir.join("tmux.conf"), TMUX_CONF)
            .and_then(|()| fs::write(dir.join("screenrc"), SCREENRC))
            .and_then(|()| fs::write(dir.join("zellij.kdl"), zellij))
            .and_then(|()| fs::write(dir.join("alone.kdl"), ZELLIJ_LAYOUT));
        written.map_err(|error| error.to_string())?;
        let path = |name: &str| dir.join(name).into_os_string();
        let search = std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into());
        let env = [
            ("PATH", search),
            ("HOME", path("home")),
            ("XDG_RUNTIME_DIR", path("run")),
            ("TMPDIR", path("tmp")),
            ("TMUX_TMPDIR", path("run")),
            ("PMUX_TMPDIR", path("run")),
            ("SCREENDIR", path("screen")),
            ("ZELLIJ_SOCKET_DIR", path("run")),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
            ("SHELL", "/bin/sh".into()),
        ];
        Ok(Self { env: env.map(|(name, value)| (name.into(), value)).to_vec(), dir })
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn env(&self) -> &[(OsString, OsString)] {
        &self.env
    }

    /// A command in this world, that gets no input.
    pub fn command(&self, argv: &[OsString]) -> Result<Command, String> {
        let (program, args) = argv.split_first().ok_or("no command")?;
        let env = self.env.iter().map(|(name, value)| (name, value));
        let mut command = Command::new(program);
        command.args(args).env_clear().envs(env).current_dir(&self.dir).stdin(Stdio::null());
        Ok(command)
    }

    /// Runs a command to its end; its output counts only where it fails.
    pub fn run(&self, argv: &[OsString]) -> Result<(), String> {
        let mut command = self.command(argv)?;
        // Into a file, since a daemon may keep a pipe open for good.
        let words = self.dir.join("words");
        let file = fs::File::create(&words).map_err(|error| error.to_string())?;
        let twin = file.try_clone().map_err(|error| error.to_string())?;
        let mut child = command.stdout(twin).stderr(file).spawn().map_err(|e| e.to_string())?;
        let waited = wait_until("a command to end", || child.try_wait().ok().flatten());
        if waited.is_err() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let status = waited?;
        if status.success() {
            return Ok(());
        }
        let words = fs::read_to_string(words).unwrap_or_default();
        Err(format!("{} failed: {}", command.get_program().to_string_lossy(), words.trim()))
    }

    /// The time that a command takes, whatever it prints.
    pub fn time(&self, argv: &[OsString]) -> Result<Duration, String> {
        let mut command = self.command(argv)?;
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        let status = command.status().map_err(|error| error.to_string())?;
        let time = started.elapsed();
        if status.success() { Ok(time) } else { Err(format!("it failed: {status}")) }
    }

    /// A named pipe that starts a program: it waits there until [`World::go`].
    pub fn gate(&self, name: &str) -> Result<Gate, String> {
        let path = self.dir.join(format!("{name}.go"));
        mkfifo(&path, Mode::S_IRWXU).map_err(|errno| errno.to_string())?;
        Ok(Gate { path, done: self.dir.join(format!("{name}.done")) })
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Killing one may start another's last words: look again until nobody is there.
        for _ in 0..1000 {
            let left = processes::in_world(&self.dir);
            if left.is_empty() {
                break;
            }
            for pid in left {
                let _ = kill(pid, Signal::SIGKILL);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Where a program waits to be let go, and where it says what it measured.
pub struct Gate {
    path: PathBuf,
    done: PathBuf,
}

impl Gate {
    /// The program's arguments.
    pub fn args(&self) -> [OsString; 2] {
        [self.path.clone().into(), self.done.clone().into()]
    }

    /// Waits until the program waits; then it can be let go with no further delay.
    pub fn ready(&self) -> Result<Ready, String> {
        let open = || OpenOptions::new().write(true).custom_flags(O_NONBLOCK).open(&self.path).ok();
        Ok(Ready(wait_until("the program to start", open)?))
    }

    /// Waits until the program is done, and gives the seconds that it took by its own clock.
    pub fn seconds(&self) -> Result<f64, String> {
        let text = wait_until("the program to be done", || fs::read_to_string(&self.done).ok())?;
        text.trim().parse().map_err(|_| format!("the program failed: {text}"))
    }
}

/// A program that waits at its gate.
pub struct Ready(fs::File);

impl Ready {
    pub fn go(mut self) -> Result<(), String> {
        self.0.write_all(b"g").map_err(|error| error.to_string())
    }
}

/// Asks until there is an answer.
pub fn wait_until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> Result<T, String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match ask() {
            Some(answer) => return Ok(answer),
            None if Instant::now() >= deadline => return Err(format!("waited in vain for {what}")),
            None => std::thread::sleep(Duration::from_micros(500)),
        }
    }
}
