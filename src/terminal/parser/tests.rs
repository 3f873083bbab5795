use super::csi::PARAMS;
use super::*;

/// All actions as text, the bytes cut into pieces of `step`.
fn actions(bytes: &[u8], step: usize) -> String {
    let mut parser = Parser::new();
    let mut out = String::new();
    let mut text = String::new();
    for mut piece in bytes.chunks(step) {
        while let Some(action) = parser.next(&mut piece) {
            match action {
                Action::Ascii(run) => text.push_str(&String::from_utf8_lossy(run)),
                Action::Text(run) => text.push_str(&String::from_utf8_lossy(run)),
                other => {
                    if !text.is_empty() {
                        out.push_str(&format!("{text:?} "));
                        text.clear();
                    }
                    out.push_str(&show(&other));
                    out.push(' ');
                }
            }
        }
    }
    if !text.is_empty() {
        out.push_str(&format!("{text:?} "));
    }
    out.trim_end().to_owned()
}

fn show(action: &Action) -> String {
    let header = |csi: &Csi| {
        let mut text = String::new();
        for byte in [csi.private, csi.intermediate, csi.intermediate2, csi.last] {
            if byte != 0 {
                text.push(byte.into());
            }
        }
        for (i, param) in csi.params().iter().enumerate() {
            text.push(if csi.is_sub(i) { ':' } else { ' ' });
            text.push_str(&param.to_string());
        }
        text
    };
    match action {
        Action::Control(byte) => format!("{byte:#04x}"),
        Action::Escape(0, last) => format!("esc({})", *last as char),
        Action::Escape(inter, last) => format!("esc({}{})", *inter as char, *last as char),
        Action::Csi(csi) => format!("csi({})", header(csi)),
        Action::Dcs(csi, data) => {
            format!("dcs({} | {})", header(csi), String::from_utf8_lossy(data))
        }
        Action::Osc(data, ending) => {
            let bell = if *ending == Ending::Bell { "^G" } else { "" };
            format!("osc({}{bell})", String::from_utf8_lossy(data))
        }
        Action::Apc(data) => format!("apc({})", String::from_utf8_lossy(data)),
        Action::Name(data) => format!("name({})", String::from_utf8_lossy(data)),
        Action::Ascii(_) | Action::Text(_) => String::new(),
    }
}

#[test]
fn bytes_become_actions_however_they_are_cut() {
    let table: &[(&[u8], &str)] = &[
        (b"plain text \x7fof some length\r\n", r#""plain text of some length" 0x0d 0x0a"#),
        (b"\x1b[m\x1b[1;;3H", "csi(m) csi(H 1 0 3)"),
        (b"\x1b[?25;1049h\x1b[>c", "csi(?h 25 1049) csi(>c)"),
        (b"\x1b[38:2::1:2:3m\x1b[4:3m", "csi(m 38:2:0:1:2:3) csi(m 4:3)"),
        (b"\x1b[2 q\x1b[!p\x1b[1;2\"v", "csi( q 2) csi(!p) csi(\"v 1 2)"),
        (b"\x1b[1\n2A", "0x0a csi(A 12)"),
        (b"\x1b[1\x182A\x1b[99999999A", "0x18 \"2A\" csi(A 65535)"),
        (b"\x1b[1?2Ax\x1b[ \"#!Ay", "\"xy\""),
        (b"\x1b7\x1b(0\x1b#8\x1b\x1b7", "esc(7) esc((0) esc(#8) esc(7)"),
        (b"\x1b]0;a\xc3\xa9\x07b\x1b]2;c\x1b\\d", "osc(0;aé^G) \"b\" osc(2;c) \"d\""),
        (b"\x1b]0;lost\x18x\x1b]0;lost\x1b[Ay", "\"x\" csi(A) \"y\""),
        (b"\x1bP$qm\x1b\\\x1bP+q5463\x1b\\", "dcs($q | m) dcs(+q | 5463)"),
        (b"\x1b_Ga=q\x1b\\\x1bXsos\x1b\\\x1b^pm\x1b\\z", "apc(Ga=q) \"z\""),
        (
            b"a\x1bkna\x07me\x1b\\b\x1bklost\x18c\x1bkx\x1b[Ad",
            "\"a\" name(na\x07me) \"bc\" csi(A) \"d\"",
        ),
        ("aé漢😀b".as_bytes(), "\"aé漢😀b\""),
        // Unicode, table 3-8: one replacement for each maximal subpart.
        (
            b"\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64",
            "\"a\u{fffd}\u{fffd}\u{fffd}b\u{fffd}c\u{fffd}\u{fffd}d\"",
        ),
        (
            b"\xe6\xbc\n\xf0\x9f\x1b[A\xc0\xaf",
            "\"\u{fffd}\" 0x0a \"\u{fffd}\" csi(A) \"\u{fffd}\u{fffd}\"",
        ),
    ];
    for (bytes, expect) in table {
        for step in [1, 2, 3, 5, 7, 64] {
            assert_eq!(&actions(bytes, step), expect, "{bytes:?} by {step}");
        }
    }
}

#[test]
fn what_never_ends_is_bounded() {
    let mut parser = Parser::new();
    for start in [b"\x1b]0;".as_slice(), b"\x1bP$q", b"\x1b_G", b"\x1bX", b"\x1bk"] {
        let mut input = start;
        assert!(parser.next(&mut input).is_none());
        for _ in 0..100 {
            let flood = vec![b'x'; 100_000];
            assert!(parser.next(&mut flood.as_slice()).is_none());
            assert!(parser.string.capacity() < LONGEST_STRING * 2);
        }
        let mut end = b"\x1b\\".as_slice();
        assert!(parser.next(&mut end).is_none());
    }
    let params = [b"\x1b[".as_slice(), "1;".repeat(10_000).as_bytes(), b"m"].concat();
    let mut input = params.as_slice();
    assert!(matches!(parser.next(&mut input), Some(Action::Csi(csi)) if csi.len() == PARAMS));
}

#[test]
fn a_person_may_allow_longer_strings_up_to_a_bound() {
    for (allowed, len, is_whole) in [
        (0, LONGEST_STRING + 1, false),
        (2_000_000, LONGEST_STRING + 1, true),
        (2_000_000, 2_000_001, false),
        (usize::MAX, MOST_STRING, true),
        (usize::MAX, MOST_STRING + 1, false),
    ] {
        let mut parser = Parser { allowed, ..Parser::new() };
        let string = [b"\x1b]".as_slice(), &vec![b'x'; len], b"\x07"].concat();
        let action = parser.next(&mut string.as_slice());
        assert_eq!(action.is_some(), is_whole, "{len} of {allowed}");
    }
}

#[test]
fn a_string_takes_no_more_than_its_bound() {
    let mut parser = Parser::new();
    for (start, filling) in [
        ("]2;", b'x'),
        ("P$q", b'x'),
        ("P$q", 0x07),
        ("_", 0x07),
        ("X", 0x07),
        ("k", b'x'),
        ("Ptmux;", ESC),
    ] {
        let string = [b"\x1b", start.as_bytes(), &vec![filling; LONGEST_STRING + 1000]].concat();
        let mut input = string.as_slice();
        while parser.next(&mut input).is_some() {}
        assert!(!parser.is_between());
        assert!(parser.unfinished().len() < LONGEST_STRING, "{start} {filling}");
        while parser.next(&mut b"\x18\x18".as_slice()).is_none() {}
        assert!(parser.is_between());
    }
}
