//! What failed when nobody looked is kept, and is in nobody's way.

use super::*;
use crate::model::id::SessionId;

impl World {
    fn run(&mut self, argv: &[&str]) -> (String, Option<u8>) {
        let client = self.ask(argv, None);
        let printed = |effect: &Effect| match effect {
            Effect::Client(id, ClientEffect::Stdout(bytes)) if *id == client => {
                Some(String::from_utf8_lossy(bytes).into_owned())
            }
            _ => None,
        };
        let printed = self.effects.iter().filter_map(printed).collect();
        self.event(Event::Gone(client));
        (printed, self.exit_of(client))
    }

    /// A session whose program ends so.
    fn job(&mut self, name: &str, ended: Ended) {
        self.run(&["new-session", "-d", "-s", name, "make"]);
        let pane = self.server.model.graph.panes().next_back().unwrap().id;
        self.over(pane, ended);
    }

    fn over(&mut self, pane: PaneId, ended: Ended) {
        self.event(Event::Exited(100 + pane.0 as i32, ended));
        self.event(Event::Drained(pane));
    }

    #[track_caller]
    fn has(&mut self, names: &str) {
        let (listed, _) = self.run(&["list-sessions", "-F", "#{session_name}"]);
        assert_eq!(listed.split_whitespace().collect::<Vec<_>>().join(" "), names);
    }
}

#[test]
fn what_failed_out_of_sight_is_kept() {
    let mut world = World::new();
    world.job("well", Ended::Exited(0));
    world.job("job", Ended::Exited(2));
    world.has("build job");
    let (listed, _) = world.run(&["list-sessions"]);
    assert!(listed.contains("job: 1 windows") && listed.contains("(exited with 2)"), "{listed}");
    assert!(world.run(&["ps", "-a"]).0.contains("job"));
    assert!(!world.run(&["ps"]).0.contains("job"));
    assert!(world.run(&["logs", "job"]).1 == Some(0));
    // A script that waits for its end by asking whether it is there sees that end.
    assert_eq!(world.run(&["has-session", "-t", "job"]).1, Some(1));
    assert_eq!(world.run(&["has-session", "-t", "build"]).1, Some(0));
    assert_eq!(world.run(&["kill-session", "-t", "job"]).1, Some(0));
    world.has("build");
}

#[test]
fn nobody_comes_to_what_is_kept_who_does_not_name_it() {
    let mut world = World::new();
    world.job("job", Ended::Signaled(11));
    world.clock.unix += 10;
    assert_eq!(world.run(&["display-message", "-p", "#S"]).0, "build\n");
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    world.run(&["switch-client", "-n", "-c", "/dev/pts/2"]);
    assert_eq!(world.server.model.graph[screen.client].session(), Some(SessionId(0)));
    world.run(&[
        "switch-client",
        "-t",
        "job",
        "-c",
        &world.server.model.graph[screen.client].name(),
    ]);
    assert_eq!(world.server.model.graph[screen.client].session(), Some(SessionId(1)));
}

#[test]
fn what_is_kept_gives_its_name_away() {
    let mut world = World::new();
    world.job("job", Ended::Exited(2));
    assert_eq!(world.run(&["new-session", "-d", "-s", "job", "make"]).1, Some(0));
    assert_eq!(world.run(&["has-session", "-t", "job"]).1, Some(0));
    world.has("build job");
    assert_ne!(world.run(&["new-session", "-d", "-s", "job", "make"]).1, Some(0));
    world.over(PaneId(2), Ended::Exited(1));
    world.run(&["rename-session", "-t", "build", "job"]);
    world.has("job");
    assert_eq!(world.run(&["has-session", "-t", "job"]).1, Some(0));
}

#[test]
fn where_it_alone_is_left_it_is_found_by_its_name() {
    let mut world = World::new();
    world.over(PaneId(0), Ended::Exited(2));
    assert!(!world.effects.contains(&Effect::Shutdown));
    assert_eq!(world.run(&["logs", "build"]).1, Some(0));
    assert_ne!(world.run(&["display-message", "-p", "x"]).1, Some(0));
    let client = world.ask(&["attach-session"], Some(SIZE));
    assert_eq!(world.server.model.graph[client].session(), Some(SessionId(0)));
    world.event(Event::Gone(client));
    assert_eq!(world.run(&["respawn-pane", "-t", "build"]).1, Some(0));
    assert_eq!(world.run(&["display-message", "-p", "#S"]).0, "build\n");
    // What runs again is as any other; and with the last one the server ends.
    world.over(PaneId(0), Ended::Exited(0));
    assert!(world.effects.contains(&Effect::Shutdown));
}

#[test]
fn what_was_seen_asked_for_or_said_otherwise_goes() {
    let goes = |prepare: &dyn Fn(&mut World)| {
        let mut world = World::new();
        world.run(&["new-session", "-d", "-s", "job", "make"]);
        prepare(&mut world);
        world.over(PaneId(1), Ended::Exited(2));
        world.has("build");
    };
    goes(&|world| drop(world.run(&["stop", "job"])));
    goes(&|world| drop(world.run(&["kill", "job"])));
    goes(&|world| drop(world.run(&["set-option", "-s", "keep-failed", "0"])));
    goes(&|world| drop(world.run(&["set-option", "-g", "remain-on-exit", "off"])));
    goes(&|world| drop(world.run(&["set-option", "-t", "job", "destroy-unattached", "on"])));
    goes(&|world| {
        let client = world.ask(&["attach-session", "-t", "job"], Some(SIZE));
        assert_eq!(world.server.model.graph[client].session(), Some(SessionId(1)));
    });
}

#[test]
fn only_so_many_are_kept() {
    let mut world = World::new();
    world.run(&["set-option", "-s", "keep-failed", "2"]);
    for name in ["a", "b", "c"] {
        world.clock.unix += 1;
        world.job(name, Ended::Exited(1));
    }
    world.has("b build c");
}
