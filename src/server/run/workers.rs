//! Threads that turn slow things into events: shell commands' output, and files, which may be
//! fifos or lie on a network.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use mio::{Registry, Waker};
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use crate::model::answer::{Answer, Failed, Ran};
use crate::model::census::{Census, Process};
use crate::model::effect::ShellCommand;
use crate::model::id::JobId;
use crate::model::run::Ended;
use crate::os::process::signal_group;
use crate::os::processes;
use crate::os::{self, file};

use super::glob;
use super::source::WORKERS;

/// A shell command that runs: its output and its status come apart.
struct Running {
    job: JobId,
    output: Option<Vec<u8>>,
    ended: Option<Ended>,
}

enum Done {
    /// A process's output is complete.
    Output(i32, Vec<u8>),
    /// A file was read or written.
    File(JobId, Answer),
}

/// Where threads of others leave answers.
#[derive(Clone)]
pub struct Answers {
    waker: Arc<Waker>,
    sender: Sender<Done>,
}

impl Answers {
    /// Gives the answer of a job.
    pub fn give(&self, job: JobId, answer: Answer) {
        tell(&self.sender, &self.waker, Done::File(job, answer));
    }
}

/// All threads' work.
pub struct Workers {
    running: BTreeMap<i32, Running>,
    waker: Arc<Waker>,
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    /// Every thread that writes a file has one of these.
    writes: Arc<()>,
    /// What the thread that replaces files, one after the other, is to do next, once there is one.
    replaces: Option<Sender<Work>>,
}

/// What a thread does.
type Work = Box<dyn FnOnce() + Send>;

impl Workers {
    /// Nothing to do yet.
    pub fn new(registry: &Registry) -> io::Result<Self> {
        let waker = Arc::new(Waker::new(registry, WORKERS)?);
        let (sender, receiver) = channel();
        let (running, writes) = (BTreeMap::new(), Arc::default());
        Ok(Self { running, waker, sender, receiver, writes, replaces: None })
    }

    /// What wakes the loop.
    pub fn waker(&self) -> Arc<Waker> {
        self.waker.clone()
    }

    /// Where others leave answers.
    pub fn answers(&self) -> Answers {
        Answers { waker: self.waker(), sender: self.sender.clone() }
    }

    fn work(&self, work: impl FnOnce() -> Done + Send + 'static) -> io::Result<()> {
        let (sender, waker) = (self.sender.clone(), self.waker.clone());
        thread(move || tell(&sender, &waker, work()))
    }

    /// Has a thread do what a job is, and answer it. Where there is no thread to be had, that is the
    /// answer.
    fn answer(&self, job: JobId, work: impl FnOnce() -> Result<Answer, String> + Send + 'static) {
        if let Err(error) = self.work(move || answered(job, work())) {
            tell(&self.sender, &self.waker, answered(job, Err(no_thread(&error))));
        }
    }

    /// Starts a shell command.
    ///
    /// # Errors
    /// There is no shell, or the system has no room for it.
    pub fn start(&mut self, job: JobId, command: ShellCommand) -> Result<(), Failed> {
        let shell = command.shell.clone();
        self.spawn(job, command).map_err(|error| {
            let reason = format!("{shell}: {}", os::reason(&error));
            Failed { reason, status: 127 }
        })
    }

