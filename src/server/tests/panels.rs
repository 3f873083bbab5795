//! What modes show, prompts over them, messages; what a mouse ends and what goes on by the clock; what
//! hooks are told.

use super::history_file::Files;
use super::*;
use crate::model::mode::Mode;

impl World {
    /// A client's command that must succeed.
    pub fn ok(&mut self, argv: &[&str]) {
        let client = self.ask(argv, None);
        assert_eq!(self.exit_of(client), Some(0), "{argv:?} {:?}", self.effects);
        self.event(Event::Gone(client));
    }

    /// A person's own option.
    fn said(&mut self, name: &str) -> String {
        self.server.model.expand(&format!("#{{{name}}}"), &Default::default())
    }

    fn overlay(&mut self, screen: &mut Screen) -> Option<Overlay> {
        self.settle(screen);
        screen.view.overlay.clone()
    }

    /// The lines that a mode shows in the first pane, without what says what they are and which
    /// keys do what; and which of them is chosen.
    fn listed(&mut self, screen: &mut Screen) -> (Vec<String>, Option<usize>) {
        self.settle(screen);
        let pane = &screen.view.panes[0];
        let mode = self.server.model.graph[PaneId(pane.id)].modes.top().expect("a mode");
        let rows = usize::from(pane.rect.rows);
        let title = matches!(mode, Mode::Choose(_)) && rows > 3;
        let lines = &pane.lines[usize::from(title)..rows - usize::from(rows > 2)];
        let chosen = |line: &crate::line::Line| line.runs.first().map(|run| run.style.bg);
        let marked = Some(crate::style::Color::Indexed(179));
        let selected = lines.iter().position(|line| chosen(line) == marked);
        let texts = lines.iter().map(|line| line.text.trim_end().to_owned());
        (texts.filter(|text| !text.is_empty()).collect(), selected)
    }

    pub fn mouse(&mut self, screen: &Screen, action: MouseAction, x: u16, y: u16) {
        let at = crate::geometry::Point::new(x, y);
        let event = MouseEvent { action, at, pixel: None, modifiers: Modifiers::empty() };
        self.event(Event::Message(screen.client, ClientMessage::Mouse { event, on: None }));
    }

    /// A command line at the prompt.
    fn command(&mut self, screen: &Screen, line: &str) {
        self.prefix(screen, ':');
        self.type_(screen, line);
        self.key(screen, KeyCode::Enter, Modifiers::empty());
    }
}

#[test]
fn all_of_a_long_line_can_be_read() {
    let mut world = World::new();
    for cols in [60, 100, 140, 240] {
        let mut screen = world.attach(&[], Size::new(cols, 24));
        let text: String = (0..80).map(|n| format!("{n:04}")).collect();
        world.server.model.show_text(screen.client, &text);
        let (lines, _) = world.listed(&mut screen);
        assert_eq!(lines.concat(), text, "{cols}");
        assert!(lines.iter().all(|line| line.len() <= cols.into()), "{cols}: {lines:?}");
        world.type_(&screen, "q");
    }
}

#[test]
fn what_does_not_fit_into_a_message_comes_in_view_mode() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.command(&screen, "nosuch");
    assert!(matches!(world.overlay(&mut screen), Some(Overlay::Message { .. })));
    world.command(&screen, "split-window -Q");
    let (lines, _) = world.listed(&mut screen);
    assert!(lines[0].contains("unknown flag -Q") && lines[1].starts_with("usage: "), "{lines:?}");
    world.key(&screen, KeyCode::Char('q'), Modifiers::empty());
    world.command(&screen, &format!("has-session -t {}", "x".repeat(100)));
    let (lines, _) = world.listed(&mut screen);
    assert!(lines.concat().ends_with("xxx"), "{lines:?}");
    world.key(&screen, KeyCode::Char('q'), Modifiers::empty());
    // What is wrong with a line that was typed stands on no line of a file.
    world.command(&screen, "display 'x");
    let told = world.overlay(&mut screen).and_then(|it| it.message());
    assert_eq!(told.as_deref(), Some("Unterminated quote"));
}

