mod recording;
mod watching;

use super::outlet::{Out, Room};
use super::pace::Share;
use super::*;
use crate::dialect::Dialect;
use crate::geometry::{Size, WindowSize};
use crate::key::{Key, KeyCode, KeyEvent, Modifiers, MouseAction, MouseButton, MouseEvent};
use crate::model::answer::Failed;
use crate::model::effect::{ClientEffect, Effect, JobEffect, PaneEffect};
use crate::model::resolve::Place;
use crate::model::run::Ended;
use crate::protocol::view::{Overlay, View};
use crate::protocol::{ClientMessage, Request, ServerMessage, TtyInfo, VIEW_VERSION};

mod alerts;
mod animations;
mod borders;
mod control;
mod customize;
mod displays;
mod editing;
mod floats;
mod guests;
mod history_file;
mod hooks;
mod inquiries;
mod kept;
mod keys;
mod looking;
mod menus;
mod modes;
mod panels;
mod popups;
mod resume;
mod saving;
mod scrollbars;
mod state;
mod status;
mod streaming;
mod themes;
mod views;

const SIZE: Size = Size::new(80, 24);

/// A server without sockets and shells: programs run as soon as they are asked for, and what
/// else it wants of the world is kept.
struct World {
    server: Server,
    clock: Clock,
    effects: Vec<Effect>,
}

/// A display that draws what it is sent.
struct Screen {
    client: ClientId,
    view: View,
    /// The number of the frame that it was sent last.
    number: u64,
}

/// What a client asks for.
fn request_of(client: ClientId, argv: &[&str], tty: Option<Size>) -> Request {
    Request {
        view_version: VIEW_VERSION,
        argv: argv.iter().map(|word| (*word).to_owned()).collect(),
        cwd: b"/".to_vec(),
        tty: tty.map(|size| TtyInfo {
            name: format!("/dev/pts/{}", client.0),
            term: "xterm".into(),
            size: size.into(),
        }),
        ..Request::default()
    }
}

impl World {
    /// A server with a session `build` and nobody attached.
    fn new() -> Self {
        Self::speaking(Dialect::Pmux)
    }

    /// The same in a dialect.
    fn speaking(dialect: Dialect) -> Self {
        let socket = "/nowhere".into();
        let config = vec!["/nowhere.conf".into()];
        let start =
            Start { socket, dialect, config, config_named: false, starter: None, shim: Vec::new() };
        let clock = Clock { unix: 1_700_000_001, millis: 1000, micros: 0 };
        let around = super::start::World::here(&start, clock.unix);
        let server = Server::new(&around);
        let mut world = Self { server, clock, effects: Vec::new() };
        world.server.model.clock = clock;
        world.server.configure(&start, around, |_| Ok(String::new()));
        world.take_effects();
        assert_eq!(world.server.model.config_errors, Vec::<String>::new());
        let client = world.ask(&["new-session", "-d", "-s", "build", "-x", "80", "-y", "24"], None);
        assert_eq!(world.exit_of(client), Some(0));
        world.event(Event::Gone(client));
        world
    }

    fn event(&mut self, event: Event<'_>) {
        self.handle(event);
        self.take_effects();
    }

    /// The same without carrying out what it has for an effect.
    fn handle(&mut self, event: Event<'_>) {
        let wrote = if let Event::Output(pane, _) = event { Some(pane) } else { None };
        self.server.handle(event, self.clock);
        if let Some(pane) = wrote {
            self.server.handle(Event::Parsed(pane), self.clock);
        }
    }

    fn take_effects(&mut self) {
        loop {
            let effects = self.server.take_effects();
            if effects.is_empty() {
                return;
            }
            for effect in effects {
                if let Effect::Pane(pane, PaneEffect::Spawn(_)) = effect {
                    let running = Running { pid: 100 + pane.0 as i32, tty: String::new() };
                    self.server.handle(Event::Spawned(pane, Ok(running)), self.clock);
                }
                self.effects.push(effect);
            }
        }
    }

    /// A client asks for a command.
    fn ask(&mut self, argv: &[&str], tty: Option<Size>) -> ClientId {
        let client = self.server.model.client_id();
        self.event(Event::Request(client, Box::new(request_of(client, argv, tty))));
        client
    }

