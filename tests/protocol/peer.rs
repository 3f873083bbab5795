//! What a peer may do to whoever reads its frames, and what must hold: bytes cut anywhere are the
//! same frames; every frame is refused in words or understood; what is understood is said again in
//! the same way; and nothing takes memory that was not sent.

use pmux::protocol::raw;
use pmux::protocol::{
    ClientMessage, Frame, FrameError, Frames, Reply, Request, ServerMessage, View,
};

/// Reads what a peer sent: the first byte says into pieces of how many bytes it was cut.
pub fn withstand(sent: &[u8]) {
    let Some((&step, bytes)) = sent.split_first() else { return };
    let whole = all_frames(bytes, bytes.len().max(1));
    assert_eq!(whole, all_frames(bytes, usize::from(step).max(1)));
    let mut view = View::empty();
    for frame in whole.0 {
        understand(frame, &mut view);
    }
}

/// The frames, and what was wrong with what came after them.
fn all_frames(bytes: &[u8], step: usize) -> (Vec<Frame>, Option<FrameError>) {
    let (mut frames, mut all) = (Frames::default(), Vec::new());
    for piece in bytes.chunks(step) {
        frames.push(piece);
        loop {
            match frames.next_frame() {
                Ok(Some(frame)) => all.push(frame),
                Ok(None) => break,
                Err(error) => return (all, Some(error)),
            }
        }
    }
    (all, None)
}

/// The one frame that something is written as.
fn written(write: impl FnOnce(&mut Vec<u8>)) -> Frame {
    let (mut bytes, mut frames) = (Vec::new(), Frames::default());
    write(&mut bytes);
    frames.push(&bytes);
    frames.next_frame().expect("a frame of our own").expect("a whole frame")
}

fn understand(frame: Frame, view: &mut View) {
    if let Ok(request) = Request::decode(&frame) {
        assert_eq!(Request::decode(&written(|out| request.encode(out))), Ok(request));
    }
    if let Ok(Some(reply)) = Reply::decode(frame.clone()) {
        assert_eq!(Reply::decode(written(|out| reply.encode(out))), Ok(Some(reply)));
    }
    if let Ok(message) = ClientMessage::decode(&frame) {
        assert_eq!(ClientMessage::decode(&written(|out| message.encode(out))), Ok(message));
    }
    if let Ok(message) = raw::ClientMessage::decode(frame.clone()) {
        let again = raw::ClientMessage::decode(written(|out| message.encode(out)));
        assert_eq!(again, Ok(message));
    }
    if let Ok(message) = raw::ServerMessage::decode(frame.clone()) {
        let again = raw::ServerMessage::decode(written(|out| message.clone().encode(out)));
        assert_eq!(again, Ok(message));
    }
    if let Ok(message) = ServerMessage::decode(&frame) {
        assert_eq!(ServerMessage::decode(&written(|out| message.encode(out))), Ok(message.clone()));
        if let ServerMessage::Frame { diff, .. } = message {
            change(view, *diff);
        }
    }
}

/// A difference is applied or refused; a view that was refused one is begun anew.
fn change(view: &mut View, diff: pmux::protocol::ViewDiff) {
    let mut next = view.clone();
    match next.apply(diff) {
        Ok(_) => {
            let mut again = view.clone();
            again.apply(next.diff(view)).expect("a difference of our own");
            assert_eq!(again, next);
            *view = next;
        }
        Err(_) => *view = View::empty(),
    }
}
