//! The frozen half of the protocol: a command goes up, its output and status come back.
//!
//! A request is a list of tagged fields, so that an older or newer peer skips what it does
//! not know: `tag u8, length u32 LE, bytes`. Tags are never given a new meaning.

use crate::dialect::Dialect;
use crate::geometry::{Size, WindowSize};

use super::frame::{self, Frame, FrameError};

/// A person's terminal, as the client found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TtyInfo {
    /// Its device, such as `/dev/pts/3`.
    pub name: String,
    /// What `TERM` says.
    pub term: String,
    /// How large it is.
    pub size: WindowSize,
}

/// What ties the connections of one client together, so that it goes on where it was when a line
/// breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Resume {
    /// Made up at random by the client, the same for all its connections.
    pub token: [u8; 16],
    /// What it has got: a display the frame of this number; a raw client this much of its stream,
    /// in which a screen counts one and output its bytes. 0 for nothing yet.
    pub got: u64,
}

/// Something is asked again, since the server was replaced before there was an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Again {
    /// How long ago it was asked first, in milliseconds.
    pub asked: u64,
    /// How far it had come, in the server's own words ([`Reply::Place`]); empty where that was not said.
    pub place: String,
}

/// A command with its surroundings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The version of the view stream that the client speaks.
    pub view_version: u32,
    /// The program's version, for messages to people.
    pub program_version: String,
    /// The dialect that it was asked in.
    pub dialect: Dialect,
    /// The command and its arguments; empty for the default command.
    pub argv: Vec<String>,
    /// Where it was given.
    pub cwd: Vec<u8>,
    /// The environment, as `NAME=value`.
    pub environment: Vec<Vec<u8>>,
    /// The client's process.
    pub pid: u32,
    /// The terminal, where stdin and stdout are one.
    pub tty: Option<TtyInfo>,
    /// Whether what is printed goes to a terminal, wherever stdin comes from. Where a client does
    /// not tell, it is so for those with a terminal.
    pub prints_to_tty: bool,
    /// Who the client is, to come back over another connection.
    pub resume: Option<Resume>,
    /// Whether it comes by a proxy, over a line that may break: what it was told is kept for it then.
    pub relayed: bool,
    /// Whether it was asked before.
    pub again: Option<Again>,
    /// The version of the raw stream that the client speaks; 0 for none.
    pub raw_version: u32,
    /// Whether a program reads the client line by line: what it is told goes to stdout as it is, and
    /// once it is asked for its stdin that has commands in it.
    pub control: bool,
}

/// Frame kinds of this exchange. The view stream begins at [`VIEW_KINDS`].
mod kind {
    pub(super) const REQUEST: u8 = 1;
    pub(super) const STDIN: u8 = 2;
    pub(super) const STDOUT: u8 = 3;
    pub(super) const STDERR: u8 = 4;
    pub(super) const EXIT: u8 = 5;
    pub(super) const ATTACHED: u8 = 6;
    pub(super) const READ_STDIN: u8 = 7;
    pub(super) const STREAMING: u8 = 8;
    pub(super) const EXECUTE: u8 = 9;
    pub(super) const FEED: u8 = 16;
    pub(super) const TOO_LATE: u8 = 17;
    pub(super) const PLACE: u8 = 18;
    pub(super) const MISMATCH: u8 = 19;
    pub(super) const ASK: u8 = 20;
    pub(super) const PARTING: u8 = 21;
    pub(super) const LEFT: u8 = 22;
}

/// Kinds from here on belong to the view stream.
pub const VIEW_KINDS: u8 = 32;

/// Kinds from here on belong to the raw stream.
pub const RAW_KINDS: u8 = 64;

mod tag {
    pub(super) const VIEW_VERSION: u8 = 1;
    pub(super) const PROGRAM_VERSION: u8 = 2;
    pub(super) const ARGUMENT: u8 = 3;
    pub(super) const CWD: u8 = 4;
    pub(super) const ENVIRONMENT: u8 = 5;
    pub(super) const PID: u8 = 6;
    pub(super) const TTY_NAME: u8 = 7;
    pub(super) const TTY_TERM: u8 = 8;
    pub(super) const TTY_SIZE: u8 = 9;
    pub(super) const RESUME: u8 = 16;
    pub(super) const RAW_VERSION: u8 = 17;
    pub(super) const STDIN: u8 = 18;
    pub(super) const PRINTS_TO_TTY: u8 = 19;
    pub(super) const RELAYED: u8 = 20;
    pub(super) const AGAIN: u8 = 21;
    pub(super) const PLACE: u8 = 22;
    pub(super) const DIALECT: u8 = 23;
    pub(super) const CONTROL: u8 = 24;
}