    /// What a client's command ended with.
    fn exit_of(&self, client: ClientId) -> Option<u8> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Client(id, ClientEffect::Exit(status)) if *id == client => Some(*status),
            _ => None,
        })
    }

    /// Whether a display was sent away with this line.
    fn is_detached(&self, screen: &Screen, line: &str) -> bool {
        let detached = ClientEffect::Detached(line.to_owned(), 0);
        self.effects.contains(&Effect::Client(screen.client, detached))
    }

    /// Somebody attaches.
    fn attach(&mut self, flags: &[&str], size: Size) -> Screen {
        let client = self.ask(&[&["attach-session", "-t", "build"], flags].concat(), Some(size));
        assert!(
            self.effects.contains(&Effect::Client(client, ClientEffect::Attached)),
            "{:?}",
            self.effects
        );
        Screen { client, view: View::empty(), number: 0 }
    }

    /// What every client is told now that has `room`.
    fn next_outs(&mut self, room: impl Fn(ClientId) -> Room) -> Vec<(ClientId, Out)> {
        let mut told = Vec::new();
        for client in self.server.listeners() {
            while let Some(out) = self.server.next_out(client, room(client)) {
                told.push((client, out));
            }
        }
        told
    }

    /// What a display is sent now; it draws that but does not say so yet. How many frames.
    fn show(&mut self, screens: &mut [&mut Screen]) -> usize {
        let mut count = 0;
        // Frames wait for no room, and all else does.
        for (client, out) in self.next_outs(|_| Room::Full) {
            let Out::View(ServerMessage::Frame { number, diff }) = out else { continue };
            let Some(screen) = screens.iter_mut().find(|screen| screen.client == client) else {
                continue;
            };
            assert_eq!(number, screen.number + 1, "frames are numbered");
            screen.number = number;
            screen.view.apply(*diff).unwrap();
            count += 1;
        }
        count
    }

    fn acknowledge(&mut self, screen: &Screen) {
        self.event(Event::Message(screen.client, ClientMessage::Ack(screen.number)));
    }

    /// Shows and acknowledges until there is nothing more to be told.
    fn settle(&mut self, screen: &mut Screen) {
        for _ in 0..10 {
            self.clock.millis += 20;
            self.show(&mut [screen]);
            self.acknowledge(screen);
        }
        assert_eq!(self.show(&mut [screen]), 0, "it comes to rest");
    }

    fn output(&mut self, text: &str) {
        self.event(Event::Output(PaneId(0), text.as_bytes()));
    }

    fn key(&mut self, screen: &Screen, code: KeyCode, modifiers: Modifiers) {
        let key = KeyEvent::from(Key { code, modifiers });
        self.event(Event::Message(screen.client, ClientMessage::Key(key)));
    }

    fn type_(&mut self, screen: &Screen, text: &str) {
        text.chars().for_each(|c| self.key(screen, KeyCode::Char(c), Modifiers::empty()));
    }

    fn prefix(&mut self, screen: &Screen, key: char) {
        self.key(screen, KeyCode::Char('b'), Modifiers::CTRL);
        self.key(screen, KeyCode::Char(key), Modifiers::empty());
    }

    /// What was written to programs since this was asked last.
    fn written(&mut self) -> String {
        let mut written = Vec::new();
        self.effects.retain(|effect| match effect {
            Effect::Pane(_, PaneEffect::Write(bytes)) => {
                written.extend_from_slice(bytes);
                false
            }
            _ => true,
        });
        String::from_utf8(written).unwrap()
    }
}

impl Screen {
    /// The first pane's row.
    fn row(&self, y: usize) -> String {
        self.view.panes[0].lines[y].text.trim_end().to_owned()
    }
}

#[test]
fn a_program_names_its_window_where_it_may() {
    let mut world = World::new();
    let _screen = world.attach(&[], SIZE);
    let name = |world: &World| {
        let format = "#{window_name} #{automatic-rename}";
        world.server.model.expand(format, &Place::of_pane(&world.server.model, PaneId(0)))
    };
    let before = name(&world);
    world.output("\x1bkone\x1b\\");
    assert_eq!(name(&world), before);
    world.ask(&["set", "-g", "allow-rename", "on"], None);
    world.output("\x1b]0;title\x1b\\");
    assert_eq!(name(&world), before);
    world.output("\x1bktwo #{pane_id}\x1b\\");
    assert_eq!(name(&world), "two #{pane_id} 0");
    world.output("\x1bk\x1b\\");
    assert_eq!(name(&world), before);
}

