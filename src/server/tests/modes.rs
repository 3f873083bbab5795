//! Modes of a pane: all who look see the same, each has its keys, and a stack of them is left one by
//! one.

use super::*;

impl World {
    /// A client's command: what it printed as an error, or nothing.
    fn tried(&mut self, argv: &[&str]) -> String {
        self.effects.clear();
        let client = self.ask(argv, None);
        self.event(Event::Gone(client));
        let told = self.effects.iter().filter_map(|effect| match effect {
            Effect::Client(_, ClientEffect::Stderr(bytes)) => {
                Some(String::from_utf8_lossy(bytes).into_owned())
            }
            _ => None,
        });
        told.collect()
    }

    fn mode_name(&self, pane: u32) -> String {
        let model = &self.server.model;
        model.expand("#{pane_in_mode}#{pane_mode}", &Place::of_pane(model, PaneId(pane)))
    }

    fn chosen(&self, pane: u32) -> &str {
        let chooser = self.server.model.chooser(PaneId(pane)).expect("a chooser");
        &chooser.chosen().expect("a line").target
    }

    fn click(&mut self, screen: &Screen, x: u16, y: u16) {
        self.mouse(screen, MouseAction::Press(MouseButton::Left), x, y);
        self.mouse(screen, MouseAction::Release(Some(MouseButton::Left)), x, y);
    }
}

impl Screen {
    fn rows(&self) -> Vec<String> {
        (0..self.view.panes[0].lines.len()).map(|y| self.row(y)).collect()
    }
}

#[test]
fn all_who_look_see_the_same_and_keys_of_either_are_for_it() {
    let mut world = World::new();
    world.tried(&["new-window", "-d", "-t", "build:", "-n", "second"]);
    let (mut one, mut other) = (world.attach(&[], SIZE), world.attach(&[], SIZE));
    let mut reader = world.attach(&["-r"], SIZE);
    world.prefix(&one, 'w');
    world.settle_all(&mut [&mut one, &mut other, &mut reader]);
    assert_eq!((one.rows(), one.rows()), (other.rows(), reader.rows()));
    assert_eq!((one.row(0).as_str(), one.view.cursor), ("Sessions, windows and panes", None));
    let (_, foot) = (one.row(21), one.row(22));
    assert!(foot.starts_with("Enter choose  x kill  / search  q close") && foot.ends_with("2/3"));
    world.type_(&other, "j");
    assert_eq!(world.chosen(0), "@1");
    // Who only looks on sees it, and no more.
    world.type_(&reader, "kq");
    world.click(&reader, 3, 1);
    assert_eq!(world.chosen(0), "@1");
    world.settle_all(&mut [&mut one, &mut other, &mut reader]);
    let selected = |screen: &Screen| screen.view.panes[0].lines[3].runs[0].style;
    assert_ne!(selected(&one), crate::style::Style::PLAIN);
    // What is chosen is done about whoever chose.
    world.tried(&["new-session", "-d", "-s", "aside"]);
    world.settle_all(&mut [&mut one, &mut other, &mut reader]);
    assert!(one.rows().iter().any(|row| row.starts_with("aside")), "{:?}", one.rows());
    world.type_(&other, "g");
    world.key(&other, KeyCode::Enter, Modifiers::empty());
    let name = |world: &World, screen: &Screen| {
        let model = &world.server.model;
        model.expand("#S", &Place::of_client(model, screen.client))
    };
    assert_eq!((name(&world, &one), name(&world, &other)), ("build".into(), "aside".into()));
    assert_eq!(world.mode_name(0), "0");
}

#[test]
fn a_click_selects_a_line_and_two_choose_it() {
    let mut world = World::new();
    for name in ["second", "third"] {
        world.tried(&["new-window", "-d", "-t", "build:", "-n", name]);
    }
    let mut screen = world.attach(&[], SIZE);
    world.prefix(&screen, 'w');
    world.settle(&mut screen);
    let y = screen.rows().iter().position(|row| row.contains("second")).unwrap() as u16;
    world.click(&screen, 12, y);
    assert_eq!(world.chosen(0), "@1");
    world.mouse(&screen, MouseAction::Press(MouseButton::WheelDown), 12, y);
    assert_eq!(world.chosen(0), "@2");
    // Where there is no line, nothing is chosen.
    world.clock.millis += 1000;
    world.click(&screen, 12, 15);
    world.click(&screen, 12, 15);
    assert_eq!((world.chosen(0), world.mode_name(0).as_str()), ("@2", "1tree-mode"));
    world.output("\x1b[?1000h\x1b[?1006h");
    world.written();
    world.clock.millis += 1000;
    world.click(&screen, 12, y);
    world.click(&screen, 12, y);
    let model = &world.server.model;
    let shown = model.expand("#{window_name}", &Place::of_client(model, screen.client));
    assert_eq!((shown.as_str(), world.mode_name(0).as_str()), ("second", "0"));
    assert_eq!(world.written(), "", "the rest of the click is nobody's");
}

