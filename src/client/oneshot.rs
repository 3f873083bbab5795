//! One command: a request goes up, output and a status come back. Blocking, since there is
//! nothing else to do meanwhile.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;

use super::{ClientError, Inputs, Reach, Recorder, told};
use crate::protocol::raw::Terms;
use crate::protocol::{Execute, Frames, Mismatch, Reply, Request, request};

/// How a request ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// With this status.
    Exit(u8),
    /// Unheard: the server was about to end.
    TooLate,
    /// In the view stream; what was read of it already is in the frames.
    Attached,
    /// In the raw stream, on these terms; likewise.
    Streaming(Terms),
    /// The client is to become this program.
    Execute(Execute),
    /// Nothing: the server speaks another version, and its program may be the client instead.
    Mismatch(Mismatch),
}

/// Where that goes which comes back.
#[derive(Debug)]
pub(super) struct Outputs<Out, Err> {
    pub stdout: Out,
    pub stderr: Err,
    /// Takes what is followed, on stdout where it is none.
    pub recorder: Option<Recorder>,
    /// How far the command had come with the output that was last taken, where the server said so.
    pub place: String,
    /// How far it has come with the output that is next.
    announced: Option<String>,
}

impl<Out: Write, Err: Write> Outputs<Out, Err> {
    pub(super) fn new(stdout: Out, stderr: Err, recorder: Option<Recorder>) -> Self {
        Self { stdout, stderr, recorder, place: String::new(), announced: None }
    }

    /// The output is there that was next.
    fn arrive(&mut self) {
        if let Some(place) = self.announced.take() {
            self.place = place;
        }
    }
}

/// Bytes that are read at once.
const PART: usize = 64 << 10;

/// Sends the request, as far as it is for whoever is there, and does what comes back. Inputs are sent, and the person is asked, where that is
/// within reach; whether a request may end as it does is for the caller to decide.
pub(super) fn run(
    mut socket: &UnixStream,
    frames: &mut Frames,
    request: &Request,
    (reach, inputs): (Reach, &mut Inputs),
    outputs: &mut Outputs<impl Write, impl Write>,
) -> Result<Outcome, ClientError> {
    let mut bytes = Vec::new();
    told(socket, request).encode(&mut bytes);
    // A server that refuses may answer and close before it has read everything, so a failure
    // here is not the end: the answer is.
    let sent = socket.write_all(&bytes);
    let (mut buffer, mut heard) = (vec![0; PART], false);
    loop {
        while let Some(frame) = frames.next_frame()? {
            match Reply::decode(frame)? {
                Some(Reply::Place(place)) => outputs.announced = Some(place),
                Some(Reply::Stdout(bytes)) => {
                    copy(&bytes, &mut outputs.stdout)?;
                    outputs.arrive();
                }
                Some(Reply::Stderr(bytes)) => copy(&bytes, &mut outputs.stderr)?,
                Some(Reply::Feed(bytes)) => {
                    let recorder = outputs.recorder.get_or_insert_with(Recorder::of_stdout);
                    if let Some(status) = recorder.write(&bytes)? {
                        return Ok(Outcome::Exit(status));
                    }
                    outputs.arrive();
                }
                Some(Reply::Exit(status)) => return Ok(Outcome::Exit(status)),
                Some(Reply::TooLate) => return Ok(Outcome::TooLate),
                Some(Reply::Attached) => return Ok(Outcome::Attached),
                Some(Reply::Streaming(terms)) => {
                    return Ok(Outcome::Streaming(Terms::from_bytes(&terms)?));
                }
                Some(Reply::Execute(program)) => return Ok(Outcome::Execute(program)),
                Some(Reply::Mismatch(server)) => return Ok(Outcome::Mismatch(server)),
                Some(Reply::ReadStdin) if reach.stdin => {
                    feed(socket, &mut inputs.next(), &mut buffer)?;
                }
                Some(Reply::ReadStdin) => return Err(ClientError::NotAsked("standard input")),
                Some(Reply::Ask(question)) if reach.terminal && request.tty.is_some() => {
                    let line = inputs.answer(&question, &mut outputs.stderr)?;
                    feed(socket, &mut line.as_bytes(), &mut buffer)?;
                }
                Some(Reply::Ask(_)) => return Err(ClientError::NotAsked("terminal")),
                Some(Reply::Left(left)) => return Ok(Outcome::Exit(left.status)),
                Some(Reply::Parting) | None => {}
            }
        }
        if let Some(recorder) = &outputs.recorder
            && let Some(status) = recorder.wait_for(socket)?
        {
            return Ok(Outcome::Exit(status));
        }
        match socket.read(&mut buffer) {
            Ok(0) if heard || sent.is_ok() => return Err(ClientError::ServerLost),
            // It did not read the request to its end, or not at all (unix(7)).
            Ok(0) => return Err(ClientError::Unheard),
            Ok(count) => {
                frames.push(&buffer[..count]);
                heard = true;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset || sent.is_err() => {
                let lost = if heard { ClientError::ServerLost } else { ClientError::Unheard };
                return Err(lost);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Writes output through. A reader that has enough (`pmux ls | head -1`) is no error: the
/// command goes on, and its status counts.
fn copy(bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Sends an input to its end. A server that has enough of it closes; what it answers is read.
fn feed(mut socket: &UnixStream, input: &mut impl Read, buffer: &mut [u8]) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        let count = match input.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            count => count?,
        };
        bytes.clear();
        request::encode_stdin(&buffer[..count], &mut bytes);
        if socket.write_all(&bytes).is_err() || count == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests;
