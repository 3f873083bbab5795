//! The protocol from outside: what a peer may send that nobody has agreed on anything with.

mod peer;

use peer::withstand;
use proptest::prelude::*;

use pmux::protocol::message::ClientMessage;
use pmux::protocol::{Reply, Request};

/// Frames as peers send them, to be spoiled.
fn frames() -> Vec<Vec<u8>> {
    let request = Request {
        argv: ["new", "-s", "x"].map(str::to_owned).to_vec(),
        environment: vec![b"A=1".to_vec()],
        ..Request::default()
    };
    let mut all = vec![Vec::new(); 4];
    request.encode(&mut all[0]);
    Reply::Stdout(b"out".to_vec()).encode(&mut all[1]);
    Reply::Exit(3).encode(&mut all[2]);
    ClientMessage::Focus(true).encode(&mut all[3]);
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_peer_that_sends_anything_is_withstood(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        withstand(&bytes);
    }

    #[test]
    fn a_peer_that_sends_spoiled_frames_is_withstood(
        order in prop::collection::vec(0usize..4, 1..5),
        at in any::<prop::sample::Index>(),
        byte: u8,
        step in 1u8..9,
    ) {
        let all = frames();
        let mut bytes = vec![step];
        order.iter().for_each(|&one| bytes.extend_from_slice(&all[one]));
        let at = at.index(bytes.len());
        bytes[at] = byte;
        withstand(&bytes);
    }
}
