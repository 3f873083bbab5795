use std::io::Write;

use super::*;

fn held() -> Rc<OwnedFd> {
    Rc::new(std::fs::File::open("/dev/null").unwrap().into())
}

/// What has come, as far as it is whole.
fn heard(channel: &mut Channel) -> Vec<(u8, usize, usize)> {
    let next = || channel.receive().unwrap();
    let frames = std::iter::from_fn(next);
    frames.map(|it| (it.kind, it.payload.len(), it.descriptors.len())).collect()
}

#[test]
fn frames_come_as_they_were_sent_and_nobody_waits() {
    let (mut ours, theirs) = Channel::pair().unwrap();
    let mut theirs = Channel::new(theirs.into()).unwrap();
    let frame = |kind, length, beside: usize| Frame {
        kind,
        payload: vec![kind; length],
        descriptors: (0..beside).map(|_| held()).collect(),
    };
    let sent = [(1, 0, 0), (2, 3_000_000, 2), (3, 10, 1), (4, 0, 4), (5, 100_000, 0), (6, 1, 1)];
    sent.iter().for_each(|(kind, length, beside)| ours.send(frame(*kind, *length, *beside)));
    assert!(ours.waits(), "more than a socket takes at once");
    let mut came = Vec::new();
    while came.len() < sent.len() {
        came.extend(heard(&mut theirs));
        ours.flush();
    }
    assert_eq!(came, sent);
    assert!(!ours.waits());
    // What cannot be sent is left out.
    ours.send(frame(7, MAX_PAYLOAD + 1, 0));
    ours.send(frame(8, 0, passing::MOST + 1));
    ours.send(frame(9, 1, 0));
    drop(ours);
    assert_eq!(heard(&mut theirs), [(9, 1, 0)]);
    assert!(!theirs.is_open());
}

#[test]
fn what_is_no_frame_closes_it() {
    for bytes in [
        // Longer than any may be.
        &[0xff, 0xff, 0xff, 0xff, 1, 0][..],
        // More descriptors than any has, and than came.
        &[0, 0, 0, 0, 1, 5],
        &[0, 0, 0, 0, 1, 1],
    ] {
        let (mut ours, theirs) = Channel::pair().unwrap();
        UnixStream::from(theirs).write_all(bytes).unwrap();
        assert!(ours.receive().is_err(), "{bytes:?}");
        assert!(!ours.is_open());
    }
    // One that is never whole is the end only when that comes.
    let (mut ours, theirs) = Channel::pair().unwrap();
    let mut theirs = UnixStream::from(theirs);
    theirs.write_all(&[9, 0, 0, 0, 1, 0, 1, 2]).unwrap();
    assert!(ours.receive().unwrap().is_none() && ours.is_open());
    drop(theirs);
    assert!(ours.receive().unwrap().is_none() && !ours.is_open());
}
