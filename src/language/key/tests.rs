use proptest::prelude::*;

use super::*;
use crate::key::MouseButton;

fn key(name: &str) -> Key {
    parse_key(name).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn names_are_those_of_tmux() {
    let check = |name: &str, code, modifiers, printed: &str| {
        assert_eq!(key(name), Key::new(code, modifiers), "{name}");
        assert_eq!(key_name(key(name)), printed, "{name}");
    };
    use KeyCode::*;
    let (none, ctrl, alt, shift) =
        (Modifiers::empty(), Modifiers::CTRL, Modifiers::ALT, Modifiers::SHIFT);
    for name in ["C-b", "^b", "^B", "C-B", "c-b"] {
        check(name, Char('b'), ctrl, "C-b");
    }
    check("a", Char('a'), none, "a");
    check("A", Char('A'), none, "A");
    check("S-a", Char('A'), none, "A");
    check("S-1", Char('1'), shift, "S-1");
    check("C-S-a", Char('a'), ctrl | shift, "C-S-a");
    check("M-A", Char('A'), alt, "M-A");
    check("M-C-A", Char('a'), ctrl | alt, "C-M-a");
    check("C-S-M-Up", Up, ctrl | alt | shift, "C-M-S-Up");
    check("enter", Enter, none, "Enter");
    check("BTab", Tab, shift, "BTab");
    check("S-Tab", Tab, shift, "BTab");
    check("M-BTab", Tab, alt | shift, "M-BTab");
    check("C-BTab", Tab, ctrl | shift, "C-S-Tab");
    check("User12", User(12), none, "User12");
    check("0x23=", Char('#'), none, "#");
    check("PgUp", PageUp, none, "PPage");
    check("PageDown", PageDown, none, "NPage");
    check("Delete", Delete, none, "DC");
    check("IC", Insert, none, "IC");
    check("F63", Function(63), none, "F63");
    check("KP/", Keypad('/'), none, "KP/");
    check("KP0", Keypad('0'), none, "KP0");
    check("KPEnter", Keypad('\r'), none, "KPEnter");
    check("C-@", Char(' '), ctrl, "C-Space");
    check("C- ", Char(' '), ctrl, "C-Space");
    check("M--", Char('-'), alt, "M--");
    check("^", Char('^'), none, "^");
    check("C-^", Char('^'), ctrl, "C-^");
    check("M-Space", Char(' '), alt, "M-Space");
    check("0x41", Char('A'), none, "A");
    check("0x1b", Escape, none, "Escape");
    check("0x7f", Backspace, none, "BSpace");
    check("0x1", Char('a'), ctrl, "C-a");
    check("C-0x61", Char('a'), ctrl, "C-a");
    check("漢", Char('漢'), none, "漢");
    check("Super-Left", Left, Modifiers::SUPER, "Super-Left");
    check("CapsLock", Other(57358), none, "CapsLock");
    check("Key57428", Other(57428), none, "Key57428");
}

#[test]
fn what_is_no_key_is_refused() {
    for name in ["", "ab", "C-", "M-C-", "F0", "F64", "FF", "KP", "KPx", "0x", "0x110000", "C-Any"]
    {
        assert_eq!(parse(name), Err(UnknownKey(name.into())));
    }
}

#[test]
fn mouse_events_have_a_button_and_a_place() {
    let check = |name: &str, kind, button, place, modifiers| {
        let trigger = Trigger::Mouse(MouseTrigger { kind, button, place, modifiers });
        assert_eq!(parse(name), Ok(trigger), "{name}");
        assert_eq!(trigger.to_string(), name);
    };
    let none = Modifiers::empty();
    let left = Some(MouseButton::Left);
    check("MouseDown1Pane", MouseKind::Down, left, MousePlace::Pane, none);
    check("MouseDrag1Border", MouseKind::Drag, left, MousePlace::Border, none);
    check(
        "MouseDragEnd3Pane",
        MouseKind::DragEnd,
        Some(MouseButton::Right),
        MousePlace::Pane,
        none,
    );
    check("MouseUp1StatusLeft", MouseKind::Up, left, MousePlace::StatusLeft, none);
    check("C-DoubleClick1Pane", MouseKind::DoubleClick, left, MousePlace::Pane, Modifiers::CTRL);
    check(
        "MouseDown11StatusDefault",
        MouseKind::Down,
        Some(MouseButton::Extra(11)),
        MousePlace::StatusDefault,
        none,
    );
    check(
        "M-WheelUpStatus",
        MouseKind::Wheel,
        Some(MouseButton::WheelUp),
        MousePlace::Status,
        Modifiers::ALT,
    );
    check("MouseDown3Empty", MouseKind::Down, Some(MouseButton::Right), MousePlace::Empty, none);
    check("MouseDrag1ScrollbarSlider", MouseKind::Drag, left, MousePlace::ScrollbarSlider, none);
    check("MouseDown1ScrollbarUp", MouseKind::Down, left, MousePlace::ScrollbarUp, none);
    check("MouseDown1Control9", MouseKind::Down, left, MousePlace::Control(9), none);
    check("MouseMovePane", MouseKind::Move, None, MousePlace::Pane, none);
    assert_eq!(parse("any"), Ok(Trigger::Any));
    // xterm counts the wheel's sides as buttons 6 and 7.
    assert_eq!(parse("MouseDown6Pane"), parse("WheelLeftPane"));
    assert_eq!(parse("C-MouseDown7Status"), parse("C-WheelRightStatus"));
    for name in ["MouseDown1", "MouseDown4Pane", "WheelPane", "MouseDown1PaneX", "MouseDownPane"] {
        assert!(parse(name).is_err(), "{name}");
    }
}

#[test]
fn detach_keys_are_written_as_docker_writes_them() {
    let check = |text: &str, expect: &[&str]| {
        let expect: Vec<_> = expect.iter().map(|name| key(name)).collect();
        assert_eq!(parse_detach_keys(text).unwrap(), expect, "{text}");
    };
    check("ctrl-p,ctrl-q", &["C-p", "C-q"]);
    check("ctrl-\\", &["C-\\"]);
    check("ctrl-@,a", &["C-Space", "a"]);
    check("ctrl-[", &["Escape"]);
    check("ctrl-_,ctrl-^,ctrl-]", &["C-_", "C-^", "C-]"]);
    check("C-b, d", &["C-b", "d"]);
    for text in ["", "ctrl-", "ctrl-1", "ctrl-pq", "a,,b"] {
        assert!(parse_detach_keys(text).is_err(), "{text}");
    }
}

#[test]
fn twins_are_each_others() {
    for (one, other) in [("C-i", "Tab"), ("C-M-m", "M-Enter"), ("C-[", "Escape")] {
        assert_eq!(legacy_twin(key(one)), Some(key(other)));
        assert_eq!(legacy_twin(key(other)), Some(key(one)));
    }
    assert_eq!(legacy_twin(key("a")), None);
    assert_eq!(legacy_twin(key("S-Tab")), None);
}

proptest! {
    #[test]
    fn printing_a_key_and_reading_it_again_changes_nothing(
        bits in 0u8..64,
        code in prop_oneof![
            any::<char>().prop_map(KeyCode::Char),
            (1u8..=63).prop_map(KeyCode::Function),
            any::<u16>().prop_map(KeyCode::Other),
            (0..1000u16).prop_map(KeyCode::User),
            "[0-9./*+=\r-]".prop_map(|text| KeyCode::Keypad(text.chars().next().unwrap())),
            proptest::sample::select(NAMES).prop_map(|(_, code)| code),
        ],
    ) {
        let modifiers = Modifiers::from_bits_truncate(bits);
        let canonical = canonical(Key::new(code, modifiers));
        // Characters that no key makes are read as the keys that make them.
        prop_assume!(!matches!(code, KeyCode::Char(c) if c.is_control()));
        prop_assert_eq!(key(&key_name(canonical)), canonical);
    }

    #[test]
    fn no_name_breaks_the_parser(name in "\\PC*|((C|M|S|Super)-){0,4}.{0,3}|0x[0-9a-f]*") {
        if let Ok(trigger) = parse(&name) {
            prop_assert_eq!(parse(&trigger.to_string()), Ok(trigger));
        }
        let _ = parse_detach_keys(&name);
    }
}
