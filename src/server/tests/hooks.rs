//! Hooks that set each other off.

use super::*;

#[test]
fn hooks_that_set_each_other_off_come_to_an_end() {
    let mut world = World::new();
    let client = world.ask(
        &[
            "set-hook",
            "-g",
            "window-renamed",
            "run-shell -b true ; run-shell 'x' ; rename-window -t build: '#{window_name}x'",
        ],
        None,
    );
    world.event(Event::Gone(client));
    let client = world.ask(&["rename-window", "-t", "build:", "x"], None);
    world.event(Event::Gone(client));
    // Each has to wait for a job, so that no event comes to the end by itself.
    for _ in 0..1000 {
        let jobs =
            std::mem::take(&mut world.effects).into_iter().filter_map(|effect| match effect {
                Effect::Job(job, _) => Some(job),
                _ => None,
            });
        let jobs: Vec<JobId> = jobs.collect();
        jobs.into_iter().for_each(|job| world.event(Event::JobDone(job, Answer::Done)));
    }
    let window = world.server.model.graph.windows().next().unwrap();
    assert!((10..=51).contains(&window.name.len()), "{}", window.name);
    let told = |(_, text): (i64, &str)| text.contains("hooks have set each other off");
    assert!(world.server.model.messages().iter().any(told));
}

/// The same without waiting for anything: all of it is one event, and nothing is left for the next.
#[test]
fn hooks_that_set_each_other_off_at_once_come_to_an_end() {
    for (windows, told) in [(1, "one after the other"), (12, "set each other off at once")] {
        let mut world = World::new();
        let mut run = |argv: &[&str]| {
            let client = world.ask(argv, None);
            world.event(Event::Gone(client));
        };
        let rename = |window| format!("rename-window -t @{window} '#{{window_name}}x'");
        let all: Vec<String> = (0..windows).map(rename).collect();
        (1..windows).for_each(|_| run(&["new-window", "-d", "-t", "build:"]));
        run(&["set-hook", "-g", "window-renamed", &all.join(" ; ")]);
        run(&["rename-window", "-t", "build:", "x"]);
        assert!(world.server.model.hooks.is_empty());
        let messages = world.server.model.messages();
        assert!(messages.iter().any(|(_, text)| text.contains(told)), "{messages:?}");
    }
}

#[test]
fn hooks_know_what_is_gone_by_the_time_they_run() {
    let mut world = World::new();
    let mut run = |argv: &[&str]| {
        let client = world.ask(argv, None);
        world.event(Event::Gone(client));
    };
    let keep = "set -gF @gone '#{hook} #{hook_session_name} #{hook_window} #{hook_window_name}'";
    run(&["set-hook", "-g", "window-unlinked", keep]);
    run(&["new-window", "-d", "-t", "build:", "-n", "other"]);
    run(&["kill-window", "-t", "build:other"]);
    // One that was set for the pane alone goes with it, and is run all the same.
    run(&["split-window", "-d", "-t", "build"]);
    run(&["set-hook", "-p", "-t", "build.1", "pane-exited", "set -g @exited yes"]);
    world.event(Event::Drained(PaneId(2)));
    world.event(Event::Exited(102, Ended::Exited(0)));
    let known = world.server.model.expand("#{@gone}|#{@exited}", &Place::default());
    assert_eq!(known, "window-unlinked build @1 other|yes");
}

#[test]
fn what_changes_more_than_once_in_an_event_is_told_once() {
    let mut world = World::new();
    world.ask(&["split-window", "-d", "-t", "build"], None);
    world.ask(&["set-hook", "-g", "window-layout-changed", "set -ga @told x"], None);
    world.ask(&["set", "-g", "@told", ""], None);
    let resize = ["resize-pane", "-t", "build", "-U", "1"];
    world.ask(&[&resize[..], &[";"], &resize, &[";"], &resize].concat(), None);
    assert_eq!(world.server.model.expand("#{@told}", &Place::default()), "x");
}

/// As tmux 3.3a tells it.
#[test]
fn what_comes_of_a_command_is_told_in_tmuxs_order() {
    let mut world = World::new();
    for hook in [
        "session-created",
        "session-closed",
        "session-window-changed",
        "window-linked",
        "window-unlinked",
        "window-layout-changed",
        "window-pane-changed",
    ] {
        let told = format!("set -gaF @told ' {hook}:#{{hook_session_name}}'");
        world.ask(&["set-hook", "-g", hook, &told], None);
    }
    for (command, told) in [
        ("new-session -d -s one", "window-linked:one session-created:one"),
        ("new-window -t one:1", "session-window-changed:one window-linked:one"),
        ("new-window -d -t one:2", "window-linked:one"),
        (
            "new-window -k -t one:1",
            "window-unlinked:one session-window-changed:one window-linked:one",
        ),
        ("new-window -dk -t one:2", "window-unlinked:one window-linked:one"),
        ("split-window -t one:1", "window-pane-changed:one window-layout-changed:one"),
        ("link-window -s one:2 -t build:5", "window-linked:build session-window-changed:build"),
        ("kill-window -t one:1", "session-window-changed:one window-unlinked:one"),
        ("kill-session -t one", "session-closed:one window-unlinked:one window-unlinked:one"),
    ] {
        world.ask(&["set", "-g", "@told", ""], None);
        world.ask(&command.split(' ').collect::<Vec<_>>(), None);
        assert_eq!(
            world.server.model.expand("#{@told}", &Place::default()).trim(),
            told,
            "{command}"
        );
    }
}

/// What is set for a command's hook runs before what stands after the command.
#[test]
fn a_hook_of_a_command_runs_right_after_it() {
    let mut world = World::new();
    world.ask(
        &["set-hook", "-g", "after-rename-window", "set -gaF @told '#{hook_argument_0} '"],
        None,
    );
    world.ask(&["set-hook", "-g", "window-renamed", "set -ga @told 'renamed '"], None);
    world.ask(&["set-hook", "-g", "command-error", "set -ga @told 'wrong '"], None);
    let then = ["set", "-ga", "@told", "then "];
    let line =
        [&["rename-window", "x"][..], &[";"], &then, &[";"], &["has", "-t", "none"]].concat();
    world.ask(&line, None);
    let told = world.server.model.expand("#{@told}", &Place::default());
    assert_eq!(told, "x then wrong renamed ");
}

/// In tmux what hooks lead to sets no others off, but for what the hook of a command does.
#[test]
fn in_tmux_hooks_set_no_others_off() {
    for (dialect, told) in [(Dialect::Pmux, "ab"), (Dialect::Tmux, "a")] {
        let mut world = World::new();
        world.server.model.identity.dialect = dialect;
        let rename = "set -ga @told a ; rename-session other";
        world.ask(&["set-hook", "-g", "window-renamed", rename], None);
        world.ask(&["set-hook", "-g", "session-renamed", "set -ga @told b"], None);
        world.ask(&["rename-window", "x"], None);
        assert_eq!(world.server.model.expand("#{@told}", &Place::default()), told);
        world.ask(&["set-hook", "-g", "after-select-pane", "rename-session main"], None);
        world.ask(&["select-pane"], None);
        let now = world.server.model.expand("#{@told}", &Place::default());
        assert_eq!(now, format!("{told}b"));
    }
}
