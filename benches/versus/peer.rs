//! The multiplexers: how each is told to do the same.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::world::World;

/// What sort of command line a peer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Nobody between: the program itself.
    Bare,
    /// tmux's own.
    Tmux,
    /// pmux's `spawn` and `attach --raw`.
    Raw,
    Screen,
    Dtach,
    Zellij,
}

/// A multiplexer that is installed.
pub struct Peer {
    pub name: &'static str,
    sort: Sort,
    program: PathBuf,
}

/// A command line in the making.
struct Line(Vec<OsString>);

impl Line {
    fn new(words: &[&dyn AsRef<OsStr>]) -> Self {
        Self(words.iter().map(|word| word.as_ref().to_owned()).collect())
    }

    fn then(mut self, words: &[OsString]) -> Vec<OsString> {
        self.0.extend_from_slice(words);
        self.0
    }
}

impl Peer {
    /// The bare pty, the pmux to measure, and whoever else is found.
    pub fn installed() -> Vec<Peer> {
        let pmux = std::env::var_os("PMUX").unwrap_or_else(|| env!("CARGO_BIN_EXE_pmux").into());
        let known = [
            ("bare", Sort::Bare, Some(PathBuf::new())),
            ("pmux", Sort::Tmux, Some(PathBuf::from(&pmux))),
            ("pmux before", Sort::Tmux, std::env::var_os("PMUX_BEFORE").map(PathBuf::from)),
            ("pmux raw", Sort::Raw, Some(PathBuf::from(&pmux))),
            ("tmux", Sort::Tmux, find("tmux")),
            ("rmux", Sort::Tmux, find("rmux")),
            ("screen", Sort::Screen, find("screen")),
            ("dtach", Sort::Dtach, find("dtach")),
            ("zellij", Sort::Zellij, find("zellij")),
        ];
        let found = |(name, sort, program): (_, _, Option<_>)| {
            program.map(|program| Peer { name, sort, program })
        };
        known.into_iter().filter_map(found).collect()
    }

    /// What it says of itself, on one line; empty for the bare pty.
    pub fn version(&self) -> String {
        let flag = match self.sort {
            Sort::Bare => return String::new(),
            Sort::Tmux | Sort::Raw => "-V",
            Sort::Screen | Sort::Dtach | Sort::Zellij => "--version",
        };
        // In a world of its own: zellij begins a log even for this.
        let said = World::new().and_then(|world| {
            let mut command = world.command(&[self.program.clone().into(), flag.into()])?;
            command.output().map_err(|error| error.to_string())
        });
        let text = said.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        text.unwrap_or_default().lines().next().unwrap_or_default().trim().to_owned()
    }

    /// Whether it is nobody.
    pub fn is_bare(&self) -> bool {
        self.sort == Sort::Bare
    }

    /// Whether it keeps a screen, and so has read and understood all that a program wrote
    /// once the program's question is answered.
    pub fn keeps_screen(&self) -> bool {
        !matches!(self.sort, Sort::Bare | Sort::Dtach)
    }

    /// Whether it has panes side by side, and a command to make them.
    pub fn splits(&self) -> bool {
        matches!(self.sort, Sort::Tmux | Sort::Zellij)
    }

    /// Whether it can show a session again, and list those that there are.
    pub fn attaches(&self) -> bool {
        matches!(self.sort, Sort::Tmux | Sort::Raw | Sort::Screen | Sort::Zellij)
    }

    /// `tmux -L versus -f FILE`, for those with that command line.
    fn tmux(&self, world: &World, words: &[&dyn AsRef<OsStr>]) -> Line {
        let file = world.dir().join("tmux.conf");
        let mut line = Line::new(&[&self.program, &"-L", &"versus", &"-f", &file]);
        line.0.extend(words.iter().map(|word| word.as_ref().to_owned()));
        line
    }

    /// `zellij --config FILE`.
    fn zellij(&self, world: &World, words: &[&dyn AsRef<OsStr>]) -> Line {
        let file = world.dir().join("zellij.kdl");
        let mut line = Line::new(&[&self.program, &"--config", &file]);
        line.0.extend(words.iter().map(|word| word.as_ref().to_owned()));
        line
    }

    fn socket(world: &World, session: &str) -> PathBuf {
        world.dir().join(session)
    }

    fn screenrc(world: &World) -> PathBuf {
        world.dir().join("screenrc")
    }

