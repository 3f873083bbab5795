//! The clients' sockets: frames in, frames out, and nobody waits for anybody.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use mio::net::{UnixListener, UnixStream};
use mio::{Interest, Registry};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::command::Status;
use crate::model::Model;
use crate::model::access::{NOT_ALLOWED, Peer};
use crate::model::id::{ClientId, JobId};
use crate::os::socket::{let_nobody_in, peer};
use crate::os::{process, reason};
use crate::protocol::{Reply, ServerMessage, raw};

use super::super::Event;
use super::super::outlet::{Out, Room};
use super::connection::{Connection, Filled, PART, Stream};
use super::keeper::{self, Keeper};
use super::source::{LISTENER, client_token};

#[cfg(test)]
mod tests;

/// A client that follows something is not given more while this much waits for it, in bytes.
const MAX_AHEAD: usize = 256 << 10;

/// So much of a flood is sent to a raw client at once, in bytes: seven reads of a pty. Each sending
/// wakes it up, which costs more than what it is sent.
const TOGETHER: usize = 28 << 10;

/// What those are told who come while the server ends.
const TOO_LATE: &str = "the server has just ended; try again";

/// What those are told whose command has not ended when the server does.
const ENDED: &str = "server exited";

/// So many of those who knock are let in before others have their turn.
const AT_ONCE: usize = 16;

/// How long a request may take to come whole.
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// The most that all connections together may have sent without its being a whole frame, or the
/// whole of what a command reads, in bytes. Whoever sent most goes first.
const MOST_UNFINISHED: usize = 128 << 20;

/// The most that waits for all clients together to be read, in bytes. For whom most waits goes first.
const MOST_WAITING: usize = 512 << 20;

/// All connections, and the socket that new ones come by.
pub struct Connections {
    /// `None` once nobody is let in any more.
    listener: Option<UnixListener>,
    registry: Registry,
    all: BTreeMap<ClientId, Connection>,
    /// Clients that may have sent something, in the order in which they are read.
    ready: VecDeque<ClientId>,
    /// Somebody may knock.
    knocks: bool,
    /// What is read passes through here.
    buffer: Box<[u8]>,
    /// Given up for a moment where there are no descriptors left, to tell a client so.
    spare: Option<File>,
}

/// Tells whoever is at a socket why they are not let in.
fn say_no(mut socket: UnixStream, first: Option<Reply>, reason: &str) {
    let mut bytes = Vec::new();
    first.into_iter().for_each(|reply| reply.encode(&mut bytes));
    Reply::Stderr(format!("{reason}\n").into_bytes()).encode(&mut bytes);
    Reply::Exit(Status::Failed.into()).encode(&mut bytes);
    let _ = socket.write_all(&bytes);
}

fn spare() -> Option<File> {
    File::open("/dev/null").ok()
}

impl Connections {
    /// Waits for clients on a socket.
    pub fn new(
        listener: std::os::unix::net::UnixListener,
        registry: &Registry,
    ) -> std::io::Result<Self> {
        let mut listener = UnixListener::from_std(listener);
        let registry = registry.try_clone()?;
        registry.register(&mut listener, LISTENER, Interest::READABLE)?;
        let buffer = vec![0; PART].into_boxed_slice();
        Ok(Self {
            listener: Some(listener),
            registry,
            all: BTreeMap::new(),
            ready: VecDeque::new(),
            knocks: false,
            buffer,
            spare: spare(),
        })
    }

    /// Waits for clients on another socket, instead of the one before.
    ///
    /// # Errors
    /// The poller takes no more: then there is none.
    pub fn listen(
        &mut self,
        listener: std::os::unix::net::UnixListener,
        registry: &Registry,
    ) -> std::io::Result<()> {
        if let Some(mut before) = self.listener.take() {
            let _ = registry.deregister(&mut before);
        }
        let mut listener = UnixListener::from_std(listener);
        registry.register(&mut listener, LISTENER, Interest::READABLE)?;
        self.listener = Some(listener);
        Ok(())
    }

    /// Has the socket that new ones come by held for the next server, if anybody is let in.
    pub fn keep_listener(&self, keeper: &mut Keeper) -> Option<std::io::Result<()>> {
        self.listener.as_ref().map(|listener| keeper.keep(keeper::LISTENER, listener))
    }

