//! Customize mode: what is shown, set, unset and asked, and what an answer comes to when it is too late.
//! Switch mode: what is found by a few letters.

use super::*;

impl World {
    /// Customize mode with only what a condition is true for.
    fn customize(&mut self, condition: &str) {
        self.ok(&["customize-mode", "-t", "build:", "-f", condition]);
    }

    fn keys(&mut self, keys: &[&str]) {
        for key in keys {
            self.ok(&["send-keys", "-t", "build:", key]);
        }
    }

    /// Types an answer in place of what stands there.
    fn give(&mut self, text: &str) {
        self.keys(&["C-a", "C-k"]);
        self.ok(&["send-keys", "-t", "build:", "-l", text]);
        self.keys(&["Enter"]);
    }

    fn down(&mut self, times: usize) {
        for _ in 0..times {
            self.keys(&["Down"]);
        }
    }

    fn names(&self) -> Vec<&str> {
        let chooser = self.server.model.chooser(PaneId(0)).expect("customize mode");
        chooser.rows.iter().map(|row| row.name.as_str()).collect()
    }

    /// What a command prints.
    fn printed(&mut self, argv: &[&str]) -> String {
        self.effects.clear();
        let client = self.ask(argv, None);
        self.event(Event::Gone(client));
        let told = self.effects.iter().filter_map(|effect| match effect {
            Effect::Client(_, ClientEffect::Stdout(bytes) | ClientEffect::Stderr(bytes)) => {
                Some(String::from_utf8_lossy(bytes).into_owned())
            }
            _ => None,
        });
        told.collect()
    }
}

const HEADINGS: [&str; 7] = [
    "Server Options",
    "Session Options",
    "Window & Pane Options",
    "Session Hooks",
    "Window & Pane Hooks",
    "Global Environment",
    "Session Environment",
];

#[test]
fn all_that_can_be_set_is_there_under_headings() {
    let mut world = World::new();
    let mut screen = world.attach(&[], Size::new(80, 40));
    world.customize("");
    assert_eq!(world.names()[..7], HEADINGS);
    assert!(world.names()[7].starts_with("Key Table - "), "{:?}", world.names());
    world.keys(&["Right", "Down"]);
    assert_eq!(world.names()[1..3], ["backspace", "buffer-limit"]);
    world.settle(&mut screen);
    let rows: Vec<String> = (0..39).map(|y| screen.row(y)).collect();
    assert!(rows[1].starts_with("- Server Options"), "{rows:#?}");
    assert!(rows[2].starts_with("├─> backspace: C-?"), "{rows:#?}");
    let known: String = rows[26..].concat();
    assert!(known.contains("This is a server option."), "{rows:#?}");
    assert!(known.contains("Option value: C-?"), "{rows:#?}");
    world.keys(&["q"]);
    assert!(world.server.model.chooser(PaneId(0)).is_none());
}

#[test]
fn an_option_of_ones_own_is_made_and_goes_again() {
    let mut world = World::new();
    world.customize("");
    world.keys(&["Enter"]);
    world.give("@mine one");
    assert_eq!(world.printed(&["show", "-sv", "@mine"]), "one\n");
    world.keys(&["q"]);
    world.customize("#{==:#{option_name},@mine}");
    world.keys(&["Right", "Down", "Enter"]);
    world.give("two's \"second\" #{x}");
    assert_eq!(world.printed(&["show", "-sv", "@mine"]), "two's \"second\" #{x}\n");
    world.keys(&["u", "n"]);
    assert!(world.printed(&["show", "-sv", "@mine"]).starts_with("two"));
    world.keys(&["u", "y"]);
    assert_eq!(world.printed(&["show", "-sqv", "@mine"]), "");
}

#[test]
fn what_is_set_goes_to_the_level_that_a_key_says() {
    let mut world = World::new();
    world.customize("#{m:allow-set-title,#{option_name}}");
    world.down(2);
    world.keys(&["Right", "Down", "s"]);
    assert_eq!(world.printed(&["show", "-pv", "-t", "build:", "allow-set-title"]), "off\n");
    world.keys(&["w"]);
    assert_eq!(world.printed(&["show", "-wv", "-t", "build:", "allow-set-title"]), "off\n");
    world.keys(&["S"]);
    assert_eq!(world.printed(&["show", "-gwv", "allow-set-title"]), "off\n");
    // As it is by default, at all of them.
    world.ok(&["send-keys", "-X", "-t", "build:", "reset"]);
    world.keys(&["y"]);
    assert_eq!(world.printed(&["show", "-pqv", "-t", "build:", "allow-set-title"]), "");
    assert_eq!(world.printed(&["show", "-wqv", "-t", "build:", "allow-set-title"]), "");
    assert_eq!(world.printed(&["show", "-gwv", "allow-set-title"]), "on\n");
    world.keys(&["q"]);
    // The words of a choice come one after the other.
    world.customize("#{==:#{option_name},status-justify}");
    world.down(1);
    world.keys(&["Right", "Down", "s", "s"]);
    assert_eq!(world.printed(&["show", "-v", "-t", "build:", "status-justify"]), "right\n");
}

