//! What the world does for the model and answers; and the shell commands that pmux itself runs, for
//! `if-shell`, `run-shell` and the like.

use std::path::PathBuf;

use super::Model;
use super::effect::{Effect, JobEffect, ShellCommand};
use super::id::JobId;
use super::resolve::Place;

/// What runs them: the person's own shell may be none that understands this.
const SHELL: &str = "/bin/sh";

/// The most of what one prints that is kept, in bytes.
const MOST_PRINTED: usize = 64 << 20;

impl Model {
    /// Has the world do something. Its answer comes with this id.
    pub fn start_job(&mut self, effect: JobEffect) -> JobId {
        self.next.job += 1;
        let job = JobId(self.next.job);
        self.ask(Effect::Job(job, effect));
        job
    }

    /// Starts a shell command in a directory, or without one where the place has it start.
    pub fn run_shell(&mut self, command: String, place: &Place, cwd: Option<PathBuf>) -> JobId {
        let command = self.shell_command(command, place);
        let cwd = cwd.unwrap_or(command.cwd);
        self.start_job(JobEffect::Run(Box::new(ShellCommand { cwd, ..command })))
    }

    /// A shell command with a place's environment, in the directory that its pane is in or its
    /// session starts things in.
    pub fn shell_command(&self, command: String, place: &Place) -> ShellCommand {
        let session = place.session.and_then(|id| self.graph.session(id));
        let pane = place.pane.and_then(|id| self.graph.pane(id));
        let cwd: PathBuf = pane
            .and_then(|pane| pane.run.current_directory.clone())
            .or_else(|| session.map(|session| session.cwd.clone()))
            .unwrap_or_else(|| self.identity.home.clone());
        let mut own = session.map(|session| session.environment.clone()).unwrap_or_default();
        let me = &self.identity;
        let number = place.session.map_or(0, |session| session.0);
        own.set("PMUX", format!("{},{},{number}", me.socket.display(), me.pid));
        if let Some(pane) = place.pane {
            own.set("PMUX_PANE", pane.to_string());
        }
        own.remove("TMUX");
        own.remove("TMUX_PANE");
        self.give_agent(&mut own);
        let environment = own.over(&self.environment).into_pairs();
        let (shell, stdin, most) = (SHELL.to_owned(), Vec::new(), MOST_PRINTED);
        ShellCommand { shell, command, stdin, most, cwd, environment }
    }
}
