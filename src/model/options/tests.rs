use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::language::command_line::{self, Statement, Surroundings};

/// Sets options at the global session level, one change after the other, and shows the last.
fn check(changes: &[(&str, Change<'_>)], expect: Result<&str, &str>) {
    let mut level = Options::new();
    let mut outcome = Ok(String::new());
    for (text, change) in changes {
        outcome = set(&mut level, text, *change);
    }
    let outcome = outcome.as_ref().map(String::as_str).map_err(String::as_str);
    assert_eq!(outcome, expect, "{changes:?}");
}

fn set(level: &mut Options, text: &str, change: Change<'_>) -> Result<String, String> {
    let name = Name::parse(text).map_err(|error| error.to_string())?;
    let current = Lookup::new([&*level]).whole(&name);
    level.change(&name, change, current.as_ref()).map_err(|error| error.to_string())?;
    let value = Lookup::new([&*level]).value(&name);
    Ok(value.map(|value| value.to_string()).unwrap_or_default())
}

use Change::{Append, Put, Toggle, Unset};

#[test]
fn the_table_is_in_order_and_its_defaults_are_values() {
    assert!(TABLE.is_sorted_by(|a, b| a.name < b.name));
    assert!(HOOKS.is_sorted_by(|a, b| a.name < b.name));
    for definition in TABLE.iter().chain(HOOKS) {
        assert_eq!(exactly(definition.name), Some(definition));
        assert!(definition.help.ends_with('.'), "{}", definition.name);
        match definition.kind {
            Kind::List { item, .. } => {
                assert_eq!(definition.default, "");
                for element in definition.elements {
                    assert!(parse(item, element).is_ok(), "{} {element}", definition.name);
                }
            }
            _ => {
                for theme in [Theme::Dark, Theme::Light] {
                    let value = parse(&definition.kind, definition.default_on(theme));
                    assert_eq!(value, Ok(definition.default_value(theme)), "{}", definition.name);
                }
            }
        }
    }
}

#[test]
fn names_may_be_shortened_until_they_are_ambiguous() {
    let check = |text: &str, expect: Result<&str, &str>| {
        let name = Name::parse(text).map(|name| name.to_string()).map_err(|e| e.to_string());
        assert_eq!(name.as_deref().map_err(String::as_str), expect, "{text}");
    };
    check("mouse", Ok("mouse"));
    check("mou", Ok("mouse"));
    check("status", Ok("status"));
    check("prefix", Ok("prefix"));
    check("display-panes-active-color", Ok("display-panes-active-colour"));
    check("status-format[1]", Ok("status-format[1]"));
    check("command-al[7]", Ok("command-alias[7]"));
    check("alert-bell", Ok("alert-bell"));
    check("after-new-w[2]", Ok("after-new-window[2]"));
    check("after", Err("ambiguous option: after"));
    check("alert-bel1", Err("invalid option: alert-bel1 (did you mean alert-bell?)"));
    check("@mine[3] x", Ok("@mine[3] x"));
    check("st", Err("ambiguous option: st"));
    check("xyzzy", Err("invalid option: xyzzy"));
    check("", Err("invalid option: "));
    check("mosue", Err("invalid option: mosue (did you mean mouse?)"));
    check("mouse[0]", Err("not an array: mouse[0]"));
    check("command-alias[a-b]", Ok("command-alias[a-b]"));
    check("command-alias[]", Err("invalid option: command-alias[]"));
    check("command-alias[99999999999]", Err("invalid option: command-alias[99999999999]"));
}

#[test]
fn values_are_checked() {
    check(&[("mouse", Put("off"))], Ok("off"));
    check(&[("mouse", Put("Yes"))], Ok("on"));
    check(&[("mouse", Put("maybe"))], Err("bad value: maybe"));
    check(&[("history-limit", Put("50000"))], Ok("50000"));
    check(&[("history-limit", Put("x"))], Err("value is invalid: x"));
    check(&[("history-limit", Put(""))], Err("value is invalid: "));
    check(&[("history-limit", Put("-1"))], Err("value is too small: -1"));
    check(&[("history-limit", Put("2147483648"))], Err("value is too large: 2147483648"));
    check(
        &[("history-limit", Put("99999999999999999999"))],
        Err("value is too large: 99999999999999999999"),
    );
    check(&[("mode-keys", Put("vi"))], Ok("vi"));
    check(&[("mode-keys", Put("v"))], Err("unknown value: v (one of: emacs, vi)"));
    check(&[("prefix", Put("c-a"))], Ok("C-a"));
    check(&[("prefix2", Put("none"))], Ok("None"));
    check(&[("prefix", Put("zork"))], Err("bad key: zork"));
    check(&[("status-bg", Put("colour3"))], Ok("colour3"));
    check(&[("status-bg", Put("zork"))], Err("bad colour: zork"));
    check(&[("status-style", Put("fg=red,bold"))], Ok("fg=red,bold"));
    check(&[("status-style", Put("fg=zork"))], Err("invalid style: fg=zork"));
    check(&[("status-style", Put("#{?x,bg=red,}"))], Ok("#{?x,bg=red,}"));
    check(&[("default-size", Put("100x30"))], Ok("100x30"));
    check(&[("default-size", Put("0x30"))], Err("value is invalid: 0x30"));
    check(&[("default-shell", Put("sh"))], Err("not a suitable shell: sh"));
    check(&[("@mine", Put("any text"))], Ok("any text"));
}

#[test]
fn flags_and_choices_turn_over_and_all_else_wants_a_value() {
    check(&[("mouse", Toggle)], Ok("off"));
    check(&[("mouse", Toggle), ("mouse", Toggle)], Ok("on"));
    check(&[("status", Toggle)], Ok("off"));
    check(&[("status", Put("2")), ("status", Toggle)], Ok("2"));
    check(&[("status-left", Toggle)], Err("empty value"));
    check(&[("status-format", Toggle)], Err("empty value"));
    check(&[("@mine", Toggle)], Err("empty value"));
}

#[test]
fn text_styles_and_lists_are_appended_to() {
    check(&[("set-titles-string", Put("a")), ("set-titles-string", Append("b"))], Ok("ab"));
    check(&[("@mine", Append("a")), ("@mine", Append("b"))], Ok("ab"));
    check(
        &[("status-style", Put("bg=red")), ("status-style", Append("fg=blue"))],
        Ok("bg=red,fg=blue"),
    );
    check(&[("history-limit", Append("3"))], Ok("3"));
    check(&[("user-keys", Put("a,b")), ("user-keys", Append("c"))], Ok("a\nb\nc"));
    check(&[("user-keys[5]", Put("a,b")), ("user-keys", Append("c"))], Ok("c\na,b"));
    check(&[("user-keys[5]", Put("a")), ("user-keys[5]", Append("b"))], Ok("ab"));
    check(&[("terminal-overrides", Append(",xterm*:Tc,*:RGB"))], Ok("xterm*:Tc\n*:RGB"));
    check(&[("status-format", Put("a b,c"))], Ok("a b,c"));
    check(&[("alert-bell", Put("a ; b")), ("alert-bell", Append("c, d"))], Ok("a ; b\nc, d"));
    check(&[("codepoint-widths", Put("U+26A0=2,⚠=1"))], Ok("U+26A0=2\n⚠=1"));
    check(
        &[("codepoint-widths", Put("U+26A0"))],
        Err("bad width: U+26A0 (a code point and 0 to 2 columns, as in U+26A0=2)"),
    );
    check(&[("pane-colours[0]", Put("zork"))], Err("bad colour: zork"));
}

#[test]
fn what_is_unset_is_inherited_again() {
    check(&[("mouse", Put("off")), ("mouse", Unset)], Ok("on"));
    check(&[("@mine", Put("x")), ("@mine", Unset)], Ok(""));
    check(
        &[("user-keys", Put("a,b")), ("user-keys[0]", Unset), ("user-keys", Append(""))],
        Ok("b"),
    );
}

#[test]
fn the_nearest_level_holds() {
    let (mut pane, mut window, mut globals) =
        (Options::new(), Options::new(), Globals::suited_to(|_| None));
    let get = |pane: &Options, window: &Options, globals: &Globals| {
        Lookup::new([pane, window, &globals.window, &globals.session, &globals.server])
            .flag("synchronize-panes")
    };
    assert!(!get(&pane, &window, &globals));
    set(&mut globals.window, "synchronize-panes", Put("on")).unwrap();
    assert!(get(&pane, &window, &globals));
    set(&mut window, "synchronize-panes", Put("off")).unwrap();
    assert!(!get(&pane, &window, &globals));
    set(&mut pane, "synchronize-panes", Toggle).unwrap();
    assert!(get(&pane, &window, &globals));
}

#[test]
fn every_option_can_be_read_as_what_it_is() {
    let lookup = Lookup::default();
    assert!(lookup.flag("mouse") && lookup.flag("key-hints"));
    assert_eq!(lookup.number("history-limit"), 10_000);
    assert_eq!(lookup.count("escape-time"), 20);
    assert_eq!(lookup.text("window-size"), "latest");
    assert_eq!(lookup.color("clock-mode-colour"), Some(Color::Indexed(4)));
    assert_eq!(lookup.color("cursor-colour"), None);
    assert_eq!(lookup.style("status-style").bg, Color::Indexed(236));
    assert_eq!(lookup.key("prefix"), Some(Key::ctrl('b')));
    assert_eq!(lookup.key("prefix2"), None);
    assert_eq!(lookup.list("status-format").len(), 3);
    assert_eq!(lookup.list("command-alias")[1], "splitp=split-window");
}

#[test]
fn formats_see_options_as_numbers_and_text() {
    let mut level = Options::new();
    set(&mut level, "@mine", Put("x")).unwrap();
    set(&mut level, "user-keys", Put("a,b")).unwrap();
    let lookup = Lookup::new([&level]);
    let check = |name: &str, expect: &str| {
        assert_eq!(lookup.shown(exactly(name).unwrap()), expect, "{name}");
    };
    check("mouse", "1");
    check("allow-rename", "0");
    check("status", "on");
    check("status-interval", "15");
    check("user-keys", "a b");
    assert_eq!(lookup.user("@mine").as_deref(), Some("x"));
    assert_eq!(lookup.user("@yours"), None);
    assert_eq!(exactly("mou"), None);
    assert!(is_hook("alert-bell") && !is_hook("bell-action") && !is_hook("@mine"));
}

#[test]
fn the_environment_chooses_shell_editor_and_keys() {
    let check = |editor: &str, keys: &str| {
        let globals = Globals::suited_to(|name| match name {
            "EDITOR" => Some(editor.to_owned()),
            "SHELL" => Some("/bin/zsh".to_owned()),
            _ => None,
        });
        let lookup = Lookup::new([&globals.window, &globals.session, &globals.server]);
        assert_eq!(lookup.text("mode-keys"), keys, "{editor}");
        assert_eq!(lookup.text("status-keys"), keys, "{editor}");
        assert_eq!(lookup.text("editor"), editor);
        assert_eq!(lookup.text("default-shell"), "/bin/zsh");
    };
    check("/usr/bin/nvim", "vi");
    check("vi", "vi");
    check("/home/vivian/bin/emacs", "emacs");
    let globals = Globals::suited_to(|name| (name == "SHELL").then(|| "zsh".to_owned()));
    assert_eq!(Lookup::new([&globals.session]).text("default-shell"), "");
}

const CONFIG: &str = include_str!("../../../config/pmux.conf");

/// The commands of a piece of configuration, as words.
fn commands(text: &str) -> Vec<Vec<String>> {
    let outside = Surroundings { env: &|_| None, holds: &|_| false };
    let statements = command_line::parse(text, outside).unwrap();
    let commands = statements.into_iter().map(|statement| match statement {
        Statement::Commands(commands) if commands.len() == 1 => commands[0].argv(),
        other => panic!("{other:?}"),
    });
    commands.collect()
}

#[test]
fn the_default_configuration_binds_each_key_once() {
    let mut seen = BTreeSet::new();
    for words in commands(CONFIG) {
        assert_eq!(words[0], "bind-key");
        let mut words = words[1..].iter();
        let (mut table, mut noted) = ("prefix", false);
        let key = loop {
            match words.next().unwrap().as_str() {
                "-r" => {}
                "-n" => table = "root",
                "-T" => table = words.next().unwrap(),
                "-N" => noted = !words.next().unwrap().is_empty(),
                key => break key,
            }
        };
        let trigger = key::parse(key).unwrap();
        let mouse = matches!(trigger, key::Trigger::Mouse(_));
        assert!(noted || mouse, "{key} has no note");
        assert!(seen.insert((table.to_owned(), trigger)), "{table} {key} is bound twice");
        assert!(words.next().is_some());
    }
    assert!(seen.len() > 200);
}

#[test]
fn the_default_configuration_shows_the_defaults() {
    let lookup = Lookup::default();
    let lines = CONFIG
        .lines()
        .filter_map(|line| line.strip_prefix("# ").filter(|l| l.starts_with("set -")));
    let shown: String = lines.flat_map(|line| [line, "\n"]).collect();
    let commands = commands(&shown);
    assert!(commands.len() > 40);
    for words in commands {
        let [_, flags, name, value] = &words[..] else { panic!("{words:?}") };
        let name = Name::parse(name).unwrap();
        let scopes: &[Scope] = match flags.as_str() {
            "-s" => &[Scope::Server],
            "-g" => &[Scope::Session],
            _ => &[Scope::Window, Scope::Pane],
        };
        assert!(scopes.contains(&name.scope().unwrap()), "{words:?}");
        let given = Change::Put(value).of(&name, &Value::Flag(false)).unwrap();
        assert_eq!(given, lookup.value(&name), "{words:?}");
    }
}

#[test]
fn lists_are_shown_element_by_element() {
    let list = |items: &[&str]| {
        let keys = (0..).map(ListKey::Number);
        Value::List(keys.zip(items.iter().map(|s| (*s).into())).collect())
    };
    let shown = |value| entries("x", &value);
    assert_eq!(shown(Value::Flag(true)), [("x".into(), Some("on".into()))]);
    assert_eq!(shown(list(&[])), [("x".into(), None)]);
    let two = [("x[0]".into(), Some("a".into())), ("x[1]".into(), Some("b".into()))];
    assert_eq!(shown(list(&["a", "b"])), two);
}

proptest! {
    /// Whatever is set, it is refused or shown, and what is shown can be set again.
    #[test]
    fn what_is_shown_can_be_set_again(at in 0..TABLE.len(), text in "[-a-z0-9,=%x/#{}\u{e9} ]{0,12}") {
        let definition = &TABLE[at];
        let mut level = Options::new();
        if let Ok(shown) = set(&mut level, definition.name, Put(&text)) {
            let first = level.clone();
            if !matches!(definition.kind, Kind::List { .. }) {
                prop_assert_eq!(set(&mut level, definition.name, Put(&shown)), Ok(shown));
                prop_assert_eq!(level, first);
            }
        }
    }

    /// Names from outside never do harm.
    #[test]
    fn any_name_is_known_or_refused(text in ".{0,24}") {
        let _ = Name::parse(&text);
    }
}

/// How much lighter one colour is than another (WCAG 2, contrast ratio).
fn contrast(a: u8, b: u8) -> f64 {
    let luminance = |index| {
        let (r, g, b) = crate::style::palette_rgb(index);
        let linear = |part: u8| match f64::from(part) / 255.0 {
            v if v <= 0.03928 => v / 12.92,
            v => ((v + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn what_is_written_in_our_colours_can_be_read() {
    // After `fg=` or `bg=`, one colour or those that a format chooses from.
    let numbers = |text: &str, key: &str| -> Vec<u8> {
        let chosen = text.split(key).skip(1).flat_map(|rest| {
            let end = match rest.starts_with('#') {
                true => rest.find('}'),
                false => rest.find(|c: char| !c.is_alphanumeric()),
            };
            rest[..end.unwrap_or(rest.len())].split("colour").skip(1)
        });
        let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
        chosen.filter_map(|rest| digits(rest).parse().ok()).collect()
    };
    for (theme, screen) in [(Theme::Dark, 16), (Theme::Light, 231)] {
        let bar = numbers(exactly("status-style").unwrap().default_on(theme), "bg=");
        for option in TABLE {
            let text = option.default_on(theme);
            let on = match option.name {
                name if name.starts_with("status") || name.starts_with("window-status") => &bar[..],
                name if name.starts_with("pane-") => &[screen],
                _ => &[],
            };
            let (fg, bg) = (numbers(text, "fg="), numbers(text, "bg="));
            let bg = if bg.is_empty() { on } else { &bg };
            for (fg, bg) in fg.iter().flat_map(|fg| bg.iter().map(move |bg| (*fg, *bg))) {
                let contrast = contrast(fg, bg);
                assert!(contrast >= 4.5, "{} {theme:?}: {fg} on {bg}: {contrast:.1}", option.name);
            }
        }
    }
}

#[test]
fn a_light_terminal_has_defaults_of_its_own_and_what_is_set_counts_on_any() {
    let mut level = Options::new();
    set(&mut level, "pane-border-style", Put("fg=red")).unwrap();
    let (dark, light) = (Lookup::new([&level]), Lookup::new([&level]).on(Theme::Light));
    assert_ne!(dark.style("status-style"), light.style("status-style"));
    assert_eq!(light.shown(exactly("status-style").unwrap()), light.text("status-style"));
    assert_eq!(dark.style("pane-border-style"), light.style("pane-border-style"));
    assert_eq!(dark.text("prefix"), light.text("prefix"));
}

#[test]
fn lists_are_written_as_before_elements_had_names() {
    let write = |value: &Value| postcard::to_allocvec(value).unwrap();
    let list =
        |keys: &[ListKey]| Value::List(keys.iter().map(|it| (it.clone(), "x".into())).collect());
    let numbered = list(&[ListKey::Number(7)]);
    assert_eq!(write(&numbered), [3, 1, 7, 1, b'x']);
    for value in [numbered, list(&[ListKey::Number(1), ListKey::Named("a".into())]), list(&[])] {
        assert_eq!(postcard::from_bytes::<Value>(&write(&value)).unwrap(), value);
    }
}