fn put(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// The fields of a payload; ends early, with `None`, where one is cut off.
fn fields(mut rest: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut fields = Vec::new();
    while let Some((&[tag, a, b, c, d], after)) = rest.split_first_chunk::<5>() {
        let (value, after) = after.split_at_checked(u32::from_le_bytes([a, b, c, d]) as usize)?;
        fields.push((tag, value));
        rest = after;
    }
    rest.is_empty().then_some(fields)
}

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_le_bytes)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn numbers_of(size: WindowSize) -> [u8; 8] {
    let parts = [size.cells.cols, size.cells.rows, size.xpixel, size.ypixel].map(u16::to_le_bytes);
    let mut bytes = [0; 8];
    bytes.as_chunks_mut::<2>().0.copy_from_slice(&parts);
    bytes
}

fn size_of(bytes: &[u8]) -> Option<WindowSize> {
    let (&[cols, rows, xpixel, ypixel], []) = bytes.as_chunks::<2>() else { return None };
    let cells = Size::new(u16::from_le_bytes(cols), u16::from_le_bytes(rows));
    let (xpixel, ypixel) = (u16::from_le_bytes(xpixel), u16::from_le_bytes(ypixel));
    Some(WindowSize { cells, xpixel, ypixel })
}

fn again_of(bytes: &[u8]) -> Option<Again> {
    let asked = u64::from_le_bytes(bytes.try_into().ok()?);
    Some(Again { asked, place: String::new() })
}

fn resume_of(bytes: &[u8]) -> Option<Resume> {
    let (token, got) = bytes.split_first_chunk::<16>()?;
    Some(Resume { token: *token, got: u64::from_le_bytes(got.try_into().ok()?) })
}

/// Variables of a person's surroundings that say what their terminal is.
const OF_TERMINAL: [&[u8]; 2] = [b"COLORTERM=", b"TERM="];

/// Whether a variable says what the person's terminal is.
pub fn is_of_terminal(pair: &[u8]) -> bool {
    OF_TERMINAL.iter().any(|name| pair.starts_with(name))
}

impl Request {
    /// A request as it may leave for another host or another user: with the person's terminal in it, and
    /// nothing else of their surroundings, which are no business of whoever is there and may hold secrets.
    pub fn for_elsewhere(mut self) -> Self {
        self.environment.retain(|pair| is_of_terminal(pair));
        self.cwd.clear();
        self
    }

    /// Appends the request as a frame.
    pub fn encode(&self, out: &mut Vec<u8>) {
        frame::encode_with(kind::REQUEST, out, |out| {
            put(out, tag::VIEW_VERSION, &self.view_version.to_le_bytes());
            put(out, tag::PROGRAM_VERSION, self.program_version.as_bytes());
            if self.dialect != Dialect::Pmux {
                put(out, tag::DIALECT, self.dialect.name().as_bytes());
            }
            put(out, tag::CWD, &self.cwd);
            put(out, tag::PID, &self.pid.to_le_bytes());
            self.argv.iter().for_each(|word| put(out, tag::ARGUMENT, word.as_bytes()));
            self.environment.iter().for_each(|pair| put(out, tag::ENVIRONMENT, pair));
            if let Some(tty) = &self.tty {
                put(out, tag::TTY_NAME, tty.name.as_bytes());
                put(out, tag::TTY_TERM, tty.term.as_bytes());
                put(out, tag::TTY_SIZE, &numbers_of(tty.size));
            }
            if let Some(Resume { token, got }) = self.resume {
                put(out, tag::RESUME, &[token.as_slice(), &got.to_le_bytes()].concat());
            }
            if self.control {
                put(out, tag::CONTROL, &[]);
            }
            if self.relayed {
                put(out, tag::RELAYED, &[]);
            }
            if let Some(Again { asked, place }) = &self.again {
                put(out, tag::AGAIN, &asked.to_le_bytes());
                put(out, tag::PLACE, place.as_bytes());
            }
            put(out, tag::RAW_VERSION, &self.raw_version.to_le_bytes());
            put(out, tag::PRINTS_TO_TTY, &[u8::from(self.prints_to_tty)]);
        });
    }