#[test]
fn modes_lie_over_each_other() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    world.tried(&["set-buffer", "text"]);
    let mut names = vec![world.mode_name(0)];
    let mut then = |world: &mut World, keys: &str| {
        world.prefix(&screen, keys.chars().next().unwrap());
        names.push(world.mode_name(0));
    };
    for key in ["[", "w", "=", "D", "?", "["] {
        then(&mut world, key);
    }
    let expect = ["0", "1copy-mode", "1tree-mode", "1buffer-mode", "1client-mode", "1view-mode"];
    assert_eq!(names[..6], expect);
    // One that is there already comes to the top.
    assert_eq!(names[6], "1copy-mode");
    let mut left = Vec::new();
    for _ in 0..6 {
        world.type_(&screen, "q");
        left.push(world.mode_name(0));
    }
    let expect = ["1view-mode", "1client-mode", "1buffer-mode", "1tree-mode", "0", "0"];
    assert_eq!(left, expect);
    assert_eq!(world.written(), "q");
    world.prefix(&screen, 'w');
    world.prefix(&screen, '[');
    world.tried(&["copy-mode", "-q", "-t", "build"]);
    assert_eq!(world.mode_name(0), "0");
}

#[test]
fn a_script_chooses_as_a_person_does() {
    let mut world = World::new();
    world.tried(&["new-window", "-d", "-t", "build:", "-n", "second"]);
    assert_eq!(world.tried(&["send-keys", "-X", "-t", "build", "choose"]), "not in a mode\n");
    let screen = world.attach(&[], SIZE);
    let template = "set-option -g @chosen '%%'";
    world.tried(&["choose-tree", "-w", "-t", "build", template]);
    let wrong = world.tried(&["send-keys", "-X", "-t", "build", "select-line"]);
    assert_eq!(wrong, "unknown choose mode command: select-line\n");
    world.tried(&["send-keys", "-X", "-t", "build", "search-forward", "SECOND"]);
    assert_eq!(world.chosen(0), "@1");
    world.tried(&["send-keys", "-t", "build", "k", "j", "Enter"]);
    assert_eq!(world.server.model.expand("#{@chosen}", &Place::default()), "@1");
    assert_eq!(world.mode_name(0), "0");
    // As one types it is searched from where that began.
    world.prefix(&screen, 'w');
    world.type_(&screen, "g/secx");
    world.key(&screen, KeyCode::Backspace, Modifiers::empty());
    world.key(&screen, KeyCode::Enter, Modifiers::empty());
    assert_eq!((world.chosen(0), world.mode_name(0).as_str()), ("@1", "1tree-mode"));
}

#[test]
fn the_pane_has_the_window_while_one_chooses() {
    let mut world = World::new();
    world.tried(&["split-window", "-t", "build"]);
    let mut screen = world.attach(&[], SIZE);
    let zoomed = |world: &World| world.server.model.graph.windows().any(|window| window.zoomed);
    world.prefix(&screen, 'w');
    world.settle(&mut screen);
    assert_eq!((zoomed(&world), screen.view.panes.len()), (true, 1));
    // Another tree in its place has it for as long.
    world.tried(&["choose-tree", "-t", "build:.1"]);
    world.type_(&screen, "q");
    assert!(!zoomed(&world));
    // What was zoomed before stays so.
    world.prefix(&screen, 'z');
    world.prefix(&screen, 's');
    world.type_(&screen, "q");
    assert!(zoomed(&world));
    world.prefix(&screen, 'z');
    // In its own rectangle it is as useful.
    world.tried(&["resize-pane", "-t", "build:.1", "-y", "2"]);
    world.tried(&["choose-tree", "-t", "build:.1"]);
    world.settle(&mut screen);
    let rows: Vec<&str> = screen.view.panes[1].lines.iter().map(|it| it.text.as_str()).collect();
    assert!(rows.len() == 2 && rows[1].contains("─> 1: "), "{rows:?}");
}

