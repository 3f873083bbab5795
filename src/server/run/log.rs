//! The log: a line for each event and each effect, where `PMUX_LOG` names a file when the server
//! starts. It says what happened to whom and how much it was, never what was typed or written.

use std::fmt::Arguments;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

use crate::model::Clock;
use crate::model::answer::Answer;
use crate::model::effect::{ClientEffect, Effect, JobEffect, PaneEffect};
use crate::model::saved::FileTask;
use crate::protocol::{ClientMessage, raw};

use super::super::Event;
use super::super::event::Foreground;

/// Where the log goes, if anywhere.
pub struct Log(Option<File>);

impl Log {
    /// The log that the environment asks for. A file that cannot be written is as none: nobody
    /// is there yet to be told.
    pub fn from_environment() -> Self {
        let path = std::env::var_os("PMUX_LOG").filter(|path| !path.is_empty());
        let open = |path| OpenOptions::new().create(true).append(true).mode(0o600).open(path).ok();
        Self(path.and_then(open))
    }

    fn line(&mut self, clock: Clock, text: Arguments<'_>) {
        let Some(file) = &mut self.0 else { return };
        let (seconds, millis) = (clock.millis / 1000, clock.millis % 1000);
        // A full disk is no reason to end anything.
        let _ = file.write_all(format!("{seconds}.{millis:03} {text}\n").as_bytes());
    }

    /// An event is about to be handled.
    pub fn event(&mut self, clock: Clock, event: &Event<'_>) {
        if self.0.is_none() {
            return;
        }
        let mut line = |text: Arguments<'_>| self.line(clock, text);
        match event {
            Event::Request(client, request) => {
                let command = request.argv.first().map_or("new-session", String::as_str);
                line(format_args!("> {client} {command}, process {}", request.pid));
            }
            Event::Message(client, message) => {
                line(format_args!("> {client} {}", name(message)));
            }
            Event::Told(client, raw::ClientMessage::Input(bytes)) => {
                line(format_args!("> {client} typed {}", bytes.len()));
            }
            Event::Told(client, raw::ClientMessage::Told(told)) => {
                line(format_args!("> {client} tells {told:?}"));
            }
            Event::Lines(client, bytes) => line(format_args!("> {client} lines {}", bytes.len())),
            Event::Gone(client) => line(format_args!("> {client} gone")),
            Event::Spawned(pane, Ok(running)) => {
                line(format_args!("> {pane} runs, process {} on {}", running.pid, running.tty));
            }
            Event::Spawned(pane, Err(error)) => {
                line(format_args!("> {pane} failed: {}", error.reason))
            }
            Event::Piped(pane, bytes) => line(format_args!("> {pane} piped {}", bytes.len())),
            Event::PipeOver(pane, reason) => line(format_args!("> {pane} pipe over: {reason:?}")),
            Event::Output(pane, bytes) => line(format_args!("> {pane} wrote {}", bytes.len())),
            Event::Parsed(_) => {}
            Event::Drained(pane) => line(format_args!("> {pane} has no more to read")),
            Event::Exited(pid, ended) => line(format_args!("> process {pid} ended: {ended:?}")),
            Event::Foreground(pane, Foreground { command, .. }) => {
                line(format_args!("> {pane} foreground {}", command.as_deref().unwrap_or("?")));
            }
            Event::JobDone(job, Answer::Failed(failed)) => {
                line(format_args!("> {job} failed: {failed}"));
            }
            Event::JobDone(job, Answer::Ran(ran)) => {
                line(format_args!("> {job} ended, {} bytes", ran.output.len()));
            }
            Event::JobDone(job, _) => line(format_args!("> {job} done")),
            Event::Taken(client) => line(format_args!("> {client} has all")),
            Event::Timer => line(format_args!("> timer")),
            Event::Save => line(format_args!("> save")),
            Event::Terminate => line(format_args!("> terminate")),
        }
    }