    /// The poller says that somebody knocks.
    pub fn knocked(&mut self) {
        self.knocks = true;
    }

    /// Lets in whoever knocks and is the owner or a guest of theirs, as far as their share goes.
    pub fn accept(&mut self, model: &mut Model) {
        if !std::mem::take(&mut self.knocks) {
            return;
        }
        for _ in 0..AT_ONCE {
            let Some(listener) = &self.listener else { return };
            match listener.accept() {
                Ok((socket, _)) => self.admit(socket, model),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // The kernel may say so before it looks whether anybody knocks at all.
                Err(error) if is_out_of_descriptors(&error) => {
                    if !self.turn_away() {
                        return;
                    }
                }
                Err(_) => return,
            }
        }
        self.knocks = true;
    }

    /// Lets everybody in who knocks now: the socket that they came by is about to go.
    pub fn accept_all(&mut self, model: &mut Model) {
        self.knocks = true;
        while self.knocks {
            self.accept(model);
        }
    }

    /// Lets nobody in any more. Those who came too late to be heard are told at once: what has
    /// yet to be written to others may take its time.
    pub fn close(&mut self) {
        self.listener.iter().for_each(let_nobody_in);
        let late = std::iter::from_fn(|| self.listener.as_ref()?.accept().ok());
        late.for_each(|(socket, _)| say_no(socket, Some(Reply::TooLate), TOO_LATE));
        self.listener = None;
        for connection in self.all.values_mut().filter(|it| !it.requested && !it.closing) {
            connection.reply(&Reply::TooLate);
            connection.refuse(TOO_LATE);
        }
    }

    fn admit(&mut self, mut socket: UnixStream, model: &mut Model) {
        let (uid, gid) = match peer(&socket) {
            Ok(ids) => ids,
            Err(error) => return say_no(socket, None, &not_taken(&error)),
        };
        // Not even root is let in: root can become the user first.
        let guest = (uid != process::uid()).then_some(Peer { uid, gid });
        if guest.is_some_and(|guest| uid == 0 || model.access.of(guest).is_none()) {
            return say_no(socket, None, NOT_ALLOWED);
        }
        let id = model.client_id();
        let watched = self.registry.register(&mut socket, client_token(id), Interest::READABLE);
        if let Err(error) = watched {
            return say_no(socket, None, &not_taken(&error));
        }
        model.newcomers.extend(guest.map(|guest| (id, guest)));
        self.all.insert(id, Connection::new(socket));
    }

    /// There is no descriptor left: the spare one serves to say so to whoever knocks. Whether
    /// somebody did, and others may.
    fn turn_away(&mut self) -> bool {
        if self.spare.take().is_none() {
            return false;
        }
        let knocked = match self.listener.as_ref().map(UnixListener::accept) {
            Some(Ok((socket, _))) => {
                let reason = "the server has no file descriptors left; close a few panes";
                say_no(socket, None, reason);
                true
            }
            _ => false,
        };
        self.spare = spare();
        knocked
    }

    /// A client has sent its last.
    pub fn hung_up(&mut self, id: ClientId) {
        if let Some(connection) = self.all.get_mut(&id) {
            connection.hung_up = true;
        }
    }

    /// A client may have sent something.
    pub fn is_ready(&mut self, id: ClientId) {
        if !self.ready.contains(&id) {
            self.ready.push_back(id);
        }
    }

    /// The clients that may have sent something and have a person at the other end. The others wait
    /// until they are taken one by one.
    pub fn take_ready_people(&mut self) -> Vec<ClientId> {
        let is_persons = |id: &ClientId| self.all.get(id).is_some_and(Connection::is_persons);
        let (people, others) = self.ready.iter().partition(|id| is_persons(id));
        self.ready = others;
        people.into()
    }

    /// How many clients may have sent something.
    pub fn count_ready(&self) -> usize {
        self.ready.len()
    }

    /// The next client that may have sent something.
    pub fn next_ready(&mut self) -> Option<ClientId> {
        self.ready.pop_front()
    }

    /// Whether somebody may have sent something or knock, of which the poller has told.
    pub fn has_backlog(&self) -> bool {
        !self.ready.is_empty() || self.knocks
    }

