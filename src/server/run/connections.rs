//! The clients' sockets: frames in, frames out, and nobody waits for anybody.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::ffi::OsStringExt;

use mio::net::{UnixListener, UnixStream};
use mio::{Interest, Registry};

use crate::command::Answer;
use crate::model::Model;
use crate::model::effect::{Become, Effect};
use crate::model::id::ClientId;
use crate::os::socket::peer_is_owner;
use crate::protocol::request::decode_stdin;
use crate::protocol::{ClientMessage, Frame, FrameError, Frames, Reply, Request, ServerMessage};
use crate::protocol::{Execute, raw};

use super::super::Event;
use super::{LISTENER, client_token};

/// The most that waits for a client that does not read, in bytes. A display never comes near;
/// a one-shot client that stops reading a long output is let go.
const MAX_WAITING: usize = 256 << 20;

/// A client that follows something is not given more while this much waits for it, in bytes.
const MAX_AHEAD: usize = 256 << 10;

/// So much of a flood is sent to a raw client at once, in bytes: seven reads of a pty. Each sending
/// wakes it up, which costs more than what it is sent.
const TOGETHER: usize = 28 << 10;

/// The most that a client may send for a command to read, in bytes.
const MAX_STDIN: usize = 64 << 20;

/// What those are told who come while the server ends.
const TOO_LATE: &[u8] = b"the server has just ended; try again\n";

/// The most that is read of one client before others have their turn, in bytes.
const SHARE: usize = 1 << 20;

struct Connection {
    socket: UnixStream,
    frames: Frames,
    waiting: Vec<u8>,
    /// Bytes of `waiting` that were written already.
    written: usize,
    requested: bool,
    stream: Stream,
    /// A command reads the client's stdin: for which job, and what has come.
    stdin: Option<(u64, Vec<u8>)>,
    /// It ends when everything is written.
    closing: bool,
    /// The socket is of no use any more.
    dead: bool,
    /// The poller tells when it can be written again.
    watched: bool,
    /// The peer has gone: what it sent is read to its end, which nobody will tell of again.
    hung_up: bool,
}

/// What a connection's second half of life is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    /// None: a command is answered.
    None,
    /// The view stream.
    View,
    /// The raw stream; whether every byte of it counts for somebody.
    Raw { exact: bool },
}

/// All connections, and the socket that new ones come by.
pub struct Connections {
    /// `None` once nobody is let in any more.
    listener: Option<UnixListener>,
    registry: Registry,
    all: BTreeMap<ClientId, Connection>,
    /// Clients that may have sent more than their share.
    backlog: BTreeSet<ClientId>,
    /// What is read passes through here.
    buffer: Box<[u8]>,
    /// Given up for a moment where there are no descriptors left, to tell a client so.
    spare: Option<File>,
}