#[test]
fn a_tree_comes_back_after_what_was_asked_over_it() {
    let mut world = World::new();
    world.ok(&["new-window", "-d", "-t", "build:", "-n", "second"]);
    let mut screen = world.attach(&[], SIZE);
    world.prefix(&screen, 'w');
    let (before, _) = world.listed(&mut screen);
    assert!(before.iter().any(|line| line.contains("second")), "{before:?}");
    let last = before.len();
    (0..last).for_each(|_| world.key(&screen, KeyCode::Down, Modifiers::empty()));
    for answer in ['n', 'y'] {
        world.type_(&screen, "x");
        match world.overlay(&mut screen) {
            Some(Overlay::Prompt { label, .. }) => {
                assert!(label.text.contains("second"), "{label:?}")
            }
            other => panic!("{other:?}"),
        }
        world.key(&screen, KeyCode::Char(answer), Modifiers::empty());
        let (lines, _) = world.listed(&mut screen);
        assert_eq!(lines.len(), last - usize::from(answer == 'y'), "{lines:?}");
    }
}

#[test]
fn a_tree_shows_what_is_chosen_on_the_smallest_screen() {
    let mut world = World::new();
    for (rows, expect) in
        [(5, (2, Some(1))), (4, (2, Some(1))), (3, (2, Some(1))), (2, (1, Some(0)))]
    {
        let mut screen = world.attach(&["-d"], Size::new(20, rows));
        world.prefix(&screen, 'w');
        let (lines, selected) = world.listed(&mut screen);
        assert_eq!((lines.len(), selected), expect, "{rows}: {lines:?}");
    }
}

#[test]
fn the_mouse_ends_what_the_prefix_began() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.key(&screen, KeyCode::Char('b'), Modifiers::CTRL);
    world.clock.millis += 1000;
    world.event(Event::Timer);
    assert!(matches!(world.overlay(&mut screen), Some(Overlay::Keys { .. })));
    world.mouse(&screen, MouseAction::Press(MouseButton::Left), 3, 3);
    world.mouse(&screen, MouseAction::Release(Some(MouseButton::Left)), 3, 3);
    assert_eq!(world.overlay(&mut screen), None);
    world.type_(&screen, "d");
    assert_eq!(world.written(), "d");
}

#[test]
fn keys_that_nobody_noted_anything_on_are_offered_with_their_commands() {
    let mut world = World::new();
    world.ok(&["bind-key", "-T", "mine", "a", "split-window", "-h"]);
    world.ok(&["bind-key", "-T", "mine", "-N", "Say it", "b", "display", "x"]);
    world.ok(&["bind-key", "-n", "F5", "switch-client", "-T", "mine"]);
    let mut screen = world.attach(&[], SIZE);
    world.key(&screen, KeyCode::Function(5), Modifiers::empty());
    world.clock.millis += 1000;
    world.event(Event::Timer);
    let Some(Overlay::Keys { entries, .. }) = world.overlay(&mut screen) else { panic!("no keys") };
    let entry = |key: &str, meaning: &str| (key.to_owned(), meaning.to_owned());
    assert_eq!(entries, [entry("a", "split-window -h"), entry("b", "Say it")]);
}

#[test]
fn a_selection_past_the_edge_goes_on_while_the_button_is_held() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    (0..200).for_each(|n| world.output(&format!("line {n}\r\n")));
    world.settle(&mut screen);
    let position = |world: &World| {
        let pane = &world.server.model.graph[PaneId(0)];
        let copying = pane.modes.top().and_then(|mode| mode.copying(&pane.terminal));
        copying.map(|(copy, terminal)| copy.position(terminal).0)
    };
    world.mouse(&screen, MouseAction::Press(MouseButton::Left), 3, 10);
    world.mouse(&screen, MouseAction::Drag(MouseButton::Left), 3, 5);
    world.mouse(&screen, MouseAction::Drag(MouseButton::Left), 3, 0);
    let first = position(&world).unwrap();
    for _ in 0..5 {
        world.clock.millis = world.server.deadline().unwrap();
        world.event(Event::Timer);
    }
    let then = position(&world).unwrap();
    assert!(then > first, "{first} {then}");
    world.mouse(&screen, MouseAction::Drag(MouseButton::Left), 3, 5);
    assert!(world.server.dragging.is_empty());
    world.mouse(&screen, MouseAction::Drag(MouseButton::Left), 3, 0);
    world.event(Event::Gone(screen.client));
    assert!(world.server.dragging.is_empty());
}

#[test]
fn options_tell_of_direct_colour_by_the_client_s_terminal() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    let mut direct = |world: &mut World, argv: &[&str]| {
        world.ok(argv);
        world.settle(&mut screen);
        screen.view.input.direct_color
    };
    assert!(!direct(&mut world, &["set", "-as", "terminal-overrides", ",screen*:Tc"]));
    assert!(direct(&mut world, &["set", "-as", "terminal-overrides", ",*:Tc"]));
    assert!(!direct(&mut world, &["set", "-su", "terminal-overrides"]));
    assert!(direct(&mut world, &["set", "-as", "terminal-features", ",xterm*:RGB"]));
}

