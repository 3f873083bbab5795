use proptest::prelude::*;

use super::*;
use crate::geometry::Point;
use crate::key::{KeyAction, KeyCode, MouseAction, MouseButton};

const ESCAPE_TIME: Duration = Duration::from_millis(20);

fn decoder() -> Decoder {
    Decoder::new(ESCAPE_TIME, 0x7f)
}

/// Everything that bytes mean, decoded in parts of `step`, and then given up on.
fn decode(bytes: &[u8], step: usize) -> Vec<Input> {
    let (mut decoder, mut inputs) = (decoder(), Vec::new());
    for part in bytes.chunks(step) {
        decoder.feed(part, |input| inputs.push(input));
    }
    decoder.give_up(|input| inputs.push(input));
    whole_pastes(inputs)
}

/// A paste may come in any number of parts.
fn whole_pastes(inputs: Vec<Input>) -> Vec<Input> {
    let mut whole: Vec<Input> = Vec::new();
    for input in inputs {
        match (whole.last_mut(), input) {
            (
                Some(Input::Paste { bytes, last: ended @ false }),
                Input::Paste { bytes: more, last },
            ) => {
                bytes.extend(more);
                *ended = last;
            }
            (_, input) => whole.push(input),
        }
    }
    whole
}

fn check(bytes: &str, expect: &[Input]) {
    for step in [1, 2, 3, 5, bytes.len().max(1)] {
        let seen = decode(bytes.as_bytes(), step);
        assert_eq!(seen, expect, "{bytes:?} in parts of {step}");
    }
}

fn key(code: KeyCode, held: Modifiers) -> Input {
    Key::new(code, held).into()
}

const NONE: Modifiers = Modifiers::empty();
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const CTRL: Modifiers = Modifiers::CTRL;

#[test]
fn typing() {
    for (bytes, code, held) in [
        ("a", KeyCode::Char('a'), NONE),
        ("é", KeyCode::Char('é'), NONE),
        ("🙂", KeyCode::Char('🙂'), NONE),
        ("\x1ba", KeyCode::Char('a'), ALT),
        ("\x1bA", KeyCode::Char('A'), ALT),
        ("\x1bé", KeyCode::Char('é'), ALT),
        ("\x1b", KeyCode::Escape, NONE),
        ("\x1b\x1b", KeyCode::Escape, ALT),
        ("\x1b[", KeyCode::Char('['), ALT),
        ("\x1bO", KeyCode::Char('O'), ALT),
        ("\x1b]", KeyCode::Char(']'), ALT),
        ("\x1bP", KeyCode::Char('P'), ALT),
        ("\r", KeyCode::Enter, NONE),
        ("\n", KeyCode::Char('j'), CTRL),
        ("\t", KeyCode::Tab, NONE),
        ("\x7f", KeyCode::Backspace, NONE),
        ("\x08", KeyCode::Char('h'), CTRL),
        ("\x1b\x7f", KeyCode::Backspace, ALT),
        ("\x1b\r", KeyCode::Enter, ALT),
        ("\0", KeyCode::Char(' '), CTRL),
        ("\x02", KeyCode::Char('b'), CTRL),
        ("\x1b\x02", KeyCode::Char('b'), ALT.union(CTRL)),
        ("\x1c", KeyCode::Char('\\'), CTRL),
        ("\x1f", KeyCode::Char('_'), CTRL),
    ] {
        check(bytes, &[key(code, held)]);
    }
}

