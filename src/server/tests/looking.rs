//! Clients that only look on: the history that one looks at is one's own view of it.

use super::*;
use crate::model::id::WindowId;

const WINDOW: WindowId = WindowId(0);

impl World {
    /// Nobody attached yet, and more lines than a screen has.
    fn with_history() -> Self {
        let mut world = Self::new();
        let lines: String = (0..100).map(|n| format!("line {n}\r\n")).collect();
        world.output(&lines);
        world
    }

    fn has_look(&self, screen: &Screen) -> bool {
        self.server.model.graph[screen.client].look().is_some()
    }

    fn done(&mut self, argv: &[&str]) {
        let client = self.ask(argv, None);
        assert_eq!(self.exit_of(client), Some(0), "{argv:?}");
        self.event(Event::Gone(client));
    }

    fn plain(&mut self, screen: &Screen, code: KeyCode) {
        self.key(screen, code, Modifiers::empty());
    }

    /// Shows and acknowledges to several until there is nothing more to be told.
    pub fn settle_all(&mut self, screens: &mut [&mut Screen]) {
        for _ in 0..10 {
            self.clock.millis += 20;
            self.show(screens);
            screens.iter().for_each(|screen| self.acknowledge(screen));
        }
    }

    /// What is the same for all: whether the first pane is in a mode, the panes, what is kept.
    fn shared(&self) -> (bool, usize, usize, Vec<String>) {
        let model = &self.server.model;
        let answers = model.answers(crate::model::prompt::Kind::Command).iter().cloned().collect();
        let in_mode = model.graph.panes().any(|pane| model.is_in_mode(pane.id));
        (in_mode, model.graph.panes().len(), model.buffers().iter().count(), answers)
    }