    /// Reads a request out of a connection's first frame.
    pub fn decode(frame: &Frame) -> Result<Request, FrameError> {
        let malformed = FrameError::Malformed("request");
        if frame.kind != kind::REQUEST {
            return Err(malformed);
        }
        let mut request = Request::default();
        let mut tty =
            TtyInfo { name: String::new(), term: String::new(), size: Size::DEFAULT.into() };
        let (mut has_tty, mut prints_to_tty, mut place) = (false, None, String::new());
        for (tag, value) in fields(&frame.payload).ok_or(malformed.clone())? {
            match tag {
                tag::VIEW_VERSION => {
                    request.view_version = number(value).ok_or(malformed.clone())?
                }
                tag::PROGRAM_VERSION => request.program_version = text(value),
                tag::ARGUMENT => request.argv.push(text(value)),
                tag::DIALECT => request.dialect = Dialect::of_name(&text(value)),
                tag::CWD => request.cwd = value.to_vec(),
                tag::ENVIRONMENT => request.environment.push(value.to_vec()),
                tag::PID => request.pid = number(value).ok_or(malformed.clone())?,
                tag::TTY_NAME => (tty.name, has_tty) = (text(value), true),
                tag::TTY_TERM => (tty.term, has_tty) = (text(value), true),
                tag::RESUME => request.resume = Some(resume_of(value).ok_or(malformed.clone())?),
                tag::CONTROL => request.control = true,
                tag::RELAYED => request.relayed = true,
                tag::AGAIN => request.again = Some(again_of(value).ok_or(malformed.clone())?),
                tag::PLACE => place = text(value),
                tag::TTY_SIZE => tty.size = size_of(value).ok_or(malformed.clone())?,
                tag::PRINTS_TO_TTY => prints_to_tty = Some(value == [1]),
                tag::RAW_VERSION => request.raw_version = number(value).ok_or(malformed.clone())?,
                _ => {}
            }
        }
        request.again = request.again.map(|again| Again { place, ..again });
        request.tty = has_tty.then_some(tty);
        request.prints_to_tty = prints_to_tty.unwrap_or(has_tty);
        Ok(request)
    }
}

/// What a command answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Bytes for the client's stdout.
    Stdout(Vec<u8>),
    /// Bytes for the client's stderr.
    Stderr(Vec<u8>),
    /// The command is over; the client ends with this status.
    Exit(u8),
    /// The server has just ended, and has not heard the request. What comes after is for older
    /// clients; others ask again, and find no server or the next.
    TooLate,
    /// The view stream begins. The payload is not for this exchange to know.
    Attached,
    /// Bytes of what a command follows: for the file that the client's own arguments name, or
    /// for stdout where they name none; when nobody reads them the command is over. Which file it
    /// is never crosses the socket, so no server can choose one.
    Feed(Vec<u8>),
    /// How far the command has come once the output is there that follows this, which may be empty:
    /// whoever has to ask it again says so ([`Again`]), and it goes on from there. What it says is
    /// the server's affair.
    Place(String),
    /// The command wants the client's stdin, to its end.
    ReadStdin,
    /// The command wants to know something of the person at the client's terminal: a question that
    /// stands on one line. The line that they type comes as stdin would, without its end.
    Ask(String),
    /// The raw stream begins. The payload is not for this exchange to know.
    Streaming(Vec<u8>),
    /// The client is to become this program, with its own stdin, stdout and stderr.
    Execute(Execute),
    /// The client speaks another version of the stream that it asks for than the server, whose own
    /// program can be the client instead. What comes after is for those who cannot have that.
    Mismatch(Mismatch),
    /// To a client with a stream, in the midst of it: another server is about to take the place of this
    /// one, which still reads what is on its way, up to the client's end, and may have a last word on
    /// that. What a person does from now on is for the next.
    Parting,
    /// To a client in control mode: it is over.
    Left(Left),
}

/// How a client in control mode ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Left {
    /// Its exit status.
    pub status: u8,
    /// It goes on reading its stdin until its program says that it may end.
    pub waits: bool,
    /// Why; empty for nothing.
    pub reason: String,
}

impl Left {
    fn encode(&self, out: &mut Vec<u8>) {
        frame::encode_with(kind::LEFT, out, |out| {
            out.extend_from_slice(&[self.status, u8::from(self.waits)]);
            out.extend_from_slice(self.reason.as_bytes());
        });
    }

    fn decode(payload: &[u8]) -> Result<Self, FrameError> {
        match payload {
            [status, waits, reason @ ..] => {
                Ok(Self { status: *status, waits: *waits == 1, reason: text(reason) })
            }
            _ => Err(FrameError::Malformed("end")),
        }
    }
}