#[test]
fn keys_of_old() {
    for (bytes, code, held) in [
        ("\x1b[A", KeyCode::Up, NONE),
        ("\x1bOA", KeyCode::Up, NONE),
        ("\x1b[1;5A", KeyCode::Up, CTRL),
        ("\x1b[1;4D", KeyCode::Left, SHIFT.union(ALT)),
        ("\x1b\x1b[C", KeyCode::Right, ALT),
        ("\x1b\x1bOC", KeyCode::Right, ALT),
        ("\x1b[H", KeyCode::Home, NONE),
        ("\x1bOF", KeyCode::End, NONE),
        ("\x1b[1~", KeyCode::Home, NONE),
        ("\x1b[8~", KeyCode::End, NONE),
        ("\x1b[3;2~", KeyCode::Delete, SHIFT),
        ("\x1b[6~", KeyCode::PageDown, NONE),
        ("\x1b[Z", KeyCode::Tab, SHIFT),
        ("\x1bOP", KeyCode::Function(1), NONE),
        ("\x1b[1;2S", KeyCode::Function(4), SHIFT),
        ("\x1b[1;5R", KeyCode::Function(3), CTRL),
        ("\x1b[11~", KeyCode::Function(1), NONE),
        ("\x1b[15~", KeyCode::Function(5), NONE),
        ("\x1b[17~", KeyCode::Function(6), NONE),
        ("\x1b[24;5~", KeyCode::Function(12), CTRL),
        ("\x1b[29~", KeyCode::Function(16), NONE),
        ("\x1b[34~", KeyCode::Function(20), NONE),
        ("\x1b[[A", KeyCode::Function(1), NONE),
        ("\x1b[[E", KeyCode::Function(5), NONE),
        ("\x1b[3^", KeyCode::Delete, CTRL),
        ("\x1b[3$", KeyCode::Delete, SHIFT),
        ("\x1b[3@", KeyCode::Delete, SHIFT.union(CTRL)),
        ("\x1b[a", KeyCode::Up, SHIFT),
        ("\x1bOa", KeyCode::Up, CTRL),
        ("\x1bO5P", KeyCode::Function(1), CTRL),
        ("\x1bOM", KeyCode::Keypad('\r'), NONE),
        ("\x1bOp", KeyCode::Keypad('0'), NONE),
        ("\x1bOk", KeyCode::Keypad('+'), NONE),
        ("\x1b[E", KeyCode::Keypad('5'), NONE),
    ] {
        check(bytes, &[key(code, held)]);
    }
}

#[test]
fn keys_of_today() {
    for (bytes, code, held) in [
        ("\x1b[27;5;105~", KeyCode::Char('i'), CTRL),
        ("\x1b[27;6;65~", KeyCode::Char('a'), CTRL.union(SHIFT)),
        ("\x1b[27;5;13~", KeyCode::Enter, CTRL),
        ("\x1b[27;2;9~", KeyCode::Tab, SHIFT),
        ("\x1b[105;5u", KeyCode::Char('i'), CTRL),
        ("\x1b[27u", KeyCode::Escape, NONE),
        ("\x1b[27;3u", KeyCode::Escape, ALT),
        ("\x1b[13;2u", KeyCode::Enter, SHIFT),
        ("\x1b[127;5u", KeyCode::Backspace, CTRL),
        ("\x1b[97;2u", KeyCode::Char('A'), NONE),
        ("\x1b[97;4u", KeyCode::Char('A'), ALT),
        ("\x1b[97;6u", KeyCode::Char('a'), CTRL.union(SHIFT)),
        ("\x1b[49;4u", KeyCode::Char('1'), SHIFT.union(ALT)),
        ("\x1b[97;133u", KeyCode::Char('a'), CTRL),
        ("\x1b[97;9u", KeyCode::Char('a'), Modifiers::SUPER),
        ("\x1b[57399u", KeyCode::Keypad('0'), NONE),
        ("\x1b[57414u", KeyCode::Keypad('\r'), NONE),
        ("\x1b[57376u", KeyCode::Function(13), NONE),
        ("\x1b[57419;5u", KeyCode::Up, CTRL),
        ("\x1b[57441u", KeyCode::Other(57441), NONE),
    ] {
        check(bytes, &[key(code, held)]);
    }
}

#[test]
fn all_that_kitty_tells() {
    let event = |bytes: &str| match decode(bytes.as_bytes(), 1).as_slice() {
        [Input::Key(event)] => event.clone(),
        other => panic!("{bytes:?}: {other:?}"),
    };
    let up = event("\x1b[1;1:3A");
    assert_eq!((up.key.code, up.action), (KeyCode::Up, KeyAction::Release));
    let a = event("\x1b[97:65;2:2;65u");
    assert_eq!((a.key, a.action), (Key::char('A'), KeyAction::Repeat));
    assert_eq!((a.shifted, a.base, a.text.as_str()), (Some('A'), None, "A"));
    let cyrillic = event("\x1b[1089::99;5u");
    assert_eq!((cyrillic.key, cyrillic.base), (Key::ctrl('с'), Some('c')));
    let f = event("\x1b[15;1:2~");
    assert_eq!((f.key.code, f.action), (KeyCode::Function(5), KeyAction::Repeat));
}