    /// An effect is about to be carried out.
    pub fn effect(&mut self, clock: Clock, effect: &Effect) {
        if self.0.is_none() {
            return;
        }
        let mut line = |text: Arguments<'_>| self.line(clock, text);
        match effect {
            Effect::Pane(pane, effect) => match effect {
                PaneEffect::Spawn(_) => line(format_args!("< {pane} spawn")),
                PaneEffect::Write(bytes) => line(format_args!("< {pane} write {}", bytes.len())),
                PaneEffect::Keep => line(format_args!("< {pane} keep")),
                PaneEffect::EndInput => line(format_args!("< {pane} end of input")),
                PaneEffect::Resize(size) => {
                    line(format_args!("< {pane} size {}x{}", size.cells.cols, size.cells.rows));
                }
                PaneEffect::Signal(_, signal) => line(format_args!("< {pane} signal {signal}")),
                PaneEffect::Close => line(format_args!("< {pane} close")),
                PaneEffect::StartPipe(command, _) => {
                    line(format_args!("< {pane} pipe {}", command.command));
                }
                PaneEffect::EndPipe => line(format_args!("< {pane} end of pipe")),
            },
            Effect::Client(client, effect) => match effect {
                ClientEffect::Stdout(bytes) => {
                    line(format_args!("< {client} stdout {}", bytes.len()));
                }
                ClientEffect::Stderr(bytes) => {
                    line(format_args!("< {client} stderr {}", bytes.len()));
                }
                ClientEffect::Feed(bytes) => line(format_args!("< {client} feed {}", bytes.len())),
                ClientEffect::Place(place) => line(format_args!("< {client} place {place}")),
                ClientEffect::Exit(status) => line(format_args!("< {client} exit {status}")),
                ClientEffect::Become(it) => {
                    line(format_args!("< {client} becomes a program of {} words", it.argv.len()));
                }
                ClientEffect::Mismatch => line(format_args!("< {client} speaks another version")),
                ClientEffect::Is(known) => line(format_args!("< {client} is {known}")),
                ClientEffect::ReadLines => line(format_args!("< {client} sends lines")),
                ClientEffect::Attached => line(format_args!("< {client} attached")),
                ClientEffect::Streaming => line(format_args!("< {client} streams")),
                ClientEffect::Detached(text, status) => {
                    line(format_args!("< {client} detached: {text}, status {status}"));
                }
                ClientEffect::Replaced(_) => line(format_args!("< {client} replace")),
                ClientEffect::Suspend => line(format_args!("< {client} suspend")),
                ClientEffect::Lock(_) => line(format_args!("< {client} lock")),
            },
            Effect::Job(job, effect) => match effect {
                JobEffect::Run(command) => {
                    line(format_args!("< {job} runs, given {} bytes", command.stdin.len()));
                }
                JobEffect::ReadFile(path, _) | JobEffect::ReadFileIfAny(path, _) => {
                    line(format_args!("< {job} reads {}", path.display()))
                }
                JobEffect::ReadStdin(client) => line(format_args!("< {job} reads from {client}")),
                JobEffect::WriteFile { path, data, .. } | JobEffect::ReplaceFile { path, data } => {
                    line(format_args!("< {job} writes {} to {}", data.len(), path.display()));
                }
                JobEffect::WriteApart(data) => {
                    line(format_args!("< {job} writes {} apart", data.len()));
                }
                JobEffect::RemoveApart { path, .. } => {
                    line(format_args!("< {job} removes {}", path.display()));
                }
                JobEffect::FindFiles(directory, pattern) => {
                    line(format_args!("< {job} looks for {pattern} from {}", directory.display()));
                }
                JobEffect::CheckProgram(path) => {
                    line(format_args!("< {job} looks at {}", path.display()));
                }
                JobEffect::Environment(pane) | JobEffect::Surroundings(pane) => {
                    line(format_args!("< {job} asks for {pane}"));
                }
                JobEffect::Census(pids, _) => {
                    line(format_args!("< {job} asks for {} processes", pids.len()));
                }
                JobEffect::Saved(task) => {
                    line(format_args!("< {job} saved sessions: {}", of(task)))
                }
                JobEffect::Ask(client, _) => line(format_args!("< {job} asks {client}")),
                JobEffect::FollowAgent(path) => {
                    line(format_args!("< {job} agent {}", path.display()))
                }
                JobEffect::ReplaceServer(file) => {
                    line(format_args!("< {job} replaces the server by {file:?}"));
                }
            },
            Effect::Shutdown => line(format_args!("< shutdown")),
        }
    }
}

/// What is to be done with files.
fn of(task: &FileTask) -> &'static str {
    match task {
        FileTask::Save(_) => "write",
        FileTask::Forget(_) | FileTask::ForgetServer => "forget",
        FileTask::List => "list",
        FileTask::Load(_) | FileTask::TakeServer => "read",
    }
}

/// What kind of message it is.
fn name(message: &ClientMessage) -> &'static str {
    match message {
        ClientMessage::Key(_) => "key",
        ClientMessage::Mouse { .. } => "mouse",
        ClientMessage::Paste { .. } => "paste",
        ClientMessage::Focus(_) => "focus",
        ClientMessage::Resize(_) => "resize",
        ClientMessage::Ack(_) => "ack",
        ClientMessage::Tty(_) => "tty",
        ClientMessage::Leaving => "leaving",
    }
}