/// A server that speaks another version than its client.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mismatch {
    /// Its process.
    pub pid: u32,
    /// Its program's version, for messages to people.
    pub version: String,
}

impl Mismatch {
    fn encode(&self, out: &mut Vec<u8>) {
        frame::encode_with(kind::MISMATCH, out, |out| {
            put(out, tag::PID, &self.pid.to_le_bytes());
            put(out, tag::PROGRAM_VERSION, self.version.as_bytes());
        });
    }

    fn decode(payload: &[u8]) -> Result<Self, FrameError> {
        let malformed = FrameError::Malformed("version");
        let mut mismatch = Self::default();
        for (tag, value) in fields(payload).ok_or(malformed.clone())? {
            match tag {
                tag::PID => mismatch.pid = number(value).ok_or(malformed.clone())?,
                tag::PROGRAM_VERSION => mismatch.version = text(value),
                _ => {}
            }
        }
        Ok(mismatch)
    }
}

/// A program that a client is to become.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Execute {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// Where.
    pub cwd: Vec<u8>,
    /// All of its environment, as `NAME=value`.
    pub environment: Vec<Vec<u8>>,
    /// Whether its stdin is the client's, and not empty.
    pub stdin: bool,
}

impl Execute {
    fn encode(&self, out: &mut Vec<u8>) {
        frame::encode_with(kind::EXECUTE, out, |out| {
            self.argv.iter().for_each(|word| put(out, tag::ARGUMENT, word.as_bytes()));
            put(out, tag::CWD, &self.cwd);
            self.environment.iter().for_each(|pair| put(out, tag::ENVIRONMENT, pair));
            put(out, tag::STDIN, &[u8::from(self.stdin)]);
        });
    }

    fn decode(payload: &[u8]) -> Result<Self, FrameError> {
        let mut program = Self::default();
        for (tag, value) in fields(payload).ok_or(FrameError::Malformed("program"))? {
            match tag {
                tag::ARGUMENT => program.argv.push(text(value)),
                tag::CWD => program.cwd = value.to_vec(),
                tag::ENVIRONMENT => program.environment.push(value.to_vec()),
                tag::STDIN => program.stdin = value == [1],
                _ => {}
            }
        }
        Ok(program)
    }
}

impl Reply {
    /// Appends the reply as a frame. Long output is cut into several.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let (kind, bytes) = match self {
            Reply::Stdout(bytes) => (kind::STDOUT, bytes.as_slice()),
            Reply::Stderr(bytes) => (kind::STDERR, bytes.as_slice()),
            Reply::Feed(bytes) => (kind::FEED, bytes.as_slice()),
            Reply::Place(place) => (kind::PLACE, place.as_bytes()),
            Reply::Exit(status) => (kind::EXIT, std::slice::from_ref(status)),
            Reply::Attached => (kind::ATTACHED, [].as_slice()),
            Reply::TooLate => (kind::TOO_LATE, [].as_slice()),
            Reply::Parting => (kind::PARTING, [].as_slice()),
            Reply::ReadStdin => (kind::READ_STDIN, [].as_slice()),
            Reply::Ask(question) => return frame::encode(kind::ASK, question.as_bytes(), out),
            Reply::Streaming(terms) => return frame::encode(kind::STREAMING, terms, out),
            Reply::Execute(program) => return program.encode(out),
            Reply::Mismatch(mismatch) => return mismatch.encode(out),
            Reply::Left(left) => return left.encode(out),
        };
        match bytes.is_empty() {
            true => frame::encode(kind, bytes, out),
            false => bytes.chunks(1 << 20).for_each(|part| frame::encode(kind, part, out)),
        }
    }

    /// Whether a frame of a stream is [`Reply::Parting`], which is of none.
    pub fn is_parting(frame: &Frame) -> bool {
        frame.kind == kind::PARTING
    }

    /// Reads a reply. `Ok(None)` is one of a kind that a newer server may send and that
    /// can be passed over.
    pub fn decode(frame: Frame) -> Result<Option<Reply>, FrameError> {
        Ok(Some(match frame.kind {
            kind::STDOUT => Reply::Stdout(frame.payload),
            kind::STDERR => Reply::Stderr(frame.payload),
            kind::FEED => Reply::Feed(frame.payload),
            kind::PLACE => Reply::Place(text(&frame.payload)),
            kind::EXIT => match frame.payload.first() {
                Some(&status) => Reply::Exit(status),
                None => return Err(FrameError::Malformed("exit status")),
            },
            kind::ATTACHED => Reply::Attached,
            kind::TOO_LATE => Reply::TooLate,
            kind::PARTING => Reply::Parting,
            kind::READ_STDIN => Reply::ReadStdin,
            kind::ASK => Reply::Ask(String::from_utf8_lossy(&frame.payload).into_owned()),
            kind::STREAMING => Reply::Streaming(frame.payload),
            kind::EXECUTE => Reply::Execute(Execute::decode(&frame.payload)?),
            kind::LEFT => Reply::Left(Left::decode(&frame.payload)?),
            kind::MISMATCH => Reply::Mismatch(Mismatch::decode(&frame.payload)?),
            _ => return Ok(None),
        }))
    }
}