fn mouse(action: MouseAction, x: u16, y: u16, modifiers: Modifiers) -> Input {
    Input::Mouse(MouseEvent { action, at: Point::new(x, y), pixel: None, modifiers })
}

#[test]
fn the_mouse() {
    use MouseAction::*;
    use MouseButton::*;
    check("\x1b[<0;1;1M", &[mouse(Press(Left), 0, 0, NONE)]);
    check("\x1b[<0;300;200m", &[mouse(Release(Some(Left)), 299, 199, NONE)]);
    check("\x1b[<2;3;4M", &[mouse(Press(Right), 2, 3, NONE)]);
    check("\x1b[<34;3;4M", &[mouse(Drag(Right), 2, 3, NONE)]);
    check("\x1b[<35;3;4M", &[mouse(Move, 2, 3, NONE)]);
    check("\x1b[<64;3;4M", &[mouse(Press(WheelUp), 2, 3, NONE)]);
    check("\x1b[<85;3;4M", &[mouse(Press(WheelDown), 2, 3, SHIFT | CTRL)]);
    check("\x1b[<128;3;4M", &[mouse(Press(Extra(8)), 2, 3, NONE)]);
    check("\x1b[<8;3;4M", &[mouse(Press(Left), 2, 3, ALT)]);
    check("\x1b[M !\"", &[mouse(Press(Left), 0, 1, NONE)]);
    check("\x1b[M#!!", &[mouse(Release(None), 0, 0, NONE)]);
    check("\x1b[<0;0;1Mx", &[Key::char('x').into()]);
}

#[test]
fn pastes_and_focus() {
    let paste = |text: &str| Input::Paste { bytes: text.into(), last: true };
    check("\x1b[200~hello\x1b[201~", &[paste("hello")]);
    check("\x1b[200~\x1b[201~x", &[paste(""), Key::char('x').into()]);
    check("\x1b[200~\x1b[A\x1b[20\x1b[201~", &[paste("\x1b[A\x1b[20")]);
    check("\x1b[201~a", &[Key::char('a').into()]);
    check("\x1b[I\x1b[O", &[Input::Focus(true), Input::Focus(false)]);
    let long = "x".repeat(3 * PASTE_PART + 7);
    let mut decoder = decoder();
    let mut parts = Vec::new();
    decoder.feed(format!("\x1b[200~{long}\x1b[201~").as_bytes(), |input| parts.push(input));
    assert_eq!(parts.len(), 4);
    assert_eq!(whole_pastes(parts), [paste(&long)]);
}

#[test]
fn answers() {
    let reply = |reply| [Input::Reply(reply)];
    check("\x1b[?62;22c", &reply(Reply::Attributes { clipboard: false }));
    check("\x1b[?62;22;52c", &reply(Reply::Attributes { clipboard: true }));
    check("\x1b[?2026;2$y", &reply(Reply::Mode { mode: 2026, state: 2 }));
    check("\x1b[?5u", &reply(Reply::Keyboard(5)));
    check("\x1b[?997;1n", &reply(Reply::Dark(true)));
    check("\x1b[12;40R", &reply(Reply::Cursor(Point::new(39, 11))));
    check("\x1bP>|kitty(0.36)\x1b\\", &reply(Reply::Version("kitty(0.36)".into())));
    let color = |paint, rgb| reply(Reply::Color(paint, rgb));
    check("\x1b]10;rgb:ffff/0000/8080\x1b\\", &color(Paint::Foreground, (255, 0, 128)));
    check("\x1b]11;rgb:ff/00/80\x07", &color(Paint::Background, (255, 0, 128)));
    check("\x1b]12;#102030\x07", &color(Paint::Cursor, (16, 32, 48)));
    check("\x1b]4;99;rgb:0101/0202/0303\x1b\\", &reply(Reply::Palette(99, (1, 2, 3))));
    for (text, data) in [("QUJD", "ABC"), ("QUI=", "AB"), ("QQ==", "A"), ("", "")] {
        let selection = reply(Reply::Selection(data.into()));
        check(&format!("\x1b]52;c;{text}\x1b\\"), &selection);
    }
}

