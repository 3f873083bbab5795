//! Keys: the prefix comes before all tables and boxes; what means nothing in a mode is nobody's.

use super::*;

impl World {
    fn prefix_key(&mut self, screen: &Screen, key: Key) {
        self.key(screen, KeyCode::Char('b'), Modifiers::CTRL);
        self.key(screen, key.code, key.modifiers);
    }

    fn windows(&self) -> usize {
        self.server.model.graph.windows().len()
    }

    fn mode(&self) -> bool {
        self.server.model.is_in_mode(PaneId(0))
    }

    fn message_text(&mut self, screen: &mut Screen) -> Option<String> {
        self.settle(screen);
        screen.view.overlay.as_ref().and_then(Overlay::message)
    }

    fn pastes(&mut self, screen: &Screen, text: &str) {
        let paste = ClientMessage::Paste { bytes: text.into(), last: true };
        self.event(Event::Message(screen.client, paste));
    }
}

#[test]
fn the_prefix_comes_before_a_modes_table() {
    for keys in ["emacs", "vi"] {
        let mut world = World::new();
        let screen = world.attach(&[], SIZE);
        let client = world.ask(&["set", "-gw", "mode-keys", keys], None);
        world.event(Event::Gone(client));
        world.prefix(&screen, '[');
        assert!(world.mode());
        world.written();
        world.prefix(&screen, 'c');
        assert_eq!((world.windows(), world.written().as_str()), (2, ""), "{keys}");
    }
}

#[test]
fn the_prefix_typed_twice_is_the_modes_key() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    world.output("ab");
    world.prefix(&screen, '[');
    let column = |world: &World| {
        let mode = world.server.model.graph[PaneId(0)].modes.top();
        mode.map(|mode| mode.focus(SIZE).x)
    };
    assert_eq!(column(&world), Some(2));
    world.prefix_key(&screen, Key::ctrl('b'));
    assert_eq!(column(&world), Some(1));
}

#[test]
fn what_a_mode_does_not_bind_is_typed_nowhere() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    world.prefix(&screen, '[');
    world.written();
    world.type_(&screen, "zZ0!");
    world.pastes(&screen, "rm -rf");
    world.key(&screen, KeyCode::Function(5), Modifiers::empty());
    world.prefix_key(&screen, Key::char('y'));
    let release = KeyEvent { action: crate::key::KeyAction::Release, ..Key::char('z').into() };
    world.event(Event::Message(screen.client, ClientMessage::Key(release)));
    world.output("\x1b[?1003h");
    world.mouse(&screen, MouseAction::Press(MouseButton::Middle), 3, 3);
    assert_eq!((world.written().as_str(), world.mode()), ("", true));
    world.type_(&screen, "qz");
    world.pastes(&screen, "p");
    assert_eq!((world.written().as_str(), world.mode()), ("zp", false));
}

#[test]
fn menus_and_modes_leave_us_the_prefix() {
    for (open, is_mode) in [
        (&["list-keys"][..], true),
        (&["choose-tree"], true),
        (&["display-menu", "one", "a", "kill-server"], false),
    ] {
        let mut world = World::new();
        let mut screen = world.attach(&[], SIZE);
        world.server.model.show_text(screen.client, "text");
        let client = world.ask(open, None);
        world.event(Event::Gone(client));
        world.written();
        world.pastes(&screen, "p");
        world.prefix_key(&screen, Key::char('y'));
        world.settle(&mut screen);
        assert!(screen.view.overlay.is_some() && world.mode(), "{open:?}");
        // What is not bound is told over a mode, and not over a menu.
        let told = matches!(screen.view.overlay, Some(Overlay::Message { .. }));
        assert_eq!(told, is_mode, "{open:?}");
        world.prefix(&screen, 'c');
        world.settle(&mut screen);
        assert_eq!((world.windows(), screen.view.overlay.clone()), (2, None), "{open:?}");
        assert_eq!(world.written(), "");
    }
}

#[test]
fn a_prompt_has_the_prefix_for_its_line() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.prefix(&screen, ':');
    world.type_(&screen, "ac");
    world.key(&screen, KeyCode::Char('b'), Modifiers::CTRL);
    world.type_(&screen, "b");
    world.settle(&mut screen);
    let Some(Overlay::Prompt { text, .. }) = &screen.view.overlay else { panic!("no prompt") };
    assert_eq!(text, "abc");
}

#[test]
fn a_key_that_is_not_bound_says_so() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.prefix(&screen, 'y');
    let said = world.message_text(&mut screen);
    assert_eq!(said.as_deref(), Some("C-b y is not bound; C-b ? lists the keys"));
    // Whoever takes it back wants to hear nothing.
    world.prefix_key(&screen, Key::plain(KeyCode::Escape));
    assert_eq!(world.message_text(&mut screen), None);
    // Shift is held for what comes.
    world.prefix_key(&screen, Key::plain(KeyCode::Other(57441)));
    world.type_(&screen, "%");
    assert_eq!(world.server.model.graph.panes().len(), 2);
}

#[test]
fn what_is_typed_at_a_prompt_is_a_name_and_nothing_else() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    for (key, format) in [(',', "#W"), ('$', "#S")] {
        for name in ["-n", "--", "-t x", "a; kill-server", "'\"x", "{ }", "~ $HOME \\"] {
            world.prefix(&screen, key);
            world.key(&screen, KeyCode::Char('u'), Modifiers::CTRL);
            world.type_(&screen, name);
            world.key(&screen, KeyCode::Enter, Modifiers::empty());
            let place = crate::model::resolve::Place::of_client(&world.server.model, screen.client);
            assert_eq!(world.server.model.expand(format, &place), name);
        }
    }
}