#[test]
fn a_text_is_searched_and_copied_from_as_history_is() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    let text: String = (0..90).map(|n| format!("number {n}\n")).collect();
    world.server.model.show_text(screen.client, &text);
    world.settle(&mut screen);
    assert_eq!((screen.row(0).as_str(), screen.row(21).as_str()), ("number 0", "number 21"));
    assert_eq!(screen.row(22).split_whitespace().last(), Some("[68/68]"));
    world.type_(&screen, "/number 42");
    world.key(&screen, KeyCode::Enter, Modifiers::empty());
    let word = world.server.model.expand(
        "#{pane_mode} #{copy_cursor_line} #{search_present}",
        &Place::of_pane(&world.server.model, PaneId(0)),
    );
    assert_eq!(word, "view-mode number 42 1");
    world.key(&screen, KeyCode::Home, Modifiers::empty());
    for key in [KeyCode::Char(' '), KeyCode::End, KeyCode::Enter] {
        world.key(&screen, key, Modifiers::empty());
    }
    let copied = world.server.model.buffers().get(None).map(|buffer| buffer.data.clone());
    assert_eq!((copied.as_deref(), world.mode_name(0).as_str()), (Some(&b"number 42"[..]), "0"));
}

#[test]
fn a_text_for_who_only_looks_on_is_theirs_alone() {
    let mut world = World::new();
    let (mut other, mut reader) = (world.attach(&[], SIZE), world.attach(&["-r"], SIZE));
    world.settle_all(&mut [&mut other, &mut reader]);
    let before = other.rows();
    world.prefix(&reader, '?');
    world.settle_all(&mut [&mut other, &mut reader]);
    assert_eq!((other.rows(), world.mode_name(0).as_str()), (before, "0"));
    assert!(reader.row(0).starts_with("C-b "), "{:?}", reader.rows());
    world.type_(&reader, "q");
    world.settle_all(&mut [&mut other, &mut reader]);
    assert_eq!(reader.rows(), other.rows());
}

#[test]
fn a_list_that_nothing_is_left_of_is_left() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.tried(&["set-buffer", "-b", "one", "text"]);
    world.tried(&["set-buffer", "-b", "two", "text"]);
    world.prefix(&screen, '=');
    for (left, mode) in [(1, "1buffer-mode"), (0, "0")] {
        world.type_(&screen, "dy");
        world.settle(&mut screen);
        assert_eq!(world.server.model.buffers().iter().count(), left);
        assert_eq!(world.mode_name(0), mode);
    }
    // A filter that leaves nothing is none, and one is where one was.
    world.tried(&["choose-tree", "-f", "0", "-t", "build"]);
    assert_eq!(world.chosen(0), "@0");
}

#[test]
fn what_is_read_over_a_popup_has_its_own_keys() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ask(&["display-popup", "program"], None);
    world.event(Event::Exited(101, Ended::Exited(0)));
    world.event(Event::Drained(PaneId(1)));
    world.server.model.show_text(screen.client, "one\ntwo");
    world.settle(&mut screen);
    assert_eq!((world.mode_name(0).as_str(), world.mode_name(1).as_str()), ("0", "1view-mode"));
    world.type_(&screen, "q");
    assert_eq!(world.mode_name(1), "0");
    world.type_(&screen, "q");
    world.settle(&mut screen);
    assert!(screen.view.floats.is_empty());
}

#[test]
fn a_program_s_colours_are_for_what_it_wrote() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.output("\x1b]11;#102030\x1b\\\x1b]4;1;#405060\x1b\\\x1b[?5htext");
    let looks = |world: &mut World, screen: &mut Screen| {
        world.settle(screen);
        let pane = &screen.view.panes[0];
        (pane.style.bg, pane.palette.len())
    };
    let own = looks(&mut world, &mut screen);
    world.prefix(&screen, '[');
    assert_eq!(looks(&mut world, &mut screen), own);
    world.prefix(&screen, 'w');
    let plain = looks(&mut world, &mut screen);
    assert!(plain.0 != own.0 && plain.1 < own.1, "{own:?} {plain:?}");
    world.type_(&screen, "qq");
    assert_eq!(looks(&mut world, &mut screen), own);
}

