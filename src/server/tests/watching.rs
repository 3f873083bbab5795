//! Clients that wait for something in a pane.

use super::*;
use crate::server::event::Foreground;

/// The program of the first pane, as the world has it.
const PID: i32 = 100;

impl World {
    fn millis(&mut self, millis: u64) {
        self.clock.millis += millis;
        self.event(Event::Timer);
    }

    fn ends(&mut self, ended: Ended) {
        self.event(Event::Exited(PID, ended));
        self.event(Event::Drained(PaneId(0)));
    }

    fn in_foreground(&mut self, group: i32) {
        let seen = Foreground { group, command: None, directory: None };
        self.event(Event::Foreground(PaneId(0), seen));
    }

    /// What a client got so far: its stdout, its stderr, how it ended.
    fn got(&self, client: ClientId) -> (String, String, Option<u8>) {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        for effect in &self.effects {
            match effect {
                Effect::Client(id, ClientEffect::Stdout(bytes)) if *id == client => {
                    stdout += &String::from_utf8_lossy(bytes);
                }
                Effect::Client(id, ClientEffect::Stderr(bytes)) if *id == client => {
                    stderr += &String::from_utf8_lossy(bytes);
                }
                _ => {}
            }
        }
        (stdout, stderr, self.exit_of(client))
    }

    #[track_caller]
    fn check(&self, client: ClientId, stdout: &str, stderr: &str, status: Option<u8>) {
        assert_eq!(self.got(client), (stdout.to_owned(), stderr.to_owned(), status));
    }
}

#[test]
fn an_end_is_told_with_its_status() {
    for (ended, text, status) in [
        (Ended::Exited(0), "0\n", 0),
        (Ended::Exited(3), "3\n", 3),
        (Ended::Signaled(9), "137\n", 137),
    ] {
        let mut world = World::new();
        let client = world.ask(&["await", "build"], None);
        world.event(Event::Exited(PID, ended));
        world.check(client, "", "", None);
        world.event(Event::Drained(PaneId(0)));
        world.check(client, text, "", Some(status));
        let over = world.effects.contains(&Effect::Shutdown);
        assert_eq!(over, status == 0, "it was the last one, and is kept where it failed");
    }
}

#[test]
fn several_ends_are_told_in_the_order_that_was_asked_for() {
    let mut world = World::new();
    world.ask(&["split-window", "-d", "-t", "build"], None);
    world.ask(&["set-option", "-g", "remain-on-exit", "on"], None);
    let client = world.ask(&["await", "%1", "%0"], None);
    world.ends(Ended::Exited(4));
    world.check(client, "", "", None);
    world.event(Event::Drained(PaneId(1)));
    world.event(Event::Exited(PID + 1, Ended::Exited(2)));
    world.check(client, "2\n4\n", "", Some(4));
    // Those that are kept can be asked afterwards, and tell of their end but once.
    world.event(Event::Drained(PaneId(0)));
    let screen = world.server.model.graph[PaneId(0)].terminal.screen_text();
    assert_eq!(screen.iter().filter(|line| line.starts_with("Pane is dead")).count(), 1);
    let client = world.ask(&["await", "--exit", "-t", "%1"], None);
    world.check(client, "2\n", "", Some(2));
}

#[test]
fn a_text_is_found_where_it_is_and_where_it_comes() {
    let ask = |world: &mut World, regex| world.ask(&["await", "--for", regex, "build"], None);
    let mut world = World::new();
    world.output("an old line\r\nready");
    let client = ask(&mut world, "^old|^ready$");
    world.check(client, "", "", Some(0));
    let client = ask(&mut world, "^ready to go$");
    world.output(" to");
    world.check(client, "", "", None);
    world.output(" go");
    world.check(client, "", "", Some(0));
    // It scrolls past, or is overwritten, before anybody looks.
    let client = ask(&mut world, "^line 17$");
    let lines: String = (0..500).map(|n| format!("line {n}\r\n")).collect();
    world.output(&lines);
    world.check(client, "", "", Some(0));
    let client = ask(&mut world, "^99%$");
    world.output("98%\r99%\rdone\r\n\x1b[2J");
    world.check(client, "", "", Some(0));
    // It is drawn here and there.
    let client = ask(&mut world, "^whole$");
    world.output("\x1b[?1049h\x1b[5;1Hwh le");
    world.check(client, "", "", None);
    world.output("\x1b[5;3Ho");
    world.check(client, "", "", Some(0));
}

#[test]
fn quiet_is_waited_for_by_the_clock() {
    let mut world = World::new();
    world.server.stale.clear();
    let client = world.ask(&["await", "--idle", "2s", "build"], None);
    assert_eq!(world.server.deadline(), Some(world.clock.millis + 2000));
    world.millis(1999);
    world.output("still busy");
    world.millis(1999);
    world.check(client, "", "", None);
    world.millis(1);
    world.check(client, "", "", Some(0));
    world.server.stale.clear();
    assert_eq!(world.server.deadline(), None, "and then the server sleeps");
}

