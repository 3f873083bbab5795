//! Clients in control mode, without sockets: what they are told, line by line.

use proptest::prelude::*;

use super::*;
use crate::protocol::request::Left;

impl World {
    /// A program comes in control mode, with a command.
    fn control(&mut self, argv: &[&str]) -> ClientId {
        let client = self.server.model.client_id();
        let request = Request {
            view_version: VIEW_VERSION,
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            cwd: b"/".to_vec(),
            pid: 77,
            control: true,
            ..Request::default()
        };
        self.event(Event::Request(client, Box::new(request)));
        client
    }

    /// It sends lines.
    fn lines(&mut self, client: ClientId, text: &str) {
        self.event(Event::Lines(client, text.as_bytes().to_vec()));
    }

    /// What it is told by now that has room for it, without times and numbers; and how it ended.
    fn told_to(&mut self, client: ClientId) -> (String, Option<Left>) {
        let (mut told, mut left) = (Vec::new(), None);
        while let Some(out) = self.server.next_out(client, Room::Empty) {
            match out {
                Out::Stdout(bytes) => told.extend_from_slice(&bytes),
                Out::Left(end) => left = Some(end),
                out => panic!("{out:?}"),
            }
        }
        let text = String::from_utf8_lossy(&told).into_owned();
        (text.lines().map(|line| plain(line) + "\n").collect(), left)
    }

    /// What a program in the first session is told of a line.
    #[track_caller]
    fn check_line(&mut self, line: &str, told: &str) {
        let client = self.control(&["attach", "-t", "$0"]);
        self.told_to(client);
        self.lines(client, &format!("{line}\n"));
        let (got, left) = self.told_to(client);
        assert_eq!((got.as_str(), left), (told, None), "{line}");
        self.event(Event::Gone(client));
    }
}

/// A line without its time and its number, where it is a guard.
fn plain(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    match words[..] {
        [word @ ("%begin" | "%end" | "%error"), _, _, flags] => format!("{word} {flags}"),
        _ => line.to_owned(),
    }
}

#[test]
fn it_begins_with_its_command_and_ends_by_an_empty_line() {
    let mut world = World::new();
    let client = world.control(&["new", "-s", "other"]);
    let read = Effect::Client(client, ClientEffect::ReadLines);
    assert!(world.effects.contains(&read), "it may send lines");
    let begun = "%begin 0\n%end 0\n%sessions-changed\n%session-changed $1 other\n";
    assert_eq!(world.told_to(client), (begun.to_owned(), None));
    world.lines(client, "display-message -p one\ndisplay-message -p two\n\nlater\n");
    let (told, left) = world.told_to(client);
    assert_eq!(told, "%begin 1\none\n%end 1\n%begin 1\ntwo\n%end 1\n");
    assert_eq!(left, Some(Left::default()));
}

#[test]
fn one_that_attaches_to_nothing_ends_with_its_command() {
    let mut world = World::new();
    let lists = world.control(&["display-message", "-p", "-t", "build", "#S"]);
    let (told, left) = world.told_to(lists);
    assert_eq!((told.as_str(), left), ("%begin 0\nbuild\n%end 0\n", Some(Left::default())));
    let fails = world.control(&["attach", "-t", "nobody"]);
    let (told, left) = world.told_to(fails);
    assert!(told.starts_with("%begin 0\ncan't find session: nobody"), "{told}");
    assert!(told.ends_with("%error 0\n"), "{told}");
    assert_eq!(left, Some(Left { status: 1, ..Left::default() }));
}