#[test]
fn keys_that_a_command_presses_mean_what_they_are_bound_to() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    let tty = world.server.model.graph.client(screen.client).unwrap().tty.clone();
    world.ask(&["send-keys", "-K", "-c", &tty, "C-b", "c"], None);
    assert_eq!((world.windows(), world.written().as_str()), (2, ""));
    world.ask(&["send-keys", "-K", "-l", "-N2", "-c", &tty, "ab"], None);
    assert_eq!(world.written(), "abab");
    // One that presses itself comes to an end.
    world.ask(&["bind-key", "-n", "F7", "send-keys -K F7 x"], None);
    world.ask(&["send-keys", "-K", "-c", &tty, "F7"], None);
    assert!(world.written().starts_with("xx"));
}

#[test]
fn a_message_may_leave_keys_to_the_program() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    let tty = world.server.model.graph.client(screen.client).unwrap().tty.clone();
    world.ask(&["display-message", "-N", "-d5000", "-c", &tty, "it stays"], None);
    world.type_(&screen, "a");
    assert_eq!(world.message_text(&mut screen).as_deref(), Some("it stays"));
    assert_eq!(world.written(), "a");
    world.ask(&["display-message", "-l", "-d5000", "-c", &tty, "#{pane_id} #[bold]"], None);
    assert_eq!(world.message_text(&mut screen).as_deref(), Some("#{pane_id} #[bold]"));
    world.type_(&screen, "b");
    assert_eq!(world.message_text(&mut screen), None);
}

#[test]
fn a_program_gets_the_newest_buffer_where_it_may() {
    let mut world = World::new();
    let asked = |world: &mut World| {
        world.output("\x1b]52;c;?\x07\x1b]52;p;?\x1b\\");
        world.written()
    };
    world.ask(&["set-buffer", "Hello"], None);
    world.ask(&["set", "-s", "get-clipboard", "buffer"], None);
    world.ask(&["set", "-s", "set-clipboard", "external"], None);
    assert_eq!(asked(&mut world), "");
    world.ask(&["set", "-s", "set-clipboard", "on"], None);
    assert_eq!(asked(&mut world), "\x1b]52;c;SGVsbG8=\x07\x1b]52;p;SGVsbG8=\x1b\\");
    world.ask(&["set", "-s", "get-clipboard", "off"], None);
    assert_eq!(asked(&mut world), "");
}

#[test]
fn a_prefix_is_forgotten_where_that_is_wanted() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    let after = |world: &mut World, wait: u64| {
        world.key(&screen, KeyCode::Char('b'), Modifiers::CTRL);
        world.clock.millis += wait;
        world.written();
        world.key(&screen, KeyCode::Char('c'), Modifiers::empty());
        (world.windows(), world.written())
    };
    assert_eq!(after(&mut world, 100_000), (2, String::new()));
    world.ok(&["set-option", "-s", "prefix-timeout", "300"]);
    assert_eq!(after(&mut world, 301), (2, "c".to_owned()));
    assert_eq!(after(&mut world, 299), (3, String::new()));
}

#[test]
fn the_first_of_keys_that_repeat_may_have_a_time_of_its_own() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    for line in [
        &["bind-key", "-r", "x", "set-buffer", "-a", "x"],
        &["bind-key", "-r", "y", "set-buffer", "-a", "y"],
    ] {
        world.ok(line);
    }
    world.ok(&["set-option", "-g", "initial-repeat-time", "1000"]);
    world.ok(&["set-option", "-g", "repeat-time", "100"]);
    let typed = |world: &mut World, wait: u64, key: char| {
        world.clock.millis += wait;
        world.written();
        world.key(&screen, KeyCode::Char(key), Modifiers::empty());
        world.written()
    };
    world.prefix(&screen, 'x');
    // The first waits for long, and so does another key; the same one again does not.
    assert_eq!(typed(&mut world, 900, 'x'), "");
    assert_eq!(typed(&mut world, 90, 'x'), "");
    assert_eq!(typed(&mut world, 90, 'y'), "");
    assert_eq!(typed(&mut world, 900, 'y'), "");
    assert_eq!(typed(&mut world, 110, 'y'), "y");
}

#[test]
fn as_tmux_function_keys_beyond_the_twelfth_are_those_with_shift() {
    for (dialect, windows) in [(Dialect::Pmux, 1), (Dialect::Tmux, 2)] {
        let mut world = World::speaking(dialect);
        let screen = world.attach(&[], SIZE);
        world.ok(&["bind", "-n", "S-F3", "new-window", "cat"]);
        world.key(&screen, KeyCode::Function(13), Modifiers::empty());
        assert_eq!(world.windows(), windows, "{dialect:?}");
        world.ok(&["bind", "-n", "User7", "new-window", "cat"]);
        world.key(&screen, KeyCode::User(7), Modifiers::empty());
        assert_eq!(world.windows(), windows + 1, "{dialect:?}");
    }
}

#[test]
fn sequences_with_numbers_are_told_to_those_who_read_them() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ok(&["set", "-s", "user-keys[3]", "\x1b[1;30005u"]);
    world.ok(&["set", "-s", "user-keys[4]", "typed"]);
    world.show(&mut [&mut screen]);
    assert_eq!(screen.view.user_keys, [(3, "\x1b[1;30005u".to_owned())]);
}
