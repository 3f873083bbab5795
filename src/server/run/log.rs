//! The log: a line for each event and each effect, where `PMUX_LOG` names a file when the server
//! starts. It says what happened to whom and how much it was, never what was typed or written.

use std::fmt::Arguments;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

use crate::model::Clock;
use crate::model::effect::Effect;
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
            Event::Drained(pane) => line(format_args!("> {pane} has no more to read")),
            Event::Exited(pid, ended) => line(format_args!("> process {pid} ended: {ended:?}")),
            Event::Foreground(pane, Foreground { command, .. }) => {
                line(format_args!("> {pane} foreground {}", command.as_deref().unwrap_or("?")));
            }
            Event::JobDone(job, answer) => {
                line(format_args!("> job {job} done, {} bytes", answer.output.len()));
            }
            Event::Taken(client) => line(format_args!("> {client} has all")),
            Event::Timer => line(format_args!("> timer")),
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
            Effect::Spawn(spawn) => line(format_args!("< {} spawn", spawn.pane)),
            Effect::Write(pane, bytes) => line(format_args!("< {pane} write {}", bytes.len())),
            Effect::Resize(pane, size) => {
                line(format_args!("< {pane} size {}x{}", size.cells.cols, size.cells.rows));
            }
            Effect::StartPipe(pane, job, _) => line(format_args!("< {pane} pipe {}", job.command)),
            Effect::EndPipe(pane) => line(format_args!("< {pane} end of pipe")),
            Effect::Close(pane) => line(format_args!("< {pane} close")),
            Effect::Signal(pane, _, signal) => line(format_args!("< {pane} signal {signal}")),
            Effect::Environment(job, pane) => line(format_args!("< job {job} asks for {pane}")),
            Effect::Census(job, pids, _) => {
                line(format_args!("< job {job} asks for {} processes", pids.len()));
            }
            Effect::Surroundings(job, pane) => line(format_args!("< job {job} asks for {pane}")),
            Effect::EndInput(pane) => line(format_args!("< {pane} end of input")),
            Effect::Become(client, it) => {
                line(format_args!("< {client} becomes a program of {} words", it.argv.len()));
            }
            Effect::Streaming(client) => line(format_args!("< {client} streams")),
            Effect::Stdout(client, bytes) => {
                line(format_args!("< {client} stdout {}", bytes.len()));
            }
            Effect::Feed(client, bytes) => line(format_args!("< {client} feed {}", bytes.len())),
            Effect::Stderr(client, bytes) => {
                line(format_args!("< {client} stderr {}", bytes.len()));
            }
            Effect::Exit(client, status) => line(format_args!("< {client} exit {status}")),
            Effect::Attached(client) => line(format_args!("< {client} attached")),
            Effect::Detached(client, text, status) | Effect::Unbound(client, text, status, _) => {
                line(format_args!("< {client} detached: {text}, status {status}"));
            }
            Effect::Replaced(client, _) => line(format_args!("< {client} replace")),
            Effect::Lock(client, _) => line(format_args!("< {client} lock")),
            Effect::Suspend(client) => line(format_args!("< {client} suspend")),
            Effect::Job(job) => line(format_args!("< job {}", job.id)),
            Effect::Pipe(job, bytes) => {
                line(format_args!("< job {}, given {} bytes", job.id, bytes.len()));
            }
            Effect::CheckProgram(job, path) => {
                line(format_args!("< job {job} looks at {}", path.display()));
            }
            Effect::FindFiles(job, directory, pattern) => {
                line(format_args!("< job {job} looks for {pattern} from {}", directory.display()));
            }
            Effect::ReadFile(job, _, path, _) => {
                line(format_args!("< job {job} reads {}", path.display()));
            }
            Effect::WriteFile(job, path, bytes, _) => {
                line(format_args!("< job {job} writes {} to {}", bytes.len(), path.display()));
            }
            Effect::FollowAgent(path) => line(format_args!("< agent {}", path.display())),
            Effect::Shutdown => line(format_args!("< shutdown")),
            // The server itself takes these before they get here.
            Effect::Bell(_)
            | Effect::Clipboard(..)
            | Effect::Primary(..)
            | Effect::Redraw(_)
            | Effect::Wake(_) => {}
        }
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
