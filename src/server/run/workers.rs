//! Threads that turn slow things into events: shell commands' output, and files, which may be
//! fifos or lie on a network.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use mio::{Registry, Waker};

use crate::command::Answer;
use crate::model::effect::Job;
use crate::model::pane::Ended;

use super::{WORKERS, glob};

/// The most output of a shell command, or length of a file, that is kept, in bytes.
const MAX_OUTPUT: u64 = 64 << 20;

/// A shell command that runs: its output and its status come apart.
struct Running {
    job: u64,
    output: Option<Vec<u8>>,
    ended: Option<Ended>,
}

enum Done {
    /// A process's output is complete.
    Output(i32, Vec<u8>),
    /// A file was read or written.
    File(u64, Answer),
}

/// All threads' work.
pub struct Workers {
    running: BTreeMap<i32, Running>,
    waker: Arc<Waker>,
    sender: Sender<Done>,
    receiver: Receiver<Done>,
}

impl Workers {
    /// Nothing to do yet.
    pub fn new(registry: &Registry) -> std::io::Result<Self> {
        let waker = Arc::new(Waker::new(registry, WORKERS)?);
        let (sender, receiver) = channel();
        Ok(Self { running: BTreeMap::new(), waker, sender, receiver })
    }

    /// What wakes the loop.
    pub fn waker(&self) -> Arc<Waker> {
        self.waker.clone()
    }

    fn work(&self, work: impl FnOnce() -> Done + Send + 'static) {
        let (sender, waker) = (self.sender.clone(), self.waker.clone());
        let work = move || {
            // Both fail only where the server is over.
            let _ = sender.send(work());
            let _ = waker.wake();
        };
        // Where there is no thread to be had, whoever waits for it waits until they give up.
        let _ = std::thread::Builder::new().name("worker".into()).spawn(work);
    }

    /// Starts a shell command that reads `input`. Where that is not possible, that is its answer.
    pub fn start(&mut self, job: Job, input: Vec<u8>) -> Option<(u64, Answer)> {
        let (id, shell) = (job.id, job.shell.clone());
        match self.spawn(job, input) {
            Ok(()) => None,
            Err(error) => Some((id, failed(&shell, &error))),
        }
    }

    fn spawn(&mut self, job: Job, input: Vec<u8>) -> std::io::Result<()> {
        let (mut reader, writer) = std::io::pipe()?;
        let mut child = Command::new(&job.shell)
            .arg("-c")
            .arg(&job.command)
            .env_clear()
            .envs(job.environment)
            .current_dir(if job.cwd.is_dir() { job.cwd } else { PathBuf::from("/") })
            .stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() })
            .stdout(writer.try_clone()?)
            .stderr(writer)
            .process_group(0)
            .spawn()?;
        let pid = child.id() as i32;
        self.running.insert(pid, Running { job: job.id, output: None, ended: None });
        if let Some(mut stdin) = child.stdin.take() {
            // A command may leave its input unread.
            let write = move || drop(stdin.write_all(&input));
            std::thread::Builder::new().name("worker".into()).spawn(write)?;
        }
        self.work(move || {
            let mut output = Vec::new();
            let _ = reader.by_ref().take(MAX_OUTPUT).read_to_end(&mut output);
            Done::Output(pid, output)
        });
        Ok(())
    }

    /// A process ended: perhaps that completes a job.
    pub fn ended(&mut self, pid: i32, ended: Ended) -> Option<(u64, Answer)> {
        let running = self.running.get_mut(&pid)?;
        running.ended = Some(ended);
        // Whoever it left behind may hold its output open; that is not waited for.
        let job = running.job;
        match running.output.take() {
            Some(output) => {
                self.running.remove(&pid);
                Some((job, Answer { status: ended.status(), output, error: None }))
            }
            None => None,
        }
    }

    /// Reads a file.
    pub fn read_file(&self, job: u64, path: PathBuf) {
        self.work(move || {
            let mut output = Vec::new();
            let read = std::fs::File::open(&path)
                .and_then(|file| file.take(MAX_OUTPUT).read_to_end(&mut output));
            let error = read.err().map(|error| format!("{}: {}", path.display(), words(&error)));
            Done::File(job, Answer { status: 0, output, error })
        });
    }

    /// Looks whether a file can be executed.
    pub fn check_program(&self, job: u64, path: PathBuf) {
        self.work(move || {
            let error = match std::fs::metadata(&path) {
                Ok(file) if file.is_file() && file.permissions().mode() & 0o111 != 0 => None,
                Ok(_) => Some("it cannot be executed".to_owned()),
                Err(error) => Some(words(&error)),
            };
            Done::File(job, Answer { status: 0, output: Vec::new(), error })
        });
    }

    /// Looks for the files that a pattern names.
    pub fn find_files(&self, job: u64, directory: PathBuf, pattern: String) {
        self.work(move || {
            let mut output = Vec::new();
            for path in glob::find(&directory, &pattern) {
                output.extend_from_slice(path.as_os_str().as_bytes());
                output.push(0);
            }
            Done::File(job, Answer { status: 0, output, error: None })
        });
    }

    /// Writes a file, or adds to it.
    pub fn write_file(&self, job: u64, path: PathBuf, data: Vec<u8>, append: bool) {
        self.work(move || {
            let mut options = std::fs::OpenOptions::new();
            options.create(true).write(true).append(append).truncate(!append);
            let written = options.open(&path).and_then(|mut file| file.write_all(&data));
            let error = written.err().map(|error| format!("{}: {}", path.display(), words(&error)));
            Done::File(job, Answer { status: 0, output: Vec::new(), error })
        });
    }

    /// Something that is done, if anything is.
    pub fn next_done(&mut self) -> Option<(u64, Answer)> {
        loop {
            match self.receiver.try_recv().ok()? {
                Done::File(job, answer) => return Some((job, answer)),
                Done::Output(pid, output) => {
                    let Some(running) = self.running.get_mut(&pid) else { continue };
                    match running.ended {
                        None => running.output = Some(output),
                        Some(ended) => {
                            let job = running.job;
                            self.running.remove(&pid);
                            return Some((
                                job,
                                Answer { status: ended.status(), output, error: None },
                            ));
                        }
                    }
                }
            }
        }
    }
}

fn failed(shell: &str, error: &std::io::Error) -> Answer {
    Answer { status: 127, output: Vec::new(), error: Some(format!("{shell}: {}", words(error))) }
}

/// An error as people know it, without its number.
fn words(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}