#[test]
fn each_command_has_its_block_and_notices_stand_behind_it() {
    let mut world = World::new();
    for (line, told) in [
        ("display-message -p hello", "%begin 1\nhello\n%end 1\n"),
        ("display-message hello", "%begin 1\n%message hello\n%end 1\n"),
        (
            "rename-window a ; rename-window b",
            "%begin 1\n%end 1\n%window-renamed @0 a\n%begin 1\n%end 1\n%window-renamed @0 b\n",
        ),
        ("kill-window -t :9", "%begin 1\ncan't find window: 9\n%error 1\n"),
        (
            "display -p one; kill-window -t :9; display -p two",
            "%begin 1\none\n%end 1\n%begin 1\ncan't find window: 9\n%error 1\n",
        ),
        (
            "if-shell -F 1 'display -p yes' 'display -p no'",
            "%begin 1\n%end 1\n%begin 1\nyes\n%end 1\n",
        ),
        ("set-buffer -b x one", "%begin 1\n%end 1\n%paste-buffer-changed x\n"),
        ("delete-buffer -b x", "%begin 1\n%end 1\n%paste-buffer-deleted x\n"),
        ("copy-mode", "%begin 1\n%end 1\n%pane-mode-changed %0\n"),
        ("rename-session work", "%begin 1\n%end 1\n%session-renamed $0 work\n"),
        ("rename-session build", "%begin 1\n%end 1\n%session-renamed $0 build\n"),
        ("command-prompt", "%begin 1\n%end 1\n"),
        ("display-popup true", "%begin 1\n%end 1\n"),
        ("select-window -t :0", "%begin 1\n%end 1\n"),
    ] {
        world.check_line(line, told);
    }
}

#[test]
fn what_is_asked_of_a_program_is_answered_by_the_keys_that_are_pressed_at_it() {
    let mut world = World::new();
    let client = world.control(&["attach", "-t", "build"]);
    world.told_to(client);
    let name = world.server.model.graph.client(client).unwrap().name();
    for (question, keys) in [
        (["confirm-before", "-t", &name, "rename-window sure"], &["y"][..]),
        (["command-prompt", "-t", &name, "rename-window %1"], &["s", "u", "r", "e", "Enter"]),
    ] {
        world.ask(&question, None);
        world.ask(&[&["send-keys", "-K", "-c", &name], keys].concat(), None);
        world.ask(&["rename-window", "other"], None);
        let (told, _) = world.told_to(client);
        assert_eq!(told, "%window-renamed @0 sure\n%window-renamed @0 other\n", "{question:?}");
    }
}

#[test]
fn a_line_that_is_none_is_refused_as_a_whole() {
    let mut world = World::new();
    let client = world.control(&["attach", "-t", "build"]);
    world.told_to(client);
    world.lines(client, "display -p one; nosuch\n");
    let (told, _) = world.told_to(client);
    assert!(told.starts_with("%begin 1\nparse error: unknown command: nosuch"), "{told}");
    assert!(told.ends_with("%error 1\n") && !told.contains("one\n"), "{told}");
    world.lines(client, &"x".repeat(2 << 20));
    world.lines(client, "\ndisplay -p next\n");
    let (told, _) = world.told_to(client);
    assert!(told.starts_with("%begin 1\nparse error: line too long"), "{told}");
    assert!(told.ends_with("%begin 1\nnext\n%end 1\n"), "{told}");
}

#[test]
fn a_command_that_waits_keeps_its_clients_later_ones_waiting() {
    let mut world = World::new();
    let client = world.control(&["attach", "-t", "build"]);
    let other = world.control(&["attach", "-t", "build"]);
    world.told_to(client);
    world.told_to(other);
    world.lines(client, "wait-for go\ndisplay -p gone\n");
    assert_eq!(world.told_to(client).0, "%begin 1\n%end 1\n");
    world.lines(other, "wait-for -S go\n");
    assert_eq!(world.told_to(client).0, "%begin 1\ngone\n%end 1\n");
    world.lines(client, "wait-for again\n");
    world.told_to(client);
    world.lines(client, "\n");
    assert_eq!(world.told_to(client).1, Some(Left::default()), "it does not wait to leave");
    assert_eq!(world.told_to(other).0.lines().last(), Some("%client-detached client-77"));
}

