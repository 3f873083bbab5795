use crate::geometry::{Point, Size};
use crate::key::{
    Key, KeyAction, KeyCode, KeyEvent, Modifiers, MouseAction, MouseButton, MouseEvent,
};
use crate::terminal::{ExtendedKeys, KeyPolicy, Limits, Policy, Terminal};

fn terminal(setup: &str) -> Terminal {
    let mut terminal = Terminal::new(Size::new(300, 300), Limits::default());
    terminal.feed(setup.as_bytes());
    terminal
}

fn key(setup: &str, event: impl Into<KeyEvent>) -> String {
    let mut out = Vec::new();
    terminal(setup).encode_key(&event.into(), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const CTRL: Modifiers = Modifiers::CTRL;

#[test]
fn keys_in_xterms_way() {
    let plain = Key::plain;
    let table = [
        ("", Key::char('a'), "a"),
        ("", Key::char('é'), "é"),
        ("", Key::ctrl('a'), "\x01"),
        ("", Key::ctrl(' '), "\0"),
        ("", Key::ctrl('_'), "\x1f"),
        ("", Key::new(KeyCode::Char('x'), ALT), "\x1bx"),
        ("", Key::new(KeyCode::Char('x'), ALT | CTRL), "\x1b\x18"),
        ("", plain(KeyCode::Up), "\x1b[A"),
        ("\x1b[?1h", plain(KeyCode::Up), "\x1bOA"),
        ("\x1b[?1h", Key::new(KeyCode::Up, CTRL), "\x1b[1;5A"),
        ("", plain(KeyCode::Home), "\x1b[1~"),
        ("\x1b[?1h", plain(KeyCode::End), "\x1b[4~"),
        ("", Key::new(KeyCode::Home, SHIFT), "\x1b[1;2H"),
        ("", plain(KeyCode::PageDown), "\x1b[6~"),
        ("", Key::new(KeyCode::Delete, SHIFT | ALT), "\x1b[3;4~"),
        ("", plain(KeyCode::Function(1)), "\x1bOP"),
        ("", Key::new(KeyCode::Function(2), CTRL), "\x1b[1;5Q"),
        ("", plain(KeyCode::Function(5)), "\x1b[15~"),
        ("", plain(KeyCode::Function(10)), "\x1b[21~"),
        ("", plain(KeyCode::Function(12)), "\x1b[24~"),
        ("", plain(KeyCode::Function(13)), "\x1b[1;2P"),
        ("", plain(KeyCode::Function(63)), "\x1b[1;4R"),
        ("", plain(KeyCode::Enter), "\r"),
        ("\x1b[20h", plain(KeyCode::Enter), "\r\n"),
        ("", plain(KeyCode::Backspace), "\x7f"),
        ("\x1b[?67h", plain(KeyCode::Backspace), "\x08"),
        ("", Key::new(KeyCode::Tab, SHIFT), "\x1b[Z"),
        ("", Key::new(KeyCode::Enter, ALT), "\x1b\r"),
        ("", plain(KeyCode::Keypad('5')), "5"),
        ("\x1b=", plain(KeyCode::Keypad('5')), "\x1bOu"),
        ("\x1b=", plain(KeyCode::Keypad('\r')), "\x1bOM"),
        ("\x1b[>4;1m", Key::ctrl('a'), "\x01"),
        ("\x1b[>4;1m", Key::ctrl('1'), "\x1b[27;5;49~"),
        ("\x1b[>4;1m", Key::new(KeyCode::Enter, SHIFT), "\x1b[27;2;13~"),
        ("\x1b[>4;2m", Key::ctrl('a'), "\x1b[27;5;97~"),
        ("\x1b[>4;2m", Key::char('A'), "A"),
        ("\x1b[>4;1m", Key::ctrl('i'), "\t"),
        ("\x1b[>4;2m", Key::ctrl('i'), "\x1b[27;5;105~"),
        ("\x1b[>4;1m", Key::ctrl(';'), "\x1b[27;5;59~"),
        ("\x1b[>4;1m", Key::new(KeyCode::Char('x'), ALT), "\x1bx"),
        ("\x1b[>4;2m", Key::new(KeyCode::Char('x'), ALT), "\x1b[27;3;120~"),
        ("\x1b[>4;2m", Key::new(KeyCode::Tab, CTRL), "\x1b[27;5;9~"),
        ("\x1b[>4;2m", plain(KeyCode::Tab), "\t"),
        ("\x1b[>4;2m\x1b[>4m", Key::ctrl('i'), "\t"),
        ("\x1b[>4;2m\x1b[>4n", Key::ctrl('i'), "\t"),
    ];
    for (setup, event, expect) in table {
        assert_eq!(key(setup, event), expect, "{setup:?} {event:?}");
    }
}

#[test]
fn keys_as_a_person_wants_them() {
    let off = KeyPolicy { extended: ExtendedKeys::Off, ..KeyPolicy::default() };
    let always = KeyPolicy { extended: ExtendedKeys::Always, ..KeyPolicy::default() };
    let csi_u = KeyPolicy { csi_u: true, ..always };
    let backspace = |byte| KeyPolicy { backspace: byte, ..KeyPolicy::default() };
    let (tab, enter) = (KeyCode::Tab, KeyCode::Enter);
    let erase = Key::plain(KeyCode::Backspace);
    for (keys, setup, key, expect) in [
        (always, "", Key::new(tab, CTRL), "\x1b[27;5;9~"),
        (always, "", Key::new(tab, CTRL | SHIFT), "\x1b[27;6;9~"),
        (always, "\x1b[>4m", Key::new(enter, SHIFT), "\x1b[27;2;13~"),
        (always, "\x1b[>4;2m", Key::ctrl('a'), "\x1b[27;5;97~"),
        (always, "", Key::ctrl('a'), "\x01"),
        (csi_u, "", Key::new(tab, CTRL), "\x1b[9;5u"),
        (csi_u, "\x1b[>4;2m", Key::ctrl('i'), "\x1b[105;5u"),
        (off, "\x1b[>4;2m", Key::new(tab, CTRL), "\t"),
        (off, "\x1b[>1u", Key::ctrl('a'), "\x01"),
        (backspace(Some(8)), "", erase, "\x08"),
        (backspace(Some(8)), "\x1b[?67h", erase, "\x7f"),
        (backspace(Some(b'x')), "", Key::new(KeyCode::Backspace, ALT), "\x1bx"),
        (backspace(None), "", erase, ""),
        (always, "\x1b[>31u", Key::plain(KeyCode::User(0)), ""),
    ] {
        let mut terminal = Terminal::new(Size::new(9, 9), Limits::default());
        terminal.set_policy(Policy { keys, ..Policy::default() });
        terminal.feed(setup.as_bytes());
        let mut out = Vec::new();
        terminal.encode_key(&key.into(), &mut out);
        assert_eq!(String::from_utf8_lossy(&out), expect, "{keys:?} {setup:?} {key:?}");
    }
}

#[test]
fn keys_in_kittys_way() {
    let plain = Key::plain;
    let release = |key: Key| KeyEvent { action: KeyAction::Release, ..key.into() };
    let repeat = |key: Key| KeyEvent { action: KeyAction::Repeat, ..key.into() };
    let table: &[(&str, KeyEvent, &str)] = &[
        ("\x1b[>1u", Key::char('a').into(), "a"),
        ("\x1b[>1u", Key::ctrl('c').into(), "\x1b[99;5u"),
        ("\x1b[>1u", plain(KeyCode::Escape).into(), "\x1b[27u"),
        ("\x1b[>1u", plain(KeyCode::Enter).into(), "\r"),
        ("\x1b[>1u", Key::new(KeyCode::Enter, SHIFT).into(), "\x1b[13;2u"),
        ("\x1b[>1u", plain(KeyCode::Up).into(), "\x1b[A"),
        ("\x1b[>1u", plain(KeyCode::Function(3)).into(), "\x1b[13~"),
        ("\x1b[>1u", plain(KeyCode::Function(1)).into(), "\x1b[P"),
        ("\x1b[>1u", plain(KeyCode::Function(13)).into(), "\x1b[57376u"),
        ("\x1b[>1u", plain(KeyCode::Keypad('1')).into(), "\x1b[57400u"),
        ("\x1b[>1u", release(Key::char('a')), ""),
        ("\x1b[>3u", release(Key::char('a')), "\x1b[97;1:3u"),
        ("\x1b[>3u", release(plain(KeyCode::Enter)), ""),
        ("\x1b[>3u", repeat(plain(KeyCode::Left)), "\x1b[1;1:2D"),
        ("\x1b[>9u", Key::char('a').into(), "\x1b[97u"),
        ("\x1b[>9u", Key::char('A').into(), "\x1b[97u"),
        ("\x1b[>25u", Key::char('é').into(), "\x1b[233;;233u"),
        ("\x1b[>1u\x1b[<u", Key::ctrl('c').into(), "\x03"),
        ("\x1b[>1u", Key::ctrl('i').into(), "\x1b[105;5u"),
        ("\x1b[>1u", Key::ctrl(' ').into(), "\x1b[32;5u"),
        ("\x1b[>1u", Key::new(KeyCode::Char('a'), ALT).into(), "\x1b[97;3u"),
        ("\x1b[>1u", Key::new(KeyCode::Char('a'), CTRL | SHIFT).into(), "\x1b[97;6u"),
        ("\x1b[>1u", Key::new(KeyCode::Char('a'), Modifiers::SUPER).into(), "\x1b[97;9u"),
        ("\x1b[>1u", plain(KeyCode::Home).into(), "\x1b[H"),
        ("\x1b[>1u", plain(KeyCode::Insert).into(), "\x1b[2~"),
        ("\x1b[>1u", Key::new(KeyCode::Function(5), CTRL).into(), "\x1b[15;5~"),
        ("\x1b[>1u\x1b[?1h", plain(KeyCode::Up).into(), "\x1bOA"),
        ("\x1b[>1u", plain(KeyCode::Keypad('\r')).into(), "\x1b[57414u"),
        ("\x1b[>2u", Key::ctrl('c').into(), "\x03"),
        ("\x1b[>2u", release(plain(KeyCode::Up)), "\x1b[1;1:3A"),
        ("\x1b[>2u", release(Key::ctrl('c')), "\x1b[99;5:3u"),
        ("\x1b[>3u", repeat(Key::ctrl('c')), "\x1b[99;5:2u"),
        ("\x1b[>8u", plain(KeyCode::Enter).into(), "\x1b[13u"),
        ("\x1b[>8u", plain(KeyCode::Tab).into(), "\x1b[9u"),
        ("\x1b[>8u", plain(KeyCode::Backspace).into(), "\x1b[127u"),
        ("\x1b[>10u", repeat(Key::char('a')), "\x1b[97;1:2u"),
        ("\x1b[>10u", release(plain(KeyCode::Enter)), "\x1b[13;1:3u"),
        ("\x1b[>24u", plain(KeyCode::Enter).into(), "\x1b[13u"),
        ("\x1b[=5u", Key::char('a').into(), "a"),
        ("\x1b[=1;1u\x1b[=2;2u", release(Key::ctrl('c')), "\x1b[99;5:3u"),
        ("\x1b[=3;1u\x1b[=2;3u", release(Key::ctrl('c')), ""),
        ("\x1b[>1u\x1b[?1049h", Key::ctrl('c').into(), "\x03"),
        ("\x1b[>1u\x1b[?1049h\x1b[?1049l", Key::ctrl('c').into(), "\x1b[99;5u"),
    ];
    for (setup, event, expect) in table {
        assert_eq!(key(setup, event.clone()), *expect, "{setup:?} {event:?}");
    }
    let all = KeyEvent {
        shifted: Some('A'),
        base: Some('q'),
        text: "A".into(),
        ..Key::new(KeyCode::Char('a'), SHIFT).into()
    };
    assert_eq!(key("\x1b[>31u", all), "\x1b[97:65:113;2;65u");
}

#[test]
fn the_mouse_in_every_encoding() {
    let press = MouseAction::Press(MouseButton::Left);
    let release = MouseAction::Release(Some(MouseButton::Left));
    let wheel = MouseAction::Press(MouseButton::WheelDown);
    let drag = MouseAction::Drag(MouseButton::Right);
    let table = [
        ("", press, (1, 2), ""),
        ("\x1b[?9h", press, (1, 2), "\x1b[M \"#"),
        ("\x1b[?9h", release, (1, 2), ""),
        ("\x1b[?1000h", release, (0, 0), "\x1b[M#!!"),
        ("\x1b[?1000h", press, (250, 0), ""),
        ("\x1b[?1000h\x1b[?1005h", press, (250, 0), "\x1b[M \u{11b}!"),
        ("\x1b[?1000h\x1b[?1006h", press, (250, 0), "\x1b[<0;251;1M"),
        ("\x1b[?1000h\x1b[?1006h", release, (9, 9), "\x1b[<0;10;10m"),
        ("\x1b[?1000h\x1b[?1015h", wheel, (9, 9), "\x1b[97;10;10M"),
        ("\x1b[?1000h\x1b[?1006h", drag, (9, 9), ""),
        ("\x1b[?1002h\x1b[?1006h", drag, (9, 9), "\x1b[<34;10;10M"),
        ("\x1b[?1002h\x1b[?1006h", MouseAction::Move, (9, 9), ""),
        ("\x1b[?1003h\x1b[?1006h", MouseAction::Move, (9, 9), "\x1b[<35;10;10M"),
        ("\x1b[?1003h\x1b[?1006h", press, (300, 9), ""),
        ("\x1b[?9h", wheel, (1, 2), ""),
        ("\x1b[?1000h", wheel, (0, 0), "\x1b[Ma!!"),
        ("\x1b[?1002h", drag, (0, 0), "\x1b[MB!!"),
        ("\x1b[?1003h", MouseAction::Move, (0, 0), "\x1b[MC!!"),
        ("\x1b[?1000h\x1b[?1015h", release, (9, 9), "\x1b[35;10;10M"),
        ("\x1b[?1000h\x1b[?1005h", release, (99, 0), "\x1b[M#\u{84}!"),
        (
            "\x1b[?1000h\x1b[?1006h",
            MouseAction::Press(MouseButton::Extra(8)),
            (0, 0),
            "\x1b[<128;1;1M",
        ),
        ("\x1b[?1000h\x1b[?1006h\x1b[?1006l", press, (0, 0), "\x1b[M !!"),
        ("\x1b[?1003h\x1b[?1003l", press, (0, 0), ""),
    ];
    for (setup, action, (x, y), expect) in table {
        let event =
            MouseEvent { action, at: Point::new(x, y), pixel: None, modifiers: Modifiers::empty() };
        let mut out = Vec::new();
        terminal(setup).encode_mouse(&event, &mut out);
        assert_eq!(String::from_utf8_lossy(&out), expect, "{setup:?} {action:?}");
    }
}

#[test]
fn the_mouse_with_keys_held_and_in_pixels() {
    let mouse = |setup: &str, modifiers, pixel| {
        let mut terminal = terminal(setup);
        let cells = Size::new(300, 300);
        terminal.resize(crate::geometry::WindowSize { cells, xpixel: 3000, ypixel: 6000 });
        let action = MouseAction::Press(MouseButton::Middle);
        let mut out = Vec::new();
        let event = MouseEvent { action, at: Point::new(4, 5), pixel, modifiers };
        terminal.encode_mouse(&event, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    };
    assert_eq!(mouse("\x1b[?1000h\x1b[?1006h", SHIFT | ALT | CTRL, None), "\x1b[<29;5;6M");
    assert_eq!(mouse("\x1b[?1000h", CTRL, None), "\x1b[M1%&");
    assert_eq!(mouse("\x1b[?9h", CTRL, None), "\x1b[M!%&");
    let pixel = Some(Point::new(47, 118));
    assert_eq!(mouse("\x1b[?1000h\x1b[?1016h", Modifiers::empty(), pixel), "\x1b[<1;48;119M");
    // Whoever does not know the pixel takes the middle of the cell.
    assert_eq!(mouse("\x1b[?1000h\x1b[?1016h", Modifiers::empty(), None), "\x1b[<1;46;111M");
}

#[test]
fn a_paste_cannot_leave_its_brackets() {
    let table: [(&str, &str, &str); 4] = [
        ("", "a\nb\r\nc\rd", "a\rb\rc\rd"),
        ("\x1b[?2004h", "a\nb", "\x1b[200~a\rb\x1b[201~"),
        ("\x1b[?2004h", "a\x1b[201~b", "\x1b[200~ab\x1b[201~"),
        ("\x1b[?2004h", "a\x1b[20\x1b[201~1~rm", "\x1b[200~arm\x1b[201~"),
    ];
    for (setup, text, expect) in table {
        let mut out = Vec::new();
        let mut paste = terminal(setup).paste();
        paste.part(text.as_bytes(), &mut out);
        paste.end(&mut out);
        assert_eq!(String::from_utf8_lossy(&out), expect);
    }
}
