//! The line to the shim, which holds for the server what must outlive it and starts the programs of
//! panes. What each key is, the server alone knows. Nobody who serves waits here: a shim that is stopped
//! hears later what it is told.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use mio::unix::SourceFd;
use mio::{Interest, Registry};
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::os::inherited::{self, Executable};
use crate::os::process;
use crate::os::pty::Execution;
use crate::shim::channel::{Channel, Frame};
use crate::shim::message::{Key, Order, Reason, Report, Status};

use super::source::SHIM;

/// The key of the socket that clients come by. Others count up from the first.
pub const LISTENER: Key = 0;
/// The key of the memory that the server's state is in.
pub const STATE: Key = 1;
const FIRST: Key = 16;

/// How long the shim may take to hand over what it has.
const PATIENCE: Duration = Duration::from_secs(10);

/// Descriptors that the shim has for itself: its own, those that come with a message, and what the
/// start of a server takes. One for which it had no room would be lost on its way.
const SPARE: usize = 16;

/// Of those that a server may open, clients have one in so many: it has all that the shim holds too.
const FOR_CLIENTS: usize = 8;

/// There are no descriptors for another pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no room for another pane: {held} descriptors are in use of the {most} that panes may have \
     (ulimit -n says how many there are, when the server is started)"
)]
pub struct NoRoom {
    held: usize,
    most: usize,
}

/// What the shim had for a server that begins.
#[derive(Debug, Default)]
pub struct Handed {
    /// What it held.
    pub kept: BTreeMap<Key, Rc<OwnedFd>>,
    /// Programs, each with its process and how it ended if it did.
    pub programs: BTreeMap<Key, (i32, Option<Status>)>,
    /// What they wrote meanwhile.
    pub spools: BTreeMap<Key, Vec<u8>>,
    /// Why this server's program serves again, where another one had replaced it.
    pub reverted: Option<String>,
}

impl Handed {
    /// A program ended.
    fn ended(&mut self, key: Key, status: Status) {
        if let Some((_, ended)) = self.programs.get_mut(&key) {
            *ended = Some(status);
        }
    }
}

/// The line.
pub struct Keeper {
    channel: Channel,
    next: Key,
    /// So many things the shim may hold.
    most: usize,
    held: BTreeSet<Key>,
    /// How a shim is started in the place of one that died.
    arguments: Vec<OsString>,
}

impl Keeper {
    /// The line to the shim that started this process; why it did, and what it has. `arguments`
    /// start another one.
    ///
    /// # Errors
    /// No shim started it, or it says nothing that can be understood.
    pub fn inherited(arguments: Vec<OsString>) -> io::Result<(Self, Reason, Handed)> {
        let channel = Channel::new(inherited::socket()?)?;
        let limit =
            process::raise_fd_limit().map_or(2 * SPARE, |it| it.try_into().unwrap_or(usize::MAX));
        let most = (limit - limit / FOR_CLIENTS).saturating_sub(SPARE);
        let mut keeper = Self { channel, next: FIRST, most, held: BTreeSet::new(), arguments };
        let (mut handed, mut reason) = (Handed::default(), Reason::First);
        let deadline = Instant::now() + PATIENCE;
        loop {
            match keeper.hear() {
                Some(Report::Started(_, why)) => reason = why,
                Some(Report::Kept(key, held)) => drop(handed.kept.insert(key, held)),
                Some(Report::Program(key, pid)) => drop(handed.programs.insert(key, (pid, None))),
                Some(Report::Ended(key, status)) => handed.ended(key, status),
                Some(Report::Spool(key, bytes)) => drop(handed.spools.insert(key, bytes)),
                Some(Report::Reverted(why)) => handed.reverted = Some(why),
                Some(Report::Ready) => {
                    keeper.held = handed.kept.keys().copied().collect();
                    handed
                        .kept
                        .keys()
                        .chain(handed.programs.keys())
                        .for_each(|key| keeper.skip(*key));
                    return Ok((keeper, reason, handed));
                }
                Some(_) => {}
                None if !keeper.is_there() || Instant::now() >= deadline => {
                    let what = "the shim that started this server says nothing";
                    return Err(io::Error::new(io::ErrorKind::NotConnected, what));
                }
                None => keeper.wait(deadline),
            }
        }
    }

