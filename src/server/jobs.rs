//! The status line by the clock: when it is to be made again, and the shell commands in it.

use crate::command::Answer;
use crate::model::ShellOutput;
use crate::model::effect::{Effect, Job};
use crate::model::id::SessionId;

use super::Server;

/// Options whose value is shown all the time, and may hold `#(…)`.
const SHOWN: &[&str] = &["status-left", "status-right", "set-titles-string"];

impl Server {
    /// When the status lines are to be made again: where one shows the time, when that changes.
    pub fn status_deadline(&self) -> Option<u64> {
        let clock = self.model.clock;
        let sessions = self.displays.keys().filter_map(|id| self.model.clients.get(id)?.session);
        let interval = |session: SessionId| {
            let interval = self.model.session_lookup(Some(session)).number("status-interval");
            let status = self.model.status_rows(session) > 0;
            u64::try_from(interval).ok().filter(|interval| *interval > 0 && status)
        };
        let interval = sessions.filter_map(interval).min()?;
        // Together with the clock on the wall, so that a minute changes when it does.
        let passed = clock.unix.rem_euclid(interval as i64) as u64;
        Some(clock.millis + (interval - passed) * 1000)
    }

    /// Starts the shell commands of the status lines that are due.
    pub fn run_status_jobs(&mut self) {
        let now = self.model.clock.unix;
        let sessions: Vec<SessionId> =
            self.displays.keys().filter_map(|id| self.model.clients.get(id)?.session).collect();
        for session in sessions {
            let options = self.model.session_lookup(Some(session));
            let interval = options.number("status-interval").max(1);
            let texts: Vec<String> = SHOWN.iter().map(|name| options.text(name)).collect();
            for command in texts.iter().flat_map(|text| commands_in(text)) {
                let known = self.model.shell_outputs.get(&command);
                if known.is_none_or(|seen| !seen.running && seen.started + interval <= now) {
                    self.start_status_job(session, command);
                }
            }
        }
    }

    fn start_status_job(&mut self, session: SessionId, command: String) {
        let id = self.model.job_id();
        let line = self.model.shell_output(&command);
        let started = self.model.clock.unix;
        self.model
            .shell_outputs
            .insert(command.clone(), ShellOutput { line, started, running: true });
        self.status_jobs.insert(id, command.clone());
        let own =
            self.model.sessions.get(&session).map(|s| s.environment.clone()).unwrap_or_default();
        self.model.ask(Effect::Job(Job {
            id,
            shell: "/bin/sh".to_owned(),
            command,
            cwd: self.model.identity.home.clone(),
            environment: own.over(&self.model.environment).into_pairs(),
        }));
    }

    /// Takes what a status line's command printed. Whether it was one.
    pub fn status_job_done(&mut self, job: u64, answer: &Answer) -> bool {
        let Some(command) = self.status_jobs.remove(&job) else { return false };
        let text = String::from_utf8_lossy(&answer.output);
        let line = text.lines().next_back().unwrap_or_default().to_owned();
        let started = self.model.shell_outputs.get(&command).map_or(0, |seen| seen.started);
        self.model.shell_outputs.insert(command, ShellOutput { line, started, running: false });
        true
    }
}

/// The shell commands in a format.
fn commands_in(format: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find("#(") {
        rest = &rest[at + 2..];
        let mut depth = 1;
        let end = rest.char_indices().find(|(_, c)| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        let Some((end, _)) = end else { break };
        found.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::commands_in;

    #[test]
    fn shell_commands_are_found_with_their_parentheses() {
        assert_eq!(commands_in("a #(date) #[fg=red]#(echo $(id)) #(open"), ["date", "echo $(id)"]);
    }
}
