//! The far end of `--host`: what comes over stdin goes to the server here, and back.
//!
//! The request comes with the surroundings of a person who is elsewhere. It gets those of the
//! login that ssh made here, so that programs start with this host's environment, home and
//! agents; the terminal stays the person's.

use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::net::UnixStream;
use std::thread;

use super::{ClientError, told};
use crate::os::process;
use crate::protocol::request::is_of_terminal;
use crate::protocol::{Frames, Reply, Request};

/// Bytes that are copied at once.
const PART: usize = 64 << 10;

/// Why there is no server for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// In words.
    pub reason: String,
    /// What the client ends with.
    pub status: u8,
}

/// Carries a request and all that follows it to the server that `connect` finds for it; where
/// there is none, the answer says why.
///
/// # Errors
/// What comes in is no request, or the kernel refuses something.
pub fn run(
    connect: impl FnOnce(&Request) -> Result<UnixStream, Refused>,
) -> Result<u8, ClientError> {
    let mut frames = Frames::default();
    let mut buffer = vec![0; PART];
    let first = loop {
        if let Some(frame) = frames.next_frame()? {
            break frame;
        }
        match io::stdin().read(&mut buffer)? {
            0 => return Ok(0),
            count => frames.push(&buffer[..count]),
        }
    };
    let request = at_home(Request::decode(&first)?);
    let mut bytes = Vec::new();
    match connect(&request) {
        Ok(mut server) => {
            told(&server, &request).encode(&mut bytes);
            server.write_all(&bytes)?;
            server.write_all(frames.rest())?;
            carry(&server)?;
            Ok(0)
        }
        Err(Refused { reason, status }) => {
            Reply::Stderr(format!("{reason}\n").into_bytes()).encode(&mut bytes);
            Reply::Exit(status).encode(&mut bytes);
            io::stdout().write_all(&bytes)?;
            Ok(status)
        }
    }
}

/// A request with the surroundings of this host, come over a line that may break.
fn at_home(request: Request) -> Request {
    let mut environment: Vec<Vec<u8>> = std::env::vars_os()
        .map(|(name, value)| [name.into_vec(), value.into_vec()].join(&b'='))
        .filter(|pair| !is_of_terminal(pair))
        .collect();
    environment.extend(request.environment.into_iter().filter(|pair| is_of_terminal(pair)));
    let cwd = process::home().into_os_string().into_vec();
    Request { environment, cwd, pid: std::process::id(), relayed: true, ..request }
}

/// Copies both ways until the server is done with the client, or ssh with us.
fn carry(server: &UnixStream) -> io::Result<()> {
    let mut up = server.try_clone()?;
    thread::Builder::new().name("up".to_owned()).spawn(move || {
        copy(&mut io::stdin(), &mut up);
        // The person's end is gone, or broke: the server is to know at once. It may have a last word for
        // one who has only said all.
        let _ = up.shutdown(std::net::Shutdown::Write);
    })?;
    copy(&mut &*server, &mut io::stdout());
    Ok(())
}

fn copy(from: &mut impl Read, to: &mut impl Write) {
    let mut buffer = vec![0; PART];
    loop {
        match from.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(count) if count > 0 => {
                if to.write_all(&buffer[..count]).and_then(|()| to.flush()).is_err() {
                    return;
                }
            }
            _ => return,
        }
    }
}