/// A part of the client's stdin; an empty part is its end.
pub fn encode_stdin(part: &[u8], out: &mut Vec<u8>) {
    frame::encode(kind::STDIN, part, out);
}

/// The part of stdin that a frame holds, if it holds one.
pub fn decode_stdin(frame: Frame) -> Option<Vec<u8>> {
    (frame.kind == kind::STDIN).then_some(frame.payload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Frames;

    fn sample() -> Request {
        Request {
            dialect: Dialect::Tmux,
            view_version: 7,
            program_version: "0.1.0".into(),
            argv: vec!["new".into(), "-s".into(), String::new()],
            cwd: b"/tmp/\xff".to_vec(),
            environment: vec![b"A=1".to_vec(), b"B=\xfe".to_vec()],
            pid: 42,
            tty: Some(TtyInfo {
                name: "/dev/pts/1".into(),
                term: "xterm".into(),
                size: WindowSize { cells: Size::new(200, 50), xpixel: 1600, ypixel: 800 },
            }),
            prints_to_tty: true,
            resume: Some(Resume { token: [7; 16], got: 1 << 40 }),
            relayed: true,
            again: Some(Again { asked: 1 << 33, place: "logs %1=2".into() }),
            raw_version: 3,
            control: true,
        }
    }

    fn first_frame(bytes: &[u8]) -> Frame {
        let mut frames = Frames::default();
        frames.push(bytes);
        frames.next_frame().unwrap().unwrap()
    }

    #[test]
    fn others_learn_of_the_terminal_and_of_nothing_else() {
        let pairs = ["SECRET=x", "TERM=xterm", "COLORTERM=truecolor", "TERM_PROGRAM=y"];
        let environment = pairs.iter().map(|pair| pair.as_bytes().to_vec()).collect();
        let sent = Request { environment, ..sample() }.for_elsewhere();
        assert_eq!(sent.environment, [&b"TERM=xterm"[..], b"COLORTERM=truecolor"]);
        assert_eq!((sent.cwd, sent.tty), (Vec::new(), sample().tty));
    }

    #[test]
    fn a_request_comes_back_whole() {
        let piped = Request { prints_to_tty: false, ..sample() };
        for request in [sample(), piped, Request { tty: None, resume: None, ..sample() }] {
            let mut bytes = Vec::new();
            request.encode(&mut bytes);
            assert_eq!(Request::decode(&first_frame(&bytes)), Ok(request));
        }
    }

    #[test]
    fn a_program_to_become_comes_back_whole() {
        let program = Execute {
            argv: vec!["sh".into(), "-c".into(), String::new()],
            cwd: b"/tmp/\xff".to_vec(),
            environment: vec![b"A=\xfe".to_vec()],
            stdin: true,
        };
        for stdin in [true, false] {
            let reply = Reply::Execute(Execute { stdin, ..program.clone() });
            let mut bytes = Vec::new();
            reply.encode(&mut bytes);
            assert_eq!(Reply::decode(first_frame(&bytes)), Ok(Some(reply)));
        }
    }

    #[test]
    fn an_end_comes_back_whole() {
        let left = Left { status: 1, waits: true, reason: "too far behind".into() };
        let mut bytes = Vec::new();
        Reply::Left(left.clone()).encode(&mut bytes);
        assert_eq!(Reply::decode(first_frame(&bytes)), Ok(Some(Reply::Left(left))));
    }

    #[test]
    fn unknown_fields_are_passed_over_and_cut_ones_refused() {
        let mut bytes = Vec::new();
        sample().encode(&mut bytes);
        let mut frame = first_frame(&bytes);
        put(&mut frame.payload, 200, b"from the future");
        assert_eq!(Request::decode(&frame), Ok(sample()));
        frame.payload.pop();
        assert_eq!(Request::decode(&frame), Err(FrameError::Malformed("request")));
    }
}