#[test]
fn output_is_told_of_its_sessions_panes_as_the_program_wants_it() {
    let mut world = World::new();
    let client = world.control(&["attach", "-t", "build"]);
    let elsewhere = world.control(&["new", "-s", "other"]);
    let (_, _) = (world.told_to(client), world.told_to(elsewhere));
    world.output("a\\b\r\n");
    assert_eq!(world.told_to(client).0, "%output %0 a\\134b\\015\\012\n");
    assert_eq!(world.told_to(elsewhere).0, "");
    let quiet = |world: &mut World, line: &str, more: &str| {
        world.lines(client, &format!("{line}\n"));
        assert_eq!(world.told_to(client).0, format!("%begin 1\n%end 1\n{more}"), "{line}");
        world.output("x");
        world.told_to(client).0
    };
    assert_eq!(quiet(&mut world, "refresh-client -A '%0:off'", ""), "");
    assert_eq!(quiet(&mut world, "refresh-client -A '%0:on'", ""), "%output %0 x\n");
    assert_eq!(quiet(&mut world, "refresh-client -A '%0:pause'", "%pause %0\n"), "");
    let on = quiet(&mut world, "refresh-client -A '%0:continue'", "%continue %0\n");
    assert_eq!(on, "%output %0 x\n");
    assert_eq!(quiet(&mut world, "refresh-client -f no-output", ""), "");
    assert_eq!(quiet(&mut world, "refresh-client -f !no-output", ""), "%output %0 x\n");
    let extended = quiet(&mut world, "refresh-client -f pause-after=1", "");
    assert_eq!(extended, "%extended-output %0 0 : x\n");
    world.output("late");
    world.clock.millis += 1500;
    world.event(Event::Timer);
    assert_eq!(world.told_to(client).0, "%pause %0\n");
}

#[test]
fn one_that_does_not_read_is_sent_away_and_costs_nobody_anything() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    let client = world.control(&["attach", "-t", "build"]);
    world.told_to(client);
    let full = |_| Room::Full;
    let flood = vec![b'x'; 1 << 20];
    world.event(Event::Output(PaneId(0), &flood));
    let now = world.clock.millis;
    assert!(world.server.holds(PaneId(0), now, full), "it may read in a moment");
    assert!(!world.server.holds(PaneId(0), now + 2000, full), "somebody else looks");
    world.event(Event::Gone(screen.client));
    assert!(world.server.holds(PaneId(0), now + 2000, full), "nobody else does");
    (0..70).for_each(|_| world.event(Event::Output(PaneId(0), &flood)));
    let (told, left) = world.told_to(client);
    let reason = "too far behind".to_owned();
    let gone = format!("%client-detached /dev/pts/{}\n", screen.client.0);
    assert_eq!((told, left), (gone, Some(Left { status: 1, waits: false, reason })));
    assert_eq!(world.server.model.graph.clients().filter(|it| it.is_attached()).count(), 0);
}

#[test]
fn it_counts_for_sizes_once_it_has_said_one() {
    let mut world = World::new();
    world.ask(&["new-window", "-d", "-t", "build"], None);
    let client = world.control(&["attach", "-t", "build"]);
    let size = |world: &World, window: u32| {
        world.server.model.graph.window(crate::model::id::WindowId(window)).unwrap().size.cells
    };
    assert_eq!((size(&world, 0), size(&world, 1)), (SIZE, SIZE));
    world.lines(client, "refresh-client -C 100x30\n");
    let large = Size::new(100, 30);
    assert_eq!((size(&world, 0), size(&world, 1)), (large, large));
    world.lines(client, "refresh-client -C @1:40,10\n");
    assert_eq!((size(&world, 0), size(&world, 1)), (large, Size::new(40, 10)));
    world.lines(client, "refresh-client -C @1:\n");
    assert_eq!((size(&world, 0), size(&world, 1)), (large, large));
    for wrong in ["0x1", "x", "70000x70000"] {
        world.told_to(client);
        world.lines(client, &format!("refresh-client -C {wrong}\n"));
        assert!(world.told_to(client).0.ends_with("%error 1\n"), "{wrong}");
    }
}