#[test]
fn sequences_with_numbers_of_a_persons_own() {
    let user = |number| Input::from(Key::plain(KeyCode::User(number)));
    let own = ["\x1b[1;30005u", "\x1b[A5", "\x1b[A", "\x1bOZ", "\x1b[C7"];
    let own: Vec<(u16, String)> = (0..).zip(own.map(String::from)).collect();
    let x = Input::from(Key::char('x'));
    for (bytes, expect) in [
        ("\x1b[1;30005ux", vec![user(0), x.clone()]),
        ("\x1b[A", vec![user(2)]),
        ("\x1b[A5", vec![user(1)]),
        ("\x1b[Ax", vec![user(2), x.clone()]),
        ("\x1bOZ\x1bO", vec![user(3), key(KeyCode::Char('O'), ALT)]),
        ("\x1b", vec![key(KeyCode::Escape, NONE)]),
        ("\x1b[B", vec![key(KeyCode::Down, NONE)]),
        ("\x1b[C", vec![key(KeyCode::Right, NONE)]),
    ] {
        for step in 1..=bytes.len() {
            let (mut decoder, mut inputs) = (decoder(), Vec::new());
            decoder.know(&own);
            for part in bytes.as_bytes().chunks(step) {
                decoder.feed(part, |input| inputs.push(input));
            }
            decoder.give_up(|input| inputs.push(input));
            assert_eq!(inputs, expect, "{bytes:?} in parts of {step}");
        }
    }
}

#[test]
fn the_unknown_is_passed_over() {
    let x = [Key::char('x').into()];
    for bytes in [
        "\x1b[>1;2;3cx",
        "\x1b[99~x",
        "\x1b[?1;2;3Wx",
        "\x1b]52;c;Q!\x07x",
        "\x1b]4;300;rgb:0/0/0\x07x",
        "\x1bP1$r0m\x1b\\x",
        "\x1b_Gi=1;OK\x1b\\x",
        "\x1b[999999999999;5~x",
        "\x1b[5;30012~x",
        "\x1b[1;30005ux",
        "\x1b]11;rgb:zz/00/00\x07x",
    ] {
        check(bytes, &x);
    }
    assert_eq!(decode(b"\xff\xc0\xe2\x28x", 1), [Key::char('(').into(), Key::char('x').into()]);
}

#[test]
fn what_never_ends_is_given_up() {
    for begun in ["\x1b]99;AAAA", "\x1bPq", "\x1b[1;2", "\u{e9}"] {
        let mut decoder = decoder();
        let begun = &begun.as_bytes()[..begun.len() - usize::from(begun == "é")];
        decoder.feed(begun, |input| panic!("{input:?}"));
        assert_eq!(decoder.patience(), Some(SEQUENCE_PATIENCE));
        decoder.give_up(|input| panic!("{input:?}"));
        assert_eq!(decoder.patience(), None);
        let mut seen = Vec::new();
        decoder.feed(b"x", |input| seen.push(input));
        assert_eq!(seen, [Key::char('x').into()]);
    }
    let mut decoder = decoder();
    decoder.feed(b"\x1b]", |input| panic!("{input:?}"));
    decoder.feed(&vec![b'a'; 3 << 20], |input| panic!("{input:?}"));
    assert!(decoder.pending.len() <= 1 << 20);
}

/// What is seen of bytes between whose parts the line was cut for longer than anybody waits.
fn seen_late(parts: &[&str], expecting: bool) -> Vec<Input> {
    let (mut decoder, mut seen) = (decoder(), Vec::new());
    decoder.expect_answers(expecting);
    for part in parts {
        decoder.feed(part.as_bytes(), |input| seen.push(input));
        while decoder.patience().is_some() {
            decoder.give_up(|input| seen.push(input));
        }
    }
    seen
}

