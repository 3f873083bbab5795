//! Clients that come back over another connection.

use super::*;
use crate::model::raw::Raw;
use crate::protocol::raw::{ClientMessage as Up, ServerMessage as Down, Told};
use crate::protocol::{Again, RAW_VERSION, Resume};

/// The server is replaced: of its outlets nothing is left, and its clients are expected back.
fn replace(world: &mut World) {
    world.server.outlets = Default::default();
    let callers: Vec<_> = world.server.model.graph.clients().map(|it| it.id).collect();
    let clients = callers.into_iter().map(|id| (id, Some(TOKEN)));
    world.server.expect_back(clients, &BTreeMap::new());
}

#[test]
fn a_display_is_who_it_was_when_its_server_was_replaced() {
    let mut world = World::new();
    let mut screen = world.come(&["attach", "-r"], 0, View::empty());
    world.output("be it so");
    world.settle(&mut screen);
    let was = screen.client;
    world.server.model.graph.display_mut(was).unwrap().last_session = None;
    replace(&mut world);
    assert!(world.server.deadline().is_some(), "it is not waited for without an end");
    // It comes with its token, whatever it asked for at first, and is drawn anew.
    let back = world.come(&["new-session", "-s", "build"], 77, View::empty());
    let is = Effect::Client(back.client, ClientEffect::Is(was));
    let attached = Effect::Client(was, ClientEffect::Attached);
    let at = |effect| world.effects.iter().rposition(|it| *it == effect);
    assert!(at(is.clone()).is_some() && at(is) < at(attached), "{:?}", world.effects);
    assert!(world.server.model.graph.clients().map(|it| it.id).eq([was]));
    assert!(world.server.model.graph[was].read_only, "it only looks, as before");
    let told = world.next_outs(|_| Room::Empty);
    let [
        (a, Out::View(ServerMessage::Forget)),
        (b, Out::View(ServerMessage::Frame { number, diff })),
    ] = &told[..]
    else {
        panic!("{told:?}")
    };
    assert_eq!((*a, *b, *number), (was, was, 78));
    let mut view = View::empty();
    view.apply((**diff).clone()).unwrap();
    assert_eq!(view.panes[0].lines[0].text.trim_end(), "be it so");
    // It is nobody's who comes a second time.
    let other = world.come(&["attach"], 5, View::empty());
    assert_ne!(world.exit_of(other.client), Some(0));
}

#[test]
fn who_does_not_come_in_time_has_left_and_may_still_come_back() {
    let mut world = World::new();
    let screen = world.come(&["attach", "-r"], 0, View::empty());
    replace(&mut world);
    world.clock.millis += 29_000;
    world.event(Event::Timer);
    assert_eq!(world.server.model.graph.clients().len(), 1);
    world.clock.millis += 1000;
    world.event(Event::Timer);
    assert_eq!(world.server.model.graph.clients().len(), 0);
    assert_eq!(world.server.outlets.expected_due(), None, "an idle server is not woken");
    let back = world.come(&["new-session", "-s", "build"], 3, View::empty());
    assert_ne!(back.client, screen.client);
    assert!(world.server.model.graph[back.client].read_only);
}

#[test]
fn a_client_whose_server_nobody_goes_on_for_is_told() {
    let mut world = World::new();
    let back = world.ask_again_from_here(3);
    assert_eq!(world.exit_of(back), Some(1));
    let told = format!("{:?}", world.effects);
    assert!(told.contains("Stderr"), "{told}");
}

impl World {
    /// A client on this host comes back to a server that knows nothing of it.
    fn ask_again_from_here(&mut self, got: u64) -> ClientId {
        let client = self.server.model.client_id();
        let request = Request {
            view_version: VIEW_VERSION,
            argv: vec!["attach".to_owned()],
            tty: Some(TtyInfo { name: "tty".into(), term: "xterm".into(), size: SIZE.into() }),
            resume: Some(Resume { token: [9; 16], got }),
            ..Request::default()
        };
        self.event(Event::Request(client, Box::new(request)));
        client
    }
}

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
        if token == 0 {
            let raw = world.server.model.unbind(client).expect("it is bound");
            world.server.model.bind(client, Raw { pane: PaneId(1), owner: true, ..raw });
        }
        world.event(Event::Gone(client));
        assert_eq!(world.server.model.graph.has_pane(PaneId(1)), token < 32, "{token}");
    }
}