#[test]
fn a_pane_is_left_with_its_mode_where_that_was_said() {
    let mut world = World::new();
    for flags in [&["-k"][..], &["-k", "-s", "%0"]] {
        world.tried(&["split-window", "-t", "build:"]);
        let pane = world.server.model.graph.panes().map(|pane| pane.id.0).max().unwrap();
        let target = format!("%{pane}");
        world.tried(&[&["copy-mode", "-t", &target], flags].concat());
        assert_eq!(world.mode_name(pane), "1copy-mode");
        world.tried(&["send-keys", "-t", &target, "-X", "cancel"]);
        assert!(!world.server.model.graph.has_pane(PaneId(pane)), "{flags:?}");
    }
    world.tried(&["copy-mode", "-t", "%0"]);
    world.tried(&["send-keys", "-t", "%0", "-X", "cancel"]);
    assert!(world.server.model.graph.has_pane(PaneId(0)));
}

#[test]
fn copy_mode_says_where_it_is_as_the_option_has_it() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    let lines: String = (0..40).map(|n| format!("line {n}\r\n")).collect();
    world.handle(Event::Output(PaneId(0), lines.as_bytes()));
    world.tried(&["copy-mode", "-t", "%0", "-u"]);
    let mut first = |world: &mut World, format: &str| {
        world.tried(&["set", "-g", "copy-mode-position-format", format]);
        world.settle(&mut screen);
        let indicator = screen.view.panes[0].indicator.as_ref().map(|line| line.text.clone());
        (indicator.unwrap_or_default(), screen.row(0))
    };
    let right = first(&mut world, "#[align=right]<#{scroll_position}>");
    assert!(right.0.starts_with('<') && !right.1.contains('<'), "{right:?}");
    let left = first(&mut world, "<#{copy_position}/#{copy_position_limit}>");
    assert!(left.0.is_empty() && left.1.starts_with('<'), "{left:?}");
}

/// The same where pmux is called tmux, whose choosers have no table of keys.
fn as_tmux() -> World {
    let mut world = World::new();
    world.server.model.identity.dialect = crate::dialect::Dialect::Tmux;
    world.tried(&["unbind-key", "-a", "-T", "choose-mode"]);
    world
}

#[test]
fn called_tmux_choosers_have_keys_of_their_own_and_ask_in_their_pane() {
    let mut world = as_tmux();
    world.tried(&["new-window", "-d", "-t", "build:", "-n", "second"]);
    world.tried(&["choose-tree", "-t", "%0", "-F", "it"]);
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    let rows: Vec<String> = screen.rows().into_iter().take(5).collect();
    let expect = [
        "(0) - build: it",
        "(1) ├─→ - 0: it",
        "(2) │   └─→ 0: it",
        "(3) └─→ - 1: it",
        "(4)     └─→ 0: it",
    ];
    assert_eq!(rows.iter().map(|row| row.trim_end()).collect::<Vec<_>>(), expect);
    // Keys that a command types come to the same as a person's, one after the other.
    world.tried(&["send-keys", "-t", "%0", "j", "h"]);
    assert_eq!(world.chosen(0), "=build:0.");
    world.tried(&["send-keys", "-t", "%0", "G", "x"]);
    world.settle(&mut screen);
    assert!(screen.rows().iter().any(|row| row.contains("Kill pane 0? ")), "{:?}", screen.rows());
    world.type_(&screen, "n");
    world.tried(&["send-keys", "-t", "%0", "f", "0", "Enter"]);
    world.settle(&mut screen);
    assert!(screen.rows().iter().any(|row| row.contains("(filter: no matches)")));
    world.tried(&["send-keys", "-t", "%0", "c", "3"]);
    assert_eq!(
        (world.mode_name(0).as_str(), world.server.model.client_window(screen.client)),
        ("0", world.server.model.graph.windows().map(|window| window.id).max())
    );
}

#[test]
fn a_question_in_a_pane_is_answered_by_whoever_types_there() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    for keys in [&["two", "Enter"][..], &["x", "C-u", "t", "w", "o", "Enter"]] {
        world.tried(&["set", "-g", "@r", "none"]);
        world.tried(&["command-prompt", "-P", "-p", "(ask)", "set -g @r '%%'"]);
        world.settle(&mut screen);
        let last = screen.rows().pop().unwrap();
        assert!(last.starts_with("(ask)"), "{last}");
        world.tried(&[&["send-keys", "-t", "%0"], keys].concat());
        assert_eq!(world.server.model.expand("#{@r}", &Place::default()), "two");
        world.settle(&mut screen);
        assert!(!screen.rows().pop().unwrap().contains("(ask)"));
    }
}

