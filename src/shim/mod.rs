//! The shim: the process that holds what must outlive a server. It starts the server, is the parent
//! of the programs in panes, and keeps a copy of each descriptor that the server asks it to, so that
//! another server can go on where one was killed, crashed, or is replaced.
//!
//! It is small, and nothing it does can go wrong by what a program or a person sends: two things
//! alone reach it, what its server says in a few frozen messages and that a child has ended. Knows
//! `os` and those messages; no session, no pane, no byte of what is held.
//!
//! A server is over when its end of the channel is closed. It had said so before where that was
//! planned, and then the shim ends with it. Where it had not, the next one is started at once and
//! handed everything.
//!
//! One that is to be replaced stands still while the next is started beside it from another file and
//! reads all that there is. That one writes nothing before the shim has ended the first and said so:
//! so there are never two that write.

mod books;
pub mod channel;
pub mod message;
mod programs;
mod served;
mod spools;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags};
use nix::unistd::{Pid, dup2_stderr, dup2_stdout};

use crate::os::inherited::{self, Executable};
use crate::os::process::{self, ExitStatus};
use crate::os::pty::{self, Place};
use crate::os::signals::{Signal, Signals};

use books::{Books, Left};
use channel::Channel;
use message::{Key, Order, Reason, Report, VERSION};
use programs::Programs;
use served::Served;
use spools::Spools;

#[cfg(test)]
mod tests;

/// A file that was just installed gives way to the one before, where its server dies within so long.
const TRIAL: Duration = Duration::from_secs(10);

/// A server that ended by itself is one of a row that die, unless it has been well for so long; and one that
/// somebody ended (SIGKILL, SIGTERM) unless for so long.
const LIVES: Duration = Duration::from_secs(10);
const LIVES_WITH_OTHERS: Duration = Duration::from_millis(100);

/// So many in a row are followed by another start at once; then there are pauses, each twice as long
/// as the one before, up to the longest.
const AT_ONCE: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// How long programs may stand still for want of a server.
const STANDSTILL: Duration = Duration::from_secs(1);

/// How often one looks for a program's end that nothing tells of.
const LOOK: Duration = Duration::from_secs(1);

/// What a server is told whose next says something else than that it is able.
const NO_PMUX: &str = "it is no pmux, or one that this shim cannot work with";

/// What a server is told that was started from the file before.
const GAVE_WAY: &str = "it died within 10 seconds of taking over";

/// What a shim begins with.
#[derive(Debug)]
pub struct Start {
    /// The program whose process a server is.
    pub program: PathBuf,
    /// What it is told to be one, which every version understands.
    pub server: Vec<OsString>,
    /// What it is told to be a shim in the place of this one, before the number of the books.
    pub anew: Vec<OsString>,
    /// What there is to serve.
    pub begins: Begins,
}

/// How a shim begins.
#[derive(Debug)]
pub enum Begins {
    /// With the first server, which is told this as well: who started it.
    First(Option<OsString>),
    /// In the place of one that died under its server, which is this process and has started it.
    Under(i32),
    /// In the same process, in the place of an older program that has left its books at this descriptor.
    Anew(RawFd),
}

/// Is the shim until a server has ended as planned, or the first did not come up.
///
/// # Errors
/// The system has no room for it, or the server cannot be executed.
pub fn run(start: Start) -> io::Result<()> {
    // It has to be the first thing that is done with descriptors.
    let left =
        if let Begins::Anew(number) = start.begins { Some(Left::take(number)?) } else { None };
    let signals = Signals::all()?;
    let executable = Rc::new(Executable::open(&start.program)?);
    let mut shim = Shim::new(executable, Place::new()?, start.server, start.anew);
    match (start.begins, left) {
        (Begins::First(starter), _) => shim.start_first(starter)?,
        (Begins::Under(pid), _) => {
            shim.serve(Channel::new(inherited::socket()?)?, Pid::from_raw(pid));
        }
        (Begins::Anew(_), left) => left.into_iter().try_for_each(|left| shim.go_on(left))?,
    }
    // Programs have as many descriptors as their server had.
    let _ = process::raise_fd_limit();
    // The first server alone has something to say to whoever waits for it.
    let null = OpenOptions::new().write(true).open("/dev/null")?;
    dup2_stdout(&null)?;
    dup2_stderr(&null)?;
    while !shim.over {
        shim.wait(&signals);
        shim.turn(&signals);
    }
    Ok(())
}