#[test]
fn an_answer_that_the_line_cut_is_never_typed() {
    let answers = [
        "\x1b]11;rgb:1c1c/1d1d/1e1e\x1b\\",
        "\x1b]10;#102030\x07",
        "\x1b]4;7;rgb:1c1c/1d1d/1e1e\x1b\\",
        "\x1b]52;c;QUJDREVG\x07",
        "\x1bP>|foot(1.16.2)\x1b\\",
        "\x1bP1$r0;48:2::1:2:3m\x1b\\",
        "\x1b[?62;22c",
        "\x1b[?2026;2$y",
        "\x1b[?997;1n",
        "\x1b[<0;10;20M",
    ];
    for answer in answers {
        let whole = decode(answer.as_bytes(), 1);
        for cut in 1..answer.len() {
            let (begin, end) = answer.split_at(cut);
            let seen = seen_late(&[begin, end, "x"], true);
            let (last, before) = seen.split_last().unwrap();
            assert_eq!(*last, Key::char('x').into(), "{answer:?} cut at {cut}");
            // What looked like Escape, or a key with Alt, was one; the answer is known all the same.
            let known = match cut {
                1 | 2 => before.get(1..).unwrap_or_default(),
                _ => before,
            };
            assert_eq!(known, whole, "{answer:?} cut at {cut}");
        }
        // Where most of what is typed fits, so little is taken for typing.
        let typed_fits = answer.starts_with("\x1b]52;") || answer.starts_with("\x1bP>|");
        for cut in (3..answer.len() - 2).filter(|_| !typed_fits) {
            let (begin, rest) = answer.split_at(cut);
            let (middle, end) = rest.split_at(1);
            let seen = seen_late(&[begin, middle, end, "x"], false);
            assert_eq!(seen, [&whole[..], &[Key::char('x').into()]].concat(), "{answer:?}");
        }
    }
}

#[test]
fn a_clipboard_that_the_line_cut_twice_is_never_typed() {
    let data = "QUJD".repeat(100);
    let (x, known) = (Input::from(Key::char('x')), Reply::Selection("ABC".repeat(100).into()));
    let (begin, middle, end) = (&data[..10], &data[10..300], &data[300..]);
    let begin = format!("\x1b]52;c;{begin}");
    for (last, expect) in [("\x07x", true), ("\x1b\\x", true), ("\x1b[A", false), ("\x03x", false)]
    {
        let seen = seen_late(&[&begin, middle, &format!("{end}{last}")], false);
        let known = expect.then(|| Input::Reply(known.clone()));
        let other = match last {
            "\x1b[A" => vec![Key::plain(KeyCode::Up).into()],
            "\x03x" => vec![Key::ctrl('c').into(), x.clone()],
            _ => vec![x.clone()],
        };
        assert_eq!(seen, known.into_iter().chain(other).collect::<Vec<_>>(), "{last:?}");
    }
}

#[test]
fn keys_are_typed_behind_an_answer_that_has_no_end() {
    let typed = |text: &str| text.chars().map(|c| Key::char(c).into()).collect::<Vec<Input>>();
    for begun in ["\x1b]52;c;QUJD", "\x1b]52;", "\x1bP>|foot"] {
        for parts in [&["hello", "world", "again", " x"][..], &["h", "e"], &["ls -l"]] {
            let seen = seen_late(&[&[begun], parts].concat(), false);
            assert_eq!(seen, typed(&parts.concat()), "{begun:?}");
        }
    }
}

#[test]
fn a_line_that_comes_at_once_behind_an_answer_that_has_no_end_is_typed_whole() {
    let whole = |text: &str| decode(text.as_bytes(), text.len());
    let words = |length: usize| "echo of words ".chars().cycle().take(length).collect::<String>();
    for length in [10, 64, 65, 100, 180, 190, 250, 5_000] {
        for end in ["\r", "\n", "\t\r", "é\r"] {
            for (begun, line) in [
                ("\x1bP>|foot", words(length)),
                ("\x1b]52;c;QUJD", "QUJD".repeat(length)),
                ("\x1b]52;c;QUJD", "QUJD".repeat(length) + " x"),
            ] {
                let text = line + end;
                let seen = seen_late(&[begun, &text], false);
                assert_eq!(seen, whole(&text), "{begun:?} {length} {end:?}");
            }
        }
    }
    // An answer that comes with much behind it is one all the same.
    let (answer, text) = ("\x1bP>|foot(1.2)\x1b\\", words(250) + "\r");
    let seen = seen_late(&[&answer[..7], &format!("{}{text}", &answer[7..])], false);
    assert_eq!(seen, [whole(answer), whole(&text)].concat());
}