/// Tells whoever is at a socket why they are not let in.
fn say_no(mut socket: UnixStream, reason: &[u8]) {
    let mut bytes = Vec::new();
    Reply::Stderr(reason.to_vec()).encode(&mut bytes);
    Reply::Exit(1).encode(&mut bytes);
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
        let (all, backlog) = (BTreeMap::new(), BTreeSet::new());
        let buffer = vec![0; PART].into_boxed_slice();
        let listener = Some(listener);
        Ok(Self { listener, registry, all, backlog, buffer, spare: spare() })
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

    /// Lets in whoever knocks and is the owner.
    pub fn accept(&mut self, model: &mut Model) {
        while let Some(listener) = &self.listener {
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
    }

    /// Lets nobody in any more. Those who came too late to be heard are told at once: what has
    /// yet to be written to others may take its time.
    pub fn close(&mut self) {
        let late = std::iter::from_fn(|| self.listener.as_ref()?.accept().ok());
        late.for_each(|(socket, _)| say_no(socket, TOO_LATE));
        self.listener = None;
        for connection in self.all.values_mut().filter(|it| !it.requested && !it.closing) {
            connection.requested = true;
            connection.reply(&Reply::Stderr(TOO_LATE.to_vec()));
            connection.reply(&Reply::Exit(1));
            connection.closing = true;
        }
    }

    fn admit(&mut self, mut socket: UnixStream, model: &mut Model) {
        if !peer_is_owner(&socket).unwrap_or(false) {
            return;
        }
        let id = model.client_id();
        if self.registry.register(&mut socket, client_token(id), Interest::READABLE).is_err() {
            return;
        }
        let connection = Connection {
            socket,
            frames: Frames::default(),
            waiting: Vec::new(),
            written: 0,
            requested: false,
            stream: Stream::None,
            stdin: None,
            closing: false,
            dead: false,
            watched: false,
            hung_up: false,
        };
        self.all.insert(id, connection);
    }

    /// There is no descriptor left: the spare one serves to say so to whoever knocks. Whether
    /// somebody did, and others may.
    fn turn_away(&mut self) -> bool {
        if self.spare.take().is_none() {
            return false;
        }
        let knocked = match self.listener.as_ref().map(UnixListener::accept) {
            Some(Ok((socket, _))) => {
                say_no(socket, b"the server has no file descriptors left; close a few panes\n");
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

    /// What a client sent, as far as its share goes.
    pub fn read(&mut self, id: ClientId) -> Vec<Event<'static>> {
        let Some(connection) = self.all.get_mut(&id).filter(|c| !c.closing && !c.dead) else {
            return Vec::new();
        };
        let mut events = Vec::new();
        let mut left = SHARE;
        loop {
            let filled = connection.fill(&mut self.buffer);
            if let Err(error) = connection.take_frames(id, &mut events) {
                connection.refuse(&error);
                events.push(Event::Gone(id));
                break;
            }
            match filled {
                // A stream that gives less than it was asked for has no more (epoll(7)), but its end
                // may have come along.
                Filled::With(count) if count < PART && !connection.hung_up => break,
                Filled::With(count) if count < left => left -= count,
                Filled::With(_) => {
                    self.backlog.insert(id);
                    break;
                }
                Filled::ForNow => break,
                Filled::ForEver => {
                    connection.dead = true;
                    events.push(Event::Gone(id));
                    break;
                }
            }
        }
        events
    }

    /// Whether a client may have sent more than its share.
    pub fn has_backlog(&self) -> bool {
        !self.backlog.is_empty()
    }

    /// The clients that may have sent more than their share.
    pub fn take_backlog(&mut self) -> BTreeSet<ClientId> {
        std::mem::take(&mut self.backlog)
    }

    /// Asks a client for its stdin.
    pub fn read_stdin(&mut self, id: ClientId, job: u64) {
        if let Some(connection) = self.all.get_mut(&id) {
            connection.stdin = Some((job, Vec::new()));
            connection.reply(&Reply::ReadStdin);
        }
    }

    /// Carries out what concerns one client.
    pub fn carry_out(&mut self, effect: Effect) {
        let (id, reply) = match effect {
            Effect::Stdout(id, bytes) => (id, Reply::Stdout(bytes)),
            Effect::Feed(id, bytes) => (id, Reply::Feed(bytes)),
            Effect::Stderr(id, bytes) => (id, Reply::Stderr(bytes)),
            Effect::Exit(id, status) => (id, Reply::Exit(status)),
            Effect::Attached(id) => (id, Reply::Attached),
            Effect::Become(id, program) => {
                let program = execute(*program);
                if let Some(connection) = self.all.get_mut(&id) {
                    connection.reply(&Reply::Execute(program));
                    connection.closing = true;
                }
                return;
            }
            Effect::Suspend(id) => return self.send(id, &ServerMessage::Suspend),
            Effect::Lock(id, command) => return self.send(id, &ServerMessage::Lock(command)),
            Effect::Detached(id, line, status) => {
                self.send(id, &ServerMessage::Detached { line, status });
                if let Some(connection) = self.all.get_mut(&id) {
                    connection.closing = true;
                }
                return;
            }
            _ => return,
        };
        let Some(connection) = self.all.get_mut(&id).filter(|c| !c.closing) else { return };
        match reply {
            // A display ends by being detached; what its keys' commands come to is shown there.
            Reply::Exit(_) | Reply::Stdout(_) | Reply::Stderr(_)
                if connection.stream != Stream::None =>
            {
                return;
            }
            Reply::Attached => connection.stream = Stream::View,
            _ => {}
        }
        connection.reply(&reply);
        connection.closing |= matches!(reply, Reply::Exit(_));
    }

    /// Whether a client has read so much that it may be given more of what it follows.
    pub fn has_room(&self, id: ClientId) -> bool {
        let connection = self.all.get(&id).filter(|it| !it.closing && !it.dead);
        connection.is_some_and(|it| it.waiting.len() - it.written < MAX_AHEAD)
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
            raw::encode_output(bytes, &mut connection.waiting);
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

    /// Whether a client has read all that was sent to it.
    pub fn has_all(&self, id: ClientId) -> bool {
        self.all.get(&id).is_some_and(|it| !it.closing && !it.dead && it.waiting.is_empty())
    }

    /// Sends a raw client a message; the last one is that the stream is over.
    pub fn stream(&mut self, id: ClientId, message: raw::ServerMessage) {
        if let Some(connection) = self.all.get_mut(&id).filter(|c| !c.closing) {
            connection.closing = matches!(message, raw::ServerMessage::Over(_));
            message.encode(&mut connection.waiting);
            connection.flush();
        }
    }

    /// Sends a display a message.
    pub fn send(&mut self, id: ClientId, message: &ServerMessage) {
        if let Some(connection) = self.all.get_mut(&id).filter(|c| !c.closing) {
            message.encode(&mut connection.waiting);
            connection.flush();
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
        open.map(|it| it.waiting.len() - it.written).sum()
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

/// The most that is read at once, in bytes.
const PART: usize = 16 << 10;

/// What a look at a socket brought.
enum Filled {
    /// So many bytes.
    With(usize),
    /// Nothing more for now.
    ForNow,
    /// Nothing more at all.
    ForEver,
}

impl Connection {
    /// Takes in a part of what has come.
    fn fill(&mut self, buffer: &mut [u8]) -> Filled {
        loop {
            match self.socket.read(buffer) {
                Ok(0) => return Filled::ForEver,
                Ok(count) => {
                    self.frames.push(&buffer[..count]);
                    return Filled::With(count);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Filled::ForNow,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Filled::ForEver,
            }
        }
    }

    /// What the whole frames among it mean.
    fn take_frames(
        &mut self,
        id: ClientId,
        events: &mut Vec<Event<'static>>,
    ) -> Result<(), FrameError> {
        while let Some(frame) = self.frames.next_frame()? {
            events.extend(self.understand(id, frame)?);
        }
        Ok(())
    }

    fn understand(
        &mut self,
        id: ClientId,
        frame: Frame,
    ) -> Result<Option<Event<'static>>, FrameError> {
        if !self.requested {
            self.requested = true;
            let request = Request::decode(&frame)?;
            return Ok(Some(Event::Request(id, Box::new(request))));
        }
        if let Some((job, mut data)) = self.stdin.take() {
            let part = decode_stdin(frame).ok_or(FrameError::Malformed("part of its input"))?;
            let full = data.len() + part.len() > MAX_STDIN;
            if part.is_empty() || full {
                let error = full.then(|| "the input is too long".to_owned());
                let answer = Answer { status: 0, output: data, error };
                return Ok(Some(Event::JobDone(job, answer)));
            }
            data.extend_from_slice(&part);
            self.stdin = Some((job, data));
            return Ok(None);
        }
        match self.stream {
            // It has not heard yet that it is over.
            _ if self.closing => Ok(None),
            Stream::None => Ok(None),
            Stream::View => ClientMessage::decode(&frame).map(|it| Some(Event::Message(id, it))),
            Stream::Raw { .. } => {
                raw::ClientMessage::decode(frame).map(|it| Some(Event::Told(id, it)))
            }
        }
    }

    /// The peer does not speak our language: it is told so, in that language, and let go.
    fn refuse(&mut self, error: &FrameError) {
        self.reply(&Reply::Stderr(format!("{error}\n").into_bytes()));
        self.reply(&Reply::Exit(1));
        self.closing = true;
    }

    fn reply(&mut self, reply: &Reply) {
        reply.encode(&mut self.waiting);
        self.flush();
    }

    fn flush(&mut self) {
        while self.written < self.waiting.len() {
            match self.socket.write(&self.waiting[self.written..]) {
                Ok(0) => break,
                Ok(count) => self.written += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => {
                    self.dead = true;
                    break;
                }
            }
        }
        let left = self.waiting.len() - self.written;
        if left == 0 {
            self.waiting.clear();
            self.written = 0;
        }
        self.dead |= left > MAX_WAITING;
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

fn is_out_of_descriptors(error: &std::io::Error) -> bool {
    use nix::errno::Errno;
    let errno = error.raw_os_error().map(Errno::from_raw);
    matches!(errno, Some(Errno::EMFILE | Errno::ENFILE))
}