#[test]
fn elements_of_hooks_get_other_keys_and_commands() {
    let mut world = World::new();
    world.ok(&["set-hook", "-g", "after-new-session[0]", "display-message old"]);
    world.ok(&["set-hook", "-g", "after-new-session[3]", "display-message taken"]);
    world.customize("#{==:#{option_name},after-new-session}");
    world.down(3);
    world.keys(&["Right", "Down", "Right", "Down", "a"]);
    world.give("3");
    let hooks = |world: &mut World| world.printed(&["show-hooks", "-g", "after-new-session"]);
    assert!(hooks(&mut world).starts_with("after-new-session[0] "), "nothing is overwritten");
    world.keys(&["a"]);
    world.give("1");
    world.keys(&["Enter"]);
    world.give("display-message new");
    world.keys(&["Down", "u", "y"]);
    assert_eq!(hooks(&mut world), "after-new-session[1] \"display-message new\"\n");
}

#[test]
fn keys_are_bound_altered_and_as_they_were() {
    let mut world = World::new();
    let keys = |world: &World| {
        let all = world.names();
        all.iter().position(|name| *name == "Key Table - prefix").unwrap()
    };
    world.customize("");
    world.down(keys(&world));
    world.keys(&["Enter"]);
    world.give("NoSuchKey display-message a");
    world.keys(&["Enter"]);
    world.give("F20 display-message 'a b'");
    world.keys(&["q"]);
    world.customize("#{==:#{key},F20}");
    world.down(keys(&world));
    world.keys(&["Right", "Down", "Right", "Down", "s"]);
    world.give("not-a-command");
    world.keys(&["Enter"]);
    world.give("select-pane -U ; display-message c");
    world.keys(&["Down", "s"]);
    world.give("a note");
    world.keys(&["Down", "s"]);
    let bound = world.printed(&["list-keys", "-T", "prefix", "F20"]);
    assert_eq!(bound, "bind-key -r -T prefix F20 select-pane -U \\; display-message c\n");
    let format = "#{key_note}";
    let note = world.printed(&["list-keys", "-T", "prefix", "-F", format, "F20"]);
    assert_eq!(note, "a note\n");
    world.keys(&["u", "y", "q"]);
    assert_eq!(world.printed(&["list-keys", "-T", "prefix", "F20"]), "unknown key: F20\n");
    let usual = world.printed(&["list-keys", "-T", "prefix", "c"]);
    world.ok(&["bind-key", "c", "display-message", "other"]);
    world.customize("#{==:#{key},c}");
    world.down(keys(&world));
    world.keys(&["Right", "Down"]);
    world.ok(&["send-keys", "-X", "-t", "build:", "reset"]);
    world.keys(&["y"]);
    assert_eq!(world.printed(&["list-keys", "-T", "prefix", "c"]), usual);
}

#[test]
fn variables_are_of_a_session_or_of_all() {
    let mut world = World::new();
    world.customize("");
    world.down(6);
    world.keys(&["Enter"]);
    world.give("MINE=one");
    assert_eq!(world.printed(&["show-environment", "-t", "build", "MINE"]), "MINE=one\n");
    world.keys(&["q"]);
    world.customize("#{==:#{environment_name},MINE}");
    world.down(6);
    world.keys(&["Right", "Down", "S"]);
    world.give("all");
    assert_eq!(world.printed(&["show-environment", "-g", "MINE"]), "MINE=all\n");
    world.keys(&["u", "y"]);
    let gone = world.printed(&["show-environment", "-t", "build", "MINE"]);
    assert_eq!(gone, "unknown variable: MINE\n");
}

#[test]
fn what_is_tagged_is_unset_together_and_nothing_is_asked_with_y() {
    let mut world = World::new();
    for name in ["@a", "@b", "@c"] {
        world.ok(&["set", "-s", name, "1"]);
    }
    world.customize("#{m/r:^@,#{option_name}}");
    // A heading cannot be tagged.
    world.keys(&["t", "Right", "Down", "t", "Down", "t", "U", "y"]);
    assert_eq!(world.printed(&["show", "-s", "@c"]), "@c 1\n");
    assert_eq!(
        world.printed(&["show", "-sqv", "@a"]) + &world.printed(&["show", "-sqv", "@b"]),
        ""
    );
    world.keys(&["q"]);
    world.ok(&["customize-mode", "-y", "-t", "build:", "-f", "#{==:#{option_name},@c}"]);
    world.keys(&["Right", "Down", "u"]);
    assert_eq!(world.printed(&["show", "-sqv", "@c"]), "");
}

