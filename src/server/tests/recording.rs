//! Clients that record a pane.

use super::*;
use crate::cast::{Event as CastEvent, Header, Item, Reader, Version, What};
use crate::terminal::{Limits, Terminal};

impl World {
    fn millis_pass(&mut self, millis: u64) {
        self.clock.millis += millis;
        self.server.model.clock = self.clock;
    }

    /// What a client is given of its recording, as long as it takes it.
    fn taken(&mut self, client: ClientId) -> String {
        let mut text = String::new();
        while let Some(out) = self.server.next_out(client, Room::Empty) {
            match out {
                Out::Feed(bytes) => {
                    text += std::str::from_utf8(&bytes).unwrap();
                    assert!(text.ends_with('\n'), "whole lines only: {text:?}");
                }
                Out::Over => self.event(Event::Taken(client)),
                _ => panic!("{out:?}"),
            }
        }
        text
    }

    fn record(&mut self) -> ClientId {
        self.ask(&["record", "-t", "build"], None)
    }

    /// Panics where a replay does not show what the first pane shows.
    #[track_caller]
    fn assert_replayed(&self, text: &str) {
        let replay = replayed(text);
        let pane = &self.server.model.graph[PaneId(0)].terminal;
        assert_eq!(replay.size(), pane.size());
        assert_eq!(replay.snapshot(), pane.snapshot());
    }
}

fn read(text: &str) -> (Header, Vec<CastEvent>) {
    let mut reader = Reader::default();
    reader.push(text.as_bytes());
    reader.end();
    let Ok(Some(Item::Header(header))) = reader.read() else { panic!("no header: {text}") };
    let mut events = Vec::new();
    while let Some(item) = reader.read().unwrap() {
        let Item::Event(event) = item else { panic!("a second header") };
        events.push(event);
    }
    (header, events)
}

/// A terminal on which a recording was played.
fn replayed(text: &str) -> Terminal {
    let (header, events) = read(text);
    let mut terminal = Terminal::new(header.size, Limits::default());
    for event in events {
        match event.what {
            What::Output(text) => terminal.feed(text.as_bytes()),
            What::Resize(size) => terminal.resize(size.into()),
            _ => {}
        }
    }
    terminal
}

fn times(events: &[CastEvent]) -> Vec<u64> {
    events.iter().map(|event| event.time.as_millis() as u64).collect()
}

#[test]
fn a_recording_begins_with_the_screen_and_ends_with_the_status() {
    let mut world = World::new();
    world.output("old\r\n\x1b[1;31mred\x1b[m $ ");
    let client = world.record();
    let mut text = world.taken(client);
    world.assert_replayed(&text);
    world.millis_pass(250);
    world.output("make\r\n");
    world.millis_pass(1000);
    // A character, cut.
    world.event(Event::Output(PaneId(0), &"漢".as_bytes()[..1]));
    world.event(Event::Output(PaneId(0), &"漢".as_bytes()[1..]));
    text += &world.taken(client);
    world.assert_replayed(&text);
    assert_eq!(world.exit_of(client), None);
    world.millis_pass(5);
    world.event(Event::Exited(100, Ended::Signaled(15)));
    world.event(Event::Drained(PaneId(0)));
    text += &world.taken(client);
    assert_eq!(world.exit_of(client), Some(0));
    let (header, events) = read(&text);
    assert_eq!(header.version, Version::Three);
    assert_eq!((header.size, header.timestamp), (SIZE, Some(1_700_000_001)));
    assert_eq!(times(&events), [0, 250, 1250, 1255]);
    assert_eq!(events[1].what, What::Output("make\r\n".into()));
    assert_eq!(events[3].what, What::Exit(143));
}

#[test]
fn the_screen_is_told_when_nothing_is_half_written() {
    let mut world = World::new();
    world.output("a\x1b[1;3");
    let client = world.record();
    let mut text = world.taken(client);
    assert_eq!(text.lines().count(), 1, "the header alone: {text}");
    world.output("1mred\x1b[");
    text += &world.taken(client);
    assert_eq!(text.lines().count(), 1, "still: {text}");
    world.output("mplain");
    text += &world.taken(client);
    world.assert_replayed(&text);
    // What ends in the midst of a sequence is recorded all the same.
    let client = {
        world.output("\x1b]0;");
        world.record()
    };
    let mut text = world.taken(client);
    world.event(Event::Exited(100, Ended::Exited(3)));
    world.event(Event::Drained(PaneId(0)));
    text += &world.taken(client);
    assert!(read(&text).1.last().is_some_and(|event| event.what == What::Exit(3)), "{text}");
    assert!(replayed(&text).screen_text()[0].starts_with("aredplain"));
}

