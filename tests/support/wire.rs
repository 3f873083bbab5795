//! The socket without a client: frames as they are.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;

use pmux::geometry::Size;
use pmux::protocol::{Frames, Reply, Request, TtyInfo};

use super::{PATIENCE, Pmux};

/// Sends bytes to the server, and gives what it answers until it closes: what goes to stderr,
/// and the status.
pub fn talk(pmux: &Pmux, bytes: &[u8]) -> (String, Option<u8>) {
    let mut socket = UnixStream::connect(pmux.socket("default")).expect("a server");
    socket.set_read_timeout(Some(PATIENCE)).expect("a socket");
    // It may close before it has read everything.
    let _ = socket.write_all(bytes);
    let mut told = Vec::new();
    // Its closing before that shows after what it said (unix(7)). Any other fault is one of its own.
    match socket.read_to_end(&mut told) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => {
            panic!("after {} bytes of an answer: {error}", told.len())
        }
        _ => answer(&told),
    }
}

/// Reads a part of what comes. Being interrupted is no fault: where a socket is read for a time only, that
/// comes of stopping the test, too (signal(7)).
pub fn read_part(socket: &mut UnixStream, buffer: &mut [u8]) -> usize {
    loop {
        match socket.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            count => return count.expect("a socket"),
        }
    }
}

/// What a server's answer says: what goes to stderr, and the status.
pub fn answer(bytes: &[u8]) -> (String, Option<u8>) {
    let mut frames = Frames::default();
    frames.push(bytes);
    let (mut text, mut status) = (String::new(), None);
    while let Ok(Some(frame)) = frames.next_frame() {
        match Reply::decode(frame) {
            Ok(Some(Reply::Stderr(bytes))) => text += &String::from_utf8_lossy(&bytes),
            Ok(Some(Reply::Exit(code))) => status = Some(code),
            _ => {}
        }
    }
    (text, status)
}

/// A request as a client of some version of pmux sends it.
pub fn request(view_version: u32, argv: &[&str], environment: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let request = Request {
        view_version,
        program_version: "99.0".to_owned(),
        argv: argv.iter().map(|word| (*word).to_owned()).collect(),
        cwd: b"/".to_vec(),
        environment: environment.to_vec(),
        pid: std::process::id(),
        tty: Some(TtyInfo {
            name: "/dev/null".into(),
            term: "xterm".into(),
            size: Size::DEFAULT.into(),
        }),
        ..Request::default()
    };
    request.encode(&mut bytes);
    bytes
}