    /// Starts a session with `program` and looks at it.
    pub fn start(&self, world: &World, session: &str, program: &[OsString]) -> Vec<OsString> {
        let line = match self.sort {
            Sort::Bare => Line(Vec::new()),
            Sort::Tmux => self.tmux(world, &[&"new-session", &"-s", &session]),
            Sort::Raw => self.tmux(world, &[&"spawn", &"--name", &session, &"--"]),
            Sort::Screen => {
                Line::new(&[&self.program, &"-c", &Self::screenrc(world), &"-S", &session])
            }
            Sort::Dtach => Line::new(&[
                &self.program,
                &"-c",
                &Self::socket(world, session),
                &"-E",
                &"-r",
                &"winch",
            ]),
            Sort::Zellij => self.zellij(world, &[&"attach", &"--create", &session, &"--"]),
        };
        line.then(program)
    }

    /// Starts a session with `program` that nobody looks at.
    pub fn start_detached(
        &self,
        world: &World,
        session: &str,
        program: &[OsString],
    ) -> Option<Vec<OsString>> {
        let line = match self.sort {
            Sort::Bare => return None,
            Sort::Tmux => self.tmux(
                world,
                &[&"new-session", &"-d", &"-s", &session, &"-x", &"200", &"-y", &"50"],
            ),
            Sort::Raw => self.tmux(world, &[&"spawn", &"-d", &"--name", &session, &"--"]),
            Sort::Screen => Line::new(&[
                &self.program,
                &"-c",
                &Self::screenrc(world),
                &"-d",
                &"-m",
                &"-S",
                &session,
            ]),
            Sort::Dtach => Line::new(&[&self.program, &"-n", &Self::socket(world, session), &"-E"]),
            Sort::Zellij => {
                self.zellij(world, &[&"attach", &"--create-background", &session, &"--"])
            }
        };
        Some(line.then(program))
    }

    /// Looks at a session that is there. Not for dtach, which has nothing to show.
    pub fn attach(&self, world: &World, session: &str) -> Option<Vec<OsString>> {
        match self.sort {
            Sort::Bare | Sort::Dtach => None,
            Sort::Tmux => Some(self.tmux(world, &[&"attach-session", &"-t", &session]).0),
            Sort::Raw => Some(self.tmux(world, &[&"attach", &"--raw", &"-t", &session]).0),
            Sort::Screen => {
                let rc = Self::screenrc(world);
                Some(Line::new(&[&self.program, &"-c", &rc, &"-x", &session]).0)
            }
            Sort::Zellij => Some(self.zellij(world, &[&"attach", &session]).0),
        }
    }

    /// Puts `program` into a pane below (`-v`) or beside (`-h`) the one that is typed into.
    pub fn split(
        &self,
        world: &World,
        session: &str,
        way: &str,
        program: &[OsString],
    ) -> Option<Vec<OsString>> {
        let line = match self.sort {
            Sort::Bare | Sort::Raw | Sort::Screen | Sort::Dtach => return None,
            Sort::Tmux => self.tmux(world, &[&"split-window", &"-d", &way, &"-t", &session]),
            Sort::Zellij => {
                let way = if way == "-v" { "down" } else { "right" };
                let mut line = self.zellij(world, &[&"--session", &session, &"action"]);
                let words = ["new-pane", "--no-focus", "--direction", way, "--"];
                line.0.extend(words.map(OsString::from));
                line
            }
        };
        Some(line.then(program))
    }

    /// Whether its sessions outlive its server, for those who look at them as well.
    pub fn survives(&self) -> bool {
        self.sort == Sort::Tmux && self.name == "pmux"
    }

    /// Whether it has a command that asks nothing of any session ([`Peer::say`]).
    pub fn says(&self) -> bool {
        matches!(self.sort, Sort::Tmux | Sort::Raw)
    }

    /// Says a word.
    pub fn say(&self, world: &World) -> Vec<OsString> {
        self.tmux(world, &[&"display-message", &"-p", &"word"]).0
    }

    /// Whether it has a control mode.
    pub fn controls(&self) -> bool {
        self.sort == Sort::Tmux && self.name != "rmux"
    }

    /// Reads of a session in control mode.
    pub fn control(&self, world: &World, session: &str) -> Option<Vec<OsString>> {
        self.controls().then(|| self.tmux(world, &[&"-C", &"attach-session", &"-t", &session]).0)
    }

    /// Carries a file of commands out.
    pub fn source(&self, world: &World, file: &Path) -> Option<Vec<OsString>> {
        let has_language = self.sort == Sort::Tmux;
        has_language.then(|| self.tmux(world, &[&"source-file", &file]).0)
    }

    /// Lists the sessions.
    pub fn list(&self, world: &World) -> Option<Vec<OsString>> {
        match self.sort {
            Sort::Bare | Sort::Dtach => None,
            Sort::Tmux | Sort::Raw => Some(self.tmux(world, &[&"list-sessions"]).0),
            Sort::Screen => Some(Line::new(&[&self.program, &"-ls"]).0),
            Sort::Zellij => Some(self.zellij(world, &[&"list-sessions"]).0),
        }
    }
}

/// A program's file, where the search path has it.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}
