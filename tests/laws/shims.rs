//! Whatever comes over the channel between a server and its shim, it is refused, left out, or a message
//! that is the same when it is sent on.

use std::collections::VecDeque;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::rc::Rc;

use pmux::shim::channel::{Channel, Frame};
use pmux::shim::message::{Order, Report};

/// The most that is sent at once: a socket has room for it.
const MOST: usize = 16 << 10;

/// Holds the laws of bytes: of frames that follow each other, and of one alone, of which the first byte
/// is the kind, the second how many descriptors are beside it, and the others what it says.
pub fn hold(bytes: &[u8]) {
    hold_frames(&bytes[..bytes.len().min(MOST)]);
    let [kind, beside, payload @ ..] = bytes else { return };
    let (ours, _) = UnixStream::pair().expect("two sockets");
    let held: Rc<OwnedFd> = Rc::new(ours.into());
    let descriptors: VecDeque<_> = (0..beside % 4).map(|_| held.clone()).collect();
    let frame =
        || Frame { kind: *kind, payload: payload.to_vec(), descriptors: descriptors.clone() };
    if let Ok(Some(order)) = Order::decode(frame()) {
        assert_eq!(parts(&order.encode()), parts(&frame()));
    }
    // Words are made text, and a reason has no use for its number where nobody died.
    if let Ok(Some(report)) = Report::decode(frame()) {
        let sent = report.encode();
        let kind = sent.kind;
        let sent = parts(&sent);
        let again = Frame { kind, payload: sent.1.clone(), descriptors: descriptors.clone() };
        let again = Report::decode(again).expect("it was understood").expect("it was known");
        assert_eq!(parts(&again.encode()), sent);
    }
}

/// The frames that come are what was sent, as far as it can be understood.
fn hold_frames(bytes: &[u8]) {
    let (mut near, far) = UnixStream::pair().expect("two sockets");
    near.write_all(bytes).expect("there is room for it");
    drop(near);
    let mut channel = Channel::new(far).expect("a channel");
    let mut rest = bytes;
    while let Ok(Some(frame)) = channel.receive() {
        let (kind, payload, beside) = parts(&frame);
        let length = (payload.len() as u32).to_le_bytes();
        let sent = [&length[..], &[kind, beside as u8], &payload].concat();
        rest = rest.strip_prefix(sent.as_slice()).expect("something else was sent");
    }
    assert!(!channel.is_open());
}

fn parts(frame: &Frame) -> (u8, Vec<u8>, usize) {
    (frame.kind, frame.payload.clone(), frame.descriptors.len())
}