#[test]
fn a_raw_client_gets_what_was_written_while_its_server_was_replaced() {
    let mut world = World::new();
    let (was, told) = world.bind_from_afar(7, 0);
    assert_eq!(told.len(), 1);
    let lines = |range: std::ops::Range<u32>| -> String {
        range.map(|n| format!("line {n}\r\n")).collect()
    };
    world.pass(&lines(0..100));
    replace(&mut world);
    // It had the first hundred; those that follow were written when nobody passed them on.
    world.output(&lines(100..200));
    let (new, _) = world.bind_from_afar(7, 1 + lines(0..100).len() as u64);
    assert!(world.effects.contains(&Effect::Client(new, ClientEffect::Is(was))));
    world.server.began_streaming(was);
    let told = world.next_outs(|_| Room::Empty);
    let [(id, Out::Raw(Down::Screen(screen)))] = &told[..] else { panic!("{told:?}") };
    assert_eq!(*id, was);
    assert_eq!(String::from_utf8_lossy(&screen.above), lines(77..177));

    // Of a program that ended meanwhile the status is told.
    replace(&mut world);
    world.ask(&["new-session", "-d", "-s", "other"], None);
    world.event(Event::Exited(100, Ended::Exited(9)));
    world.event(Event::Drained(PaneId(0)));
    let (new, _) = world.bind_from_afar(7, 9);
    assert_eq!(world.exit_of(new), Some(9));
    assert!(!world.server.model.graph.clients().any(|it| it.raw().is_some()));
}

#[test]
fn a_raw_client_that_was_behind_when_it_was_parted_with_misses_no_line() {
    let mut world = World::new();
    let (was, _) = world.bind_from_afar(7, 0);
    let lines = |range: std::ops::Range<u32>| -> String {
        range.map(|n| format!("line {n}\r\n")).collect()
    };
    world.pass(&lines(0..100));
    assert_eq!(world.server.has_lines_up_to(was, b""), None, "it has all");
    // Of the last forty it has taken none.
    let line = world.server.has_lines_up_to(was, lines(60..100).as_bytes());
    let behind = BTreeMap::from_iter(line.map(|line| (was, line)));
    world.server.part_with(&[was], &behind);
    let (new, _) = world.bind_from_afar(7, 1 + lines(0..60).len() as u64);
    assert!(world.effects.contains(&Effect::Client(new, ClientEffect::Is(was))));
    world.server.began_streaming(was);
    let told = world.next_outs(|_| Room::Empty);
    let [(_, Out::Raw(Down::Screen(screen)))] = &told[..] else { panic!("{told:?}") };
    assert_eq!(String::from_utf8_lossy(&screen.above), lines(37..77));
}

impl World {
    /// A client asks again what it asked so many milliseconds ago, from a place on.
    fn ask_again(&mut self, words: &str, asked: u64, place: &str) -> ClientId {
        let client = self.server.model.client_id();
        let request = Request {
            argv: words.split(' ').map(str::to_owned).collect(),
            again: Some(Again { asked, place: place.to_owned() }),
            ..Request::default()
        };
        self.effects.clear();
        self.event(Event::Request(client, Box::new(request)));
        client
    }

    /// What a client was fed since it was last looked, and how far it is by that.
    fn followed(&mut self, client: ClientId) -> (String, String) {
        let (mut fed, mut place) = (Vec::new(), String::new());
        for effect in self.effects.drain(..) {
            match effect {
                Effect::Client(id, ClientEffect::Feed(bytes)) if id == client => fed.extend(bytes),
                Effect::Client(id, ClientEffect::Place(words)) if id == client => place = words,
                _ => {}
            }
        }
        (String::from_utf8(fed).unwrap(), place)
    }
}