#[test]
fn what_runs_is_looked_at_until_it_is_quiet() {
    let mut world = World::new();
    let mut looks = |millis: u64, output: bool, at_once: bool| {
        world.clock.millis = millis;
        world.server.model.clock = world.clock;
        if output {
            world.output("x");
        }
        match at_once {
            true => world.server.asked_about(&[]).len(),
            false => world.server.take_stale().len(),
        }
    };
    assert_eq!(looks(9_000, false, false), 1, "what was there before");
    assert_eq!(looks(10_000, true, false), 0);
    // Somebody asks: but the program may yet start another one.
    assert_eq!(looks(10_010, false, true), 1);
    assert_eq!(looks(10_200, true, false), 0);
    assert_eq!(looks(10_250, false, false), 1);
    assert_eq!(looks(10_449, false, false), 0);
    assert_eq!(looks(10_450, false, false), 1, "a moment after the last of it");
    assert_eq!(looks(20_000, false, false), 0, "and then no more");
    assert_eq!(looks(20_000, false, true), 1, "but when somebody asks");
}

#[test]
fn of_many_panes_all_are_looked_at_for_whoever_asks_about_them() {
    let mut world = World::new();
    for _ in 0..20 {
        world.ask(&["new-window", "-d", "-t", "build:"], None);
    }
    world.clock.millis += 10_000;
    world.event(Event::Timer);
    world.server.take_stale();
    let mut asks = |word: &str| world.server.asked_about(&["ls".into(), word.into()]).len();
    assert_eq!(asks("#{pane_title}"), 0);
    assert_eq!(asks("#{pane_current_command}"), 21);
}

#[test]
fn a_program_starts_in_the_size_that_it_keeps() {
    let mut world = World::new();
    world.effects.clear();
    world.ask(&["new-session", "-s", "other"], Some(Size::new(100, 30)));
    let sizes = world.effects.iter().filter_map(|effect| match effect {
        Effect::Pane(_, PaneEffect::Spawn(spawn)) => Some(spawn.size),
        Effect::Pane(_, PaneEffect::Resize(size)) => Some(*size),
        _ => None,
    });
    assert_eq!(sizes.collect::<Vec<_>>(), [Size::new(100, 29).into()]);
}

#[test]
fn an_idle_server_sleeps() {
    let mut world = World::new();
    world.output("a prompt");
    world.clock.millis += 1000;
    world.server.model.clock = world.clock;
    world.server.take_stale();
    assert_eq!(world.server.deadline(), None, "nobody looks and nothing happens");
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    world.server.stale.clear();
    let wait = world.server.deadline().map(|at| at.saturating_sub(world.clock.millis));
    assert!(wait.is_none_or(|wait| wait >= 500), "only the clock in the status line: {wait:?}");
}

#[test]
fn who_only_looks_changes_nothing() {
    let mut world = World::new();
    let mut screen = world.attach(&["-r"], SIZE);
    world.settle(&mut screen);
    world.type_(&screen, "rm -r x");
    let paste = ClientMessage::Paste { bytes: b"pasted".to_vec(), last: true };
    world.event(Event::Message(screen.client, paste));
    let at = crate::geometry::Point::new(1, 1);
    world.output("\x1b[?1000h");
    for action in [MouseAction::Press(MouseButton::Left), MouseAction::Press(MouseButton::WheelUp)]
    {
        let event = MouseEvent { action, at, modifiers: Modifiers::empty(), pixel: None };
        world.event(Event::Message(screen.client, ClientMessage::Mouse { event, on: None }));
    }
    world.prefix(&screen, 'c');
    assert_eq!(world.written(), "");
    assert_eq!(world.server.model.graph.windows().len(), 1);
    world.prefix(&screen, 'd');
    let line = "[detached (from session build)]".to_owned();
    assert!(world.is_detached(&screen, &line));
}

#[test]
fn a_failure_ends_its_queue_and_nothing_else() {
    let mut world = World::new();
    let argv = ["display-message", "-p", "one", ";", "has-session", "-t", "x", ";", "kill-server"];
    let client = world.ask(&argv, None);
    assert_eq!(world.exit_of(client), Some(1));
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    for effect in &world.effects {
        match effect {
            Effect::Client(id, ClientEffect::Stdout(bytes)) if *id == client => {
                stdout.extend_from_slice(bytes)
            }
            Effect::Client(id, ClientEffect::Stderr(bytes)) if *id == client => {
                stderr.extend_from_slice(bytes)
            }
            _ => {}
        }
    }
    assert_eq!(
        (stdout.as_slice(), stderr.as_slice()),
        (&b"one\n"[..], &b"can't find session: x\n"[..])
    );
    assert_eq!(world.server.model.graph.sessions().len(), 1);
    assert!(!world.effects.contains(&Effect::Shutdown));
}