struct Shim {
    /// What the next server is started from, and told.
    executable: Rc<Executable>,
    arguments: Vec<OsString>,
    /// What a shim is told that takes the place of this one in this process.
    anew: Vec<OsString>,
    /// What servers were started from before that, and until when one may go back to it.
    before: Option<(Rc<Executable>, Instant)>,
    /// It has just been gone back to that, which the next server is to know.
    gave_way: bool,
    server: Option<Served>,
    /// One that is to replace it, and is not well yet.
    next: Option<Served>,
    kept: BTreeMap<Key, Rc<OwnedFd>>,
    programs: Programs,
    /// Through this they get their terminals.
    place: Place,
    spools: Spools,
    /// So many servers died in a row, each soon after it was well, or before.
    deaths: u32,
    /// So many servers died in a row before they were well, or by themselves soon after.
    unwell: u32,
    /// There is no server since the first time, and is to be one at the second.
    alone: Option<(Instant, Instant)>,
    /// No server has been well yet.
    is_first: bool,
    /// The server said that it ends.
    is_planned: bool,
    over: bool,
}

impl Shim {
    fn new(
        executable: Rc<Executable>,
        place: Place,
        arguments: Vec<OsString>,
        anew: Vec<OsString>,
    ) -> Self {
        Self {
            executable,
            arguments,
            anew,
            before: None,
            gave_way: false,
            server: None,
            next: None,
            kept: BTreeMap::new(),
            programs: Programs::default(),
            place,
            spools: Spools::default(),
            deaths: 0,
            unwell: 0,
            alone: None,
            is_first: true,
            is_planned: false,
            over: false,
        }
    }

    fn start_first(&mut self, starter: Option<OsString>) -> io::Result<()> {
        let arguments: Vec<OsString> = self.arguments.iter().cloned().chain(starter).collect();
        let mut server = Served::start(&self.executable, &arguments, Reason::First)?;
        self.hand_over(&mut server, Reason::First);
        self.server = Some(server);
        Ok(())
    }

    /// Serves one that is there already, and hands over what it has.
    fn serve(&mut self, channel: Channel, pid: Pid) {
        self.server = Some(Served::running(channel, pid, &self.executable));
        self.is_first = false;
    }

    /// Goes on where the program ended that this process was before.
    fn go_on(&mut self, left: Left) -> io::Result<()> {
        self.serve(Channel::new(left.channel.into())?, Pid::from_raw(left.server));
        self.kept = left.kept.into_iter().map(|(key, held)| (key, Rc::new(held))).collect();
        left.programs.into_iter().for_each(|entry| self.programs.enter(entry));
        // Those that ended meanwhile.
        self.reap();
        Ok(())
    }

    /// Ten seconds after a server of another file has taken over, that file has proved itself: the shim
    /// becomes its program, too, at a moment in which nothing is half said. Where that cannot be it goes on
    /// as it is.
    fn renew(&mut self) {
        let Some((_, until)) = &self.before else { return };
        let is_over =
            self.over || self.is_planned || self.next.is_some() || !self.spools.is_empty();
        if is_over || Instant::now() < *until {
            return;
        }
        let Some(server) = self.server.as_ref().filter(|server| server.rests()) else { return };
        self.before = None;
        let books = Books {
            server: server.pid.as_raw(),
            channel: server.channel().as_raw_fd(),
            kept: self.kept.iter().map(|(key, held)| (*key, held.as_raw_fd())).collect(),
            programs: self.programs.entries(),
        };
        let mut descriptors: Vec<BorrowedFd<'_>> =
            self.kept.values().map(|it| it.as_fd()).collect();
        descriptors.push(server.channel().as_fd());
        // There is nobody to tell why, and nothing is worse than before.
        let _ =
            inherited::become_program(&self.executable, &self.anew, &books.encode(), &descriptors);
    }