#[test]
fn sizes_and_the_alternate_screen_are_replayed() {
    let mut world = World::new();
    world
        .output("$ a long line that is wrapped when the window becomes narrow enough for that\r\n");
    world.output("\x1b[?1049h\x1b[2;20r\x1b[?25l\x1b[?1000h\x1b[5;5Hfull \x1b[44mscreen");
    let client = world.record();
    let mut text = world.taken(client);
    world.assert_replayed(&text);
    for size in [["-x", "40", "-y", "10"], ["-x", "100", "-y", "30"]] {
        world.ask(&[&["resize-window", "-t", "build"], &size[..]].concat(), None);
        world.millis_pass(10);
        world.output("\x1b[3;3Hmore");
        text += &world.taken(client);
        world.assert_replayed(&text);
    }
    // Nothing needs to be written for a size to be told.
    world.ask(&["resize-window", "-t", "build", "-x", "50", "-y", "20"], None);
    text += &world.taken(client);
    world.assert_replayed(&text);
    world.output("\x1b[?1049l$ ");
    text += &world.taken(client);
    world.assert_replayed(&text);
    let sizes = read(&text).1.into_iter().filter(|it| matches!(it.what, What::Resize(_)));
    assert_eq!(sizes.count(), 3);
}

#[test]
fn who_does_not_take_it_is_told_the_screen_anew_and_what_is_missing() {
    let mut world = World::new();
    let client = world.record();
    let mut text = world.taken(client);
    let lines: String = (0..2000).map(|n| format!("\x1b[3{}mline {n}\x1b[m\r\n", n % 8)).collect();
    for _ in 0..1000 {
        world.output(&lines);
    }
    let waiting = world.server.outlets.recording(client).expect("a recording").waiting();
    assert!(waiting < 5 << 20, "{waiting}");
    world.ask(&["resize-window", "-t", "build", "-x", "40", "-y", "10"], None);
    world.output("the last\x1b[1");
    // It is not in the midst of something that the screen is told.
    text += &world.taken(client);
    world.output("mbold");
    text += &world.taken(client);
    world.assert_replayed(&text);
    let (_, events) = read(&text);
    let left_out: Vec<&str> = events
        .iter()
        .filter_map(|event| match &event.what {
            What::Marker(label) => label.split_once(" bytes left out").map(|(count, _)| count),
            _ => None,
        })
        .collect();
    assert_eq!(left_out.len(), 1);
    let told = events.iter().map(|event| match &event.what {
        What::Output(text) if !text.starts_with('\x1b') || text.contains("line") => text.len(),
        _ => 0,
    });
    let told: usize = told.sum();
    let all = 1000 * lines.len() + "the last\x1b[1mbold".len();
    let missing: usize = left_out[0].parse().unwrap();
    assert!(told + missing >= all && missing < all, "{told} and {missing} of {all}");
    world.output("\r\nand on it goes");
    text += &world.taken(client);
    world.assert_replayed(&text);
}

#[test]
fn what_pmux_does_to_a_pane_is_told_or_ends_it() {
    let mut world = World::new();
    world.output("\x1b[?1049htext");
    let client = world.record();
    world.ask(&["send-keys", "-R", "-t", "build"], None);
    world.output("anew");
    let text = world.taken(client);
    world.assert_replayed(&text);
    // Another program begins in the pane, or the pane goes: the status is nobody's.
    for command in [&["respawn-pane", "-k", "-t", "build"][..], &["kill-pane", "-t", "build"]] {
        let client = world.record();
        world.ask(command, None);
        world.output(&format!("after {}", command[0]));
        let text = world.taken(client);
        assert_eq!(world.exit_of(client), Some(0), "{command:?}");
        assert!(
            !text.contains(&format!("after {}", command[0])) && !text.contains("\"x\""),
            "{text}"
        );
    }
}

#[test]
fn a_recorder_keeps_nobody_awake() {
    let mut world = World::new();
    world.server.stale.clear();
    world.record();
    world.output("text");
    world.server.stale.clear();
    assert_eq!(world.server.deadline(), None);
}