#[test]
fn subscriptions_are_looked_at_once_a_second() {
    let mut world = World::new();
    let client = world.control(&["attach", "-t", "build"]);
    let mut told = |line: &str, millis: u64| {
        world.lines(client, &format!("{line}\n"));
        world.told_to(client);
        world.clock.millis += millis;
        world.event(Event::Timer);
        world.told_to(client).0
    };
    let name = "refresh-client -B 'name::#{session_name}' -B 'all:%*:#{pane_id}'";
    assert_eq!(told(name, 500), "");
    assert_eq!(
        told("display -p x", 500),
        "%subscription-changed all $0 @0 0 %0 : %0\n\
         %subscription-changed name $0 - - - : build\n"
    );
    assert_eq!(told("display -p x", 1000), "");
    assert_eq!(told("rename-session new", 1000), "%subscription-changed name $0 - - - : new\n");
    assert_eq!(told("refresh-client -B name -B all", 1000), "");
    assert_eq!(told("rename-session build", 5000), "");
    assert_eq!(world.server.outlets.due(), None, "then nothing is looked at");
}

#[test]
fn it_is_a_client_as_others_are() {
    let mut world = World::new();
    let client = world.control(&["attach", "-t", "build", "-f", "no-output"]);
    world.told_to(client);
    let ask = "display -p '#{client_name} #{client_control_mode} #{client_flags} \
               #{client_width}x#{client_height}'";
    world.lines(client, &format!("{ask}\n"));
    let flags = "attached,focused,control-mode,no-output,UTF-8";
    let told = format!("%begin 1\nclient-77 1 {flags} 80x\n%end 1\n");
    assert_eq!(world.told_to(client).0, told);
    world.ask(&["display-message", "-c", "client-77", "hello"], None);
    assert_eq!(world.told_to(client).0, "%message hello\n");
    world.lines(client, "refresh-client -f wait-exit\n");
    world.told_to(client);
    world.ask(&["detach-client", "-t", "client-77"], None);
    let left = Some(Left { waits: true, ..Left::default() });
    assert_eq!(world.told_to(client), (String::new(), left));
}

#[test]
fn a_program_may_say_which_colours_a_pane_has() {
    let mut world = World::new();
    let client = world.control(&["attach", "-t", "build"]);
    world.told_to(client);
    world.lines(client, "refresh-client -r \"%0:\\e]11;rgb:1010/2020/3030\\e\\\\\"\n");
    assert_eq!(world.told_to(client).0, "%begin 1\n%end 1\n");
    world.output("\x1b]11;?\x1b\\");
    assert_eq!(world.written(), "\x1b]11;rgb:1010/2020/3030\x1b\\");
}

#[test]
fn one_that_only_looks_changes_nothing() {
    let mut world = World::new();
    let client = world.control(&["attach", "-r", "-t", "build"]);
    world.told_to(client);
    world.lines(client, "kill-session\n");
    assert!(world.told_to(client).0.ends_with("%error 1\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever comes, in whatever parts: guards stand in pairs, and what stands between two lines
    /// of them is no notice.
    #[test]
    fn guards_are_balanced(
        parts in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..60),
                prop::sample::select(vec![
                    "display -p x\n", "rename-window y\n", "new-window\n", "kill-pane\n", "{\n",
                    "}\n", "refresh -A '%0:off'\n", "wait-for z\n", "wait-for -S z\n", "'", "\n",
                    "if -F 1 { display -p a; nosuch }\n", "run-shell true\n", "%if\n", ";;\n",
                ])
                .prop_map(|text| text.as_bytes().to_vec()),
            ],
            0..30,
        ),
    ) {
        let mut world = World::new();
        let client = world.control(&["attach", "-t", "build"]);
        for part in parts.iter().filter(|part| !part.is_empty()) {
            world.event(Event::Lines(client, part.clone()));
        }
        let (told, _) = world.told_to(client);
        let mut is_open = false;
        for line in told.lines() {
            match line.split(' ').next().unwrap_or_default() {
                "%begin" => prop_assert!(!std::mem::replace(&mut is_open, true), "{told}"),
                "%end" | "%error" => {
                    prop_assert!(std::mem::replace(&mut is_open, false), "{told}");
                }
                "%window-renamed" | "%window-add" | "%layout-change" => {
                    prop_assert!(!is_open, "{told}");
                }
                _ => {}
            }
        }
    }
}