    /// What is sent to the clipboard of a client's terminal, and to nobody else's.
    fn copied_by(&mut self, screen: &mut Screen) -> Vec<String> {
        let told = self.next_outs(|_| Room::Empty);
        let copies = told.into_iter().filter_map(|(client, out)| match out {
            Out::View(ServerMessage::Clipboard(bytes)) => {
                assert_eq!(client, screen.client, "nobody else's");
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
            Out::View(ServerMessage::Frame { number, diff }) if client == screen.client => {
                screen.number = number;
                screen.view.apply(*diff).unwrap();
                None
            }
            _ => None,
        });
        copies.collect()
    }
}

impl Screen {
    fn indicator(&self) -> Option<String> {
        self.view.panes[0].indicator.as_ref().map(|line| line.text.clone())
    }
}

#[test]
fn who_only_looks_on_enters_and_leaves_a_mode_that_nobody_else_sees() {
    for keys in ["emacs", "vi"] {
        let mut world = World::with_history();
        world.done(&["set", "-gw", "mode-keys", keys]);
        let (mut other, mut reader) = (world.attach(&[], SIZE), world.attach(&["-r"], SIZE));
        world.settle_all(&mut [&mut other, &mut reader]);
        let (seen, live) = (other.view.panes.clone(), reader.view.panes.clone());
        world.written();
        world.prefix(&reader, '[');
        world.plain(&reader, KeyCode::PageUp);
        world.settle_all(&mut [&mut reader, &mut other]);
        let above = reader.row(0);
        assert!(reader.indicator().is_some() && above != other.row(0), "{keys}: {above}");
        assert_eq!((&other.view.panes, world.shared().0), (&seen, false), "{keys}");
        // What its table does not bind, and what is pasted, goes nowhere; the other one types.
        world.type_(&reader, "zZ!");
        let paste = ClientMessage::Paste { bytes: "rm -rf".into(), last: true };
        world.event(Event::Message(reader.client, paste));
        assert_eq!((world.written().as_str(), world.has_look(&reader)), ("", true), "{keys}");
        world.type_(&other, "ls");
        assert_eq!(world.written(), "ls", "{keys}");
        world.output("more\r\n");
        world.settle_all(&mut [&mut other, &mut reader]);
        assert_eq!((other.row(21).as_str(), reader.row(0)), ("more", above), "{keys}");
        world.type_(&reader, "q");
        world.settle_all(&mut [&mut other, &mut reader]);
        assert_eq!((reader.indicator(), world.has_look(&reader)), (None, false), "{keys}");
        assert_eq!(reader.view.panes, other.view.panes, "{keys}");
        assert_ne!(reader.view.panes, live, "{keys}");
        // It is plain looking on again.
        world.type_(&reader, "q");
        assert_eq!(world.written(), "", "{keys}");
    }
}

#[test]
fn two_modes_over_one_pane_know_nothing_of_each_other() {
    let mut world = World::with_history();
    let (mut other, mut reader) = (world.attach(&[], SIZE), world.attach(&["-r"], SIZE));
    let mut second = world.attach(&["-r"], SIZE);
    world.prefix(&other, '[');
    world.plain(&other, KeyCode::PageUp);
    world.settle_all(&mut [&mut other, &mut reader, &mut second]);
    let shared = other.row(0);
    assert_eq!((reader.row(0), world.has_look(&reader)), (shared.clone(), false));
    // A mode that everybody sees is not theirs to leave; one of their own is.
    world.type_(&reader, "q");
    assert!(world.shared().0);
    world.prefix(&reader, '[');
    world.key(&reader, KeyCode::Char('<'), Modifiers::ALT);
    world.prefix(&second, '[');
    world.settle_all(&mut [&mut other, &mut reader, &mut second]);
    assert_eq!((reader.row(0).as_str(), other.row(0)), ("line 0", shared.clone()));
    assert!(![shared.as_str(), "line 0"].contains(&second.row(0).as_str()));
    world.type_(&other, "q");
    world.settle_all(&mut [&mut other, &mut reader, &mut second]);
    assert_eq!((reader.row(0).as_str(), world.shared().0), ("line 0", false));
    // A script's keys are for the mode that everybody sees.
    let client = world.ask(&["send-keys", "-X", "-t", "build", "cancel"], None);
    assert_eq!((world.exit_of(client), world.has_look(&reader)), (Some(1), true));
    world.type_(&reader, "q");
    world.settle_all(&mut [&mut other, &mut reader, &mut second]);
    assert_eq!((reader.indicator(), world.has_look(&second)), (None, true));
}

#[test]
fn who_only_looks_on_searches_and_copies_for_themselves() {
    let mut world = World::with_history();
    world.done(&["set", "-g", "copy-command", "cat"]);
    let mut reader = world.attach(&["-r"], SIZE);
    let before = world.shared();
    world.prefix(&reader, '[');
    world.type_(&reader, "?line 42");
    world.plain(&reader, KeyCode::Enter);
    world.effects.clear();
    for key in [KeyCode::Char(' '), KeyCode::End, KeyCode::Enter] {
        world.plain(&reader, key);
    }
    assert_eq!(world.copied_by(&mut reader), ["line 42"]);
    assert_eq!((world.shared(), world.has_look(&reader)), (before.clone(), false));
    let piped =
        world.effects.iter().any(|effect| matches!(effect, Effect::Job(_, JobEffect::Run(_))));
    assert!(!piped, "{:?}", world.effects);
    // Where there is no clipboard for it, nothing is said to be on it.
    world.done(&["set", "-g", "set-clipboard", "off"]);
    world.effects.clear();
    world.prefix(&reader, '[');
    for key in [KeyCode::Char('?'), KeyCode::Char('7'), KeyCode::Enter] {
        world.plain(&reader, key);
    }
    for key in [KeyCode::Char(' '), KeyCode::End, KeyCode::Enter] {
        world.plain(&reader, key);
    }
    world.settle(&mut reader);
    let told = reader.view.overlay.as_ref().and_then(Overlay::message);
    assert_eq!(told.as_deref(), Some("not copied: set-clipboard is off"));
    assert_eq!((world.copied_by(&mut reader), world.shared()), (vec![], before));
}

#[test]
fn nothing_that_a_key_of_theirs_leads_to_changes_anything() {
    let refused = [
        "split-window",
        "send-keys x",
        "send-keys -N 3 x",
        "send-keys -N 3 -R",
        "send-keys -l text",
        "send-prefix",
        "run-shell ls",
        "set -g status off",
        "FOO=bar",
        "command-prompt",
        "if-shell -F 1 { split-window }",
        "if-shell -F 1 { if-shell -F 1 { send-keys x } }",
        "if-shell -F 1 { FOO=bar }",
        "send-keys -X refresh-from-pane ; split-window",
        "run-shell -C split-window",
        "detach-client -a",
        "suspend-client -t other",
        "refresh-client -t other",
        "switch-client -c other -n",
    ];
    // What one answers is no way to more than the mode's own commands either.
    let asked = ["switch-client -r", "refresh-client -f '!read-only'", "split-window", "FOO=bar"];
    let mut world = World::with_history();
    let mut reader = world.attach(&["-r"], SIZE);
    let before = world.shared();
    for command in refused {
        world.done(&["bind-key", "-T", "copy-mode", "z", command]);
        world.prefix(&reader, '[');
        world.effects.clear();
        world.type_(&reader, "z");
        world.settle(&mut reader);
        let told = reader.view.overlay.as_ref().and_then(Overlay::message);
        assert_eq!(told.as_deref(), Some("This client is read-only"), "{command}");
        assert_eq!((world.written().as_str(), world.shared()), ("", before.clone()), "{command}");
        assert!(world.has_look(&reader), "{command}");
    }
    world.done(&["bind-key", "-T", "copy-mode", "z", "command-prompt", "-p", "(what)", "%%"]);
    for command in asked {
        world.type_(&reader, "z");
        world.type_(&reader, command);
        world.plain(&reader, KeyCode::Enter);
        assert_eq!((world.written().as_str(), world.shared()), ("", before.clone()), "{command}");
        assert!(world.server.model.graph[reader.client].read_only, "{command}");
    }
    assert!(world.server.model.environment.get("FOO").is_none());
    assert!(world.server.model.session_lookup(None).text("status") != "off");
    // The key that a person binds to leave looking on does so still, and the look is over.
    world.done(&["bind-key", "-T", "copy-mode", "z", "switch-client", "-r"]);
    world.type_(&reader, "z");
    assert!(!world.server.model.graph[reader.client].read_only && !world.has_look(&reader));
}

#[test]
fn the_wheel_looks_at_any_pane_and_the_keys_are_for_that() {
    let mut world = World::with_history();
    world.done(&["set", "-g", "mouse", "on"]);
    world.done(&["split-window", "-t", "build"]);
    let (mut other, mut reader) = (world.attach(&[], SIZE), world.attach(&["-r"], SIZE));
    world.settle_all(&mut [&mut reader, &mut other]);
    let (seen, active) = (other.view.panes.clone(), world.server.model.graph[WINDOW].active);
    world.written();
    world.mouse(&reader, MouseAction::Press(MouseButton::WheelUp), 3, 3);
    world.mouse(&reader, MouseAction::Press(MouseButton::WheelUp), 3, 3);
    world.settle_all(&mut [&mut reader, &mut other]);
    assert!(reader.indicator().is_some());
    assert_eq!((&other.view.panes, world.server.model.graph[WINDOW].active), (&seen, active));
    let cursor = reader.view.cursor.map(|cursor| cursor.at);
    assert!(cursor.is_some_and(|at| reader.view.panes[0].rect.contains(at)), "{cursor:?}");
    world.type_(&reader, "q");
    assert!(!world.has_look(&reader));
    // Its end leaves it too, as it does for everybody.
    world.mouse(&reader, MouseAction::Press(MouseButton::WheelUp), 3, 3);
    assert!(world.has_look(&reader));
    for _ in 0..3 {
        world.mouse(&reader, MouseAction::Press(MouseButton::WheelDown), 3, 3);
    }
    assert_eq!((world.has_look(&reader), world.written().as_str()), (false, ""));
}

#[test]
fn a_look_is_over_with_what_it_is_at() {
    for end in [&["clear-history", "-t", "%0"][..], &["respawn-pane", "-k", "-t", "%0"]] {
        let mut world = World::with_history();
        world.done(&["split-window", "-d", "-t", "build"]);
        let mut reader = world.attach(&["-r"], SIZE);
        world.prefix(&reader, '[');
        world.plain(&reader, KeyCode::PageUp);
        // Another size is none of these.
        let size = Size::new(60, 20).into();
        world.event(Event::Message(reader.client, ClientMessage::Resize(size)));
        world.settle(&mut reader);
        assert!(reader.indicator().is_some() && world.has_look(&reader));
        world.done(end);
        assert!(!world.has_look(&reader), "{end:?}");
        world.prefix(&reader, '[');
        world.done(&["kill-pane", "-t", "%0"]);
        assert!(!world.has_look(&reader), "{end:?}");
    }
}

#[test]
fn what_is_asked_in_a_pane_is_not_theirs_to_answer() {
    let mut world = World::with_history();
    let (owner, mut reader) = (world.attach(&[], SIZE), world.attach(&["-r"], SIZE));
    let name = world.server.model.graph[owner.client].name();
    world.done(&["command-prompt", "-P", "-t", &name, "-p", "what", "set -g @answer %%"]);
    let asked = |world: &World| {
        let prompt = world.server.model.graph[PaneId(0)].prompt.as_ref();
        prompt.map(|prompt| prompt.text.clone())
    };
    world.type_(&reader, "no");
    world.plain(&reader, KeyCode::Enter);
    world.plain(&reader, KeyCode::Escape);
    assert_eq!(asked(&world).as_deref(), Some(""));
    world.type_(&owner, "yes");
    assert_eq!(asked(&world).as_deref(), Some("yes"));
    world.plain(&owner, KeyCode::Enter);
    let answer = world.server.model.expand("#{@answer}", &Place::default());
    assert_eq!((asked(&world), answer.as_str()), (None, "yes"));
    // What a key of theirs asks is asked of nobody else.
    world.done(&["bind-key", "-T", "copy-mode", "z", "command-prompt", "-P", "-p", "(find)", "%%"]);
    world.prefix(&reader, '[');
    world.type_(&reader, "z");
    world.settle(&mut reader);
    assert_eq!((asked(&world), reader.view.overlay.is_some()), (None, true));
    world.written();
    world.type_(&owner, "ls");
    assert_eq!(world.written(), "ls");
}

#[test]
fn no_key_of_theirs_moves_what_others_see() {
    let mut world = World::with_history();
    world.done(&["new-window", "-d", "-t", "build:1", "program"]);
    world.done(&["split-window", "-d", "-t", "build:0", "program"]);
    let reader = world.attach(&["-r"], SIZE);
    world.done(&["bind-key", "-T", "copy-mode", "z", "switch-client", "-t", "build:1"]);
    world.prefix(&reader, '[');
    world.type_(&reader, "z");
    assert_eq!(world.server.model.client_window(reader.client), Some(WINDOW));
    // Nor is a pane that they leave killed with their mode, where that says so, or in another's.
    world.type_(&reader, "q");
    world.done(&["bind-key", "k", "copy-mode", "-k"]);
    world.done(&["copy-mode", "-t", "%0"]);
    world.prefix(&reader, 'k');
    assert!(world.has_look(&reader));
    world.type_(&reader, "q");
    world.done(&["copy-mode", "-q", "-t", "%0"]);
    assert_eq!((world.has_look(&reader), world.shared().1), (false, 3));
}

#[test]
fn a_slider_that_they_drag_leaves_the_active_pane_as_it_is() {
    let mut world = World::with_history();
    for (name, value) in [("mouse", "on"), ("pane-scrollbars", "on")] {
        world.done(&["set", "-g", name, value]);
    }
    world.done(&["split-window", "-h", "-t", "build", "program"]);
    let mut reader = world.attach(&["-r"], SIZE);
    world.settle(&mut reader);
    let active = world.server.model.graph[WINDOW].active;
    assert_ne!(active, PaneId(0));
    let bar = reader.view.panes[0].scrollbar.expect("a scrollbar");
    let (x, y) = (reader.view.panes[0].rect.cols, bar.top + 1);
    world.mouse(&reader, MouseAction::Press(MouseButton::Left), x, y);
    for y in [y, 0] {
        world.mouse(&reader, MouseAction::Drag(MouseButton::Left), x, y);
    }
    world.settle(&mut reader);
    assert!(world.has_look(&reader), "{:?}", reader.view.panes[0].rect);
    assert_eq!(world.server.model.graph[WINDOW].active, active);
}

#[test]
fn a_mode_that_others_see_is_theirs_alone() {
    for dialect in [Dialect::Pmux, Dialect::Tmux] {
        let mut world = World::speaking(dialect);
        world.done(&["set", "-g", "mouse", "on"]);
        for n in 0..5 {
            world.done(&["set-buffer", "-b", &n.to_string(), "text"]);
        }
        let (mut owner, mut reader) = (world.attach(&[], SIZE), world.attach(&["-r"], SIZE));
        for mode in ["choose-buffer", "customize-mode", "copy-mode", "switch-mode", "clock-mode"] {
            world.done(&[mode, "-t", "%0"]);
            world.settle_all(&mut [&mut owner, &mut reader]);
            let seen = owner.view.panes.clone();
            let keys = ["j", "d", "t", "x", "/", "q"];
            for key in keys {
                world.type_(&reader, key);
                world.plain(&reader, KeyCode::Escape);
            }
            world.plain(&reader, KeyCode::Down);
            world.plain(&reader, KeyCode::Enter);
            let left = MouseButton::Left;
            for button in [left, left, MouseButton::Right, MouseButton::WheelDown] {
                world.mouse(&reader, MouseAction::Press(button), 5, 2);
                world.mouse(&reader, MouseAction::Release(Some(button)), 5, 2);
            }
            world.plain(&reader, KeyCode::Escape);
            world.settle_all(&mut [&mut owner, &mut reader]);
            assert_eq!(owner.view.panes, seen, "{mode} {dialect:?}");
            assert_eq!(world.shared().2, 5, "{mode}");
            let pane = world.server.model.graph[PaneId(0)].modes.top().is_some();
            assert!(pane, "{mode} {dialect:?}");
            world.done(&["copy-mode", "-q", "-t", "%0"]);
        }
    }
}

#[test]
fn who_only_looks_makes_no_window_smaller_for_others() {
    let mut world = World::new();
    let size = |world: &World| world.server.model.graph.window(WINDOW).unwrap().size.cells;
    let (small, large) = (Size::new(40, 10), Size::new(100, 30));
    let reader = world.attach(&["-r"], small);
    assert_eq!(size(&world).cols, 40, "nobody else has a say");
    let owner = world.attach(&[], large);
    assert_eq!(size(&world).cols, 100);
    world.plain(&reader, KeyCode::Char('x'));
    assert_eq!(size(&world).cols, 100);
    world.done(&["bind-key", "-n", "z", "switch-client", "-r"]);
    world.plain(&reader, KeyCode::Char('z'));
    world.clock.millis += 1000;
    world.plain(&reader, KeyCode::Char('x'));
    assert_eq!(
        size(&world).cols,
        40,
        "who may do all again counts, and was the last to do anything"
    );
    world.plain(&reader, KeyCode::Char('x'));
    world.type_(&reader, "z");
    world.plain(&owner, KeyCode::Char('x'));
    assert_eq!(size(&world).cols, 100);
    // Whoever counts may be attached anywhere.
    world.done(&["new-session", "-d", "-s", "other"]);
    world.plain(&owner, KeyCode::Char('n'));
    world.done(&["bind-key", "-n", "o", "switch-client", "-t", "other"]);
    world.plain(&owner, KeyCode::Char('o'));
    world.event(Event::Message(reader.client, ClientMessage::Resize(Size::new(50, 20).into())));
    assert_eq!(size(&world).cols, 100);
    world.event(Event::Gone(owner.client));
    assert_eq!(size(&world).cols, 50, "nobody else has a say any more");
}