#[test]
fn hooks_are_told_what_changed_whatever_changed_it() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    let fired = |what: &[&str], world: &mut World, hook: &str, act: &dyn Fn(&mut World)| {
        world.ok(&["set-option", "-g", "@fired", ""]);
        world.ok(&["set-hook", "-g", hook, "set-option -ag @fired '#{hook}x'"]);
        act(world);
        world.ok(&["set-hook", "-gu", hook]);
        let times = world.said("@fired").matches('x').count();
        assert_eq!(times, what.len(), "{hook}");
    };
    let ok = |argv: &'static [&'static str]| move |world: &mut World| world.ok(argv);
    fired(&["x"], &mut world, "window-layout-changed", &ok(&["split-window", "-t", "build"]));
    fired(&["x"], &mut world, "window-pane-changed", &ok(&["select-pane", "-t", "build:.0"]));
    fired(&["x"], &mut world, "pane-mode-changed", &ok(&["copy-mode", "-t", "build:.0"]));
    fired(&["x"], &mut world, "pane-mode-changed", &ok(&["copy-mode", "-q", "-t", "build:.0"]));
    fired(&[], &mut world, "window-renamed", &ok(&["new-window", "-t", "build:", "cat"]));
    fired(&["x"], &mut world, "session-window-changed", &ok(&["kill-window", "-t", "build:1"]));
    world.ok(&["new-session", "-d", "-s", "other", "cat"]);
    fired(&["x"], &mut world, "window-unlinked", &ok(&["kill-session", "-t", "other"]));
    let focus = |world: &mut World| world.ok(&["select-pane", "-t", "build:.1"]);
    fired(&["x"], &mut world, "pane-focus-out", &focus);
    let client = screen.client;
    let copied = move |world: &mut World| {
        world.event(Event::Output(PaneId(0), b"\x1b]52;c;aGk=\x07"));
        world.event(Event::Message(client, ClientMessage::Focus(true)));
    };
    fired(&["x"], &mut world, "pane-set-clipboard", &copied);
}

#[test]
fn a_dead_pane_says_what_ran_and_when_it_ended() {
    let mut world = World::new();
    world.ok(&["set-option", "-g", "remain-on-exit", "on"]);
    world.ok(&["new-window", "-t", "build:", "sleep 5"]);
    let pane = PaneId(1);
    world.event(Event::Exited(101, Ended::Exited(3)));
    world.event(Event::Drained(pane));
    let gone = crate::server::event::Foreground { group: 0, command: None, directory: None };
    world.event(Event::Foreground(pane, gone));
    let place = crate::model::resolve::Place::of_pane(&world.server.model, pane);
    let expand = |format: &str| world.server.model.expand(format, &place);
    assert_eq!(expand("#{window_name} #{pane_dead_time}"), "sleep[dead] 1700000001");
    let screen = &world.server.model.graph[pane].terminal.screen_text().join("\n");
    assert!(screen.contains("Pane is dead (status 3, Tue Nov"), "{screen}");
}

#[test]
fn a_drag_that_the_root_table_binds_has_an_end_and_a_place() {
    let mut world = World::new();
    // Its menu would have the mouse.
    world.ok(&["unbind-key", "-n", "MouseDown3Pane"]);
    world.ok(&["bind-key", "-n", "MouseDrag3Pane", "set-option -g @drag 1"]);
    world.ok(&[
        "bind-key",
        "-n",
        "MouseDragEnd3Pane",
        "set-option -gF @end '#{mouse_x},#{mouse_y}'",
    ]);
    world.ok(&["bind-key", "-n", "MouseUp3Pane", "set-option -g @up 1"]);
    let screen = world.attach(&[], SIZE);
    world.mouse(&screen, MouseAction::Press(MouseButton::Right), 3, 3);
    world.mouse(&screen, MouseAction::Drag(MouseButton::Right), 5, 4);
    world.mouse(&screen, MouseAction::Release(Some(MouseButton::Right)), 7, 5);
    assert_eq!(["@drag", "@end", "@up"].map(|name| world.said(name)), ["1", "7,5", ""]);
    world.clock.millis += 1000;
    world.mouse(&screen, MouseAction::Press(MouseButton::Right), 3, 3);
    world.mouse(&screen, MouseAction::Release(Some(MouseButton::Right)), 3, 3);
    assert_eq!(world.said("@up"), "1");
}