#[test]
fn what_is_asked_again_goes_on_from_where_it_was() {
    let mut world = World::new();
    // Of five seconds it has waited almost all.
    let now = world.clock.millis;
    world.ask_again("await --for never --timeout 5s build", 4900, "");
    assert_eq!(world.server.deadline(), Some(now + 100));

    let client = world.ask_again("events --filter event=bell", 9000, "");
    let (fed, _) = world.followed(client);
    assert!(fed.contains("server-replaced") && fed.lines().count() == 1, "{fed}");

    // What is so long ago was so when it was asked first.
    world.output("old\r\n");
    world.clock.unix += 10;
    let client = world.ask_again("logs -f --since 5s build", 6000, "");
    assert_eq!(world.followed(client).0, "old\n");
}

#[test]
fn the_lines_of_a_gap_are_told_once() {
    let mut world = World::new();
    let lines = |range: std::ops::Range<u32>| range.map(|n| format!("{n}\r\n")).collect::<String>();
    let told = |range| lines(range).replace('\r', "");
    let followed = |fed: &str, place: &str| (fed.to_owned(), place.to_owned());
    world.output(&lines(0..90));
    // It was asked, and nothing came before the server went.
    let client = world.ask_again("logs -f -n 3 build", 100, "");
    assert_eq!(world.followed(client), followed("87\n88\n89\n", "logs %0=90"));
    world.output(&lines(90..99));
    assert_eq!(world.followed(client), followed(&told(90..99), "logs %0=99"));
    world.output("99");
    assert_eq!(world.followed(client), followed("", ""));
    // The rest of that line, and more than it asked for at first.
    world.output(&lines(100..140));
    let client = world.ask_again("logs -f -n 3 build", 200, "logs %0=99");
    let gap = told(99..140).replacen("99\n", "99", 1);
    assert_eq!(world.followed(client), followed(&gap, "logs %0=139"));
    // Who was to be told of nothing before is told of all since.
    let client = world.ask_again("logs -f -n 0 build", 200, "");
    assert_eq!(world.followed(client), followed("", "logs %0=139"));
    world.output("more\r\n");
    let client = world.ask_again("logs -f -n 0 build", 300, "logs %0=139");
    assert_eq!(world.followed(client), followed("more\n", "logs %0=140"));
    // What is not of this command says nothing.
    let client = world.ask_again("logs -f -n 1 build", 300, "await %0=0");
    assert_eq!(world.followed(client), followed("more\n", "logs %0=140"));
    // Of much each part says how far it goes.
    world.output(&("x".repeat(70) + "\r\n").repeat(9000));
    world.ask_again("logs -f build", 400, "");
    let fed = world.effects.iter().filter_map(|effect| match effect {
        Effect::Client(_, ClientEffect::Feed(bytes)) => Some(bytes.len()),
        _ => None,
    });
    let fed: Vec<usize> = fed.collect();
    assert!(fed.len() > 1 && fed.iter().all(|len| *len < 300 << 10), "{fed:?}");
}

#[test]
fn a_text_that_scrolled_away_in_a_gap_was_seen() {
    let mut world = World::new();
    world.output("before\r\n");
    world.output(&"x\r\n".repeat(50));
    let client = world.ask_again("await --for needle build", 10, "");
    let (_, place) = world.followed(client);
    assert!(place.starts_with("await %0="), "{place}");
    // What was gone before that does not count.
    let client = world.ask_again("await --for before build", 20, &place);
    assert_eq!(world.exit_of(client), None);
    world.output(&("needle\r\n".to_owned() + &"x\r\n".repeat(50)));
    let client = world.ask_again("await --for needle build", 20, &place);
    assert_eq!(world.exit_of(client), Some(0));
}
