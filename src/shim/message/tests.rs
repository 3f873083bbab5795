//! The messages are frozen: what they are as bytes is written here once and for all.

use super::*;

fn held() -> Rc<OwnedFd> {
    let null = std::fs::File::open("/dev/null").unwrap();
    Rc::new(null.into())
}

fn execution() -> Box<Execution> {
    Box::new(Execution {
        file: "/bin/sh".into(),
        zeroth: "-sh".into(),
        arguments: vec!["-c".into(), "".into()],
        cwd: "/x".into(),
        env: vec![("A".into(), "b=c".into())],
    })
}

fn hex(frame: &Frame) -> String {
    let payload: String = frame.payload.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{} {} {payload}", frame.kind, frame.descriptors.len())
}

#[test]
fn orders_are_these_bytes() {
    let key = 0x0102_0304_0506_0708;
    let spawn = "3 2 0100000000000000 070000002f62696e2f7368 030000002d7368 02000000 020000002d63 \
                 00000000 020000002f78 01000000 0100000041 03000000623d63";
    let (kind, payload) = spawn.split_at(3);
    let spawn = format!("{kind} {}", payload.replace(' ', ""));
    for (order, expect) in [
        (Order::Keep(key, held()), "1 1 0807060504030201"),
        (Order::Drop(2), "2 0 0200000000000000"),
        (Order::Spawn(1, execution(), held(), held()), spawn.as_str()),
        (Order::Adopt(3, 42), "4 0 03000000000000002a000000"),
        (Order::Taken(u64::MAX), "5 0 ffffffffffffffff"),
        (Order::Well, "6 0 "),
        (Order::Replace("/p".into()), "7 0 020000002f70"),
        (Order::Over, "8 0 "),
        (Order::Able, "9 0 "),
        (Order::Withdraw, "10 0 "),
    ] {
        let frame = order.encode();
        assert_eq!(hex(&frame), expect);
        let again = Order::decode(frame).unwrap().unwrap();
        assert_eq!(hex(&again.encode()), expect);
    }
}

#[test]
fn reports_are_these_bytes() {
    for (report, expect) in [
        (Report::Started(1, Reason::First), "65 0 010000000000"),
        (Report::Started(1, Reason::Died(3)), "65 0 010103000000"),
        (Report::Started(1, Reason::Replaced), "65 0 010200000000"),
        (Report::Kept(5, held()), "66 1 0500000000000000"),
        (Report::Program(5, 77), "67 0 05000000000000004d000000"),
        (Report::Ended(5, Status::Exited(3)), "68 0 05000000000000000003000000"),
        (Report::Ended(5, Status::Signaled(9)), "68 0 05000000000000000109000000"),
        (Report::Ended(5, Status::Unknown), "68 0 05000000000000000200000000"),
        (Report::Spawned(5, 77), "69 0 05000000000000004d000000"),
        (Report::Failed(5, 2), "70 0 050000000000000002000000"),
        (Report::Spool(5, b"\xffhi".to_vec()), "71 0 050000000000000003000000ff6869"),
        (Report::Ready, "72 0 "),
        (Report::Refused("no".into()), "73 0 020000006e6f"),
        (Report::Accepted, "74 0 "),
        (Report::Reverted("no".into()), "75 0 020000006e6f"),
    ] {
        let frame = report.encode();
        assert_eq!(hex(&frame), expect);
        let again = Report::decode(frame).unwrap().unwrap();
        assert_eq!(hex(&again.encode()), expect);
    }
}

#[test]
fn what_is_missing_or_too_much_is_no_message() {
    let frame = || Order::Spawn(1, execution(), held(), held()).encode();
    for length in 0..frame().payload.len() {
        let mut cut = frame();
        cut.payload.truncate(length);
        assert!(Order::decode(cut).is_err(), "{length}");
    }
    let mut longer = frame();
    longer.payload.push(0);
    assert!(Order::decode(longer).is_err());
    let mut fewer = frame();
    fewer.descriptors.pop_back();
    assert!(Order::decode(fewer).is_err());
    let mut more = frame();
    more.descriptors.push_back(held());
    assert!(Order::decode(more).is_err());
}

/// A message whose bits fell over is refused, or understood as what it says then: nothing in it is taken
/// for longer than it is.
#[test]
fn a_message_with_a_bit_that_fell_over_is_no_harm() {
    let orders = || {
        [
            Order::Keep(7, held()),
            Order::Spawn(1, execution(), held(), held()),
            Order::Adopt(3, 42),
            Order::Replace("/p".into()),
        ]
    };
    let reports = || {
        [
            Report::Started(1, Reason::Died(3)),
            Report::Ended(5, Status::Signaled(9)),
            Report::Spool(5, b"\xffhi".to_vec()),
            Report::Refused("no".into()),
        ]
    };
    let frames =
        || orders().map(|it| it.encode()).into_iter().chain(reports().map(|it| it.encode()));
    for (which, whole) in frames().enumerate() {
        for bit in 0..8 * whole.payload.len() {
            let damaged = || {
                let mut frame = frames().nth(which).unwrap();
                frame.payload[bit / 8] ^= 1 << (bit % 8);
                frame
            };
            if let Ok(Some(order)) = Order::decode(damaged()) {
                assert_eq!(hex(&order.encode()), hex(&damaged()));
            }
            if let Ok(Some(report)) = Report::decode(damaged()) {
                assert!(Report::decode(report.encode()).is_ok());
            }
        }
    }
}

#[test]
fn kinds_of_later_versions_are_left_out() {
    for kind in [0, 11, 64, 76, 255] {
        assert!(Order::decode(Frame::new(kind)).unwrap().is_none());
        assert!(Report::decode(Frame::new(kind)).unwrap().is_none());
    }
}