    /// Waits until the shim says something, or is told what waits for it.
    pub fn wait(&mut self, deadline: Instant) {
        let left = deadline.saturating_duration_since(Instant::now());
        self.wait_for(PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO));
    }

    /// The same, however long that takes.
    pub fn wait_long(&mut self) {
        self.wait_for(PollTimeout::NONE);
    }

    fn wait_for(&mut self, timeout: PollTimeout) {
        let writes = if self.channel.waits() { PollFlags::POLLOUT } else { PollFlags::empty() };
        // Where it is interrupted one looks again.
        let _ = poll(&mut [PollFd::new(self.channel.as_fd(), PollFlags::POLLIN | writes)], timeout);
        self.channel.flush();
    }

    /// Has the poller tell of it.
    ///
    /// # Errors
    /// The poller takes no more.
    pub fn watch(&self, registry: &Registry) -> io::Result<()> {
        let mut source = SourceFd(&self.channel.as_raw_fd());
        registry.register(&mut source, SHIM, Interest::READABLE | Interest::WRITABLE)
    }

    /// Whether the shim is there.
    pub fn is_there(&self) -> bool {
        self.channel.is_open()
    }

    /// What the shim says next, if anything.
    pub fn hear(&mut self) -> Option<Report> {
        self.channel.flush();
        loop {
            match self.channel.receive().map(|frame| frame.map(Report::decode)) {
                Ok(None) => return None,
                Ok(Some(Ok(Some(report)))) => return Some(report),
                // A kind that a later version has.
                Ok(Some(Ok(None))) => {}
                Ok(Some(Err(_))) | Err(_) => {
                    self.channel.close();
                    return None;
                }
            }
        }
    }

    fn tell(&mut self, order: Order) {
        self.channel.send(order.encode());
    }

    /// A key that nothing has had.
    pub fn new_key(&mut self) -> Key {
        self.next += 1;
        self.next - 1
    }

    /// A key that something has, or had: it is given to nothing else.
    pub fn skip(&mut self, key: Key) {
        self.next = self.next.max(key.saturating_add(1));
    }

    /// Whether so many more things can be held.
    ///
    /// # Errors
    /// There are no descriptors for them.
    pub fn check_room(&self, more: usize) -> Result<(), NoRoom> {
        let (held, most) = (self.held.len(), self.most);
        if held + more > most { Err(NoRoom { held, most }) } else { Ok(()) }
    }

    /// Has it held for the next server, instead of what had the key before.
    ///
    /// # Errors
    /// There is no descriptor left for it.
    pub fn keep(&mut self, key: Key, what: &impl AsFd) -> io::Result<()> {
        if self.held.len() >= self.most && !self.held.contains(&key) {
            return Err(Errno::EMFILE.into());
        }
        let copy = Rc::new(what.as_fd().try_clone_to_owned()?);
        self.held.insert(key);
        self.tell(Order::Keep(key, copy));
        Ok(())
    }

    /// It is held no more: nobody needs it. A program of this key is forgotten.
    pub fn let_go(&mut self, key: Key) {
        self.held.remove(&key);
        self.tell(Order::Drop(key));
    }

    /// Starts a program on a pty, whose first end is held under its key.
    ///
    /// # Errors
    /// There is no room for it: in a message, or for its descriptors.
    pub fn spawn(
        &mut self,
        key: Key,
        execution: Execution,
        master: &impl AsFd,
        slave: OwnedFd,
    ) -> io::Result<()> {
        if !self.is_there() {
            return Err(io::Error::new(
                io::ErrorKind::NotConnected,
                "there is no shim to start it",
            ));
        }
        if self.held.len() >= self.most {
            return Err(Errno::EMFILE.into());
        }
        let master = Rc::new(master.as_fd().try_clone_to_owned()?);
        let frame: Frame = Order::Spawn(key, Box::new(execution), master, Rc::new(slave)).encode();
        if !frame.fits() {
            return Err(Errno::E2BIG.into());
        }
        self.held.insert(key);
        self.channel.send(frame);
        Ok(())
    }

    /// A program runs that another shim started.
    pub fn adopt(&mut self, key: Key, pid: i32) {
        self.tell(Order::Adopt(key, pid));
    }

    /// A program's end is known.
    pub fn taken(&mut self, key: Key) {
        self.tell(Order::Taken(key));
    }

    /// The server has all that it needs, and serves.
    pub fn well(&mut self) {
        self.tell(Order::Well);
    }

    /// The server is able to serve in the place of the one that there is, and waits until that one has
    /// been ended: nothing is to be written or read before. Programs may end meanwhile.
    ///
    /// # Errors
    /// There is no shim any more, which is for the other one to see to.
    pub fn replaces(&mut self, handed: &mut Handed) -> io::Result<()> {
        self.tell(Order::Able);
        loop {
            match self.hear() {
                Some(Report::Accepted) => return Ok(()),
                Some(Report::Ended(key, status)) => handed.ended(key, status),
                Some(_) => {}
                None if !self.is_there() => return Err(io::ErrorKind::NotConnected.into()),
                None => self.wait_long(),
            }
        }
    }

    /// Has a server started from this file that takes the place of this one. Where it does, this
    /// process is ended; until the shim says that it does not, nothing is to be written or read.
    pub fn replace(&mut self, file: PathBuf) {
        self.tell(Order::Replace(file));
    }

    /// That is not to be any more: this one goes on.
    pub fn withdraw(&mut self) {
        self.tell(Order::Withdraw);
    }

    /// The server ends as planned, and the shim does then.
    pub fn over(&mut self) {
        self.tell(Order::Over);
    }

    /// Waits until the shim has been told everything, but not for long.
    pub fn finish(&mut self, patience: Duration) {
        let deadline = Instant::now() + patience;
        while self.channel.waits() && self.is_there() && Instant::now() < deadline {
            self.wait(deadline);
        }
    }

    /// Makes a shim in the place of one that is gone. It holds nothing yet.
    ///
    /// # Errors
    /// There cannot be one.
    pub fn renew(&mut self, registry: &Registry) -> io::Result<()> {
        let _ = registry.deregister(&mut SourceFd(&self.channel.as_raw_fd()));
        let (channel, theirs) = Channel::pair()?;
        let program = Executable::open(&process::own_program()?)?;
        inherited::start_detached(&program, &self.arguments, &theirs)?;
        (self.channel, self.held) = (channel, BTreeSet::new());
        self.watch(registry)
    }
}