    /// Whether those who may have sent something are commands, and nobody is a person.
    pub fn only_commands_wait(&self) -> bool {
        let is_persons = |id: &ClientId| self.all.get(id).is_some_and(Connection::is_persons);
        !self.ready.iter().any(is_persons)
    }

    /// A part of what a client sent, and whether there may be more.
    pub fn read(&mut self, id: ClientId) -> (Vec<Event<'static>>, bool) {
        let Some(connection) = self.all.get_mut(&id).filter(|c| !c.closing && !c.dead) else {
            return (Vec::new(), false);
        };
        let mut events = Vec::new();
        let filled = connection.fill(&mut self.buffer);
        if let Err(error) = connection.take_frames(id, &mut events) {
            connection.refuse(&error.to_string());
            events.push(Event::Gone(id));
            return (events, false);
        }
        let more = match filled {
            // A stream that gives less than it was asked for has no more (epoll(7)), but its end may
            // have come along.
            Filled::With(count) => count == PART || connection.hung_up,
            Filled::ForNow => false,
            Filled::ForEver => {
                connection.dead = true;
                events.push(Event::Gone(id));
                false
            }
        };
        (events, more)
    }

    /// When the next request is overdue.
    pub fn deadline(&self) -> Option<Instant> {
        let unasked = self.all.values().filter(|it| !it.requested);
        unasked.map(|it| it.since + REQUEST_TIME).min()
    }

    /// Lets those go whose requests do not come, and those that sent most of too much. Who they were.
    pub fn keep_bounds(&mut self) -> Vec<ClientId> {
        let mut gone = Vec::new();
        let now = Instant::now();
        for (id, connection) in &mut self.all {
            if !connection.requested && connection.since + REQUEST_TIME <= now {
                let seconds = REQUEST_TIME.as_secs();
                connection.refuse(&format!("no whole request came within {seconds} seconds"));
                gone.push(*id);
            }
        }
        let mut unfinished: usize = self.all.values().map(Connection::unfinished).sum();
        while unfinished > MOST_UNFINISHED {
            let all = self.all.iter_mut();
            let Some((id, most)) = all.max_by_key(|(_, it)| it.unfinished()) else { break };
            unfinished -= most.unfinished();
            most.refuse("all clients together have sent more than the server can keep; try again");
            gone.push(*id);
        }
        let mut waiting = self.waiting();
        while waiting > MOST_WAITING {
            let open = self.all.iter_mut().filter(|(_, it)| !it.dead);
            let Some((_, most)) = open.max_by_key(|(_, it)| it.waiting.len()) else { break };
            waiting -= most.waiting.len();
            most.dead = true;
        }
        gone
    }

    /// Asks a client for its stdin.
    pub fn read_stdin(&mut self, id: ClientId, job: JobId) {
        if let Some(connection) = self.all.get_mut(&id) {
            connection.read_stdin(job);
        }
    }

    /// Asks a client's person something.
    pub fn ask(&mut self, id: ClientId, question: &str, job: JobId) {
        if let Some(connection) = self.all.get_mut(&id) {
            connection.ask(question, job);
        }
    }

    /// Answers a one-shot client. A display ends by being detached; what its keys' commands come to
    /// is shown there.
    pub fn reply(&mut self, id: ClientId, reply: &Reply) {
        let is_asking = |it: &&mut Connection| {
            !it.closing && matches!(it.stream, Stream::None | Stream::Control)
        };
        if let Some(connection) = self.all.get_mut(&id).filter(is_asking) {
            connection.reply(reply);
            connection.closing |=
                matches!(reply, Reply::Exit(_) | Reply::Execute(_) | Reply::Left(_));
        }
    }

    /// Gives a client more of what it follows.
    pub fn feed(&mut self, id: ClientId, bytes: Vec<u8>) {
        if let Some(connection) = self.all.get_mut(&id).filter(|it| !it.closing) {
            connection.reply(&Reply::Feed(bytes));
        }
    }