#[test]
fn a_program_that_cannot_be_started_leaves_no_pane() {
    let mut world = World::new();
    let client = world.server.model.client_id();
    let request = Request {
        view_version: VIEW_VERSION,
        argv: ["split-window", "-t", "build", "--", "/none"].map(str::to_owned).to_vec(),
        ..Request::default()
    };
    world.server.handle(Event::Request(client, Box::new(request)), world.clock);
    let effects = world.server.take_effects();
    let spawned = effects.iter().find_map(|effect| match effect {
        Effect::Pane(pane, PaneEffect::Spawn(_)) => Some(*pane),
        _ => None,
    });
    assert_eq!(world.server.model.graph.panes().len(), 2);
    world.event(Event::Spawned(
        spawned.unwrap(),
        Err(Failed { reason: "cannot execute /none".to_owned(), status: 127 }),
    ));
    assert_eq!(world.server.model.graph.panes().len(), 1);
    assert_eq!(world.exit_of(client), Some(1));
}

#[test]
fn strange_messages_are_no_trouble() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    let size = |cols, rows| {
        let cells = Size::new(cols, rows);
        ClientMessage::Resize(WindowSize { cells, xpixel: u16::MAX, ypixel: 0 })
    };
    for (cols, rows) in [(0, 0), (u16::MAX, u16::MAX), (1, 2), (3, 1), (80, 24)] {
        world.event(Event::Message(screen.client, size(cols, rows)));
        world.output("text over some columns\r\n");
        world.settle(&mut screen);
    }
    for number in [u64::MAX, 0] {
        world.event(Event::Message(screen.client, ClientMessage::Ack(number)));
    }
    for (x, y) in [(0, 0), (79, 23), (500, 500), (u16::MAX, u16::MAX)] {
        let at = crate::geometry::Point::new(x, y);
        let button = MouseButton::Left;
        for action in [
            MouseAction::Press(button),
            MouseAction::Drag(button),
            MouseAction::Release(None),
            MouseAction::Move,
            MouseAction::Press(MouseButton::Extra(11)),
        ] {
            let event = MouseEvent { action, at, modifiers: Modifiers::all(), pixel: None };
            world.event(Event::Message(screen.client, ClientMessage::Mouse { event, on: None }));
        }
    }
    // From somebody that nobody knows, and about panes and jobs that there are not.
    let stranger = ClientId(999);
    world.event(Event::Message(stranger, ClientMessage::Leaving));
    world.event(Event::Gone(stranger));
    world.event(Event::Output(PaneId(999), b"text"));
    world.event(Event::Drained(PaneId(999)));
    world.event(Event::Exited(99_999, Ended::Exited(0)));
    world.event(Event::Spawned(PaneId(999), Err(Failed::default())));
    world.event(Event::JobDone(JobId(999), Answer::Done));
    world.settle(&mut screen);
    assert_eq!(world.server.model.graph.sessions().len(), 1);
}

#[test]
fn hints_come_by_the_clock_and_go_with_the_key() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    world.server.stale.clear();
    let pressed = world.clock.millis;
    world.key(&screen, KeyCode::Char('b'), Modifiers::CTRL);
    assert_eq!(world.server.deadline(), Some(pressed + 500));
    world.clock.millis = pressed + 500;
    world.event(Event::Timer);
    world.show(&mut [&mut screen]);
    assert!(matches!(screen.view.overlay, Some(Overlay::Keys { .. })), "{:?}", screen.view.overlay);
    world.acknowledge(&screen);
    world.key(&screen, KeyCode::Char('c'), Modifiers::empty());
    world.settle(&mut screen);
    assert_eq!(screen.view.overlay, None);
    assert_eq!(world.server.model.graph.windows().len(), 2);
}

#[test]
fn the_last_program_ends_the_server() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    world.event(Event::Exited(100, Ended::Exited(0)));
    assert_eq!(world.server.model.graph.sessions().len(), 1, "what it wrote last is not read yet");
    world.output("the last words");
    world.event(Event::Drained(PaneId(0)));
    assert!(world.server.model.graph.sessions().len() == 0);
    assert!(world.is_detached(&screen, "[exited]"));
    assert!(world.effects.contains(&Effect::Shutdown));
}