    /// A server is told all that there is.
    fn hand_over(&self, server: &mut Served, reason: Reason) {
        server.tell(Report::Started(VERSION, reason));
        for (key, held) in &self.kept {
            server.tell(Report::Kept(*key, held.clone()));
        }
        self.programs.reports().into_iter().for_each(|report| server.tell(report));
        for (key, bytes) in self.spools.kept() {
            server.tell(Report::Spool(key, bytes.to_vec()));
        }
        if self.gave_way {
            server.tell(Report::Reverted(GAVE_WAY.to_owned()));
        }
        server.tell(Report::Ready);
    }

    /// Waits until there is something to do.
    fn wait(&self, signals: &Signals) {
        let now = Instant::now();
        let mut wanted = vec![PollFd::new(signals.as_fd(), PollFlags::POLLIN)];
        wanted.extend(self.server.iter().chain(&self.next).map(Served::wanted));
        wanted.extend(self.programs.watched().map(|fd| PollFd::new(fd, PollFlags::POLLIN)));
        let masters = self.to_spool(now).filter_map(|key| self.kept.get(&key));
        wanted.extend(masters.map(|held| PollFd::new(held.as_fd(), PollFlags::POLLIN)));
        let due = self.server.iter().chain(&self.next).filter_map(|server| server.due);
        let standstill = self.alone.map(|(since, _)| since + STANDSTILL).filter(|time| *time > now);
        let again = self.alone.map(|(_, again)| again);
        let proved = self.before.as_ref().map(|(_, until)| *until).filter(|until| *until > now);
        let looks = self.programs.must_look().then(|| now + LOOK);
        let next = due.chain(standstill).chain(again).chain(proved).chain(looks).min();
        served::wait(&mut wanted, next.map(|time| time.saturating_duration_since(now)));
    }

    fn turn(&mut self, signals: &Signals) {
        signals.drain().into_iter().for_each(|signal| self.signalled(signal));
        self.programs.look_at_adopted().into_iter().for_each(|report| self.tell(report));
        self.hear_server();
        self.hear_next();
        self.start_again();
        self.spool();
        self.server.iter_mut().chain(&mut self.next).for_each(Served::flush);
        self.renew();
    }

    fn signalled(&mut self, signal: Signal) {
        match signal {
            Signal::SIGCHLD => self.reap(),
            // Who ends the shim means all of it, and the server knows how, whichever it is in a moment.
            Signal::SIGTERM | Signal::SIGINT | Signal::SIGQUIT => {
                for server in self.server.iter().chain(&self.next) {
                    // It may have ended.
                    let _ = process::signal(server.pid, signal);
                }
                self.over |= self.server.is_none();
            }
            _ => {}
        }
    }

    fn reap(&mut self) {
        let servers: Vec<Pid> =
            self.server.iter().chain(&self.next).map(|server| server.pid).collect();
        // Whoever stops a server means it.
        for (pid, status) in process::reap(|pid| servers.contains(&pid)) {
            let mut servers = self.server.iter_mut().chain(&mut self.next);
            if let Some(server) = servers.find(|server| server.pid == pid) {
                server.status = Some(status);
                continue;
            }
            let report = self.programs.ended(pid, status);
            report.into_iter().for_each(|report| self.tell(report));
        }
    }

    /// Tells whoever may go on with it.
    fn tell(&mut self, report: Report) {
        match (&mut self.server, &mut self.next, report) {
            (Some(server), Some(next), Report::Ended(key, status)) => {
                server.tell(Report::Ended(key, status));
                next.tell(Report::Ended(key, status));
            }
            (Some(server), _, report) => server.tell(report),
            (None, ..) => {}
        }
    }

