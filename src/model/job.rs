//! What the world does for the model and answers; and the shell commands that pmux itself runs, for
//! `if-shell`, `run-shell` and the like.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use super::Model;
use super::effect::{Effect, JobEffect, ShellCommand};
use super::environment::Environment;
use super::id::{JobId, PaneId, SessionId};
use super::resolve::Place;
use crate::dialect::Dialect;

/// What runs them: the person's own shell may be none that understands this.
const SHELL: &str = "/bin/sh";

/// The most of what one prints that is kept, in bytes.
const MOST_PRINTED: usize = 64 << 20;

/// The folder among the shells' scripts in which this program has its dialect's name.
pub const BIN: &str = "bin";

impl Model {
    /// What a program gets of this server: the way back to it, and nothing of one that this server
    /// itself runs in.
    pub(super) fn tell_server(
        &self,
        own: &mut Environment,
        session: Option<SessionId>,
        pane: Option<PaneId>,
    ) {
        let me = &self.identity;
        let number = session.map_or(0, |session| session.0);
        for dialect in [Dialect::Pmux, Dialect::Tmux] {
            own.remove(dialect.server_variable());
            own.remove(dialect.pane_variable());
        }
        let way = format!("{},{},{number}", me.socket.display(), me.pid);
        own.set(me.dialect.server_variable(), way);
        if let Some(pane) = pane {
            own.set(me.dialect.pane_variable(), pane.to_string());
        }
        if !me.is_in_path
            && let Some(scripts) = &self.shell_scripts
        {
            // A path by which nothing is found leads nowhere with this program in it, either, and where
            // there is none shells have their own.
            let leads = |path: &&OsStr| {
                path.as_bytes().split(|byte| *byte == b':').any(|folder| folder.starts_with(b"/"))
            };
            let both = own.clone().over(&self.environment);
            if let Some(path) = both.get("PATH").filter(leads) {
                let mut first = scripts.join(BIN).into_os_string();
                first.push(":");
                first.push(path);
                own.set("PATH", first);
            }
        }
    }

    /// Where what nobody asks for from anywhere is: while the configuration is carried out that is where
    /// the server was started.
    pub fn base_directory(&self) -> PathBuf {
        self.starting_in.as_ref().unwrap_or(&self.identity.home).clone()
    }

    /// Has the world do something. Its answer comes with this id.
    pub fn start_job(&mut self, effect: JobEffect) -> JobId {
        self.next.job += 1;
        let job = JobId(self.next.job);
        self.ask(Effect::Job(job, effect));
        job
    }

    /// Starts a shell command in a directory, or without one where the place has it start.
    pub fn run_shell(&mut self, command: String, place: &Place, cwd: Option<PathBuf>) -> JobId {
        self.run_shell_with(command, place, cwd, false)
    }

    /// The same with what it writes to stderr, for certain.
    pub fn run_shell_with(
        &mut self,
        command: String,
        place: &Place,
        cwd: Option<PathBuf>,
        stderr: bool,
    ) -> JobId {
        let command = self.shell_command(command, place);
        let (cwd, stderr) = (cwd.unwrap_or(command.cwd), stderr || command.stderr);
        self.start_job(JobEffect::Run(Box::new(ShellCommand { cwd, stderr, ..command })))
    }

    /// A shell command with a place's environment, in the directory that its pane is in or its
    /// session starts things in.
    pub fn shell_command(&self, command: String, place: &Place) -> ShellCommand {
        let session = place.session.and_then(|id| self.graph.session(id));
        let pane = place.pane.and_then(|id| self.graph.pane(id));
        let cwd: PathBuf = pane
            .and_then(|pane| pane.run.current_directory.clone())
            .or_else(|| session.map(|session| session.cwd.clone()))
            .unwrap_or_else(|| self.base_directory());
        let mut own = session.map(|session| session.environment.clone()).unwrap_or_default();
        // tmux tells its jobs of no pane, and scripts may go by that.
        let pane = place.pane.filter(|_| self.identity.dialect == Dialect::Pmux);
        self.tell_server(&mut own, place.session, pane);
        self.give_agent(&mut own);
        let environment = own.over(&self.environment).into_pairs();
        let (shell, stdin, most) = (SHELL.to_owned(), Vec::new(), MOST_PRINTED);
        // tmux hears what a command prints, and what it complains of only where it is asked to.
        let stderr = self.identity.dialect == Dialect::Pmux;
        ShellCommand { shell, command, stdin, most, cwd, environment, stderr }
    }
}
