//! The way back to a server when the line to it broke: it is called again and again from a thread,
//! and meanwhile the person is told since when what they see is stale. There are two places to call:
//! another host, over ssh; and a socket here, behind which a server that died is started again
//! within milliseconds. So a line here is told of only where that takes its time, and until it is
//! what the person types is kept for the next server. From then on it is not sent: nobody knows what
//! it would meet. Where a server said that it is about to be replaced, that is so for longer, and for one
//! on another host too.
//!
//! Knows places, requests and words; how those are shown is the affair of whoever lost the line.

use std::io::{self, Write};
use std::iter;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::ClientError;
use super::host::{Call, Host};
use super::oneshot::{self, Outcome, Outputs};
use super::{Inputs, Reach};
use crate::os::socket;
use crate::protocol::{Frames, Mismatch, Request, Resume};

/// Seconds between one call and the next while a host cannot be reached; the last one holds.
const PAUSES: [u64; 6] = [0, 1, 2, 3, 5, 8];

/// Between one look for the next server here and the following: twice as long each time, up to this.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// How long nobody may listen at the socket before no other server is expected: whoever starts them
/// is gone too.
const GIVEN_UP: Duration = Duration::from_secs(10);

/// How long a server here may be away before its person is told.
const UNNOTICED: Duration = Duration::from_millis(500);

/// The same of one, here or elsewhere, that has said that it is about to be replaced: the next one has
/// five seconds to come up, and where it does not the one that was goes on.
const REPLACED: Duration = Duration::from_secs(10);

/// Where a client's server is.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// Here, at this socket.
    Here(PathBuf),
    /// On another host.
    There(Host),
}

/// How a client comes back to its server.
#[derive(Debug)]
pub(super) struct Reconnect {
    pub place: Place,
    /// What it asked for when it came first.
    pub request: Request,
}

/// A line that broke, and the place that is called.
#[derive(Debug)]
pub(super) struct Broken {
    /// The host; `None` where the server was here.
    host: Option<String>,
    since: Instant,
    /// When the person is to be told how long that is.
    next: Instant,
    /// They were told.
    told: bool,
    wake: UnixStream,
    answers: Receiver<Answer>,
}

/// How the calls came out.
#[derive(Debug)]
pub(super) enum Answer {
    /// The stream goes on.
    Back(UnixStream, Frames),
    /// The server is there, and says why not.
    Refused {
        /// Why.
        reason: String,
        /// The client's exit status.
        status: u8,
    },
    /// The server is there, and speaks another version.
    Mismatch(Mismatch),
}

impl Reconnect {
    /// Calls until the client is let in or told that there is nothing to come back to, or until
    /// nobody is there any more who could. `got` is what it had got ([`Resume`]); `parted` where the
    /// server said that another one takes its place.
    pub(super) fn take(&self, got: u64, parted: bool) -> io::Result<Broken> {
        let (bell, wake) = UnixStream::pair()?;
        let (send, answers) = mpsc::channel();
        let (place, mut request) = (self.place.clone(), self.request.clone());
        request.resume = request.resume.map(|resume| Resume { got, ..resume });
        let since = Instant::now();
        let (host, unnoticed) = match &self.place {
            Place::Here(_) => (None, UNNOTICED),
            Place::There(host) => (Some(host.name.clone()), Duration::ZERO),
        };
        let next = since + if parted { REPLACED } else { unnoticed };
        thread::Builder::new().name("line".to_owned()).spawn(move || {
            let answer = match place {
                Place::Here(socket) => knock(&socket, &request),
                Place::There(host) => call_often(&host, &request),
            };
            // Where the client has gone meanwhile nobody waits for it. That there is none is told
            // by the bell's end.
            answer.map(|answer| send.send(answer));
            let _ = (&bell).write_all(&[0]);
        })?;
        Ok(Broken { host, since, next, told: false, wake, answers })
    }
}

