//! Effects become system calls: those for panes with the programs and what is bound to them, those
//! for clients with their connections, jobs with the workers or at once.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::time::Duration;

use crate::model::answer::{Answer, Failed};
use crate::model::effect::{Become, ClientEffect, Effect, JobEffect, PaneEffect, Spawn};
use crate::model::id::{ClientId, JobId, PaneId};
use crate::model::run::HUNG_UP;
use crate::os::reason;
use crate::protocol::{Execute, Mismatch, Reply, ServerMessage};

use super::super::Event;
use super::Run;

impl Run {
    /// Carries effects out until none is left: one may lead to an event, and that to others.
    pub(super) fn carry_out(&mut self) {
        loop {
            let mut effects = self.server.take_effects();
            self.write_state();
            self.write_terminals();
            if effects.is_empty() {
                return;
            }
            // Whoever is told of something that came with the end may call again at once, and is
            // to find the next server.
            if effects.contains(&Effect::Shutdown) {
                self.save_last(&mut effects);
                self.let_nobody_in();
            }
            for effect in effects {
                self.log.effect(self.server.model.clock, &effect);
                match effect {
                    Effect::Pane(pane, effect) => self.pane_effect(pane, effect),
                    Effect::Client(client, effect) => self.client_effect(client, effect),
                    Effect::Job(job, effect) => self.job_effect(job, effect),
                    Effect::Shutdown => {
                        // From here on its end is no accident.
                        self.keeper.over();
                        self.over = true;
                    }
                }
            }
        }
    }

    /// Has a pane's program started, which is read into a journal from its first byte on.
    ///
    /// # Errors
    /// There is no room for it, or it cannot be executed.
    pub(super) fn start_program(&mut self, pane: PaneId, spawn: &Spawn) -> Result<(), Failed> {
        let has = [self.programs.key(pane), self.journals.key(pane)];
        let more = has.iter().filter(|key| key.is_none()).count();
        self.keeper.check_room(more).map_err(|full| Failed::new(full.to_string()))?;
        self.begin_journal(pane);
        self.programs.spawn(pane, spawn, &mut self.keeper, self.poll.registry())
    }

    pub(super) fn pane_effect(&mut self, pane: PaneId, effect: PaneEffect) {
        let waits =
            matches!(effect, PaneEffect::Spawn(_) | PaneEffect::Signal(..) | PaneEffect::Close);
        let effect = if waits { self.programs.defer(pane, effect) } else { Some(effect) };
        let Some(effect) = effect else { return };
        // Where there could be no shim when the last one died, there may be one now.
        if matches!(effect, PaneEffect::Spawn(_)) && !self.keeper.is_there() {
            self.renew_shim();
        }
        let (registry, keeper) = (self.poll.registry(), &mut self.keeper);
        match effect {
            PaneEffect::Spawn(spawn) => {
                let result = self.start_program(pane, &spawn);
                self.note_held(pane);
                if let Err(failed) = result {
                    self.handle(Event::Spawned(pane, Err(failed)));
                }
            }
            PaneEffect::Keep => {
                self.begin_journal(pane);
                self.note_held(pane);
            }
            PaneEffect::Write(bytes) => {
                self.programs.write(pane, &bytes, registry);
                self.note_waiting(pane);
            }
            PaneEffect::EndInput => self.programs.end_input(pane, registry),
            PaneEffect::Resize(size) => self.programs.resize(pane, size),
            PaneEffect::Signal(to, signal) => self.programs.signal(pane, to, signal),
            PaneEffect::Close => {
                self.closed = true;
                self.programs.close(pane, keeper, registry);
                if !self.server.model.graph.has_pane(pane) {
                    self.journals.end(pane, keeper);
                }
                self.note_held(pane);
            }
            PaneEffect::StartPipe(command, ends) => {
                let started = self.pipes.start(pane, *command, ends);
                if let Some(it) = self.server.model.graph.pane_mut(pane) {
                    it.pipe_pid = started.as_ref().ok().copied();
                }
                if let Err(error) = started {
                    self.handle(Event::PipeOver(pane, Some(error.to_string())));
                }
            }
            PaneEffect::EndPipe => self.pipes.end(pane),
        }
    }