#[test]
fn the_end_of_an_answer_that_was_cut_often_is_no_key() {
    let typed = |text: &str| text.chars().map(|c| Key::char(c).into()).collect::<Vec<Input>>();
    for (begun, middle) in [("\x1bP>|fo", "ot(1.2)"), ("\x1b]52;c;QU", "JDQUJD")] {
        for end in ["\x1b\\", "\x07", "12\x1b\\"] {
            let seen = seen_late(&[begun, middle, end, "x"], false);
            assert_eq!(seen, typed(&format!("{middle}x")), "{begun:?} {end:?}");
            let seen = seen_late(&[begun, middle, &format!("{end}x")], false);
            assert_eq!(seen, typed(&format!("{middle}x")), "{begun:?} {end:?}");
        }
        // Only where it comes next; and what else comes is what it is.
        let alt = key(KeyCode::Char('\\'), ALT);
        let seen = seen_late(&[begun, middle, "x", "\x1b\\"], false);
        assert_eq!(seen, [typed(&format!("{middle}x")), vec![alt]].concat());
        let (up, other) = (Key::plain(KeyCode::Up).into(), "\x1bP>|xterm(1)\x1b\\");
        let seen = seen_late(&[begun, middle, "\x1b[A"], false);
        assert_eq!(seen, [typed(middle), vec![up]].concat());
        let seen = seen_late(&[begun, middle, other], false);
        assert_eq!(seen, [typed(middle), decode(other.as_bytes(), other.len())].concat());
    }
}

#[test]
fn what_is_too_long_is_passed_over_to_its_end() {
    let data = "QUJD".repeat(280_000);
    let enter = "ls\r".repeat(280_000);
    let params = "1;".repeat(5_000);
    let (x, up) = (Input::from(Key::char('x')), Input::from(Key::plain(KeyCode::Up)));
    for (bytes, expect) in [
        (format!("\x1b]52;c;{data}\x07x"), &x),
        (format!("\x1b]52;c;{data}\x1b\\x"), &x),
        (format!("\x1b]52;c;{data}\x1b[A"), &up),
        (format!("\x1b]l{enter}\x1b\\x"), &x),
        (format!("\x1bP1+r{enter}\x18x"), &x),
        (format!("\x1b_G{enter}\x1b\\x"), &x),
        (format!("\x1b[{params}$yx"), &x),
        (format!("\x1b\x1b[{params}Ax"), &x),
        (format!("\x1b[{params}\x1b[A"), &up),
        (format!("\x1b[{}$yx", "1".repeat(5_000)), &x),
    ] {
        for step in [4_095, 65_536, bytes.len()] {
            let begun = &bytes[..8];
            let seen = decode(bytes.as_bytes(), step);
            assert_eq!(seen, std::slice::from_ref(expect), "{begun:?} by {step}");
        }
        // The end may be cut.
        let mut decoder = decoder();
        let (begin, end) = bytes.as_bytes().split_at(bytes.len() - 2);
        begin.chunks(4_095).for_each(|part| decoder.feed(part, |input| panic!("{input:?}")));
        let mut seen = Vec::new();
        decoder.feed(end, |input| seen.push(input));
        assert_eq!(seen, std::slice::from_ref(expect));
    }
    // It is waited for no longer than others, and what is left of a clipboard is never typed.
    for cut in [1_100_000, 5_000] {
        let whole = format!("\x1b]52;c;{data}\x07x");
        let (mut decoder, mut seen) = (decoder(), Vec::new());
        let (begin, end) = whole.as_bytes().split_at(cut);
        begin.chunks(4_095).for_each(|part| decoder.feed(part, |input| panic!("{input:?}")));
        assert_eq!(decoder.patience(), Some(SEQUENCE_PATIENCE));
        decoder.give_up(|input| panic!("{input:?}"));
        assert_eq!(decoder.patience(), None);
        end.chunks(4_095).for_each(|part| decoder.feed(part, |input| seen.push(input)));
        assert_eq!(seen, [Key::char('x').into()], "cut at {cut}");
        assert!(decoder.pending.is_empty() && !decoder.late.is_awaited());
    }
    let (mut decoder, mut seen) = (decoder(), Vec::new());
    decoder.feed(format!("\x1b]l{enter}").as_bytes(), |input| panic!("{input:?}"));
    decoder.give_up(|input| panic!("{input:?}"));
    decoder.feed(b"x", |input| seen.push(input));
    assert_eq!(seen, [x]);
}

