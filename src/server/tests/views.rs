//! The law of views, on a server: whatever programs write, what a display has drawn from the
//! differences is what a new one would be shown.

use proptest::prelude::*;

use super::super::project::Projection;
use super::*;
use crate::geometry::Point;

/// What programs write, in pieces: text, rows that are edited, that move, that are covered.
const PIECES: [&str; 24] = [
    "a",
    "some words ",
    "\x1b[1;31mred\x1b[m",
    "漢字e\u{301}",
    "\r\n",
    "\n\n\n\n\n\n\n\n\n\n\n\n",
    "\x1b[H",
    "\x1b[5;40H",
    "\x1b[24;1H",
    "\x1b[K",
    "\x1b[2J",
    "\x1b[3L",
    "\x1b[2M",
    "\x1b[4P",
    "\x1b[2S",
    "\x1bM",
    "\x1b[3;9r",
    "\x1b[r",
    "\x1b[?1049h",
    "\x1b[?1049l",
    "\x1b[?5h",
    "\x1b[?25l\x1b[4 q",
    "\x1b[?2026hhidden",
    "\x1b[?2026l\x1b[?5l\x1b[?25h",
];

fn check(world: &World, screen: &Screen) {
    let (model, held) = (&world.server.model, &world.server.synchronized);
    if held.is_empty() {
        let mut new = Projection::default();
        new.advance(model, screen.client, held);
        assert_eq!(&screen.view, new.view());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn differences_add_up_to_the_view(
        pieces in prop::collection::vec((0u32..2, 0..PIECES.len(), 0u8..4), 1..60),
        small in any::<bool>(),
    ) {
        let mut world = World::new();
        // In a window that is larger than its client, the view follows the cursor.
        let size = if small { Size::new(50, 12) } else { SIZE };
        let mut screen = world.attach(&[], size);
        if small {
            let fixed = ["resize-window", "-t", "build", "-x", "80", "-y", "23"];
            world.ask(&fixed, None);
        }
        world.ask(&["split-window", "-d", "-t", "build"], None);
        world.settle(&mut screen);
        for (pane, piece, shown) in pieces {
            world.event(Event::Output(PaneId(pane), PIECES[piece].as_bytes()));
            if shown > 0 {
                world.clock.millis += 20;
                world.show(&mut [&mut screen]);
                world.acknowledge(&screen);
                check(&world, &screen);
            }
        }
    }
}

#[test]
fn a_display_without_room_is_told_the_newest_clipboard_and_one_bell() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    let told = |world: &mut World, room: bool| {
        let told = world.next_outs(|_| if room { Room::Empty } else { Room::Full });
        let beside = told.into_iter().filter_map(|(_, out)| match out {
            Out::View(ServerMessage::Frame { .. }) => None,
            Out::View(message) => Some(message),
            _ => None,
        });
        beside.collect::<Vec<_>>()
    };
    for text in ["Zmlyc3Q=", "c2Vjb25k", "dGhpcmQ="] {
        world.output(&format!("\x1b]52;c;{text}\x1b\\\x07"));
        assert_eq!(told(&mut world, false), []);
    }
    let newest = ServerMessage::Clipboard(b"third".into());
    assert_eq!(told(&mut world, true), [ServerMessage::Bell, newest]);
    assert_eq!(told(&mut world, true), []);
    // What is for the primary selection stays that, and both are told where both are meant.
    let (one, both) = (b"first".to_vec(), b"second".to_vec());
    world.output("\x1b]52;p;Zmlyc3Q=\x1b\\");
    assert_eq!(told(&mut world, true), [ServerMessage::Primary(one)]);
    world.output("\x1b]52;pc;c2Vjb25k\x1b\\");
    let both = [ServerMessage::Clipboard(both.clone()), ServerMessage::Primary(both)];
    assert_eq!(told(&mut world, true), both);
}

#[test]
fn what_is_passed_through_waits_for_its_text_and_for_no_more_than_there_is_room_for() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ask(&["set", "-g", "allow-passthrough", "on"], None);
    world.settle(&mut screen);
    // What comes next, where that is no frame; a frame it draws.
    let passed = |world: &mut World, screen: &mut Screen| match world
        .server
        .next_out(screen.client, Room::Some)?
    {
        Out::View(ServerMessage::Frame { number, diff }) => {
            screen.number = number;
            screen.view.apply(*diff).unwrap();
            None
        }
        Out::View(message) => Some(message),
        _ => None,
    };
    world.output("text\x1bPtmux;one\x1b\\ and more");
    assert_eq!(passed(&mut world, &mut screen), None, "its text is not shown yet");
    world.settle(&mut screen);
    let one = ServerMessage::Passthrough { at: Some(Point::new(4, 0)), bytes: b"one".into() };
    assert_eq!(passed(&mut world, &mut screen), Some(one));
    // The text of an update that is held back is shown with it.
    world.output("\x1b[?2026h\r\nheld\x1bPtmux;two\x1b\\");
    world.settle(&mut screen);
    assert_eq!(passed(&mut world, &mut screen), None);
    world.output("\x1b[?2026l");
    world.settle(&mut screen);
    assert!(passed(&mut world, &mut screen).is_some());
    // History that somebody looks at is not drawn over.
    world.ask(&["copy-mode", "-t", "build"], None);
    world.output("\x1bPtmux;three\x1b\\");
    world.settle(&mut screen);
    assert_eq!(passed(&mut world, &mut screen), None);
    world.ask(&["send-keys", "-X", "-t", "build", "cancel"], None);
    // Of a flood that nobody takes only so much is kept; of what says nothing, nothing.
    let part = format!("\x1bPtmux;\x1b\\\x1bPtmux;{}\x1b\\", "x".repeat(1 << 20));
    (0..40).for_each(|_| world.output(&part));
    world.settle(&mut screen);
    let mut taken = 0;
    while passed(&mut world, &mut screen).is_some() {
        taken += 1;
    }
    assert_eq!(taken, 15);
}