    pub(super) fn client_effect(&mut self, client: ClientId, effect: ClientEffect) {
        if self.server.is_control(client) {
            return self.control_effect(client, effect);
        }
        let connections = &mut self.connections;
        match effect {
            ClientEffect::ReadLines => {}
            ClientEffect::Stdout(bytes) => connections.reply(client, &Reply::Stdout(bytes)),
            ClientEffect::Stderr(bytes) => connections.reply(client, &Reply::Stderr(bytes)),
            ClientEffect::Feed(bytes) => connections.feed(client, bytes),
            ClientEffect::Place(place) => connections.reply(client, &Reply::Place(place)),
            ClientEffect::Exit(status) => connections.reply(client, &Reply::Exit(status)),
            ClientEffect::Become(program) => {
                connections.reply(client, &Reply::Execute(execute(*program)));
            }
            ClientEffect::Mismatch => {
                let version = env!("CARGO_PKG_VERSION").to_owned();
                let mismatch = Mismatch { pid: std::process::id(), version };
                connections.reply(client, &Reply::Mismatch(mismatch));
            }
            ClientEffect::Is(known) => connections.give(client, known),
            ClientEffect::Attached => connections.begin_view(client),
            ClientEffect::Streaming => match self.server.began_streaming(client) {
                Some(terms) => {
                    connections.begin_stream(client, &terms, self.server.is_exact(client));
                }
                None => connections.reply(client, &Reply::Exit(HUNG_UP)),
            },
            ClientEffect::Detached(line, status) => {
                connections.send_last(client, &ServerMessage::Detached { line, status });
            }
            ClientEffect::Replaced(command) => {
                connections.send_last(client, &ServerMessage::Replaced(command));
            }
            ClientEffect::Suspend => {
                connections.send(client, &ServerMessage::Suspend);
            }
            ClientEffect::Lock(command) => {
                connections.send(client, &ServerMessage::Lock(command));
            }
        }
    }

    /// The same with one in control mode, which draws nothing and has no program take its place.
    fn control_effect(&mut self, client: ClientId, effect: ClientEffect) {
        match effect {
            ClientEffect::ReadLines => self.connections.reply(client, &Reply::ReadStdin),
            ClientEffect::Stderr(text) => self.connections.reply(client, &Reply::Stderr(text)),
            _ => {}
        }
    }

    fn job_effect(&mut self, job: JobId, effect: JobEffect) {
        let answer = match effect {
            JobEffect::Run(command) => match self.workers.start(job, *command) {
                Ok(()) => return,
                Err(failed) => Answer::Failed(failed),
            },
            JobEffect::ReadFile(path, most) => return self.workers.read_file(job, path, most),
            JobEffect::ReadFileIfAny(path, most) => {
                return self.workers.read_file_if_any(job, path, most);
            }
            JobEffect::Saved(task) => {
                return self.saver.start(job, task, self.server.model.saved_limit());
            }
            JobEffect::Ask(client, question) => {
                return self.connections.ask(client, &question, job);
            }
            JobEffect::ReadStdin(client) => return self.connections.read_stdin(client, job),
            JobEffect::WriteFile { path, data, append } => {
                return self.workers.write_file(job, path, data, append);
            }
            JobEffect::ReplaceFile { path, data } => {
                return self.workers.replace_file(job, path, data);
            }
            JobEffect::WriteApart(data) => return self.workers.write_apart(job, data),
            JobEffect::RemoveApart { path, all } => {
                return self.workers.remove_apart(job, path, all);
            }
            JobEffect::FindFiles(directory, pattern) => {
                return self.workers.find_files(job, directory, pattern);
            }
            JobEffect::CheckProgram(path) => return self.workers.check_program(job, path),
            JobEffect::Census(pids, millis) => {
                return self.workers.census(job, pids, Duration::from_millis(millis));
            }
            JobEffect::Environment(pane) => match self.programs.environment(pane) {
                Some(environment) => Answer::Environment(environment),
                None => Answer::Failed(Failed::new("not readable")),
            },
            JobEffect::Surroundings(pane) => match self.programs.surroundings(pane) {
                Some(surroundings) => Answer::Surroundings(surroundings),
                None => Answer::Failed(Failed::new("not readable")),
            },
            JobEffect::ReplaceServer(file) => match self.begin_upgrade(job, file) {
                Ok(()) => return,
                Err(failed) => Answer::Failed(failed),
            },
            JobEffect::FollowAgent(path) => {
                match self.site.as_ref().map(|site| site.follow_agent(&path)) {
                    Some(Err(error)) => Answer::Failed(Failed::new(format!(
                        "the ssh agent of who attached is not followed: {}",
                        reason(&error)
                    ))),
                    Some(Ok(())) | None => Answer::Done,
                }
            }
        };
        self.handle(Event::JobDone(job, answer));
    }
}

/// A program for a client, as it is sent.
fn execute(program: Become) -> Execute {
    let pair =
        |(name, value): (OsString, OsString)| [name.into_vec(), value.into_vec()].join(&b'=');
    Execute {
        argv: program.argv,
        cwd: program.cwd.into_os_string().into_vec(),
        environment: program.environment.into_iter().map(pair).collect(),
        stdin: program.stdin,
    }
}