    fn spawn(&mut self, job: JobId, command: ShellCommand) -> io::Result<()> {
        let ShellCommand { shell, command, stdin: input, most, cwd, environment, stderr } = command;
        let (mut reader, writer) = std::io::pipe()?;
        let mut child = Command::new(shell)
            .arg("-c")
            .arg(command)
            .env_clear()
            .envs(environment)
            .current_dir(if cwd.is_dir() { cwd } else { PathBuf::from("/") })
            .stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() })
            .stdout(writer.try_clone()?)
            .stderr(if stderr { writer.into() } else { Stdio::null() })
            .process_group(0)
            .spawn()?;
        let pid = child.id() as i32;
        self.running.insert(pid, Running { job, output: None, ended: None });
        let mut threads = Ok(());
        if let Some(mut stdin) = child.stdin.take() {
            // A command may leave its input unread.
            let write = move || drop(stdin.write_all(&input));
            threads = thread(write);
        }
        let read = move || {
            let mut output = Vec::new();
            let _ = reader.by_ref().take(most as u64).read_to_end(&mut output);
            if output.len() == most {
                let cut = format!("\n[cut at {} KiB]\n", most >> 10);
                output.extend_from_slice(cut.as_bytes());
            }
            Done::Output(pid, output)
        };
        threads.and_then(|()| self.work(read)).map_err(|error| {
            // Nobody would read what it prints, nor say that it has ended.
            self.running.remove(&pid);
            let _ = signal_group(Pid::from_raw(pid), Signal::SIGTERM);
            io::Error::new(error.kind(), no_thread(&error))
        })
    }

    /// A process ended: perhaps that completes a job.
    pub fn ended(&mut self, pid: i32, ended: Ended) -> Option<(JobId, Answer)> {
        let running = self.running.get_mut(&pid)?;
        running.ended = Some(ended);
        // Whoever it left behind may hold its output open; that is not waited for.
        let job = running.job;
        match running.output.take() {
            Some(output) => {
                self.running.remove(&pid);
                Some((job, Answer::Ran(Ran { status: ended.status(), output })))
            }
            None => None,
        }
    }

    /// Reads a file of `most` bytes at the most.
    pub fn read_file(&self, job: JobId, path: PathBuf, most: usize) {
        self.answer(job, move || {
            file::read(&path, most).map(Answer::File).map_err(|error| told(&path, &error))
        });
    }

    /// The same of one that need not be there: then nothing was in it. `/dev/null` is none, whose
    /// emptiness says nothing of what was written.
    pub fn read_file_if_any(&self, job: JobId, path: PathBuf, most: usize) {
        self.answer(job, move || match file::read(&path, most) {
            Ok(_) if file::keeps_nothing(&path) => Err(format!("{} keeps nothing", path.display())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Answer::File(Vec::new())),
            read => read.map(Answer::File).map_err(|error| told(&path, &error)),
        });
    }

    /// Looks for a while at what processes take, and those that they started.
    pub fn census(&self, job: JobId, pids: Vec<i32>, glance: Duration) {
        self.answer(job, move || {
            let (before, began) = (processes::Census::take(), Instant::now());
            std::thread::sleep(glance);
            let (now, took) = (processes::Census::take(), began.elapsed());
            let process = |it: processes::Process| {
                let cpu = it.cpu.saturating_sub(before.cpu(it.pid).unwrap_or_default());
                Process {
                    pid: it.pid,
                    parent: it.parent,
                    cpu: cpu.as_secs_f64() * 100.0 / took.as_secs_f64().max(0.001),
                    time: it.cpu.as_millis() as u64,
                    memory: it.resident,
                    elapsed: it.elapsed.as_millis() as u64,
                    command: it.command,
                }
            };
            let family = |pid| now.of(pid).into_iter().map(process).collect();
            let families = pids.into_iter().map(family).collect();
            match cfg!(target_os = "linux") {
                true => Ok(Answer::Census(Census { memory: processes::memory(), families })),
                false => Err("only Linux tells".to_owned()),
            }
        });
    }

    /// Looks whether a file can be executed.
    pub fn check_program(&self, job: JobId, path: PathBuf) {
        self.answer(job, move || match std::fs::metadata(&path) {
            Ok(file) if file.is_file() && file.permissions().mode() & 0o111 != 0 => {
                Ok(Answer::Done)
            }
            Ok(_) => Err("it cannot be executed".to_owned()),
            Err(error) => Err(os::reason(&error)),
        });
    }

    /// Looks for the files that a pattern names.
    pub fn find_files(&self, job: JobId, directory: PathBuf, pattern: String) {
        self.answer(job, move || {
            let found = glob::find(&directory, &pattern);
            found.map(Answer::Files).map_err(|error| format!("{pattern}: {error}"))
        });
    }

    /// Writes a file, or adds to it.
    pub fn write_file(&self, job: JobId, path: PathBuf, data: Vec<u8>, append: bool) {
        let writes = self.writes.clone();
        self.answer(job, move || {
            let _writes = writes;
            let written = file::create(&path, append).and_then(|mut file| file.write_all(&data));
            written.map_err(|error| told(&path, &error))?;
            Ok(Answer::Done)
        });
    }

    /// Writes a file for its owner alone into a directory of its own.
    pub fn write_apart(&self, job: JobId, data: Vec<u8>) {
        let writes = self.writes.clone();
        self.answer(job, move || {
            let _writes = writes;
            file::write_apart(&data).map(Answer::Path).map_err(|error| os::reason(&error))
        });
    }

    /// Removes such a file and its directory, with all that is in it or only where there is nothing else.
    pub fn remove_apart(&self, job: JobId, path: PathBuf, all: bool) {
        self.answer(job, move || {
            let stays = file::remove_apart(&path, all).map_err(|error| told(&path, &error))?;
            Ok(stays.map_or(Answer::Done, Answer::Path))
        });
    }

    /// Writes a file for its owner alone, all of it or nothing; one after the other, in the order in
    /// which it was asked for.
    pub fn replace_file(&mut self, job: JobId, path: PathBuf, data: Vec<u8>) {
        let (sender, waker, writes) = (self.sender.clone(), self.waker(), self.writes.clone());
        let replace = move || {
            // One that lies elsewhere, behind a link, stays there, and comes to be there.
            let there = file::behind_links(&path);
            let replaced = file::replace(&there, &data).map_err(|error| told(&path, &error));
            drop(writes);
            tell(&sender, &waker, answered(job, replaced.map(|()| Answer::Done)));
        };
        let asked = self.replacing().map(|replaces| replaces.send(Box::new(replace)));
        if let Err(error) = asked {
            tell(&self.sender, &self.waker, answered(job, Err(no_thread(&error))));
        }
    }

    /// The thread that replaces files, which waits for the next one as long as there is a server.
    fn replacing(&mut self) -> io::Result<&Sender<Work>> {
        let replaces = match self.replaces.take() {
            Some(replaces) => replaces,
            None => {
                let (sender, receiver) = channel::<Work>();
                thread(move || receiver.into_iter().for_each(|work| work()))?;
                sender
            }
        };
        Ok(self.replaces.insert(replaces))
    }

    /// Whether a file is being written.
    pub fn are_writing(&self) -> bool {
        Arc::strong_count(&self.writes) > 1
    }

    /// Something that is done, if anything is.
    pub fn next_done(&mut self) -> Option<(JobId, Answer)> {
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
                            let ran = Ran { status: ended.status(), output };
                            return Some((job, Answer::Ran(ran)));
                        }
                    }
                }
            }
        }
    }
}

