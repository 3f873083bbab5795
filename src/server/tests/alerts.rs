//! Windows that people are told of: who wrote in them, who did not.

use super::*;
use crate::model::id::WindowId;

impl World {
    /// A command of nobody's, done.
    fn does(&mut self, argv: &[&str]) {
        let client = self.ask(argv, None);
        self.event(Event::Gone(client));
    }

    /// A session's second window, in nobody's sight, whose options are these; its pane is the second.
    fn watched(options: &[(&str, &str)]) -> Self {
        let mut world = Self::new();
        world.does(&["new-window", "-d", "-t", "build:"]);
        for hook in ["alert-silence", "alert-activity"] {
            let log = format!("set -gaF @log ' {hook} #{{hook_window}}'");
            world.does(&["set-hook", "-g", hook, &log]);
        }
        for (name, value) in options {
            world.does(&["set", "-w", "-t", "@1", name, value]);
        }
        world
    }

    fn after(&mut self, millis: u64) {
        self.clock.millis += millis;
        self.event(Event::Timer);
    }

    /// What people were told, and the windows with marks.
    fn alerts(&mut self) -> (String, String) {
        let place = Place::of_window(&self.server.model, WindowId(1));
        let expand = |format| self.server.model.expand(format, &place);
        let told = (expand("#{@log}"), expand("#{session_alerts}"));
        self.does(&["set", "-g", "@log", ""]);
        (told.0.trim().to_owned(), told.1)
    }
}

fn is(told: (String, String), log: &str, marks: &str) {
    assert_eq!((told.0.as_str(), told.1.as_str()), (log, marks));
}

#[test]
fn silence_is_told_once_until_somebody_looks() {
    let mut world = World::watched(&[("monitor-silence", "2")]);
    world.after(1999);
    is(world.alerts(), "", "");
    world.event(Event::Output(PaneId(1), b"x"));
    world.after(1999);
    is(world.alerts(), "", "");
    world.after(1);
    is(world.alerts(), "alert-silence @1", "1~");
    assert_eq!(world.server.silence_due(), None, "there is nothing more to tell");
    world.after(10_000);
    is(world.alerts(), "", "1~");
    // It is looked at, and left again: that is looked for anew.
    world.does(&["select-window", "-t", "@1"]);
    world.does(&["select-window", "-t", "@0"]);
    is(world.alerts(), "", "");
    world.after(2000);
    is(world.alerts(), "alert-silence @1", "1~");
    world.does(&["set", "-w", "-t", "@1", "monitor-silence", "0"]);
    world.does(&["select-window", "-t", "@1"]);
    world.does(&["select-window", "-t", "@0"]);
    world.after(10_000);
    is(world.alerts(), "", "");
    assert!(world.server.silences.is_empty());
}

#[test]
fn whoever_looks_at_a_silent_window_is_told_where_they_want_that() {
    let mut world = World::watched(&[]);
    world.does(&["set", "-w", "-t", "@0", "monitor-silence", "1"]);
    let _screen = world.attach(&[], SIZE);
    world.after(1000);
    is(world.alerts(), "", "");
    world.does(&["set", "-g", "silence-action", "any"]);
    world.after(1000);
    is(world.alerts(), "alert-silence @0", "");
    world.after(1000);
    is(world.alerts(), "alert-silence @0", "");
}

#[test]
fn that_a_window_begins_or_is_gone_to_is_activity() {
    let mut world = World::watched(&[("monitor-activity", "on")]);
    world.event(Event::Output(PaneId(1), b"x"));
    is(world.alerts(), "alert-activity @1", "1#");
    world.event(Event::Output(PaneId(1), b"x"));
    is(world.alerts(), "", "1#");
    // Nobody is there who sees it.
    world.does(&["select-window", "-t", "@1"]);
    is(world.alerts(), "", "1#");
    world.does(&["select-window", "-t", "@0"]);
    let _screen = world.attach(&[], SIZE);
    world.does(&["select-window", "-t", "@1"]);
    world.does(&["select-window", "-t", "@0"]);
    is(world.alerts(), "", "");
    world.does(&["set", "-wg", "monitor-activity", "on"]);
    world.does(&["new-window", "-d", "-t", "build:"]);
    is(world.alerts(), "alert-activity @2", "2#");
}

#[test]
fn output_is_activity_once_however_many_reads_it_took() {
    let mut world = World::new();
    world.ask(&["set-hook", "-g", "pane-activity", "set-option -ga @seen x"], None);
    let mut seen = |parts: &[&str]| {
        world.ask(&["set-option", "-g", "@seen", ""], None);
        for part in parts {
            world.server.handle(Event::Output(PaneId(0), part.as_bytes()), world.clock);
        }
        world.event(Event::Parsed(PaneId(0)));
        world.server.model.session_lookup(None).text("@seen")
    };
    assert_eq!(seen(&["one\x1b[?2026h two three"]), "x");
    assert_eq!(seen(&["one\x1b[?20", "26l two", " three"]), "x");
    assert!(world.server.synchronized.is_empty());
}