    /// A client's connection is another's from now on, who has none.
    pub fn give(&mut self, id: ClientId, other: ClientId) {
        let Some(mut connection) = self.all.remove(&id) else { return };
        let interest = match connection.watched {
            true => Interest::READABLE | Interest::WRITABLE,
            false => Interest::READABLE,
        };
        let token = client_token(other);
        connection.dead |=
            self.registry.reregister(&mut connection.socket, token, interest).is_err();
        self.all.insert(other, connection);
        self.is_ready(other);
    }

    /// Tells those of whom `comes_back` is true that another server is about to take the place of this
    /// one: they send what is on its way, then their end, and come back over another connection, to
    /// whoever has the socket by then. Who they are.
    pub fn part(&mut self, comes_back: impl Fn(ClientId) -> bool) -> Vec<ClientId> {
        let mut parted = Vec::new();
        for (id, connection) in &mut self.all {
            if comes_back(*id) && !connection.closing && !connection.dead {
                connection.reply(&Reply::Parting);
                parted.push(*id);
            }
        }
        parted
    }

    /// Waits until one of those has sent something, or its end, or takes what waits for it; not longer
    /// than that. Whether there is anything that can come.
    pub fn wait_for(&mut self, clients: &[ClientId], deadline: Instant) -> bool {
        let open = |id: &ClientId| self.all.get(id).filter(|it| !it.dead && !it.closing);
        let flags = |it: &Connection| match it.waiting.is_empty() {
            true => PollFlags::POLLIN,
            false => PollFlags::POLLIN | PollFlags::POLLOUT,
        };
        let open = clients.iter().filter_map(open);
        let mut wanted: Vec<PollFd<'_>> =
            open.map(|it| PollFd::new(it.socket.as_fd(), flags(it))).collect();
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout = PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO);
        let comes = !wanted.is_empty() && poll(&mut wanted, timeout).is_ok_and(|count| count > 0);
        clients.iter().for_each(|id| self.flush(*id));
        comes
    }

    /// Whether a client has sent its end.
    pub fn has_ended(&self, id: ClientId) -> bool {
        self.all.get(&id).is_none_or(|it| it.dead)
    }

    /// A client is told nothing more. What it was sent and has not taken.
    pub fn say_no_more(&mut self, id: ClientId) -> Vec<u8> {
        let Some(connection) = self.all.get_mut(&id) else { return Vec::new() };
        connection.say_no_more();
        connection.waiting.bytes().to_vec()
    }

    /// Closes the connections of those.
    pub fn forget(&mut self, clients: &[ClientId]) {
        for client in clients {
            if let Some(mut connection) = self.all.remove(client) {
                let _ = self.registry.deregister(&mut connection.socket);
            }
        }
    }

    /// Commands end that are still waited for, of clients that `are_told` nothing as it happens: the
    /// server does.
    pub fn dismiss(&mut self, are_told: &[ClientId]) {
        let waits = |(id, it): &(&ClientId, &mut Connection)| {
            it.requested && !it.closing && it.stream == Stream::None && !are_told.contains(id)
        };
        self.all.iter_mut().filter(waits).for_each(|(_, it)| it.refuse(ENDED));
    }

    /// A client is a display from now on.
    pub fn begin_view(&mut self, id: ClientId) {
        if let Some(connection) = self.all.get_mut(&id).filter(|it| !it.closing) {
            connection.stream = Stream::View;
            connection.reply(&Reply::Attached);
        }
    }

    /// How much a client's socket takes.
    pub fn room(&self, id: ClientId) -> Room {
        match self.all.get(&id).filter(|it| !it.closing && !it.dead).map(|it| it.waiting.len()) {
            Some(0) => Room::Empty,
            Some(1..MAX_AHEAD) => Room::Some,
            _ => Room::Full,
        }
    }

    /// Tells a client what its outlet says. The bytes that a display is sent for it.
    pub fn tell(&mut self, id: ClientId, out: Out) -> u64 {
        match out {
            Out::View(message) => return self.send(id, &message),
            Out::Raw(message) => self.stream(id, message),
            Out::Feed(lines) => self.feed(id, lines),
            Out::Stdout(bytes) => self.reply(id, &Reply::Stdout(bytes)),
            Out::Left(left) => self.reply(id, &Reply::Left(left)),
            Out::Over => {}
        }
        0
    }

    /// A client's raw stream begins, on these terms; `exact` where every byte counts for
    /// somebody.
    pub fn begin_stream(&mut self, id: ClientId, terms: &raw::Terms, exact: bool) {
        if let Some(connection) = self.all.get_mut(&id).filter(|c| !c.closing) {
            connection.stream = Stream::Raw { exact };
            connection.reply(&Reply::Streaming(terms.to_bytes()));
        }
    }

    /// Sends a raw client what a program wrote. Where there is `more` it may go together with that,
    /// at the latest with [`Self::pass_all_on`].
    pub fn pass_on(&mut self, id: ClientId, bytes: &[u8], more: bool) {
        if let Some(connection) = self.all.get_mut(&id).filter(|c| !c.closing) {
            raw::encode_output(bytes, connection.waiting.end());
            if !more || connection.waiting.len() >= TOGETHER {
                connection.flush();
            }
        }
    }

    /// There was no more.
    pub fn pass_all_on(&mut self) {
        let is_raw = |it: &&mut Connection| matches!(it.stream, Stream::Raw { .. });
        self.all.values_mut().filter(is_raw).for_each(Connection::flush);
    }

    /// Sends a raw client a message; the last one is that the stream is over.
    fn stream(&mut self, id: ClientId, message: raw::ServerMessage) {
        if let Some(connection) = self.all.get_mut(&id).filter(|c| !c.closing) {
            connection.closing = matches!(message, raw::ServerMessage::Over(_));
            message.encode(connection.waiting.end());
            connection.flush();
        }
    }

    /// Sends a display a message.
    pub fn send(&mut self, id: ClientId, message: &ServerMessage) -> u64 {
        let Some(connection) = self.all.get_mut(&id).filter(|c| !c.closing) else { return 0 };
        let end = connection.waiting.end();
        let before = end.len();
        message.encode(end);
        let sent = end.len() - before;
        connection.flush();
        sent as u64
    }

    /// Sends a display the last message that it gets.
    pub fn send_last(&mut self, id: ClientId, message: &ServerMessage) {
        self.send(id, message);
        if let Some(connection) = self.all.get_mut(&id) {
            connection.closing = true;
        }
    }

    /// Writes what waits for a client.
    pub fn flush(&mut self, id: ClientId) {
        if let Some(connection) = self.all.get_mut(&id) {
            connection.flush();
        }
    }

    /// Writes what waits, as far as each client takes it.
    pub fn flush_all(&mut self) {
        self.all.values_mut().for_each(Connection::flush);
    }

    /// Whether something waits of which every byte counts for somebody.
    pub fn owes(&self) -> bool {
        let is_owed = |it: &Connection| it.stream == (Stream::Raw { exact: true }) && !it.dead;
        self.all.values().any(|it| is_owed(it) && !it.waiting.is_empty())
    }

    /// How many bytes wait for clients that may still read them.
    pub fn waiting(&self) -> usize {
        let open = self.all.values().filter(|it| !it.dead);
        open.map(|it| it.waiting.len()).sum()
    }

    /// Closes the connections that are over, and says whose they were. Of the others those are
    /// watched that could not be written to the end: the rest would be woken for nothing.
    pub fn tidy(&mut self) -> Vec<ClientId> {
        let (registry, mut gone) = (&self.registry, Vec::new());
        self.all.retain(|id, connection| {
            let over = connection.dead || (connection.closing && connection.waiting.is_empty());
            if over {
                let _ = registry.deregister(&mut connection.socket);
                gone.push(*id);
            } else if connection.watched == connection.waiting.is_empty() {
                connection.watched = !connection.watched;
                let interest = match connection.watched {
                    true => Interest::READABLE | Interest::WRITABLE,
                    false => Interest::READABLE,
                };
                let _ = registry.reregister(&mut connection.socket, client_token(*id), interest);
            }
            !over
        });
        self.spare = self.spare.take().or_else(spare);
        gone
    }
}

/// Why somebody is not let in who might be.
fn not_taken(error: &std::io::Error) -> String {
    format!("the server cannot take a connection: {}", reason(error))
}

fn is_out_of_descriptors(error: &std::io::Error) -> bool {
    use nix::errno::Errno;
    let errno = error.raw_os_error().map(Errno::from_raw);
    matches!(errno, Some(Errno::EMFILE | Errno::ENFILE))
}