/// A file by name, and what is wrong with it.
fn told(path: &Path, error: &io::Error) -> String {
    format!("{}: {}", path.display(), os::reason(error))
}

/// What a job's work came to.
fn answered(job: JobId, answer: Result<Answer, String>) -> Done {
    Done::File(job, answer.unwrap_or_else(|reason| Answer::Failed(Failed::new(reason))))
}

fn no_thread(error: &io::Error) -> String {
    format!("the system has no thread to spare for it: {}", os::reason(error))
}

/// Has a thread of its own do something.
pub fn thread(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name("worker".into()).spawn(work).map(drop)
}

/// Tells the loop what is done.
fn tell(sender: &Sender<Done>, waker: &Waker, done: Done) {
    // Both fail only where the server is over.
    let _ = sender.send(done);
    let _ = waker.wake();
}

/// Reads a file as text, in bounded time: it may lie on a network that does not answer.
///
/// # Errors
/// It cannot be read, is larger than `most` bytes, or takes longer.
pub fn read_in_time(path: &Path, most: usize, patience: Duration) -> io::Result<String> {
    let (sender, receiver) = channel();
    let named = path.to_owned();
    // Whoever waits no longer needs no answer.
    thread(move || drop(sender.send(file::read(&named, most))))?;
    let late = || io::Error::new(io::ErrorKind::TimedOut, "reading it takes too long");
    let bytes = receiver.recv_timeout(patience).map_err(|_| late())??;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
