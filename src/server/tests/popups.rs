//! Popups: who gets what is typed, how large they are, and how they end.

use super::*;
use crate::geometry::Rect;
use crate::protocol::view::Float;

const POPUP: PaneId = PaneId(1);

impl World {
    /// A popup over a screen, and the client that asked for it and waits.
    fn popup(&mut self, flags: &[&str]) -> ClientId {
        let client = self.ask(&[&["display-popup", "-w", "40", "-h", "10"], flags].concat(), None);
        assert_eq!(self.exit_of(client), None, "{:?}", self.effects);
        client
    }

    fn popup_ends(&mut self, ended: Ended) {
        self.event(Event::Exited(101, ended));
        self.event(Event::Drained(POPUP));
    }

    fn sessions(&self) -> Vec<&str> {
        self.server.model.graph.sessions().map(|session| session.name.as_str()).collect()
    }

    /// The size of the popup's pane.
    fn room(&self) -> Size {
        self.server.model.graph[POPUP].size.cells
    }
}

impl Screen {
    /// The box over everything that floats.
    fn popup(&self) -> Option<&Float> {
        self.view.floats.last()
    }
}

#[test]
fn a_popup_has_the_keys_until_its_program_ends_whose_status_is_the_commands() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    let client = world.popup(&["-E", "-T", "title", "program"]);
    world.settle(&mut screen);
    let popup = screen.popup().cloned().expect("a popup");
    assert_eq!((popup.rect, popup.title[0].1.text.as_str()), (Rect::new(20, 7, 40, 10), "title"));
    assert_eq!((popup.pane, screen.view.panes.len()), (1, 2));
    assert_eq!(
        (screen.view.panes[1].rect, world.room()),
        (Rect::new(21, 8, 38, 8), Size::new(38, 8))
    );
    world.written();
    world.key(&screen, KeyCode::Char('b'), Modifiers::CTRL);
    world.key(&screen, KeyCode::Char('b'), Modifiers::CTRL);
    world.type_(&screen, "d");
    world.event(Event::Message(
        screen.client,
        ClientMessage::Paste { bytes: b"p".into(), last: true },
    ));
    let typed = world.effects.iter().all(
        |effect| !matches!(effect, Effect::Pane(pane, PaneEffect::Write(_)) if *pane != POPUP),
    );
    assert!(typed, "{:?}", world.effects);
    assert_eq!(world.written(), "\x02dp");
    world.event(Event::Output(POPUP, b"two\r\nrows"));
    world.output("under it");
    world.settle(&mut screen);
    assert_eq!(screen.view.panes[1].lines[1].text, "rows");
    assert_eq!(screen.row(0), "under it");
    assert_eq!(screen.view.cursor.map(|it| it.at), Some(crate::geometry::Point::new(25, 9)));
    // It is nobody's to find.
    assert_eq!(world.sessions(), ["build"]);
    world.popup_ends(Ended::Exited(3));
    world.settle(&mut screen);
    assert_eq!((screen.popup(), screen.view.panes.len()), (None, 1));
    assert_eq!(world.exit_of(client), Some(3));
    assert_eq!(world.sessions(), ["build"]);
    world.written();
    world.type_(&screen, "x");
    assert_eq!(world.written(), "x");
}

#[test]
fn what_its_program_left_can_be_read_until_a_key() {
    for (flags, ended, closed) in [
        (&["program"][..], Ended::Exited(0), false),
        (&["-E", "-E", "program"], Ended::Exited(1), false),
        (&["-EE", "program"], Ended::Exited(0), true),
    ] {
        let mut world = World::new();
        let mut screen = world.attach(&[], SIZE);
        let client = world.popup(flags);
        world.key(&screen, KeyCode::Escape, Modifiers::empty());
        world.settle(&mut screen);
        assert_eq!(screen.popup().map(|it| it.hint.as_str()), Some(""), "{flags:?}");
        world.popup_ends(ended);
        world.settle(&mut screen);
        let said = match ended {
            Ended::Exited(0) => "the program has ended: Esc closes",
            _ => "the program ended with status 1: Esc closes",
        };
        // What there is no room for is left out.
        let said = if said.len() > 36 { "Esc closes" } else { said };
        let hint = screen.popup().map(|it| it.hint.as_str());
        assert_eq!(hint, (!closed).then_some(said), "{flags:?}");
        world.type_(&screen, "x");
        world.key(&screen, KeyCode::Escape, Modifiers::empty());
        world.settle(&mut screen);
        assert_eq!(screen.popup(), None, "{flags:?}");
        assert_eq!(world.exit_of(client), Some(ended.exit_status()), "{flags:?}");
        assert_eq!(world.sessions(), ["build"]);
    }
}

