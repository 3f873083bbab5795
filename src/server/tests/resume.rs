//! Clients that come back over another connection.

use super::*;
use crate::protocol::raw::{ClientMessage as Up, ServerMessage as Down, Told};
use crate::protocol::{RAW_VERSION, Resume};

const TOKEN: [u8; 16] = [7; 16];

impl World {
    fn come(&mut self, argv: &[&str], frame: u64, view: View) -> Screen {
        let client = self.server.model.client_id();
        let tty = TtyInfo { name: "tty".into(), term: "xterm".into(), size: SIZE.into() };
        let request = Request {
            view_version: VIEW_VERSION,
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            tty: Some(tty),
            resume: Some(Resume { token: TOKEN, got: frame }),
            relayed: true,
            ..Request::default()
        };
        self.event(Event::Request(client, Box::new(request)));
        Screen { client, view, number: frame }
    }

    /// Everything that a display is sent now, whole.
    fn messages(&mut self) -> Vec<ServerMessage> {
        let told = self.next_outs(|_| Room::Empty).into_iter();
        told.filter_map(|(_, out)| match out {
            Out::View(message) => Some(message),
            _ => None,
        })
        .collect()
    }
}

#[test]
fn a_display_that_comes_back_is_sent_the_difference() {
    let mut world = World::new();
    let mut screen = world.come(&["attach", "-r"], 0, View::empty());
    let lines: String = (0..20).map(|n| format!("line {n} of quite some length\r\n")).collect();
    world.output(&lines);
    world.settle(&mut screen);
    // Two frames more are under way: it saw the first of them.
    world.output("first ");
    world.clock.millis += 20;
    assert_eq!(world.show(&mut [&mut screen]), 1);
    world.output("second ");
    world.clock.millis += 20;
    assert_eq!(world.messages().len(), 1);
    let noticed = |world: &mut World, client| world.event(Event::Gone(client));
    noticed(&mut world, screen.client);
    assert!(world.server.model.graph.clients().len() == 0);
    world.output("third");

    // Whatever it asked for at first, it comes back to where it was.
    let mut back = world.come(&["new-session", "-s", "build"], screen.number, screen.view.clone());
    let messages = world.messages();
    let [ServerMessage::Frame { number, diff }] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!(*number, screen.number + 1);
    let mut bytes = Vec::new();
    ServerMessage::Frame { number: *number, diff: diff.clone() }.encode(&mut bytes);
    assert!(bytes.len() < 400, "a row and the status line, not {} bytes", bytes.len());
    back.view.apply((**diff).clone()).unwrap();
    back.number = *number;
    world.settle(&mut back);
    let row = back.view.panes[0].lines[20].text.clone();
    assert_eq!(row.trim_end(), "first second third");
    assert!(world.server.model.graph[back.client].read_only, "it only looks, as before");
}

#[test]
fn a_connection_that_broke_unnoticed_is_replaced() {
    let mut world = World::new();
    let mut screen = world.come(&["attach"], 0, View::empty());
    world.settle(&mut screen);
    // What it says that it shows is not known here: everything is drawn anew.
    let back = world.come(&["attach"], 999, View::empty());
    let messages = world.messages();
    let [ServerMessage::Forget, ServerMessage::Frame { number: 1000, diff }] = &messages[..] else {
        panic!("{messages:?}")
    };
    let mut view = View::empty();
    view.apply((**diff).clone()).unwrap();
    assert_eq!(view.panes.len(), 1);
    assert!(world.server.model.graph.clients().map(|it| it.id).eq([back.client]));
}

#[test]
fn one_that_left_or_whose_session_ended_does_not_come_back() {
    let mut world = World::new();
    let mut screen = world.come(&["attach"], 0, View::empty());
    world.settle(&mut screen);
    world.event(Event::Message(screen.client, ClientMessage::Leaving));
    let back = world.come(&["attach"], screen.number, View::empty());
    assert_eq!(world.exit_of(back.client), Some(1));
}

impl World {
    /// A client on another host is bound to the pane as it is, and how much it gets.
    fn bind_from_afar(&mut self, token: u8, got: u64) -> (ClientId, Vec<Down>) {
        let client = self.server.model.client_id();
        let request = Request {
            raw_version: RAW_VERSION,
            argv: ["attach", "--raw", "--read-only", "-t", "build"].map(str::to_owned).to_vec(),
            tty: Some(TtyInfo { name: "tty".into(), term: "xterm".into(), size: SIZE.into() }),
            resume: Some(Resume { token: [token; 16], got }),
            relayed: true,
            ..Request::default()
        };
        self.event(Event::Request(client, Box::new(request)));
        self.server.began_streaming(client);
        let told = self.next_outs(|_| Room::Empty).into_iter().filter(|(id, _)| *id == client);
        let told = told.filter_map(|(_, out)| match out {
            Out::Raw(message) => Some(message),
            _ => None,
        });
        (client, told.collect())
    }