/// What changes what a display shows, in whichever way.
const COMMANDS: &[&[&str]] = &[
    &["new-session", "-d", "-s", "other"],
    &["new-window", "-t", "build:"],
    &["new-window", "-d", "-t", "other:", "-n", "named"],
    &["split-window", "-t", "build"],
    &["split-window", "-h", "-d", "-t", "other"],
    &["kill-pane", "-t", "build"],
    &["kill-window", "-t", "other"],
    &["rename-window", "-t", "build", "first"],
    &["rename-window", "-t", "other", "second"],
    &["rename-session", "-t", "other", "another"],
    &["rename-session", "-t", "another", "other"],
    &["next-window", "-t", "build"],
    &["select-pane", "-t", "build", "-L"],
    &["select-pane", "-t", "build", "-m"],
    &["select-pane", "-t", "build", "-T", "a title"],
    &["select-pane", "-t", "build", "-d"],
    &["resize-pane", "-t", "build", "-Z"],
    &["resize-pane", "-t", "build", "-U", "2"],
    &["resize-window", "-t", "build", "-x", "60"],
    &["select-layout", "-t", "build", "tiled"],
    &["swap-pane", "-D", "-t", "build"],
    &["break-pane", "-d", "-s", "build"],
    &["link-window", "-d", "-s", "other:", "-t", "build:"],
    &["move-window", "-r", "-t", "build"],
    &["copy-mode", "-t", "build"],
    &["send-keys", "-X", "-t", "build", "cursor-up"],
    &["send-keys", "-X", "-t", "build", "cancel"],
    &["display-message", "-t", "build", "hello"],
    &["display-panes"],
    &["set", "-g", "status", "off"],
    &["set", "-g", "status", "on"],
    &["set", "-g", "status-left", "#{S:#{session_name}#{session_windows} }#{buffer_name}"],
    &["set", "-g", "status-right", "#{pane_title}#{pane_input_off}#{@x}#{pane_marked}"],
    &["set", "-g", "@x", "value"],
    &["set", "-w", "-t", "build", "pane-border-status", "top"],
    &["set-buffer", "text"],
    &["set-buffer", "-b", "name", "text"],
    &["delete-buffer"],
    &["bind-key", "-n", "F5", "next-window"],
    &["set-environment", "-g", "A", "b"],
    &["set-hook", "-g", "window-renamed", "set -g @x hooked"],
    &["set-window-option", "-g", "mode-keys", "vi"],
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_commands_change_is_seen(
        commands in prop::collection::vec((0..COMMANDS.len(), any::<bool>()), 1..25),
    ) {
        let mut world = World::new();
        let mut screen = world.attach(&[], SIZE);
        world.settle(&mut screen);
        for (command, by_key) in commands {
            match by_key {
                true => world.server.run_text(screen.client, &COMMANDS[command].join(" ")),
                false => drop(world.ask(COMMANDS[command], None)),
            }
            world.event(Event::Timer);
            world.clock.millis += 20;
            world.show(&mut [&mut screen]);
            world.acknowledge(&screen);
            if world.server.model.client_window(screen.client).is_none() {
                break;
            }
            check(&world, &screen);
        }
    }
}

#[test]
fn a_person_moves_about_in_a_window_that_is_larger() {
    let mut world = World::new();
    let mut screen = world.attach(&[], Size::new(20, 6));
    world.ask(&["resize-window", "-t", "build", "-x", "40", "-y", "10"], None);
    for row in 0..10 {
        world.output(&format!("\x1b[{};1H{row}{:>39}", row + 1, format!("{row}r")));
    }
    world.output("\x1b[H");
    let tty = world.server.model.graph.client(screen.client).unwrap().tty.clone();
    let mut seen = |flags: &[&str]| {
        world.ask(&[&["refresh-client", "-t", &tty], flags].concat(), None);
        world.settle(&mut screen);
        check(&world, &screen);
        screen.row(0)
    };
    assert_eq!(seen(&["-D", "2"]), "2");
    assert_eq!(seen(&["-R", "30"]), format!("{:>20}", "2r"));
    assert_eq!(seen(&["-U"]), format!("{:>20}", "1r"));
    assert_eq!(seen(&["-L", "20"]), "1");
    assert_eq!(seen(&["-D", "99"]), "5");
    assert_eq!(seen(&["-c"]), "0");
    assert_eq!(seen(&["-D"]), "1");
    // Another window in between, and it follows the cursor again.
    world.ask(&["new-window", "-t", "build"], None);
    world.ask(&["last-window", "-t", "build"], None);
    world.settle(&mut screen);
    assert_eq!(screen.row(0), "0");
}