/// Calls a host until it answers.
fn call_often(host: &Host, request: &Request) -> Option<Answer> {
    let pauses = PAUSES.into_iter().chain(iter::repeat(PAUSES[PAUSES.len() - 1]));
    pauses.into_iter().find_map(|pause| {
        thread::sleep(Duration::from_secs(pause));
        let line = host.call(Call::Again).ok()?;
        let answer = match ask(&line.socket, request) {
            // Its program is there, and we are here.
            Some(Answer::Mismatch(server)) => {
                let reason = ClientError::Mismatch(server.version).to_string();
                Some(Answer::Refused { reason, status: 1 })
            }
            answer => answer,
        };
        if !matches!(answer, Some(Answer::Back(..))) {
            line.hang_up();
        }
        answer
    })
}

/// Waits at a socket for the next server; nothing where there is none to come.
fn knock(socket: &Path, request: &Request) -> Option<Answer> {
    let (mut pause, mut alone) = (FIRST_PAUSE, Instant::now());
    loop {
        match socket::connect(socket) {
            Ok(stream) => {
                // Whoever is not heard yet waits in the socket's queue, which outlives servers.
                let answer = ask(&stream, request);
                if answer.is_some() {
                    return answer;
                }
                alone = Instant::now();
            }
            Err(error) if error.kind() == io::ErrorKind::TimedOut => alone = Instant::now(),
            Err(_) if alone.elapsed() >= GIVEN_UP => return None,
            Err(_) => {}
        }
        thread::sleep(pause);
        pause = (2 * pause).min(LONGEST_PAUSE);
    }
}

/// Asks to be let in again; nothing where nobody answers.
fn ask(socket: &UnixStream, request: &Request) -> Option<Answer> {
    let (mut frames, mut words) = (Frames::default(), Vec::new());
    let none = (Reach::default(), &mut Inputs::default());
    let mut outputs = Outputs::new(io::sink(), &mut words, None);
    match oneshot::run(socket, &mut frames, request, none, &mut outputs) {
        Ok(Outcome::Attached | Outcome::Streaming(_)) => {
            Some(Answer::Back(socket.try_clone().ok()?, frames))
        }
        Ok(Outcome::Exit(status)) => {
            let reason = String::from_utf8_lossy(&words).trim().to_owned();
            Some(Answer::Refused { reason, status })
        }
        Ok(Outcome::Mismatch(server)) => Some(Answer::Mismatch(server)),
        // What nobody asks for who may come back; or nobody was reached.
        Ok(Outcome::Execute(_) | Outcome::TooLate) | Err(_) => None,
    }
}

impl Broken {
    /// What is readable when there is an answer, or none to come.
    pub(super) fn wake(&self) -> &UnixStream {
        &self.wake
    }

    /// When the person is to be told, and then each second.
    pub(super) fn next(&self) -> Instant {
        self.next
    }

    /// Whether the person was told.
    pub(super) fn is_told(&self) -> bool {
        self.told
    }

    /// What the person is to be told now.
    pub(super) fn words(&mut self) -> String {
        let seconds = self.since.elapsed().as_secs();
        (self.next, self.told) = (self.since + Duration::from_secs(seconds + 1), true);
        match &self.host {
            Some(name) => format!(
                " No line to {name} since {seconds} s, trying again. Keys are not sent. C-c \
                 leaves; the session goes on there. "
            ),
            None => format!(
                " The server is gone since {seconds} s, waiting for the next. Keys are not sent. \
                 C-c leaves. "
            ),
        }
    }

    /// How the calls came out. `None` where nobody is there any more.
    pub(super) fn answer(&self) -> Option<Answer> {
        self.answers.try_recv().ok()
    }

    /// What a person is told who leaves now.
    pub(super) fn sentence(&self) -> String {
        match &self.host {
            Some(name) => {
                format!("[left while the line was down; the session goes on at {name}]")
            }
            None => "[left while there was no server]".to_owned(),
        }
    }
}