    fn pass(&mut self, text: &str) {
        self.server.pass_on(PaneId(0), text.as_bytes(), |_, _| {});
        self.output(text);
        self.next_outs(|_| Room::Empty);
    }
}

#[test]
fn a_raw_client_that_comes_back_gets_the_lines_that_it_missed() {
    let mut world = World::new();
    let (client, told) = world.bind_from_afar(1, 0);
    let [Down::Screen(screen)] = &told[..] else { panic!("{told:?}") };
    assert!(screen.above.is_empty());
    let lines = |range: std::ops::Range<u32>| -> String {
        range.map(|n| format!("line {n} of quite some length\r\n")).collect()
    };
    // It has got the first part, and the second went down with the line.
    let first = lines(1000..1400);
    world.pass(&first);
    world.pass(&lines(1400..1600));
    world.event(Event::Gone(client));
    world.output(&lines(1600..1700));
    let (client, told) = world.bind_from_afar(1, 1 + first.len() as u64);
    let [Down::Screen(screen)] = &told[..] else { panic!("{told:?}") };
    let above = String::from_utf8_lossy(&screen.above);
    // All that left the screen after it had got the first part.
    let expected = lines(1377..1677);
    assert!(above == expected, "{above}");
    assert!(world.server.model.graph[client].read_only, "it only looks, as before");
    // What went down with the line is counted no more: at the next break it is told nothing twice.
    let got = 1 + first.len() as u64 + 1;
    let third = lines(1700..1900);
    world.pass(&third);
    world.event(Event::Gone(client));
    world.output(&lines(1900..1950));
    let (client, told) = world.bind_from_afar(1, got + third.len() as u64);
    let [Down::Screen(screen)] = &told[..] else { panic!("{told:?}") };
    assert!(String::from_utf8_lossy(&screen.above) == lines(1877..1927));
    // Another program has none of its lines.
    world.event(Event::Gone(client));
    world.ask(&["respawn-pane", "-k", "-t", "%0"], None);
    world.output(&lines(0..100));
    let got = got + third.len() as u64 + 1;
    let (client, told) = world.bind_from_afar(1, got);
    let [Down::Screen(screen)] = &told[..] else { panic!("{told:?}") };
    assert!(screen.above.is_empty());
    let text = lines(100..400);
    world.pass(&text);
    world.event(Event::Gone(client));
    let (client, told) = world.bind_from_afar(1, got + 1 + text.len() as u64);
    assert!(matches!(&told[..], [Down::Screen(screen)] if screen.above.is_empty()));
    // It says good-bye. Where it has not heard the answer, it may ask again.
    world.event(Event::Told(client, Up::Told(Told::Leaving)));
    world.event(Event::Gone(client));
    let (client, told) = world.bind_from_afar(1, 9);
    assert_eq!((told, world.exit_of(client)), (Vec::new(), Some(0)));
}

#[test]
fn the_end_is_told_to_whoever_had_lost_the_line_before() {
    let mut world = World::new();
    world.ask(&["new-session", "-d", "-s", "other"], None);
    let (client, told) = world.bind_from_afar(1, 0);
    assert_eq!(told.len(), 1);
    // Nobody has noticed yet that the line is broken when the program ends.
    world.event(Event::Exited(100, Ended::Exited(9)));
    world.event(Event::Drained(PaneId(0)));
    world.next_outs(|_| Room::Empty);
    world.event(Event::Gone(client));
    let (client, _) = world.bind_from_afar(1, 1);
    assert_eq!(world.exit_of(client), Some(9));
}

#[test]
fn a_program_of_its_own_waits_for_a_client_but_not_for_too_many() {
    let mut world = World::new();
    world.ask(&["new-session", "-d", "-s", "other"], None);
    for token in 0..=40 {
        let (client, _) = world.bind_from_afar(token, 0);
        let raw = world.server.model.graph.client_mut(client).and_then(|it| it.raw.as_mut());
        let raw = raw.expect("it is bound");
        if token == 0 {
            (raw.pane, raw.owner) = (PaneId(1), true);
        }
        world.event(Event::Gone(client));
        assert_eq!(world.server.model.graph.has_pane(PaneId(1)), token < 32, "{token}");
    }
}
