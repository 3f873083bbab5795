//! The commands that panes are piped to (`pipe-pane`). The stdin and stdout of each are a socket
//! that two threads write and read, so that the loop waits for no command, and no command misses
//! anything.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, TryRecvError, channel, sync_channel};
use std::thread;
use std::time::Duration;

use mio::Waker;

use crate::model::effect::{Ends, ShellCommand};
use crate::model::id::PaneId;

/// The most that waits for a command that does not read, in bytes. Where there is more it is let go,
/// as its pane is not to wait for it.
const MOST_WAITING: usize = 64 << 20;

/// What a command prints is read in such parts, in bytes, and so many of them wait for the pane.
const PART: usize = 16 << 10;
const MOST_PARTS: usize = 4;

struct Pipe {
    ends: Ends,
    socket: UnixStream,
    /// For the command.
    queue: Sender<Vec<u8>>,
    /// How much waits in it, in bytes.
    waiting: Arc<AtomicUsize>,
    /// From the command; it is hung up when that is over.
    printed: Receiver<Vec<u8>>,
}

/// All pipes.
pub struct Pipes {
    all: BTreeMap<PaneId, Pipe>,
    waker: Arc<Waker>,
    /// Every thread that still writes to a command has one of these.
    writes: Sender<()>,
    written: Receiver<()>,
}

/// What came of a pipe.
pub enum News {
    /// The command printed something.
    Printed(Vec<u8>),
    /// It is over.
    Over,
}

impl Pipes {
    /// None yet; whatever comes of one wakes the loop.
    pub fn new(waker: Arc<Waker>) -> Self {
        let (writes, written) = channel();
        Self { all: BTreeMap::new(), waker, writes, written }
    }

    /// Starts a pane's command, and says which process it is.
    ///
    /// # Errors
    /// There is no shell, or the system has no room for it.
    pub fn start(&mut self, pane: PaneId, command: ShellCommand, ends: Ends) -> io::Result<u32> {
        self.end(pane);
        let (ours, theirs) = UnixStream::pair()?;
        let theirs = OwnedFd::from(theirs);
        let end = |is_bound: bool| match is_bound {
            true => theirs.try_clone().map(Stdio::from),
            false => Ok(Stdio::null()),
        };
        let ShellCommand { shell, command, cwd, environment, .. } = command;
        let child = Command::new(shell)
            .arg("-c")
            .arg(command)
            .env_clear()
            .envs(environment)
            .current_dir(if cwd.is_dir() { cwd } else { PathBuf::from("/") })
            .stdin(end(ends.output)?)
            .stdout(end(ends.input)?)
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let (queue, parts) = channel();
        let (prints, printed) = sync_channel(MOST_PARTS);
        let waiting = Arc::new(AtomicUsize::new(0));
        let (waker, writes, left) = (self.waker.clone(), self.writes.clone(), waiting.clone());
        let (to, from) = (ours.try_clone()?, ours.try_clone()?);
        spawn(move || {
            write(&to, &parts, &left);
            drop(writes);
        })?;
        spawn(move || {
            read(&from, &prints, &waker);
            drop(prints);
            // It fails only where the server is over.
            let _ = waker.wake();
        })?;
        self.all.insert(pane, Pipe { ends, socket: ours, queue, waiting, printed });
        Ok(child.id())
    }

    /// A pane's program wrote something. Whether its command is let go, since too much waits for it.
    pub fn feed(&mut self, pane: PaneId, bytes: &[u8]) -> bool {
        let Some(pipe) = self.all.get(&pane).filter(|pipe| pipe.ends.output) else { return false };
        let before = pipe.waiting.fetch_add(bytes.len(), Ordering::Relaxed);
        if pipe.queue.send(bytes.to_vec()).is_err() {
            // It reads no more; that it is over is told when it prints no more either.
            pipe.waiting.store(0, Ordering::Relaxed);
        }
        let is_too_much = before + bytes.len() > MOST_WAITING;
        if is_too_much && let Some(pipe) = self.all.remove(&pane) {
            let _ = pipe.socket.shutdown(Shutdown::Both);
        }
        is_too_much
    }

    /// A pane's command gets no more, and is not heard any more. What waits for it it still gets.
    pub fn end(&mut self, pane: PaneId) {
        if let Some(pipe) = self.all.remove(&pane) {
            // Where it has gone already there is nothing to be ended.
            let _ = pipe.socket.shutdown(Shutdown::Read);
        }
    }

    /// Whether a command has not read all yet that its pane's program wrote.
    pub fn are_behind(&self) -> bool {
        self.all.values().any(|pipe| pipe.waiting.load(Ordering::Relaxed) > 0)
    }

    /// What has come of pipes, a part of each; not of panes that `is_full` says cannot be typed into
    /// now.
    pub fn news(&mut self, is_full: impl Fn(PaneId) -> bool) -> Vec<(PaneId, News)> {
        let mut all = Vec::new();
        self.all.retain(|pane, pipe| {
            if is_full(*pane) {
                return true;
            }
            match pipe.printed.try_recv() {
                Ok(bytes) => all.push((*pane, News::Printed(bytes))),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => {
                    all.push((*pane, News::Over));
                    return false;
                }
            }
            true
        });
        if !all.is_empty() {
            // There may be more, which nobody tells of again.
            let _ = self.waker.wake();
        }
        all
    }

    /// The server ends: commands get what they have got yet to read, as long as that takes no
    /// longer than `patience`.
    pub fn finish(self, patience: Duration) {
        drop((self.all, self.writes));
        // Nobody sends anything: it is over when all have let go of their end.
        let _ = self.written.recv_timeout(patience);
    }
}

fn spawn(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("pipe".into()).spawn(work).map(drop)
}

/// Gives a command what comes, until nothing more does or it has enough.
fn write(mut socket: &UnixStream, parts: &Receiver<Vec<u8>>, waiting: &AtomicUsize) {
    for part in parts {
        if socket.write_all(&part).is_err() {
            return waiting.store(0, Ordering::Relaxed);
        }
        waiting.fetch_sub(part.len(), Ordering::Relaxed);
    }
    // Where it has gone there is nobody to tell.
    let _ = socket.shutdown(Shutdown::Write);
}

/// Takes what a command prints, until it is over or nobody wants it.
fn read(mut socket: &UnixStream, prints: &SyncSender<Vec<u8>>, waker: &Waker) {
    let mut buffer = vec![0; PART];
    loop {
        match socket.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => {
                if prints.send(buffer[..count].to_vec()).is_err() || waker.wake().is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}