#[test]
fn a_popup_goes_with_its_client_and_by_a_command() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    let other = world.attach(&[], SIZE);
    let client = world.popup(&["-c", &format!("/dev/pts/{}", screen.client.0), "program"]);
    // One at a time, and the other client has none of it.
    let second =
        world.ask(&["display-popup", "-c", &format!("/dev/pts/{}", screen.client.0)], None);
    assert_eq!(world.exit_of(second), Some(1));
    world.written();
    world.type_(&other, "x");
    assert!(
        !world.effects.iter().any(|it| matches!(it, Effect::Pane(POPUP, PaneEffect::Write(_))))
    );
    world.event(Event::Message(screen.client, ClientMessage::Leaving));
    assert_eq!(world.exit_of(client), Some(129));
    assert_eq!(world.sessions(), ["build"]);
    assert!(world.effects.contains(&Effect::Pane(POPUP, PaneEffect::Close)));

    let client = world.ask(&["display-popup", "program"], None);
    assert_eq!(world.exit_of(client), None);
    world.ask(&["display-popup", "-C"], None);
    assert_eq!(world.exit_of(client), Some(129));
    assert_eq!(world.sessions(), ["build"]);
    // There may be none.
    let client = world.ask(&["display-popup", "-C"], None);
    assert_eq!(world.exit_of(client), Some(0));
}

#[test]
fn a_popup_is_as_large_as_there_is_room_and_messages_lie_over_it() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.popup(&["-x", "70", "-y", "24", "program"]);
    world.settle(&mut screen);
    assert_eq!(screen.popup().map(|it| it.rect), Some(Rect::new(40, 14, 40, 10)));
    for (cols, rows, room) in
        [(30, 6, Size::new(28, 4)), (2, 2, Size::new(2, 2)), (80, 24, Size::new(38, 8))]
    {
        let size = Size::new(cols, rows).into();
        world.event(Event::Message(screen.client, ClientMessage::Resize(size)));
        assert_eq!(world.room(), room);
        world.settle(&mut screen);
    }
    world.ask(&["display-message", "-d", "0", "over it"], None);
    world.settle(&mut screen);
    assert!(screen.view.overlay.is_some() && screen.popup().is_some());
    world.written();
    world.type_(&screen, "k");
    world.settle(&mut screen);
    assert!(screen.view.overlay.is_none());
    assert_eq!(world.written(), "k");
}

#[test]
fn what_a_popup_says_to_its_person_reaches_them() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ask(&["set-option", "-g", "allow-passthrough", "on"], None);
    world.popup(&["program"]);
    world.settle(&mut screen);
    world.event(Event::Output(POPUP, b"ab\x07\x1bPtmux;past\x1b\\"));
    let told = world.next_outs(|_| Room::Empty);
    assert!(told.contains(&(screen.client, Out::View(ServerMessage::Bell))), "{told:?}");
    let at = Some(crate::geometry::Point::new(23, 8));
    let passed = ServerMessage::Passthrough { at, bytes: b"past".to_vec() };
    assert_eq!(told.last(), Some(&(screen.client, Out::View(passed))));
}

#[test]
fn nothing_else_comes_into_a_popup() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.popup(&["program"]);
    for argv in [
        &["swap-pane", "-s", "%1", "-t", "%0"][..],
        &["join-pane", "-s", "%0", "-t", "%1"],
        &["link-window", "-s", "@1", "-t", "build:"],
        &["new-window", "-t", "build+1:"],
        &["switch-client", "-t", "build+1"],
        &["kill-session", "-t", "$1"],
        &["split-window", "-t", "%1"],
    ] {
        let client = world.ask(argv, None);
        assert!(world.exit_of(client).is_some_and(|status| status > 0), "{argv:?}");
    }
    // And a name's beginning means what is not hidden.
    let client = world.ask(&["send-keys", "-t", "bui", "x"], None);
    assert_eq!(world.exit_of(client), Some(0));
    world.settle(&mut screen);
    assert!(screen.popup().is_some());
    assert_eq!(world.server.model.graph.panes().len(), 2);
}

#[test]
fn the_prefix_works_over_a_popup() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.popup(&["program"]);
    world.written();
    world.prefix(&screen, 'c');
    assert_eq!(world.server.model.graph.sessions().map(|it| it.windows.len()).sum::<usize>(), 2);
    // What is read and pasted is the popup's.
    world.event(Event::Output(POPUP, b"text"));
    world.prefix(&screen, '[');
    assert!(world.server.model.is_in_mode(POPUP));
    world.type_(&screen, "z");
    world.settle(&mut screen);
    assert_eq!(screen.view.cursor.map(|it| it.at), Some(crate::geometry::Point::new(25, 8)));
    world.type_(&screen, "q");
    world.type_(&screen, "x");
    assert_eq!(world.written(), "x");
    world.prefix(&screen, 'd');
    assert_eq!(world.sessions(), ["build"]);
}

#[test]
fn a_session_in_a_popup_has_the_prefix_itself() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    world.popup(&["program"]);
    let inner = world.ask(&["new-session", "-s", "scratch"], Some(Size::new(38, 8)));
    let tty = world.server.model.graph[inner].tty.clone();
    world.server.model.graph.pane_mut(POPUP).unwrap().run.tty = tty;
    world.written();
    world.prefix(&screen, 'd');
    assert_eq!(world.written(), "\x02d");
}

