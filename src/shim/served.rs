//! A server as its shim sees it: a process with a channel to it, which is over when that is closed.

use std::ffi::OsString;
use std::io::{self, PipeReader};
use std::os::fd::AsFd;
use std::rc::Rc;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::Pid;

use crate::os::heard::read_within;
use crate::os::inherited::{Executable, start_child};
use crate::os::process::{self, ExitStatus};

use super::channel::Channel;
use super::message::{Order, Reason, Report};

/// How long a server that is to replace another may take to be well.
const TO_REPLACE: Duration = Duration::from_secs(5);

/// How long one may take that has nobody beside it.
const TO_RECOVER: Duration = Duration::from_secs(60);

/// How long its last words are waited for, once it has closed its end.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How long the end of a process is waited for that was killed.
const END: Duration = Duration::from_millis(200);

/// The most that is kept of what a server says that does not come up, in bytes.
const MOST_WORDS: usize = 4096;

/// One server.
pub struct Served {
    channel: Channel,
    /// Its process.
    pub pid: Pid,
    /// What it was started from.
    pub executable: Rc<Executable>,
    /// Since when it is well, if it is.
    pub well: Option<Instant>,
    /// Until when it is to be well, if it is not yet.
    pub due: Option<Instant>,
    /// What it says as long as it is not.
    words: Option<PipeReader>,
    /// How it ended, where that is known.
    pub status: Option<ExitStatus>,
}

impl Served {
    /// Starts one. The first says to whoever started the shim what it has to say; others to the
    /// shim.
    ///
    /// # Errors
    /// It cannot be executed.
    pub fn start(
        executable: &Rc<Executable>,
        arguments: &[OsString],
        reason: Reason,
    ) -> io::Result<Self> {
        let (channel, theirs) = Channel::pair()?;
        // Nobody would read what one says that follows another: it has nothing to say, then.
        let (words, said) = match reason {
            Reason::First | Reason::Died(_) => (None, None),
            Reason::Replaced => io::pipe().map(|(ours, its)| (Some(ours), Some(its)))?,
        };
        let pid = start_child(executable, arguments, &theirs, said.as_ref())?;
        let patience = if reason == Reason::Replaced { TO_REPLACE } else { TO_RECOVER };
        let due = (reason != Reason::First).then(|| Instant::now() + patience);
        let executable = executable.clone();
        Ok(Self { channel, pid, executable, well: None, due, words, status: None })
    }

    /// One that runs already, and has started this shim.
    pub fn running(channel: Channel, pid: Pid, executable: &Rc<Executable>) -> Self {
        let (executable, well) = (executable.clone(), Some(Instant::now()));
        Self { channel, pid, executable, well, due: None, words: None, status: None }
    }

    /// Tells it something.
    pub fn tell(&mut self, report: Report) {
        self.channel.send(report.encode());
    }

    /// What it says next, if anything. One that says what nobody understands is over.
    pub fn hear(&mut self) -> Option<Order> {
        loop {
            match self.channel.receive().map(|frame| frame.map(Order::decode)) {
                Ok(None) => return None,
                Ok(Some(Ok(Some(order)))) => return Some(order),
                // A kind that a later version has.
                Ok(Some(Ok(None))) => {}
                Ok(Some(Err(_))) | Err(_) => {
                    self.channel.close();
                    process::end_at_once(self.pid);
                    return None;
                }
            }
        }
    }

    /// Whether it is there.
    pub fn is_there(&self) -> bool {
        self.channel.is_open()
    }

    /// Whether it is late to be well.
    pub fn is_late(&self) -> bool {
        self.due.is_some_and(|due| due <= Instant::now())
    }

    /// Whether it is well, and another process could go on with the channel to it.
    pub fn rests(&self) -> bool {
        self.due.is_none() && self.channel.rests()
    }

    /// The channel to it.
    pub fn channel(&self) -> &Channel {
        &self.channel
    }

    /// It is well.
    pub fn is_well(&mut self) {
        (self.well, self.due, self.words) = (Some(Instant::now()), None, None);
    }

    /// It takes the place of the one before.
    pub fn is_accepted(&mut self) {
        self.tell(Report::Accepted);
        (self.due, self.words) = (Some(Instant::now() + TO_RECOVER), None);
    }

    /// Ends it, if it has not ended by itself, and sees its end. How it ended, where that is known.
    pub fn end(mut self) -> Option<ExitStatus> {
        self.channel.close();
        process::end_at_once(self.pid);
        self.status.or_else(|| process::wait_end(self.pid, END))
    }

    /// What it said last, as long as it was not well, in one line: of what a crash says the beginning.
    pub fn last_words(&mut self) -> String {
        let words = self.words.take();
        let text =
            words.map(|words| read_within(words, MOST_WORDS, LAST_WORDS)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).replace('\0', "");
        let lines: Vec<&str> =
            text.trim().lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
        lines.join("; ")
    }

    /// Sends what is taken now.
    pub fn flush(&mut self) {
        self.channel.flush();
    }

    /// What is to be waited for.
    pub fn wanted(&self) -> PollFd<'_> {
        let writes = if self.channel.waits() { PollFlags::POLLOUT } else { PollFlags::empty() };
        PollFd::new(self.channel.as_fd(), PollFlags::POLLIN | writes)
    }
}

/// Waits until one of those is ready or so much time has passed.
pub fn wait(wanted: &mut [PollFd<'_>], time: Option<Duration>) {
    let timeout = match time {
        None => PollTimeout::NONE,
        // A little late rather than a little early, and then again.
        Some(time) => {
            PollTimeout::try_from(time + Duration::from_millis(1)).unwrap_or(PollTimeout::MAX)
        }
    };
    // Where it is interrupted one looks around and waits again.
    let _ = poll(wanted, timeout);
}
