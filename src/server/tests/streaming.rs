//! Raw clients: what each is told, and when it falls behind.

use super::*;
use crate::model::id::SessionId;
use crate::protocol::RAW_VERSION;
use crate::protocol::raw::{ClientMessage as Up, Over, ServerMessage as Down, Told};
use crate::terminal::{Limits, Terminal};

/// A raw client that draws what it is sent, on a terminal that is an engine of ours too.
struct Follower {
    client: ClientId,
    terminal: Terminal,
    /// It has no room for what is passed on.
    full: bool,
    /// How many bytes it was told to show above a screen.
    above: usize,
    over: Option<Over>,
}

impl World {
    fn bind(&mut self, flags: &[&str]) -> Follower {
        let client = self.server.model.client_id();
        let argv = ["attach", "--raw", "-t", "build"].iter().chain(flags);
        let request = Request {
            raw_version: RAW_VERSION,
            argv: argv.map(|word| (*word).to_owned()).collect(),
            tty: Some(TtyInfo {
                name: format!("tty{}", client.0),
                term: "xterm".into(),
                size: SIZE.into(),
            }),
            ..Request::default()
        };
        self.event(Event::Request(client, Box::new(request)));
        assert!(
            self.effects.contains(&Effect::Client(client, ClientEffect::Streaming)),
            "{:?}",
            self.effects
        );
        self.server.began_streaming(client);
        let terminal = Terminal::new(SIZE, Limits::default());
        let mut follower = Follower { client, terminal, full: false, above: 0, over: None };
        self.stream(&mut [&mut follower]);
        follower
    }

    /// Tells raw clients what there is to be told.
    fn stream(&mut self, followers: &mut [&mut Follower]) {
        let full: Vec<ClientId> =
            followers.iter().filter(|it| it.full).map(|it| it.client).collect();
        let room = |id| if full.contains(&id) { Room::Full } else { Room::Empty };
        for (client, out) in self.next_outs(room) {
            let Out::Raw(message) = out else { continue };
            let it = followers.iter_mut().find(|it| it.client == client).expect("one of them");
            match message {
                Down::Output(bytes) => it.terminal.feed(&bytes),
                Down::Screen(screen) => {
                    it.above += screen.above.len();
                    it.terminal = Terminal::new(SIZE, Limits::default());
                    it.terminal.feed(&screen.screen);
                }
                Down::Over(over) => it.over = Some(over),
            }
        }
    }

    /// The pane's program writes something.
    fn write(&mut self, text: &str, followers: &mut [&mut Follower]) {
        let full: Vec<ClientId> =
            followers.iter().filter(|it| it.full).map(|it| it.client).collect();
        let mut waited = 0;
        let room = |id| if full.contains(&id) { Room::Full } else { Room::Empty };
        while self.server.holds(PaneId(0), waited, room) {
            waited += 1;
        }
        assert!(waited < 100, "one who has no room holds up the others");
        self.server.pass_on(PaneId(0), text.as_bytes(), |client, bytes| {
            let it = followers.iter_mut().find(|it| it.client == client).expect("one of them");
            it.terminal.feed(bytes);
        });
        self.output(text);
        self.stream(followers);
    }

    #[track_caller]
    fn check_alike(&self, follower: &Follower) {
        let pane = &self.server.model.graph[PaneId(0)].terminal;
        assert_eq!(
            String::from_utf8_lossy(&follower.terminal.snapshot()),
            String::from_utf8_lossy(&pane.snapshot())
        );
    }
}

#[test]
fn whoever_comes_and_whoever_is_slow_sees_what_the_pane_shows() {
    let mut world = World::new();
    world.output("\x1b]4;1;#102030\x07\x1b]11;#405060\x07before\r\n\x1b[1;3");
    let mut one = world.bind(&[]);
    // The rest of a sequence that began before it came.
    world.write("1mred\x1b[6n\x1b[m \x1b]2;ti", &mut [&mut one]);
    let mut two = world.bind(&[]);
    world.write("tle\x07\x1b[?2004h漢\r\n", &mut [&mut one, &mut two]);
    world.check_alike(&one);
    world.check_alike(&two);
    assert_eq!(two.terminal.colors().chosen(11), Some((0x40, 0x50, 0x60)));
    two.full = true;
    let lines: String = (0..5000).map(|n| format!("line {n}\r\n")).collect();
    world.write(&lines, &mut [&mut one, &mut two]);
    world.write("\x1b[?1049hfull\x1b[5;5H", &mut [&mut one, &mut two]);
    world.check_alike(&one);
    assert_eq!(two.above, 0);
    two.full = false;
    world.stream(&mut [&mut one, &mut two]);
    world.check_alike(&two);
    // A part of what it missed, and not more.
    assert!((15_000..40_000).contains(&two.above), "{}", two.above);
    world.write("\x1b[?1049lback\r\n", &mut [&mut one, &mut two]);
    world.check_alike(&one);
    world.check_alike(&two);
}

#[test]
fn a_stream_ends_with_the_program_and_its_status() {
    let mut world = World::new();
    let mut one = world.bind(&[]);
    world.write("a\r\nb", &mut [&mut one]);
    one.full = true;
    world.write("c", &mut [&mut one]);
    world.event(Event::Exited(100, Ended::Signaled(9)));
    world.event(Event::Drained(PaneId(0)));
    // The screen that it was owed comes before the end.
    world.stream(&mut [&mut one]);
    assert_eq!(one.over, Some(Over { status: 137, line: "[exited]".to_owned(), rows: 2 }));
    assert_eq!(one.terminal.line(1).text, "bc");
}

#[test]
fn what_is_typed_reaches_the_program_and_its_size_follows() {
    let mut world = World::new();
    let one = world.bind(&[]);
    let looker = world.bind(&["-r"]);
    world.effects.clear();
    for (client, typed) in [(one.client, "x"), (looker.client, "y")] {
        world.event(Event::Told(client, Up::Input(typed.into())));
    }
    let written = world
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Pane(_, PaneEffect::Write(_))));
    assert_eq!(
        written.collect::<Vec<_>>(),
        [&Effect::Pane(PaneId(0), PaneEffect::Write(b"x".to_vec()))]
    );
    let size = Size::new(60, 10);
    world.event(Event::Told(looker.client, Up::Told(Told::Resize(size.into()))));
    assert_eq!(world.server.model.graph[PaneId(0)].size.cells, size);
    // Who leaves has no say any more.
    world.event(Event::Told(looker.client, Up::Told(Told::Leaving)));
    assert_eq!(world.server.model.graph[PaneId(0)].size.cells, SIZE);
    assert!(world.server.model.graph[looker.client].raw().is_none());
}

#[test]
fn one_who_is_bound_to_a_pane_is_no_display() {
    let mut world = World::new();
    let one = world.bind(&[]);
    let name = format!("tty{}", one.client.0);
    for argv in [
        &["switch-client", "-c", &name, "-t", "build"][..],
        &["display-popup", "-c", &name],
        &["display-menu", "-c", &name, "one", "", ""],
        &["display-panes", "-t", &name],
        &["command-prompt", "-t", &name],
        &["confirm-before", "-t", &name, "kill-server"],
    ] {
        let asker = world.ask(argv, None);
        assert_eq!(world.exit_of(asker), Some(1), "{argv:?}");
    }
    let raw = world.server.model.graph[one.client].raw().cloned();
    world.server.model.attach(one.client, SessionId(0));
    assert_eq!(world.server.model.graph[one.client].raw().cloned(), raw);
    assert!(raw.is_some());
}