#[test]
fn a_clock_and_numbers_of_panes_are_modes() {
    let mut world = as_tmux();
    let mut screen = world.attach(&[], SIZE);
    world.tried(&["clock-mode", "-t", "%0"]);
    assert_eq!(world.mode_name(0), "1clock-mode");
    world.settle(&mut screen);
    world.type_(&screen, "q");
    assert_eq!(world.mode_name(0), "0");
    world.tried(&["split-window", "-t", "%0"]);
    world.tried(&["display-panes", "-d", "0", "-t", "%0", "set -g @picked %%"]);
    assert_eq!(world.mode_name(0), "1panes-mode");
    world.settle(&mut screen);
    world.tried(&["send-keys", "-t", "%0", "1"]);
    let picked = world.server.model.expand(
        "#{@picked} #{window_zoomed_flag}",
        &Place::of_pane(&world.server.model, PaneId(0)),
    );
    assert_eq!((world.mode_name(0).as_str(), picked.as_str()), ("0", "%1 0"));
}

#[test]
fn as_tmux_a_window_is_named_by_the_mode_of_its_pane() {
    let mut world = World::speaking(Dialect::Tmux);
    let name = |world: &World| world.server.model.graph.windows().next().unwrap().name.clone();
    world.ok(&["set-option", "-gw", "automatic-rename-format", "#{?pane_in_mode,[tmux],program}"]);
    world.ok(&["copy-mode", "-t", "build"]);
    assert_eq!(name(&world), "[tmux]");
    world.ok(&["send-keys", "-t", "build", "-X", "cancel"]);
    assert_eq!(name(&world), "program");
}

#[test]
fn what_is_killed_is_what_was_asked_about_whatever_is_chosen_by_then() {
    for dialect in [Dialect::Tmux, Dialect::Pmux] {
        let mut world = World::speaking(dialect);
        let screen = world.attach(&[], SIZE);
        for name in ["one", "two", "three"] {
            world.ok(&["new-window", "-d", "-t", "build:", "-n", name]);
        }
        let names = |world: &World| -> Vec<String> {
            let windows = world.server.model.graph.windows();
            let ours = ["one", "two", "three"];
            windows.map(|it| it.name.clone()).filter(|it| ours.contains(&it.as_str())).collect()
        };
        let act = |world: &mut World, act| world.ok(&["send-keys", "-X", "-t", "%0", act]);
        world.ok(&["choose-tree", "-w", "-t", "%0"]);
        act(&mut world, "history-top");
        act(&mut world, "cursor-down");
        act(&mut world, "cursor-down");
        let chosen = world.server.model.chooser(PaneId(0)).unwrap().chosen().unwrap().place.window;
        let chosen = world.server.model.graph.window(chosen.unwrap()).unwrap().name.clone();
        let expect = |gone: &str| {
            ["one", "two", "three"].into_iter().filter(|it| *it != gone).collect::<Vec<_>>()
        };
        assert_ne!(expect(&chosen).len(), 3, "a window is chosen: {chosen}");
        let client = world.ask(&["send-keys", "-X", "-t", "%0", "kill"], None);
        world.event(Event::Gone(client));
        act(&mut world, "cursor-down");
        // Its index is another's by now.
        world.ok(&["swap-window", "-d", "-s", &format!("build:{chosen}"), "-t", "build:three"]);
        match dialect {
            Dialect::Tmux => world.ok(&["send-keys", "-t", "%0", "y"]),
            Dialect::Pmux => world.type_(&screen, "y"),
        }
        assert_eq!(names(&world), expect(&chosen), "{dialect:?}");
    }
}

#[test]
fn a_pane_that_is_asked_about_is_the_one_that_goes() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    for _ in 0..3 {
        world.ok(&["split-window", "-t", "%0"]);
    }
    world.ok(&["select-pane", "-t", "%2"]);
    let client = format!("/dev/pts/{}", screen.client.0);
    world.ok(&["confirm-before", "-t", &client, "kill-pane -t %1"]);
    world.type_(&screen, "y");
    let panes: Vec<u32> = world.server.model.graph.panes().map(|it| it.id.0).collect();
    assert_eq!(panes, [0, 2, 3]);
}