#[test]
fn what_is_unset_is_what_was_asked_about_whatever_is_chosen_by_then() {
    for (ask, answer) in [("unset", "y"), ("reset", "y"), ("unset", "n"), ("unset-tagged", "y")] {
        let mut world = World::new();
        for name in ["@a", "@b", "@c"] {
            world.ok(&["set", "-s", name, "1"]);
        }
        world.customize("#{m/r:^@,#{option_name}}");
        world.keys(&["Right", "Down", "t"]);
        let act = |world: &mut World, act| world.ok(&["send-keys", "-X", "-t", "build:", act]);
        act(&mut world, ask);
        act(&mut world, "cursor-down");
        act(&mut world, "tag");
        world.keys(&[answer]);
        let left = ["@a", "@b", "@c"].map(|name| world.printed(&["show", "-sqv", name]));
        let first = if answer == "y" { "" } else { "1\n" };
        assert_eq!(left, [first, "1\n", "1\n"], "{ask} {answer}");
    }
}

#[test]
fn what_went_away_while_it_was_asked_for_stays_away() {
    let mut world = World::new();
    world.ok(&["set", "-s", "@mine", "1"]);
    world.customize("#{==:#{option_name},@mine}");
    world.keys(&["Right", "Down", "Enter"]);
    world.ok(&["set", "-su", "@mine"]);
    world.give("new");
    assert_eq!(world.printed(&["show", "-sqv", "@mine"]), "");
    world.keys(&["u", "y", "Enter"]);
    world.keys(&["Escape", "q"]);
    assert!(world.server.model.chooser(PaneId(0)).is_none());
}

#[test]
fn only_what_is_not_as_by_default_is_shown_where_that_is_wanted() {
    let mut world = World::new();
    world.ok(&["set", "-s", "@mine", "1"]);
    world.ok(&["bind-key", "F20", "display-message", "x"]);
    world.customize("");
    world.keys(&["C", "M-+"]);
    let names = world.names();
    for name in ["Server Options", "@mine", "Key Table - prefix", "F20"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    for name in ["Global Environment", "backspace", "c"] {
        assert!(!names.contains(&name), "{name}: {names:?}");
    }
}

#[test]
fn a_window_is_found_by_a_few_letters_of_it() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    for name in ["alpha", "beta", "gamma"] {
        world.ok(&["new-window", "-d", "-t", "build:", "-n", name]);
    }
    let format = "#{window_name} is a #{?window_format,window,session}";
    let template = "set-option -g @chosen '%%'";
    world.ok(&["switch-mode", "-w", "-t", "build:0", "-F", format, template]);
    let lines = |world: &mut World, screen: &mut Screen| {
        world.settle(screen);
        let rows: Vec<String> = (0..23).map(|y| screen.row(y)).collect();
        (rows[..3].to_vec(), rows[22].clone())
    };
    let (first, _) = lines(&mut world, &mut screen);
    assert_eq!(first, ["alpha is a window", "bash is a window", "beta is a window"]);
    world.type_(&screen, "bta");
    let (found, typed) = lines(&mut world, &mut screen);
    assert_eq!(
        (found, typed.as_str()),
        (vec!["beta is a window".into(), "".into(), "".into()], "(search) bta")
    );
    assert_eq!(screen.view.cursor.map(|cursor| (cursor.at.x, cursor.at.y)), Some((12, 22)));
    let matched = |at: usize| screen.view.panes[0].lines[0].glyphs().nth(at).unwrap().style;
    assert_eq!(matched(0), matched(2));
    assert_ne!(matched(0), matched(1));
    world.key(&screen, KeyCode::Enter, Modifiers::empty());
    assert_eq!(world.printed(&["show", "-gv", "@chosen"]), "=build:2.\n");
    assert_eq!(
        world.printed(&["display-message", "-p", "-t", "build:0", "#{pane_in_mode}"]),
        "0\n"
    );
    // Sessions, and nothing that is so called: nothing is chosen.
    world.ok(&["switch-mode", "-t", "build:0"]);
    world.ok(&["send-keys", "-t", "build:0", "n", "o", "Enter", "C-u", "Up", "Enter"]);
    assert_eq!(
        world.printed(&["display-message", "-p", "-t", "build:0", "#{pane_in_mode}"]),
        "0\n"
    );
}