    fn hear_server(&mut self) {
        while let Some(order) = self.server.as_mut().and_then(Served::hear) {
            self.obey(order);
        }
        if self.server.as_ref().is_some_and(|server| !server.is_there() || server.is_late()) {
            self.server_is_gone();
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Keep(key, held) => drop(self.kept.insert(key, held)),
            Order::Drop(key) => {
                self.kept.remove(&key);
                self.programs.forget(key);
            }
            Order::Spawn(key, execution, master, slave) => {
                let report = match pty::execute(&execution, &slave, &mut self.place) {
                    Ok(pid) => {
                        self.kept.insert(key, master);
                        self.programs.started(key, pid);
                        Report::Spawned(key, pid.as_raw())
                    }
                    Err(error) => Report::Failed(key, errno(&error)),
                };
                self.tell(report);
            }
            Order::Adopt(key, pid) => self.programs.adopt(key, Pid::from_raw(pid)),
            Order::Taken(key) => self.programs.taken(key),
            Order::Well => self.server_is_well(),
            Order::Replace(program) => self.replace(&program),
            Order::Over => self.is_planned = true,
            // It had nothing yet.
            Order::Withdraw => self.end_next(),
            // It was accepted before it could say so.
            Order::Able => {}
        }
    }

    fn server_is_well(&mut self) {
        if let Some(server) = &mut self.server {
            server.is_well();
        }
        if self.gave_way {
            self.before = None;
        }
        self.gave_way = false;
        self.is_first = false;
        self.spools.clear();
    }

    /// There is no server any more but the one that was to be the next, if there is one.
    fn accept_next(&mut self) {
        let Some(mut next) = self.next.take() else { return };
        next.is_accepted();
        let before = std::mem::replace(&mut self.executable, next.executable.clone());
        self.before = Some((before, Instant::now() + TRIAL));
        self.server = Some(next);
    }

    /// The server ended, or has to.
    fn server_is_gone(&mut self) {
        let Some(server) = self.server.take() else { return };
        let lived = server.well.map(|since| since.elapsed());
        // One that ends as planned has closed its end, says its last words to others, and ends by
        // itself. Of others there must never be two.
        let is_over = self.is_planned || self.is_first;
        let ended = if server.is_there() || !is_over { server.end() } else { None };
        if is_over {
            self.over = true;
            return;
        }
        let is_one_of_a_row = lived.is_none_or(|lived| lived < lives(ended));
        // What somebody killed says nothing of what it was about to do.
        let is_unwell = is_one_of_a_row && (lived.is_none() || lives(ended) == LIVES);
        self.unwell = if is_unwell { self.unwell.saturating_add(1) } else { 0 };
        self.accept_next();
        if self.server.is_none() {
            self.deaths = if is_one_of_a_row { self.deaths.saturating_add(1) } else { 1 };
            self.note_death(Duration::ZERO, lived.is_some());
        }
    }

    /// There is no server: another one is started, after a pause of so long at the least. The last one
    /// `was_well`, or never.
    fn note_death(&mut self, least: Duration, was_well: bool) {
        let now = Instant::now();
        // What has just been installed may be what is wrong.
        if let Some((other, until)) = self.before.take()
            && (now < until || !was_well)
        {
            let this = std::mem::replace(&mut self.executable, other);
            // What this one wrote the other may not be able to read: then they take turns.
            (self.before, self.gave_way) = (Some((this, until)), !self.gave_way);
        }
        let since = self.alone.map_or(now, |(since, _)| since);
        self.alone = Some((since, now + pause(self.deaths).max(least)));
    }