#[test]
fn formats_know_where_a_text_is_on_the_screen() {
    let mut world = World::new();
    world.output("one\r\ntwo three\r\n");
    let place = crate::model::resolve::Place::of_pane(&world.server.model, PaneId(0));
    let expand = |format: &str| world.server.model.expand(format, &place);
    assert_eq!(expand("#{C:three} #{C:four} #{C/r:^t.o} #{C/i:ONE} #{C:ONE}"), "2 0 2 1 0");
    assert_eq!(
        expand("#{window_active_sessions_list} #{window_stack_index} #{pane_pipe}"),
        "build 0 0"
    );
}

#[test]
fn panes_have_titles_in_their_borders() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ok(&["split-window", "-t", "build"]);
    world.ok(&["set-option", "-g", "pane-border-format", " #{pane_index} "]);
    let rects = |world: &mut World, screen: &mut Screen| -> Vec<(u16, u16, String)> {
        world.settle(screen);
        let text = |it: &(u16, crate::line::Line)| it.1.text.clone();
        let title = |title: &Option<Vec<_>>| title.as_ref().map(|it| it.iter().map(text).collect());
        let panes = screen.view.panes.iter();
        panes.map(|it| (it.rect.y, it.rect.rows, title(&it.title).unwrap_or_default())).collect()
    };
    let of = |y, rows, title: &str| (y, rows, title.to_owned());
    assert_eq!(rects(&mut world, &mut screen), [of(0, 11, ""), of(12, 11, "")]);
    world.ok(&["set-option", "-g", "pane-border-status", "top"]);
    assert_eq!(rects(&mut world, &mut screen), [of(1, 10, " 0 "), of(12, 11, " 1 ")]);
    let places = "#{P:#{pane_top} #{pane_bottom} #{pane_height} #{pane_at_top} #{pane_at_bottom};}";
    let here = crate::model::resolve::Place::of_pane(&world.server.model, PaneId(1));
    assert_eq!(world.server.model.expand(places, &here), "1 10 10 1 0;12 22 11 0 1;");
    // The border is dragged as before; the row at the edge stays.
    for (from, to, expect) in [
        (11, 8, [of(1, 7, " 0 "), of(9, 14, " 1 ")]),
        (0, 5, [of(1, 7, " 0 "), of(9, 14, " 1 ")]),
        (8, 0, [of(1, 1, " 0 "), of(3, 20, " 1 ")]),
    ] {
        let left = MouseButton::Left;
        world.clock.millis += 1000;
        world.mouse(&screen, MouseAction::Press(left), 40, from);
        world.mouse(&screen, MouseAction::Drag(left), 40, to);
        world.mouse(&screen, MouseAction::Release(Some(left)), 40, to);
        assert_eq!(rects(&mut world, &mut screen), expect, "{from} {to}");
    }
    world.ok(&["resize-pane", "-Z", "-t", "build"]);
    assert_eq!(rects(&mut world, &mut screen), [of(1, 22, " 1 ")]);
    world.ok(&["resize-pane", "-Z", "-t", "build"]);
    world.ok(&["set-option", "-g", "pane-border-status", "bottom"]);
    assert_eq!(rects(&mut world, &mut screen), [of(0, 1, " 0 "), of(2, 20, " 1 ")]);
    assert!(screen.view.borders.titles_below);
    // A layout is one of the panes' room, and comes back as it was.
    let layout = world.server.model.expand("#{window_layout}", &here);
    world.ok(&["select-layout", "-t", "build", "even-vertical"]);
    world.ok(&["select-layout", "-t", "build", &layout]);
    assert_eq!(rects(&mut world, &mut screen), [of(0, 1, " 0 "), of(2, 20, " 1 ")]);
    // A popup has the box's title only.
    world.ask(&["display-popup", "-w", "40", "-h", "10", "program"], None);
    let popup = rects(&mut world, &mut screen).pop();
    assert_eq!(popup, Some(of(8, 8, "")));
}

/// What the panel after the prefix offers on a screen of that size.
fn offered(size: Size) -> Vec<(String, String)> {
    let mut world = World::new();
    let mut screen = world.attach(&[], size);
    world.key(&screen, KeyCode::Char('b'), Modifiers::CTRL);
    world.clock.millis += 600;
    world.event(Event::Timer);
    match world.overlay(&mut screen) {
        Some(Overlay::Keys { entries, .. }) => entries,
        other => panic!("no keys: {other:?}"),
    }
}