#[test]
fn whoever_waits_is_not_left_hanging() {
    let mut world = World::new();
    world.ask(&["split-window", "-d", "-t", "build"], None);
    let ask = |world: &mut World, sign: &[&str]| {
        world.ask(&[&["await"], sign, &["--timeout", "30s", "%0"]].concat(), None)
    };
    let signs: [&[&str]; 4] = [&["--for", "x"], &["--idle", "1h"], &["--prompt"], &[]];
    let clients = signs.map(|sign| ask(&mut world, sign));
    world.millis(29_999);
    clients.iter().for_each(|client| world.check(*client, "", "", None));
    world.millis(1);
    for client in clients {
        world.check(client, "", "timed out after 30s\n", Some(124));
    }
    let clients = signs.map(|sign| ask(&mut world, sign));
    world.ends(Ended::Exited(5));
    for client in &clients[..3] {
        let text = "the program of %0 ended, with status 5\n";
        world.check(*client, "", text, Some(1));
    }
    world.check(clients[3], "5\n", "", Some(5));
    let client = world.ask(&["await", "%1"], None);
    let gone = world.ask(&["await", "%1"], None);
    world.event(Event::Gone(gone));
    world.ask(&["kill-pane", "-t", "%1"], None);
    world.check(client, "", "%1 was closed\n", Some(1));
    assert!(world.server.model.watches.is_empty());
}

#[test]
fn a_shell_s_marks_say_where_its_prompts_are() {
    const PROMPT: &str = "\x1b]133;D;0\x07\x1b]133;A\x07$ \x1b]133;B\x07";
    let mut world = World::new();
    let ask = |world: &mut World| world.ask(&["await", "--prompt", "build"], None);
    world.output(PROMPT);
    let client = ask(&mut world);
    world.check(client, "", "", Some(0));
    // What was entered since has to be done first.
    world.ask(&["send-keys", "-t", "build", "make", "Enter"], None);
    let client = ask(&mut world);
    world.output("make\r\n\x1b]133;C\x07");
    world.millis(10_000);
    world.in_foreground(PID);
    world.output("$ looks like one\r\n$ ");
    world.millis(10_000);
    world.check(client, "", "", None);
    world.output(PROMPT);
    world.check(client, "", "", Some(0));
    // A command that is over before anybody waits.
    world.ask(&["send-keys", "-t", "build", "true", "Enter"], None);
    world.output(&format!("true\r\n\x1b]133;C\x07{PROMPT}"));
    let client = ask(&mut world);
    world.check(client, "", "", Some(0));
}

#[test]
fn without_marks_a_quiet_shell_with_the_keyboard_is_at_its_prompt() {
    let mut world = World::new();
    let ask = |world: &mut World| world.ask(&["await", "--prompt", "build"], None);
    world.output("$ ");
    world.in_foreground(PID);
    let client = ask(&mut world);
    world.check(client, "", "", None);
    world.millis(1000);
    world.check(client, "", "", Some(0));
    world.ask(&["send-keys", "-t", "build", "make", "Enter"], None);
    let client = ask(&mut world);
    world.millis(1000);
    world.check(client, "", "", None);
    world.output("make\r\n");
    world.in_foreground(4242);
    world.millis(1000);
    world.output("working: ");
    world.millis(1000);
    world.check(client, "", "", None);
    world.in_foreground(PID);
    world.output("done\r\n");
    world.millis(1000);
    world.check(client, "", "", None);
    world.output("$ ");
    world.millis(1000);
    world.check(client, "", "", Some(0));
}

#[test]
fn lines_are_as_old_as_they_are() {
    let mut world = World::new();
    let logs = |world: &mut World, flags: &[&str]| {
        let client = world.ask(&[&["logs"], flags, &["build"]].concat(), None);
        world.got(client).0
    };
    for text in ["one\r\ntwo", " and a half\r\nthree\r\n", "", "four\r\n"] {
        world.clock.unix += 60;
        world.output(text);
    }
    assert_eq!(logs(&mut world, &["--since", "1s"]), "four\n");
    assert_eq!(logs(&mut world, &["--since", "2m"]), "three\nfour\n");
    assert_eq!(logs(&mut world, &["--since", "1h"]), "one\ntwo and a half\nthree\nfour\n");
    assert_eq!(logs(&mut world, &["--since", "2m", "--tail", "1"]), "four\n");
    let stamped = logs(&mut world, &["--timestamps"]);
    let times: Vec<&str> = stamped.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(times[0], times[1]);
    assert!(times[1] < times[2] && times[2] < times[3], "{stamped}");
    // After a flood, and after the screen was cleared.
    world.clock.unix += 60;
    world.output(&(0..5000).map(|n| format!("{n}\r\n")).collect::<String>());
    world.clock.unix += 60;
    world.output("\x1b[2J\x1b[H");
    world.output("fresh\r\n");
    assert_eq!(logs(&mut world, &["--since", "1s"]), "fresh\n");
    assert_eq!(logs(&mut world, &["--since", "1m"]).lines().next(), Some("0"));
}
