use super::*;
use crate::protocol::{Frames, Reply};
use std::io::Read;

/// Connections, and a client whom they have let in.
fn with_a_client() -> (Connections, mio::Poll, std::os::unix::net::UnixStream) {
    let poll = mio::Poll::new().unwrap();
    let directory = std::env::temp_dir().join(format!("pmux-c{}", std::process::id()));
    let _ = std::fs::remove_file(&directory);
    let listener = std::os::unix::net::UnixListener::bind(&directory).unwrap();
    listener.set_nonblocking(true).unwrap();
    let mut connections = Connections::new(listener, poll.registry()).unwrap();
    let client = std::os::unix::net::UnixStream::connect(&directory).unwrap();
    std::fs::remove_file(&directory).unwrap();
    let (socket, _) = connections.listener.as_ref().unwrap().accept().unwrap();
    connections.all.insert(ClientId(1), Connection::new(socket));
    (connections, poll, client)
}

#[test]
fn a_request_that_does_not_come_whole_is_not_waited_for() {
    let (mut connections, _poll, mut client) = with_a_client();
    client.write_all(b"pm\x01").unwrap();
    assert!(connections.read(ClientId(1)).0.is_empty());
    assert!(connections.keep_bounds().is_empty());
    assert!(connections.deadline().is_some());
    let it = connections.all.get_mut(&ClientId(1)).unwrap();
    it.since = Instant::now().checked_sub(REQUEST_TIME).unwrap();
    assert_eq!(connections.keep_bounds(), [ClientId(1)]);
    assert_eq!((connections.deadline(), connections.tidy()), (None, vec![ClientId(1)]));
    let (mut frames, mut bytes) = (Frames::default(), Vec::new());
    client.read_to_end(&mut bytes).unwrap();
    frames.push(&bytes);
    let told = frames.next_frame().unwrap().map(Reply::decode);
    let expected = b"no whole request came within 30 seconds\n".to_vec();
    assert_eq!(told, Some(Ok(Some(Reply::Stderr(expected)))));
}
