//! The way back to another host when the line to it broke: the host is called again and again from
//! a thread, and meanwhile the person is told since when what they see is stale. What they type is
//! not sent: nobody knows what it would meet.
//!
//! Knows hosts, requests and words; how those are shown is the affair of whoever lost the line.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::host::{Call, Host};
use super::oneshot::{self, Outcome};
use crate::protocol::{Frames, Request, Resume};

/// Seconds between one call and the next while a host cannot be reached; the last one holds.
const PAUSES: [u64; 6] = [0, 1, 2, 3, 5, 8];

/// How a client comes back to its server.
#[derive(Debug)]
pub(super) struct Reconnect {
    pub host: Host,
    /// What it asked for when it came first.
    pub request: Request,
}

/// A line that broke, and the host that is called.
#[derive(Debug)]
pub(super) struct Broken {
    name: String,
    since: Instant,
    /// When the person is to be told how long that is.
    next: Instant,
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
}

impl Reconnect {
    /// Calls until the client is let in or told that there is nothing to come back to. `got` is what
    /// it had got ([`Resume`]).
    pub(super) fn take(&self, got: u64) -> io::Result<Broken> {
        let (mut bell, wake) = UnixStream::pair()?;
        let (send, answers) = mpsc::channel();
        let (host, mut request) = (self.host.clone(), self.request.clone());
        request.resume = request.resume.map(|resume| Resume { got, ..resume });
        thread::Builder::new().name("line".to_owned()).spawn(move || {
            let pauses = PAUSES.into_iter().chain(std::iter::repeat(PAUSES[PAUSES.len() - 1]));
            for pause in pauses {
                thread::sleep(Duration::from_secs(pause));
                if let Some(answer) = call(&host, &request) {
                    // Where the client has gone meanwhile nobody waits for it.
                    let _ = send.send(answer);
                    let _ = bell.write_all(&[0]);
                    return;
                }
            }
        })?;
        let (name, since) = (self.host.name.clone(), Instant::now());
        Ok(Broken { name, since, next: since, wake, answers })
    }
}

/// Calls once; nothing where the host was not reached.
fn call(host: &Host, request: &Request) -> Option<Answer> {
    let line = host.call(Call::Again).ok()?;
    let (mut frames, mut words) = (Frames::default(), Vec::new());
    let stdout = &mut io::sink();
    let outcome = oneshot::run(&line.socket, &mut frames, request, None, stdout, &mut words, None);
    let answer = match outcome {
        Ok(Outcome::Attached | Outcome::Streaming(_)) => {
            return Some(Answer::Back(line.socket, frames));
        }
        Ok(Outcome::Exit(status)) => {
            let reason = String::from_utf8_lossy(&words).trim().to_owned();
            Some(Answer::Refused { reason, status })
        }
        // What nobody asks for who may come back; or the host was not reached.
        Ok(Outcome::Execute(_) | Outcome::TooLate) | Err(_) => None,
    };
    line.hang_up();
    answer
}

impl Broken {
    /// What is readable when the host has answered.
    pub(super) fn wake(&self) -> &UnixStream {
        &self.wake
    }

    /// When the person is to be told: at once, and each second.
    pub(super) fn next(&self) -> Instant {
        self.next
    }

    /// What the person is to be told now.
    pub(super) fn words(&mut self) -> String {
        let (name, seconds) = (&self.name, self.since.elapsed().as_secs());
        self.next = self.since + Duration::from_secs(seconds + 1);
        format!(
            " No line to {name} since {seconds} s, trying again. Keys are not sent. C-c leaves; \
             the session goes on there. "
        )
    }

    /// How the calls came out. `None` where they ended without a word, which they never do.
    pub(super) fn answer(&self) -> Option<Answer> {
        self.answers.try_recv().ok()
    }

    /// What a person is told who leaves now.
    pub(super) fn sentence(&self) -> String {
        format!("[left while the line was down; the session goes on at {}]", self.name)
    }
}