#[test]
fn a_popup_may_show_a_session_but_not_what_it_lies_over() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.popup(&["program"]);
    let inside = |world: &mut World, argv: &[&str]| {
        let client = world.server.model.client_id();
        let request = Request {
            view_version: VIEW_VERSION,
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            cwd: b"/".to_vec(),
            environment: ["PMUX=/nowhere,1,0", "PMUX_PANE=%1"]
                .map(|it| it.as_bytes().to_vec())
                .to_vec(),
            tty: Some(TtyInfo {
                name: "/dev/pts/1".into(),
                term: "xterm".into(),
                size: Size::new(38, 8).into(),
            }),
            ..Request::default()
        };
        world.event(Event::Request(client, Box::new(request)));
        client
    };
    let over = inside(&mut world, &["attach", "-t", "build"]);
    assert_eq!(world.exit_of(over), Some(1));
    let scratch = inside(&mut world, &["new-session", "-A", "-s", "scratch"]);
    assert!(
        world.effects.contains(&Effect::Client(scratch, ClientEffect::Attached)),
        "{:?}",
        world.effects
    );
    // Even where it goes there after all, nothing goes round.
    world.server.model.graph.pane_mut(POPUP).unwrap().run.tty = "/dev/pts/1".into();
    let build = world.server.model.graph.sessions().find(|it| it.name == "build").unwrap().id;
    world.server.model.attach(scratch, build);
    world.output("text");
    world.settle(&mut screen);
}

#[test]
fn a_popup_says_how_it_ended_and_how_to_close_it() {
    for (flags, hint) in [
        (&["-w", "60"][..], "the program ended with status 3: Esc closes"),
        (&["-w", "20"], "Esc closes"),
        (&["-B", "-w", "60"], "the program ended with status 3: Esc closes"),
    ] {
        let mut world = World::new();
        let mut screen = world.attach(&[], SIZE);
        world.popup(&[flags, &["program"]].concat());
        world.settle(&mut screen);
        assert!(screen.view.cursor.is_some());
        world.popup_ends(Ended::Exited(3));
        world.settle(&mut screen);
        let popup = screen.popup().cloned().expect("a popup");
        assert_eq!((popup.hint.as_str(), screen.view.cursor), (hint, None), "{flags:?}");
    }
}

#[test]
fn who_only_looks_can_leave_a_popup() {
    let mut world = World::new();
    let screen = world.attach(&["-r"], SIZE);
    world.popup(&["program"]);
    world.written();
    world.type_(&screen, "x");
    assert_eq!(world.written(), "");
    world.prefix(&screen, 'd');
    assert!(world.server.model.graph.client(screen.client).is_none_or(|it| it.session().is_none()));
    assert_eq!(world.sessions(), ["build"]);
}

#[test]
fn a_popup_can_become_a_pane() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    let client = world.popup(&["program"]);
    let join = world.ask(&["join-pane", "-s", "%1", "-t", "build"], None);
    assert_eq!(world.exit_of(join), Some(0), "{:?}", world.effects);
    world.settle(&mut screen);
    assert_eq!((screen.popup(), screen.view.panes.len()), (None, 2));
    assert_eq!(world.sessions(), ["build"]);
    assert!(world.exit_of(client).is_some());
    assert!(world.server.model.graph.has_pane(POPUP));
}

#[test]
fn a_popup_that_is_there_closes_as_is_said_later() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ask(&["display-popup", "-E", "true"], None);
    world.ok(&["display-popup", "-kN", "-T", "other"]);
    world.settle(&mut screen);
    let popup = |world: &World| {
        let client = world.server.model.graph.client(screen.client).unwrap();
        client.popup().map(|popup| (popup.closes, popup.float.edges.title.clone()))
    };
    let any = crate::model::popup::Closes::ByAnyKey;
    assert_eq!(popup(&world), Some((any, "other".to_owned())));
    world.ok(&["display-popup", "-E"]);
    assert_eq!(popup(&world).map(|it| it.0), Some(crate::model::popup::Closes::OnExit));
    world.ok(&["display-popup", "-C"]);
    assert_eq!(popup(&world), None);
}

#[test]
fn the_end_of_a_click_on_nothing_is_nobodys() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.output("\x1b[?1000h\x1b[?1006h");
    world.settle(&mut screen);
    let left = MouseButton::Left;
    world.written();
    world.mouse(&screen, MouseAction::Press(left), 4, 4);
    world.mouse(&screen, MouseAction::Release(Some(left)), 4, 4);
    assert_eq!(world.written(), "\x1b[<0;5;5M\x1b[<0;5;5m");
    // A row that the window does not have.
    let below = SIZE.rows - 1;
    world.prefix(&screen, ':');
    world.mouse(&screen, MouseAction::Press(left), 4, below);
    world.mouse(&screen, MouseAction::Release(Some(left)), 4, below);
    assert_eq!(world.written(), "");
}