#[test]
fn the_keys_that_matter_are_offered_first() {
    let keys = |size| offered(size).into_iter().map(|(key, _)| key).collect::<Vec<_>>().join(" ");
    let usual = keys(Size::new(80, 24));
    assert_eq!(usual, "d c n p 0…9 , % \" Arrows z x [ ] s w $ : C-b / ?");
    assert_eq!(keys(Size::new(40, 10)), "d c ?");
    let all = offered(Size::new(240, 100));
    let meaning = |key: &str| all.iter().find(|it| it.0 == key).map(|it| it.1.as_str());
    assert_eq!(meaning("Arrows"), Some("Pane that way"));
    assert_eq!(meaning("C-Arrows"), Some("Move the border that way"));
}

#[test]
fn the_bar_of_keys_has_as_many_as_there_is_room_for() {
    let mut world = World::new();
    world.ok(&["set", "-g", "key-bar", "on"]);
    let bar = |world: &mut World, cols, rows| {
        let mut screen = world.attach(&["-d"], Size::new(cols, rows));
        world.settle(&mut screen);
        let room = screen.view.window.rows;
        (screen.view.status.and_then(|it| it.keys).map(|it| it.text).unwrap_or_default(), room)
    };
    for (cols, rows, expect) in [
        (80, 24, " Ctrl-b (C-b) then:  d leave  c new window  n next  % split  ? all keys  h hide"),
        (50, 12, " Ctrl-b (C-b) then:  d leave  ? all keys  h hide"),
        (10, 24, " Ctrl-b (C-b) then:  ? all keys  h hide"),
    ] {
        assert_eq!(bar(&mut world, cols, rows), (expect.to_owned(), rows - 2), "{cols}");
    }
    // A low terminal has no row for it.
    assert_eq!(bar(&mut world, 80, 11), (String::new(), 10));
    // What is bound otherwise is told of as it is.
    world.ok(&["set", "-g", "prefix", "F2"]);
    world.ok(&["unbind", "d"]);
    world.ok(&["bind", "M-e", "detach-client"]);
    let wide = " F2 then:  Alt-e leave  c new window  n next  % split  arrows to the pane there  z zoom  \
                [ look back  ] paste  ? all keys  h hide";
    assert_eq!(bar(&mut world, 140, 24), (wide.to_owned(), 22));
    world.ok(&["set", "-g", "status", "off"]);
    assert_eq!(bar(&mut world, 80, 24), (String::new(), 24));
}

#[test]
fn a_shell_that_has_something_asked_waits_for_the_answer_in_tmux() {
    let mut world = World::speaking(Dialect::Tmux);
    let screen = world.attach(&[], SIZE);
    let asker = world.ask(&["command-prompt", "-p", "name", "display-message -p 'it is %%'"], None);
    assert_eq!(world.exit_of(asker), None);
    world.type_(&screen, "new");
    world.key(&screen, KeyCode::Enter, Modifiers::empty());
    assert_eq!(world.exit_of(asker), Some(0));
    let said = world.effects.iter().any(|effect| {
        matches!(effect, Effect::Client(_, ClientEffect::Stdout(bytes)) if bytes == b"it is new\n")
    });
    assert!(said, "{:?}", world.effects);
    // Given up, it is over too; without -b alone.
    for (argv, key, status) in [
        (&["confirm-before", "kill-server"][..], 'n', 1),
        (&["confirm-before", "set -g @a 1"], 'y', 0),
        (&["command-prompt", "-1", "set -g @a %%"], 'x', 0),
    ] {
        world.effects.clear();
        let asker = world.ask(argv, None);
        assert_eq!(world.exit_of(asker), None, "{argv:?}");
        world.type_(&screen, &key.to_string());
        assert_eq!(world.exit_of(asker), Some(status), "{argv:?}");
    }
    world.ok(&["confirm-before", "-b", "kill-server"]);
    world.type_(&screen, "n");
    // What takes its place ends it.
    world.effects.clear();
    let asker = world.ask(&["confirm-before", "kill-server"], None);
    assert_eq!(world.exit_of(asker), None);
    world.ok(&["confirm-before", "-b", "kill-server"]);
    assert_eq!(world.exit_of(asker), Some(1));
}

#[test]
fn what_was_answered_is_kept_in_a_file() {
    let (mut world, mut files) = (World::new(), Files::new());
    let screen = world.attach(&[], SIZE);
    world.ok(&["set", "-s", "history-file", "~/answers"]);
    world.ok(&["command-prompt", "-p", "name", "set -g @name %%"]);
    world.type_(&screen, "three");
    world.key(&screen, KeyCode::Enter, Modifiers::empty());
    world.keep_files(&mut files);
    let home = world.server.model.identity.home.clone();
    assert_eq!(files[&home.join("answers")].as_deref(), Some("command:three\n"));
}