#[test]
fn what_is_typed_after_escape_is_typed() {
    let escape: Input = Key::plain(KeyCode::Escape).into();
    let typed = |text: &str| text.chars().map(|c| Key::char(c).into()).collect::<Vec<Input>>();
    for expecting in [true, false] {
        for text in ["]", "[", "Px", "]]", "[A", "]1x", "dd", ":wq"] {
            let keys: Vec<String> = text.chars().map(String::from).collect();
            let mut parts = vec!["\x1b"];
            parts.extend(keys.iter().map(String::as_str));
            let expect = [&[escape.clone()][..], &typed(text)].concat();
            assert_eq!(seen_late(&parts, expecting), expect, "{text:?} {expecting}");
        }
    }
    // What fits no answer is what it is, whatever was given up before.
    let seen = seen_late(&["\x1b]11;rgb:", "ls -l"], false);
    assert_eq!(seen, typed("ls -l"));
}

#[test]
fn a_paste_without_an_end_is_over_after_a_while() {
    let (mut decoder, mut seen) = (decoder(), Vec::new());
    decoder.feed(b"\x1b[200~text\x1b[20", |input| seen.push(input));
    assert_eq!(decoder.patience(), Some(PASTE_PATIENCE));
    decoder.give_up(|input| seen.push(input));
    decoder.feed(b"q\x1b[201~", |input| seen.push(input));
    let paste = Input::Paste { bytes: b"text\x1b[20".into(), last: true };
    assert_eq!(whole_pastes(seen), [paste, Key::char('q').into()]);
    assert_eq!(decoder.patience(), None);
}

#[test]
fn escape_waits_and_backspace_is_what_the_tty_says() {
    let mut decoder = Decoder::new(ESCAPE_TIME, 0x08);
    assert_eq!(decoder.patience(), None);
    decoder.feed(b"\x1b", |input| panic!("{input:?}"));
    assert_eq!(decoder.patience(), Some(ESCAPE_TIME));
    let mut seen = Vec::new();
    decoder.feed(b"\x08", |input| seen.push(input));
    assert_eq!(seen, [key(KeyCode::Backspace, ALT)]);
}

proptest! {
    #[test]
    fn cuts_make_no_difference(
        parts in prop::collection::vec(
            prop_oneof![
                "\\PC{0,4}".prop_map(String::into_bytes),
                prop::collection::vec(any::<u8>(), 0..6),
                prop::sample::select(vec![
                    "\x1b[A", "\x1b[1;5", "\x1b", "\x1b[<0;3;4M", "\x1b]11;rgb:0/0/0", "\x07",
                    "\x1b\\", "\x1b[200~", "\x1b[201~", "\x1b[97;5u", "\x1bO", "\x1b[M",
                ]).prop_map(|text| text.as_bytes().to_vec()),
            ],
            0..12,
        ),
        step in 1usize..9,
    ) {
        let bytes = parts.concat();
        prop_assert_eq!(decode(&bytes, step), decode(&bytes, bytes.len().max(1)));
    }
}

#[test]
fn a_direct_colour_that_is_current_is_told() {
    let told = [Input::Reply(Reply::DirectColor)];
    check("\x1bP1$r0;48:2::1:2:3m\x1b\\", &told);
    check("\x1bP1$r48:2:1:2:3m\x1b\\", &told);
    check("\x1bP1$r0;48;2;1;2;3m\x1b\\", &told);
    for other in ["1$r0m", "0$r", "1$r0;48:5:16m", "1$r2;48m"] {
        check(&format!("\x1bP{other}\x1b\\"), &[]);
    }
}