    fn start_again(&mut self) {
        let now = Instant::now();
        if self.over || self.server.is_some() || self.alone.is_none_or(|(_, again)| now < again) {
            return;
        }
        let reason = Reason::Died(1 + self.unwell);
        match Served::start(&self.executable, &self.arguments, reason) {
            Ok(mut server) => {
                self.hand_over(&mut server, reason);
                (self.server, self.alone) = (Some(server), None);
            }
            // It cannot be executed, or there is no room for it: there may be later.
            Err(_) => {
                self.deaths = self.deaths.saturating_add(1);
                self.note_death(FIRST_PAUSE, false);
            }
        }
    }

    /// Starts the next server beside the one that asks for it.
    fn replace(&mut self, program: &Path) {
        let started = Executable::open(program).and_then(|executable| {
            Served::start(&Rc::new(executable), &self.arguments, Reason::Replaced)
        });
        match started {
            Ok(mut next) => {
                self.end_next();
                self.hand_over(&mut next, Reason::Replaced);
                self.next = Some(next);
            }
            Err(error) => self.refuse(crate::os::reason(&error)),
        }
    }

    /// There is none that was to be the next.
    fn end_next(&mut self) {
        if let Some(next) = self.next.take() {
            next.end();
        }
    }

    fn refuse(&mut self, reason: String) {
        if let Some(server) = &mut self.server {
            server.tell(Report::Refused(reason));
        }
    }

    /// The next server says that it is able before anything else, or is none.
    fn hear_next(&mut self) {
        let Some(next) = &mut self.next else { return };
        match next.hear() {
            Some(Order::Able) => {
                // The one that asked for it may not want it any more.
                self.hear_server();
                if self.next.is_some() {
                    // It is ended before the other hears of it.
                    if let Some(server) = self.server.take() {
                        server.end();
                    }
                    self.accept_next();
                }
            }
            None if next.is_there() && !next.is_late() => {}
            order => {
                let is_late = next.is_late();
                process::end_at_once(next.pid);
                let words = next.last_words();
                let reason = match (order.is_some(), is_late, words.as_str()) {
                    (true, ..) => NO_PMUX.to_owned(),
                    (_, true, "") => "it did not come up within 5 seconds".to_owned(),
                    (_, false, "") => "it ended without a word".to_owned(),
                    (.., words) => words.to_owned(),
                };
                self.end_next();
                self.refuse(reason);
            }
        }
    }

    /// The programs that are read for want of a server.
    fn to_spool(&self, now: Instant) -> impl Iterator<Item = Key> {
        let is_time = self.alone.is_some_and(|(since, _)| now >= since + STANDSTILL);
        let running = is_time.then(|| self.programs.running()).into_iter().flatten();
        running.filter(|key| self.spools.takes(*key))
    }

    fn spool(&mut self) {
        let keys: Vec<Key> = self.to_spool(Instant::now()).collect();
        for key in keys {
            if let Some(master) = self.kept.get(&key) {
                self.spools.read(key, master);
            }
        }
    }
}

/// How long one that ended so is to have been well for not being one of a row.
fn lives(ended: Option<ExitStatus>) -> Duration {
    let is_will =
        |signal: i32| [Signal::SIGKILL, Signal::SIGTERM].iter().any(|it| *it as i32 == signal);
    match ended {
        Some(ExitStatus::Exited(_)) => LIVES,
        Some(ExitStatus::Signaled(signal)) if !is_will(signal) => LIVES,
        // Where nobody knows, it was no child.
        Some(ExitStatus::Signaled(_)) | None => LIVES_WITH_OTHERS,
    }
}

/// How long after the last of so many deaths together the next server is started.
fn pause(deaths: u32) -> Duration {
    match deaths.checked_sub(AT_ONCE) {
        None | Some(0) => Duration::ZERO,
        Some(more) => (FIRST_PAUSE * 2_u32.pow((more - 1).min(8))).min(LONGEST_PAUSE),
    }
}

/// The number of an error; that of an argument that cannot be where it has none.
fn errno(error: &io::Error) -> i32 {
    error.raw_os_error().unwrap_or(nix::errno::Errno::EINVAL as i32)
}
